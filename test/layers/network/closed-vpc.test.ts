/** A VPC that leads nowhere: what is not in it, what its flow logs say, what its DNS firewall lets through. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClosedVpc, type ClosedVpcProps, DnsFirewallMode, Endpoint, Posture, ZeroTrust } from 'cdk-zero-trust';
import { func, HOW } from '../../support/apps/ground';
import { type Json, newApp, newStack, resourcesOf, resourcesOfType, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

function closed(props: ClosedVpcProps = {}): Synthesized {
  const app = newApp();
  new ClosedVpc(newStack(app, 'App'), 'Closed', props);
  return synthesize(app);
}

const typesOf = ({ templates }: Synthesized): string[] => [...new Set(resourcesOf(templates).map(([, r]) => r.Type as string))];
const one = ({ templates }: Synthesized, type: string): Json => {
  const found = resourcesOfType(templates, type);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('nothing leads out', () => {
  test('no gateway of any kind, no route beyond the VPC, no public address', () => {
    const made = closed();
    const ways = ['InternetGateway', 'NatGateway', 'EgressOnlyInternetGateway', 'VPCGatewayAttachment', 'Route', 'TransitGatewayAttachment', 'EIP', 'VPNGateway'];
    expect(typesOf(made).filter((type) => ways.includes(type.replace('AWS::EC2::', '')))).toEqual([]);
    for (const { Properties } of resourcesOfType(made.templates, 'AWS::EC2::Subnet')) expect(Properties.MapPublicIpOnLaunch).toBe(false);
  });

  test('one isolated subnet in each of two zones, or as many as asked for', () => {
    const zones = (props: ClosedVpcProps): unknown[] => resourcesOfType(closed(props).templates, 'AWS::EC2::Subnet').map((r) => [r.Properties.AvailabilityZone, r.Properties.CidrBlock]);
    expect(zones({})).toEqual([['dummy1a', '10.0.0.0/20'], ['dummy1b', '10.0.16.0/20']]);
    expect(zones({ maxAzs: 3, cidr: '10.7.0.0/16' })).toHaveLength(3);
    expect(one(closed({ cidr: '10.7.0.0/16' }), 'AWS::EC2::VPC').Properties.CidrBlock).toBe('10.7.0.0/16');
  });

  test('its default group is sealed, with whoever is in it by mistake', () => {
    const app = newApp();
    const stack = newStack(app, 'App');
    const { vpc } = new ClosedVpc(stack, 'Closed');
    const forgotten = new ec2.CfnInstance(stack, 'Forgotten', { subnetId: vpc.isolatedSubnets[0].subnetId });
    const simulator = simulate(synthesize(app)).placeAll('10.0.0.0/24');
    expect(forgotten.node.id).toBe('Forgotten');
    for (const destination of ['8.8.8.8', '10.0.0.99']) expect(simulator.permits({ source: 'App/Forgotten', destination, protocol: 'tcp', port: 443 }).allowed).toBe(false);
    expect(simulator.permits({ source: '10.0.0.99', destination: 'App/Forgotten', protocol: 'tcp', port: 22 }).allowed).toBe(false);
  });

  test('IPv6 beside IPv4 leads nowhere either', () => {
    const made = closed({ ipv6: true });
    expect(one(made, 'AWS::EC2::VPCCidrBlock').Properties.AmazonProvidedIpv6CidrBlock).toBe(true);
    expect(typesOf(made).filter((type) => /Gateway|::Route$/.test(type))).toEqual([]);
    for (const { Properties } of resourcesOfType(made.templates, 'AWS::EC2::Subnet')) {
      expect(Properties.AssignIpv6AddressOnCreation).toBe(true);
      expect(Properties.Ipv6CidrBlock).toBeDefined();
    }
    expect(typesOf(closed()).includes('AWS::EC2::VPCCidrBlock')).toBe(false);
  });
});

describe('flow logs', () => {
  // reference/migration.md, section 2: what the observer later needs, in this order.
  const FIELDS = [
    'version', 'account-id', 'interface-id', 'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'action', 'log-status',
    'vpc-id', 'subnet-id', 'tcp-flags', 'pkt-srcaddr', 'pkt-dstaddr', 'pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path', 'ecs-cluster-name', 'ecs-service-name',
    'reject-reason', 'encryption-status', 'interface-type', 'next-hop-interface-id', 'next-hop-interface-type', 'interface-tag',
  ];

  test('record everything, every minute, in parquet by the hour, with the fields that say who talked to whom', () => {
    const { Properties: log } = one(closed(), 'AWS::EC2::FlowLog');
    expect(log).toMatchObject({
      ResourceType: 'VPC', TrafficType: 'ALL', MaxAggregationInterval: 60, LogDestinationType: 's3',
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
      TagFieldSpecifications: [{ ResourceType: 'network-interface', TagKeys: ['zero-trust:segment'] }],
    });
    expect((log.LogFormat as string).split(' ').map((f) => f.replace(/^\$\{(.*)\}$/, '$1'))).toEqual(FIELDS);
  });

  test('the tag that they record is the one that segments put on their groups', () => {
    const app = newApp();
    const stack = newStack(app, 'App');
    const { vpc } = new ClosedVpc(stack, 'Closed');
    new ZeroTrust(stack, 'ZeroTrust', { vpc }).addSegment('api', { members: [func(stack, 'Api')] });
    const [group] = resourcesOfType(synthesize(app).templates, 'AWS::EC2::SecurityGroup');
    expect(group.Properties.Tags).toEqual([{ Key: 'zero-trust:segment', Value: 'api' }]);
  });

  test('go to a bucket that is closed, encrypted, over TLS only, and stays', () => {
    const made = closed();
    const bucket = one(made, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } } });
    const statements = one(made, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement as Json[];
    expect(statements.find((s) => s.Effect === 'Deny')!.Condition).toEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    expect(statements.some((s) => s.Principal?.Service === 'delivery.logs.amazonaws.com')).toBe(true);
  });

  test('in SANDBOX go with the stack', () => {
    expect(one(closed({ posture: Posture.SANDBOX }), 'AWS::S3::Bucket')).toMatchObject({ DeletionPolicy: 'Delete' });
    for (const posture of [Posture.STANDARD, Posture.HIGH]) expect(one(closed({ posture }), 'AWS::S3::Bucket').DeletionPolicy).toBe('Retain');
  });

  test('may go to a bucket of your own', () => {
    const app = newApp();
    const stack = newStack(app, 'App');
    const mine = new s3.Bucket(stack, 'Mine');
    expect(new ClosedVpc(stack, 'Closed', { flowLogBucket: mine }).flowLogBucket).toBe(mine);
    expect(resourcesOfType(synthesize(app).templates, 'AWS::S3::Bucket')).toHaveLength(1);
  });

  test('are known to the network file and to the threat table', () => {
    const logged = (make: (stack: ReturnType<typeof newStack>) => ec2.IVpc): boolean => {
      const app = newApp();
      const stack = newStack(app, 'App');
      new ZeroTrust(stack, 'ZeroTrust', { vpc: make(stack) }).addSegment('api', { members: [func(stack, 'Api')] });
      return (JSON.parse(Object.values(synthesize(app).networks)[0]) as Json).scopes[0].flowLogs as boolean;
    };
    expect(logged((stack) => new ClosedVpc(stack, 'Closed').vpc)).toBe(true);
    expect(logged((stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }))).toBe(false);
    expect(logged((stack) => { new ClosedVpc(stack, 'Closed'); return new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }); })).toBe(false);
  });
});

describe('the DNS firewall', () => {
  const rulesOf = (props: NonNullable<ClosedVpcProps['dnsFirewall']>, posture?: Posture): { rules: Json[]; domains: Record<string, string[]>; association: Json } => {
    const made = closed({ dnsFirewall: props, posture });
    const domains = Object.fromEntries(resourcesOf(made.templates).filter(([, r]) => r.Type === 'AWS::Route53Resolver::FirewallDomainList').map(([id, r]) => [id.split('/')[1], r.Properties.Domains as string[]]));
    const rules = one(made, 'AWS::Route53Resolver::FirewallRuleGroup').Properties.FirewallRules as Json[];
    return { domains, rules: rules.map((r) => ({ ...r, FirewallDomainListId: domains[r.FirewallDomainListId['Fn::GetAtt'][0]] })), association: one(made, 'AWS::Route53Resolver::FirewallRuleGroupAssociation').Properties as Json };
  };

  test('is off unless asked for', () => {
    expect(typesOf(closed()).filter((type) => type.includes('Route53Resolver'))).toEqual([]);
  });

  test('enforces: the list is answered, everything else is not', () => {
    const { rules, association } = rulesOf({ allowedDomains: ['example.com', '*.partner.example'] });
    expect(rules).toEqual([
      expect.objectContaining({ Action: 'ALLOW', Priority: 100, FirewallDomainListId: expect.arrayContaining(['*.amazonaws.com', '*.partner.example', 'example.com']) }),
      { Action: 'BLOCK', BlockResponse: 'NODATA', Priority: 200, FirewallDomainListId: ['*'] },
    ]);
    expect(association).toMatchObject({ MutationProtection: 'DISABLED', VpcId: { Ref: expect.any(String) } });
  });

  test('observes: the same, but everything is answered', () => {
    const { rules, association } = rulesOf({ mode: DnsFirewallMode.OBSERVE });
    expect(rules.map((r) => [r.Action, r.BlockResponse])).toEqual([['ALLOW', undefined], ['ALERT', undefined]]);
    expect(association.MutationProtection).toBe('DISABLED');
  });

  test('cannot be taken off by mistake in HIGH, where it enforces', () => {
    expect(rulesOf({}, Posture.HIGH).association.MutationProtection).toBe('ENABLED');
    expect(rulesOf({ mode: DnsFirewallMode.OBSERVE }, Posture.HIGH).association.MutationProtection).toBe('DISABLED');
  });

  test('does not hang on the order of the names', () => {
    expect(rulesOf({ allowedDomains: ['b.example', 'a.example'] })).toEqual(rulesOf({ allowedDomains: ['a.example', 'b.example'] }));
  });
});

test('a whole stack on it: function, endpoint, gateway, and nothing else is open', () => {
  const app = newApp();
  const stack = newStack(app, 'App');
  const { vpc } = new ClosedVpc(stack, 'Closed');
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  const api = zt.addSegment('api', { members: [func(stack, 'Api')] });
  zt.addFlow({ source: api, destination: Endpoint.awsService('s3'), because: 'x' });
  zt.addFlow({ source: api, destination: Endpoint.awsService('logs'), because: 'x' });
  zt.addFlow({ source: Endpoint.cidr('10.0.0.0/16'), destination: api, port: ec2.Port.tcp(443), ...HOW });
  const made = synthesize(app);
  const [gateway] = resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint').filter((r) => r.Properties.VpcEndpointType === 'Gateway');
  expect(gateway.Properties.RouteTableIds).toHaveLength(2);
  const simulator = simulate(made, { prefixLists: { 'pl-6da54004': ['3.5.64.0/21'] } }).placeAll('10.0.0.0/24');
  const ask = (destination: string): boolean => simulator.permits({ source: 'App/Api', destination, protocol: 'tcp', port: 443 }).allowed;
  expect([ask('3.5.64.1'), ask('Endpoints/logs'), ask('8.8.8.8'), ask('10.0.0.99')]).toEqual([true, true, false, false]);
});
