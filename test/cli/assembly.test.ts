/** From an app to the answer: what the library writes into an assembly is what the command reads. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrownJewel, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, ServiceAccess, ZeroTrust } from '../../lib';
import type { Intent } from '../../lib/intent';
import { folder, run } from './support';

const env = { account: '111122223333', region: 'eu-west-1' };

function declare(stack: Stack, vpcId: string): void {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId, availabilityZones: ['eu-west-1a', 'eu-west-1b'], isolatedSubnetIds: ['a', 'b'].map((z) => vpcId.replace('vpc-', `subnet-${z}`)), isolatedSubnetRouteTableIds: ['a', 'b'].map((z) => vpcId.replace('vpc-', `rtb-${z}`)) });
  const handler = (id: string) => new lambda.Function(stack, id, { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc, maxIdleCost: 100, serviceAccess: { sqs: ServiceAccess.nat() } });
  const web = zt.addSegment('web', { members: [handler('Web')] });
  const docs = zt.addSegment('docs', { members: [handler('Docs')], crownJewel: CrownJewel.restricted('customers') });
  zt.addFlow({ source: Endpoint.INTERNET, destination: web, port: ec2.Port.HTTPS, authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS, because: 'people come in' });
  zt.addFlow({ source: web, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'reads', until: '2027-06-30' });
  zt.addFlow({ source: web, destination: Endpoint.awsService('secretsmanager'), because: 'its password' });
  zt.addFlow({ source: web, destination: Endpoint.awsService('sqs'), because: 'its queue' });
  zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: docs }));
}

jest.setTimeout(60_000);

let outdir: string;
beforeAll(() => {
  outdir = folder({});
  const app = new App({ outdir, context: { 'zero-trust:validate': false } }); // what it declares is the question here, not what holds
  declare(new Stack(app, 'Docs', { env }), 'vpc-11111111');
  declare(new Stack(new Stage(app, 'Prod', { env }), 'Docs'), 'vpc-22222222');
  app.synth();
});

test('both stages are read, and every flow of both is in the text', async () => {
  const { code, stdout, stderr } = await run(['intent', outdir]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [own, prod] = stdout.split(/^Docs\/ZeroTrust in stage Prod$/m);
  for (const [text, file] of [[own, 'zero-trust.intent.json'], [prod, 'assembly-Prod/zero-trust.intent.json']]) {
    const { flows } = JSON.parse(readFileSync(path.join(outdir, file), 'utf8')) as Intent;
    expect(flows.length).toBe(4);
    for (const { because } of flows) expect(text.split('\n').filter((line) => line.trim() === because).length).toBe(1);
  }
});

test('what the network layer built is in it', async () => {
  const { stdout } = await run(['intent', outdir, '--threats']);
  expect(stdout).toMatch(/^ {2}secretsmanager +interface, 2 zones +made here +web-to-secretsmanager$/m);
  expect(stdout).toContain('goes through NAT: its rule opens tcp/443 to every IPv4 address');
  expect(stdout).toContain('Idle cost: 14.60 USD a month for what this scope adds; at most 100.00 by `maxIdleCost`: 85.40 left');
  expect(stdout).toMatch(/^ {4}segment web, outbound IPv4 +4 +60 +56$/m);
  expect(stdout).toMatch(/^ {2}docs +Docs\/Docs\/Resource \(AWS::Lambda::Function\)$/m);
  expect(stdout).toContain('Threats: who could abuse an edge');
  expect(stdout).not.toContain(outdir);
});

test('both stages are proved together, and their segments are told apart', async () => {
  const { code, stdout, stderr } = await run(['prove', outdir]);
  // The internet never gets to a function that has no public address, though a flow says so.
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  for (const name of ['Docs/ZeroTrust#web', 'Prod/Docs/ZeroTrust#web']) expect(stdout).toContain(`\n  internet => ${name} : tcp/443 VIOLATED\n`);
  // And the VPC is imported: what its routes and lists let through is not known, which is no pass either.
  for (const name of ['Docs/ZeroTrust#docs', 'Prod/Docs/ZeroTrust#docs']) expect(stdout).toContain(`\n  internet => ${name} : any protocol and port UNKNOWN\n`);
  expect(stdout).toContain('\nWhat somebody has to say: it settles what is unknown, or part of it\n');
  expect(stdout).toMatch(/\n {2}--assume vpc-11111111=flat \(\d verdicts\)\n/);
  const svg = (await run(['prove', outdir, '--format', 'svg'])).stdout;
  expect([...svg.matchAll(/<title>([^<]*) \(crown jewel\)<\/title>/g)].map((m) => m[1])).toEqual(['Docs/ZeroTrust#docs', 'Prod/Docs/ZeroTrust#docs']);
});
