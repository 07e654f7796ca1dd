/** Balancers, links, APIs and other ways in: what they listen for and where they forward to. */
import { att, BASE, bounds, forwards, groupsOf, network, PARAMETER, places, PROD, ref, type, when, type Part, type Resources } from './support';

const alb = (properties: object = {}): unknown => type('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('A'), ref('B')], SecurityGroups: [ref('Sg')], ...properties });
const nlb = (properties: object = {}): unknown => type('ElasticLoadBalancingV2::LoadBalancer', { Type: 'network', Subnets: [ref('A')], ...properties });
const listener = (Protocol: string, Port: unknown, action: object = { Type: 'forward', TargetGroupArn: ref('Tg') }): unknown => type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Protocol, Port, DefaultActions: [action] });
const targets = (properties: object): unknown => type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 8080, ...properties });
const BOX: Resources = { Box: type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Other')] }) };
const SERVICE = (more: object = {}): unknown => type('ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('A')], SecurityGroups: [ref('Other')] } }, LoadBalancers: [{ ContainerName: 'web', ContainerPort: 3000, TargetGroupArn: ref('Tg') }], ...more });
const all = (resources: Resources, part: Part = {}): string[] => forwards(network({ ...BASE, ...resources }, part));

describe('balancers', () => {
  test.each<[string, unknown, string[], Part?]>([
    ['internet-facing by default', alb(), ['in App.A public', 'in App.B public']],
    ['internal', alb({ Scheme: 'internal' }), ['in App.A', 'in App.B']],
    ['by a token', alb({ Scheme: ref('P') }), ['in App.A public? Ref P', 'in App.B public? Ref P'], PARAMETER],
    ['in production only', alb({ Scheme: when('Prod', 'internet-facing', 'internal') }), ['in App.A public when App.Stage in {prod}', 'in App.A when App.Stage not in {prod}', 'in App.B public when App.Stage in {prod}', 'in App.B when App.Stage not in {prod}'], PROD],
    ['with IPv6', alb({ IpAddressType: 'dualstack' }), ['in App.A public ipv6', 'in App.B public ipv6']],
    ['internal with IPv6', alb({ Scheme: 'internal', IpAddressType: 'dualstack' }), ['in App.A ipv6? ipv6.deny_all_igw_traffic', 'in App.B ipv6? ipv6.deny_all_igw_traffic']],
    ['by mappings', alb({ Subnets: ref('AWS::NoValue'), SubnetMappings: [{ SubnetId: ref('A'), AllocationId: 'eipalloc-1' }] }), ['in App.A public']],
    ['network, at a fixed address', nlb({ Scheme: 'internal', Subnets: ref('AWS::NoValue'), SubnetMappings: [{ SubnetId: ref('A'), PrivateIPv4Address: '10.0.0.5' }] }), ['in App.A at 10.0.0.5/32']],
  ])('%s', (_, Lb, expected, part = {}) => {
    expect(places(network({ ...BASE, Lb }, part).interfaces.get('App.Lb'))).toEqual(expected);
  });

  test('an application balancer always has groups, a network one may have none', () => {
    expect(groupsOf(network({ ...BASE, Lb: alb({ SecurityGroups: ref('AWS::NoValue') }) }).interfaces.get('App.Lb'))).toEqual([]);
    expect(groupsOf(network({ ...BASE, Lb: nlb() }).interfaces.get('App.Lb'))).toEqual(['ungrouped']);
    expect(groupsOf(network({ ...BASE, Lb: nlb({ SecurityGroups: [ref('Sg')] }) }).interfaces.get('App.Lb'))).toEqual(['App.Sg']);
  });

  test('a balancer takes what it has listeners for', () => {
    const accepts = (resources: Resources, part?: Part): string => bounds(network({ ...BASE, Lb: alb(), ...resources }, part).interfaces.get('App.Lb')!.accepts);
    expect(accepts({})).toBe('none');
    expect(accepts({ One: listener('HTTPS', 443), Two: listener('HTTP', 80) })).toBe('tcp/80, tcp/443');
    expect(accepts({ One: listener('HTTPS', ref('P')) }, PARAMETER)).toBe('none..tcp (Ref P)');
  });
});

describe('targets', () => {
  test.each<[string, Resources, string[], Part?]>([
    ['instances that are listed', { ...BOX, Lb: alb(), L: listener('HTTP', 80), Tg: targets({ Targets: [{ Id: ref('Box') }, { Id: ref('Box'), Port: 9090 }] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080', 'App.Lb tcp/80 -> App.Box tcp/9090']],
    ['a service', { Lb: alb(), L: listener('HTTPS', 443), Tg: targets({ TargetType: 'ip' }), Svc: SERVICE() }, ['App.Lb tcp/443 -> App.Svc tcp/3000']],
    ['a service on instances', { Lb: alb(), L: listener('HTTPS', 443), Tg: targets({}), Svc: SERVICE({ NetworkConfiguration: ref('AWS::NoValue') }) }, ['App.Lb tcp/443 -> ? targets none..tcp/1024-65535, udp/1024-65535 (targets)']],
    ['an Auto Scaling group', { Lb: alb(), L: listener('HTTP', 80), Tg: targets({}), Lt: type('EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Other')] } }), Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateId: ref('Lt') }, TargetGroupARNs: [ref('Tg')] }) }, ['App.Lb tcp/80 -> App.Asg tcp/8080']],
    ['nobody yet', { Lb: alb(), L: listener('HTTP', 80), Tg: targets({ TargetType: 'ip' }) }, ['App.Lb tcp/80 -> ? targets tcp/8080']],
    ['an address of somebody', { Box: type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Other')], PrivateIpAddress: '10.0.0.9' }), Lb: alb(), L: listener('HTTP', 80), Tg: targets({ TargetType: 'ip', Targets: [{ Id: '10.0.0.9' }, { Id: '10.0.0.10' }] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080', 'App.Lb tcp/80 -> ? 10.0.0.10 tcp/8080']],
    ['a function, which is called', { Lb: alb(), L: listener('HTTP', 80), Fn: type('Lambda::Function', { VpcConfig: { SubnetIds: [ref('A')], SecurityGroupIds: [ref('Sg')] } }), Tg: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn', 'Arn') }] }) }, ['App.Lb tcp/80 -> App.Fn none']],
    ['weighted groups', { ...BOX, Lb: alb(), L: listener('HTTP', 80, { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: ref('Tg'), Weight: 1 }, { TargetGroupArn: ref('Two'), Weight: 1 }] } }), Tg: targets({ Targets: [{ Id: ref('Box') }] }), Two: targets({ Port: 81, Targets: [{ Id: ref('Box') }] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080', 'App.Lb tcp/80 -> App.Box tcp/81']],
    ['a rule of a listener', { ...BOX, Lb: alb(), L: listener('HTTP', 80, { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }), R: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('L'), Priority: 1, Conditions: [], Actions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] }), Tg: targets({ Targets: [{ Id: ref('Box') }] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080']],
    ['a group that is a token', { Lb: alb(), L: listener('HTTP', 80, { Type: 'forward', TargetGroupArn: ref('P') }) }, ['App.Lb tcp/80 -> ? Ref P none..all (Ref P)'], PARAMETER],
    ['a target under a condition', { ...BOX, Lb: alb(), L: listener('HTTP', 80), Tg: targets({ Targets: [when('Prod', { Id: ref('Box') })] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080 when App.Stage in {prod}'], PROD],
    ['a classic balancer', { ...BOX, Lb: type('ElasticLoadBalancing::LoadBalancer', { Subnets: [ref('A')], SecurityGroups: [ref('Sg')], Listeners: [{ LoadBalancerPort: '80', InstancePort: '8080', Protocol: 'HTTP' }], Instances: [ref('Box')] }) }, ['App.Lb tcp/80 -> App.Box tcp/8080']],
  ])('%s', (_, resources, expected, part = {}) => {
    expect(all(resources, part)).toEqual(expected);
  });

  test.each<[string, object, string[], Part?]>([
    ['instances over tcp', { Protocol: 'TCP', Port: 80 }, ['App.Lb tcp/80 -> App.Box tcp/80 as the client']],
    ['instances over tcp, switched off', { Protocol: 'TCP', Port: 80, TargetGroupAttributes: [{ Key: 'preserve_client_ip.enabled', Value: 'false' }] }, ['App.Lb tcp/80 -> App.Box tcp/80']],
    ['addresses over tcp', { TargetType: 'ip', Protocol: 'TCP', Port: 80 }, ['App.Lb tcp/80 -> App.Box tcp/80']],
    ['addresses over tcp, switched on', { TargetType: 'ip', Protocol: 'TCP', Port: 80, TargetGroupAttributes: [{ Key: 'preserve_client_ip.enabled', Value: true }] }, ['App.Lb tcp/80 -> App.Box tcp/80 as the client']],
    ['addresses over udp', { TargetType: 'ip', Protocol: 'UDP', Port: 80 }, ['App.Lb tcp/80 -> App.Box udp/80 as the client']],
    ['by a token', { Protocol: 'TCP', Port: 80, TargetGroupAttributes: [{ Key: 'preserve_client_ip.enabled', Value: ref('P') }] }, ['App.Lb tcp/80 -> App.Box tcp/80 as the client when unsure', 'App.Lb tcp/80 -> App.Box tcp/80 when unsure'], PARAMETER],
  ])('what a network balancer shows to %s', (_, properties, expected, part = {}) => {
    expect(all({ Box: type('EC2::Instance', { SubnetId: ref('A'), PrivateIpAddress: '10.0.0.9', SecurityGroupIds: [ref('Other')] }), Lb: nlb(), L: listener('TCP', 80), Tg: targets({ Targets: [{ Id: 'TargetType' in properties ? '10.0.0.9' : ref('Box') }], ...properties }) }, part)).toEqual(expected);
  });
});

describe('APIs', () => {
  const API = (properties: object = {}): Resources => ({ Api: type('ApiGateway::RestApi', properties) });
  const method = type('ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: 'r', HttpMethod: 'GET', Integration: { Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), Uri: 'http://internal.example.com:8080/' } });
  const LINK: Resources = { Lb: nlb({ Scheme: 'internal' }), Link: type('ApiGateway::VpcLink', { Name: 'l', TargetArns: [ref('Lb')] }), M: method };
  const EVERYWHERE = '0.0.0.0/0, ::/0';

  test.each<[string, Resources, string[], Part?]>([
    ['a REST API through its link', { ...API(), ...LINK }, [`(${EVERYWHERE} over tcp/443) entry:App.Api tcp/443 -> App.Lb tcp/8080`]],
    ['a REST API with a policy', { ...API({ Policy: { Statement: [] } }), ...LINK }, [`(none..${EVERYWHERE} (callers of the API) over tcp/443) entry:App.Api tcp/443 -> App.Lb tcp/8080`]],
    ['a link outside', { ...API(), M: { ...method as object, Properties: { ...(method as { Properties: object }).Properties, Integration: { ConnectionType: 'VPC_LINK', ConnectionId: 'link-1', Uri: 'http://internal.example.com/' } } } }, [`(${EVERYWHERE} over tcp/443) entry:App.Api tcp/443 -> ? link-1 tcp/80`]],
    ['an API without a link', { ...API(), M: type('ApiGateway::Method', { RestApiId: ref('Api'), Integration: { Type: 'AWS_PROXY' } }) }, []],
    ['an HTTP API', {
      Lb: alb({ Scheme: 'internal' }), L: listener('HTTP', 80, { Type: 'fixed-response' }), Api: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP' }), Link: type('ApiGatewayV2::VpcLink', { SubnetIds: [ref('A')], SecurityGroupIds: [ref('Other')] }),
      I: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), IntegrationUri: ref('L') }),
    }, [`(${EVERYWHERE} over tcp/443) entry:App.Api tcp/443 -> App.Link tcp/443`, 'App.Link tcp/443 -> App.Lb tcp/80']],
    ['an HTTP API by a service registry', {
      Api: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP' }), Link: type('ApiGatewayV2::VpcLink', { SubnetIds: [ref('A')], SecurityGroupIds: [ref('Other')] }), Map: type('ServiceDiscovery::Service', {}),
      I: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), IntegrationUri: att('Map', 'Arn') }),
    }, [`(${EVERYWHERE} over tcp/443) entry:App.Api tcp/443 -> App.Link tcp/443`, 'App.Link tcp/443 -> ? Ref Map none..all (Ref Map)']],
  ])('%s', (_, resources, expected, part = {}) => {
    expect(all(resources, part)).toEqual(expected);
  });

  test('a private API is called through endpoints, those of others too', () => {
    const found = all({ ...API({ EndpointConfiguration: { Types: ['PRIVATE'] } }), ...LINK, E: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.execute-api', SubnetIds: [ref('A')], SecurityGroupIds: [ref('Sg')] }) });
    expect(found).toHaveLength(2);
    expect(found[0]).toBe('App.E tcp/443 -> App.Lb tcp/8080 when unsure');
    expect(found[1]).toMatch(/^\(none\.\.10\.0\.0\.0\/8, .* \(callers of the API\) over tcp\/443\) entry:App\.Api tcp\/443 -> App\.Lb tcp\/8080 when unsure$/);
  });
});

describe('other ways in', () => {
  test('an endpoint service, for consumers outside and for an endpoint of these templates', () => {
    expect(all({
      Lb: nlb(), L: listener('TCP', 443, { Type: 'fixed-response' }), Service: type('EC2::VPCEndpointService', { NetworkLoadBalancerArns: [ref('Lb')] }),
      E: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: { 'Fn::Sub': 'com.amazonaws.vpce.${AWS::Region}.${Service}' }, SubnetIds: [ref('B')], SecurityGroupIds: [ref('Other')] }),
    })).toEqual(['(none..0.0.0.0/0, ::/0 (PrivateLink consumers) over tcp/443) entry:App.Service tcp/443 -> App.Lb tcp/443', 'App.E tcp/443 -> App.Lb tcp/443']);
  });

  test('an accelerator keeps the address of the client', () => {
    expect(all({
      Lb: alb({ Scheme: 'internal' }), Acc: type('GlobalAccelerator::Accelerator', { Name: 'a' }), Ear: type('GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc'), Protocol: 'TCP', PortRanges: [{ FromPort: 443, ToPort: 443 }] }),
      Group: type('GlobalAccelerator::EndpointGroup', { ListenerArn: ref('Ear'), EndpointConfigurations: [{ EndpointId: ref('Lb') }] }),
    })).toEqual(['(0.0.0.0/0 over tcp/443) entry:App.Acc tcp/443 -> App.Lb tcp/443 as the client']);
  });

  test('an origin of CloudFront in a VPC', () => {
    expect(all({ Lb: alb({ Scheme: 'internal' }), O: type('CloudFront::VpcOrigin', { VpcOriginEndpointConfig: { Arn: ref('Lb'), HTTPPort: 80, HTTPSPort: 443, Name: 'o', OriginProtocolPolicy: 'https-only' } }) })).toEqual(['(none..0.0.0.0/0, ::/0 (CloudFront distributions) over tcp/80, tcp/443) entry:App.O tcp/80, tcp/443 -> App.Lb tcp/80, tcp/443']);
  });

  test.each<[string, object, string[], Part?]>([
    ['with a connector', { NetworkConfiguration: { EgressConfiguration: { EgressType: 'VPC', VpcConnectorArn: att('Con', 'VpcConnectorArn') } } }, ['(0.0.0.0/0, ::/0 over tcp/443) entry:App.Run tcp/443 -> App.Con tcp/443']],
    ['without', {}, ['(0.0.0.0/0, ::/0 over tcp/443) entry:App.Run tcp/443 -> App.Run tcp/443']],
    ['private', { NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: false } } }, []],
    ['by a token', { NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: ref('P') } } }, ['(none..0.0.0.0/0, ::/0 (Ref P) over tcp/443) entry:App.Run tcp/443 -> App.Run tcp/443'], PARAMETER],
  ])('a service of App Runner %s', (_, properties, expected, part = {}) => {
    expect(all({ Con: type('AppRunner::VpcConnector', { Subnets: [ref('A')], SecurityGroups: [ref('Sg')] }), Run: type('AppRunner::Service', properties) }, part)).toEqual(expected);
  });

  test('Lattice lets through in MAY only', () => {
    const [found] = all({
      Box: BOX.Box, Service: type('VpcLattice::Service', {}), Ear: type('VpcLattice::Listener', { ServiceIdentifier: ref('Service'), Protocol: 'HTTPS', Port: 443, DefaultAction: {} }),
      Net: type('VpcLattice::ServiceNetwork', {}), Uses: type('VpcLattice::ServiceNetworkServiceAssociation', { ServiceNetworkIdentifier: ref('Net'), ServiceIdentifier: ref('Service') }),
      From: type('VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: ref('Net'), VpcIdentifier: ref('Vpc'), SecurityGroupIds: [ref('Sg')] }),
      Tg: type('VpcLattice::TargetGroup', { Type: 'INSTANCE', Config: { VpcIdentifier: ref('Vpc'), Port: 80, Protocol: 'HTTP' }, Targets: [{ Id: ref('Box') }] }),
    });
    expect(found).toBe('(none..10.0.0.0/16 (type AWS::VpcLattice::Service) over none..tcp/443 (type AWS::VpcLattice::Service)) entry:App.Service none..tcp/443 (type AWS::VpcLattice::Service) -> App.Box, ? type AWS::VpcLattice::Service none..all (type AWS::VpcLattice::Service)');
  });
});
