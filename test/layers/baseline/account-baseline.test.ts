/** The account baseline: nothing that was not asked for, everything with what it changes, kept where its absence would open something, once in an account and region. */
import { App, CfnResource, Duration, RemovalPolicies, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { AccountBaseline, type AccountBaselineProps, AccountSetting, GuardDutyFeature } from '../../../lib/layers/baseline';
import { Posture } from '../../../lib/layers/declaration';
import { judge } from '../../nag/judge';

type Json = Record<string, any>;
const ENV = { account: '111122223333', region: 'eu-west-1' };

interface Made { readonly app: App; readonly stack: Stack; readonly baseline: AccountBaseline; resources(): Json; of(type: string): Json[] }
function make(props: AccountBaselineProps = {}, more: (made: { readonly stack: Stack; readonly baseline: AccountBaseline }) => void = () => undefined): Made {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'App', { env: ENV });
  const baseline = new AccountBaseline(stack, 'Baseline', props);
  more({ stack, baseline });
  let found: Json | undefined;
  const resources = (): Json => (found ??= (app.synth().getStackByName('App').template as Json).Resources as Json);
  return { app, stack, baseline, resources, of: (type) => Object.values<Json>(resources()).filter((r) => r.Type === type) };
}

const ALL: AccountBaselineProps = {
  guardDuty: {}, securityHub: {}, securityHubV2: true, externalAccessAnalyzer: true, unusedAccess: {}, apiGatewayLogRole: true, snapshotPublicAccessBlock: true, configRecorder: true,
  s3PublicAccessBlock: true, ebsEncryption: true, instanceMetadata: true, passwordPolicy: {}, byHand: Object.values(AccountSetting),
};

describe('nothing is implied', () => {
  const TRAIL = ['AWS::CloudTrail::Trail', 'AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy'];
  const types = (props: AccountBaselineProps): string[] => [...new Set(Object.values<Json>(make(props).resources()).map((r) => r.Type as string))].sort();

  test('but the trail', () => expect(types({})).toStrictEqual(TRAIL));
  test('and not even that', () => expect(make({ noTrailBecause: 'the organization has one', externalAccessAnalyzer: true }).of('AWS::CloudTrail::Trail')).toStrictEqual([]));
  test.each<[keyof AccountBaselineProps, AccountBaselineProps, readonly string[]]>([
    ['guardDuty', { guardDuty: {} }, ['AWS::GuardDuty::Detector']], ['securityHub', { securityHub: { defaultStandards: false } }, ['AWS::SecurityHub::Hub']], ['securityHubV2', { securityHubV2: true }, ['AWS::SecurityHub::HubV2']],
    ['externalAccessAnalyzer', { externalAccessAnalyzer: true }, ['AWS::AccessAnalyzer::Analyzer']], ['unusedAccess', { unusedAccess: {} }, ['AWS::AccessAnalyzer::Analyzer']], ['apiGatewayLogRole', { apiGatewayLogRole: true }, ['AWS::ApiGateway::Account']],
    ['snapshotPublicAccessBlock', { snapshotPublicAccessBlock: true }, ['AWS::EC2::SnapshotBlockPublicAccess']], ['configRecorder', { configRecorder: true }, ['AWS::Config::ConfigurationRecorder', 'AWS::Config::DeliveryChannel']],
    ['securityHub', { guardDuty: undefined, securityHubV2: false, externalAccessAnalyzer: false, configRecorder: false }, []], ['byHand', { byHand: [AccountSetting.EBS_ENCRYPTION] }, []],
  ])('%s alone', (_, props, more) => expect(types(props)).toStrictEqual([...TRAIL, ...more].sort()));
});

describe('the trail', () => {
  const made = make({}, ({ baseline, stack }) => { new (jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib').CfnOutput)(stack, 'Out', { value: `${baseline.trailArn} ${baseline.trailBucketName} ${baseline.trailLogGroupName}` }); });
  const [{ Properties: trail }] = made.of('AWS::CloudTrail::Trail');

  test('covers all regions, validates, encrypts, and writes to CloudWatch Logs', () => {
    expect(trail).toMatchObject({ IsLogging: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true, KMSKeyId: { 'Fn::GetAtt': [expect.stringContaining('TrailKey'), 'Arn'] }, CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': [expect.stringContaining('TrailLog'), 'Arn'] } });
    expect(trail).not.toHaveProperty('InsightSelectors');
    expect(make({ posture: Posture.HIGH }).of('AWS::CloudTrail::Trail')[0].Properties.InsightSelectors.length).toBe(2);
  });

  test('bucket and key are for exactly this trail', () => {
    const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:eu-west-1:111122223333:trail/${trail.TrailName}`]] };
    const bucket = made.of('AWS::S3::BucketPolicy')[0].Properties.PolicyDocument.Statement as Json[];
    for (const s of bucket.filter((b) => b.Effect === 'Allow')) expect([s.Principal, s.Condition.StringEquals['aws:SourceArn']]).toStrictEqual([{ Service: 'cloudtrail.amazonaws.com' }, arn]);
    const key = made.of('AWS::KMS::Key')[0].Properties.KeyPolicy.Statement as Json[];
    for (const s of key.filter((k) => k.Principal.Service === 'cloudtrail.amazonaws.com')) expect(s.Condition.StringEquals['aws:SourceArn']).toStrictEqual(arn);
    expect(key.map((s) => s.Sid)).toStrictEqual(['Account', 'TrailEncrypts', 'TrailDescribes', 'Log']);
  });

  test('nobody deletes from the bucket, and nobody is public', () => {
    const { Properties } = made.of('AWS::S3::Bucket')[0];
    expect(Properties.PublicAccessBlockConfiguration).toStrictEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
    expect(Properties.VersioningConfiguration).toStrictEqual({ Status: 'Enabled' });
    const denied = (made.of('AWS::S3::BucketPolicy')[0].Properties.PolicyDocument.Statement as Json[]).filter((s) => s.Effect === 'Deny');
    expect(denied.map((s) => s.Action)).toStrictEqual(['s3:*', ['s3:DeleteObject', 's3:DeleteObjectVersion']]);
  });

  test('the role writes streams of this trail alone', () => {
    const [{ Properties }] = made.of('AWS::IAM::Role');
    expect(JSON.stringify(Properties.Policies[0].PolicyDocument.Statement[0].Resource)).toMatch(/log-stream:111122223333_CloudTrail_eu-west-1\*/);
  });

  test('the bucket\'s policy stands before the trail', () => expect(made.of('AWS::CloudTrail::Trail')[0].DependsOn).toStrictEqual([expect.stringContaining('TrailBucketPolicy')]));
  test('retention is the user\'s', () => expect(make({ trail: { logRetention: Duration.days(90) } }).of('AWS::Logs::LogGroup')[0].Properties.RetentionInDays).toBe(90));
  test('where there is none, its names are of nothing', () => expect(() => make({ noTrailBecause: 'the organization has one' }).baseline.trailLogGroupName).toThrow('BaselineWithoutTrail'));
});

describe('what stays', () => {
  test('all of it, but for a sandbox', () => {
    for (const resource of Object.values<Json>(make(ALL).resources())) expect([resource.Type, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toStrictEqual([resource.Type, 'Retain', 'Retain']);
    for (const resource of Object.values<Json>(make({ ...ALL, posture: Posture.SANDBOX }).resources())) expect(resource.DeletionPolicy).not.toBe('Retain');
  });
  test('and whoever lets go of it is told', () => {
    expect(() => make({}, ({ stack }) => { RemovalPolicies.of(stack).destroy(); }).resources()).toThrow(/AccountBaselineNotKept: `App\/Baseline\/Trail\/Bucket`/);
  });
});

describe('the plan', () => {
  test('names every setting, what it changes, what it costs, and what is done by hand', () => {
    const plan = make(ALL).baseline.plan();
    expect(plan.map((c) => c.id)).toStrictEqual(['trail', 'guardDuty', 'securityHub', 'securityHubV2', 'externalAccessAnalyzer', 'unusedAccess', 'apiGatewayLogRole', 'snapshotPublicAccessBlock', 'configRecorder', 's3PublicAccessBlock', 'ebsEncryption', 'instanceMetadata', 'passwordPolicy']);
    for (const change of plan) for (const words of [change.changes, change.cost, change.whenDeleted]) expect(words.length).toBeGreaterThan(3);
    expect(plan.filter((c) => c.command !== undefined).map((c) => c.id)).toStrictEqual(Object.values(AccountSetting));
    expect(plan.map((c) => c.scope).every((s) => s === 'account' || s === 'region')).toBe(true);
  });
  test('names nothing that was not asked for', () => expect(make({ noTrailBecause: 'the organization has one' }).baseline.plan()).toStrictEqual([]));
  test.each<[AccountSetting, AccountBaselineProps]>([[AccountSetting.S3_PUBLIC_ACCESS_BLOCK, { s3PublicAccessBlock: true }], [AccountSetting.PASSWORD_POLICY, { passwordPolicy: {} }], [AccountSetting.INSTANCE_METADATA, { instanceMetadata: true }]])('the command of %s stands whole in its error: it is there to be pasted', (setting, props) => {
    const { command } = make({ ...props, byHand: [setting] }).baseline.plan().find((c) => c.id === setting)!;
    expect(() => make(props).resources()).toThrow(`: ${command!}`);
  });
  test('days are asked for where days are meant', () => {
    expect(() => make({ trail: { logRetention: 365 as never } }).resources()).toThrow(/`logRetention` .*expected a duration of whole days, e\.g\. `Duration\.days\(365\)`/);
  });
  test('says what the password policy is', () => expect(make({ passwordPolicy: { minimumLength: 20, history: 12 }, byHand: [AccountSetting.PASSWORD_POLICY] }).baseline.plan().at(-1)!.command).toContain('--minimum-password-length 20 --password-reuse-prevention 12'));
  test('stands in the metadata of what it made', () => expect(make({}).of('AWS::CloudTrail::Trail')[0].Metadata['zero-trust']).toStrictEqual({ baseline: 'App/Baseline' }));
});

test('GuardDuty says of every feature whether it is on', () => {
  const features = (props: AccountBaselineProps): Record<string, string> => Object.fromEntries((make(props).of('AWS::GuardDuty::Detector')[0].Properties.Features as Json[]).map((f) => [f.Name, f.Status]));
  expect(features({ guardDuty: {} })).toStrictEqual({ EBS_MALWARE_PROTECTION: 'ENABLED', EKS_AUDIT_LOGS: 'ENABLED', LAMBDA_NETWORK_LOGS: 'ENABLED', RDS_LOGIN_EVENTS: 'ENABLED', RUNTIME_MONITORING: 'DISABLED', S3_DATA_EVENTS: 'ENABLED' });
  expect(features({ guardDuty: { features: [GuardDutyFeature.S3_DATA_EVENTS] } })).toMatchObject({ S3_DATA_EVENTS: 'ENABLED', EKS_AUDIT_LOGS: 'DISABLED' });
});

describe('once in an account and region', () => {
  const two = (first: object, second: object): App => {
    const app = new App({ analyticsReporting: false });
    new AccountBaseline(new Stack(app, 'One', first), 'Baseline', { noTrailBecause: 'a test' });
    new AccountBaseline(new Stack(app, 'Two', second), 'Baseline', { noTrailBecause: 'a test' });
    return app;
  };
  test('two of one place', () => expect(() => two({ env: ENV }, { env: ENV }).synth()).toThrow(/SecondAccountBaseline: `One\/Baseline` and `Two\/Baseline`/));
  test('two of places that nobody knows', () => expect(() => two({}, {}).synth()).toThrow(/SecondAccountBaseline.*as far as is known now/));
  test('two regions', () => expect(() => two({ env: ENV }, { env: { ...ENV, region: 'us-east-1' } }).synth()).not.toThrow());
  test('two accounts', () => expect(() => two({ env: ENV }, { env: { ...ENV, account: '999988887777' } }).synth()).not.toThrow());
  test('two stages of one place, known', () => {
    const app = new App({ analyticsReporting: false });
    for (const id of ['Dev', 'Prod']) new AccountBaseline(new Stack(new Stage(app, id), 'Stack', { env: ENV }), 'Baseline', { noTrailBecause: 'a test' });
    expect(() => app.synth()).toThrow('SecondAccountBaseline');
  });
  test('two stages of places that nobody knows', () => {
    const app = new App({ analyticsReporting: false });
    for (const id of ['Dev', 'Prod']) new AccountBaseline(new Stack(new Stage(app, id), 'Stack'), 'Baseline', { noTrailBecause: 'a test' });
    expect(() => app.synth()).not.toThrow();
  });

  test('a detector that another stack makes', () => {
    expect(() => make({ guardDuty: {} }, ({ stack }) => { new CfnDetector(stack, 'Theirs', { enable: true }); }).resources()).toThrow(/AccountSettingTaken: `App\/Theirs` \(`AWS::GuardDuty::Detector`\)/);
    expect(() => make({}, ({ stack }) => { new CfnDetector(stack, 'Theirs', { enable: true }); }).resources()).not.toThrow();
  });
  test('a role of API Gateway that CDK makes beside an API', () => {
    const api = ({ stack }: { readonly stack: Stack }): void => { new apigateway.RestApi(stack, 'Api', { cloudWatchRole: true }).root.addMethod('GET'); };
    expect(() => make({ apiGatewayLogRole: true }, api).resources()).toThrow(/AccountSettingTaken: `App\/Api\/Account`.*cloudWatchRole: false/);
  });
});

describe('whoever changes it is told', () => {
  test.each<[string, string, unknown]>([
    ['Trail/Trail', 'IsLogging', false], ['Trail/Trail', 'EnableLogFileValidation', false], ['Trail/Trail', 'IsMultiRegionTrail', false], ['Trail/Bucket', 'PublicAccessBlockConfiguration.BlockPublicPolicy', false], ['Trail/BucketPolicy', 'PolicyDocument.Statement.3.Effect', 'Allow'],
    ['Trail/Key', 'KeyPolicy.Statement.1.Condition.StringEquals', { 'aws:SourceArn': '*' }], ['GuardDuty', 'Enable', false], ['Snapshots', 'State', 'block-new-sharing'], ['Trail/LogRole', 'Policies.0.PolicyDocument.Statement.0.Resource', '*'],
  ])('%s: %s', (path, property, value) => {
    const made = make(ALL, ({ baseline }) => { (baseline.node.findAll().find((c) => c.node.path === `App/Baseline/${path}`) as CfnResource).addPropertyOverride(property, value); });
    expect(() => made.resources()).toThrow(`AccountBaselineChanged: \`App/Baseline/${path}\` has another \`${property.split('.')[0]}`);
  });
  const at = (made: { readonly baseline: AccountBaseline }, path: string): CfnResource => made.baseline.node.findAll().find((c) => c.node.path === `App/Baseline/${path}`) as CfnResource;
  test.each<[string, string, string, unknown, RegExp | undefined]>([
    ['no management events', 'Trail/Trail', 'EventSelectors', [{ IncludeManagementEvents: false }], /records no management events/], ['reads alone', 'Trail/Trail', 'EventSelectors', [{ ReadWriteType: 'ReadOnly' }], /reads or writes alone/],
    ['no keys', 'Trail/Trail', 'EventSelectors', [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }], /leaves services out/],
    ['data alone', 'Trail/Trail', 'AdvancedEventSelectors', [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }], /records no management events/],
    ['data as well', 'Trail/Trail', 'EventSelectors', [{ ReadWriteType: 'All', DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }], undefined],
    ['a log for a day', 'Trail/Log', 'RetentionInDays', 1, /keeps its lines for 1 days, and 365 were written/], ['a log for longer', 'Trail/Log', 'RetentionInDays', 3653, undefined],
    ['files for a day', 'Trail/Bucket', 'LifecycleConfiguration.Rules', [{ Status: 'Enabled', ExpirationInDays: 1 }], /deletes what a trail or AWS Config wrote after 1 days/],
    ['versions for a day', 'Trail/Bucket', 'LifecycleConfiguration.Rules', [{ Status: 'Enabled', NoncurrentVersionExpirationInDays: 1 }], /after 1 days/],
    ['files for a year', 'Trail/Bucket', 'LifecycleConfiguration.Rules', [{ Status: 'Enabled', ExpirationInDays: 365 }], undefined],
  ])('less evidence: %s', (_, path, property, value, words) => {
    const made = make({}, (m) => { at(m, path).addPropertyOverride(property, value); });
    if (words === undefined) expect(() => made.resources()).not.toThrow();
    else expect(() => made.resources()).toThrow(words);
  });

  test('what is removed', () => expect(() => make({ guardDuty: {} }, ({ baseline }) => { baseline.node.tryRemoveChild('GuardDuty'); }).resources()).toThrow('is no longer in the tree'));
});

test('cdk-nag says nothing that is not explained', () => {
  const { app } = make({ ...ALL, posture: Posture.HIGH });
  app.synth();
  const name = 'App-Baseline-Trail-[0-9A-F]{8}';
  const EXPLAINED: Readonly<Record<string, readonly [readonly string[], string]>> = {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWS_ConfigRole]': [['Config/Role'], 'AWS\'s own policy for AWS Config, which must read everything'],
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]': [['ApiGatewayRole'], 'AWS\'s own policy, which API Gateway asks for'],
    'AwsSolutions-S1': [['Config/Bucket', 'Trail/Bucket'], 'who reads the bucket of a trail is in the trail, with data events; a log of a log has no end'],
    'NIST.800.53.R5-S3BucketLoggingEnabled': [['Config/Bucket', 'Trail/Bucket'], 'as AwsSolutions-S1'],
    'NIST.800.53.R5-S3BucketReplicationEnabled': [['Config/Bucket', 'Trail/Bucket'], 'a copy in another account is that account\'s to make'],
    'NIST.800.53.R5-S3DefaultEncryptionKMS': [['Config/Bucket', 'Trail/Bucket'], 'the trail names its key with each file; what names none could not use it'],
    'NIST.800.53.R5-IAMNoInlinePolicy': [['Config/Role', 'Trail/LogRole'], 'the policy is of this role alone, and goes with it'],
  };
  const table = Object.entries(EXPLAINED).flatMap(([rule, [paths, reason]]) => paths.map((path) => ({ path: `App/Baseline/${path}`, rule, reason })));
  const { unexplained, unused, undecided } = judge(app, table);
  const streams = [new RegExp(`^AwsSolutions-IAM5\\[Resource::.*log-group:/zero-trust/trail/${name}:log-stream:111122223333_CloudTrail_eu-west-1\\*\\] @ App/Baseline/Trail/LogRole$`), /^AwsSolutions-IAM5\[Resource::<BaselineConfigBucket[0-9A-F]{8}\.Arn>\/AWSLogs\/111122223333\/Config\/\*\] @ App\/Baseline\/Config\/Role$/];
  expect({ unexplained: unexplained.filter((u) => !streams.some((s) => s.test(u))), unused, undecided }).toStrictEqual({ unexplained: [], unused: [], undecided: [] });
  expect(unexplained.length).toBe(streams.length);
});
