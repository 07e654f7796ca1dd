// The policy part of a decision: one request against 10, 100 and 1,000 policies, by a user in 2 and in 100 groups, as ratios in one process. Each round measures all of them, so
// that a machine that gets busier favours none; requests are parsed anew each time, as they are in the authorizer. Beside it: Cedar's own WebAssembly on the same.
//   node benchmarks/decide/policies.mjs [--rounds 4000] [--no-cedar]
import { createRequire } from 'node:module';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
require('../../scripts/ts.cjs');
const { compilePolicies } = require('../../lib/policy/compile');
const { loadPolicies } = require('../../lib/policy/evaluate');
const { withCedar } = require('../../lib/policy/cedar');

const { values } = parseArgs({ options: { 'rounds': { type: 'string', default: '8000' }, 'no-cedar': { type: 'boolean', default: false } } });
const rounds = Number(values.rounds);
const LIMIT = 1.3;

/** What a front door with many routes has: one permit per route, and rules that hold for all of them. */
const everywhere = [
  'forbid (principal, action, resource) when { context has country && ["IR", "KP", "SY"].contains(context.country) };',
  'forbid (principal, action, resource) when { context.risk > 80 };',
  'forbid (principal, action, resource) when { resource has classification && resource.classification == "restricted" } unless { context.tier >= 2 && context.device.managed };',
  'forbid (principal, action, resource) when { principal has suspended && principal.suspended };',
  'forbid (principal, action, resource) when { context.address.isInRange(ip("192.0.2.0/24")) || context.address.isInRange(ip("2001:db8::/32")) };',
];
const route = (i) => `permit (principal in Group::"team-${i}", action == Action::"GET /things-${i}/{id}", resource is Document) when { context.tier >= 2 && context.scopes.contains("documents/read") && (resource.owner == principal || principal.department == resource.department) };`;
const policies = (n) => [...everywhere, ...Array.from({ length: n - everywhere.length }, (_, i) => route(i))].join('\n');

const request = (n, groups) => ({
  principal: { type: 'User', id: 'ada' }, action: { type: 'Action', id: `GET /things-${n - 6}/{id}` }, resource: { type: 'Document', id: '42' },
  context: { tier: 3, risk: 12, country: 'DE', scopes: ['documents/read', 'documents/write'], address: { __extn: { fn: 'ip', arg: '198.51.100.7' } }, hour: 9, authAge: 120, device: { managed: true } },
  entities: [
    { uid: { type: 'User', id: 'ada' }, attrs: { department: 'sales', suspended: false }, parents: [...Array.from({ length: groups - 1 }, (_, i) => ({ type: 'Group', id: `distribution-list-${i}` })), { type: 'Group', id: `team-${n - 6}` }] },
    { uid: { type: 'Document', id: '42' }, attrs: { owner: { __entity: { type: 'User', id: 'eve' } }, department: 'sales', classification: 'restricted' }, parents: [{ type: 'Door', id: 'Documents' }] },
  ],
});

const cases = [[10, 2], [100, 2], [1000, 2], [10, 100], [100, 100], [1000, 100]].map(([n, groups]) => {
  const { table, findings } = compilePolicies({ files: { 'bench.cedar': policies(n) } });
  if (table === undefined) throw new Error(JSON.stringify(findings));
  const started = performance.now();
  const evaluator = loadPolicies(JSON.parse(JSON.stringify(table)), { strict: true });
  const loadMs = performance.now() - started;
  const text = JSON.stringify(request(n, groups));
  const answer = evaluator.evaluate(JSON.parse(text));
  if (answer.decision !== 'allow' || answer.errors.length > 0) throw new Error(`the request is not let in: ${JSON.stringify(answer)}`);
  return { n, groups, evaluator, text, loadMs, times: [] };
});

for (let r = 0; r < rounds; r++) {
  for (const c of r % 2 === 0 ? cases : [...cases].reverse()) {
    // The same work before each measurement, so that it is the policies that differ and not what parsing left in the caches.
    for (const other of cases) JSON.parse(other.text);
    const one = JSON.parse(c.text);
    const started = process.hrtime.bigint();
    c.evaluator.evaluate(one);
    c.times.push(Number(process.hrtime.bigint() - started) / 1000);
  }
}

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
const warm = (c) => c.times.slice(Math.floor(rounds / 4));
for (const c of cases) console.log(`${String(c.n).padStart(5)} policies, ${String(c.groups).padStart(3)} groups: p50 ${at(warm(c), 0.5).toFixed(2)} us, p99 ${at(warm(c), 0.99).toFixed(2)} us; loaded in ${c.loadMs.toFixed(1)} ms`);

const of = (n, groups) => cases.find((c) => c.n === n && c.groups === groups);
const ratio = (a, b) => at(warm(a), 0.5) / at(warm(b), 0.5);
const ratios = [
  ['1,000 policies against 10, 2 groups', ratio(of(1000, 2), of(10, 2)), LIMIT],
  ['1,000 policies against 10, 100 groups', ratio(of(1000, 100), of(10, 100)), LIMIT],
  ['100 groups against 2, 10 policies', ratio(of(10, 100), of(10, 2)), LIMIT],
  ['100 groups against 2, 100 policies', ratio(of(100, 100), of(100, 2)), LIMIT],
  ['100 groups against 2, 1,000 policies', ratio(of(1000, 100), of(1000, 2)), LIMIT],
];

if (!values['no-cedar']) {
  for (const c of [of(10, 2), of(100, 2), of(1000, 2)]) {
    const staticPolicies = policies(c.n);
    withCedar((cedar) => cedar.preparsePolicySet(`bench-${c.n}`, { staticPolicies }));
    const times = [];
    for (let r = 0; r < 200; r++) {
      const call = { ...JSON.parse(c.text), preparsedPolicySetId: `bench-${c.n}` };
      const started = process.hrtime.bigint();
      const answer = withCedar((cedar) => cedar.statefulIsAuthorized(call));
      times.push(Number(process.hrtime.bigint() - started) / 1000);
      if (answer.response?.decision !== 'allow') throw new Error(`Cedar does not let it in: ${JSON.stringify(answer)}`);
    }
    ratios.push([`Cedar's WebAssembly against ours, ${c.n} policies`, at(times.slice(50), 0.5) / at(warm(c), 0.5), undefined]);
  }
}

let missed = 0;
for (const [what, value, limit] of ratios) {
  const bad = limit !== undefined && value > limit;
  if (bad) missed++;
  console.log(`${what}: ${value.toFixed(2)} x${limit === undefined ? '' : ` (at most ${limit})`}${bad ? ' MISSED' : ''}`);
}
console.log(`load average ${loadavg()[0].toFixed(1)}`);
process.exitCode = missed === 0 ? 0 : 1;
