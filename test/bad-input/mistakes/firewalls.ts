/** Mistakes in what a web firewall protects, where it stands, what it logs, and in web ACLs and entries that exist. */
import { Aspects, AspectPriority, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallRules, type FirewallRulesProps } from '../../../lib/mixins/firewall/firewall-rules';
import { UnprotectedEntriesGuard } from '../../../lib/mixins/firewall/unprotected-entries-guard';
import { BodyLimit, FirewallAction, FirewallLogDestination, FirewallLogFilter, FirewallMode, FirewallPreset, FirewallRuleGroup, FirewallScope, FirewallStatement, FirewallTarget, ManagedRuleGroup, PayloadType, WebFirewall, type WebFirewallProps } from '../../../lib/layers/web-firewall';
import type { World } from '../world';
import type { Mistake } from './types';

const make = (props: WebFirewallProps = {}) => (w: World): WebFirewall => {
  const firewall = new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.BASELINE, ...props });
  firewall.protect(FirewallTarget.userPool(pool(w)));
  return firewall;
};
const pool = (w: World): cognito.CfnUserPool => new cognito.CfnUserPool(w.stack, 'Pool');
const guards = (target: (w: World) => FirewallTarget, props: WebFirewallProps = {}) => (w: World): void => {
  new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.BASELINE, ...props }).protect(target(w));
};
const late = (change: (firewall: WebFirewall) => void) => (w: World): void => {
  const firewall = make()(w);
  Aspects.of(w.app).add({ visit: (node) => { if (node === firewall) change(firewall); } }, { priority: AspectPriority.READONLY });
};
const ELSEWHERE = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/0a1b2c3d';
const seen = { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'mine' };
const own = (rules?: unknown) => (w: World): waf.CfnWebACL => new waf.CfnWebACL(w.stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: seen, ...(rules === undefined ? {} : { rules: rules as never }) });
const onto = (acl: (w: World) => waf.CfnWebACL, props: FirewallRulesProps = {}, say = (rules: FirewallRules): void => rules.addManagedGroup(ManagedRuleGroup.KNOWN_BAD_INPUTS)) => (w: World): void => {
  const rules = new FirewallRules(props);
  say(rules);
  acl(w).with(rules);
};
const taken = { name: 'theirs', priority: 5_000_100, action: { block: {} }, statement: { geoMatchStatement: { countryCodes: ['DE'] } }, visibilityConfig: seen };
const groupRule = { name: 'group', priority: 1, overrideAction: { none: {} }, statement: { ruleGroupReferenceStatement: { arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/g/1' } }, visibilityConfig: seen };

export const FIREWALLS: readonly Mistake[] = [
  { name: 'a preset by its name', code: 'FirewallPropInvalid', words: ['`preset`', '`BASELINE`', '`FirewallPreset`'], build: make({ preset: 'BASELINE' as never }) },
  { name: 'a mode by its name', code: 'FirewallPropInvalid', words: ['`mode`', '`observe`', '`FirewallMode.ENFORCE`'], build: make({ mode: 'observe' as never }) },
  { name: 'a scope that is none', code: 'FirewallPropInvalid', words: ['`scope`', '`GLOBAL`'], build: (w) => { new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.STATIC, scope: 'GLOBAL' as never, blockSet: false }).protect(FirewallTarget.userPool(pool(w))); }, many: true },
  { name: 'a body limit that is none', code: 'FirewallPropInvalid', words: ['`userPools` of `bodyInspection`', '`KB_128`'], build: make({ bodyInspection: { userPools: 'KB_128' as never } }) },
  { name: 'a host of tokens with its scheme', code: 'FirewallPropInvalid', words: ['`https://example.com`', '`example.com`'], build: make({ tokenDomains: ['https://example.com'] }) },
  { name: 'a header twice', code: 'ValueRepeated', words: ['`x-key` twice'], build: make({ logging: { hiddenHeaders: ['x-key', 'x-key'] } }) },
  { name: 'a header with a space', code: 'FirewallPropInvalid', words: ['`logging.hiddenHeaders`', '`x secret`'], build: make({ logging: { hiddenHeaders: ['x secret'] } }) },
  { name: 'a month of logs', code: 'FirewallPropInvalid', words: ['`31 days`', '30, 60'], build: make({ logging: { retention: Duration.days(31) } }) },
  { name: 'a label without its account', code: 'FirewallPropInvalid', words: ['`bot:verified`', 'awswaf:'], build: make({ logging: { filter: FirewallLogFilter.actedOnOrLabelled(['bot:verified']) } }) },
  { name: 'a destination by its ARN', code: 'FirewallPropInvalid', words: ['`destination` of `logging`', '`FirewallLogDestination`'], build: make({ logging: { destination: 'arn:aws:s3:::aws-waf-logs-x' as never } }) },
  { name: 'a limit of a rule that is not in the preset', code: 'FirewallLimitOfNobody', words: ['`rate-adress`', 'did you mean `rate-address`?'], build: make({ preset: FirewallPreset.BASELINE.limited({ 'rate-adress': 500 }) }) },
  { name: 'a distribution behind a regional firewall', code: 'FirewallScopeInvalid', words: ['`REGIONAL`', '`CLOUDFRONT`', '`App/Cdn`'], build: guards((w) => FirewallTarget.distribution(new cloudfront.CfnDistribution(w.stack, 'Cdn', { distributionConfig: { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' } } }))) },
  { name: 'bodies of distributions, regionally', code: 'FirewallScopeInvalid', words: ['`bodyInspection.distributions`', '`REGIONAL`'], build: make({ bodyInspection: { distributions: BodyLimit.KB_64 } }) },
  { name: 'a firewall of distributions in Ireland', code: 'FirewallRegionInvalid', words: ['`eu-west-1`', '`us-east-1`'], build: (w) => { new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT }); } },
  { name: 'a firewall of distributions anywhere', code: 'FirewallRegionUnknown', level: 'warning', words: ['`us-east-1`', 'env'], build: (w) => { new WebFirewall(new Stack(w.app, 'Anywhere'), 'Firewall', { preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT }); } },
  { name: 'retention of a log group of others', code: 'FirewallLogNotOurs', words: ['`retention`', '`destination`'], build: make({ logging: { retention: Duration.days(30), destination: FirewallLogDestination.bucket(s3.Bucket.fromBucketName(new Stack(), 'B', 'aws-waf-logs-x')) } }) },
  { name: 'a log group without the prefix', code: 'FirewallLogNameInvalid', words: ['`/app/waf`', '`aws-waf-logs-`'], build: (w) => make({ logging: { destination: FirewallLogDestination.logGroup(new logs.LogGroup(w.stack, 'Log', { logGroupName: '/app/waf' })) } })(w) },
  { name: 'a bucket whose name CloudFormation makes up', code: 'FirewallLogNameInvalid', words: ['`App/Log/Resource`', '`aws-waf-logs-`'], build: (w) => make({ logging: { destination: FirewallLogDestination.bucket(new s3.Bucket(w.stack, 'Log')) } })(w) },
  { name: 'a log group by a parameter', code: 'FirewallLogNameUnknown', level: 'warning', words: ['log group', '`aws-waf-logs-`'], build: (w) => make({ logging: { destination: FirewallLogDestination.logGroup(logs.LogGroup.fromLogGroupName(w.stack, 'Log', new CfnParameter(w.stack, 'Name').valueAsString)) } })(w) },
  { name: 'a log group in another region', code: 'FirewallLogElsewhere', words: ['`eu-west-1`', '`eu-central-1`'], build: (w) => make({ logging: { destination: FirewallLogDestination.logGroup(new logs.CfnLogGroup(new Stack(w.app, 'There', { env: { account: '111122223333', region: 'eu-central-1' } }), 'Log', { logGroupName: 'aws-waf-logs-x' })) } })(w) },
  { name: 'a pool as a stage', code: 'FirewallTargetInvalid', words: ['`App/Pool`', 'stage of a REST API'], build: guards((w) => FirewallTarget.stage(pool(w) as never)) },
  { name: 'a target that is none', code: 'FirewallTargetInvalid', words: ['`string`', '`FirewallTarget`'], build: guards(() => 'arn:aws:...' as never) },
  { name: 'a load balancer by its ARN', code: 'FirewallTargetInvalid', words: ['`string`', 'load balancer'], build: guards(() => FirewallTarget.loadBalancer('arn:aws:...' as never)) },
  { name: 'an HTTP API', code: 'FirewallTargetUnsupported', words: ['`App/Stage`', 'HTTP API'], build: guards((w) => FirewallTarget.stage(new apigatewayv2.CfnStage(w.stack, 'Stage', { apiId: 'a1b2c3', stageName: 'live' }) as never)) },
  { name: 'a network load balancer', code: 'FirewallTargetUnsupported', words: ['`App/Nlb`', '`network`', '`application`'], build: guards((w) => FirewallTarget.loadBalancer(new elbv2.CfnLoadBalancer(w.stack, 'Nlb', { type: 'network' }))) },
  { name: 'an imported distribution', code: 'FirewallTargetImported', words: ['`App/Cdn`', '`webAclId`'], build: (w) => { const there = new Stack(w.app, 'East', { env: { account: '111122223333', region: 'us-east-1' } }); new WebFirewall(there, 'Firewall', { preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT }).protect(FirewallTarget.distribution(cloudfront.Distribution.fromDistributionAttributes(w.stack, 'Cdn', { distributionId: 'E1', domainName: 'x.example.com' }))); } },
  { name: 'a pool in another region', code: 'FirewallTargetElsewhere', words: ['`eu-west-1`', '`eu-central-1`'], build: guards((w) => FirewallTarget.userPool(new cognito.CfnUserPool(new Stack(w.app, 'There', { env: { account: '111122223333', region: 'eu-central-1' } }), 'Pool'))) },
  { name: 'a distribution in another region', code: 'FirewallTargetElsewhere', words: ['`eu-west-1`', '`crossRegionReferences: true`'], build: (w) => { const there = new Stack(w.app, 'East', { env: { account: '111122223333', region: 'us-east-1' } }); new WebFirewall(there, 'Firewall', { preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT }).protect(FirewallTarget.distribution(new cloudfront.CfnDistribution(w.stack, 'Cdn', { distributionConfig: { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' } } }))); } },
  { name: 'one pool twice', code: 'FirewallTargetTaken', words: ['twice', '`App/Pool`'], build: (w) => { const firewall = make()(w); firewall.protect(FirewallTarget.userPool(w.stack.node.findChild('Pool') as cognito.CfnUserPool)); } },
  { name: 'a pool that has a web ACL', code: 'FirewallTargetTaken', words: ['`App/Pool`', '`App/Theirs`'], build: (w) => { make()(w); new waf.CfnWebACLAssociation(w.stack, 'Theirs', { resourceArn: (w.stack.node.findChild('Pool') as cognito.CfnUserPool).attrArn, webAclArn: ELSEWHERE }); } },
  { name: 'no rules', code: 'FirewallWithoutRules', words: ['`Firewall`', '`preset`'], build: make({ preset: undefined, blockSet: false }) },
  { name: 'the empty block set and nothing else', code: 'FirewallStopsNothing', level: 'warning', words: ['`Firewall`', 'created empty', '`preset`'], build: make({ preset: undefined }) },
  { name: 'nothing behind it', code: 'FirewallWithoutTargets', level: 'warning', words: ['`Firewall`', '`webAclArn`'], build: (w) => { new WebFirewall(w.stack, 'Firewall', { preset: FirewallPreset.STATIC }); } },
  { name: 'a rule that an aspect takes away', code: 'FirewallChanged', words: ['`Rules`', 'without `block-set`'], build: late(({ _acl: acl }) => { acl.rules = (acl.rules as unknown[]).slice(1) as never; }) },
  { name: 'a set that an aspect fills', code: 'FirewallChanged', words: ['`Addresses`', 'emptied'], build: late(({ _sets: sets }) => { sets!.ipv4.addPropertyOverride('Addresses', ['192.0.2.1/32']); }) },
  { name: 'a second log', code: 'FirewallLogTwice', words: ['`App/Mine`', '`logging`'], build: (w) => { const firewall = make()(w); new waf.CfnLoggingConfiguration(w.stack, 'Mine', { resourceArn: firewall.webAclArn, logDestinationConfigs: ['arn:aws:s3:::aws-waf-logs-x'] }); } },
  { name: 'an association beside it', code: 'FirewallAssociationNotDeclared', words: ['`App/Mine`', '`protect('], build: (w) => { const firewall = make()(w); new waf.CfnWebACLAssociation(w.stack, 'Mine', { resourceArn: new cognito.CfnUserPool(w.stack, 'Other').attrArn, webAclArn: firewall.webAclArn }); } },
  { name: 'account takeover prevention before a pool', code: 'ManagedGroupRefused', words: ['`userPool`'], build: (w) => { make()(w).addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: PayloadType.JSON, usernameField: '/u', passwordField: '/p' } })); } },
  { name: 'observing without an end', code: 'UntilNotIso', words: ['`until`'], build: make({ mode: FirewallMode.observe(undefined as never) }) },
  { name: 'an action for a statement', code: 'FirewallPartInvalid', words: ['`statement` of rule `mine`', '`FirewallStatement`'], build: (w) => { make()(w).addRule('mine', { statement: FirewallAction.block() as never }); } },
  { name: 'a rule group that is none', code: 'FirewallPartInvalid', words: ['`mine`', '`AWS::WAFv2::RuleGroup`'], build: (w) => { make()(w).addRuleGroup('mine', { group: 'arn:aws:...' as never, capacity: 10 }); } },
  { name: 'a set that is not there', code: 'FirewallWithoutBlockSet', words: ['`Firewall`', '`blockSet`'], build: (w) => { void make({ blockSet: false })(w).blockedAddresses; } },
  { name: 'a rule group with a text for its capacity', code: 'FirewallPropInvalid', words: ['`capacity`', '`100`', '1 to 5000'], build: (w) => { new FirewallRuleGroup(w.stack, 'Group', { capacity: '100' as never }).addRule('mine', { statement: FirewallStatement.geo(['DE']) }); } },
  { name: 'rules for an imported web ACL', code: 'FirewallAclImported', words: ['`App/There`', '`FirewallRuleGroup`'], build: (w) => { const rules = new FirewallRules(); rules.applyTo(importedAcl(w) as never); } },
  { name: 'rules for a firewall\'s web ACL', code: 'FirewallAclOwned', words: ['`App/Firewall/WebAcl`', '`addRule`'], build: (w) => { onto(() => make()(w)._acl)(w); } },
  { name: 'rules for a web ACL whose rules the deployment knows', code: 'FirewallAclUnknown', words: ['`App/Acl`', 'a list'], build: onto((w) => own({ resolve: () => [], creationStack: [] })(w)) },
  { name: 'rules where somebody has the priority', code: 'FirewallPriorityTaken', words: ['`theirs`', '5000100', '`firstPriority`'], build: onto(own([taken])) },
  { name: 'rules beside a group of which nobody knows what it takes', code: 'FirewallCapacityUnknown', level: 'warning', words: ['`App/Acl`', '`group`'], build: onto(own([groupRule])) },
  { name: 'rules for a web ACL without a log', code: 'FirewallAclWithoutLog', level: 'warning', words: ['`App/Acl`', '`AWS::WAFv2::LoggingConfiguration`', 'or accept `cdk-zero-trust:FirewallAclWithoutLog`: the rules are added'], build: onto(own()) },
  { name: 'no rules for a web ACL', code: 'FirewallWithoutRules', words: ['`FirewallRules`'], build: onto(own(), {}, () => undefined) },
  { name: 'a stage that nobody protects', code: 'EntryUnprotected', words: ['stage `App/Api/DeploymentStage.prod/Resource`', '`WebFirewall`'], build: (w) => { UnprotectedEntriesGuard.enable(w.app); new apigateway.RestApi(w.stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', new apigateway.MockIntegration()); } },
  { name: 'a stage behind a firewall that stops nobody', code: 'EntryUnprotected', words: ['`App/Api/DeploymentStage.prod/Resource`', '`App/Idle/WebAcl`', 'no rule stops anything'], build: (w) => { UnprotectedEntriesGuard.enable(w.app); const api = new apigateway.RestApi(w.stack, 'Api', { cloudWatchRole: false }); api.root.addMethod('GET', new apigateway.MockIntegration()); new WebFirewall(w.stack, 'Idle').protect(FirewallTarget.stage(api.deploymentStage)); } },
  { name: 'a header with a space before a proxy', code: 'FirewallPropInvalid', words: ['`forwardedHeader`', '`X Forwarded For`', '`X-Forwarded-For`'], build: make({ forwardedHeader: 'X Forwarded For' }) },
  { name: 'an answer that differs', code: 'FirewallBodyTaken', words: ['`no`', '`App/Acl`'], build: onto((w) => { const acl = own()(w); acl.customResponseBodies = { no: { content: 'theirs', contentType: 'TEXT_PLAIN' } }; return acl; }, {}, (rules) => rules.addRule('mine', { statement: FirewallStatement.geo(['DE']), action: FirewallAction.block({ body: { id: 'no', content: 'ours', contentType: 'TEXT_PLAIN' as never } }) })) },
];

function importedAcl(w: World): unknown {
  const there = new Stack(w.stack, 'There');
  return Object.assign(there, { webAclRef: { webAclArn: ELSEWHERE, webAclId: 'x', webAclName: 'x', scope: 'REGIONAL' } });
}
