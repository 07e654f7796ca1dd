/** What each posture takes for granted, and what HIGH refuses. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, FlowAuthentication, FlowEncryption, type FlowProps, Microsegmentation, Posture, ServiceAccess, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { ground, instance, task } from '../../support/apps/ground';
import { type Json, mistakesOf, resourcesOfType, synthesize } from '../../support/apps/synthesize';

const NONE = { authentication: FlowAuthentication.none('it knows none'), encryption: FlowEncryption.TLS };

function mistakesWith(posture: Posture | undefined, flow: Partial<FlowProps>, props: Partial<ZeroTrustProps> = {}): string[] {
  const { app, stack, vpc } = ground();
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, posture, ...props });
  const api = zt.addSegment('api', { members: [instance(stack, 'Api')] });
  zt.addFlow({ id: 'calls', source: Endpoint.cidr('10.0.0.0/8'), destination: api, port: ec2.Port.tcp(443), authentication: FlowAuthentication.MTLS, because: 'x', ...flow, ...(flow.destination === undefined ? {} : { source: api }) });
  return mistakesOf(app);
}

describe('HIGH refuses', () => {
  test.each<[string, Partial<FlowProps>, RegExp]>([
    ['a flow that is not encrypted', { authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.none('old clients') }, /^PostureNeedsEncryption: .*`calls`/],
    ['a flow that nobody authenticates, without an end', NONE, /^PostureNeedsUntil: .*`calls`/],
  ])('%s', (_name, flow, message) => {
    expect(mistakesWith(Posture.HIGH, flow)).toEqual([expect.stringMatching(message)]);
    for (const posture of [undefined, Posture.STANDARD, Posture.SANDBOX]) expect(mistakesWith(posture, flow)).toEqual([]);
  });

  test('but not a flow that ends on a day', () => {
    expect(mistakesWith(Posture.HIGH, { ...NONE, until: '2030-01-01' })).toEqual([]);
  });

  test('NAT, for one service or for all', () => {
    const toLogs = { destination: Endpoint.awsService('logs'), port: undefined, authentication: undefined };
    for (const props of [{ serviceAccess: { logs: ServiceAccess.nat() } }, { defaultServiceAccess: ServiceAccess.nat() }]) {
      expect(mistakesWith(Posture.HIGH, toLogs, props)).toEqual([expect.stringMatching(/^PostureRefusesNat: flows `calls` go through NAT/)]);
      expect(mistakesWith(Posture.STANDARD, toLogs, props)).toEqual([]);
    }
    expect(mistakesWith(Posture.HIGH, toLogs, { serviceAccess: { s3: ServiceAccess.nat() } })).toEqual([]);
  });

  test('NAT for what members need to boot, which nobody wrote', () => {
    const { app, stack, vpc } = ground();
    new ZeroTrust(stack, 'ZeroTrust', { vpc, posture: Posture.HIGH, defaultServiceAccess: ServiceAccess.nat() }).addSegment('api', { members: [task(stack, 'Task')] });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^PostureRefusesNat: flows `api\.image-pull\.ecr-api`.*`api\.image-pull\.s3`/)]);
  });

  test('the same on the layer alone', () => {
    const { app, stack, vpc } = ground();
    const network = new Microsegmentation(stack, 'Network', { vpc, posture: Posture.HIGH });
    network.addFlow({ source: Endpoint.cidr('10.0.0.0/8'), destination: network.addSegment('api', { members: [instance(stack, 'Api')] }), port: ec2.Port.tcp(443), ...NONE, because: 'x' });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^PostureNeedsUntil/)]);
  });
});

describe('SANDBOX', () => {
  test('makes no interface endpoint, also for what members need to boot', () => {
    const { app, stack, vpc } = ground();
    new ZeroTrust(stack, 'ZeroTrust', { vpc, posture: Posture.SANDBOX }).addSegment('api', { members: [task(stack, 'Task')] });
    const made = synthesize(app);
    expect(resourcesOfType(made.templates, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties.VpcEndpointType)).toEqual(['Gateway']);
    expect(resourcesOfType(made.templates, 'AWS::EC2::SecurityGroupEgress').map((r) => (r.Properties.CidrIp ?? r.Properties.DestinationPrefixListId) as string).sort()).toEqual(['0.0.0.0/0', 'pl-6da54004']);
  });
});

test.each([Posture.SANDBOX, Posture.STANDARD, Posture.HIGH])('%s is written into the intent file', (posture) => {
  const { app, stack, vpc } = ground();
  new ZeroTrust(stack, 'ZeroTrust', { vpc, posture }).addSegment('api', { members: [instance(stack, 'Api')] });
  const [intent] = Object.values(synthesize(app).intents).map((text) => JSON.parse(text) as Json);
  expect(intent.scopes).toEqual([{ scope: 'App/ZeroTrust', posture }]);
});

test('STANDARD is the default', () => {
  const { app, stack, vpc } = ground();
  new ZeroTrust(stack, 'ZeroTrust', { vpc }).addSegment('api', { members: [instance(stack, 'Api')] });
  expect(JSON.parse(Object.values(synthesize(app).intents)[0])).toMatchObject({ scopes: [{ posture: 'standard' }] });
});
