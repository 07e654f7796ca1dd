/**
 * What excess is called: whoever accepted a part of something, by its id, has not accepted the rest.
 */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { proveNetwork } from '../../../lib/prover/network';
import { Guard } from '../../../lib/world/guard';
import { boundOf, type IntentSpec } from './intent';
import { token, worldOf, type WorldSpec } from './world';

const INTENT: IntentSpec = { segments: { web: ['Web'], db: ['Db'] }, flows: [['web', 'db', 'tcp/5432', 'f1']] };

function excess(ingress: NonNullable<NonNullable<WorldSpec['groups']>[string]['ingress']>, interfaces: WorldSpec['interfaces'] = {}, groups: WorldSpec['groups'] = {}, intent = INTENT): VerdictData[] {
  const world = worldOf({
    vpcs: { Vpc: { cidr: '10.0.0.0/16', ipv6: '2600:1f18::/56' } }, gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] } },
    subnets: { Private: { cidr: '10.0.1.0/24' }, Public: { cidr: '10.0.0.0/24', ipv6: '2600:1f18::/64', routes: [['0.0.0.0/0', 'Igw'], ['::/0', 'Igw']] } },
    groups: { WebSg: { ingress, egress: [['DbSg', 'tcp/5432']] }, DbSg: { ingress: [['WebSg', 'tcp/5432']], egress: [] }, ...groups },
    interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], publicIpv4: true, ipv6: true }, Db: { groups: ['DbSg'] }, ...interfaces },
  });
  return proveNetwork({ world, intents: [boundOf(intent)], guarantees: [], scope: 'declared' }).verdicts.filter((v) => v.kind === 'nothing-more' && v.verdict !== 'proved' && v.severity === 'error');
}
const words = (vs: readonly VerdictData[]): string[] => vs.map((v) => `${v.verdict} ${v.subject.source} -> ${v.subject.destination} ${v.subject.over}`).sort();
const idOf = (...cidrs: readonly string[]): string => {
  const [v, ...others] = excess(cidrs.map((c) => [c, 'tcp/443'] as const));
  expect(others).toEqual([]);
  return v.id;
};

test.each<[string, readonly string[], readonly string[]]>([
  ['half of the internet and all of it', ['0.0.0.0/1'], ['0.0.0.0/0']],
  ['all of it but a little, and all of it', ['0.0.0.0/1', '128.0.0.0/2'], ['0.0.0.0/0']],
  ['two halves', ['0.0.0.0/1'], ['0.0.0.0/1', '192.0.0.0/3']],
  ['IPv4 and both families', ['0.0.0.0/0'], ['0.0.0.0/0', '::/0']],
  ['half of IPv6 and all of it', ['2000::/4'], ['::/0']],
  ['half of IPv6 beside IPv4, and all of it', ['0.0.0.0/0', '2000::/4'], ['0.0.0.0/0', '::/0']],
  ['ranges that begin alike and are as many', ['8.0.0.0/24', '8.1.0.0/24', '8.2.0.0/24', '8.3.0.0/24'], ['8.0.0.0/24', '8.1.0.0/24', '8.2.0.0/24', '9.0.0.0/8']],
])('%s have two ids', (_, some, more) => {
  expect(idOf(...some)).not.toBe(idOf(...more));
});

test('equal addresses have one id, however they are written', () => {
  expect(idOf('0.0.0.0/1', '128.0.0.0/1')).toBe(idOf('0.0.0.0/0'));
});

test.each<[readonly string[], RegExp]>([
  [['0.0.0.0/0'], /^internet$/],
  [['0.0.0.0/0', '::/0'], /^internet$/],
  [['::/0'], /^internet-ipv6$/],
  [['0.0.0.0/1'], /^most of internet \(1\.0\.0\.0\/8 and \d+ more ranges\)$/],
  [['2000::/4', '3000::/5'], /^most of internet-ipv6 \(2000::\/6 and \d+ more ranges\)$/],
  [['198.51.100.0/24'], /^198\.51\.100\.0\/24$/],
])('%j is told as %s', (cidrs, told) => {
  expect(excess(cidrs.map((c) => [c, 'tcp/443'] as const))[0].subject.source).toMatch(told);
});

test('what is possible beside what is certain is told by itself', () => {
  const rules = (guard: Guard): Parameters<typeof excess>[0] => [['198.51.100.0/24', 'tcp/443'], ['203.0.113.0/24', 'tcp/443', guard]];
  expect(words(excess(rules(Guard.UNSURE)))).toEqual(['unknown 203.0.113.0/24 -> web tcp/443', 'violated 198.51.100.0/24 -> web tcp/443']);
  expect(words(excess([...rules(Guard.NEVER), ['198.51.100.0/25', 'tcp/443', Guard.UNSURE]]))).toEqual(['violated 198.51.100.0/24 -> web tcp/443']);
});

describe('a token', () => {
  const stranger = { Stranger: { groups: [], opaqueGroups: [token('Group')] } };
  const vault = { interfaces: { Vault: { groups: ['VaultSg'] } }, groups: { VaultSg: { ingress: [['WebSg', 'tcp/5432'] as const], egress: [] } }, intent: { segments: { ...INTENT.segments, vault: { members: ['Vault'], jewel: true } }, flows: [...INTENT.flows!, ['web', 'vault', 'tcp/5432', 'f2']] } as IntentSpec };
  const withVault = (): VerdictData[] => excess([], { ...stranger, ...vault.interfaces }, vault.groups, vault.intent);

  test('is told with the segments that it may reach', () => {
    const told = excess([], stranger).filter((v) => v.subject.source === 'Stranger');
    expect(words(told)).toEqual([expect.stringMatching(/^unknown Stranger -> (db|Ref Group \(db\)) /)]);
    expect(told[0]).toMatchObject({ strict: false, segments: ['App/ZeroTrust#db'] });
  });

  test('and with others has another id', () => {
    const [one, two] = [excess([], stranger), withVault()].map((vs) => vs.filter((v) => v.subject.source === 'Stranger'));
    expect(two.some((v) => v.strict && v.segments!.includes('App/ZeroTrust#vault'))).toBe(true);
    for (const v of two.filter((x) => x.strict)) expect(one.map((x) => x.id)).not.toContain(v.id);
  });
});
