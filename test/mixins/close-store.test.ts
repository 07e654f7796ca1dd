/** Existing stores: closed as the template says, everything beside them as it was, twice the same as once, imports never in silence. */
import { Aspects, AspectPriority, CfnParameter, CfnResource, Mixins, RemovalPolicy, Shims, type Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CloseStore, Posture } from 'cdk-zero-trust';
import { KINDS } from '../../lib/layers/data/kinds';
import { changed, codes, newStack, only, template, told } from './support';
import { neighbour, SAMPLES } from './stores';

const LEVELS = ['l1', 'l2'] as const;
const CASES = Object.entries(SAMPLES).flatMap(([type, sample]) => LEVELS.filter((level) => sample[level] !== undefined).map((level) => [type, level, sample] as const));

test('every kind has a sample, as L1, and as L2 or imported where CDK can', () => {
  expect(Object.keys(SAMPLES).sort()).toStrictEqual(KINDS.map((kind) => kind.type).sort());
  expect(Object.values(SAMPLES).filter((s) => s.l2 === undefined)).toHaveLength(2); // caches and warehouses have no L2 in CDK
});

describe.each(CASES)('%s as %s', (_, level, sample) => {
  const made = (times: number): { readonly stack: Stack; readonly text: any } => {
    const stack = newStack();
    const store = sample[level]!(stack);
    neighbour(stack);
    for (let i = 0; i < times; i++) store.with(new CloseStore());
    return { stack, text: template(stack) };
  };
  let [before, once, twice]: ReturnType<typeof made>[] = [];
  beforeAll(() => { [before, once, twice] = [0, 1, 2].map(made); });

  test('is closed, and nothing is left to say', () => {
    const [property, value] = sample.closed;
    const stores = Object.entries<any>(once.text.Resources).filter(([id, r]) => id.startsWith('Store') && r.Type === sample.cfnType).map(([, r]) => r.Properties?.[property] ?? r[property]);
    expect(stores).toContainEqual(value);
    expect(told(once.stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test('and nothing beside it is touched', () => {
    const others = changed(before.text, once.text).filter((path) => !path.startsWith('Store') && !/^Policy[0-9a-f]{8}$|ParameterGroup/.test(path));
    expect(others).toStrictEqual([]);
    expect(changed(before.text, once.text).length).toBeGreaterThan(0);
  });

  test('twice is the same as once', () => expect(twice.text).toStrictEqual(once.text));
});

test.each(Object.entries(SAMPLES).filter(([, s]) => s.imported !== undefined))('an imported store is told: %s', (_, sample) => {
  const stack = newStack();
  sample.imported!(stack).with(new CloseStore());
  const { errors } = told(stack);
  expect(codes(errors)).toStrictEqual(['StoreImported']);
  for (const word of ['`App/Store`', 'in the app that owns it', 'close-store.test.ts:']) expect(errors[0]).toContain(word);
});

describe('what it does not do', () => {
  test('properties that were written stay', () => {
    const stack = newStack();
    const bucket = new s3.Bucket(stack, 'Store', { bucketName: 'documents-bucket', lifecycleRules: [{ abortIncompleteMultipartUploadAfter: undefined, expiredObjectDeleteMarker: true }] });
    bucket.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Mine', principals: [new iam.AccountPrincipal('444455556666')], actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }));
    const before = template(stack);
    bucket.with(new CloseStore());
    bucket.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Later', principals: [new iam.AccountPrincipal('444455556666')], actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    const after = template(stack);
    expect(only(after, 'AWS::S3::Bucket').Properties).toMatchObject(only(before, 'AWS::S3::Bucket').Properties);
    expect(only(after, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement.map((s: any) => s.Sid)).toStrictEqual(expect.arrayContaining(['Mine', 'Later', 'RequireTls', 'RequireTls12']));
  });

  test('a later policy of an L2 lands in the one that it made', () => {
    const stack = newStack();
    const queue = new sqs.Queue(stack, 'Store');
    queue.with(new CloseStore());
    queue.grantSendMessages(new iam.ServicePrincipal('events.amazonaws.com'));
    const { Statement } = only(template(stack), 'AWS::SQS::QueuePolicy').Properties.PolicyDocument;
    expect(Statement.map((s: any) => s.Effect).sort()).toStrictEqual(['Allow', 'Deny']);
  });

  test('a closing that replaces is refused, until it is permitted', () => {
    const make = (allowReplacement: boolean): Stack => {
      const stack = newStack();
      new efs.CfnFileSystem(stack, 'Store').with(new CloseStore({ allowReplacement }));
      return stack;
    };
    const { errors } = told(make(false));
    expect(codes(errors)).toStrictEqual(['ClosingReplaces']);
    expect(errors[0]).toContain('`allowReplacement`');
    expect(only(template(make(true)), 'AWS::EFS::FileSystem').Properties.Encrypted).toBe(true);
  });

  test('what is excepted stays open, and an unknown closing is an error at once', () => {
    const stack = newStack();
    new s3.Bucket(stack, 'Store').with(new CloseStore({ exceptClosings: ['s3.versioning'] }));
    const { Properties } = only(template(stack), 'AWS::S3::Bucket');
    expect(Properties.VersioningConfiguration).toBeUndefined();
    expect(Properties.PublicAccessBlockConfiguration.BlockPublicAcls).toBe(true);
    expect(() => new CloseStore({ exceptClosings: ['s3.versionning'] })).toThrow('ClosingNotKnown: `exceptClosings` names the unknown closing `s3.versionning`; did you mean `s3.versioning`?');
  });

  test('another construct is passed over, as CDK does; asked directly it refuses', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const before = template(stack);
    role.with(new CloseStore());
    expect(template(stack)).toStrictEqual(before);
    expect(() => new CloseStore().applyTo(role)).toThrow('StoreUnknown');
    expect(() => Mixins.of(role).requireAny().apply(new CloseStore())).toThrow('At least one mixin');
  });
});

describe('postures, key, logs', () => {
  test('sandbox keeps the way to take it all down', () => {
    const stack = newStack();
    new s3.Bucket(stack, 'Store', { removalPolicy: RemovalPolicy.DESTROY }).with(new CloseStore({ posture: Posture.SANDBOX }));
    const bucket = only(template(stack), 'AWS::S3::Bucket');
    expect([bucket.DeletionPolicy, bucket.Properties.VersioningConfiguration]).toStrictEqual(['Delete', undefined]);
  });

  test('high asks for an access log, and takes it', () => {
    const stack = newStack();
    const logs = new s3.Bucket(stack, 'Logs');
    const bucket = new s3.Bucket(stack, 'Store');
    bucket.with(new CloseStore({ posture: Posture.HIGH }));
    expect(codes(told(stack).errors)).toStrictEqual(['StoreNeedsAccessLogs']);
    bucket.with(new CloseStore({ posture: Posture.HIGH, accessLogs: logs }));
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('a key of your own encrypts it; the key is not touched', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    new sqs.Queue(stack, 'Store').with(new CloseStore({ key }));
    const text = template(stack);
    expect(only(text, 'AWS::SQS::Queue').Properties.KmsMasterKeyId).toStrictEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    expect(only(text, 'AWS::KMS::Key').Properties.EnableKeyRotation).toBeUndefined();
  });
});

describe('what comes afterwards', () => {
  test('who opens it again is told', () => {
    const stack = newStack();
    const bucket = new s3.CfnBucket(stack, 'Store');
    bucket.with(new CloseStore());
    bucket.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['StoreOpen']);
    expect(errors[0]).toContain('`s3.versioning`');
  });

  test('a refusal that its owner settles afterwards is none', () => {
    const stack = newStack();
    const files = new efs.CfnFileSystem(stack, 'Store');
    files.with(new CloseStore());
    files.encrypted = true;
    expect(told(stack).errors).toStrictEqual([]);
  });

  test.each([[true], [false]])('as an aspect it closes what comes later, with CDK\'s stabilization %s', (stable) => {
    const stack = newStack({ context: { '@aws-cdk/core:aspectStabilization': stable } });
    Aspects.of(stack).add(Shims.asAspect(new CloseStore()), { priority: AspectPriority.MUTATING });
    new s3.Bucket(stack, 'Store');
    const text = template(stack);
    expect(only(text, 'AWS::S3::Bucket').Properties.VersioningConfiguration).toStrictEqual({ Status: 'Enabled' });
    expect(only(text, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement).toHaveLength(2);
  });

  test('over a whole stack, parts of other constructs included', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Net', { maxAzs: 2, natGateways: 0 });
    new rds.DatabaseInstance(stack, 'Store', { engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, storageEncrypted: true });
    new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    Mixins.of(stack).apply(new CloseStore());
    const text = template(stack);
    expect(only(text, 'AWS::SecretsManager::Secret').DeletionPolicy).toBe('Retain');
    expect(only(text, 'AWS::RDS::DBInstance').Properties.DeletionProtection).toBe(true);
  });
});

describe('accepting', () => {
  const open = (): { readonly stack: Stack; readonly files: CfnResource } => {
    const stack = newStack();
    const files = new efs.CfnFileSystem(stack, 'Store');
    files.with(new CloseStore());
    return { stack, files };
  };

  test('with a reason, on the construct or above it', () => {
    for (const at of ['stack', 'files'] as const) {
      const made = open();
      Validations.of(made[at]).acknowledge({ id: 'cdk-zero-trust:efs.encrypted', reason: 'moved in March' });
      expect(told(made.stack)).toStrictEqual({ errors: [], warnings: [] });
    }
  });

  test('not on another construct, not of another closing, not without a reason', () => {
    for (const [at, id, reason] of [['other', 'efs.encrypted', 'moved in March'], ['files', 'efs.backup', 'moved in March'], ['files', 'efs.encrypted', ' ']] as const) {
      const made = open();
      const other = new s3.Bucket(made.stack, 'Other');
      Validations.of(at === 'other' ? other : made.files).acknowledge({ id: `cdk-zero-trust:${id}`, reason });
      expect(codes(told(made.stack).errors)).toStrictEqual(['ClosingReplaces']);
    }
  });
});

test('what only the deployment knows is a warning, never closed', () => {
  const stack = newStack();
  const status = new CfnParameter(stack, 'Status').valueAsString;
  new s3.CfnBucket(stack, 'Store', { versioningConfiguration: { status } }).with(new CloseStore());
  const { errors, warnings } = told(stack);
  expect([codes(errors), codes(warnings)]).toStrictEqual([[], ['ClosingUnknown']]);
});
