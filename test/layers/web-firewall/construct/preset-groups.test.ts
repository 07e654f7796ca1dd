/** A managed group of a preset, said once more: it takes the preset's place, under the preset's name. */
import { FirewallAction, FirewallPreset, FirewallStatement, FirewallTarget, ManagedRuleGroup, type ManagedGroupOptions, type WebFirewallProps } from '../../../../lib/layers/web-firewall';
import { codes, type Json, made, one, type World, world } from './made';

jest.setTimeout(60_000);

const [COUNT, BLOCK] = [FirewallAction.count(), FirewallAction.block()];

function firewall(preset: FirewallPreset, say: (w: World) => void = () => undefined, props: WebFirewallProps = {}): World {
  const w = world({ preset, ...props });
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  say(w);
  return w;
}

function rules(w: World): Map<string, Json> {
  return new Map((one(made(w), 'AWS::WAFv2::WebACL').Rules as Json[]).map((rule) => [rule.Name as string, rule]));
}

const again = (options?: ManagedGroupOptions, group = ManagedRuleGroup.COMMON) => ({ firewall: f }: World): void => f.addManagedGroup(group, options);
const overridden = (rule: Json | undefined): Json => Object.fromEntries((rule!.Statement.ManagedRuleGroupStatement.RuleActionOverrides as Json[]).map((o) => [o.Name, Object.keys(o.ActionToUse as object)[0]]));

test('a false positive of a preset: one rule of its group counts, and nothing else changes', () => {
  const [before, after] = [rules(firewall(FirewallPreset.BASELINE)), rules(firewall(FirewallPreset.BASELINE, again({ overrides: { SizeRestrictions_BODY: COUNT } })))];
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect(overridden(after.get('common'))).toEqual({ SizeRestrictions_BODY: 'Count' });
  const { Statement: was, ...others } = before.get('common')!;
  const { Statement: is, ...othersNow } = after.get('common')!;
  expect(othersNow).toEqual(others);
  expect({ ...is.ManagedRuleGroupStatement, RuleActionOverrides: undefined }).toEqual({ ...was.ManagedRuleGroupStatement, RuleActionOverrides: undefined });
  for (const name of before.keys()) if (name !== 'common') expect(after.get(name)).toEqual(before.get(name));
});

test('overrides of the preset stay where no other is said', () => {
  expect(overridden(rules(firewall(FirewallPreset.API, again({ overrides: { NoUserAgent_HEADER: BLOCK, GenericRFI_BODY: COUNT } }))).get('common'))).toEqual({ GenericRFI_BODY: 'Count', NoUserAgent_HEADER: 'Block', SizeRestrictions_BODY: 'Count' });
});

test('scope, version, end and place are what was said', () => {
  const rule = rules(firewall(FirewallPreset.BASELINE, again({ version: 'Version_1.19', scopeDown: FirewallStatement.geo(['DE']), observeUntil: '2027-01-31', priority: 7 }))).get('common')!;
  expect(rule.Priority).toBe(5_000_007);
  expect(rule.Statement.ManagedRuleGroupStatement).toMatchObject({ Version: 'Version_1.19', ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['DE'] } } });
  expect(new Set(Object.values(overridden(rule)))).toEqual(new Set(['Count']));
});

test('what it takes and costs is what it was', () => {
  const [before, after] = [firewall(FirewallPreset.API), firewall(FirewallPreset.API, again({ overrides: { GenericRFI_BODY: COUNT } }))];
  expect(after.firewall.estimate()).toEqual(before.firewall.estimate());
});

test.each<[string, string[], (w: World) => void]>([
  ['said twice: one mistake, not two', ['ManagedGroupRepeated'], (w) => { again()(w); again()(w); }],
  ['a misspelt rule of it', ['ManagedRuleUnknown'], again({ overrides: { SizeRestriction_BODY: COUNT } })],
  ['another capacity for it', ['ManagedCapacityInvalid'], again({}, ManagedRuleGroup.other({ vendor: 'AWS', name: 'AWSManagedRulesCommonRuleSet', capacity: 10 }))],
  ['a group that the preset has not', [], again({}, ManagedRuleGroup.PHP)],
])('%s', (_, expected, say) => {
  expect(codes(firewall(FirewallPreset.BASELINE, say))).toEqual(expected);
});
