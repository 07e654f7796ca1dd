/** Web ACLs that exist: rules added between those of others, rule groups to paste, what nobody protects. */
import { App, CfnCondition, CfnResource, Fn, Lazy, Mixins, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallAction, FirewallMode, FirewallPreset, FirewallRuleGroup, FirewallStatement, FirewallTarget, ManagedRuleGroup, PayloadType, RateKey, ResponseContentType, WebFirewall } from '../../../../lib/layers/web-firewall';
import { jsonCapacity } from '../../../../lib/layers/web-firewall/json-capacity';
import { FirewallRules } from '../../../../lib/mixins/firewall/firewall-rules';
import { UnprotectedEntriesGuard } from '../../../../lib/mixins/firewall/unprotected-entries-guard';
import { codes, ENV, type Json, made, NOW, of, one, synth } from './made';

jest.setTimeout(60_000);

const SEEN = { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'theirs' };
const THEIRS = { name: 'theirs', priority: 7, action: { block: {} }, statement: { geoMatchStatement: { countryCodes: ['DE'] } }, visibilityConfig: SEEN };

interface Acl {
  readonly app: App;
  readonly stack: Stack;
  readonly acl: waf.CfnWebACL;
}

function acl(rules: unknown = [THEIRS], more: Partial<waf.CfnWebACLProps> = {}): Acl {
  const app = new App({ analyticsReporting: false, context: { 'zero-trust:now': NOW } });
  const stack = new Stack(app, 'App', { env: ENV });
  return { app, stack, acl: new waf.CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: SEEN, rules: rules as never, ...more }) };
}

function setOf(a: waf.CfnWebACL): CfnResource {
  return a.node.children.find((c) => c.node.id.startsWith('Ipv4Set')) as CfnResource;
}

function added(): FirewallRules {
  const rules = new FirewallRules();
  rules.addManagedGroup(ManagedRuleGroup.KNOWN_BAD_INPUTS);
  rules.addRateLimit('keyed', { keys: [RateKey.address()], limit: 100 });
  rules.addRule('office', { statement: FirewallStatement.addresses(['192.0.2.0/24']), action: FirewallAction.block({ body: { id: 'no', content: 'no', contentType: ResponseContentType.TEXT } }) });
  return rules;
}

test('rules are added, and what stood there is untouched', () => {
  const before = one(made(acl([THEIRS], { customResponseBodies: { theirs: { content: 'x', contentType: 'TEXT_PLAIN' } } })), 'AWS::WAFv2::WebACL');
  const w = acl([THEIRS], { customResponseBodies: { theirs: { content: 'x', contentType: 'TEXT_PLAIN' } } });
  w.acl.with(added());
  const after = one(made(w), 'AWS::WAFv2::WebACL');
  expect(after.Rules[0]).toEqual(before.Rules[0]);
  expect((after.Rules as Json[]).slice(1).map((r) => [r.Name, r.Priority >= 1_000_000])).toEqual([['keyed', true], ['AWSManagedRulesKnownBadInputsRuleSet', true], ['office', true]]);
  expect(Object.keys(after.CustomResponseBodies as Json)).toEqual(['theirs', 'no']);
  expect({ ...after, Rules: 0, CustomResponseBodies: 0 }).toEqual({ ...before, Rules: 0, CustomResponseBodies: 0 });
});

test('twice is the same as once; the same rules of another mixin, too', () => {
  const [once, twice] = [acl(), acl()];
  once.acl.with(added());
  const rules = added();
  twice.acl.with(rules);
  twice.acl.with(rules);
  Mixins.of(twice.stack).apply(added());
  expect(made(twice)).toEqual(made(once));
});

test('two mixins, each with its own bands', () => {
  const w = acl();
  w.acl.with(added());
  const more = new FirewallRules({ firstPriority: 100_000_000, mode: FirewallMode.observe('2027-01-31') });
  more.addManagedGroup(ManagedRuleGroup.SQL_INJECTION);
  w.acl.with(more);
  const [[, resource]] = of(made(w), 'AWS::WAFv2::WebACL');
  expect((resource.Properties.Rules as Json[]).map((r) => r.Name)).toEqual(['theirs', 'keyed', 'AWSManagedRulesKnownBadInputsRuleSet', 'office', 'AWSManagedRulesSQLiRuleSet']);
  expect(resource.Metadata['zero-trust']).toEqual({ firewall: 'Acl', mode: 'enforce', rules: { AWSManagedRulesSQLiRuleSet: '2027-01-31' } });
});

test('a plain resource takes them as well', () => {
  const w = acl();
  const raw = new CfnResource(w.stack, 'Raw', { type: 'AWS::WAFv2::WebACL', properties: { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig: {}, Rules: [{ Name: 'theirs', Priority: 7, Action: { Block: {} }, Statement: { GeoMatchStatement: { CountryCodes: ['DE'] } }, VisibilityConfig: {} }] } });
  raw.with(added());
  const [, [, { Properties }]] = of(made(w), 'AWS::WAFv2::WebACL');
  expect((Properties.Rules as Json[]).map((r) => r.Name)).toEqual(['theirs', 'keyed', 'AWSManagedRulesKnownBadInputsRuleSet', 'office']);
});

test.each<[string, string[], (w: Acl) => void]>([
  ['a name that somebody has', ['FirewallRuleIdTaken'], ({ acl: a }) => { const r = new FirewallRules(); r.addRule('theirs', { statement: FirewallStatement.geo(['FR']) }); a.with(r); }],
  ['a priority that somebody takes later', ['FirewallPriorityTaken'], ({ acl: a }) => { const r = new FirewallRules(); r.addManagedGroup(ManagedRuleGroup.COMMON); a.with(r); a.rules = [...a.rules as unknown[], { ...THEIRS, name: 'later', priority: 5_000_200 }] as never; }],
  ['a rule that is removed later', ['FirewallChanged'], ({ acl: a }) => { a.with(added()); a.rules = (a.rules as unknown[]).slice(0, -1) as never; }],
  ['a rule that counts later', ['FirewallChanged'], ({ acl: a }) => { a.with(added()); a.addPropertyOverride('Rules.1.Action.Block.CustomResponse.ResponseCode', 200); }],
  ['all rules overridden before', ['FirewallChanged'], ({ acl: a }) => { a.addPropertyOverride('Rules', []); a.with(added()); }],
  ['a set that is emptied later', ['FirewallChanged'], ({ acl: a }) => { a.with(added()); setOf(a).addPropertyOverride('Addresses', []); }],
  ['a set that is removed later', ['FirewallChanged'], ({ acl: a }) => { a.with(added()); a.node.tryRemoveChild(setOf(a).node.id); }],
  ['a set under a condition', ['FirewallChanged'], ({ acl: a, stack }) => { a.with(added()); setOf(a).cfnOptions.condition = new CfnCondition(stack, 'Never', { expression: Fn.conditionEquals('a', 'b') }); }],
  ['more than WAF has, with what stands there', ['FirewallCapacityExceeded'], ({ acl: a }) => { a.rules = Array.from({ length: 130 }, (_, i) => ({ ...THEIRS, name: `r${i}`, priority: i, statement: { xssMatchStatement: { fieldToMatch: { queryString: {} }, textTransformations: [{ priority: 0, type: 'NONE' }] } } })); a.with(added()); }],
  ['account takeover prevention before a pool', ['ManagedGroupRefused'], ({ acl: a, stack }) => {
    const r = new FirewallRules();
    r.addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: PayloadType.JSON, usernameField: '/u', passwordField: '/p' } }));
    a.with(r);
    new waf.CfnWebACLAssociation(stack, 'Association', { resourceArn: new cognito.CfnUserPool(stack, 'Pool').attrArn, webAclArn: a.attrArn });
  }],
  ['an end that is over', ['FirewallObserveEnded'], ({ acl: a }) => { const r = new FirewallRules({ mode: FirewallMode.observe('2026-01-31') }); r.addManagedGroup(ManagedRuleGroup.COMMON); a.with(r); }],
])('%s', (_, expected, build) => {
  const w = acl();
  build(w);
  expect(codes(w)).toEqual(expected);
});

test('beside a mistake nothing is added', () => {
  const w = acl(Lazy.any({ produce: () => [THEIRS] }));
  w.acl.with(added());
  expect(codes(w)).toEqual(['FirewallAclUnknown']);
  expect(w.acl.node.children).toEqual([]);
});

test('capacity of the rules of others: known kinds by the table, the rest is not known', () => {
  const none = (): undefined => undefined;
  const NONE = [{ Priority: 0, Type: 'NONE' }];
  const rule = (Statement: unknown): Json => ({ Name: 'x', Priority: 1, Statement });
  const text = { ByteMatchStatement: { FieldToMatch: { JsonBody: {} }, PositionalConstraint: 'CONTAINS', TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }] } };
  expect([
    text, { NotStatement: { Statement: text } }, { AndStatement: { Statements: [text, { LabelMatchStatement: {} }] } }, { RateBasedStatement: { AggregateKeyType: 'IP', ScopeDownStatement: text } },
    { RateBasedStatement: { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{}, {}] } }, { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', ScopeDownStatement: text } },
    { IPSetReferenceStatement: { Arn: 'x', IPSetForwardedIPConfig: { Position: 'ANY' } } }, { SqliMatchStatement: { FieldToMatch: { AllQueryArguments: {} }, SensitivityLevel: 'HIGH', TextTransformations: NONE } },
  ].map((s) => jsonCapacity(rule(s), none))).toEqual([30, 30, 31, 32, 62, 730, 5, 40]);
  expect([
    { RuleGroupReferenceStatement: { Arn: 'x' } }, { ManagedRuleGroupStatement: { VendorName: 'F5', Name: 'x' } }, { Fresh: {} }, {}, 'x', { AndStatement: { Statements: [text, { RuleGroupReferenceStatement: { Arn: 'x' } }] } },
    { ByteMatchStatement: { ...text.ByteMatchStatement, PositionalConstraint: 'ANEW' } }, { NotStatement: {} },
  ].map((s) => jsonCapacity(rule(s), none))).toEqual(Array.from({ length: 8 }, () => undefined));
});

test('a rule group: fixed capacity, and what its users paste', () => {
  const w = acl();
  const group = new FirewallRuleGroup(w.stack, 'Shop', { capacity: 50 });
  group.addRule('office', { statement: FirewallStatement.addresses(['192.0.2.0/24', '2001:db8::/32']) });
  group.addRateLimit('slow', { limit: 100 });
  const firewall = new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.STATIC });
  firewall.addRuleGroup('shop', { group: group.ruleGroup, capacity: 50 });
  firewall.protect(FirewallTarget.userPool(new cognito.CfnUserPool(w.stack, 'Pool')));
  const beside = new FirewallRules({ firstPriority: 20_000_000 });
  beside.addRuleGroup('shop', { group: group.ruleGroup, capacity: 50 });
  w.acl.with(beside);
  const template = made(w);
  const { Capacity, Rules, Scope } = one(template, 'AWS::WAFv2::RuleGroup');
  expect([Capacity, Scope, (Rules as Json[]).map((r) => r.Name)]).toEqual([50, 'REGIONAL', ['slow', 'office']]);
  const pasted = (output: string): Json => JSON.parse((Object.entries<Json>(template.Outputs as Json).find(([id]) => id.startsWith(output))?.[1].Value['Fn::Join'][1] as unknown[]).map((p) => (typeof p === 'string' ? p : 'arn:of:it')).join('')) as Json;
  const rule = { Name: 'Shop', Priority: 0, OverrideAction: { None: {} }, VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'Shop', SampledRequestsEnabled: true } };
  expect(pasted('ShopLinesToPaste')).toEqual({ ...rule, Statement: { RuleGroupReferenceStatement: { Arn: 'arn:of:it' } } });
  expect(pasted('ShopLinesForApi')).toEqual({ ...rule, Statement: { RuleGroupReferenceStatement: { ARN: 'arn:of:it' } } });
  expect(firewall.estimate().capacity).toBe(229 + 50);
});

test.each<[string, string[], (g: FirewallRuleGroup) => void, number?]>([
  ['rules that do not fit', ['FirewallCapacityExceeded'], (g) => { g.addRule('xss', { statement: FirewallStatement.crossSiteScripting({ part: undefined as never }) }); for (let i = 0; i < 60; i++) g.addRule(`r${i}`, { statement: FirewallStatement.geo(['DE']) }); }],
  ['five rate rules', ['RateRulesTooMany'], (g) => { for (let i = 0; i < 5; i++) g.addRateLimit(`r${i}`, { limit: 100 }); }],
  ['none', ['FirewallWithoutRules'], () => undefined],
  ['more than WAF has', ['FirewallPropInvalid'], (g) => { g.addRule('a', { statement: FirewallStatement.geo(['DE']) }); }, 5001],
  ['changed', ['FirewallChanged'], (g) => { g.addRule('a', { statement: FirewallStatement.geo(['DE']) }); (g.node.findChild('Group') as CfnResource).addPropertyOverride('Capacity', 60); }],
])('a rule group: %s', (_, expected, build, capacity = 50) => {
  const w = acl();
  build(new FirewallRuleGroup(w.stack, 'Shop', { capacity }));
  expect(codes(w)).toEqual(expect.arrayContaining(expected));
});

test('entries without a web ACL are told where they stand; private and internal ones are passed over', () => {
  const w = acl();
  UnprotectedEntriesGuard.enable(w.app);
  const api = new apigateway.RestApi(w.stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  new apigateway.RestApi(w.stack, 'Private', { cloudWatchRole: false, endpointTypes: [apigateway.EndpointType.PRIVATE], policy: new (require('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam')).PolicyDocument() }).root.addMethod('GET', new apigateway.MockIntegration());
  new elbv2.CfnLoadBalancer(w.stack, 'Internal', { scheme: 'internal' });
  new elbv2.CfnLoadBalancer(w.stack, 'Nlb', { type: 'network' });
  new elbv2.CfnLoadBalancer(w.stack, 'Alb', {});
  new cognito.CfnUserPool(w.stack, 'Pool');
  new appsync.CfnGraphQLApi(w.stack, 'Graph', { name: 'g', authenticationType: 'AWS_IAM' });
  const config = { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' } };
  new cloudfront.CfnDistribution(w.stack, 'Cdn', { distributionConfig: config });
  new cloudfront.CfnDistribution(w.stack, 'Guarded', { distributionConfig: { ...config, webAclId: w.acl.attrArn } });
  const told = [...synth(w).error.matchAll(/EntryUnprotected: [\w ]+ `([^`]+)`/g)].map((m) => m[1]).sort();
  expect(told).toEqual(['App/Alb', 'App/Api/DeploymentStage.prod/Resource', 'App/Cdn', 'App/Graph', 'App/Pool']);
});

test('what a firewall protects is passed over; what is accepted, too; an association under a condition may not be there', () => {
  const make = (isConditional: boolean): string[] => {
    const w = acl();
    UnprotectedEntriesGuard.enable(w.app);
    const pool = new cognito.CfnUserPool(w.stack, 'Pool');
    new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.LOGIN }).protect(FirewallTarget.userPool(pool));
    const other = new cognito.CfnUserPool(w.stack, 'Other');
    const association = new waf.CfnWebACLAssociation(w.stack, 'Mine', { resourceArn: other.attrArn, webAclArn: w.acl.attrArn });
    if (isConditional) association.cfnOptions.condition = new CfnCondition(w.stack, 'Maybe', { expression: Fn.conditionEquals(Fn.ref('AWS::Region'), 'x') });
    Validations.of(new cognito.CfnUserPool(w.stack, 'Machines')).acknowledge({ id: 'cdk-zero-trust:EntryUnprotected', reason: 'of machines alone' });
    return codes(w);
  };
  expect(make(false)).toEqual([]);
  expect(make(true)).toEqual(['EntryUnprotected']);
});
