/**
 * Attacks and benign requests through rules as a user writes them (test/fixtures/web-firewall) and through the own rules of the presets, as they are emitted,
 * by an evaluator that shares no line with the library (test/support/waf-evaluator). The golden says of each request what became of it and by which rule; the
 * tests here say by hand how many of each kind are stopped, so that nobody updates a hole into the golden.
 *
 * Not claimed: what AWS's managed groups would stop. They are not evaluated, and the tests say so.
 */
import * as path from 'node:path';
import type { ModeFacts } from '../../lib/layers/web-firewall/model';
import { FirewallPreset, presetFacts } from '../../lib/layers/web-firewall/preset';
import { compareWithTextGolden } from '../examples/golden';
import { ATTACKS } from '../fixtures/web-firewall/attacks';
import { BENIGN } from '../fixtures/web-firewall/benign';
import { emitted, OWN_RULES } from '../fixtures/web-firewall/own-rules';
import type { Sample } from '../fixtures/web-firewall/requests';
import { type Outcome, WebAcl } from '../support/waf-evaluator';

const ENFORCE: ModeFacts = { kind: 'enforce' };
const OBSERVE: ModeFacts = { kind: 'observe', until: '2027-01-31' };
const PRESETS = [FirewallPreset.BASELINE, FirewallPreset.API, FirewallPreset.LOGIN, FirewallPreset.STATIC];
const SETS = { ipv4Arn: 'arn:blocked-v4', ipv6Arn: 'arn:blocked-v6' };

/** Minutes apart, so that rate rules count one at a time; floods have their own tests. */
function outcomes(rules: typeof OWN_RULES, mode: ModeFacts, requests: readonly Sample[]): ReadonlyMap<string, Outcome> {
  const { acl, conditions, errors } = emitted(rules, mode);
  expect(errors).toEqual([]);
  const firewall = new WebAcl(acl, conditions);
  return new Map(requests.map(({ id, request }, i) => [id, firewall.handle(request, i * 1000)]));
}

const ALL = [...ATTACKS, ...BENIGN.map((sample) => ({ ...sample, id: `benign-${sample.id}` }))];
const enforced = outcomes(OWN_RULES, ENFORCE, ALL);
const observed = outcomes(OWN_RULES, OBSERVE, ALL);
const of = (map: ReadonlyMap<string, Outcome>, id: string): Outcome => map.get(id) as Outcome;
const stopped = ({ action }: Outcome): boolean => action !== 'allow';

test('there are at least 200 of each, and none comes twice', () => {
  const said = (all: readonly Sample[]): Set<string> => new Set(all.map(({ request }) => JSON.stringify(request)));
  expect([ATTACKS.length >= 200, BENIGN.length >= 200]).toEqual([true, true]);
  const [attacks, benign] = [said(ATTACKS), said(BENIGN)];
  expect([attacks.size, benign.size]).toEqual([ATTACKS.length, BENIGN.length]);
  expect([...attacks].filter((one) => benign.has(one))).toEqual([]);
});

test('how many attacks of each kind are stopped', () => {
  const kinds = [...new Set(ATTACKS.map((a) => a.kind))];
  const counted = kinds.map((kind) => {
    const those = ATTACKS.filter((a) => a.kind === kind);
    return `${kind} ${those.filter(({ id }) => stopped(of(enforced, id))).length}/${those.length}`;
  });
  expect(counted).toEqual([
    'climb 39/42', 'secret 44/49', 'scanner 23/26', 'command 29/30', 'lookup 27/28', 'forgery 22/24', 'method 12/13', 'type 12/12', 'host 11/11', 'long 10/10', 'json 19/19', 'xml 4/5',
    // A rule of its own that observes yet; and one of the group that is overridden to count.
    'split 0/5', 'address 13/13', 'admin 10/10', 'login 3/3', 'group 2/3',
    // Short patterns are no parser of SQL or of scripts: managed groups are for that.
    'blns-script 220/233', 'blns-sql 0/4', 'blns-code 6/11', 'blns-xml 1/1', 'blns-file 2/2',
  ]);
});

test('no benign request is stopped, and what counts them is what only counts', () => {
  const benign = BENIGN.map(({ id }) => [id, of(enforced, `benign-${id}`)] as const);
  expect(benign.filter(([, outcome]) => stopped(outcome)).map(([id, { by }]) => `${id} by ${by}`)).toEqual([]);
  expect([...new Set(benign.flatMap(([, { counted }]) => counted))].sort()).toEqual(['abroad', 'login-abroad', 'no-agent']);
  // What a monitor sends passes by its own rule, before one that would stop it.
  expect(benign.filter(([, { by }]) => by !== 'default').map(([id, { by }]) => `${id} ${by}`)).toEqual(['place-017 monitor', 'place-018 monitor']);
});

test('each rule stops something, and each that counts counts something: none stands there for nothing', () => {
  const acting = new Set([...enforced.values()].flatMap(({ by, counted }) => [by.split('/')[0], ...counted.map((name) => name.split('/')[0])]));
  const rates = OWN_RULES.filter((rule) => rule.kind === 'rate').map((rule) => rule.id); // floods: web-firewall-floods.test.ts
  expect(OWN_RULES.map((rule) => rule.id).filter((id) => !acting.has(id) && !rates.includes(id))).toEqual([]);
});

test('while it observes nothing is stopped, and the first rule that would have stopped a request counts it', () => {
  expect([...observed].filter(([, outcome]) => stopped(outcome) || outcome.by !== 'default').map(([id]) => id)).toEqual([]);
  const lost = [...enforced].filter(([id, { by, counted }]) => by !== 'default' && JSON.stringify(of(observed, id).counted.slice(0, counted.length + 1)) !== JSON.stringify([...counted, by]));
  expect(lost.map(([id]) => id)).toEqual([]);
  // Labels are put on all the same: what stands on them is counted.
  expect(of(observed, 'admin-001').counted).toEqual(['abroad', 'admin-abroad']);
});

test('nothing of the own rules is left to AWS: what the evaluator says of them is all', () => {
  const left = (map: ReadonlyMap<string, Outcome>): string[] => [...map].flatMap(([id, { notEvaluated }]) => notEvaluated.map((rule) => `${id} ${rule}`));
  expect(left(enforced)).toEqual([]);
  expect(left(observed)).toEqual([]);
});

test.each(PRESETS.map((preset) => [preset.name, preset] as const))('preset %s: its own rules stop addresses of the block set alone, and its groups are not claimed', (_, preset) => {
  const found = outcomes(presetFacts(preset, SETS, 'preset'), ENFORCE, ALL);
  expect([...found].filter(([, outcome]) => stopped(outcome)).map(([id, { by }]) => `${id} ${by}`)).toEqual(['json-019 block-set', 'address-001 block-set', 'address-002 block-set', 'address-003 block-set', 'address-004 block-set', 'address-005 block-set']);
  const groups = presetFacts(preset, SETS, 'preset').filter((rule) => rule.kind === 'managed').map((rule) => rule.id).sort();
  expect([...of(found, 'climb-001').notEvaluated].sort()).toEqual(groups);
  const counting = outcomes(presetFacts(preset, SETS, 'preset'), OBSERVE, ALL);
  expect([...counting].filter(([, outcome]) => stopped(outcome))).toEqual([]);
  expect(of(counting, 'address-001').counted).toEqual(['block-set']);
});

test('the golden', () => {
  const row = (id: string): string => {
    const [acts, counts] = [of(enforced, id), of(observed, id)];
    return [id.padEnd(18), acts.action.padEnd(8), acts.by.padEnd(17), counts.counted.join(', ')].join(' ').trimEnd();
  };
  const head = ['id'.padEnd(18), 'enforced'.padEnd(8), 'by rule'.padEnd(17), 'counted while observing'].join(' ');
  expect(compareWithTextGolden(path.join(__dirname, 'web-firewall-attacks.txt'), `${[head, ...ALL.map(({ id }) => row(id))].join('\n')}\n`)).toEqual([]);
});
