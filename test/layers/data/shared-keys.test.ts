/** A key of a store that encrypts something else: whoever uses it there is refused, and that is told. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { DataAccess, DataProtection, type StoreProps } from 'cdk-zero-trust';
import { newApp, synthesize } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may } from '../../support/iam/evaluate';

const ACCOUNT = '111122223333';

interface Scene {
  readonly stack: Stack;
  readonly key: kms.Key;
  readonly data: DataProtection;
  readonly store: (props?: Partial<StoreProps>) => ReturnType<DataProtection['addStore']>;
}

function told(share: (scene: Scene) => unknown): { readonly warnings: readonly string[]; readonly deployed: Deployed } {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: { account: ACCOUNT, region: 'us-east-1' } });
  const key = new kms.Key(stack, 'Key');
  const data = new DataProtection(stack, 'Data');
  share({ stack, key, data, store: (props = {}) => data.addStore('documents', { resource: new s3.Bucket(stack, 'Documents', { encryptionKey: key }), ...props }) });
  const { warnings, templates } = synthesize(app);
  return { warnings: warnings.filter((w) => w.startsWith('KeyUsedElsewhere')), deployed: new Deployed([{ stackName: 'App', template: templates.App }] as never, ACCOUNT) };
}

const fn = ({ stack, key }: Scene, id = 'Fn'): lambda.Function => new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => 1'), environment: { A: 'b' }, environmentEncryption: key });

test('the environment of a function: its role is refused, and both are named', () => {
  const { warnings, deployed } = told((s) => { s.store(); fn(s); });
  expect(warnings).toHaveLength(1);
  for (const words of ['`App/Fn/Resource` is encrypted with key `App/Key/Resource` of store `documents`', 'got role `App/Fn/ServiceRole/Resource`', 'give it a key of its own']) expect(warnings[0]).toContain(words);
  const { principal, identity } = deployed.role(deployed.named('FnServiceRole'));
  expect(may({ principal, action: 'kms:Decrypt', resource: deployed.arn(deployed.named('Key')), context: { 'kms:ViaService': 'lambda.us-east-1.amazonaws.com' } }, { identity, policy: deployed.policyOf(deployed.named('Key')), account: ACCOUNT, needsDelegation: true })).toBe(false);
});

test('a function that reads the store decrypts with the key, so nothing is told; one that is exempt likewise', () => {
  expect(told((s) => { s.data.addDataFlow({ source: fn(s), store: s.store(), access: DataAccess.reads(), because: 'reads' }); }).warnings).toEqual([]);
  expect(told((s) => { s.store({ exemptions: [{ roleArn: (fn(s).role as iam.Role).roleArn, because: 'its environment' }] }); }).warnings).toEqual([]);
});

test.each<[string, (s: Scene) => unknown, RegExp]>([
  ['a volume', ({ stack, key }) => new ec2.CfnVolume(stack, 'Other', { availabilityZone: 'us-east-1a', size: 1, encrypted: true, kmsKeyId: key.keyArn }), /aws:ec2-infrastructure/],
  ['the second disk of an instance', ({ stack, key }) => new ec2.CfnInstance(stack, 'Other', { blockDeviceMappings: [{ deviceName: '/dev/a', ebs: { volumeSize: 1 } }, { deviceName: '/dev/b', ebs: { encrypted: true, kmsKeyId: key.keyArn } }] }), /aws:ec2-infrastructure/],
  ['a secret that is no store', ({ stack, key }) => new secrets.Secret(stack, 'Other', { encryptionKey: key }), /whoever uses this Secrets Manager secret/],
  ['a bucket that is no store', ({ stack, key }) => new s3.Bucket(stack, 'Other', { encryptionKey: key }), /whoever uses this S3 bucket/],
  ['by an alias', ({ stack, key }) => new ec2.CfnVolume(stack, 'Other', { availabilityZone: 'us-east-1a', size: 1, encrypted: true, kmsKeyId: new kms.CfnAlias(stack, 'Alias', { aliasName: 'alias/mine', targetKeyId: key.keyId }).ref }), /aws:ec2-infrastructure/],
])('%s', (_, share, words) => {
  const { warnings } = told((s) => { s.store(); share(s); });
  expect(warnings).toEqual([expect.stringMatching(words)]);
  expect(warnings[0]).toContain('`App/Other');
});

test('a log group: CloudWatch Logs uses the key as itself, which the Deny lets through', () => {
  const { warnings, deployed } = told(({ stack, key, store }) => {
    store();
    key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], principals: [new iam.ServicePrincipal('logs.us-east-1.amazonaws.com')], resources: ['*'] }));
    new logs.LogGroup(stack, 'Logs', { encryptionKey: key });
  });
  expect(warnings).toEqual([]);
  expect(may({ principal: { service: 'logs.us-east-1.amazonaws.com' }, action: 'kms:Decrypt', resource: deployed.arn(deployed.named('Key')) }, { identity: [], policy: deployed.policyOf(deployed.named('Key')), account: ACCOUNT, needsDelegation: true })).toBe(true);
});

test('a key that is a store itself; one of nobody else', () => {
  expect(told((s) => { s.data.addStore('key', { resource: s.key }); fn(s); }).warnings).toHaveLength(1);
  expect(told((s) => { s.store(); new s3.Bucket(s.stack, 'Other', { encryptionKey: new kms.Key(s.stack, 'Theirs') }); }).warnings).toEqual([]);
});
