/** Mistakes in how the network layer is set up: the VPC, endpoints, quotas, budgets, cost. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, FlowAuthentication, Posture, ServiceAccess, ZeroTrust } from 'cdk-zero-trust';
import type { World } from '../world';
import { flow } from './flows';
import type { Mistake } from './types';

const SECRETS = { destination: Endpoint.awsService('secretsmanager'), port: undefined, authentication: undefined };
const OBJECTS = { destination: Endpoint.awsService('s3'), port: undefined, authentication: undefined };

/** Flows from many ports, each a rule on both sides. */
const manyFlows = (count: number) => (w: World): void => {
  const { zt, web, api } = w.zeroTrust();
  for (let i = 0; i < count; i++) zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(8000 + 2 * i), authentication: FlowAuthentication.MTLS, because: `reason ${i}` });
};

export const NETWORK: readonly Mistake[] = [
  { name: 'a VPC whose look-up was not made', code: 'DummyLookup', level: 'warning', words: ['`vpc-12345`', '`cdk.context.json`'], build: (w) => {
    const vpc = ec2.Vpc.fromLookup(w.stack, 'Looked', { vpcId: 'vpc-77' });
    new ZeroTrust(w.stack, 'ZeroTrust', { vpc }).addSegment('web', { members: [w.function('web')] });
  } },
  { name: 'an endpoint in a VPC that others use', code: 'EndpointAffectsVpc', level: 'warning', words: ['`secretsmanager`', 'the whole VPC', '`ServiceAccess.existing`'], build: (w) => flow(w, SECRETS) },
  { name: 'an endpoint of another service', code: 'EndpointOfOtherService', words: ['`secretsmanager`', '`App/Endpoint/Resource`', 'another service'], build: (w) => {
    const endpoint = new ec2.InterfaceVpcEndpoint(w.stack, 'Endpoint', { vpc: w.vpc, service: ec2.InterfaceVpcEndpointAwsService.SNS, subnets: { subnets: w.vpc.isolatedSubnets } });
    flow(w, SECRETS, { serviceAccess: { secretsmanager: ServiceAccess.existing(endpoint) } });
  } },
  { name: 'a port on which a service does not listen', code: 'PortNotOfService', words: ['`secretsmanager`', '`tcp/80`', '`tcp/443`'], build: (w) => flow(w, { ...SECRETS, port: ec2.Port.HTTP }) },
  { name: 'a flow that starts at imported groups only', code: 'EgressNotManaged', level: 'warning', words: ['`legacy-to-10-0-0-0-8-tcp-443`', 'imported groups only', 'make their workloads members'], build: (w) => {
    const { zt } = w.zeroTrust();
    const legacy = zt.addSegment('legacy', { members: [ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'Legacy', 'sg-0123456789abcdef0')] });
    zt.addFlow({ source: legacy, destination: Endpoint.cidr('10.0.0.0/8'), port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'reports' });
  } },
  { name: 'one prefix list under two names', code: 'RuleTwice', words: ['`prefix-list:offices`', '`prefix-list:branches`', 'one name'], build: (w) => {
    const { zt, web } = w.zeroTrust();
    for (const name of ['offices', 'branches']) zt.addFlow({ source: Endpoint.prefixList('pl-63a5400a', { name }), destination: web, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'offices' });
  } },
  { name: 'a database token for what is no database', code: 'RdsIamNotEnabled', level: 'warning', words: ['`App/Fn-api/Resource`', '`rds-iam`', 'switch IAM database authentication on'], build: (w) => flow(w, { port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM }) },
  { name: 'a second endpoint for a service that the VPC has', code: 'EndpointExists', words: ['`secretsmanager`', '`App/Endpoint/Resource`', '`web-to-secretsmanager`', 'ServiceAccess.existing(endpoint)'], build: (w) => {
    new ec2.InterfaceVpcEndpoint(w.stack, 'Endpoint', { vpc: w.vpc, service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, subnets: { subnets: w.vpc.isolatedSubnets } });
    flow(w, SECRETS);
  } },
  { name: 'a VPC that names no subnets', code: 'EndpointNeedsSubnets', words: ['`secretsmanager`', '`endpointSubnets`'], build: (w) => flow(w, SECRETS, { vpc: w.importVpc('Bare', {}) }) },
  { name: 'a VPC that names no route tables', code: 'RouteTableUnknown', words: ['`s3`', '`isolatedSubnetRouteTableIds`'], build: (w) => flow(w, OBJECTS, { vpc: w.importVpc('Bare', { isolatedSubnetIds: ['subnet-0a', 'subnet-0b'] }) }) },
  { name: 'an endpoint without a group', code: 'EndpointWithoutGroup', words: ['`secretsmanager`', 'import it with `securityGroups`'], build: (w) => flow(w, SECRETS, { serviceAccess: { secretsmanager: ServiceAccess.existing(ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(w.stack, 'Imported', { vpcEndpointId: 'vpce-1', port: 443 })) } }) },
  { name: 'an endpoint whose group takes no rules', code: 'ImportedGroupImmutable', words: ['`secretsmanager`', '`mutable: false`'], build: (w) => flow(w, SECRETS, { serviceAccess: { secretsmanager: ServiceAccess.existing(ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(w.stack, 'Imported', { vpcEndpointId: 'vpce-1', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'Group', 'sg-0123456789abcdef0', { mutable: false })] })) } }) },
  { name: 'access to a service that AWS does not have', code: 'ServiceUnknown', words: ['`serviceAccess`', '`secretmanager`', '`secretsmanager`'], build: (w) => { w.zeroTrust({ serviceAccess: { secretmanager: ServiceAccess.nat() } }); } },
  { name: 'actions of a service whose endpoint takes no policy', code: 'ServiceWithoutPolicy', level: 'warning', words: ['whose endpoint takes no policy'], build: (w) => flow(w, { destination: Endpoint.awsService('email-smtp', { actions: ['ses:SendEmail'] }), port: ec2.Port.tcp(587), authentication: FlowAuthentication.TOKEN }) },
  { name: 'a hub without addresses', code: 'HubWithoutCidrs', words: ['`serviceAccess` of `secretsmanager`', '`cidrs`'], build: (w) => flow(w, SECRETS, { serviceAccess: { secretsmanager: ServiceAccess.sharedHub({ cidrs: [] }) } }) },
  { name: 'a hub that is everybody', code: 'HubTooWide', words: ['`0.0.0.0/0`', '`ServiceAccess.nat()`'], build: (w) => flow(w, SECRETS, { defaultServiceAccess: ServiceAccess.sharedHub({ cidrs: ['0.0.0.0/0'] }) }) },
  { name: 'a hub with host bits', code: 'CidrHostBitsSet', words: ['`10.100.0.1/24`', 'write `10.100.0.0/24`'], build: (w) => flow(w, SECRETS, { defaultServiceAccess: ServiceAccess.sharedHub({ cidrs: ['10.100.0.1/24'] }) }) },
  { name: 'NAT in posture high', code: 'PostureRefusesNat', words: ['`web-to-secretsmanager`', 'posture `high`', '`ServiceAccess.create()`'], build: (w) => flow(w, SECRETS, { posture: Posture.HIGH, defaultServiceAccess: ServiceAccess.nat() }) },
  { name: 'a region whose prefix list nobody knows', code: 'PrefixListUnknown', words: ['`s3`', '`xx-nowhere-1`', '`prefixListIds:'], build: (w) => {
    const stack = new Stack(w.app, 'Nowhere', { env: { region: 'xx-nowhere-1' } });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-0a'], isolatedSubnetRouteTableIds: ['rtb-0a'] });
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
    for (const id of ['web', 'jobs']) {
      zt.addFlow({ source: zt.addSegment(id, { members: [new ec2.CfnNetworkInterface(stack, id, { subnetId: 'subnet-0a' })] }), destination: Endpoint.awsService('s3'), because: 'stores' });
    }
  } },
  { name: 'quotas that EC2 does not grant', code: 'QuotasImpossible', words: ['200 rules', '6 groups', 'lower one'], build: (w) => { w.zeroTrust({ quotas: { rulesPerGroup: 200, groupsPerInterface: 6 } }); } },
  { name: 'a cost below nothing', code: 'WrongType', words: ['`maxIdleCost`', '`-1`', '0 or more'], build: (w) => { w.zeroTrust({ maxIdleCost: -1 }); } },
  { name: 'more idle cost than wanted', code: 'IdleCostExceeded', words: ['`maxIdleCost` 5', 'secretsmanager', '`ServiceAccess.existing`'], build: (w) => flow(w, SECRETS, { maxIdleCost: 5 }) },
  { name: 'more idle cost than wanted, in a sandbox', code: 'IdleCostExceeded', level: 'warning', words: ['`maxIdleCost` 5'], build: (w) => flow(w, SECRETS, { maxIdleCost: 5, posture: Posture.SANDBOX, defaultServiceAccess: ServiceAccess.create() }) },
  { name: 'more rules than a group may have', code: 'BudgetExceeded', many: true, words: ['segment api', '61 of 60', '`web-to-api-tcp-8000`', 'split the segment'], build: manyFlows(61) },
  { name: 'nearly as many rules as a group may have', code: 'BudgetNearlyUsed', many: true, level: 'warning', words: ['segment api', '48 of 60'], build: manyFlows(48) },
];
