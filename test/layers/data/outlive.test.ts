/** What protects data stays as long as the data: the policy that denies the undeclared, and the key. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection, Posture } from 'cdk-zero-trust';

function made(posture: Posture): { readonly template: Template } {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:validation': false } }), 'App');
  const key = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key, encryption: s3.BucketEncryption.KMS, removalPolicy: RemovalPolicy.DESTROY });
  const reader = new lambda.Function(stack, 'Reader', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}') });
  const data = new DataProtection(stack, 'Data', { posture });
  const store = data.addStore('documents', { resource: bucket, crownJewel: CrownJewel.restricted() });
  data.addDataFlow({ source: reader, store, access: DataAccess.reads(), because: 'shows documents' });
  return { template: Template.fromStack(stack) };
}

test.each(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key'])('%s is retained with its store', (type) => {
  made(Posture.STANDARD).template.hasResource(type, { DeletionPolicy: 'Retain' });
});

test('what goes in a sandbox goes with everything that is its own', () => {
  const { template } = made(Posture.SANDBOX);
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  expect(Object.values(template.findResources('AWS::S3::BucketPolicy')).map((p) => p.DeletionPolicy)).toEqual([undefined]);
});
