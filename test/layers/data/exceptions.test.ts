/** Closings that a store goes without: each with a reason, told at every synth, never one that opens a crown jewel's data to others. */
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type ClosingException, CrownJewel, DataProtection } from 'cdk-zero-trust';
import { type Json, mistakesOf, newApp, newStack, resourcesOfType, synthesize } from '../../support/apps/synthesize';
import type { App } from 'aws-cdk-lib';

const NIGHTLY = 'made anew each night';
const VERSIONING: ClosingException = { closing: 's3.versioning', because: NIGHTLY };

function bucket(exceptClosings: ClosingException[] | undefined, isJewel = false, props: s3.CfnBucketProps = {}): App {
  const app = newApp();
  const stack = newStack(app, 'Home');
  new DataProtection(stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(stack, 'Bucket', props), exceptClosings, ...(isJewel ? { crownJewel: CrownJewel.restricted(), key: new kms.Key(stack, 'Key') } : {}) });
  return app;
}
const made = (app: App): Json => resourcesOfType(synthesize(app).templates, 'AWS::S3::Bucket')[0];

test('leaves open what it names, and nothing else', () => {
  const [closed, open] = [undefined, [VERSIONING]].map((e) => made(bucket(e)).Properties);
  expect(closed.VersioningConfiguration).toEqual({ Status: 'Enabled' });
  expect(open).toEqual({ ...closed, VersioningConfiguration: undefined });
});

test('stands in the warnings, the metadata and the intent, with its reason', () => {
  const { warnings, templates, intents } = synthesize(bucket([{ closing: 's3.public-access-block', because: 'a website' }, VERSIONING]));
  expect(warnings.filter((w) => w.includes('ClosingExcepted'))).toEqual([
    expect.stringMatching(/store `documents` goes without closing `s3.public-access-block` \(public-access\), because a website: got /),
    expect.stringMatching(/store `documents` goes without closing `s3.versioning` \(recovery\), because made anew each night: got no `VersioningConfiguration/),
  ]);
  expect(resourcesOfType(templates, 'AWS::S3::Bucket')[0].Metadata['zero-trust-left-open']).toEqual({ 's3.versioning': NIGHTLY, 's3.public-access-block': 'a website' });
  const [intent] = Object.values(intents).map((text) => JSON.parse(text) as Json);
  expect(intent.stores[0].exceptClosings).toEqual([{ closing: 's3.public-access-block', because: 'a website' }, VERSIONING]);
});

test('stays in the metadata of a table beside its data flows\' policy', () => {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
  new DataProtection(stack, 'Data').addStore('documents', { resource: table, exceptClosings: [{ closing: 'dynamodb.pitr', because: NIGHTLY }] });
  expect(resourcesOfType(synthesize(app).templates, 'AWS::DynamoDB::Table')[0].Metadata).toMatchObject({ 'zero-trust': { flows: [] }, 'zero-trust-left-open': { 'dynamodb.pitr': NIGHTLY } });
});

test('of what is closed anyway is told as one that nobody needs', () => {
  expect(synthesize(bucket([VERSIONING], false, { versioningConfiguration: { status: 'Enabled' } })).warnings).toEqual([expect.stringMatching(/closed or not asked for, .*; remove it/)]);
});

describe('a crown jewel', () => {
  test.each(['s3.tls', 's3.key', 's3.public-access-block'])('does not go without %s', (closing) => {
    expect(mistakesOf(bucket([{ closing, because: 'old scanners' }], true))).toEqual([expect.stringMatching(/^JewelClosingExcepted: crown jewel `documents` \(restricted\)/)]);
  });

  test('may go without what lasts', () => {
    expect(made(bucket([VERSIONING], true)).Properties.VersioningConfiguration).toBeUndefined();
  });
});

test.each<[string, ClosingException, RegExp]>([
  ['a closing that is none', { closing: 's3.versionning', because: 'x' }, /^ClosingNotKnown: `exceptClosings` of store `documents` names the unknown closing `s3.versionning`; did you mean `s3.versioning`\?/],
  ['a closing of another kind', { closing: 'rds.backups', because: 'x' }, /^ClosingNotKnown: .*`rds.backups`.*of the kind `S3 bucket`/],
  ['no reason', { closing: 's3.versioning', because: ' ' }, /`because`|reason|empty/],
])('%s is refused', (_, exception, message) => {
  expect(mistakesOf(bucket([exception]))).toEqual([expect.stringMatching(message)]);
});
