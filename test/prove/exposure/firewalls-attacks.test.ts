/**
 * Ways past a firewall that somebody tried, as a table: what is not certain is never "proved", what is certain is shown. Each row stands beside one that opens nothing, so that
 * a prover that says "unknown" to everything fails as well.
 */
import { textEverything } from '../../../lib/world/exposure/firewall-everything';
import { replayExposure } from '../../../lib/prover/replay/exposure';
import { pathOf } from '../../../lib/prover/exposure/witness';
import { firewallFindings } from '../../../lib/prover/exposure/firewalls';
import { readExposure } from '../../../lib/world/exposure';
import { templatesOf } from '../../../lib/world/template';
import { acl, association, behind, edge, firewallVerdicts, log, managed, own, stageArn } from './firewalls-support';
import { api, att, opened, type Part, permission, ref, type Resources, sub, type, when } from './support';

const part: Part = { Parameters: { P: { Type: 'String' }, N: { Type: 'Number' }, Q: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsQ: { 'Fn::Equals': [ref('Q'), 'yes'] } } };
const PATH = { UriPath: {} };
const LAST = managed({}, { Priority: 9 });
const size = (ComparisonOperator: string, Size: unknown, FieldToMatch: object = PATH): object => ({ SizeConstraintStatement: { FieldToMatch, ComparisonOperator, Size, TextTransformations: [] } });
const EVERYBODY = size('GE', 0);
const text = (more: object): object => ({ ByteMatchStatement: { FieldToMatch: PATH, PositionalConstraint: 'STARTS_WITH', TextTransformations: [], ...more } });
const regex = (RegexString: string, FieldToMatch: object = PATH): object => ({ RegexMatchStatement: { RegexString, FieldToMatch, TextTransformations: [] } });
const regexSet = (Arn: unknown): object => ({ RegexPatternSetReferenceStatement: { Arn, FieldToMatch: PATH, TextTransformations: [] } });
const geo = (...CountryCodes: string[]): object => ({ GeoMatchStatement: { CountryCodes } });
const label = (Key: string, Scope = 'LABEL'): object => ({ LabelMatchStatement: { Scope, Key } });
const negate = (Statement: object): object => ({ NotStatement: { Statement } });
const or = (...Statements: object[]): object => ({ OrStatement: { Statements } });
const ipSet = (id: string, more: object = {}): object => ({ IPSetReferenceStatement: { Arn: att(id), ...more } });
const set = (...Addresses: unknown[]): object => type('WAFv2::IPSet', { Addresses });
const patterns = (...RegularExpressionList: unknown[]): Resources => ({ Patterns: type('WAFv2::RegexPatternSet', { RegularExpressionList }) });
const allow = (statement: object, more: object = {}): object => own('Allow', statement, { Name: 'Passes', Priority: 0, ...more });
const group = (Arn: unknown, more: object = {}): object => ({ Name: 'Grouped', Priority: 0, OverrideAction: { None: {} }, VisibilityConfig: {}, Statement: { RuleGroupReferenceStatement: { Arn, ...more } } });
const ruleGroup = (...Rules: object[]): Resources => ({ Group: type('WAFv2::RuleGroup', { Capacity: 10, Rules }) });
const many = Array.from({ length: 210 }, (_, i) => `${String.fromCharCode(65 + Math.floor(i / 26))}${String.fromCharCode(65 + (i % 26))}`);

type Said = 'proved' | 'unknown' | 'violated';
const judged = (resources: Resources, target = 'Fn'): Said => opened(resources, part).check([{ scope: '', kind: 'firewalled', target }])[0].verdict as Said;

describe('rules that let everybody by, and rules that match nobody', () => {
  test.each<[string, Said, object[], Resources?]>([
    ['everybody first, at a priority that a parameter says', 'unknown', [LAST, allow(EVERYBODY, { Priority: ref('N') })]],
    ['everybody first or last, by a condition', 'unknown', [LAST, allow(EVERYBODY, { Priority: when('IsQ', 0, 20) })]],
    ['one country, at a priority that a parameter says', 'proved', [LAST, allow(geo('DE'), { Priority: ref('N') })]],
    ['a block at a priority that a parameter says, everybody before it perhaps', 'unknown', [own('Block', undefined, { Priority: ref('N') }), allow(EVERYBODY, { Priority: 3 })]],
    ['a rule that is a token', 'unknown', [LAST, ref('P')]],
    ['every path, as an expression', 'violated', [allow(regex('^/')), LAST]],
    ['every path, as a part of one', 'violated', [allow(regex('/')), LAST]],
    ['every text, by a class', 'violated', [allow(regex('[\\s\\S]*')), LAST]],
    ['every text, counted', 'violated', [allow(regex('.{0,}', { QueryString: {} })), LAST]],
    ['every text, in other words', 'unknown', [allow(regex('(a|[^a])*', { QueryString: {} })), LAST]],
    ['an expression that JavaScript does not read', 'unknown', [allow(regex('[[:print:]]*(?#', PATH)), LAST]],
    ['one path', 'proved', [allow(regex('^/health$')), LAST]],
    ['one path, whatever its capitals', 'proved', [allow(regex('(?i)^/health')), LAST]],
    ['every path, in Base64', 'violated', [allow(text({ SearchStringBase64: 'Lw==' })), LAST]],
    ['one path, in Base64', 'proved', [allow(text({ SearchStringBase64: 'L2g=' })), LAST]],
    ['every path, by a set of expressions', 'violated', [allow(regexSet(att('Patterns'))), LAST], patterns('^/health', '.*')],
    ['a set of expressions with a token', 'unknown', [allow(regexSet(att('Patterns'))), LAST], patterns(ref('P'))],
    ['a set of expressions elsewhere', 'unknown', [allow(regexSet('arn:aws:wafv2:eu-west-1:111111111111:regional/regexpatternset/x/y')), LAST]],
    ['one path, by a set of expressions', 'proved', [allow(regexSet(att('Patterns'))), LAST], patterns('^/health')],
    ['a path of one byte or more', 'violated', [allow(size('GT', 0)), LAST]],
    ['a query of any length', 'unknown', [allow(size('LE', 100_000, { QueryString: {} })), LAST]],
    ['a size that a parameter says', 'unknown', [allow(size('GT', ref('N'))), LAST]],
    ['a long path', 'proved', [allow(size('GT', 500)), LAST]],
    ['a header that anybody may send', 'unknown', [allow(regex('.*', { SingleHeader: { Name: 'user-agent' } })), LAST]],
    ['a header with one value', 'proved', [allow(regex('^probe$', { SingleHeader: { Name: 'user-agent' } })), LAST]],
    ['all but one country', 'unknown', [allow(negate(geo('KP'))), LAST]],
    ['nearly all countries', 'unknown', [allow(geo(...many)), LAST]],
    ['one country, and whoever is not there', 'unknown', [allow(or(geo('DE'), negate(geo('DE')))), LAST]],
    ['who is in one country and not at one address', 'proved', [allow({ AndStatement: { Statements: [geo('DE'), negate(ipSet('S1'))] } }), LAST], { S1: set('192.0.2.0/24') }],
    ['halves of the internet in two rules', 'unknown', [allow(ipSet('S1')), allow(ipSet('S2'), { Name: 'Other', Priority: 1 }), LAST], { S1: set('0.0.0.0/1'), S2: set('128.0.0.0/1') }],
    ['halves of the internet in one rule', 'unknown', [allow(or(ipSet('S1'), ipSet('S2'))), LAST], { S1: set('0.0.0.0/1'), S2: set('128.0.0.0/1') }],
    ['a network', 'proved', [allow(ipSet('S1')), LAST], { S1: set('10.0.0.0/8', '2001:db8::/32') }],
    ['an address that cannot be read counts as one of the office', 'unknown', [allow(ipSet('S1', { IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH', Position: 'FIRST' } })), LAST], { S1: set('192.0.2.0/24') }],
    ['the same, and it does not', 'proved', [allow(ipSet('S1', { IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH', Position: 'FIRST' } })), LAST], { S1: set('192.0.2.0/24') }],
    ['a rule group elsewhere, before the rest', 'unknown', [group('arn:aws:wafv2:eu-west-1:111111111111:regional/rulegroup/x/y'), LAST]],
    ['a rule group elsewhere, behind the rest', 'proved', [{ ...group('arn:aws:wafv2:eu-west-1:111111111111:regional/rulegroup/x/y'), Priority: 20 }, LAST]],
    ['a group of another vendor, before the rest', 'unknown', [managed({ VendorName: 'Them' }, { Priority: 0 }), LAST]],
    ['a rule group that allows, then blocks', 'violated', [group(att('Group'))], ruleGroup(allow(EVERYBODY), own('Block'))],
    ['a rule group that blocks, then allows', 'proved', [group(att('Group'))], ruleGroup(allow(EVERYBODY, { Priority: 9 }), own('Block'))],
    ['a rule of a group that is set to allow', 'violated', [group(att('Group'), { RuleActionOverrides: [{ Name: 'Own', ActionToUse: { Allow: {} } }] }), LAST], ruleGroup(own('Block', EVERYBODY))],
    ['a rule of a group that matches nobody, set to block', 'violated', [group(att('Group'), { RuleActionOverrides: [{ Name: 'Own', ActionToUse: { Block: {} } }] })], { ...ruleGroup(own('Count', ipSet('S1'))), S1: set() }],
    ['a label of no rule', 'violated', [own('Block', label('team:bad'))]],
    ['a label of a namespace of no rule', 'violated', [own('Block', label('team:', 'NAMESPACE'))]],
    ['a label of a rule before it', 'proved', [own('Count', undefined, { RuleLabels: [{ Name: 'team:bad' }], Priority: 1 }), own('Block', label('team:bad'), { Name: 'Reader', Priority: 3 })]],
    ['a label that a parameter says', 'unknown', [own('Count', undefined, { RuleLabels: [{ Name: ref('P') }], Priority: 1 }), own('Block', label('team:bad'), { Name: 'Reader', Priority: 3 })]],
    ['a label of a managed group, and there is none', 'violated', [own('Block', label('awswaf:managed:aws:bot-control:bot:category:scraper'))]],
    ['a label of a managed group that counts', 'proved', [managed({}, { OverrideAction: { Count: {} } }), own('Block', label('awswaf:managed:aws:core-rule-set:NoUserAgent_Header'))]],
    ['a label of a country, which WAF puts on itself', 'proved', [own('Block', label('awswaf:clientip:geo:country:KP'))]],
    ['a group that is narrowed to a label of no rule', 'violated', [managed({ ScopeDownStatement: label('team:bad') })]],
    ['a path that is shorter than every path', 'violated', [own('Block', size('LT', 1))]],
    ['requests without a header', 'proved', [own('Block', negate(size('GE', 0, { SingleHeader: { Name: 'user-agent' } })))]],
  ])('%s: %s', (_, expected, rules, rest = {}) => {
    expect(judged(behind(api(), acl(rules), undefined, rest))).toBe(expected);
  });

  test.each([['^/', 'UriPath', 'sure'], ['.*', 'SingleHeader', 'likely'], ['^/a', 'UriPath', 'no'], ['.+', 'QueryString', 'likely'], ['^.*$', 'Body', 'sure'], ['^$', 'QueryString', 'no'], ['^GET$', 'Method', 'no']])('%s of %s: %s', (pattern, of, expected) => {
    expect(textEverything(pattern, of)).toBe(expected);
  });
});

const INTERNAL = { Scheme: 'internal' };
const handler = (properties: object = {}, rest: Resources = {}): Resources => ({
  Fn: type('Lambda::Function'), FnP: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }), Alb: type('ElasticLoadBalancingV2::LoadBalancer', properties),
  Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }),
  Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }), ...rest,
});
const accelerator = (properties: object = {}): Resources => ({ Acc: type('GlobalAccelerator::Accelerator', properties), AccL: type('GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc') }), AccG: type('GlobalAccelerator::EndpointGroup', { ListenerArn: ref('AccL'), EndpointConfigurations: [{ EndpointId: ref('Alb') }] }) });
const network = (Scheme: unknown, TargetType = 'alb'): Resources => ({
  Nlb: type('ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Scheme }), NlbL: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Nlb'), Port: 443, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('NlbG') }] }),
  NlbG: type('ElasticLoadBalancingV2::TargetGroup', { TargetType, Targets: [{ Id: ref('Alb') }] }),
});
const linked = (uri: unknown = ref('Listener')): Resources => ({
  Http: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP', Name: 'h' }), Link: type('ApiGatewayV2::VpcLink', { Name: 'v', SubnetIds: [] }), HttpS: type('ApiGatewayV2::Stage', { ApiId: ref('Http'), StageName: '$default', AutoDeploy: true }),
  HttpI: type('ApiGatewayV2::Integration', { ApiId: ref('Http'), IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), IntegrationUri: uri, PayloadFormatVersion: '1.0' }),
  HttpR: type('ApiGatewayV2::Route', { ApiId: ref('Http'), RouteKey: '$default', Target: sub('integrations/${HttpI}') }),
});
const distribution = (more: object = {}): Resources => ({ Front: type('CloudFront::Distribution', { DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: 'o' }, Origins: [{ Id: 'o', DomainName: att('Alb', 'DNSName'), VpcOriginConfig: { VpcOriginId: 'vo_1' } }], ...more } }) });
const events = (rest: Resources = {}): Resources => ({
  Fn: type('Lambda::Function'), Events: type('AppSync::Api', { Name: 'e' }), Source: type('AppSync::DataSource', { ApiId: att('Events', 'ApiId'), Name: 'ds', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: att('Fn') } }), Log: log(), ...rest,
});

describe('ways round', () => {
  test.each<[string, Said, Resources, string?]>([
    ['an internal balancer', 'proved', handler(INTERNAL)],
    ['behind an accelerator', 'violated', handler(INTERNAL, accelerator())],
    ['behind an accelerator that is switched off', 'proved', handler(INTERNAL, accelerator({ Enabled: false }))],
    ['behind an accelerator, with a web ACL of its own', 'proved', behind(handler(INTERNAL, accelerator()), acl(), ref('Alb'))],
    ['behind a network balancer that faces the internet', 'violated', handler(INTERNAL, network('internet-facing'))],
    ['behind one that is internal', 'proved', handler(INTERNAL, network('internal'))],
    ['behind one of which nobody knows', 'unknown', handler(INTERNAL, network(ref('P')))],
    ['behind an HTTP API with a VPC link', 'violated', handler(INTERNAL, linked())],
    ['the same, asked of the balancer', 'violated', handler(INTERNAL, linked()), 'Alb'],
    ['behind an HTTP API, with a web ACL of its own', 'proved', behind(handler(INTERNAL, linked()), acl(), ref('Alb'))],
    ['behind an HTTP API, with a web ACL that only counts', 'violated', behind(handler(INTERNAL, linked()), acl([own('Count')]), ref('Alb'))],
    ['an HTTP API that calls something else', 'proved', handler(INTERNAL, linked('https://example.com/'))],
    ['behind a distribution with a VPC origin', 'violated', handler(INTERNAL, distribution())],
    ['behind a distribution with a web ACL', 'proved', handler(INTERNAL, { ...distribution({ WebACLId: att('Acl') }), Acl: acl(), Log: log() })],
    ['an event API', 'violated', events()],
    ['an event API behind a web ACL', 'proved', events({ Acl: acl(), Association: association(att('Events', 'ApiArn')) })],
    ['an event API that calls another function', 'proved', events({ Other: type('Lambda::Function') }), 'Other'],
  ])('%s: %s', (_, expected, resources, target = 'Fn') => {
    expect(judged(resources, target)).toBe(expected);
  });

  const secret = (config: object, rest: Resources = {}): Resources => ({
    Fn: type('Lambda::Function'), Alb: type('ElasticLoadBalancingV2::LoadBalancer'), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip' }),
    Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }] }),
    Rule: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Listener'), Priority: 1, Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Origin', ...config } }], Actions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }),
    ...edge(att('Alb', 'DNSName'), {}, { OriginCustomHeaders: [{ HeaderName: 'X-Origin', HeaderValue: 's' }] }), ...rest,
  });
  test.each<[string, Said, object]>([
    ['one value', 'proved', { Values: ['s'] }], ['any value', 'violated', { Values: ['*'] }], ['one value, or any', 'violated', { Values: ['s', '*'] }], ['any value of two characters', 'violated', { Values: ['??'] }],
    ['a pattern', 'unknown', { Values: ['s*'] }], ['an expression', 'unknown', { RegexValues: ['.*'] }], ['no value', 'violated', { Values: [] }],
  ])('a header that is no secret: %s: %s', (_, expected, config) => {
    expect(judged(secret(config), 'Alb')).toBe(expected);
  });

  const url = { 'Fn::Select': [2, { 'Fn::Split': ['/', att('Url', 'FunctionUrl')] }] };
  const signed = (properties: object): Resources => ({
    Fn: type('Lambda::Function'), Url: type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }), UrlP: permission({ Action: 'lambda:InvokeFunctionUrl', ...properties }),
    ...edge(url, {}, { OriginAccessControlId: att('Oac', 'Id') }), Oac: type('CloudFront::OriginAccessControl', { OriginAccessControlConfig: { SigningBehavior: 'always' } }),
  });
  test.each<[string, Said, object]>([
    ['the distribution', 'proved', { Principal: 'cloudfront.amazonaws.com', SourceArn: sub('arn:aws:cloudfront::${AWS::AccountId}:distribution/${Cdn}') }],
    ['distributions of the account', 'proved', { Principal: 'cloudfront.amazonaws.com', SourceAccount: ref('AWS::AccountId') }],
    ['anybody', 'violated', { Principal: '*' }], ['anybody, and for URLs without a signature', 'proved', { Principal: '*', FunctionUrlAuthType: 'NONE' }],
    ['distributions of anybody', 'violated', { Principal: 'cloudfront.amazonaws.com' }], ['distributions of any account, by a pattern', 'violated', { Principal: 'cloudfront.amazonaws.com', SourceArn: 'arn:aws:cloudfront::*:distribution/*' }],
    ['another account', 'unknown', { Principal: '222222222222' }], ['somebody whom a parameter names', 'unknown', { Principal: ref('P') }],
  ])('who may sign for a function URL: %s: %s', (_, expected, properties) => {
    expect(judged(signed(properties))).toBe(expected);
  });
});

describe('logs that lose some of what is blocked', () => {
  const action = (Action: unknown): object => ({ ActionCondition: { Action } });
  const labelled = { LabelNameCondition: { LabelName: 'awswaf:managed:aws:core-rule-set:X' } };
  const filter = (Behavior: unknown, Requirement: string, ...Conditions: object[]): object => ({ Behavior, Requirement, Conditions });
  test.each<[string, Said | undefined, string, object[]]>([
    ['kept where it has a label, too', 'unknown', 'DROP', [filter('KEEP', 'MEETS_ALL', action('BLOCK'), labelled)]],
    ['kept whatever label it has', undefined, 'DROP', [filter('KEEP', 'MEETS_ANY', action('BLOCK'), labelled)]],
    ['dropped where it has a label', 'unknown', 'KEEP', [filter('DROP', 'MEETS_ANY', labelled)]],
    ['dropped where it passes and has a label', undefined, 'KEEP', [filter('DROP', 'MEETS_ALL', action('ALLOW'), labelled)]],
    ['kept, and dropped where it has a label', 'unknown', 'DROP', [filter('KEEP', 'MEETS_ANY', action('BLOCK')), filter('DROP', 'MEETS_ANY', labelled)]],
    ['a behaviour that a parameter says', 'unknown', 'KEEP', [filter(ref('P'), 'MEETS_ANY', action('BLOCK'))]],
    ['an action that a parameter says', 'unknown', 'KEEP', [filter('DROP', 'MEETS_ANY', action(ref('P')))]],
    ['dropped with what counts', 'violated', 'KEEP', [filter('DROP', 'MEETS_ANY', action('COUNT'), action('BLOCK'))]],
    ['only what counts is kept', 'violated', 'DROP', [filter('KEEP', 'MEETS_ANY', action('COUNT'))]],
    ['a filter without conditions', 'unknown', 'KEEP', [filter('DROP', 'MEETS_ANY')]],
  ])('%s: %s', (_, expected, DefaultBehavior, Filters) => {
    const resources = behind(api(), undefined, undefined, { Log: log({ LoggingFilter: { DefaultBehavior, Filters } }) });
    expect(firewallVerdicts(resources, { part }).find((v) => v.question === 'firewall without a log: Acl')?.verdict).toBe(expected);
  });
});

test('whatever is shown is replayed', () => {
  const shown = [
    behind(api(), acl([allow(regex('^/')), LAST])), behind(api(), acl([group(att('Group'))]), undefined, ruleGroup(allow(EVERYBODY), own('Block'))), behind(api(), acl([own('Block', label('team:bad'))])),
    handler(INTERNAL, accelerator()), handler(INTERNAL, network('internet-facing')), handler(INTERNAL, linked()), events(), behind(api(), acl([LAST]), stageArn('other')),
  ];
  for (const Resources of shown) {
    const world = readExposure(templatesOf([{ key: 'App', body: { ...part, Resources } }]));
    const found = firewallFindings(world, { hasIntent: false }).filter((f) => f.way !== undefined);
    expect(found.length).toBeGreaterThan(0);
    for (const f of found) expect(replayExposure(world, pathOf(world, f.way!.way))).toEqual({ accepted: true });
  }
});
