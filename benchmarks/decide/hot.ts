// Warm decisions against the bare signature check, in one process, one after the other, in CPU time. Bundled as the handler is.
//   node hot.js FOLDER ROUNDS VENDOR JOSE   ->  one line of JSON
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { CedarAnswer, CedarRequest } from '../../lib/contract/access/policy-table';
import { Authorizer } from '../../lib/runtime/authorizer/decide/authorizer';
import { openParts, type Parts } from '../../lib/runtime/authorizer/decide/parts';
import type { BatchAnswer } from '../../lib/runtime/authorizer/stores/client';
import { ReplayStore } from '../../lib/runtime/authorizer/stores/replay';
import { RowStore } from '../../lib/runtime/authorizer/stores/row-store';
import { readClaims } from '../../lib/runtime/authorizer/token/claims';

interface Person { readonly event: unknown; readonly token: string }

const [, , folder, roundsText, vendor, joseFile] = process.argv;
const rounds = Number(roundsText);
const { now, keys, jwk, few, many, rows } = JSON.parse(readFileSync(path.join(folder, 'world.json'), 'utf8')) as { now: number; keys: string; jwk: JsonWebKey; few: Person[]; many: Person[]; rows: { pk: string }[] };
const text = readFileSync(path.join(folder, 'bundle.json'), 'utf8');
const byKey = new Map(rows.map((row) => [row.pk, row]));
const reader = { batchGet: async (wanted: readonly string[]): Promise<BatchAnswer> => ({ rows: new Map(wanted.map((key) => [key, byKey.get(key) as never])), left: [] }), put: async (): Promise<void> => undefined };

let written = 0;
function authorizer(change: (parts: Parts) => Parts = (parts) => parts): Authorizer {
  return new Authorizer({
    door: 'App/Documents', source: '00000000-0000-4000-8000-000000000000', clock: () => now * 1_000, auditKey: () => Buffer.alloc(32, 7), write: (line) => { written += line.length; },
    open: () => change(openParts(text, { fetch: async () => keys, stores: ({ limits }) => ({ rows: new RowStore(reader, limits), replays: new ReplayStore(reader, () => 'x') }) })),
  });
}

const cpu = (): number => { const { user, system } = process.cpuUsage(); return user + system; };
const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
function floor({ token }: Person): void {
  const end = token.lastIndexOf('.');
  if (!verify('RSA-SHA256', Buffer.from(token.slice(0, end)), publicKey, Buffer.from(token.slice(end + 1), 'base64url'))) throw new Error('the signature is wrong');
}

async function let_in(by: Authorizer, { event }: Person): Promise<void> {
  const { policyDocument } = await by.handle(event) as { policyDocument?: { Statement: { Effect: string }[] } };
  if (policyDocument?.Statement[0].Effect !== 'Allow') throw new Error('the request is not let in');
}

type Case = readonly [name: string, people: readonly Person[], work: (person: Person) => unknown];

/** Who goes first changes from round to round. The first quarter warms up. */
async function interleaved(cases: readonly Case[], n: number): Promise<Record<string, { p50: number; p99: number }>> {
  const times = new Map(cases.map(([name]) => [name, [] as number[]]));
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < cases.length; c++) {
      const [name, people, work] = cases[(c + r) % cases.length];
      const person = people[r % people.length];
      const begun = cpu();
      const pending = work(person);
      if (pending instanceof Promise) await pending;
      times.get(name)!.push(cpu() - begun);
    }
    // Microtasks alone would keep timers from being cleared and garbage from being looked at.
    if (r % 100 === 99) await new Promise((resolve) => { setImmediate(resolve); });
  }
  return Object.fromEntries([...times].map(([name, list]) => {
    const warm = list.slice(Math.floor(n / 4)).sort((a, b) => a - b);
    return [name, { p50: warm[Math.floor(warm.length * 0.5)], p99: warm[Math.floor(warm.length * 0.99)] }];
  }));
}

/** The same decision with jose in the place of aws-jwt-verify: everything around it stays. */
async function withJose(): Promise<Authorizer> {
  const { createLocalJWKSet, jwtVerify } = await import(joseFile) as typeof import('jose');
  const set = createLocalJWKSet(JSON.parse(keys));
  return authorizer((parts) => ({ ...parts, verifier: { verify: async ({ raw, header }: { raw: string; header: { typ: string } }, at: number) => {
    const [issuer] = parts.bundle.issuers;
    const { payload } = await jwtVerify(raw, set, { issuer: issuer.issuer, algorithms: [...issuer.algorithms], requiredClaims: ['exp', 'iat'], currentDate: new Date(at * 1_000) });
    return readClaims(payload as never, issuer, header.typ, at, parts.bundle.limits.clockSkew);
  } } as never }));
}

/** The same decision by Cedar's own WebAssembly, policies parsed before. */
function withCedar(): Authorizer {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const cedar = (require(vendor) as { create(): any }).create();
  const { staticPolicies } = JSON.parse(readFileSync(path.join(folder, 'policies.json'), 'utf8')) as { staticPolicies: string };
  cedar.preparsePolicySet('bench', { staticPolicies });
  return authorizer((parts) => ({ ...parts, evaluator: { evaluate: (request: CedarRequest): CedarAnswer => {
    const { type, response } = cedar.statefulIsAuthorized({ ...request, preparsedPolicySetId: 'bench' });
    if (type !== 'success') throw new Error('Cedar failed');
    return { decision: response.decision, determining: response.diagnostics.reason, errors: response.diagnostics.errors };
  } } }));
}

async function main(): Promise<void> {
  const ours = authorizer();
  const hot = await interleaved([['floor', few, floor], ['full', few, (p) => let_in(ours, p)], ['groups', many, (p) => let_in(ours, p)]], rounds);
  const jose = await withJose();
  const second = await interleaved([['floor', few, floor], ['full', few, (p) => let_in(ours, p)], ['jose', few, (p) => let_in(jose, p)]], Math.ceil(rounds / 4));
  const cedar = withCedar();
  const third = await interleaved([['floor', few, floor], ['full', few, (p) => let_in(ours, p)], ['cedar', few, (p) => let_in(cedar, p)]], Math.ceil(rounds / 10));
  process.stdout.write(`${JSON.stringify({ hot, jose: second, cedar: third, written })}\n`);
}
void main();
