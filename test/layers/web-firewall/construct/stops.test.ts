/** A firewall that stops nobody: told where it is made, and no answer to the guard of entries. */
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { Stack } from 'aws-cdk-lib';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallAction, FirewallMode, FirewallPreset, FirewallScope, FirewallStatement, FirewallTarget, ManagedRuleGroup, WebFirewall, type WebFirewallProps } from '../../../../lib/layers/web-firewall';
import { managedGroup } from '../../../../lib/layers/web-firewall/managed/table';
import { UnprotectedEntriesGuard } from '../../../../lib/mixins/firewall/unprotected-entries-guard';
import { codes, ENV, synth, type World, world } from './made';

jest.setTimeout(60_000);

const DE = FirewallStatement.geo(['DE']);
const COUNTS = FirewallAction.count();
const NOTHING: Say = () => undefined;
const counting = (group: string): { [rule: string]: FirewallAction } => Object.fromEntries(managedGroup('AWS', group)!.rules.map(([name]) => [name, COUNTS]));

type Say = (firewall: WebFirewall) => void;

function firewall(props: WebFirewallProps | null, say: Say): World {
  const w = world(props as never);
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  say(w.firewall);
  return w;
}

/** Whether it is told where it is made, and what the guard says, whose error ends the synth. */
function told(props: WebFirewallProps | null, say: Say): { readonly isWarned: boolean; readonly errors: string[] } {
  const w = firewall(props, say);
  UnprotectedEntriesGuard.enable(w.app);
  return { isWarned: synth(firewall(props, say)).warnings.some((text) => text.includes('FirewallStopsNothing: ')), errors: codes(w) };
}

const IDLE = { isWarned: true, errors: ['EntryUnprotected'] };
const GOOD = { isWarned: false, errors: [] };

test.each<[string, WebFirewallProps | null, Say]>([
  ['the empty block set alone', {}, NOTHING],
  ['nothing at all for its options', null, NOTHING],
  ['a rule that counts', {}, (f) => f.addRule('de', { statement: DE, action: COUNTS })],
  ['a rule that allows', {}, (f) => f.addRule('de', { statement: DE, action: FirewallAction.allow() })],
  ['a rate that is counted', {}, (f) => f.addRateLimit('slow', { limit: 100, action: COUNTS })],
  ['a group whose rules all count', {}, (f) => f.addManagedGroup(ManagedRuleGroup.ADMIN_PROTECTION, { overrides: counting('AWSManagedRulesAdminProtectionRuleSet') })],
  ['the same while it observes', { mode: FirewallMode.observe('2027-01-31') }, NOTHING],
])('nothing is stopped: %s', (_, props, say) => {
  expect(told(props, say)).toEqual(IDLE);
});

test.each<[string, WebFirewallProps, Say]>([
  ['a preset', { preset: FirewallPreset.STATIC }, NOTHING],
  ['a preset that observes, which ends', { preset: FirewallPreset.STATIC, mode: FirewallMode.observe('2027-01-31') }, NOTHING],
  ['a rule that blocks, and counts until a day', {}, (f) => f.addRule('de', { statement: DE, observeUntil: '2027-01-31' })],
  ['a puzzle', { blockSet: false }, (f) => f.addRule('de', { statement: DE, action: FirewallAction.challenge() })],
  ['a rate', {}, (f) => f.addRateLimit('slow', { limit: 100 })],
  ['one rule of a group is left', {}, (f) => { const { SizeRestrictions_BODY: _, ...overrides } = counting('AWSManagedRulesCommonRuleSet'); f.addManagedGroup(ManagedRuleGroup.COMMON, { overrides }); }],
  ['a group of somebody, believed', {}, (f) => f.addManagedGroup(ManagedRuleGroup.other({ vendor: 'F5', name: 'OWASP', capacity: 100 }))],
])('something is stopped: %s', (_, props, say) => {
  expect(told(props, say)).toEqual(GOOD);
});

test('the guard says which firewall it is, also of a distribution and of a web ACL of one\'s own', () => {
  const w = world({});
  UnprotectedEntriesGuard.enable(w.app);
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  const east = new Stack(w.app, 'East', { env: { ...ENV, region: 'us-east-1' } });
  const cdn = (id: string, webAclId?: string): cloudfront.CfnDistribution => new cloudfront.CfnDistribution(east, id, { distributionConfig: { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' }, webAclId } });
  new WebFirewall(east, 'Empty', { scope: FirewallScope.CLOUDFRONT }).protect(FirewallTarget.distribution(cdn('Cdn')));
  const seen = { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'mine' };
  const acl = (id: string, rules: unknown[], defaultAction: object = { allow: {} }): waf.CfnWebACL => new waf.CfnWebACL(w.stack, id, { scope: 'REGIONAL', defaultAction, visibilityConfig: seen, rules: rules as never });
  const rule = (action: object): unknown => ({ name: 'r', priority: 1, statement: { geoMatchStatement: { countryCodes: ['DE'] } }, visibilityConfig: seen, ...action });
  const before = (id: string, { attrArn }: waf.CfnWebACL): void => { new waf.CfnWebACLAssociation(w.stack, `${id}Association`, { resourceArn: new cognito.CfnUserPool(w.stack, id).attrArn, webAclArn: attrArn }); };
  before('Idle', acl('None', []));
  before('Counts', acl('Counting', [rule({ action: { count: {} } }), rule({ overrideAction: { count: {} } })]));
  before('Blocks', acl('Blocking', [rule({ action: { block: {} } })]));
  before('Shut', acl('Closed', [], { block: {} }));
  before('Group', acl('Grouped', [rule({ overrideAction: { none: {} } })]));
  const { error } = synth(w);
  const told = [...error.matchAll(/EntryUnprotected: [\w ]+ `([^`]+)` is behind web ACL `([^`]+)`, of which no rule stops anything/g)].map((m) => `${m[1]} ${m[2]}`).sort();
  expect(told).toEqual(['App/Api/DeploymentStage.prod/Resource App/Firewall/WebAcl', 'App/Counts App/Counting', 'App/Idle App/None', 'East/Cdn East/Empty/WebAcl']);
  expect([...error.matchAll(/EntryUnprotected: /g)]).toHaveLength(4);
});
