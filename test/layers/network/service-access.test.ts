/** How a service is reached: made here, there already, in a hub, or through NAT; and what each way opens. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, Posture, ServiceAccess, ZeroTrust } from 'cdk-zero-trust';
import { ground, type Ground, importVpc, instance } from '../../support/apps/ground';
import { type Json, mistakesOf, resourcesOfType, rulesOfFlow, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

type Props = Partial<ConstructorParameters<typeof ZeroTrust>[2]>;

/** A segment `api` with flows `logs` and `s3` to the services of these names. */
function declareOn({ stack, vpc }: Ground, props: Props, services: readonly string[] = ['logs', 's3']): void {
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
  const api = zt.addSegment('api', { members: [instance(stack, 'Api')] });
  for (const service of services) zt.addFlow({ id: service, source: api, destination: Endpoint.awsService(service), because: 'x' });
}

function built(props: (on: Ground) => Props, services?: readonly string[]): Synthesized {
  const on = ground();
  declareOn(on, props(on), services);
  return synthesize(on.app);
}

const peersOf = ({ templates }: Synthesized, flow: string): unknown[] => rulesOfFlow(templates, flow).map(({ Properties: { Description: _, GroupId: __, ...p } }) => p as Json);
const group = (id: string) => ({ stack }: Ground): ec2.ISecurityGroup => ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-0${id.toLowerCase().padEnd(16, '0')}`);
const imported = (on: Ground, ...groups: ec2.ISecurityGroup[]): ec2.IInterfaceVpcEndpoint =>
  ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(on.stack, 'Theirs', { vpcEndpointId: 'vpce-1', port: 443, securityGroups: groups });

describe('existing', () => {
  test('an imported endpoint: its group is opened for the segment, its policy is left alone', () => {
    const made = built((on) => ({ serviceAccess: { logs: ServiceAccess.existing(imported(on, group('AAA')(on))) } }));
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties.ServiceName)).toEqual(['com.amazonaws.eu-west-1.s3']);
    expect(peersOf(made, 'logs')).toEqual(expect.arrayContaining([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationSecurityGroupId: 'sg-0aaa0000000000000' },
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: { 'Fn::GetAtt': [expect.any(String), 'GroupId'] } },
    ]));
    expect(rulesOfFlow(made.templates, 'logs').find((r) => r.Type.endsWith('Ingress'))!.Properties.GroupId).toBe('sg-0aaa0000000000000');
  });

  test('an endpoint of this app: works end to end', () => {
    const on = ground();
    const theirs = new ec2.InterfaceVpcEndpoint(on.stack, 'Theirs', { vpc: on.vpc, service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, open: false });
    declareOn(on, { serviceAccess: { logs: ServiceAccess.existing(theirs) } });
    const simulator = simulate(synthesize(on.app)).placeAll('10.0.0.0/24');
    expect(simulator.permits({ source: 'App/Api', destination: 'App/Theirs', protocol: 'tcp', port: 443 }).allowed).toBe(true);
    expect(simulator.permits({ source: '10.0.0.99', destination: 'App/Theirs', protocol: 'tcp', port: 443 }).allowed).toBe(false);
  });

  test('a gateway endpoint: only the prefix list is opened', () => {
    const made = built(({ stack }) => ({ serviceAccess: { s3: ServiceAccess.existing(ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'Theirs', 'vpce-1')) } }), ['s3']);
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint')).toEqual([]);
    expect(peersOf(made, 's3')).toEqual([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationPrefixListId: 'pl-6da54004' }]);
  });

  test('for every service at once, where the VPC has them all', () => {
    const made = built((on) => ({ defaultServiceAccess: ServiceAccess.existing(imported(on, group('AAA')(on))) }));
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint')).toEqual([]);
  });

  test.each<[string, (on: Ground) => ec2.ISecurityGroup[], RegExp]>([
    ['without a group', () => [], /^EndpointWithoutGroup: `ServiceAccess\.existing` for `logs` names an endpoint without a security group.*`securityGroups`/],
    ['whose group takes no rules', ({ stack }) => [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Fixed', 'sg-0aaaaaaaaaaaaaaa1', { mutable: false })], /^ImportedGroupImmutable: the group of the existing endpoint for `logs` was imported with `mutable: false`/],
  ])('an endpoint %s is a mistake', (_name, groups, message) => {
    const on = ground();
    declareOn(on, { serviceAccess: { logs: ServiceAccess.existing(imported(on, ...groups(on))) } });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(message)]);
  });
});

describe('shared hub', () => {
  test('opens the hub\'s addresses on one port, and makes nothing', () => {
    const made = built(() => ({ defaultServiceAccess: ServiceAccess.sharedHub({ cidrs: ['10.100.0.0/24', '2001:db8:100::/64'] }) }), ['logs']);
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint')).toEqual([]);
    expect(peersOf(made, 'logs')).toEqual(expect.arrayContaining([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.100.0.0/24' }, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv6: '2001:db8:100::/64' },
    ]));
  });

  test.each<[string, string[], RegExp]>([
    ['no addresses at all', [], /^HubWithoutCidrs: /],
    ['a CIDR with host bits', ['10.100.0.5/24'], /^CidrHostBits\w*: .*`10\.100\.0\.5\/24`/],
    ['everybody', ['0.0.0.0/0'], /^HubTooWide: /],
  ])('with %s is a mistake', (_name, cidrs, message) => {
    const on = ground();
    declareOn(on, { serviceAccess: { logs: ServiceAccess.sharedHub({ cidrs }) } }, ['logs']);
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(message)]);
  });
});

describe('nat', () => {
  test('opens tcp/443 to every IPv4 address, makes nothing, and is shown as that', () => {
    const made = built(() => ({ serviceAccess: { logs: ServiceAccess.nat() } }), ['logs']);
    expect(peersOf(made, 'logs')).toEqual([{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]);
    const [network] = Object.values(made.networks).map((text) => JSON.parse(text) as Json);
    expect(network.scopes[0].endpoints).toEqual([{ service: 'logs', kind: 'interface', access: 'nat', zones: 0, flows: ['logs'] }]);
  });

  test('is what SANDBOX takes for what would cost, and only for that', () => {
    const made = built(() => ({ posture: Posture.SANDBOX }));
    expect(peersOf(made, 'logs')).toEqual([expect.objectContaining({ CidrIp: '0.0.0.0/0' })]);
    expect(peersOf(made, 's3')).toEqual([expect.objectContaining({ DestinationPrefixListId: 'pl-6da54004' })]);
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties.VpcEndpointType)).toEqual(['Gateway']);
  });

  test('SANDBOX may be told otherwise', () => {
    const made = built(() => ({ posture: Posture.SANDBOX, serviceAccess: { logs: ServiceAccess.create() } }), ['logs']);
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint')).toHaveLength(1);
  });
});

test('one service may be reached otherwise than the rest', () => {
  const made = built(() => ({ defaultServiceAccess: ServiceAccess.nat(), serviceAccess: { s3: ServiceAccess.create() } }));
  expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties.ServiceName)).toEqual(['com.amazonaws.eu-west-1.s3']);
});

test('a name under `serviceAccess` that is no service is a mistake', () => {
  const on = ground();
  declareOn(on, { serviceAccess: { log: ServiceAccess.nat() } }, ['logs']);
  expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^ServiceUnknown: .*`log`.*did you mean `logs`\?/)]);
});

test('the same VPC, imported twice, is one VPC', () => {
  const on = ground();
  const other = new Stack(on.app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
  declareOn(on, {}, ['logs']);
  const second = new ZeroTrust(other, 'ZeroTrust', { vpc: importVpc(other) });
  second.addFlow({ id: 'second', source: second.addSegment('web', { members: [instance(other, 'Web')] }), destination: Endpoint.awsService('logs'), because: 'x' });
  const made = synthesize(on.app);
  const endpoints = resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint');
  expect(endpoints).toHaveLength(1);
  expect(endpoints[0].Properties.PolicyDocument.Statement.map((s: Json) => s.Sid)).toEqual(['Logs', 'Second']);
});
