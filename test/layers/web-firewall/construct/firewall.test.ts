/** What a firewall writes; that it has a log, an end where it only counts, and sets that no deployment fills; that nothing else of a stack changes. */
import { App, Aspects, CfnParameter, Duration, Stack, Stage, Tags } from 'aws-cdk-lib';
import * as appsync from 'aws-cdk-lib/aws-appsync';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Posture } from '../../../../lib/layers/declaration';
import { FrontDoor, RouteHandler } from '../../../../lib/layers/front-door';
import { compileFirewall } from '../../../../lib/layers/web-firewall/compiler/compile';
import { BodyLimit, FirewallAction, FirewallLogDestination, FirewallLogFilter, FirewallMode, FirewallPreset, FirewallScope, FirewallStatement, FirewallTarget, ManagedRuleGroup, RateKey, ResponseContentType, WebFirewall } from '../../../../lib/layers/web-firewall';
import { MANAGED_GROUPS } from '../../../../lib/layers/web-firewall/managed/table';
import { idleOf } from '../../../../lib/layers/web-firewall/idle';
import { idleCost } from '../../../../lib/layers/network/catalogue';
import { ENV, type Json, made, of, one, synth, world } from './made';

jest.setTimeout(60_000);

const OBSERVING = { preset: FirewallPreset.API, mode: FirewallMode.observe('2027-01-31') };

test('rules stand in the template as they were planned, names of properties and all', () => {
  const w = world({ preset: FirewallPreset.API });
  w.firewall.addRule('texts', {
    statement: FirewallStatement.anyOf([FirewallStatement.geo(['DE']), FirewallStatement.asn([64496]), FirewallStatement.negate(FirewallStatement.label('awswaf:managed:aws:core-rule-set:NoUserAgent_Header'))]),
    action: FirewallAction.block({ status: 429, body: { content: '{"error":"no"}', contentType: ResponseContentType.JSON } }), labels: ['seen:text'],
  });
  w.firewall.addRateLimit('compound', { keys: [RateKey.ja4(), RateKey.asn(), RateKey.cookie('session'), RateKey.uriPath()], limit: 500, window: Duration.minutes(1) });
  w.firewall.addManagedGroup(ManagedRuleGroup.botControl(), { overrides: { SignalNonBrowserUserAgent: FirewallAction.count() } });
  w.firewall.addManagedGroup(ManagedRuleGroup.antiDdos());
  const { template } = synth(w);
  const acl = one(template, 'AWS::WAFv2::WebACL');
  const plan = w.firewall._build().plan;
  const json = w.stack.resolve(plan.rules.map((r) => r.json)) as Json[];
  expect(acl.Rules).toEqual(json);
  expect(acl.Rules.length).toBeGreaterThan(10);
  expect(acl.CustomResponseBodies).toEqual(plan.bodies);
  expect(acl.DefaultAction).toEqual({ Allow: {} });
  expect(acl.Scope).toBe('REGIONAL');
  expect(acl.VisibilityConfig).toEqual({ CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: w.firewall.metricName });
});

test('a log, always: its own, by posture, with what must not be in it', () => {
  for (const [posture, days, kept] of [[Posture.SANDBOX, 7, 'Delete'], [Posture.STANDARD, 365, 'Retain'], [Posture.HIGH, 731, 'Retain']] as const) {
    const w = world({ preset: FirewallPreset.STATIC, posture, logging: { hiddenHeaders: ['X-Secret'], hiddenQueryArguments: ['token'] } });
    const { template } = synth(w);
    const [[id, log]] = of(template, 'AWS::Logs::LogGroup');
    expect(log.Properties).toMatchObject({ RetentionInDays: days, LogGroupName: expect.stringMatching(/^aws-waf-logs-/) as string });
    expect(log.DeletionPolicy).toBe(kept);
    expect(log.Properties.ResourcePolicyDocument.Statement).toEqual([{
      Sid: 'FirewallWrites', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:logs:eu-west-1:111122223333:log-group:${log.Properties.LogGroupName}:log-stream:*`]] },
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' }, ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:*']] } } },
    }]);
    expect(one(template, 'AWS::WAFv2::LoggingConfiguration')).toEqual({
      LogDestinationConfigs: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:eu-west-1:111122223333:log-group:', { Ref: id }]] }],
      RedactedFields: ['authorization', 'cookie', 'x-secret'].map((Name) => ({ SingleHeader: { Name } })),
      ResourceArn: { 'Fn::GetAtt': [of(template, 'AWS::WAFv2::WebACL')[0][0], 'Arn'] },
    });
    expect(one(template, 'AWS::WAFv2::WebACL').DataProtectionConfig.DataProtections).toEqual([
      { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie', 'x-secret'] } }, { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_QUERY_ARGUMENT', FieldKeys: ['token'] } },
    ]);
  }
});

test('a log elsewhere: group, bucket; a key; a filter that keeps what was blocked', () => {
  const bucket = world({ preset: FirewallPreset.STATIC, logging: { destination: FirewallLogDestination.bucket(s3.Bucket.fromBucketName(new Stack(), 'B', 'aws-waf-logs-mine')), filter: FirewallLogFilter.actedOnOrLabelled(['awswaf:managed:aws:bot-control:bot:verified']) } });
  const { template } = synth(bucket);
  expect(of(template, 'AWS::Logs::LogGroup')).toEqual([]);
  const { LogDestinationConfigs, LoggingFilter } = one(template, 'AWS::WAFv2::LoggingConfiguration');
  expect(JSON.stringify(LogDestinationConfigs)).toContain(':s3:::aws-waf-logs-mine');
  expect(LoggingFilter).toMatchObject({ DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY' }] });
  expect(LoggingFilter.Filters[0].Conditions).toEqual(expect.arrayContaining([{ ActionCondition: { Action: 'BLOCK' } }, { LabelNameCondition: { LabelName: 'awswaf:managed:aws:bot-control:bot:verified' } }]));
  const group = world();
  const own = new logs.LogGroup(group.stack, 'Own', { logGroupName: 'aws-waf-logs-own' });
  new WebFirewall(group.stack, 'Other', { preset: FirewallPreset.STATIC, logging: { destination: FirewallLogDestination.logGroup(own) } });
  expect(JSON.stringify(of(synth(group).template, 'AWS::WAFv2::LoggingConfiguration').map(([, r]) => r.Properties.LogDestinationConfigs))).not.toContain(':*"');
  const keyed = world();
  new WebFirewall(keyed.stack, 'Keyed', { preset: FirewallPreset.STATIC, logging: { encryptionKey: new kms.Key(keyed.stack, 'Key'), retention: Duration.days(30) } });
  expect(of(synth(keyed).template, 'AWS::Logs::LogGroup').map(([, r]) => [r.Properties.RetentionInDays, r.Properties.KmsKeyId !== undefined])).toEqual(expect.arrayContaining([[30, true], [365, false]]));
});

test('metadata says mode, end, and the days of single rules, which prove reads', () => {
  const w = world(OBSERVING);
  w.firewall.addRateLimit('slow', { keys: [RateKey.header('x-key')], limit: 100, observeUntil: '2026-12-24' });
  expect(of(synth(w).template, 'AWS::WAFv2::WebACL')[0][1].Metadata['zero-trust']).toEqual({ firewall: 'Firewall', mode: 'observe', until: '2027-01-31', rules: { 'slow': '2026-12-24', 'slow-absent': '2026-12-24' } });
  expect(of(synth(world()).template, 'AWS::WAFv2::WebACL')[0][1].Metadata['zero-trust']).toEqual({ firewall: 'Firewall', mode: 'enforce', rules: {} });
});

test('while it observes every rule counts, by itself', () => {
  const acts = (one(synth(world(OBSERVING)).template, 'AWS::WAFv2::WebACL').Rules as Json[]).map((r) => [r.Action, r.OverrideAction, r.Statement.ManagedRuleGroupStatement?.RuleActionOverrides]);
  for (const [action, override, rules] of acts) {
    if (override === undefined) expect(action).toEqual({ Count: {} });
    else {
      expect(override).toEqual({ None: {} });
      expect((rules as Json[]).every((r) => 'Count' in r.ActionToUse)).toBe(true);
    }
  }
});

test('sets of blocked addresses are empty, take no tags, and say their name, id and scope', () => {
  const w = world();
  Tags.of(w.app).add('release', '42');
  const { template } = synth(w);
  expect(of(template, 'AWS::WAFv2::IPSet').map(([, r]) => r.Properties)).toEqual([{ Addresses: [], IPAddressVersion: 'IPV4', Scope: 'REGIONAL' }, { Addresses: [], IPAddressVersion: 'IPV6', Scope: 'REGIONAL' }]);
  const outputs = Object.values<Json>(template.Outputs as Json).filter((o) => String(o.Description).startsWith('Set of blocked'));
  expect(outputs.map((o) => o.Value.Ref)).toEqual(of(template, 'AWS::WAFv2::IPSet').map(([id]) => id));
  const { ipv4Id, ipv4Name, ipv6Arn, ipv6Id } = w.firewall.blockedAddresses;
  expect(w.stack.resolve([ipv4Name, ipv4Id, ipv6Id, ipv6Arn])).toMatchObject([{ 'Fn::Select': [0, { 'Fn::Split': ['|', {}] }] }, { 'Fn::Select': [1, {}] }, { 'Fn::Select': [1, {}] }, { 'Fn::GetAtt': [expect.anything(), 'Arn'] }]);
  const without = world({ preset: FirewallPreset.BASELINE, blockSet: false });
  expect(() => without.firewall.blockedAddresses).toThrow(/^FirewallWithoutBlockSet: /);
  const bare = synth(without).template;
  expect(of(bare, 'AWS::WAFv2::IPSet')).toEqual([]);
  expect((one(bare, 'AWS::WAFv2::WebACL').Rules as Json[]).map((r) => r.Name)).not.toContain('block-set');
});

test('what it protects: one association each, of a stable id, after what it is about', () => {
  const w = world();
  const vpc = new ec2.Vpc(w.stack, 'Vpc', { natGateways: 0, maxAzs: 2 });
  const alb = new elbv2.ApplicationLoadBalancer(w.stack, 'Alb', { vpc, internetFacing: true });
  const graph = new appsync.GraphqlApi(w.stack, 'Graph', { name: 'graph', definition: appsync.Definition.fromSchema(new appsync.SchemaFile({ filePath: schema() })) });
  const verified = new ec2.CfnVerifiedAccessInstance(w.stack, 'Verified');
  for (const target of [FirewallTarget.stage(w.api.deploymentStage), FirewallTarget.loadBalancer(alb), FirewallTarget.userPool(new cognito.UserPool(w.stack, 'Pool')), FirewallTarget.graphqlApi(graph), FirewallTarget.verifiedAccess(verified)]) w.firewall.protect(target);
  w.firewall.protect(FirewallTarget.loadBalancer(elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(w.stack, 'Imported', { loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/x/0123456789abcdef', securityGroupId: 'sg-1' })));
  const associations = of(made(w), 'AWS::WAFv2::WebACLAssociation');
  expect(associations).toHaveLength(6);
  const ids = associations.map(([id]) => id).sort();
  expect(ids.map((id) => id.replace(/[0-9a-f]{8}[0-9A-F]{8}$/, ''))).toEqual(['FirewallAssociationAlb', 'FirewallAssociationApiDeploymentStageprod', 'FirewallAssociationGraph', 'FirewallAssociationImported', 'FirewallAssociationPool', 'FirewallAssociationVerified']);
  expect(associations.filter(([, r]) => r.DependsOn === undefined).map(([id]) => id)).toEqual([expect.stringContaining('Imported')]);
  expect(associations.every(([, r]) => !JSON.stringify(r.DependsOn ?? '').includes('FirewallAssociation'))).toBe(true);
});

test('a door by what it is: its association waits for its stage', () => {
  const w = world();
  const door = new FrontDoor(w.stack, 'Door');
  const handler = new lambda.Function(w.stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({})') });
  door.addRoute('GET /x', { handler: RouteHandler.function(handler), publicBecause: 'a status page' });
  w.firewall.protect(FirewallTarget.frontDoor(door));
  const template = made(w);
  const [[id, association]] = of(template, 'AWS::WAFv2::WebACLAssociation');
  expect(id).toMatch(/^FirewallAssociationDoor/);
  const [[stage]] = of(template, 'AWS::ApiGateway::Stage').filter(([, r]) => r.Properties.StageName === 'live');
  expect(association.DependsOn).toEqual([stage]);
  expect(JSON.stringify(association.Properties.ResourceArn)).toContain('/stages/live');
});

test('more than ten associations wait for each other', () => {
  const w = world();
  for (let i = 0; i < 12; i++) w.firewall.protect(FirewallTarget.userPool(new cognito.CfnUserPool(w.stack, `Pool${i}`)));
  const associations = of(synth(w).template, 'AWS::WAFv2::WebACLAssociation').sort(([a], [b]) => (a < b ? -1 : 1));
  expect(associations.filter(([, r]) => (r.DependsOn as string[]).some((d) => d.startsWith('FirewallAssociation')))).toHaveLength(11);
});

test('a distribution names its web ACL', () => {
  const w = world({ preset: FirewallPreset.STATIC, scope: FirewallScope.CLOUDFRONT, bodyInspection: { distributions: BodyLimit.KB_64 } }, { account: '111122223333', region: 'us-east-1' });
  const distribution = new cloudfront.Distribution(w.stack, 'Cdn', { defaultBehavior: { origin: new origins.HttpOrigin('example.com') } });
  const raw = new cloudfront.CfnDistribution(w.stack, 'Raw', { distributionConfig: { enabled: true, defaultCacheBehavior: { targetOriginId: 'a', viewerProtocolPolicy: 'https-only' } } });
  w.firewall.protect(FirewallTarget.distribution(distribution));
  w.firewall.protect(FirewallTarget.distribution(raw));
  const template = made(w);
  const arn = { 'Fn::GetAtt': [of(template, 'AWS::WAFv2::WebACL')[0][0], 'Arn'] };
  expect(of(template, 'AWS::CloudFront::Distribution').map(([, r]) => r.Properties.DistributionConfig.WebACLId)).toEqual([arn, arn]);
  expect(of(template, 'AWS::WAFv2::WebACLAssociation')).toEqual([]);
  expect(one(template, 'AWS::WAFv2::WebACL').AssociationConfig).toEqual({ RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_64' } } });
});

test('what else the web ACL says', () => {
  const acl = one(synth(world({ preset: FirewallPreset.STATIC, tokenDomains: ['b.example', 'a.example'], bodyInspection: { apiStages: BodyLimit.KB_32, userPools: BodyLimit.KB_8 } })).template, 'AWS::WAFv2::WebACL');
  expect(acl.TokenDomains).toEqual(['a.example', 'b.example']);
  expect(acl.AssociationConfig).toEqual({ RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_32' }, COGNITO_USER_POOL: { DefaultSizeInspectionLimit: 'KB_8' } } });
});

test('a proxy before it: addresses of the preset are those of its header', () => {
  const rules = one(synth(world({ preset: FirewallPreset.STATIC, forwardedHeader: 'X-Real-Ip' })).template, 'AWS::WAFv2::WebACL').Rules as Json[];
  expect(rules.find((r) => r.Name === 'rate-address')?.Statement.RateBasedStatement.ForwardedIPConfig.HeaderName).toBe('X-Real-Ip');
  expect(rules.map((r) => r.Name)).toContain('rate-address-absent');
});

test('adding, removing and reordering rules moves none, and changes no other resource', () => {
  const rulesOf = (ids: readonly string[]): Json => {
    const w = world();
    for (const id of ids) w.firewall.addRule(id, { statement: FirewallStatement.addresses([`192.0.2.${id.length}/32`]) });
    return synth(w).template.Resources as Json;
  };
  const [before, after, turned] = [rulesOf(['one', 'three']), rulesOf(['one', 'fourth', 'three']), rulesOf(['three', 'fourth', 'one'])];
  expect(turned).toEqual(after);
  for (const [id, resource] of Object.entries<Json>(before)) {
    if (resource.Type !== 'AWS::WAFv2::WebACL') expect(after[id]).toEqual(resource);
    else expect((after[id].Properties.Rules as Json[]).filter((r) => r.Name !== 'fourth')).toEqual(resource.Properties.Rules);
  }
});

test('a stack that gets a firewall is otherwise what it was', () => {
  const stackOf = (isProtected: boolean): Json => {
    const w = world();
    if (isProtected) w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
    else w.stack.node.tryRemoveChild('Firewall');
    return synth(w).template;
  };
  const [before, after] = [stackOf(false), stackOf(true)];
  const rest = Object.fromEntries(Object.entries(after.Resources as Json).filter(([id]) => !id.startsWith('Firewall')));
  expect(rest).toEqual(before.Resources);
});

test('ids of associations are the same in every stage', () => {
  const ids = (name: string): string[] => {
    const app = new App({ analyticsReporting: false });
    const stage = new Stage(app, name, { env: ENV });
    const [there, here] = [new Stack(stage, 'Pools'), new Stack(stage, 'Edge')];
    const pool = new cognito.CfnUserPool(there, 'Pool');
    new WebFirewall(here, 'Firewall', { preset: FirewallPreset.LOGIN }).protect(FirewallTarget.userPool(pool));
    const template = app.synth().getNestedAssembly(`assembly-${name}`).getStackArtifact(here.artifactId).template as Json;
    return of(template, 'AWS::WAFv2::WebACLAssociation').map(([id]) => id);
  };
  expect(ids('Beta')).toEqual(ids('Prod'));
});

test('what it takes and costs, and every price of the table has its line', () => {
  const w = world({ preset: FirewallPreset.API });
  w.firewall.addManagedGroup(ManagedRuleGroup.botControl());
  expect(w.firewall.estimate()).toEqual({ capacity: 1164 + 50, monthlyUsd: 13 + 11 });
  w.firewall.addManagedGroup(ManagedRuleGroup.antiDdos());
  const { monthlyUsd } = w.firewall.estimate();
  expect(idleCost(w.firewall._idleItems()).monthlyUsd).toBe(monthlyUsd);
  expect(monthlyUsd).toBe(13 + 11 + 21);
  for (const row of MANAGED_GROUPS) {
    const plan = compileFirewall({ id: 'F', path: 'F', scope: 'REGIONAL', mode: { kind: 'enforce' }, protects: [], rules: [{ kind: 'managed', id: 'x', where: '', vendor: 'AWS', group: row.name, overrides: {}, configs: [] }] });
    expect(idleCost(idleOf('F', plan)).monthlyUsd).toBe(plan.monthlyUsd);
  }
});

test('nothing can be said once it is built', () => {
  const w = world();
  synth(w);
  expect(() => w.firewall.addRateLimit('late', { limit: 100 })).toThrow(/^DeclaredTooLate: rule `late` of firewall `Firewall`/);
  expect(() => w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage))).toThrow(/^DeclaredTooLate: /);
});

test('what an aspect adds before the end counts', () => {
  const w = world();
  let isDone = false;
  Aspects.of(w.stack).add({ visit: () => {
    if (!isDone) w.firewall.protect(FirewallTarget.stage(w.api.deploymentStage));
    isDone = true;
  } }, { priority: 10 });
  expect(of(synth(w).template, 'AWS::WAFv2::WebACLAssociation')).toHaveLength(1);
});

test('values of the deployment are taken as they are', () => {
  const w = world();
  const arn = new CfnParameter(w.stack, 'Alb').valueAsString;
  w.firewall.protect(FirewallTarget.loadBalancer(elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(w.stack, 'Imported', { loadBalancerArn: arn, securityGroupId: 'sg-1' })));
  expect(one(synth(w).template, 'AWS::WAFv2::WebACLAssociation').ResourceArn).toEqual({ Ref: 'Alb' });
});

function schema(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { mkdtempSync, writeFileSync } = require('node:fs') as typeof import('node:fs');
  const file = `${mkdtempSync('/tmp/graph-')}/schema.graphql`;
  writeFileSync(file, 'type Query { a: String }');
  return file;
}
