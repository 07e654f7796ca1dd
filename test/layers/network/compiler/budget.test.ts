/** EC2's 60 rules, counted as EC2 counts: per direction, per IP version, lists by weight; and who used them. */
import { Findings, type Finding } from '../../../../lib/intent';
import { type Budget, checkBudgets, groupText, peerCost, ruleBudgets } from '../../../../lib/layers/network/compiler/budget';
import { compile, SCOPE } from './plans';

const QUOTAS = { rulesPerGroup: 60, groupsPerInterface: 5 };
const budgetsOf = (given: Parameters<typeof compile>[0], rulesPerGroup = 60): Budget[] => ruleBudgets(compile(given).rules, { ...QUOTAS, rulesPerGroup });
const findingsOf = (budgets: readonly Budget[]): readonly Finding[] => {
  const findings = new Findings();
  checkBudgets(budgets, findings);
  return findings.all();
};
/** As many flows from as many /32s as wanted. */
const many = (count: number, version: 4 | 6 = 4, first = 0): object[] => Array.from({ length: count }, (_, i) => ({
  id: `f${first + i}`, source: version === 4 ? `10.0.${Math.floor((first + i) / 256)}.${(first + i) % 256}/32` : `2001:db8::${(first + i + 1).toString(16)}/128`, destination: 'web', over: 'tcp/443',
}));

describe('what a rule costs', () => {
  test.each([
    ['an IPv4 CIDR', { kind: 'cidr', cidr: '10.0.0.0/8', ipVersion: 4 }, 1, 0],
    ['an IPv6 CIDR', { kind: 'cidr', cidr: '2001:db8::/32', ipVersion: 6 }, 0, 1],
    ['a group, in both counts', { kind: 'group', group: 'segment:x' }, 1, 1],
    ['a group of another account', { kind: 'foreignGroup', accountId: '1', securityGroupId: 'sg-1' }, 1, 1],
    ['S3\'s list', { kind: 'servicePrefixList', service: 's3' }, 1, 1],
    ['a customer\'s list, its maximum in both counts', { kind: 'prefixList', name: 'offices', prefixListId: 'pl-1', maxEntries: 20 }, 20, 20],
    ['a customer\'s list of unknown size', { kind: 'prefixList', name: 'offices', prefixListId: 'pl-1' }, 1, 1],
    ['CloudFront\'s list by its name', { kind: 'prefixList', name: 'com.amazonaws.global.cloudfront.origin-facing', prefixListId: 'pl-1' }, 55, 0],
    ['VPC Lattice\'s IPv6 list by its name', { kind: 'prefixList', name: 'com.amazonaws.eu-west-1.ipv6.vpc-lattice', prefixListId: 'pl-1' }, 0, 10],
  ] as const)('%s', (_name, peer, ipv4, ipv6) => expect(peerCost(peer)).toEqual({ ipv4, ipv6 }));
});

describe('60 rules', () => {
  test.each([[4, 0, 'inbound IPv4'], [6, 0, 'inbound IPv6']] as const)('of IPv%s alone', (version, _first, subject) => {
    const [budget] = budgetsOf({ flows: many(60, version) });
    expect(budget).toMatchObject({ subject: `segment web, ${subject}`, used: 60, limit: 60, name: 'rules per security group' });
    expect(findingsOf(budgetsOf({ flows: many(60, version) })).map((f) => f.code)).toEqual(['BudgetNearlyUsed']);
    expect(findingsOf(budgetsOf({ flows: many(61, version) })).map((f) => f.level)).toEqual(['error']);
  });

  test('IPv4 and IPv6 are two counts, in and out are two more', () => {
    const flows = [...many(60), ...many(60, 6, 1000), ...many(60, 4, 100).map((f) => ({ ...f, id: undefined, source: 'web', destination: (f as { source: string }).source }))];
    const budgets = budgetsOf({ flows: flows.map((f) => JSON.parse(JSON.stringify(f)) as object) });
    // The group holds one outbound rule already, which matches nothing: the sixtieth outbound flow is one too many.
    expect(budgets.map((b) => [b.subject, b.used])).toEqual([['segment web, outbound IPv4', 61], ['segment web, inbound IPv4', 60], ['segment web, inbound IPv6', 60]]);
    expect(findingsOf(budgets).filter((f) => f.level === 'error').map((f) => f.message.split(' rules')[0])).toEqual(['segment web, outbound IPv4: 61 of 60']);
  });

  test('a rule that names a group is in both counts of both sides', () => {
    expect(budgetsOf({ flows: [{ source: 'web', destination: 'api', over: ['tcp/1', 'tcp/3'] }] }).map((b) => [b.subject, b.used])).toEqual([
      ['segment web, outbound IPv4', 3], ['segment api, inbound IPv4', 2], ['segment api, inbound IPv6', 2], ['segment web, outbound IPv6', 2],
    ]);
  });

  test('the internet is one rule in each count', () => {
    expect(budgetsOf({ flows: [{ source: 'internet', destination: 'web', over: 'tcp/443' }] }).map((b) => [b.subject, b.used])).toEqual([['segment web, inbound IPv4', 1], ['segment web, inbound IPv6', 1]]);
  });

  test('a list weighs its maximum: three rules may be too many', () => {
    const list = (name: string, maxEntries: number): object => ({ id: name, source: { prefixList: 'pl-0123456789abcdef0', name, maxEntries }, destination: 'web', over: 'tcp/443' });
    const budgets = budgetsOf({ flows: [list('offices', 30), list('partners', 30), list('homes', 1)] });
    expect(budgets.map((b) => b.used)).toEqual([61, 61]);
    expect(findingsOf(budgets)[0].message).toBe('segment web, inbound IPv4: 61 of 60 rules per security group; dearest: `offices` (30), `partners` (30), `homes` (1); split the segment, use a prefix list, set `aggregateRules`, or raise the quota in the account and state it in `quotas.rulesPerGroup`');
  });

  test('one list is in the way of sixty addresses', () => {
    const budgets = budgetsOf({ flows: [...many(6), { id: 'cdn', source: { prefixList: 'pl-4fa04526', name: 'com.amazonaws.global.cloudfront.origin-facing' }, destination: 'web', over: 'tcp/443' }] });
    expect(budgets[0]).toMatchObject({ used: 61, flows: [{ flow: 'cdn', cost: 55 }, { flow: 'f0', cost: 1 }, { flow: 'f1', cost: 1 }, { flow: 'f2', cost: 1 }, { flow: 'f3', cost: 1 }] });
  });

  test('an account may have more: the quota is the user\'s to state', () => {
    expect(findingsOf(budgetsOf({ flows: many(61) }, 100))).toEqual([]);
    expect(findingsOf(budgetsOf({ flows: many(80) }, 100)).map((f) => f.code)).toEqual(['BudgetNearlyUsed']);
    expect(findingsOf(budgetsOf({ flows: many(101) }, 100)).map((f) => f.code)).toEqual(['BudgetExceeded']);
  });

  test('a permission that two flows need is paid once and named twice', () => {
    const [budget] = budgetsOf({ flows: [{ id: 'a', source: 'internet', destination: 'web', over: 'tcp/1' }, { id: 'b', source: 'internet-ipv4', destination: 'web', over: 'tcp/1' }] });
    expect(budget).toMatchObject({ used: 1, flows: [{ flow: 'a', cost: 1 }, { flow: 'b', cost: 1 }] });
  });

  test('is warned of from 80 % on', () => {
    expect(findingsOf(budgetsOf({ flows: many(47) }))).toEqual([]);
    expect(findingsOf(budgetsOf({ flows: many(48) }))).toEqual([expect.objectContaining({ code: 'BudgetNearlyUsed', level: 'warning', message: expect.stringMatching(/^segment web, inbound IPv4: 48 of 60/) })]);
  });

  test('aggregation saves what it says', () => {
    expect(budgetsOf({ aggregate: true, flows: many(64) })[0].used).toBe(1);
  });
});

test('the groups of a plan, in the user\'s words', () => {
  expect(groupText(`segment:${SCOPE}#web`)).toBe('segment web');
  expect(groupText('endpoint:ecr.api')).toBe('endpoint ecr.api');
  expect(groupText(`imported:${SCOPE}#docs/Stack/Legacy/Group`)).toBe('imported group Stack/Legacy/Group of segment docs');
});
