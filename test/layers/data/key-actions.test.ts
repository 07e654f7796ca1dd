/** The key of a store is permitted only to who touches what it encrypts. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataAccess, DataProtection } from 'cdk-zero-trust';
import { keyActions } from '../../../lib/layers/data/compiler/identity';
import { S3 } from '../../../lib/layers/data/kinds/s3';
import { SQS } from '../../../lib/layers/data/kinds/sqs';

test.each<[readonly string[], readonly string[]]>([
  [['s3:ListBucket'], []],
  [['s3:DeleteObject', 's3:PutObjectTagging', 's3:GetObjectTagging'], []],
  [['s3:ListBucket', 's3:GetObject'], ['kms:Decrypt']],
  [['s3:GetObjectAttributes'], ['kms:Decrypt']],
  [['s3:ListMultipartUploadParts'], ['kms:Decrypt', 'kms:GenerateDataKey']],
  [['s3:PutObject'], ['kms:Decrypt', 'kms:GenerateDataKey']],
  [['s3:ReplicateObject'], ['kms:Decrypt']],
])('%s of a bucket: %s of its key', (actions, expected) => expect(keyActions(S3, actions)).toEqual(expected));

test('what is unused is an action of the bucket', () => {
  for (const action of S3.key.unused ?? []) expect([...S3.read, ...S3.write, ...S3.other ?? []]).toContain(action);
  expect(keyActions(SQS, SQS.read)).toEqual(['kms:Decrypt']);
});

test('who lists a bucket has no right on its key, and the key\'s policy none for him', () => {
  const stack = new Stack(new App({ context: { 'zero-trust:validate': false } }), 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const key = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key, encryption: s3.BucketEncryption.KMS });
  const data = new DataProtection(stack, 'Data');
  const store = data.addStore('reports', { resource: bucket });
  const roles = ['Lists', 'Reads'].map((id) => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  data.addDataFlow({ source: roles[0], store, access: DataAccess.actions(['s3:ListBucket']), because: 'counts reports' });
  data.addDataFlow({ source: roles[1], store, access: DataAccess.actions(['s3:GetObject']), because: 'reads reports' });
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::RolePolicy')).map(([id, p]) => [id, JSON.stringify(p)] as const);
  const of = (role: string): string => policies.filter(([, text]) => text.includes(`"Ref":"${role}`)).map(([, text]) => text).join();
  expect(of('Lists')).toContain('s3:ListBucket');
  expect(of('Lists')).not.toContain('kms:');
  expect(of('Reads')).toContain('kms:Decrypt');
});
