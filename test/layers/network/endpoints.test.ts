/** Endpoints that the layer makes: where they stand, whom their groups let in, and what their policies permit. */
import { Aws, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClosedVpc, Endpoint, ServiceAccess, ZeroTrust } from 'cdk-zero-trust';
import { changes } from '../../support/apps/compare';
import { ground, type Ground, HOW, importVpc, instance, task } from '../../support/apps/ground';
import { type Json, mistakesOf, newApp, newStack, resourcesOfType, rulesOfFlow, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

type Props = Partial<ConstructorParameters<typeof ZeroTrust>[2]>;

function facade({ stack, vpc }: Ground, props: Props = {}): ZeroTrust {
  return new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
}

/** One segment with an instance, and flows to these services. */
function synthesizeFlowsTo(services: readonly string[], props: Props = {}, on: Ground = ground()): Synthesized {
  const zt = facade(on, props);
  const api = zt.addSegment('api', { members: [instance(on.stack, 'Api')] });
  for (const service of services) zt.addFlow({ source: api, destination: Endpoint.awsService(service), because: 'needs it' });
  return synthesize(on.app);
}

const endpointsOf = ({ templates }: Synthesized): Json[] => resourcesOfType(templates, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties as Json);
const endpointFor = (synthesized: Synthesized, name: string): Json => endpointsOf(synthesized).find((p) => JSON.stringify(p.ServiceName).includes(`.${name}"`))!;

describe('a gateway endpoint', () => {
  test('is a route in every route table of inner subnets, once each, with a policy', () => {
    const on = ground();
    const vpc = importVpc(new Stack(on.app, 'Other'), { privateSubnetIds: ['subnet-0c', 'subnet-0d'], privateSubnetRouteTableIds: ['rtb-0c', 'rtb-0c'], publicSubnetIds: ['subnet-0e', 'subnet-0f'], publicSubnetRouteTableIds: ['rtb-0e', 'rtb-0a'] });
    const made = synthesizeFlowsTo(['s3'], { vpc }, on);
    expect(endpointsOf(made)).toEqual([{
      VpcId: 'vpc-0123456789abcdef0', VpcEndpointType: 'Gateway', ServiceName: 'com.amazonaws.eu-west-1.s3',
      RouteTableIds: ['rtb-0c', 'rtb-0a', 'rtb-0b'], PolicyDocument: expect.anything(),
    }]);
  });

  test('of a VPC with public subnets only is a route there', () => {
    const on = ground();
    const none = { isolatedSubnetIds: undefined, isolatedSubnetRouteTableIds: undefined };
    const vpc = importVpc(new Stack(on.app, 'Other'), { ...none, publicSubnetIds: ['subnet-0e', 'subnet-0f'], publicSubnetRouteTableIds: ['rtb-0e', 'rtb-0e'] });
    expect(endpointsOf(synthesizeFlowsTo(['s3'], { vpc }, on))[0].RouteTableIds).toEqual(['rtb-0e']);
  });

  test('makes no group, and opens the service\'s prefix list on one port', () => {
    const made = synthesizeFlowsTo(['dynamodb']);
    expect(rulesOfFlow(made.templates, 'api-to-dynamodb').map((r) => [r.Type, r.Properties.DestinationPrefixListId, r.Properties.FromPort, r.Properties.ToPort])).toEqual([['AWS::EC2::SecurityGroupEgress', 'pl-6fa54006', 443, 443]]);
    expect(resourcesOfType(made.templates, 'AWS::EC2::SecurityGroup')).toHaveLength(1);
  });

  test('of a VPC whose route tables are not known is refused', () => {
    const on = ground();
    const vpc = importVpc(new Stack(on.app, 'Other'), { isolatedSubnetRouteTableIds: undefined });
    const zt = facade(on, { vpc });
    zt.addFlow({ source: zt.addSegment('api', { members: [instance(on.stack, 'Api')] }), destination: Endpoint.awsService('s3'), because: 'x' });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^RouteTableUnknown: the gateway endpoint for `s3` needs the route tables of the VPC.*ServiceAccess\.existing/)]);
  });
});

describe('an interface endpoint', () => {
  test('has a closed group of its own, private names, and one subnet per zone', () => {
    const made = synthesizeFlowsTo(['logs']);
    const [group] = resourcesOfType(made.templates, 'AWS::EC2::SecurityGroup').filter((r) => r.Properties.GroupDescription.startsWith('zero-trust endpoint'));
    expect(group.Properties).toEqual({ GroupDescription: 'zero-trust endpoint logs', VpcId: 'vpc-0123456789abcdef0', SecurityGroupEgress: [expect.objectContaining({ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' })] });
    expect(group.Metadata['zero-trust']).toEqual({ service: 'logs', scope: 'App/ZeroTrust' });
    expect(endpointsOf(made)).toEqual([{
      VpcId: 'vpc-0123456789abcdef0', VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.logs', PrivateDnsEnabled: true,
      SubnetIds: ['subnet-0a', 'subnet-0b'], SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringContaining('logsGroup'), 'GroupId'] }], PolicyDocument: expect.anything(),
    }]);
  });

  test('stands in isolated subnets, else in private ones, else in public ones, one per zone', () => {
    const subnetsOf = (more: Parameters<typeof importVpc>[1], props: Props = {}): string[] => {
      const on = ground();
      return endpointsOf(synthesizeFlowsTo(['logs'], { vpc: importVpc(new Stack(on.app, 'Other'), more), ...props }, on))[0].SubnetIds as string[];
    };
    const none = { isolatedSubnetIds: undefined, isolatedSubnetRouteTableIds: undefined };
    const six = { isolatedSubnetIds: ['subnet-0a', 'subnet-0b', 'subnet-0c', 'subnet-0d'], isolatedSubnetNames: ['one', 'two'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b', 'rtb-0c', 'rtb-0d'] };
    expect(subnetsOf({ ...none, privateSubnetIds: ['subnet-1a', 'subnet-1b'] })).toEqual(['subnet-1a', 'subnet-1b']);
    expect(subnetsOf({ ...none, publicSubnetIds: ['subnet-2a', 'subnet-2b'] })).toEqual(['subnet-2a', 'subnet-2b']);
    expect(subnetsOf({ privateSubnetIds: ['subnet-1a', 'subnet-1b'] })).toEqual(['subnet-0a', 'subnet-0b']);
    expect(subnetsOf(six)).toHaveLength(2);
    expect(subnetsOf(six, { endpointSubnets: { subnetGroupName: 'two' } })).toEqual(['subnet-0c', 'subnet-0d']);
  });

  test('of a VPC without known subnets is refused', () => {
    const on = ground();
    const zt = facade(on, { vpc: importVpc(new Stack(on.app, 'Other'), { isolatedSubnetIds: undefined, isolatedSubnetRouteTableIds: undefined }) });
    zt.addFlow({ source: zt.addSegment('api', { members: [instance(on.stack, 'Api')] }), destination: Endpoint.awsService('logs'), because: 'x' });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^EndpointNeedsSubnets: the interface endpoint for `logs` needs a subnet per zone/)]);
  });

  test('is one per service, however many flows and segments use it', () => {
    const on = ground();
    const zt = facade(on);
    for (const id of ['a', 'b', 'c']) zt.addFlow({ source: zt.addSegment(id, { members: [instance(on.stack, id)] }), destination: Endpoint.awsService('logs'), because: 'x' });
    const made = synthesize(on.app);
    expect(endpointsOf(made)).toHaveLength(1);
    expect(endpointsOf(made)[0].PolicyDocument.Statement.map((s: Json) => s.Sid)).toEqual(['AToLogs', 'BToLogs', 'CToLogs']);
  });

  test('does not name its flows: one more changes its policy, the rules of that flow, and nothing else', () => {
    const to = (ids: readonly string[]): Synthesized => {
      const on = ground();
      const zt = facade(on);
      for (const id of ['a', 'b']) zt.addSegment(id, { members: [instance(on.stack, id)] });
      for (const id of ids) zt.addFlow({ id: `${id}-to-logs`, source: zt.segment(id), destination: Endpoint.awsService('logs'), because: 'x' });
      return synthesize(on.app);
    };
    const changed = changes(to(['a']), to(['a', 'b']));
    expect(changed.filter((c) => !c.type.startsWith('AWS::EC2::SecurityGroup')).map((c) => c.type)).toEqual(['AWS::EC2::VPCEndpoint']);
    expect(changed.filter((c) => c.type.startsWith('AWS::EC2::SecurityGroup')).map((c) => [c.type.replace('AWS::EC2::', ''), c.flows])).toEqual(expect.arrayContaining([['SecurityGroupIngress', ['b-to-logs']], ['SecurityGroupEgress', ['b-to-logs']]]));
    expect(changed).toHaveLength(3);
    const [endpoint] = resourcesOfType(to(['a']).templates, 'AWS::EC2::VPCEndpoint');
    expect(endpoint.Metadata['zero-trust']).toEqual({ service: 'logs', scope: expect.stringMatching(/ZeroTrust$/) });
  });

  test('its group lets in the segments that asked, and nobody else', () => {
    const on = ground();
    const zt = facade(on);
    const [api, web] = ['Api', 'Web'].map((id) => zt.addSegment(id.toLowerCase(), { members: [instance(on.stack, id)] }));
    zt.addFlow({ source: api, destination: Endpoint.awsService('logs'), because: 'x' });
    zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(1), ...HOW });
    const simulator = simulate(synthesize(on.app)).placeAll('10.0.0.0/24');
    const ask = (source: string, destination = 'Endpoints/logs'): boolean => simulator.permits({ source, destination, protocol: 'tcp', port: 443 }).allowed;
    expect([ask('App/Api'), ask('App/Web'), ask('10.0.0.99'), ask('8.8.8.8'), ask('Endpoints/logs', 'App/Api'), ask('Endpoints/logs', '8.8.8.8')]).toEqual([true, false, false, false, false, false]);
  });
});

describe('the policy', () => {
  const statementsOf = (add: (zt: ZeroTrust, stack: Stack) => void, service: string, on = ground()): Json[] => {
    const zt = facade(on);
    add(zt, on.stack);
    return endpointFor(synthesize(on.app), service).PolicyDocument.Statement as Json[];
  };
  const own = { StringEquals: { 'aws:PrincipalAccount': '111122223333', 'aws:ResourceAccount': '111122223333' } };

  test('without words permits the service to this account, for resources of this account', () => {
    expect(statementsOf((zt, stack) => zt.addFlow({ source: zt.addSegment('api', { members: [instance(stack, 'Api')] }), destination: Endpoint.awsService('sqs'), because: 'x' }), 'sqs'))
      .toEqual([{ Sid: 'ApiToSqs', Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: own }]);
  });

  test('with actions and resources permits these, tokens included', () => {
    expect(statementsOf((zt, stack) => {
      const bucket = new s3.Bucket(stack, 'Bucket');
      zt.addFlow({ id: 'reads', source: zt.addSegment('api', { members: [instance(stack, 'Api')] }), destination: Endpoint.awsService('s3', { actions: ['s3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects('*')] }), because: 'x' });
    }, 's3')).toEqual([{
      Sid: 'Reads', Effect: 'Allow', Principal: '*', Action: ['s3:GetObject', 's3:PutObject'],
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] }, '/*']] },
      Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
    }]);
  });

  test('for an image pull lets anybody sign, and names the bucket of the layers', () => {
    expect(statementsOf((zt, stack) => { zt.addSegment('api', { members: [task(stack, 'Task')] }); }, 's3')).toEqual([{
      Sid: 'ApiImagePullS3', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::prod-eu-west-1-starport-layer-bucket/*']] },
    }]);
  });

  test('says whose each statement is, and no two ids are the same', () => {
    const ids = ['a-b1', 'a-b-1', 'aB-1', 'a-B1', 'ab-1'];
    const statements = statementsOf((zt, stack) => {
      for (const [i, id] of ids.entries()) zt.addFlow({ id, source: zt.addSegment(`s${i}`, { members: [instance(stack, `I${i}`)] }), destination: Endpoint.awsService('sqs'), because: 'x' });
    }, 'sqs');
    const sids = statements.map((s) => s.Sid as string);
    expect(sids).toHaveLength(ids.length);
    expect(new Set(sids).size).toBe(ids.length);
    expect(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid))).toBe(true);
  });

  test('there is none where the service takes none', () => {
    const on = ground();
    const zt = facade(on);
    zt.addFlow({ source: zt.addSegment('api', { members: [instance(on.stack, 'Api')] }), destination: Endpoint.awsService('transfer.server'), port: ec2.Port.tcp(22), because: 'x' });
    expect(endpointFor(synthesize(on.app), 'server')).not.toHaveProperty('PolicyDocument');
  });

  test('that grows beyond what AWS accepts is a mistake that names the flows', () => {
    const on = ground();
    const zt = facade(on);
    const resources = Array.from({ length: 400 }, (_, i) => `arn:aws:sqs:eu-west-1:111122223333:a-queue-with-a-long-name-${i}`);
    zt.addFlow({ id: 'many', source: zt.addSegment('api', { members: [instance(on.stack, 'Api')] }), destination: Endpoint.awsService('sqs', { resources }), because: 'x' });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^BudgetExceeded: endpoint sqs: \d+ of 20480 characters of endpoint policy; dearest: `many`/)]);
  });
});

describe('an endpoint that is there already', () => {
  test.each<[string, (on: Ground) => void]>([
    ['as an L2', ({ stack, vpc }) => { new ec2.InterfaceVpcEndpoint(stack, 'Theirs', { vpc, service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS }); }],
    ['as an L1', ({ stack, vpc }) => { new ec2.CfnVPCEndpoint(stack, 'Theirs', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.logs' }); }],
    ['in another stack', ({ app, vpc }) => { new ec2.CfnVPCEndpoint(newStack(app, 'Second'), 'Theirs', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.logs' }); }],
    ['with its region as a token', ({ app, vpc }) => { new ec2.CfnVPCEndpoint(new Stack(app, 'Second'), 'Theirs', { vpcId: vpc.vpcId, serviceName: `com.amazonaws.${Aws.REGION}.logs` }); }],
  ])('%s is not made again', (_name, make) => {
    const on = ground();
    make(on);
    const zt = facade(on);
    zt.addFlow({ id: 'log', source: zt.addSegment('api', { members: [instance(on.stack, 'Api')] }), destination: Endpoint.awsService('logs'), because: 'x' });
    expect(mistakesOf(on.app)).toEqual([expect.stringMatching(/^EndpointExists: the VPC has an endpoint for `logs` already, `(App|Second)\/Theirs.*`; a second one would take over its names: set `serviceAccess: \{ 'logs': ServiceAccess\.existing\(endpoint\) \}` for the flows `log`$/)]);
  });

  test.each<[string, (on: Ground) => void]>([
    ['of another service', ({ stack, vpc }) => { new ec2.CfnVPCEndpoint(stack, 'Theirs', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.logs2' }); }],
    ['in another VPC', ({ stack }) => { new ec2.CfnVPCEndpoint(stack, 'Theirs', { vpcId: 'vpc-0fffffffffffffff0', serviceName: 'com.amazonaws.eu-west-1.logs' }); }],
  ])('%s is in nobody\'s way', (_name, make) => {
    const on = ground();
    make(on);
    expect(endpointsOf(synthesizeFlowsTo(['logs'], {}, on))).toHaveLength(2);
  });

  test('and is named as the way to go, there is no second one', () => {
    const on = ground();
    const theirs = new ec2.InterfaceVpcEndpoint(on.stack, 'Theirs', { vpc: on.vpc, service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, open: false });
    const made = synthesizeFlowsTo(['logs'], { serviceAccess: { logs: ServiceAccess.existing(theirs) } }, on);
    expect(endpointsOf(made)).toHaveLength(1);
  });
});

describe('a VPC that others may use', () => {
  const said = (made: Synthesized): readonly string[] => made.warnings.filter((w) => w.startsWith('EndpointAffectsVpc'));

  test('gets its endpoints with a warning, because they serve the whole VPC', () => {
    expect(said(synthesizeFlowsTo(['logs', 's3']))).toEqual([expect.stringMatching(/^EndpointAffectsVpc: the endpoints for `logs`, `s3` serve the whole VPC/)]);
    expect(said(synthesizeFlowsTo(['logs', 's3'], { defaultServiceAccess: ServiceAccess.nat() }))).toEqual([]);
  });

  test('a closed one of this app gets them without', () => {
    const on = ground();
    expect(said(synthesizeFlowsTo(['logs', 's3'], { vpc: new ClosedVpc(on.stack, 'Closed').vpc }, on))).toEqual([]);
  });
});

describe('a stack without a region', () => {
  const agnostic = (): Ground => {
    const app = newApp();
    const stack = new Stack(app, 'App');
    return { app, stack, vpc: importVpc(stack) };
  };

  test('names the service by the region of the deployment, and the policy by its account', () => {
    const endpoint = endpointsOf(synthesizeFlowsTo(['sqs'], {}, agnostic()))[0];
    expect(endpoint.ServiceName).toEqual({ 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.sqs']] });
    expect(endpoint.PolicyDocument.Statement[0].Condition.StringEquals).toEqual({ 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' }, 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } });
  });

  test('fills the ARNs of implied flows with its own tokens', () => {
    const on = agnostic();
    facade(on).addSegment('api', { members: [task(on.stack, 'Task')] });
    const text = JSON.stringify(endpointFor(synthesize(on.app), 's3').PolicyDocument);
    expect(text).toContain('"-starport-layer-bucket/*"');
    expect(text).not.toContain('{region}');
  });
});
