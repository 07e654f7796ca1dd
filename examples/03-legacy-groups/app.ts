/**
 * An app that runs already, with security groups that people keep by hand. A new function joins it. What is imported keeps
 * its groups and all their rules, and gets ingress beside them: nothing is cut.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Cadence, FlowAuthentication, FlowEncryption, ZeroTrust } from 'cdk-zero-trust';
import { PROBE } from '../probe';
import { acknowledge } from './acknowledged';

export const app = new App();
const stack = new Stack(app, 'LegacyGroups', { env: { region: 'eu-west-1' } });

// What is there already: put your own ids here.
const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  isolatedSubnetIds: ['subnet-0a123456789abcdef', 'subnet-0b123456789abcdef'],
  isolatedSubnetRouteTableIds: ['rtb-0a123456789abcdef', 'rtb-0b123456789abcdef'],
});
const webServers = ec2.SecurityGroup.fromSecurityGroupId(stack, 'WebServers', 'sg-0a11111111111111a');
const database = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Database', {
  instanceIdentifier: 'shop',
  instanceEndpointAddress: 'shop.abcdefghijkl.eu-west-1.rds.amazonaws.com',
  port: 3306,
  securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'DatabaseGroup', 'sg-0b22222222222222b')],
});
const invoices = lambda.Function.fromFunctionAttributes(stack, 'Invoices', {
  functionArn: stack.formatArn({ service: 'lambda', resource: 'function:invoices' }),
  securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'InvoicesGroup', 'sg-0c33333333333333c'),
});

// What is new.
const search = new lambda.Function(stack, 'Search', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(PROBE),
  environment: { HOST: database.dbInstanceEndpointAddress, PORT: '3306' },
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  timeout: Duration.seconds(10),
});

const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, assume: { 'vpc-0123456789abcdef0': 'flat' } });
const web = zt.addSegment('web', { members: [webServers] });
const jobs = zt.addSegment('jobs', { members: [invoices] });
const finder = zt.addSegment('search', { members: [search] });
const shop = zt.addSegment('shop', { members: [database] });

const mysql = { destination: shop, port: ec2.Port.MYSQL_AURORA, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS };
zt.addFlow({ ...mysql, source: web, because: 'pages show the catalogue' });
zt.addFlow({ ...mysql, source: jobs, because: 'invoices are written at night', cadence: Cadence.DAILY });
zt.addFlow({ ...mysql, source: finder, because: 'the search index is filled' });

acknowledge(search, zt);
