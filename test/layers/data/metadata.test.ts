/** What the metadata of policies says: whose flows they serve. */
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataAccess, DataProtection } from 'cdk-zero-trust';
import { newApp, newStack, resourcesOfType, synthesize } from '../../support/apps/synthesize';

test('a key that several stores share names the flows of all of them, sorted; each store its own', () => {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const data = new DataProtection(stack, 'Data');
  const encryptionKey = new kms.Key(stack, 'Key');
  const source = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  for (const [id, flow] of [['zebras', 'c'], ['apes', 'b'], ['mice', 'a']]) {
    const store = data.addStore(id, { resource: new s3.Bucket(stack, `Bucket-${id}`, { encryptionKey }) });
    data.addDataFlow({ id: flow, source, store, access: DataAccess.reads(), because: 'reads' });
  }
  const { templates } = synthesize(app);
  expect(resourcesOfType(templates, 'AWS::KMS::Key').map((r) => r.Metadata['zero-trust'])).toEqual([{ flows: ['a', 'b', 'c'] }]);
  expect(resourcesOfType(templates, 'AWS::S3::BucketPolicy').map((r) => r.Metadata['zero-trust'].flows).sort()).toEqual([['a'], ['b'], ['c']]);
});
