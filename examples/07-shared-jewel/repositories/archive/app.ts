/** The owner's repository: the papers, what it offers, and where others find them. */
import { App, aws_kms as kms, aws_s3 as s3, aws_ssm as ssm, Stack } from 'aws-cdk-lib';
import { CrownJewel, DataAccess, DataProtection, ZeroTrustValidator } from 'cdk-zero-trust';

export const app = new App();
const stack = new Stack(app, 'Archive', { env: { region: 'eu-west-1' } });
const key = new kms.Key(stack, 'Key', { enableKeyRotation: true }); // of its own making, so that its ARN can be published
const bucket = new s3.Bucket(stack, 'Papers', { encryption: s3.BucketEncryption.KMS, encryptionKey: key });

new DataProtection(stack, 'Data').addStore('papers', {
  resource: bucket,
  crownJewel: CrownJewel.restricted('contracts of every customer'),
  offers: [{ id: 'read-closed', access: DataAccess.actions(['s3:GetObject']).on('closed/*'), because: 'audits of closed years' }],
});

new ssm.StringParameter(stack, 'PapersArn', { parameterName: '/archive/papers/arn', stringValue: bucket.bucketArn });
new ssm.StringParameter(stack, 'PapersKeyArn', { parameterName: '/archive/papers/key-arn', stringValue: key.keyArn });
ZeroTrustValidator.enable(app);
