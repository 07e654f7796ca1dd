/**
 * A jewel that two stacks share. The archive owns the papers and offers what it is willing to permit; the audit, in a stack of its
 * own, claims one of the offers. The archive's stack knows nothing of the audit's: it is deployed first, and waits for nobody.
 */
import { App, aws_lambda as lambda, aws_s3 as s3, Duration, Stack } from 'aws-cdk-lib';
import { CrownJewel, DataAccess, DataProtection, ZeroTrustValidator } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { COUNT } from './count';

export const app = new App();
const env = { region: 'eu-west-1' };

// The owner: what it does not offer, nobody outside of its stack can ever have.
const archive = new Stack(app, 'Archive', { env });
const bucket = new s3.Bucket(archive, 'Papers');
const papers = new DataProtection(archive, 'Data').addStore('papers', {
  resource: bucket,
  crownJewel: CrownJewel.restricted('contracts of every customer'),
  offers: [{ id: 'read-closed', access: DataAccess.actions(['s3:GetObject']).on('closed/*'), because: 'audits of closed years' }],
});

// The consumer.
const audit = new Stack(app, 'Audit', { env });
const auditor = new lambda.Function(audit, 'Auditor', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', timeout: Duration.seconds(30),
  code: lambda.Code.fromInline(COUNT), environment: { BUCKET: bucket.bucketName },
});
new DataProtection(audit, 'Data').addDataClaim({ source: auditor, store: papers, offer: 'read-closed', because: 'the yearly audit reads closed years' });

ZeroTrustValidator.enable(app);
acknowledge(bucket, audit, auditor);
