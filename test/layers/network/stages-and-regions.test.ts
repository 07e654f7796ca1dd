/** Inside a stage, in two stages, in two regions: the same intent, the same names, and files where people look for them. */
import { Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Endpoint, ZeroTrust } from 'cdk-zero-trust';
import { HOW, importVpc, instance } from '../../support/apps/ground';
import { ENV, type Json, newApp, newStack, resourcesOf, resourcesOfType, simulate, type Synthesized, synthesize } from '../../support/apps/synthesize';

/** `web` calls `api`, and both write logs. */
function documents(stack: Stack, vpcId = 'vpc-0123456789abcdef0'): ZeroTrust {
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: importVpc(stack, { vpcId }) });
  const [web, api] = ['Web', 'Api'].map((id) => zt.addSegment(id.toLowerCase(), { members: [instance(stack, id)] }));
  zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(443), ...HOW });
  zt.addFlow({ source: api, destination: Endpoint.awsService('s3'), because: 'x' });
  zt.addFlow({ source: api, destination: Endpoint.awsService('logs'), because: 'x' });
  return zt;
}

/** Of a template's file name the stage is a part. */
const withoutTemplates = (text: string): string => text.replace(/\n *"template": "[^"]*",/g, '');
const ask = (made: Synthesized, source: string, destination: string): boolean => simulate(made).permits({ source, destination, protocol: 'tcp', port: 443 }).allowed;

describe('a stage', () => {
  test('has its own files, in its own assembly', () => {
    const app = newApp();
    documents(newStack(new Stage(app, 'Prod'), 'App'));
    const made = synthesize(app);
    expect(Object.keys(made.intents)).toEqual(['Prod']);
    expect(Object.keys(made.networks)).toEqual(['Prod']);
    expect(ask(made, 'Prod/App/Web', 'Prod/App/Api')).toBe(true);
  });

  test('does not show in scopes, paths and ids: the same intent in every stage and without one', () => {
    const textIn = (stage: string | undefined): { intent: string; rules: string[] } => {
      const app = newApp();
      documents(newStack(stage === undefined ? app : new Stage(app, stage), 'App'));
      const made = synthesize(app);
      return { intent: made.intents[stage ?? ''], rules: resourcesOf(made.templates).map(([id]) => /(Egress|Ingress)[0-9a-f]{16}/.exec(id)?.[0] ?? '').filter((id) => id !== '').sort() };
    };
    expect(textIn('Prod').rules).toEqual(textIn(undefined).rules);
    expect(withoutTemplates(textIn('Test').intent)).toBe(withoutTemplates(textIn('Prod').intent));
    const [staged, plain] = [textIn('Prod').intent, textIn(undefined).intent].map((text) => JSON.parse(text) as Json);
    expect(staged.scopes).toEqual(plain.scopes);
    expect(staged.flows).toEqual(plain.flows);
  });

  test('two of one app are two networks: each makes its endpoints, and they do not meet', () => {
    const app = newApp();
    for (const id of ['Test', 'Prod']) documents(newStack(new Stage(app, id), 'App'));
    const made = synthesize(app);
    expect(Object.keys(made.intents).sort()).toEqual(['Prod', 'Test']);
    expect(withoutTemplates(made.intents.Test)).toBe(withoutTemplates(made.intents.Prod));
    expect(made.templates['Test/App']).toEqual(JSON.parse(JSON.stringify(made.templates['Prod/App']).replaceAll('Prod/', 'Test/')));
    expect([ask(made, 'Test/App/Web', 'Test/App/Api'), ask(made, 'Test/App/Web', 'Prod/App/Api')]).toEqual([true, false]);
  });

  test('with two façades has one intent file for both', () => {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    for (const id of ['One', 'Two']) documents(newStack(stage, id), `vpc-${id}`);
    const [intent, network] = [synthesize(app)].flatMap((made) => [made.intents.Prod, made.networks.Prod]).map((text) => JSON.parse(text) as Json);
    expect(intent.scopes.map((s: Json) => s.scope)).toEqual(['One/ZeroTrust', 'Two/ZeroTrust']);
    expect(network.scopes.map((s: Json) => s.scope)).toEqual(['One/ZeroTrust', 'Two/ZeroTrust']);
  });
});

describe('two regions', () => {
  const made = (): Synthesized => {
    const app = newApp();
    for (const region of ['eu-west-1', 'us-east-1']) documents(new Stack(app, region, { env: { ...ENV, region } }), `vpc-${region}`);
    return synthesize(app);
  };

  test('each has its endpoints, its prefix lists and its service names', () => {
    const { templates } = made();
    const of = (stack: string): unknown[] => [
      ...resourcesOfType({ [stack]: templates[stack] }, 'AWS::EC2::VPCEndpoint').map((r) => r.Properties.ServiceName as string),
      ...resourcesOfType({ [stack]: templates[stack] }, 'AWS::EC2::SecurityGroupEgress').map((r) => r.Properties.DestinationPrefixListId as string | undefined).filter((id) => id !== undefined),
    ].sort();
    expect(of('eu-west-1')).toEqual(['com.amazonaws.eu-west-1.logs', 'com.amazonaws.eu-west-1.s3', 'pl-6da54004']);
    expect(of('us-east-1')).toEqual(['com.amazonaws.us-east-1.logs', 'com.amazonaws.us-east-1.s3', 'pl-63a5400a']);
  });

  test('nothing is imported from one into the other', () => {
    for (const template of Object.values(made().templates)) expect(JSON.stringify(template)).not.toMatch(/ImportValue|CrossRegion|GetStackOutput/);
  });
});

test('the files are sorted, end with a line break, and hold no path of this machine and no time', () => {
  const app = newApp();
  documents(newStack(app, 'App'));
  const made = synthesize(app);
  for (const text of [...Object.values(made.intents), ...Object.values(made.networks)]) {
    expect(text.endsWith('}\n')).toBe(true);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}T\d{2}:/);
  }
  const [intent] = Object.values(made.intents).map((text) => JSON.parse(text) as Json);
  for (const list of [intent.flows, intent.segments]) expect(list.map((x: Json) => x.id)).toEqual([...list.map((x: Json) => x.id)].sort());
});

test('nothing is written to stdout or stderr at synth', () => {
  const written: unknown[] = [];
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation((text) => { written.push(text); return true; }));
  try {
    const app = newApp();
    documents(newStack(app, 'App'));
    synthesize(app);
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
  expect(written).toEqual([]);
});
