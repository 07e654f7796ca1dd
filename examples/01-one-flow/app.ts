/** One flow in a VPC that exists already: a function may reach a database, nothing else may reach anything. */
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CrownJewel, ZeroTrust } from 'cdk-zero-trust';
import { PROBE } from '../probe';
import { acknowledge } from './acknowledged';

export const app = new App();
const stack = new Stack(app, 'OneFlow', { env: { region: 'eu-west-1' } });

const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0', // yours
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  isolatedSubnetIds: ['subnet-0a123456789abcdef', 'subnet-0b123456789abcdef'],
  isolatedSubnetRouteTableIds: ['rtb-0a123456789abcdef', 'rtb-0b123456789abcdef'],
});
const vpcSubnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

const database = new rds.DatabaseInstance(stack, 'Database', {
  engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }),
  instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
  vpc, vpcSubnets, multiAz: true, backupRetention: Duration.days(7), storageEncryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), deletionProtection: true,
  iamAuthentication: true, manageMasterUserPassword: true, cloudwatchLogsExports: ['postgresql', 'upgrade'],
});
const api = new lambda.Function(stack, 'Api', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(PROBE),
  environment: { HOST: database.instanceEndpoint.hostname, PORT: '5432' },
  vpc, vpcSubnets, timeout: Duration.seconds(10),
});

const zt = new ZeroTrust(stack, 'ZeroTrust', {
  vpc,
  intentFile: path.join(__dirname, 'intent.yaml'),
  assume: { 'vpc-0123456789abcdef0': 'flat' }, // local routes and open network ACLs: this app cannot see them
});
zt.segment('api').addMember(api);
zt.segment('docs').addMember(database);
zt.addStore('documents', { resource: database, crownJewel: CrownJewel.restricted() }); // the data flow of the file names it

acknowledge(api, database);
