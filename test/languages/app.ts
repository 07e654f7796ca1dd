import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { ClosedVpc, Endpoint, Guarantee, ZeroTrust } from 'cdk-zero-trust';

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'OneFlow', { env: { account: '111122223333', region: 'eu-west-1' } });
const { vpc } = new ClosedVpc(stack, 'Network');
const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const database = new rds.DatabaseInstance(stack, 'Database', {
  vpc, vpcSubnets, engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), iamAuthentication: true, storageEncrypted: true,
});
const handler = new lambda.Function(stack, 'Handler', {
  vpc, vpcSubnets, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
});
const zt: ZeroTrust = new ZeroTrust(stack, 'ZeroTrust', { vpc, intentFile: 'intent.yaml' });
zt.segment('api').addMember(handler);
zt.segment('docs').addMember(database);
zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: zt.segment('docs') }));
app.synth();
