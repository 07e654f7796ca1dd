/** Interface classes: where each kind of resource stands, with which groups, and what makes it public. */
import { att, BASE, forwards, group, groupsOf, INTERNET, network, PARAMETER, places, PROD, ref, rules, type, when, type Part, type Resources } from './support';

const IN = { SubnetIds: [ref('A')], SecurityGroupIds: [ref('Sg')] };
const fn = (VpcConfig?: unknown): unknown => type('Lambda::Function', VpcConfig === undefined ? {} : { VpcConfig });
const lines = (resources: Resources, id: string, part: Part = {}): string[] => {
  const c = network({ ...BASE, ...resources }, part).interfaces.get(id);
  return [...places(c), ...groupsOf(c).map((g) => `has ${g}`)];
};

describe('functions', () => {
  test.each<[string, unknown, string[], Part?]>([
    ['in a VPC', fn(IN), ['in App.A', 'has App.Sg']],
    ['outside', fn(), ['outside', 'has ungrouped']],
    ['with empty lists', fn({ SubnetIds: [], SecurityGroupIds: [] }), ['outside', 'has ungrouped']],
    ['in two subnets', fn({ ...IN, SubnetIds: [ref('A'), ref('B')] }), ['in App.A', 'in App.B', 'has App.Sg']],
    ['with a token for its groups', fn({ ...IN, SecurityGroupIds: ref('P') }), ['in App.A', 'has unknown Ref P'], PARAMETER],
    ['with a token for a subnet', fn({ ...IN, SubnetIds: [ref('P')] }), ['in external:App.P', 'has App.Sg'], PARAMETER],
    ['with a group under a condition', fn({ ...IN, SecurityGroupIds: [ref('Sg'), when('Prod', ref('Other'))] }), ['in App.A', 'has App.Sg', 'has App.Other when App.Stage in {prod}'], PROD],
    ['without groups', fn({ SubnetIds: [ref('A')] }), ['in App.A']],
    ['with a literal group', fn({ ...IN, SecurityGroupIds: ['sg-1'] }), ['in App.A', 'has external:sg-1']],
  ])('%s', (_, Fn, expected, part = {}) => {
    expect(lines({ Fn }, 'App.Fn', part)).toEqual(expected);
  });

  test('in a VPC in production only: a class for each', () => {
    const world = network({ ...BASE, Fn: fn(when('Prod', IN)) }, PROD);
    expect([...world.interfaces.values()].map((c) => `${c.id} ${places(c)} ${c.guard}`)).toEqual(['App.Fn in App.A when App.Stage in {prod} App.Stage in {prod}', 'App.Fn#outside outside when App.Stage not in {prod} App.Stage not in {prod}']);
    expect(world.aliases!.get('App.Fn')).toEqual(['App.Fn', 'App.Fn#outside']);
  });
});

describe('instances', () => {
  const box = (properties: object): unknown => type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Sg')], ...properties });
  const OPEN: Resources = { A: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true }) };
  const launched = (data: object): Resources => ({ Launch: type('EC2::LaunchTemplate', { LaunchTemplateData: data }) });

  test.each<[string, Resources, string[], Part?]>([
    ['as the subnet says: private', { Box: box({}) }, ['in App.A', 'has App.Sg']],
    ['as the subnet says: public', { ...OPEN, Box: box({}) }, ['in App.A public', 'has App.Sg']],
    ['as a token of the subnet says', { A: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: ref('P') }), Box: box({}) }, ['in App.A public? Ref P', 'has App.Sg'], PARAMETER],
    ['as its interface says', { ...OPEN, Box: type('EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('A'), GroupSet: [ref('Sg')], AssociatePublicIpAddress: false }] }) }, ['in App.A', 'has App.Sg']],
    ['as the subnet says, by its interface', { ...OPEN, Box: type('EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('A'), GroupSet: [ref('Sg')] }] }) }, ['in App.A public', 'has App.Sg']],
    ['with an Elastic IP', { Box: box({}), Ip: type('EC2::EIP', { InstanceId: ref('Box') }) }, ['in App.A public', 'has App.Sg']],
    ['with an Elastic IP under a condition', { Box: box({}), Ip: type('EC2::EIP'), Has: type('EC2::EIPAssociation', { InstanceId: ref('Box'), AllocationId: att('Ip', 'AllocationId') }, { Condition: 'Prod' }) }, ['in App.A public when App.Stage in {prod}', 'in App.A when App.Stage not in {prod}', 'has App.Sg'], PROD],
    ['with IPv6', { Box: box({ Ipv6AddressCount: 1 }) }, ['in App.A ipv6', 'has App.Sg']],
    ['with IPv6 from the subnet', { A: type('EC2::Subnet', { VpcId: ref('Vpc'), AssignIpv6AddressOnCreation: true }), Box: box({}) }, ['in App.A ipv6', 'has App.Sg']],
    ['with a fixed address', { Box: box({ PrivateIpAddress: '10.0.0.9' }) }, ['in App.A at 10.0.0.9/32', 'has App.Sg']],
    ['with groups of a launch template', { ...launched({ SecurityGroupIds: [ref('Other')] }), Box: type('EC2::Instance', { SubnetId: ref('A'), LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: '1' } }) }, ['in App.A', 'has App.Other']],
    ['in the default VPC', { Box: type('EC2::Instance', {}) }, ['in external:subnets-of:default-vpc:App public? no subnet ipv6? no subnet']],
  ])('%s', (_, resources, expected, part = {}) => {
    expect(lines(resources, 'App.Box', part)).toEqual(expected);
  });

  test('an interface that exists already stands for the instance', () => {
    const world = network({ ...BASE, Eni: type('EC2::NetworkInterface', { SubnetId: ref('A'), GroupSet: [ref('Sg')] }), Box: type('EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', NetworkInterfaceId: ref('Eni') }] }), Ip: type('EC2::EIPAssociation', { NetworkInterfaceId: ref('Eni'), AllocationId: 'eipalloc-1' }) });
    expect([...world.interfaces.keys()]).toEqual(['App.Eni']);
    expect(world.aliases!.get('App.Box')).toEqual(['App.Eni']);
    expect(places(world.interfaces.get('App.Eni'))).toEqual(['in App.A public']);
  });

  test('two interfaces are two classes', () => {
    const world = network({ ...BASE, Box: type('EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('A'), GroupSet: [ref('Sg')] }, { DeviceIndex: '1', SubnetId: ref('B'), GroupSet: [ref('Other')] }] }) });
    expect([...world.interfaces.values()].map((c) => `${c.id} ${places(c)} ${groupsOf(c)}`)).toEqual(['App.Box in App.A App.Sg', 'App.Box#2 in App.B App.Other']);
    expect(world.aliases!.get('App.Box')).toEqual(['App.Box', 'App.Box#2']);
  });

  test.each<[string, Resources, string[], Part?]>([
    ['a launch template', { ...launched({ SecurityGroupIds: [ref('Sg')] }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A'), ref('B')], LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: att('Launch', 'LatestVersionNumber') } }) }, ['in App.A', 'in App.B', 'has App.Sg']],
    ['interfaces of a launch template', { ...launched({ NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [ref('Sg')] }] }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateId: ref('Launch') } }) }, ['in App.A public', 'has App.Sg']],
    ['a mixed instances policy', { ...launched({ SecurityGroupIds: [ref('Sg')] }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: ref('Launch') }, Overrides: [{ InstanceType: 'm5.large' }] } } }) }, ['in App.A', 'has App.Sg']],
    ['a launch configuration', { Conf: type('AutoScaling::LaunchConfiguration', { SecurityGroups: [ref('Sg')], AssociatePublicIpAddress: true }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchConfigurationName: ref('Conf') }) }, ['in App.A public', 'has App.Sg']],
    ['a template by name', { Launch: type('EC2::LaunchTemplate', { LaunchTemplateName: 'mine', LaunchTemplateData: { SecurityGroupIds: [ref('Sg')] } }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateName: 'mine', Version: '1' } }) }, ['in App.A', 'has App.Sg']],
    ['a template that is a token', { Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateId: ref('P') } }) }, ['in App.A public? Ref P ipv6? Ref P', 'has unknown Ref P'], PARAMETER],
    ['nothing at all', { Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')] }) }, ['in App.A', 'has unknown groups of AWS::AutoScaling::AutoScalingGroup']],
  ])('an Auto Scaling group with %s', (_, resources, expected, part = {}) => {
    expect(lines(resources, 'App.Asg', part)).toEqual(expected);
  });

  test('a launch template is what is started from it', () => {
    const world = network({ ...BASE, ...launched({ SecurityGroupIds: [ref('Sg')] }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateId: ref('Launch') } }) });
    expect(world.aliases!.get('App.Launch')).toEqual(['App.Asg']);
  });

  test('fleets', () => {
    const world = network({
      ...BASE, ...launched({ SecurityGroupIds: [ref('Sg')] }),
      Fleet: type('EC2::EC2Fleet', { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: ref('Launch') }, Overrides: [{ SubnetId: ref('A') }, { SubnetId: ref('B') }] }] }),
      Spot: type('EC2::SpotFleet', { SpotFleetRequestConfigData: { LaunchSpecifications: [{ SecurityGroups: [{ GroupId: ref('Other') }], SubnetId: 'subnet-1, subnet-2' }] } }),
    });
    expect([...world.interfaces.values()].map((c) => `${c.id} ${places(c)} ${groupsOf(c)}`)).toEqual(['App.Fleet in App.A App.Sg', 'App.Fleet#2 in App.B App.Sg', 'App.Spot in external:subnet-1 public? subnet-1 ipv6? subnet-1,in external:subnet-2 public? subnet-2 ipv6? subnet-2 App.Other']);
  });

  test('Batch takes groups from its launch template, and jobs on Fargate say by themselves', () => {
    const batch = (resources: object): unknown => type('Batch::ComputeEnvironment', { ComputeResources: { Subnets: [ref('A')], ...resources } });
    expect(lines({ ...launched({ SecurityGroupIds: [ref('Sg')] }), B1: batch({ Type: 'EC2', LaunchTemplate: { LaunchTemplateId: ref('Launch') } }) }, 'App.B1')).toEqual(['in App.A', 'has App.Sg']);
    expect(lines({ B1: batch({ Type: 'FARGATE', SecurityGroupIds: [ref('Sg')] }) }, 'App.B1')).toEqual(['in App.A public? AssignPublicIp', 'has App.Sg']);
  });
});

describe('containers', () => {
  const service = (config: object): unknown => type('ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('A')], SecurityGroups: [ref('Sg')], ...config } } });
  test.each<[string, unknown, string[], Part?]>([
    ['a service', service({}), ['in App.A', 'has App.Sg']],
    ['a public service', service({ AssignPublicIp: 'ENABLED' }), ['in App.A public', 'has App.Sg']],
    ['a service by a token', service({ AssignPublicIp: ref('P') }), ['in App.A public? Ref P', 'has App.Sg'], PARAMETER],
    ['a scheduled task', type('Events::Rule', { Targets: [{ Id: '1', EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: { Subnets: [ref('A')], SecurityGroups: [ref('Sg')], AssignPublicIp: 'DISABLED' } } } }] }), ['in App.A', 'has App.Sg']],
    ['a build', type('CodeBuild::Project', { VpcConfig: { VpcId: ref('Vpc'), Subnets: [ref('A')], SecurityGroupIds: [ref('Sg')] } }), ['in App.A', 'has App.Sg']],
    ['a build outside', type('CodeBuild::Project', {}), ['outside', 'has ungrouped']],
  ])('%s', (_, X, expected, part = {}) => {
    expect(lines({ X }, 'App.X', part)).toEqual(expected);
  });

  test('a service on instances has no interface of its own', () => {
    expect(network({ ...BASE, X: type('ECS::Service', { LaunchType: 'EC2' }) }).interfaces.size).toBe(0);
  });
});

describe('Kubernetes', () => {
  const cluster = (config: object = {}): unknown => type('EKS::Cluster', { ResourcesVpcConfig: { SubnetIds: [ref('A')], SecurityGroupIds: [ref('Sg')], ...config } });
  const nodes = (properties: object = {}): unknown => type('EKS::Nodegroup', { ClusterName: ref('C'), Subnets: [ref('B')], ...properties });

  test('a cluster, its nodes, its pods', () => {
    const world = network({ ...BASE, C: cluster(), N: nodes(), F: type('EKS::FargateProfile', { ClusterName: ref('C'), Subnets: [ref('B')] }) });
    expect([...world.interfaces.values()].map((c) => `${c.id} ${places(c)} ${groupsOf(c)}`)).toEqual(['App.C in App.A App.Sg,App.C#cluster-group', 'App.F in App.B App.C#cluster-group', 'App.N in App.B App.C#cluster-group']);
    expect(rules(world, 'App.C#cluster-group')).toEqual(['ingress all from App.C#cluster-group', 'egress all to 0.0.0.0/0', 'egress all to ::/0']);
    expect(world.groups.get('App.C#cluster-group')!.vpc).toBe('App.Vpc');
  });

  test('nodes with a launch template have its groups, with remote access one more', () => {
    expect(lines({ C: cluster(), L: type('EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Other')] } }), N: nodes({ LaunchTemplate: { Id: ref('L') } }) }, 'App.N')).toEqual(['in App.B', 'has App.Other']);
    const world = network({ ...BASE, C: cluster(), N: nodes({ RemoteAccess: { Ec2SshKey: 'key' } }) });
    expect(groupsOf(world.interfaces.get('App.N'))).toEqual(['App.C#cluster-group', 'App.N#remote-access']);
    expect(rules(world, 'App.N#remote-access', 'ingress')).toEqual(['ingress tcp/22 from 0.0.0.0/0']);
  });

  test.each<[string, object, string[], Part?]>([
    ['public by default', {}, ['(0.0.0.0/0 over tcp/443) entry:App.C tcp/443 -> App.C all']],
    ['for an office', { PublicAccessCidrs: ['203.0.113.0/24'] }, ['(203.0.113.0/24 over tcp/443) entry:App.C tcp/443 -> App.C all']],
    ['private', { EndpointPublicAccess: false }, []],
    ['by a token', { EndpointPublicAccess: ref('P') }, ['(none..0.0.0.0/0 (Ref P) over tcp/443) entry:App.C tcp/443 -> App.C all'], PARAMETER],
  ])('the API server: %s', (_, config, expected, part = {}) => {
    expect(forwards(network({ ...BASE, C: cluster(config) }, part))).toEqual(expected);
  });

  test('the cluster of CDK', () => {
    expect(lines({ C: type('Custom::AWSCDK-EKS-Cluster', { Config: { resourcesVpcConfig: { subnetIds: [ref('A')], securityGroupIds: [ref('Sg')] } } }) }, 'App.C')).toEqual(['in App.A', 'has App.Sg', 'has App.C#cluster-group']);
  });
});

describe('databases', () => {
  const GROUP: Resources = { ...INTERNET, Subnets: type('RDS::DBSubnetGroup', { DBSubnetGroupDescription: 'x', SubnetIds: [ref('A'), ref('B')] }) };
  const db = (properties: object): unknown => type('RDS::DBInstance', { DBSubnetGroupName: ref('Subnets'), VPCSecurityGroups: [ref('Sg')], ...properties });

  test.each<[string, Resources, string[], Part?]>([
    ['public', { ...GROUP, Db: db({ PubliclyAccessible: true }) }, ['in App.A public', 'in App.B public', 'has App.Sg']],
    ['private', { ...GROUP, Db: db({ PubliclyAccessible: 'false' }) }, ['in App.A', 'in App.B', 'has App.Sg']],
    ['unsaid', { ...GROUP, Db: db({}) }, ['in App.A public? PubliclyAccessible', 'in App.B public? PubliclyAccessible', 'has App.Sg']],
    ['unsaid, in a VPC without internet', { Subnets: GROUP.Subnets, Db: db({}) }, ['in App.A', 'in App.B', 'has App.Sg']],
    ['by a token', { ...GROUP, Db: db({ PubliclyAccessible: ref('P') }) }, ['in App.A public? Ref P', 'in App.B public? Ref P', 'has App.Sg'], PARAMETER],
    ['in production only', { ...GROUP, Db: db({ PubliclyAccessible: when('Prod', true, false) }) }, ['in App.A public when App.Stage in {prod}', 'in App.A when App.Stage not in {prod}', 'in App.B public when App.Stage in {prod}', 'in App.B when App.Stage not in {prod}', 'has App.Sg'], PROD],
    ['with a subnet group outside', { Db: db({ DBSubnetGroupName: 'theirs', PubliclyAccessible: false }) }, ['in external:subnets-of:theirs', 'has App.Sg']],
    ['with groups of EC2-Classic', { ...GROUP, Db: type('RDS::DBInstance', { DBSubnetGroupName: ref('Subnets'), DBSecurityGroups: ['old'], PubliclyAccessible: false }) }, ['in App.A', 'in App.B', 'has unknown DBSecurityGroups']],
    ['with a subnet group by its name', { Subnets: type('RDS::DBSubnetGroup', { DBSubnetGroupName: 'mine', DBSubnetGroupDescription: 'x', SubnetIds: [ref('A')] }), Db: db({ DBSubnetGroupName: 'mine', PubliclyAccessible: false }) }, ['in App.A', 'has App.Sg']],
  ])('an instance: %s', (_, resources, expected, part = {}) => {
    expect(lines(resources, 'App.Db', part)).toEqual(expected);
  });

  test('a cluster stands for its instances, public where one of them is', () => {
    const world = network({ ...BASE, ...GROUP, C: type('RDS::DBCluster', { DBSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')] }), One: db({ DBClusterIdentifier: ref('C'), PubliclyAccessible: false }), Two: db({ DBClusterIdentifier: ref('C'), PubliclyAccessible: true }) });
    expect([...world.interfaces.keys()]).toEqual(['App.C']);
    expect(places(world.interfaces.get('App.C'))).toEqual(['in App.A', 'in App.A public', 'in App.B', 'in App.B public']);
    expect(world.aliases!.get('App.Two')).toEqual(['App.C']);
  });

  test('an instance of a cluster outside may have any group', () => {
    expect(lines({ ...GROUP, Db: db({ DBClusterIdentifier: ref('P'), PubliclyAccessible: false }) }, 'App.Db', PARAMETER)).toEqual(['in App.A', 'in App.B', 'has unknown groups of AWS::RDS::DBInstance']);
  });

  test('a proxy forwards to the databases of its target group', () => {
    const world = network({
      ...BASE, ...GROUP, Db: db({ Engine: 'postgres', Port: '5433', PubliclyAccessible: false }), Proxy: type('RDS::DBProxy', { EngineFamily: 'POSTGRESQL', DBProxyName: 'proxy', VpcSubnetIds: [ref('A')], VpcSecurityGroupIds: [ref('Other')] }),
      Targets: type('RDS::DBProxyTargetGroup', { DBProxyName: ref('Proxy'), TargetGroupName: 'default', DBInstanceIdentifiers: [ref('Db')] }),
    });
    expect(forwards(world)).toEqual(['App.Proxy tcp/5432 -> App.Db tcp/5433']);
  });
});

describe('stores and services, one line each', () => {
  const EC: Resources = { Subnets: type('ElastiCache::SubnetGroup', { Description: 'x', SubnetIds: [ref('A')] }) };
  test.each<[string, Resources, string[]]>([
    ['cache cluster', { ...EC, X: type('ElastiCache::CacheCluster', { CacheSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')] }) }, ['in App.A', 'has App.Sg']],
    ['replication group', { ...EC, X: type('ElastiCache::ReplicationGroup', { CacheSubnetGroupName: ref('Subnets'), SecurityGroupIds: [ref('Sg')] }) }, ['in App.A', 'has App.Sg']],
    ['serverless cache', { X: type('ElastiCache::ServerlessCache', IN) }, ['in App.A', 'has App.Sg']],
    ['search domain', { X: type('OpenSearchService::Domain', { VPCOptions: IN }) }, ['in App.A', 'has App.Sg']],
    ['search domain outside', { X: type('OpenSearchService::Domain', {}) }, ['outside', 'has ungrouped']],
    ['warehouse', { Subnets: type('Redshift::ClusterSubnetGroup', { Description: 'x', SubnetIds: [ref('A')] }), X: type('Redshift::Cluster', { ClusterSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')], PubliclyAccessible: true }) }, ['in App.A public', 'has App.Sg']],
    ['serverless warehouse', { X: type('RedshiftServerless::Workgroup', { ...IN, PubliclyAccessible: true }) }, ['in App.A public', 'has App.Sg']],
    ['Kafka', { X: type('MSK::Cluster', { BrokerNodeGroupInfo: { ClientSubnets: [ref('A')], SecurityGroups: [ref('Sg')], ConnectivityInfo: { PublicAccess: { Type: 'SERVICE_PROVIDED_EIPS' } } } }) }, ['in App.A public', 'has App.Sg']],
    ['queue', { X: type('AmazonMQ::Broker', { SubnetIds: [ref('A')], SecurityGroups: [ref('Sg')], PubliclyAccessible: true }) }, ['in App.A public', 'has App.Sg']],
    ['file system', { X: type('FSx::FileSystem', IN) }, ['in App.A', 'has App.Sg']],
    ['document database', { Subnets: type('DocDB::DBSubnetGroup', { DBSubnetGroupDescription: 'x', SubnetIds: [ref('A')] }), X: type('DocDB::DBCluster', { DBSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')] }) }, ['in App.A', 'has App.Sg']],
    ['graph database', { Subnets: type('Neptune::DBSubnetGroup', { DBSubnetGroupDescription: 'x', SubnetIds: [ref('A')] }), X: type('Neptune::DBCluster', { DBSubnetGroupName: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')] }) }, ['in App.A', 'has App.Sg']],
    ['accelerator of tables', { Subnets: type('DAX::SubnetGroup', { SubnetIds: [ref('A')] }), X: type('DAX::Cluster', { SubnetGroupName: ref('Subnets'), SecurityGroupIds: [ref('Sg')] }) }, ['in App.A', 'has App.Sg']],
    ['replication instance, public by default', { Subnets: type('DMS::ReplicationSubnetGroup', { ReplicationSubnetGroupDescription: 'x', SubnetIds: [ref('A')] }), X: type('DMS::ReplicationInstance', { ReplicationSubnetGroupIdentifier: ref('Subnets'), VpcSecurityGroupIds: [ref('Sg')] }) }, ['in App.A public', 'has App.Sg']],
    ['VPC link', { X: type('ApiGatewayV2::VpcLink', IN) }, ['in App.A', 'has App.Sg']],
    ['interface endpoint', { X: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.logs', ...IN }) }, ['in App.A', 'has App.Sg']],
    ['interface endpoint without groups', { X: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.logs', SubnetIds: [ref('A')] }) }, ['in App.A']],
    ['cache with IPv6, which the service may keep to itself', { X: type('ElastiCache::ServerlessCache', { ...IN, NetworkType: 'dual_stack' }) }, ['in App.A ipv6? IPv6 address', 'has App.Sg']],
    ['gateway load balancer endpoint', { X: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'GatewayLoadBalancer', ServiceName: 's', SubnetIds: [ref('A')] }) }, ['in App.A', 'has ungrouped']],
    ['directory', { X: type('DirectoryService::MicrosoftAD', { VpcSettings: { VpcId: ref('Vpc'), SubnetIds: [ref('A')] } }) }, ['in App.A', 'has unknown groups of AWS::DirectoryService::MicrosoftAD']],
    ['transfer server with public addresses', { X: type('Transfer::Server', { EndpointType: 'VPC', EndpointDetails: { VpcId: ref('Vpc'), SubnetIds: [ref('A')], SecurityGroupIds: [ref('Sg')], AddressAllocationIds: ['eipalloc-1'] } }) }, ['in App.A public', 'has App.Sg']],
    ['connection of a job', { X: type('Glue::Connection', { ConnectionInput: { PhysicalConnectionRequirements: { SubnetId: ref('A'), SecurityGroupIdList: [ref('Sg')] } } }) }, ['in App.A', 'has App.Sg']],
    ['agent by ARNs', { X: type('DataSync::Agent', { SubnetArns: [{ 'Fn::Sub': 'arn:aws:ec2:eu-west-1:1:subnet/${A}' }], SecurityGroupArns: [{ 'Fn::Sub': 'arn:aws:ec2:eu-west-1:1:security-group/${Sg}' }] }) }, ['in App.A', 'has App.Sg']],
    ['cluster of EMR', { X: type('EMR::Cluster', { Instances: { Ec2SubnetId: ref('A'), EmrManagedMasterSecurityGroup: ref('Sg'), EmrManagedSlaveSecurityGroup: ref('Other') } }) }, ['in App.A', 'has App.Sg', 'has unknown groups of AWS::EMR::Cluster']],
  ])('%s', (_, resources, expected) => {
    expect(lines(resources, 'App.X')).toEqual(expected);
  });

  test('a notebook has a way to the internet beside the VPC', () => {
    const notebook = (more: object): string[] => [...network({ ...BASE, X: type('SageMaker::NotebookInstance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Sg')], ...more }) }).interfaces.values()].map((c) => `${c.id} ${places(c)}`);
    expect(notebook({})).toEqual(['App.X in App.A', 'App.X#outside outside']);
    expect(notebook({ DirectInternetAccess: 'Disabled' })).toEqual(['App.X in App.A']);
  });

  test('a gateway endpoint is no interface, and keeps its policy and its tables', () => {
    const policy = { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: '*' }] };
    const world = network({ ...BASE, T: type('EC2::RouteTable', { VpcId: ref('Vpc') }), X: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.s3' }, RouteTableIds: [ref('T')], PolicyDocument: policy }) });
    expect(world.interfaces.size).toBe(0);
    expect(world.endpoints.get('App.X')).toMatchObject({ kind: 'gateway', vpc: 'App.Vpc', service: 'com.amazonaws.${AWS::Region}.s3', routeTables: [{ routeTable: 'App.T' }], policy });
  });

  test('a file system stands by its mount targets', () => {
    const world = network({ ...BASE, F: type('EFS::FileSystem'), M: type('EFS::MountTarget', { FileSystemId: ref('F'), SubnetId: ref('A'), SecurityGroups: [ref('Sg')], IpAddress: '10.0.0.7' }) });
    expect(world.aliases!.get('App.F')).toEqual(['App.M']);
    expect(places(world.interfaces.get('App.M'))).toEqual(['in App.A at 10.0.0.7/32']);
  });

  test('tags with literal values', () => {
    expect(network({ ...BASE, X: type('EC2::Instance', { SubnetId: ref('A'), Tags: [{ Key: 'app', Value: 'web' }, { Key: 'stage', Value: ref('P') }] }) }, PARAMETER).interfaces.get('App.X')!.tags).toEqual({ app: 'web' });
    expect(network({ ...BASE, X: type('EC2::Instance', { SubnetId: ref('A'), Tags: [{ Key: 'app', Value: 'web' }, { Key: 'stage', Value: '{{resolve:ssm:/stage}}' }] }) }).interfaces.get('App.X')!.tags).toEqual({ app: 'web' });
  });
});

test('one of two VPCs: a class in each, by the subnets and by the groups', () => {
  const world = network({
    ...BASE, Mine: group({ VpcId: when('Prod', ref('Vpc'), ref('P')) }),
    Fn: fn({ SubnetIds: [when('Prod', ref('A'), 'subnet-9')], SecurityGroupIds: [ref('Mine')] }),
  }, { Parameters: { ...PROD.Parameters, ...PARAMETER.Parameters }, Conditions: PROD.Conditions });
  expect([...world.interfaces.values()].map((c) => `${c.id} ${c.vpc} ${places(c)} ${groupsOf(c)}`)).toEqual([
    'App.Fn App.Vpc in App.A when App.Stage in {prod} App.Mine when App.Stage in {prod},App.Mine#vpc2 when App.Stage not in {prod}',
    'App.Fn#2 external:App.P in external:subnet-9 when App.Stage not in {prod} App.Mine when App.Stage in {prod},App.Mine#vpc2 when App.Stage not in {prod}',
  ]);
});
