/** The consumer's repository. It sees nothing of the owner's code: what it says of the offer, `prove` holds against the owner's word. */
import { App, aws_lambda as lambda, aws_s3 as s3, aws_ssm as ssm, Duration, Stack } from 'aws-cdk-lib';
import { CrownJewel, DataAccess, DataProtection, ZeroTrustValidator } from 'cdk-zero-trust';
import { COUNT } from '../../count';

export const app = new App();
const stack = new Stack(app, 'Audit', { env: { region: 'eu-west-1' } });
const published = (name: string): string => ssm.StringParameter.valueForStringParameter(stack, `/archive/papers/${name}`);

const auditor = new lambda.Function(stack, 'Auditor', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', timeout: Duration.seconds(30),
  code: lambda.Code.fromInline(COUNT), environment: { BUCKET: s3.Bucket.fromBucketArn(stack, 'Papers', published('arn')).bucketName },
});

const data = new DataProtection(stack, 'Data');
const papers = data.offeredStore({
  scope: 'Archive/Data', storeId: 'papers', type: 'AWS::S3::Bucket', arn: published('arn'), keyArn: published('key-arn'),
  crownJewel: CrownJewel.restricted(),
  offers: [{ id: 'read-closed', access: DataAccess.actions(['s3:GetObject']).on('closed/*'), because: 'audits of closed years' }],
});
data.addDataClaim({ source: auditor, store: papers, offer: 'read-closed', because: 'the yearly audit reads closed years' });
ZeroTrustValidator.enable(app);
