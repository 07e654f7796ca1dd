/**
 * Web firewalls in the proof: for each trap a naive template that is refuted, with what shows it, beside the same template as it should be. Unknown is never "protected".
 */
import { answerText, proofText } from '../../../lib/evidence';
import { proofMarkdown } from '../../../lib/evidence/verdicts/markdown/proof';
import { proofSarif } from '../../../lib/evidence/verdicts/sarif/proof';
import { isMadeFromIntent } from '../../../lib/world/template/read/assembly';
import { checkBody } from '../../../lib/world/template/read/body';
import { MANAGED_RULE_GROUPS, managedRules } from '../../../lib/world/exposure/managed-rules';
import { MANAGED_GROUPS } from '../../../lib/layers/web-firewall/managed/table';
import { acl, asks, association, behind, cdn, COMMON, edge, executeApi, fileOf, firewalls, firewallVerdicts, log, managed, ours, own, stageArn } from './firewalls-support';
import { api, asked, att, certified, httpApi, intentOf, permission, ref, type Resources, sub, type, verdicts, when } from './support';

const PROTECTED = 'firewall before stage prod of Api: it stops, and no host leads round it: proved';
const RIGHT = behind(api());
const second = (more: object = {}): Resources => ({ Test: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'test', ...more }) });
const alb = (properties: object = {}, rest: Resources = {}): Resources => ({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', properties), Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip' }), ...rest });
const secret = (name = 'X-Origin', conditions: object[] = [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: name, Values: ['s'] } }]): Resources => ({
  Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }] }),
  Rule: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Listener'), Priority: 1, Conditions: conditions, Actions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }),
});
const url = (AuthType: string): Resources => ({ Fn: type('Lambda::Function'), Url: type('Lambda::Url', { AuthType, TargetFunctionArn: att('Fn') }), UrlP: permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }) });
const urlHost = { 'Fn::Select': [2, { 'Fn::Split': ['/', att('Url', 'FunctionUrl')] }] };
const cdkHost = { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::Join': ['', ['https://', ref('Api'), '.execute-api.', ref('AWS::Region'), '.', ref('AWS::URLSuffix'), '/', ref('Stage'), '/']] }] }] };
const count = (...names: readonly string[]): object => ({ RuleActionOverrides: names.map((Name) => ({ Name, ActionToUse: { Count: {} } })) });
const ALL = managedRules(COMMON)!;

/** Naive and right; the question of the naive one that is violated, and the request that shows it. */
const TRAPS: readonly (readonly [name: string, naive: Resources, question: string, shown: RegExp, right: Resources])[] = [
  ['no web ACL', api(), 'entry without a firewall: stage prod of Api', /GET .*execute-api host of Api.*\/prod\/docs, without a web ACL/, RIGHT],
  ['a web ACL that stands before nothing', { ...api(), Acl: acl(), Log: log() }, 'entry without a firewall: stage prod of Api', /without a web ACL/, RIGHT],
  ['a web ACL before another stage', behind(api({}, second()), undefined, stageArn('test')), 'firewall bypassed by another host: stage prod of Api leads round Acl of stage test of Api', /\/prod\/docs/, behind(api({}, second()), undefined, undefined, { Other: association(stageArn('test')) })],
  ['a second stage', behind(api({}, second())), 'firewall bypassed by another host: stage test of Api leads round Acl of stage prod of Api', /\/test\/docs/, RIGHT],
  ['CloudFront before the execute-api host', { ...api(), ...edge(executeApi(), {}, { OriginPath: '/prod' }) }, 'firewall bypassed by another host: stage prod of Api leads round EdgeAcl of distribution Cdn', /execute-api host of Api/, { ...RIGHT, ...edge(executeApi(), {}, { OriginPath: '/prod' }) }],
  ['CloudFront as CDK writes it', { ...api(), ...edge(cdkHost, {}, { OriginPath: '/prod' }) }, 'firewall bypassed by another host: stage prod of Api leads round EdgeAcl of distribution Cdn', /execute-api host of Api/, { ...RIGHT, ...edge(cdkHost) }],
  ['CloudFront before a custom domain that anybody may call', { ...api({}, { Api: type('ApiGateway::RestApi', { DisableExecuteApiEndpoint: true }), Domain: type('ApiGateway::DomainName', { DomainName: 'api.example.com' }), Mapping: type('ApiGateway::BasePathMapping', { DomainName: ref('Domain'), RestApiId: ref('Api'), Stage: ref('Stage') }) }), ...edge('api.example.com') }, 'firewall bypassed by another host: stage prod of Api leads round EdgeAcl of distribution Cdn', /https:\/\/api\.example\.com\/docs/, { ...api({}, certified()), ...edge(att('Domain', 'RegionalDomainName')) }],
  ['a balancer reached directly', { ...alb(), ...edge(att('Alb', 'DNSName')) }, 'firewall bypassed by another host: balancer Alb leads round EdgeAcl of distribution Cdn', /the balancer Alb/, { ...alb({ Scheme: 'internal' }), ...edge(att('Alb', 'DNSName')) }],
  ['a balancer whose default action forwards', { ...alb({}, { Rule: secret().Rule }), ...edge(att('Alb', 'DNSName'), {}, { OriginCustomHeaders: [{ HeaderName: 'X-Origin', HeaderValue: 's' }] }) }, 'firewall bypassed by another host: balancer Alb leads round EdgeAcl of distribution Cdn', /the balancer Alb/, { ...alb({}, secret()), ...edge(att('Alb', 'DNSName'), {}, { OriginCustomHeaders: [{ HeaderName: 'x-origin', HeaderValue: 's' }] }) }],
  ['a balancer that wants a header that nobody sends', { ...alb({}, secret('X-Other')), ...edge(att('Alb', 'DNSName'), {}, { OriginCustomHeaders: [{ HeaderName: 'X-Origin', HeaderValue: 's' }] }) }, 'firewall bypassed by another host: balancer Alb leads round EdgeAcl of distribution Cdn', /the balancer Alb/, behind(alb(), undefined, ref('Alb'))],
  ['a function URL behind CloudFront', { ...url('NONE'), ...edge(urlHost) }, 'firewall bypassed by another host: function URL Url leads round EdgeAcl of distribution Cdn', /the function URL Url/, { ...url('AWS_IAM'), ...edge(urlHost, {}, { OriginAccessControlId: att('Oac', 'Id') }), Oac: type('CloudFront::OriginAccessControl', { OriginAccessControlConfig: { SigningBehavior: 'always' } }) }],
  ['a function URL of a handler behind an API', { ...RIGHT, ...url('AWS_IAM') }, 'firewall bypassed by another host: function URL Url leads round Acl of stage prod of Api', /the function URL Url/, RIGHT],
  ['an HTTP API, which takes no web ACL', httpApi(), 'entry without a firewall: HTTP API Api', /without a web ACL/, RIGHT],
  ['a distribution', { ...api({}, { Cdn: cdn('example.com', { WebACLId: '' }) }), ...behind({}) }, 'entry without a firewall: distribution Cdn', /the distribution Cdn/, { ...RIGHT, ...edge('example.com') }],
  ['a tenant that switches the web ACL off', { ...RIGHT, ...edge('example.com', { ConnectionMode: 'tenant-only' }), Tenant: tenant({ Action: 'disable' }) }, 'entry without a firewall: distribution tenant Tenant', /the distribution tenant Tenant/, { ...RIGHT, ...edge('example.com', { ConnectionMode: 'tenant-only' }), Tenant: tenant() }],
  ['a group that counts as a whole', behind(api(), acl([managed({}, { OverrideAction: { Count: {} } })])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule that stops it/, RIGHT],
  ['a group each of whose rules counts', behind(api(), acl([managed(count(...ALL))])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([managed(count(...ALL.slice(1)))]))],
  ['excluded rules count as well', behind(api(), acl([managed({ ExcludedRules: ALL.map((Name) => ({ Name })) })])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([managed({ ExcludedRules: [{ Name: 'SizeRestrictions_BODY' }] })]))],
  ['own rules that count', behind(api(), acl([own('Count')])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([own('Block')]))],
  ['no rule at all', behind(api(), acl([])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([], { DefaultAction: { Block: {} } }))],
  ['rules that allow alone', behind(api(), acl([own('Allow')])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([own('Challenge')]))],
  ['an empty IP set', behind(api(), acl([own('Block', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set([]) }), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([own('Block', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set(['192.0.2.0/24']) })],
  ['an allow for everybody before the rest', behind(api(), acl([managed({}, { Priority: 9 }), own('Allow', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set(['0.0.0.0/1', '128.0.0.0/1']) }), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([managed(), own('Allow', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set(['0.0.0.0/1', '128.0.0.0/1']) })],
  ['an allow for every path', behind(api(), acl([managed({}, { Priority: 9 }), own('Allow', { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, SearchString: '/', PositionalConstraint: 'STARTS_WITH', TextTransformations: [] } })])), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([managed({}, { Priority: 9 }), own('Allow', { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, SearchString: '/health', PositionalConstraint: 'STARTS_WITH', TextTransformations: [] } })]))],
  ['a group that is narrowed to nobody', behind(api(), acl([managed({ ScopeDownStatement: { IPSetReferenceStatement: { Arn: att('Set') } } })]), undefined, { Set: set([]) }), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([managed({ ScopeDownStatement: { NotStatement: { Statement: { IPSetReferenceStatement: { Arn: att('Set') } } } } })]), undefined, { Set: set([]) })],
  ['a rule group that counts', behind(api(), acl([grouped()]), undefined, { Group: ruleGroup([own('Count')]) }), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([grouped()]), undefined, { Group: ruleGroup([own('Block')]) })],
  ['a rule group whose rule is set to count', behind(api(), acl([grouped(count('Own'))]), undefined, { Group: ruleGroup([own('Block')]) }), 'firewall that stops nothing: Acl before stage prod of Api', /without a rule/, behind(api(), acl([grouped(count('Other'))]), undefined, { Group: ruleGroup([own('Block')]) })],
];

function set(Addresses: unknown): object {
  return type('WAFv2::IPSet', { Addresses, IPAddressVersion: 'IPV4', Scope: 'REGIONAL' });
}

function grouped(more: object = {}): object {
  return { Name: 'Grouped', Priority: 3, OverrideAction: { None: {} }, Statement: { RuleGroupReferenceStatement: { Arn: att('Group'), ...more } } };
}

function ruleGroup(Rules: object[]): object {
  return type('WAFv2::RuleGroup', { Capacity: 10, Scope: 'REGIONAL', Rules });
}

function tenant(WebAcl?: object): object {
  return type('CloudFront::DistributionTenant', { DistributionId: ref('Cdn'), Domains: ['a.example.com'], ...WebAcl === undefined ? {} : { Customizations: { WebAcl } } });
}

describe('naive templates are refuted, with a request', () => {
  test.each(TRAPS)('%s', (_, naive, question, shown, right) => {
    const verdict = firewallVerdicts(naive).find((v) => v.question === question);
    expect(verdict).toMatchObject({ kind: 'standing', plane: 'exposure', verdict: 'violated', severity: 'warning', fix: expect.any(String), witness: { hops: [], checks: [{ kind: 'web-firewall', identity: 'no' }] } });
    const { method, url: address, without } = verdict!.witness!.request!;
    expect(`${method} ${address}, without ${without.join(' and ')}`).toMatch(shown);
    expect(asks(right).filter((q) => !q.endsWith('proved'))).toEqual([]);
    expect(asks(right).filter((q) => q.endsWith('proved')).length).toBeGreaterThan(0);
  });

  test('a firewall that is bypassed is told once, at the host that leads round it', () => {
    expect(asks(behind(api({}, second())))).toEqual(['firewall bypassed by another host: stage test of Api leads round Acl of stage prod of Api: violated']);
  });

  test('a template as it should be is proved', () => {
    expect(asks(RIGHT)).toEqual([PROTECTED]);
    expect(firewalls(RIGHT).find((f) => f.entry === 'stage prod of Api')).toMatchObject({ kind: 'rest', state: 'stops', acls: ['Acl'], stops: ['Common'], counts: [], byDefault: 'allow', logged: 'yes', unknowns: [] });
  });

  test.each<[string, Resources, unknown, string]>([
    ['a balancer', alb(), ref('Alb'), 'balancer Alb'],
    ['a user pool', { Users: type('Cognito::UserPool') }, att('Users'), 'user pool Users'],
    ['a GraphQL API', { Gql: type('AppSync::GraphQLApi', { AuthenticationType: 'AWS_IAM' }) }, att('Gql'), 'GraphQL API Gql'],
    ['a GraphQL API by its id', { Gql: type('AppSync::GraphQLApi', { AuthenticationType: 'AWS_IAM' }) }, sub('arn:aws:appsync:eu-west-1:111111111111:apis/${Gql.ApiId}'), 'GraphQL API Gql'],
    ['App Runner', { Run: type('AppRunner::Service') }, att('Run', 'ServiceArn'), 'App Runner service Run'],
    ['Verified Access', { Va: type('EC2::VerifiedAccessInstance') }, sub('arn:aws:ec2:eu-west-1:111111111111:verified-access-instance/${Va}'), 'Verified Access instance Va'],
    ['Amplify', { Site: type('Amplify::App') }, att('Site'), 'Amplify app Site'],
  ])('%s: without, and with', (_, resources, arn, label) => {
    expect(asks(resources)).toEqual([`entry without a firewall: ${label}: violated`]);
    expect(asks(behind(resources, undefined, arn))).toEqual([`firewall before ${label}: it stops, and no host leads round it: proved`]);
  });

  test.each<[string, Resources]>([
    ['an internal balancer', alb({ Scheme: 'internal' })], ['a Network Load Balancer', alb({ Type: 'network' })], ['a private API', api({}, { Pool: type('SNS::Topic'), Api: type('ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] } }) })],
    ['a private GraphQL API', { Gql: type('AppSync::GraphQLApi', { Visibility: 'PRIVATE' }) }], ['a private App Runner service', { Run: type('AppRunner::Service', { NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } } }) }], ['a distribution that is switched off', { Cdn: cdn('a.example.com', { Enabled: false }) }],
  ])('%s is no entry from the internet', (_, resources) => {
    expect(asks(resources).filter((q) => q.startsWith('entry'))).toEqual([]);
  });
});

describe('a firewall counts past its date', () => {
  const observing = (more: object = {}, Rules: object[] = [managed(count(...ALL)), own('Count')]): Resources => behind(api(), acl(Rules, {}, ours({ mode: 'observe', until: '2027-01-31', ...more })));
  const question = 'firewall in count past its date: Acl before stage prod of Api';
  test.each<[string, string | undefined, string[]]>([
    ['in time', '2027-01-31T23:59:59Z', []], ['on its last day', '2027-01-31', []], ['the day after', '2027-02-01', [`${question}: violated`]], ['later', '2028-01-01T00:00:00+01:00', [`${question}: violated`]],
    ['nobody says the time', undefined, [`${question}: unknown`]], ['a time that is none', 'yesterday', [`${question}: unknown`]],
  ])('%s', (_, now, expected) => {
    expect(asks(observing(), { now })).toEqual(expected);
  });

  test('it is an error, names the rules, and needs no request', () => {
    const [verdict] = firewallVerdicts(observing(), { now: '2027-02-01' }).filter((v) => v.question === question);
    expect(verdict).toMatchObject({ severity: 'error', witness: { entry: 'Acl, which counts `Common` until 2027-01-31, `Own` until 2027-01-31' } });
    expect(verdict.witness!.request).toBeUndefined();
    expect(verdict.witness!.checks![0].text).toContain('2 count (Common until 2027-01-31, which is over, Own until 2027-01-31, which is over)');
  });

  test('an instant is itself, and a rule may have a date of its own', () => {
    expect(asks(observing({ until: '2027-01-31T12:00:00Z' }), { now: '2027-01-31T11:59:59Z' })).toEqual([]);
    expect(asks(observing({ until: '2027-01-31T12:00:00Z' }), { now: '2027-01-31T12:00:00Z' })).toEqual([`${question}: violated`]);
    const one = observing({ mode: 'enforce', until: undefined, rules: { Own: '2027-03-01' } }, [managed(), own('Count')]);
    expect(asks(one, { now: '2027-02-01' })).toEqual([PROTECTED]);
    expect(asks(one, { now: '2027-03-02' })).toEqual([PROTECTED, `${question}: violated`].sort());
  });

  test('what acts is not past its date, and what nobody dated is a firewall like any other', () => {
    expect(asks(observing({}, [managed()]), { now: '2029-01-01' })).toEqual([PROTECTED]);
    expect(asks(observing({ mode: 'enforce', until: undefined }), { now: '2029-01-01' })).toEqual(['firewall that stops nothing: Acl before stage prod of Api: violated']);
  });

  test.each<[string, object]>([['no date', { until: undefined }], ['a day that there is not', { until: '2027-02-30' }], ['no text', { until: 5 }], ['another form', { until: '31.01.2027' }]])('%s: unknown', (_, more) => {
    expect(asks(observing(more), { now: '2029-01-01' })).toEqual([`${question}: unknown`]);
  });

  test.each<[string, unknown]>([['a list', []], ['a text', 'x'], ['null', null], ['numbers', { Own: 1 }], ['names of objects', { constructor: '2027-01-01', __proto__: '2027-01-01' }]])('metadata with %s for rules is read without a crash', (_, rules) => {
    expect(() => asks(observing({ rules }), { now: '2029-01-01' })).not.toThrow();
  });
});

describe('what cannot be read is not protected', () => {
  const part = { Parameters: { P: { Type: 'String' }, Q: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsQ: { 'Fn::Equals': [ref('Q'), 'yes'] } } };
  test.each<[string, Resources, RegExp]>([
    ['the web ACL is elsewhere', behind(api(), acl(), undefined, { Association: association(stageArn(), 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/a/b') }), /^firewall that stops nothing: a before stage prod of Api: unknown$/],
    ['the web ACL is a token', behind(api(), acl(), undefined, { Association: association(stageArn(), ref('P')) }), /^firewall that stops nothing: a web ACL elsewhere before stage prod of Api: unknown$/],
    ['the rules are a token', behind(api(), acl(ref('P'))), /stops nothing: Acl before stage prod of Api: unknown/],
    ['one rule is a token', behind(api(), acl([ref('P')])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['the action is a token', behind(api(), acl([{ ...own('Block'), Action: ref('P') }])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['the override is a token', behind(api(), acl([managed({}, { OverrideAction: ref('P') })])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['overrides of rules are a token', behind(api(), acl([managed({ RuleActionOverrides: ref('P') })])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['which rule is overridden is a token', behind(api(), acl([managed({ RuleActionOverrides: [{ Name: ref('P'), ActionToUse: { Count: {} } }] }, {}, 'AWSManagedRulesAdminProtectionRuleSet')])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['a group that is not in the table', behind(api(), acl([managed({}, {}, 'AWSManagedRulesNewRuleSet')])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['a group of another vendor', behind(api(), acl([managed({ VendorName: 'Other' })])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['a rule group elsewhere', behind(api(), acl([{ ...grouped(), Statement: { RuleGroupReferenceStatement: { Arn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/rulegroup/a/b' } } }])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['a statement that nobody knows', behind(api(), acl([own('Block', { NewStatement: {} })])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['an IP set elsewhere', behind(api(), acl([own('Block', { IPSetReferenceStatement: { Arn: ref('P') } })])), /stops nothing: Acl before stage prod of Api: unknown/],
    ['addresses are a token', behind(api(), acl([own('Block', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set(ref('P')) }), /stops nothing: Acl before stage prod of Api: unknown/],
    ['addresses that are allowed first are a token', behind(api(), acl([managed({}, { Priority: 9 }), own('Allow', { IPSetReferenceStatement: { Arn: att('Set') } })]), undefined, { Set: set([ref('P')]) }), /stops nothing: Acl before stage prod of Api: unknown/],
    ['the default action is a token', behind(api(), acl([], { DefaultAction: ref('P') })), /stops nothing: Acl before stage prod of Api: unknown/],
    ['a web ACL of a distribution that may be none', { Cdn: cdn('a.example.com', { WebACLId: ref('P') }) }, /entry without a firewall: distribution Cdn: unknown/],
    ['the scheme of a balancer', alb({ Scheme: ref('P') }), /entry without a firewall: balancer Alb: unknown/],
    ['a policy of Firewall Manager', { ...api(), Fms: type('FMS::Policy', { SecurityServicePolicyData: { Type: 'WAFV2' } }) }, /entry without a firewall: stage prod of Api: unknown/],
    ['a policy of Firewall Manager beside a web ACL', { ...RIGHT, Fms: type('FMS::Policy', { SecurityServicePolicyData: { Type: 'WAFV2' } }) }, /stops nothing: web ACL of Firewall Manager \(Fms\) before stage prod of Api: unknown/],
    ['a resource policy of an origin', { ...api({}, { Api: type('ApiGateway::RestApi', { Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }] } }) }), ...edge(executeApi()) }, /firewall bypassed by another host: stage prod of Api .*: unknown/],
    ['the log is of a token', behind(api(), acl(), undefined, { Log: type('WAFv2::LoggingConfiguration', { ResourceArn: ref('P'), LogDestinationConfigs: ['x'] }) }), /firewall without a log: Acl: unknown/],
  ])('%s', (_, resources, expected) => {
    const found = firewallVerdicts(resources, { part });
    const told = found.map((v) => `${v.question}: ${v.verdict}`);
    expect(told).toContainEqual(expect.stringMatching(expected));
    expect(found.find((v) => expected.test(`${v.question}: ${v.verdict}`))!.unknowns.length).toBeGreaterThan(0);
    if (!expected.source.includes('log')) expect(told.filter((t) => /^firewall before (stage|distribution|balancer).*proved$/.test(t) && !t.includes('distribution Cdn'))).toEqual([]);
  });

  test('a condition is exact: the request shows when it is there', () => {
    const some = behind(api(), acl(), undefined, { Association: { ...association(stageArn()), Condition: 'IsQ' } });
    const [verdict] = firewallVerdicts(some, { part }).filter((v) => v.question === 'entry without a firewall: stage prod of Api');
    expect(verdict).toMatchObject({ verdict: 'violated', witness: { conditions: { 'App.IsQ': false } } });
    const either = behind(api(), acl([own('Block', undefined, { Action: when('IsQ', { Block: {} }, { Count: {} }) })]));
    expect(firewallVerdicts(either, { part }).find((v) => v.question.startsWith('firewall that stops nothing'))).toMatchObject({ verdict: 'violated', witness: { conditions: { 'App.IsQ': false } } });
    const complete = behind(api(), acl([{ ...own('Block'), Action: when('IsQ', { Block: {} }, { Captcha: {} }) }]));
    expect(asks(complete, { part })).toEqual([PROTECTED]);
  });

  test('what a parameter names is nothing that its own template makes', () => {
    expect(asks({ ...api(), Acl: acl(), Log: log(), Association: association(ref('P')) }, { part })).toEqual(['entry without a firewall: stage prod of Api: violated']);
  });

  test('a macro hides what it likes', () => {
    expect(asks(RIGHT, { part: { Transform: 'Mine' } })).toEqual([PROTECTED.replace('proved', 'unknown')]);
  });
});

describe('logs', () => {
  const filter = (Behavior: string, Action: string, DefaultBehavior: string): object => ({ LoggingFilter: { DefaultBehavior, Filters: [{ Behavior, Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action } }] }] } });
  test.each<[string, Resources, string | undefined]>([
    ['none', { Log: type('SNS::Topic') }, 'violated'], ['of another web ACL', { Log: log({}, 'Other'), Other: acl() }, 'violated'], ['without a destination', { Log: log({ LogDestinationConfigs: [] }) }, 'violated'],
    ['that drops what is blocked', { Log: log(filter('DROP', 'BLOCK', 'KEEP')) }, 'violated'], ['that keeps what counts alone', { Log: log(filter('KEEP', 'COUNT', 'DROP')) }, 'violated'],
    ['that keeps what is blocked', { Log: log(filter('KEEP', 'BLOCK', 'DROP')) }, undefined], ['that drops what passes', { Log: log(filter('DROP', 'ALLOW', 'KEEP')) }, undefined],
  ])('%s', (_, resources, verdict) => {
    expect(firewallVerdicts(behind(api(), undefined, undefined, resources)).find((v) => v.question === 'firewall without a log: Acl')?.verdict).toBe(verdict);
  });
});

describe('where it is shown', () => {
  test('`ask invoke` says of each way in what stands before it', () => {
    expect(asked(RIGHT).entries[0].firewall).toMatchObject({ state: 'stops', acls: ['Acl'] });
    expect(asked(api()).entries[0].firewall).toMatchObject({ state: 'absent', acls: [] });
    expect(asked(httpApi()).entries[0].firewall).toMatchObject({ state: 'impossible' });
    expect(asked(behind(api({}, second()))).entries[0].firewall).toMatchObject({ state: 'absent' });
    expect(asked({ ...RIGHT, ...url('AWS_IAM') }).entries.map((e) => e.firewall?.state).sort()).toEqual(['bypassed', 'impossible']);
  });

  test('`prove` has them on its page, in the comment on a pull request and in SARIF', () => {
    const observing = acl([own('Count')], {}, ours({ mode: 'observe', until: '2027-01-31' }));
    const file = fileOf(behind(api({}, second()), observing), { now: '2027-02-01' });
    const text = proofText(file, { width: 200, colour: false });
    expect(text).toContain('Web firewalls, and what they stop');
    expect(text).toContain('firewall Acl before stage prod of Api COUNTS PAST ITS DATE');
    expect(text).toContain('firewall BYPASSED: stage test of Api leads round Acl of stage prod of Api');
    expect(text).toContain('user pool Pool has NO FIREWALL');
    expect(text).toContain('before it: the web ACL Acl: no rule stops anything, 1 counts (Own until 2027-01-31, which is over), allows by default, logged');
    expect(proofMarkdown(file)).toContain('### Web firewalls, and what they stop');
    const sarif = JSON.stringify(proofSarif(file, { version: '1', informationUri: 'https://example.com', locate: (file: string) => ({ file, line: 1 }), fallback: 'app.json' } as never));
    expect(sarif).toContain('firewall in count past its date');
    expect(answerText(asked(RIGHT), { width: 200, colour: false })).toContain('before it: the web ACL Acl: 1 rule stops, allows by default, logged');
  });

  test('rules of a group that count beside others that act are listed', () => {
    const [stage] = firewalls(behind(api(), acl([managed(count('SizeRestrictions_BODY')), own('Count')], {}, ours({ rules: { Own: '2027-01-01' } }))), { now: '2027-02-01' }).filter((f) => f.kind === 'rest');
    expect(stage).toMatchObject({ state: 'stops', stops: ['Common'], counts: [{ rule: 'Own', how: 'its action is Count', until: '2027-01-01', isOver: true }, { rule: 'Common/SizeRestrictions_BODY' }] });
  });

  test('beside an intent it is asked where somebody uses a firewall', () => {
    const ofFirewalls = (resources: Resources): string[] => verdicts(resources, {}, { intent: intentOf() }).filter((v) => v.question.includes('firewall')).map((v) => v.question);
    expect(ofFirewalls(api())).toEqual([]);
    expect(ofFirewalls(RIGHT).length).toBeGreaterThan(0);
    // A distribution that names none is no use of one.
    expect(ofFirewalls(api({}, { Cdn: cdn('a.example.com', { WebACLId: '' }) }))).toEqual([]);
    expect(firewalls(api())).toEqual([]);
  });
});

test('metadata of a web firewall alone is no sign of an intent', () => {
  const of = (Resources: Resources): boolean => isMadeFromIntent(checkBody({ Resources }, 'app.json', { alone: true }));
  expect(of(behind(api(), acl([managed()], {}, ours())))).toBe(false);
  expect(of({ ...api(), Rule: type('EC2::SecurityGroupIngress', {}, { Metadata: { 'zero-trust': { flows: ['a'] } } }) })).toBe(true);
});

describe('the table of managed rules', () => {
  test('is that of the layer, which was read apart', () => {
    expect(MANAGED_RULE_GROUPS).toEqual(MANAGED_GROUPS.map((g) => g.name).sort());
    for (const { name, rules } of MANAGED_GROUPS) expect([...managedRules(name)!].sort()).toEqual(rules.filter(([, action]) => action !== 'count').map(([rule]) => rule).sort());
  });

  test('without TARGETED the targeted rules of Bot Control do not work', () => {
    const config = (InspectionLevel: string): object => ({ ManagedRuleGroupConfigs: [{ AWSManagedRulesBotControlRuleSet: { InspectionLevel } }], ...count(...managedRules('AWSManagedRulesBotControlRuleSet', 'COMMON')!) });
    const of = (level: string): string[] => asks(behind(api(), acl([managed(config(level), {}, 'AWSManagedRulesBotControlRuleSet')])));
    expect(of('COMMON')).toEqual(['firewall that stops nothing: Acl before stage prod of Api: violated']);
    expect(of('TARGETED')).toEqual([PROTECTED]);
  });
});
