/** Whoever changes what a firewall wrote is told: overrides, aspects, setters, removals, second associations. Each row is made from an app that is fine. */
import { Aspects, AspectPriority, CfnCondition, type CfnResource, Fn, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { FirewallPreset, FirewallScope, FirewallTarget, ManagedRuleGroup, WebFirewall } from '../../../../lib/layers/web-firewall';
import { codes, synth, type World, world } from './made';

jest.setTimeout(60_000);

function protectedWorld(): World {
  const w = world();
  w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
  return w;
}

/** After everything is built. */
function late(w: World, change: (find: (id: RegExp) => CfnResource) => void): void {
  let isDone = false;
  Aspects.of(w.app).add({ visit: (node) => {
    if (isDone || node !== w.firewall) return; // all its own aspects have run by then
    isDone = true;
    change((id) => w.firewall.node.children.find((c) => id.test(c.node.id)) as CfnResource);
  } }, { priority: AspectPriority.READONLY });
}

const ACL = /^WebAcl$/;

test('as it is written nothing is told', () => {
  expect(synth(protectedWorld()).error).toBe('');
});

test.each<[string, string, (find: (id: RegExp) => CfnResource) => void, string[]?]>([
  ['a rule removed by a setter', 'FirewallChanged', (f) => { (f(ACL) as waf.CfnWebACL).rules = ((f(ACL) as waf.CfnWebACL).rules as unknown[]).slice(1) as never; }, ['without `block-set`']],
  ['a rule removed in place', 'FirewallChanged', (f) => { ((f(ACL) as waf.CfnWebACL).rules as unknown[]).pop(); }],
  ['all rules overridden', 'FirewallChanged', (f) => { f(ACL).addPropertyOverride('Rules', []); }],
  ['a rule that counts', 'FirewallChanged', (f) => { f(ACL).addPropertyOverride('Rules.0.Action', { Count: { CustomRequestHandling: { InsertHeaders: [] } } }); }, ['with another `block-set`']],
  ['a group that counts as a whole', 'FirewallChanged', (f) => { const rules = (f(ACL) as waf.CfnWebACL).rules as waf.CfnWebACL.RuleProperty[]; (f(ACL) as waf.CfnWebACL).rules = rules.map((r) => (r.overrideAction === undefined ? r : { ...r, overrideAction: { count: {} } })); }, ['with another `ip-reputation`']],
  ['another default action', 'FirewallChanged', (f) => { f(ACL).addPropertyOverride('DefaultAction', { Block: { CustomResponse: { ResponseCode: 404 } } }); }, ['`DefaultAction']],
  ['another default action by its setter', 'FirewallChanged', (f) => { (f(ACL) as waf.CfnWebACL).defaultAction = { block: {} }; }, ['`DefaultAction']],
  ['metrics off', 'FirewallChanged', (f) => { f(ACL).addPropertyOverride('VisibilityConfig.CloudWatchMetricsEnabled', false); }],
  ['samples show tokens', 'FirewallChanged', (f) => { f(ACL).addPropertyDeletionOverride('DataProtectionConfig'); }],
  ['association removed', 'FirewallChanged', (f) => { f(ACL).node.scope?.node.tryRemoveChild(f(/^Association/).node.id); }, ['no longer in the tree']],
  ['association of something else', 'FirewallChanged', (f) => { f(/^Association/).addPropertyOverride('WebACLArn', 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/y'); }],
  ['association under a condition', 'FirewallChanged', (f) => { f(/^Association/).cfnOptions.condition = new CfnCondition(Stack.of(f(ACL)), 'Never', { expression: Fn.conditionEquals('a', 'b') }); }],
  ['log removed', 'FirewallChanged', (f) => { f(ACL).node.scope?.node.tryRemoveChild('Logging'); }],
  ['a filter that drops all', 'FirewallChanged', (f) => { f(/^Logging$/).addPropertyOverride('LoggingFilter', { DefaultBehavior: 'DROP', Filters: [] }); }],
  ['a log of another web ACL', 'FirewallChanged', (f) => { f(/^Logging$/).addPropertyOverride('ResourceArn', 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/y'); }],
  ['a log with tokens', 'FirewallChanged', (f) => { f(/^Logging$/).addPropertyDeletionOverride('RedactedFields'); }],
  ['a set that is filled', 'FirewallChanged', (f) => { f(/^BlockedIpv4$/).addPropertyOverride('Addresses', ['192.0.2.1/32']); }, ['emptied']],
  ['a set with a description, which is a change', 'FirewallChanged', (f) => { f(/^BlockedIpv6$/).addPropertyOverride('Description', 'x'); }],
  ['a set with tags, which change', 'FirewallChanged', (f) => { f(/^BlockedIpv6$/).addPropertyOverride('Tags', [{ Key: 'a', Value: 'b' }]); }],
  ['a log group of another name', 'FirewallChanged', (f) => { f(/^Log$/).addPropertyOverride('LogGroupName', 'aws-waf-logs-x'); }],
])('%s: %s', (_, code, change, words = []) => {
  const w = protectedWorld();
  late(w, change);
  const { error } = synth(w);
  expect(error).toContain(`${code}: `);
  for (const word of words) expect(error).toContain(word);
});

test('what opens nothing may be added', () => {
  const w = protectedWorld();
  late(w, (f) => {
    f(ACL).addPropertyOverride('Description', 'of the shop');
    f(ACL).addPropertyOverride('Tags', [{ Key: 'team', Value: 'shop' }]);
    f(/^Log$/).addPropertyOverride('RetentionInDays', 3653);
  });
  expect(synth(w).error).toBe('');
});

test('two web ACLs before one resource, however the ARN is written', () => {
  const arns: ((w: World) => string)[] = [
    (w) => w.api.deploymentStage.stageArn,
    (w) => `arn:aws:apigateway:eu-west-1::/restapis/${w.api.restApiId}/stages/${w.api.deploymentStage.stageName}`,
    (w) => `arn:${w.stack.partition}:apigateway:${w.stack.region}::/restapis/${w.api.restApiId}/stages/prod`,
    (w) => Fn.sub('arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod', { Api: w.api.restApiId }),
    (w) => Fn.join('', ['arn:aws:apigateway:eu-west-1::/restapis/', w.api.restApiId, '/stages/', 'prod']),
  ];
  for (const arn of arns) {
    for (const isLate of [false, true]) {
      const w = protectedWorld();
      const other = (): unknown => new waf.CfnWebACLAssociation(w.stack, 'Mine', { resourceArn: arn(w), webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/y' });
      if (isLate) late(w, other);
      else other();
      expect([arn.toString(), ...codes(w)]).toEqual([arn.toString(), 'FirewallTargetTaken']);
    }
  }
});

test('another stage of the API is another resource', () => {
  const w = protectedWorld();
  new waf.CfnWebACLAssociation(w.stack, 'Mine', { resourceArn: `arn:aws:apigateway:eu-west-1::/restapis/${w.api.restApiId}/stages/beta`, webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/y' });
  expect(synth(w).error).toBe('');
});

test('two firewalls before one pool; an imported one by its literal ARN', () => {
  const w = world();
  const pool = new cognito.CfnUserPool(w.stack, 'Pool');
  w.firewall.protect(FirewallTarget.userPool(pool));
  new WebFirewall(w.stack, 'Second', { preset: FirewallPreset.LOGIN }).protect(FirewallTarget.userPool(pool));
  expect(codes(w)).toEqual(['FirewallTargetTaken']);
  const literal = world();
  const arn = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc';
  literal.firewall.protect(FirewallTarget.userPool(cognito.UserPool.fromUserPoolArn(literal.stack, 'There', arn)));
  new waf.CfnWebACLAssociation(literal.stack, 'Mine', { resourceArn: arn, webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/x/y' });
  expect(codes(literal)).toEqual(['FirewallTargetTaken']);
});

test('an association of somebody else with this web ACL is told, because nobody looked whether its rules work there', () => {
  const w = world();
  w.firewall.addManagedGroup(ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: 'JSON' as never, usernameField: '/u', passwordField: '/p' } }));
  new waf.CfnWebACLAssociation(w.stack, 'Mine', { resourceArn: new cognito.CfnUserPool(w.stack, 'Pool').attrArn, webAclArn: w.firewall.webAclArn });
  expect(codes(w)).toEqual(['FirewallAssociationNotDeclared']);
});

test('a second log', () => {
  const w = protectedWorld();
  new waf.CfnLoggingConfiguration(w.stack, 'Mine', { resourceArn: w.firewall.webAclArn, logDestinationConfigs: ['arn:aws:s3:::aws-waf-logs-x'] });
  expect(codes(w)).toEqual(['FirewallLogTwice']);
});

test('a distribution that names another web ACL, before and after', () => {
  const make = (id?: string): World => {
    const w = world({ preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT }, { account: '111122223333', region: 'us-east-1' });
    const distribution = new cloudfront.CfnDistribution(w.stack, 'Cdn', { distributionConfig: { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' }, ...(id === undefined ? {} : { webAclId: id }) } });
    w.firewall.protect(FirewallTarget.distribution(distribution));
    return w;
  };
  expect(synth(make()).error).toBe('');
  expect(codes(make('arn:aws:wafv2:us-east-1:111122223333:global/webacl/x/y'))).toEqual(['FirewallTargetTaken']);
  const w = make();
  late(w, () => { (w.stack.node.findChild('Cdn') as CfnResource).addPropertyOverride('DistributionConfig.WebACLId', ''); });
  expect(codes(w)).toEqual(['FirewallChanged']);
});
