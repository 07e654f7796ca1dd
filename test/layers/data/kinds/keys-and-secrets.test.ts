/** Keys and secrets, closing by closing. */
import { CfnResource, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KMS } from '../../../../lib/layers/data/kinds/kms';
import { SECRETSMANAGER } from '../../../../lib/layers/data/kinds/secretsmanager';
import { type Build, close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testActions, testClosings } from './harness';

const key = (props: kms.KeyProps = {}): Build => (stack) => new kms.Key(stack, 'X', props);
const cfnKey = (props: kms.CfnKeyProps = {}): Build => (stack) => new kms.CfnKey(stack, 'X', props);
const keyPolicy = (statement: any): Build => cfnKey({ keyPolicy: { Statement: [statement] } });
const everybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' };

testActions(KMS);
testClosings(KMS, [
  {
    id: 'kms.rotation', naive: { L2: key(), L1: cfnKey({ enableKeyRotation: false }) }, closed: { L2: key({ enableKeyRotation: true }) },
    token: (stack) => cfnKey({ enableKeyRotation: parameter(stack) })(stack),
    becomes: ['AWS::KMS::Key', { Properties: { EnableKeyRotation: true } }],
  },
  {
    id: 'kms.no-public-policy', refused: 'StorePolicyPublic', naive: { L1: keyPolicy(everybody), L2: (stack) => { const k = new kms.Key(stack, 'X'); k.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [new iam.AnyPrincipal()] })); return k; } },
    closed: { 'L2': key(), 'L1': cfnKey(), 'one account': keyPolicy({ ...everybody, Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } }) },
    token: keyPolicy({ ...everybody, Principal: { 'Fn::If': ['C', '*', { AWS: '111122223333' }] } }),
  },
  {
    id: 'kms.lockout-check', naive: { L1: cfnKey({ bypassPolicyLockoutSafetyCheck: true }) }, closed: { L2: key(), L1: cfnKey({ bypassPolicyLockoutSafetyCheck: false }) },
    token: (stack) => cfnKey({ bypassPolicyLockoutSafetyCheck: parameter(stack) })(stack),
    becomes: ['AWS::KMS::Key', { Properties: { BypassPolicyLockoutSafetyCheck: false } }],
  },
  {
    id: 'kms.pending-window', naive: { L1: cfnKey({ pendingWindowInDays: 7 }), text: (s) => new CfnResource(s, 'X', { type: 'AWS::KMS::Key', properties: { PendingWindowInDays: '7' } }) }, closed: { L2: key(), L1: cfnKey({ pendingWindowInDays: 30 }) },
    token: (stack) => cfnKey({ pendingWindowInDays: parameter(stack) })(stack),
    becomes: ['AWS::KMS::Key', { Properties: { PendingWindowInDays: 30 } }],
  },
  { id: 'kms.retained', naive: { L1: cfnKey(), L2: key({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: key() }, becomes: ['AWS::KMS::Key', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('keys that cannot rotate by themselves are not asked; of a spec that is chosen later nobody knows', () => {
  const row = only(KMS, 'kms.rotation');
  const is = (props: kms.CfnKeyProps): string => judge(row, cfnKey(props)(newStack()))[0].is;
  expect([is({ keySpec: 'RSA_2048' }), is({ keySpec: 'HMAC_256' }), is({ origin: 'EXTERNAL' })]).toEqual(['not-asked', 'not-asked', 'not-asked']);
  const stack = newStack();
  expect(judge(row, cfnKey({ keySpec: parameter(stack) })(stack))[0].is).toBe('unknown');
});

test('a key resolves as L1, L2, alias and imported', () => {
  const stack = newStack();
  const k = new kms.Key(stack, 'K');
  expect(storeOf(KMS, k).resource).toBe(k.node.defaultChild);
  expect(storeOf(KMS, new kms.Alias(stack, 'A', { aliasName: 'a', targetKey: k })).resource).toBe(k.node.defaultChild);
  expect(storeOf(KMS, new kms.CfnKey(stack, 'L1')).path).toBe('S/L1');
  expect(storeOf(KMS, kms.Key.fromKeyArn(stack, 'I', KEY_ARN))).toMatchObject({ arn: KEY_ARN, account: '111122223333' });
});

const secret = (props: secretsmanager.SecretProps = {}): Build => (stack) => new secretsmanager.Secret(stack, 'X', props);
const cfnSecret = (props: secretsmanager.CfnSecretProps = {}): Build => (stack) => new secretsmanager.CfnSecret(stack, 'X', props);
const secretWith = (statement: any, props: any = {}): Build => (stack) => {
  const x = new secretsmanager.CfnSecret(stack, 'X');
  new secretsmanager.CfnResourcePolicy(stack, 'P', { secretId: x.ref, resourcePolicy: { Statement: [statement] }, ...props });
  return x;
};
const reader = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/r' }, Action: 'secretsmanager:GetSecretValue', Resource: '*' };
const jewel = { isJewel: true, keyArn: KEY_ARN };

testActions(SECRETSMANAGER);
testClosings(SECRETSMANAGER, [
  {
    id: 'secretsmanager.key', context: jewel, naive: { 'L2': secret(), 'L1': cfnSecret(), 'a key of AWS': cfnSecret({ kmsKeyId: 'alias/aws/secretsmanager' }) }, closed: { L2: (s) => secret({ encryptionKey: new kms.Key(s, 'K') })(s) },
    token: (stack) => cfnSecret({ kmsKeyId: parameter(stack) })(stack),
    becomes: ['AWS::SecretsManager::Secret', { Properties: { KmsKeyId: KEY_ARN } }],
  },
  {
    id: 'secretsmanager.replica-keys', context: jewel, refused: 'ReplicaNeedsKey', naive: { L1: cfnSecret({ replicaRegions: [{ region: 'eu-central-1' }] }), L2: secret({ replicaRegions: [{ region: 'eu-central-1' }] }) },
    closed: { L1: cfnSecret({ replicaRegions: [{ region: 'eu-central-1', kmsKeyId: KEY_ARN }] }) },
    token: (stack) => cfnSecret({ replicaRegions: [{ region: parameter(stack), kmsKeyId: KEY_ARN }] })(stack),
  },
  {
    id: 'secretsmanager.no-plain-text', refused: 'SecretInTemplate', naive: { L1: cfnSecret({ secretString: 'hunter2' }), L2: secret({ secretStringValue: SecretValue.unsafePlainText('hunter2') }) }, closed: { L2: secret(), reference: cfnSecret({ secretString: '{{resolve:ssm-secure:x:1}}' }) },
    token: (stack) => cfnSecret({ secretString: parameter(stack) })(stack),
  },
  {
    id: 'secretsmanager.block-public-policy', naive: { L1: secretWith(reader), off: secretWith(reader, { blockPublicPolicy: false }), L2: (stack) => { const s = new secretsmanager.Secret(stack, 'X'); s.addToResourcePolicy(iam.PolicyStatement.fromJson(reader)); return s; } },
    closed: { L1: secretWith(reader, { blockPublicPolicy: true }) },
    token: (stack) => secretWith(reader, { blockPublicPolicy: parameter(stack) })(stack),
    becomes: ['AWS::SecretsManager::ResourcePolicy', { Properties: { BlockPublicPolicy: true } }],
  },
  {
    id: 'secretsmanager.no-public-policy', refused: 'StorePolicyPublic', naive: { L1: secretWith({ ...reader, Principal: '*' }) }, closed: { L1: secretWith(reader), L2: secret() },
    token: secretWith({ ...reader, Principal: { 'Fn::If': ['C', '*', { AWS: '111122223333' }] } }),
  },
  { id: 'secretsmanager.retained', naive: { L1: cfnSecret(), L2: secret() }, closed: { L2: secret({ removalPolicy: RemovalPolicy.RETAIN }) }, becomes: ['AWS::SecretsManager::Secret', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('a policy that the layer makes blocks public ones as well', () => {
  const stack = newStack();
  const x = new secretsmanager.Secret(stack, 'X');
  expect(judge(only(SECRETSMANAGER, 'secretsmanager.block-public-policy'), x)[0].is).toBe('not-asked');
  SECRETSMANAGER.policy!.write(storeOf(SECRETSMANAGER, x), [{ ...reader, Sid: 'ZeroTrust', Effect: 'Deny', Action: [reader.Action], Resource: ['*'] }], stack);
  expect(resourcesOfType(templateOf(stack), 'AWS::SecretsManager::ResourcePolicy')[0].Properties.BlockPublicPolicy).toBe(true);
  expect(close(only(SECRETSMANAGER, 'secretsmanager.block-public-policy'), x)[0].was).toBe('closed');
});

test('a secret resolves as L1, L2, attachment and imported: by name its ARN needs the suffix that nobody knows', () => {
  const stack = newStack();
  const s = new secretsmanager.Secret(stack, 'X');
  const attached = s.attach({ asSecretAttachmentTarget: () => ({ targetId: 'db', targetType: secretsmanager.AttachmentTargetType.RDS_DB_INSTANCE }) });
  expect(storeOf(SECRETSMANAGER, attached).resource).toBe(s.node.defaultChild);
  expect(storeOf(SECRETSMANAGER, new secretsmanager.CfnSecret(stack, 'L1')).path).toBe('S/L1');
  expect(storeOf(SECRETSMANAGER, secretsmanager.Secret.fromSecretCompleteArn(stack, 'C', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf')).arn).toBe('arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf');
  expect(storeOf(SECRETSMANAGER, secretsmanager.Secret.fromSecretPartialArn(stack, 'P', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:s')).arn).toBe('arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-??????');
  expect(Stack.of(stack).resolve(storeOf(SECRETSMANAGER, secretsmanager.Secret.fromSecretNameV2(stack, 'N', 's')).arn)['Fn::Join'][1].at(-1)).toMatch(/:secret:s-\?\?\?\?\?\?$/);
});
