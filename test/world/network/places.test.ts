/** VPCs, subnets, tables, lists, gateways: where things stand and which way packets go. */
import { att, BASE, bounds, entries, INTERNET, network, networkOf, PARAMETER, PROD, ref, routes, type, VPC, when, type Part, type Resources } from './support';

const subnet = (properties: object): unknown => type('EC2::Subnet', { VpcId: ref('Vpc'), ...properties });

test.each<[string, Resources, string, Part?]>([
  ['one block', VPC, '10.0.0.0/16'],
  ['a secondary block', { ...VPC, More: type('EC2::VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: '10.1.0.0/16' }) }, '10.0.0.0/15'],
  ['IPv6 from Amazon', { ...VPC, Six: type('EC2::VPCCidrBlock', { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true }) }, '10.0.0.0/16..10.0.0.0/16, 2000::/3 (AmazonProvidedIpv6CidrBlock)'],
  ['IPv6 that is refused', { ...VPC, Six: type('EC2::VPCCidrBlock', { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: 'false' }) }, '10.0.0.0/16'],
  ['a token', { Vpc: type('EC2::VPC', { CidrBlock: ref('P') }) }, 'none..0.0.0.0/0 (Ref P)', PARAMETER],
  ['IPAM', { Vpc: type('EC2::VPC', { Ipv4IpamPoolId: 'ipam-pool-1', Ipv4NetmaskLength: 20 }) }, 'none..0.0.0.0/0 (Ipv4IpamPoolId)'],
  ['a secondary block under a condition', { ...VPC, More: type('EC2::VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: '10.1.0.0/16' }, { Condition: 'Prod' }) }, '10.0.0.0/16..10.0.0.0/15 (condition App.Stage)', PROD],
  ['host bits', { Vpc: type('EC2::VPC', { CidrBlock: '10.0.0.1/16' }) }, 'none..0.0.0.0/0 (10.0.0.1/16)'],
])('a VPC with %s', (_, resources, expected, part = {}) => {
  expect(bounds(network(resources, part).vpcs.get('App.Vpc')!.addresses)).toBe(expected);
});

test.each<[string, Resources, string, Part?]>([
  ['a block', { S: subnet({ CidrBlock: '10.0.4.0/24' }) }, '10.0.4.0/24'],
  ['a token, which lies in the VPC', { S: subnet({ CidrBlock: ref('P') }) }, 'none..10.0.0.0/16 (Ref P)', PARAMETER],
  ['a block cut from the VPC', { S: subnet({ CidrBlock: { 'Fn::Select': [1, { 'Fn::Cidr': [att('Vpc', 'CidrBlock'), 4, 8] }] } }) }, '10.0.1.0/24'],
  ['IPv6 cut from what Amazon gives', { Six: type('EC2::VPCCidrBlock', { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true }), S: subnet({ CidrBlock: '10.0.4.0/24', Ipv6CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': [{ 'Fn::Select': [0, att('Vpc', 'Ipv6CidrBlocks')] }, 4, 64] }] } }) }, '10.0.4.0/24..10.0.4.0/24, 2000::/3 (Select 0 of Cidr of Select 0 of GetAtt Vpc.Ipv6CidrBlocks)'],
  ['a block of its own resource', { S: subnet({ CidrBlock: '10.0.4.0/24' }), More: type('EC2::SubnetCidrBlock', { SubnetId: ref('S'), Ipv6CidrBlock: '2001:db8::/64' }) }, '10.0.4.0/24, 2001:db8::/64'],
])('a subnet with %s', (_, resources, expected, part = {}) => {
  expect(bounds(network({ ...VPC, ...resources }, part).subnets.get('App.S')!.addresses)).toBe(expected);
});

describe('routes', () => {
  const TABLE: Resources = { ...BASE, ...INTERNET, Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }), Uses: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: ref('Table') }) };
  const route = (properties: object, more: object = {}): unknown => type('EC2::Route', { RouteTableId: ref('Table'), ...properties }, more);
  const anywhere = { DestinationCidrBlock: '0.0.0.0/0' };

  test.each<[string, Resources, string[], Part?]>([
    ['an internet gateway', { R: route({ ...anywhere, GatewayId: ref('Igw') }) }, ['0.0.0.0/0 by App.Igw']],
    ['IPv6 through an egress-only gateway', { Out: type('EC2::EgressOnlyInternetGateway', { VpcId: ref('Vpc') }), R: route({ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: ref('Out') }) }, ['::/0 by App.Out']],
    ['a NAT gateway', { Nat: type('EC2::NatGateway', { SubnetId: ref('A') }), R: route({ ...anywhere, NatGatewayId: ref('Nat') }) }, ['0.0.0.0/0 by App.Nat']],
    ['a peering', { Far: type('EC2::VPC', { CidrBlock: '10.9.0.0/16' }), Peer: type('EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('Far') }), R: route({ DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: ref('Peer') }) }, ['10.9.0.0/16 by App.Peer']],
    ['a literal transit gateway', { R: route({ ...anywhere, TransitGatewayId: 'tgw-1' }) }, ['0.0.0.0/0 by external:tgw-1']],
    ['a transit gateway by a parameter', { R: route({ ...anywhere, TransitGatewayId: ref('P') }) }, ['0.0.0.0/0 by external:App.P'], PARAMETER],
    ['a gateway by a parameter', { R: route({ ...anywhere, GatewayId: ref('P') }) }, ['0.0.0.0/0 by ? Ref P'], PARAMETER],
    ['a literal internet gateway', { R: route({ ...anywhere, GatewayId: 'igw-1' }) }, ['0.0.0.0/0 by external:igw-1']],
    ['nowhere', { R: route(anywhere) }, ['0.0.0.0/0 by ? no target']],
    ['two ways', { R: route({ ...anywhere, GatewayId: ref('Igw'), NatGatewayId: 'nat-1' }) }, ['0.0.0.0/0 by ? two targets']],
    ['no destination', { R: route({ GatewayId: ref('Igw') }) }, ['? no destination by App.Igw']],
    ['a token as destination', { R: route({ DestinationCidrBlock: ref('P'), GatewayId: ref('Igw') }) }, ['? Ref P by App.Igw'], PARAMETER],
    ['a prefix list', { R: route({ DestinationPrefixListId: 'pl-1', GatewayId: ref('Igw') }) }, ['external:pl-1 by App.Igw']],
    ['an appliance', { Box: type('EC2::Instance', { SubnetId: ref('B') }), R: route({ ...anywhere, InstanceId: ref('Box') }) }, ['0.0.0.0/0 by App.Box']],
    ['a firewall endpoint', { Fw: type('NetworkFirewall::Firewall', { VpcId: ref('Vpc'), SubnetMappings: [{ SubnetId: ref('B') }] }), R: route({ ...anywhere, VpcEndpointId: { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Select': [0, att('Fw', 'EndpointIds')] }] }] } }) }, ['0.0.0.0/0 by ? Select 1 of Split ":" of Select 0 of GetAtt Fw.EndpointIds']],
    ['a gateway load balancer endpoint', { Gwlb: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'GatewayLoadBalancer', ServiceName: 'svc', SubnetIds: [ref('B')] }), R: route({ ...anywhere, VpcEndpointId: ref('Gwlb') }) }, ['0.0.0.0/0 by App.Gwlb']],
    ['under a condition', { R: route({ ...anywhere, GatewayId: ref('Igw') }, { Condition: 'Prod' }) }, ['0.0.0.0/0 by App.Igw when App.Stage in {prod}'], PROD],
    ['one of two ways', { Nat: type('EC2::NatGateway', { SubnetId: ref('A') }), R: route({ ...anywhere, GatewayId: when('Prod', ref('Igw')), NatGatewayId: when('Prod', ref('AWS::NoValue'), ref('Nat')) }) }, ['0.0.0.0/0 by App.Igw when App.Stage in {prod}', '0.0.0.0/0 by App.Nat when App.Stage not in {prod}'], PROD],
    ['what BGP brings', { Vgw: type('EC2::VPNGateway', { Type: 'ipsec.1' }), R: type('EC2::VPNGatewayRoutePropagation', { VpnGatewayId: ref('Vgw'), RouteTableIds: [ref('Table')] }) }, ['? propagated routes by App.Vgw']],
    ['static routes of a VPN', {
      Vgw: type('EC2::VPNGateway', { Type: 'ipsec.1' }), Vpn: type('EC2::VPNConnection', { Type: 'ipsec.1', StaticRoutesOnly: true, VpnGatewayId: ref('Vgw'), CustomerGatewayId: 'cgw-1' }),
      S: type('EC2::VPNConnectionRoute', { DestinationCidrBlock: '192.168.0.0/16', VpnConnectionId: ref('Vpn') }), R: type('EC2::VPNGatewayRoutePropagation', { VpnGatewayId: ref('Vgw'), RouteTableIds: [ref('Table')] }),
    }, ['192.168.0.0/16 by App.Vgw']],
  ])('by %s', (_, resources, expected, part = {}) => {
    expect(routes(network({ ...TABLE, ...resources }, part), 'App.Table')).toEqual(expected);
  });

  test('which subnet has which table; the main one is left to the others', () => {
    const world = network(TABLE);
    expect(world.subnets.get('App.A')!.routeTables.map((t) => t.routeTable)).toEqual(['App.Table']);
    expect(world.subnets.get('App.B')!.routeTables).toEqual([]);
    expect(world.vpcs.get('App.Vpc')!.mainRouteTable).toBe('App.Vpc#main-table');
    expect(routes(world, 'App.Vpc#main-table')).toEqual([]);
  });

  test('on a table that is a token of another template', () => {
    const world = networkOf([
      { key: 'Base', body: { Resources: TABLE } },
      { key: 'More', body: { ...PARAMETER, Resources: { R: type('EC2::Route', { RouteTableId: ref('P'), ...anywhere, GatewayId: 'igw-1' }) } } },
    ]);
    expect(routes(world, 'Base.Table')).toEqual(['open Ref P']);
  });

  test('a gateway with a table of its own carries nothing for certain', () => {
    const world = network({ ...TABLE, Edge: type('EC2::GatewayRouteTableAssociation', { GatewayId: ref('Igw'), RouteTableId: ref('Table') }) });
    const gateway = world.gateways.get('App.Igw');
    expect(gateway?.kind === 'internet' && gateway.attached.map((a) => `${a.vpc} ${a.guard}`)).toEqual(['App.Vpc unsure']);
  });
});

describe('gateways', () => {
  test('internet and VPN are attached, NAT stands in a subnet, public or private', () => {
    const world = network({
      ...BASE, ...INTERNET, Vgw: type('EC2::VPNGateway', { Type: 'ipsec.1' }), V: type('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), VpnGatewayId: ref('Vgw') }),
      Nat: type('EC2::NatGateway', { SubnetId: ref('A') }), Inner: type('EC2::NatGateway', { SubnetId: ref('B'), ConnectivityType: 'private' }), Loose: type('EC2::InternetGateway'),
    });
    expect(world.gateways.get('App.Igw')).toMatchObject({ kind: 'internet', attached: [{ vpc: 'App.Vpc' }] });
    expect(world.gateways.get('App.Vgw')).toMatchObject({ kind: 'vpn', attached: [{ vpc: 'App.Vpc' }] });
    expect(world.gateways.get('App.Loose')).toMatchObject({ attached: [] });
    expect(world.gateways.get('App.Nat')).toMatchObject({ kind: 'nat', subnet: 'App.A', private: false });
    expect(world.gateways.get('App.Inner')).toMatchObject({ kind: 'nat', subnet: 'App.B', private: true });
  });

  test('a regional NAT gateway brings its table', () => {
    const world = network({ ...BASE, ...INTERNET, Nat: type('EC2::NatGateway', { VpcId: ref('Vpc'), AvailabilityMode: 'regional' }) });
    const nat = world.gateways.get('App.Nat');
    const stands = world.subnets.get(nat?.kind === 'nat' ? nat.subnet : '')!;
    expect(stands.vpc).toBe('App.Vpc');
    expect(routes(world, stands.routeTables[0].routeTable)).toEqual(['0.0.0.0/0 by App.Igw']);
  });

  test('a peering to another account', () => {
    const world = network({ ...VPC, Peer: type('EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-9', PeerOwnerId: '999999999999' }) });
    expect(world.gateways.get('App.Peer')).toMatchObject({ kind: 'peering', requester: 'App.Vpc', accepter: 'external:vpc-9' });
    expect(world.vpcs.get('external:vpc-9')!.external).toBe(true);
  });
});

describe('transit gateways', () => {
  const TWO: Resources = {
    ...VPC, A: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' }), Far: type('EC2::VPC', { CidrBlock: '10.9.0.0/16' }),
    Near: type('EC2::TransitGatewayAttachment', { VpcId: ref('Vpc'), SubnetIds: [ref('A')], TransitGatewayId: ref('Tgw') }),
    Beyond: type('EC2::TransitGatewayVpcAttachment', { VpcId: ref('Far'), SubnetIds: ['subnet-9'], TransitGatewayId: ref('Tgw') }),
  };
  const seen = (resources: Resources, part?: Part): string[] => {
    const gateway = network({ ...TWO, ...resources }, part).gateways.get('App.Tgw');
    return gateway?.kind !== 'transit' ? [] : gateway.attachments.map((a) => `${a.id} ${a.vpc ?? 'outside'}: ${a.routes.map((r) => `${bounds(r.addresses)} to ${r.attachment ?? 'nowhere'}${r.guard.isAlways() ? '' : ` when ${r.guard}`}`).join(', ')}`);
  };
  const off = { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' };

  test('by default everybody sees everybody', () => {
    expect(seen({ Tgw: type('EC2::TransitGateway') })).toEqual([
      'App.Near App.Vpc: 10.0.0.0/16 to App.Near, 10.9.0.0/16 to App.Beyond',
      'App.Beyond App.Far: 10.0.0.0/16 to App.Near, 10.9.0.0/16 to App.Beyond',
    ]);
  });

  test('without defaults nobody sees anybody, but by tables of their own', () => {
    expect(seen({ Tgw: type('EC2::TransitGateway', off) })).toEqual(['App.Near App.Vpc: ', 'App.Beyond App.Far: ']);
    expect(seen({
      Tgw: type('EC2::TransitGateway', off), T: type('EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Tgw') }),
      Uses: type('EC2::TransitGatewayRouteTableAssociation', { TransitGatewayAttachmentId: ref('Near'), TransitGatewayRouteTableId: ref('T') }),
      Learns: type('EC2::TransitGatewayRouteTablePropagation', { TransitGatewayAttachmentId: ref('Beyond'), TransitGatewayRouteTableId: ref('T') }),
      Static: type('EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: ref('T'), DestinationCidrBlock: '10.8.0.0/16', TransitGatewayAttachmentId: ref('Beyond') }),
      Hole: type('EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: ref('T'), DestinationCidrBlock: '10.9.9.0/24', Blackhole: true }),
    })).toEqual(['App.Near App.Vpc: 10.9.9.0/24 to nowhere, 10.8.0.0/16 to App.Beyond, 10.9.0.0/16 to App.Beyond', 'App.Beyond App.Far: ']);
  });

  test('a VPN is a way outside', () => {
    expect(seen({ Tgw: type('EC2::TransitGateway'), Vpn: type('EC2::VPNConnection', { Type: 'ipsec.1', CustomerGatewayId: 'cgw-1', TransitGatewayId: ref('Tgw') }) })[2]).toMatch(/^App\.Vpn outside: .*none\.\.0\.0\.0\.0\/0, ::\/0 \(propagated routes\) to App\.Vpn/);
  });

  test('one outside is open', () => {
    const gateway = network({ ...TWO, Near: type('EC2::TransitGatewayAttachment', { VpcId: ref('Vpc'), SubnetIds: [ref('A')], TransitGatewayId: 'tgw-7' }), Tgw: type('EC2::TransitGateway') }).gateways.get('external:tgw-7');
    expect(gateway).toMatchObject({ kind: 'transit', attachments: [{ id: 'App.Near', vpc: 'App.Vpc' }], open: [{ token: 'tgw-7' }] });
  });
});

describe('network ACLs', () => {
  const entry = (properties: object, more: object = {}): unknown => type('EC2::NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleNumber: 100, Protocol: 6, RuleAction: 'allow', CidrBlock: '10.0.0.0/8', PortRange: { From: 443, To: 443 }, ...properties }, more);
  const ACL: Resources = { ...BASE, Acl: type('EC2::NetworkAcl', { VpcId: ref('Vpc') }) };

  test.each<[string, Resources, string[], Part?]>([
    ['an allow', { E: entry({}) }, ['ingress 100 allow tcp/443 10.0.0.0/8']],
    ['a deny of everything out', { E: entry({ Egress: true, Protocol: -1, RuleAction: 'deny', CidrBlock: '0.0.0.0/0' }) }, ['egress 100 deny all 0.0.0.0/0']],
    ['IPv6', { E: entry({ CidrBlock: { Ref: 'AWS::NoValue' }, Ipv6CidrBlock: '::/0' }) }, ['ingress 100 allow tcp/443 ::/0']],
    ['ping', { E: entry({ Protocol: 1, Icmp: { Type: 8, Code: -1 } }) }, ['ingress 100 allow icmp/8 10.0.0.0/8']],
    ['numbers in order', { Late: entry({ RuleNumber: 200 }), Early: entry({ RuleNumber: '20', RuleAction: 'deny' }) }, ['ingress 20 deny tcp/443 10.0.0.0/8', 'ingress 200 allow tcp/443 10.0.0.0/8']],
    ['a token for the number', { E: entry({ RuleNumber: ref('P') }) }, ['ingress ? allow tcp/443 10.0.0.0/8'], PARAMETER],
    ['a token for the action', { E: entry({ RuleAction: ref('P') }) }, ['ingress 100 allow? tcp/443 10.0.0.0/8'], PARAMETER],
    ['an action that is none', { E: entry({ RuleAction: 'perhaps' }) }, ['ingress 100 allow? tcp/443 10.0.0.0/8']],
    ['a token for the CIDR', { E: entry({ CidrBlock: ref('P') }) }, ['ingress 100 allow tcp/443 none..0.0.0.0/0 (Ref P)'], PARAMETER],
    ['a token for the side', { E: entry({ Egress: ref('P') }) }, ['ingress 100 allow none..tcp/443 (Ref P) 10.0.0.0/8', 'egress 100 allow none..tcp/443 (Ref P) 10.0.0.0/8'], PARAMETER],
    ['no ports', { E: entry({ PortRange: { Ref: 'AWS::NoValue' } }) }, ['ingress 100 allow none..tcp (6 -) 10.0.0.0/8']],
    ['a condition', { E: entry({ RuleAction: when('Prod', 'deny', 'allow') }) }, ['ingress 100 deny tcp/443 10.0.0.0/8 when App.Stage in {prod}', 'ingress 100 allow tcp/443 10.0.0.0/8 when App.Stage not in {prod}'], PROD],
  ])('with %s', (_, resources, expected, part = {}) => {
    expect(entries(network({ ...ACL, ...resources }, part), 'App.Acl')).toEqual(expected);
  });

  test('the default list allows everything; entries are added to it', () => {
    const DEFAULT = ['ingress 100 allow all 0.0.0.0/0', 'ingress 101 allow all ::/0', 'egress 100 allow all 0.0.0.0/0', 'egress 101 allow all ::/0'];
    expect(entries(network(BASE), 'App.Vpc#default-acl')).toEqual(DEFAULT);
    expect(entries(network({ ...BASE, E: entry({ NetworkAclId: att('Vpc', 'DefaultNetworkAcl'), RuleNumber: 50, RuleAction: 'deny' }) }), 'App.Vpc#default-acl')).toEqual(['ingress 50 deny tcp/443 10.0.0.0/8', ...DEFAULT]);
  });

  test('which subnet stands behind which list', () => {
    const world = network({ ...ACL, Uses: type('EC2::SubnetNetworkAclAssociation', { SubnetId: ref('A'), NetworkAclId: ref('Acl') }) });
    expect(world.subnets.get('App.A')!.acls.map((a) => a.acl)).toEqual(['App.Acl']);
    expect(world.subnets.get('App.B')!.acls).toEqual([]);
  });
});

describe('block public access', () => {
  test('of the template it stands in, with exemptions', () => {
    const world = network({
      ...BASE, Block: type('EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-ingress' }),
      Free: type('EC2::VPCBlockPublicAccessExclusion', { SubnetId: ref('A'), InternetGatewayExclusionMode: 'allow-egress' }),
    });
    expect(world.vpcs.get('App.Vpc')!.blocked.map((b) => `${b.direction} ${b.guard}`)).toEqual(['ingress always']);
    expect(world.subnets.get('App.A')!.exemptions.map((e) => e.direction)).toEqual(['egress']);
    expect(world.subnets.get('App.B')!.exemptions).toEqual([]);
  });

  test('a VPC is exempt with all its subnets', () => {
    const world = network({ ...BASE, Free: type('EC2::VPCBlockPublicAccessExclusion', { VpcId: ref('Vpc'), InternetGatewayExclusionMode: 'allow-bidirectional' }) });
    expect([...world.subnets.values()].map((s) => s.exemptions.length)).toEqual([1, 1]);
  });

  test('of another template: where account and region say so, else perhaps, else not', () => {
    const blocked = (more: object, other: object): string[] => networkOf([
      { key: 'Base', body: { Resources: BASE }, ...more }, { key: 'Guard', body: { Resources: { Block: type('EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: 'block-bidirectional' }) } }, ...other },
    ]).vpcs.get('Base.Vpc')!.blocked.map((b) => `${b.direction} ${b.guard}`);
    const here = { account: '111111111111', region: 'eu-west-1' };
    expect(blocked(here, here)).toEqual(['both always']);
    expect(blocked({}, {})).toEqual(['both unsure']);
    expect(blocked(here, { ...here, region: 'eu-west-2' })).toEqual([]);
  });
});

describe('what is outside', () => {
  const FN = type('Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [ref('Sg')] } });
  const outside = (VpcId: unknown, part: Part = {}): Parameters<typeof network> => [{ Sg: type('EC2::SecurityGroup', { GroupDescription: 'x', VpcId }), Fn: FN }, part];

  test('an external subnet is in the VPC of the groups beside it', () => {
    const world = network(...outside('vpc-1'));
    expect(world.interfaces.get('App.Fn')!.vpc).toBe('external:vpc-1');
    expect(world.subnets.get('external:subnet-1')).toMatchObject({ external: true, vpc: 'external:vpc-1' });
    expect(routes(world, world.subnets.get('external:subnet-1')!.routeTables[0].routeTable)).toEqual(['open subnet-1']);
  });

  test('its tables and lists may hold anything', () => {
    const world = network(...outside('vpc-1'));
    const vpc = world.vpcs.get('external:vpc-1')!;
    expect(bounds(vpc.addresses)).toBe('none..0.0.0.0/0, ::/0 (vpc-1)');
    expect(world.routeTables.get(vpc.mainRouteTable)!.open.map((u) => u.assume)).toEqual(['vpc-1=flat']);
    expect(world.acls.get(vpc.defaultAcl)!.open.map((u) => u.token)).toEqual(['vpc-1']);
    expect(world.groups.get(vpc.defaultGroup)!.open.map((u) => u.token)).toEqual(['vpc-1']);
  });

  test('by a parameter as well', () => {
    expect(network(...outside(ref('P'), PARAMETER)).interfaces.get('App.Fn')!.vpc).toBe('external:App.P');
  });

  test.each([['vpc-1', 'vpc-1', {}], ['Ref P', ref('P'), PARAMETER], ['P', ref('P'), PARAMETER]])('a VPC that is said to be flat as `%s`', (name, VpcId, part) => {
    const world = network(...outside(VpcId, { ...part, assume: { [name]: 'flat' } }));
    const vpc = world.vpcs.get(world.interfaces.get('App.Fn')!.vpc)!;
    expect(world.subnets.get('external:subnet-1')).toMatchObject({ routeTables: [], acls: [] });
    expect(routes(world, vpc.mainRouteTable)).toEqual([]);
    expect(entries(world, vpc.defaultAcl).filter((e) => e.startsWith('open'))).toEqual([]);
  });

  test('the one flat VPC takes subnets that nothing else places', () => {
    const placed = (assume: Readonly<Record<string, string>>): string => network({ Fn: type('Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }) }, { assume }).interfaces.get('App.Fn')!.vpc;
    expect(placed({ 'vpc-7': 'flat' })).toBe('external:vpc-7');
    expect(placed({ 'vpc-7': 'flat', 'vpc-8': 'flat' })).toBe('external:vpc-of:subnet-1');
    expect(placed({})).toBe('external:vpc-of:subnet-1');
  });

  test('a subnet that is said to be flat', () => {
    const world = network({ Fn: type('Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] } }) }, { assume: { 'subnet-1': 'flat' } });
    expect(routes(world, 'external:subnet-1#table')).toEqual([]);
  });

  test('a table and a list that a template gives an external subnet', () => {
    const world = network({
      T: type('EC2::RouteTable', { VpcId: 'vpc-1' }), Acl: type('EC2::NetworkAcl', { VpcId: 'vpc-1' }),
      U: type('EC2::SubnetRouteTableAssociation', { SubnetId: 'subnet-1', RouteTableId: ref('T') }), V: type('EC2::SubnetNetworkAclAssociation', { SubnetId: 'subnet-1', NetworkAclId: ref('Acl') }),
    });
    expect(world.subnets.get('external:subnet-1')).toMatchObject({ vpc: 'external:vpc-1', routeTables: [{ routeTable: 'App.T' }], acls: [{ acl: 'App.Acl' }] });
  });
});

test('of a stack without a region the assumed one says which service a prefix list is for', () => {
  const listed = (part: Part): (string | undefined)[] => [...network({ ...BASE, Egress: type('EC2::SecurityGroupEgress', { GroupId: att('Sg', 'GroupId'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: { 'Fn::FindInMap': ['Lists', ref('AWS::Region'), 'id'] } }) }, { Mappings: { Lists: { 'eu-west-1': { id: 'pl-6fa54006' }, 'ap-southeast-1': { id: 'pl-6fa54006' } } }, ...part }).prefixLists.values()].map((l) => l.awsName);
  expect(listed({ region: 'eu-west-1' })).toEqual(['com.amazonaws.eu-west-1.dynamodb']);
  expect(listed({ assume: { 'AWS::Region': 'eu-west-1' } })).toEqual(['com.amazonaws.eu-west-1.dynamodb']);
  expect(listed({ assume: { 'App.AWS::Region': 'ap-southeast-1' } })).toEqual(['com.amazonaws.ap-southeast-1.s3']);
  expect(listed({})).toEqual([]);
});

test('without a region a rule says which assumption settles it', () => {
  const [rule] = network({ ...BASE, Egress: type('EC2::SecurityGroupEgress', { GroupId: att('Sg', 'GroupId'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: { 'Fn::FindInMap': ['Lists', ref('AWS::Region'), 'id'] } }) }, { Mappings: { Lists: { 'eu-west-1': { id: 'pl-6fa54006' } } } }).groups.get('App.Sg')!.rules.filter((r) => r.peer.kind === 'opaque');
  expect(rule.peer).toMatchObject({ unknown: { assume: 'AWS::Region=<REGION>', why: 'the stack names no region; `AWS::Region=<REGION>` says which one it is' } });
});
