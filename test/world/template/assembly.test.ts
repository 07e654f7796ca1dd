/** Cloud assemblies as CDK writes them: environments, stages, nested stacks, intents; several inputs at once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnOutput, CfnParameter, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { keyOf, readTemplates, type TemplateWorld } from '../../../lib/world/template';

let directory: string;
let world: TemplateWorld;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'zt-assembly-'));
  synthesize('out', {});
  synthesize('marked', { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true });
  world = readTemplates(['out'], { cwd: directory });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function synthesize(name: string, context: Record<string, unknown>): void {
  const app = new App({ outdir: path.join(directory, name), context: { ...context, 'availability-zones:account=111111111111:region=eu-west-1': ['eu-west-1a'] }, analyticsReporting: false });
  const env = { account: '111111111111', region: 'eu-west-1' };
  const net = new Stack(app, 'Net', { env, crossRegionReferences: true });
  const vpc = new ec2.Vpc(net, 'Vpc', { maxAzs: 1, natGateways: 0, ipAddresses: ec2.IpAddresses.cidr('10.7.0.0/16') });
  const main = new Stack(app, 'App', { env, stackName: 'deployed-name' });
  const group = new ec2.SecurityGroup(main, 'Sg', { vpc });
  const nest = new NestedStack(main, 'Nest', { parameters: { Given: 'given' } });
  new CfnParameter(nest, 'Given');
  const inner = new ec2.SecurityGroup(nest, 'Sg', { vpc });
  const deep = new NestedStack(nest, 'Deep');
  const deepest = new ec2.SecurityGroup(deep, 'Sg', { vpc });
  inner.addIngressRule(group, ec2.Port.tcp(1));
  group.addIngressRule(deepest, ec2.Port.tcp(2));
  group.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(3));
  const far = new Stack(app, 'Far', { env: { ...env, region: 'us-east-1' }, crossRegionReferences: true });
  new ec2.CfnVPCPeeringConnection(far, 'Peering', { vpcId: 'vpc-0123', peerVpcId: vpc.vpcId });
  const stage = new Stage(app, 'Prod', { env: { account: '222222222222', region: 'us-east-1' } });
  const first = new Stack(stage, 'Net');
  const own = new ec2.CfnVPC(first, 'Vpc', { cidrBlock: '10.8.0.0/16' });
  new ec2.CfnSecurityGroup(new Stack(stage, 'Svc'), 'Sg', { groupDescription: 'x', vpcId: own.ref });
  new CfnOutput(new Stack(new Stage(stage, 'Inner'), 'Deep'), 'O', { value: 'x' });
  app.synth();
}

const NEST = 'NestNestedStackNestNestedStackResourceD8FE4395';
const DEEP = 'DeepNestedStackDeepNestedStackResource521F28B7';

test('every template of every stage, with its environment', () => {
  expect(world.templates.map((t) => [t.key.replace(/^ProdInnerDeep\w+/, 'ProdInnerDeep'), t.file.replace(/ProdInnerDeep\w+/, 'ProdInnerDeep'), t.stage, t.account, t.region].join(' '))).toEqual([
    'App App.template.json  111111111111 eu-west-1',
    `App/${NEST} AppNest0D8B4098.nested.template.json  111111111111 eu-west-1`,
    `App/${NEST}/${DEEP} AppNestDeep4AEAF38C.nested.template.json  111111111111 eu-west-1`,
    'Far Far.template.json  111111111111 us-east-1',
    'Net Net.template.json  111111111111 eu-west-1',
    'ProdInnerDeep assembly-Prod/assembly-Prod-Inner/ProdInnerDeep.template.json Prod/Inner 222222222222 us-east-1',
    'ProdNet055D510C assembly-Prod/ProdNet055D510C.template.json Prod 222222222222 us-east-1',
    'ProdSvc66695059 assembly-Prod/ProdSvc66695059.template.json Prod 222222222222 us-east-1',
  ]);
  expect(world.unknowns).toEqual([]);
});

test('references lead across stacks, nested stacks, stages and regions', () => {
  const vpc = `<${world.ofType('AWS::EC2::VPC')[0].id}:Ref>`;
  expect(vpc).toBe('<Net.Vpc8378EB38:Ref>');
  const groups = world.ofType('AWS::EC2::SecurityGroup');
  expect(groups.map((g) => [g.id, keyOf(g.value('VpcId'))])).toEqual([
    ['App.SgD4954771', vpc],
    [`App/${NEST}.Sg25F6699F6`.replace('Sg25F6699F6', groups[1].logicalId), vpc],
    [`App/${NEST}/${DEEP}.${groups[2].logicalId}`, vpc],
    ['ProdSvc66695059.Sg', '<ProdNet055D510C.Vpc:Ref>'],
  ]);
  const rules = world.ofType('AWS::EC2::SecurityGroupIngress').map((r) => [keyOf(r.value('GroupId')), keyOf(r.value('SourceSecurityGroupId'))]);
  expect(rules).toContainEqual(['<App.SgD4954771:Ref>', `<${groups[2].id}:Ref>`]);
  expect(rules).toContainEqual([`<${groups[1].id}:Ref>`, '<App.SgD4954771:Ref>']);
  expect(groups[0].items('SecurityGroupIngress').map((i) => keyOf((i.value as never as { CidrIp: never }).CidrIp))).toEqual(['"10.7.0.0/16"']);
  expect(keyOf(world.ofType('AWS::EC2::VPCPeeringConnection')[0].value('PeerVpcId'))).toBe(vpc);
});

test('construct paths come from the metadata of the stack, and are those that the template would have', () => {
  const marked = readTemplates(['marked'], { cwd: directory });
  const paths = (w: TemplateWorld): string[] => w.resources.map((r) => `${r.id} ${r.place.constructPath}`);
  expect(paths(world)).toEqual(paths(marked));
  expect(paths(world).filter((p) => p.includes('undefined'))).toEqual([]);
  expect(world.ofType('AWS::EC2::SecurityGroup').map((g) => g.place.constructPath)).toEqual(['App/Sg/Resource', 'App/Nest/Sg/Resource', 'App/Nest/Deep/Sg/Resource', 'Prod/Svc/Sg']);
});

test('a stack is deployed under its own name', () => {
  const template = path.join(directory, 'out', 'App.template.json');
  const before = readFileSync(template, 'utf8');
  const body = JSON.parse(before) as { Outputs?: object };
  writeFileSync(template, JSON.stringify({ ...body, Outputs: { ...body.Outputs, Name: { Value: { Ref: 'AWS::StackName' }, Export: { Name: 'name' } } } }));
  writeFileSync(path.join(directory, 'user.yaml'), 'Resources: { X: { Type: "Test::X", Properties: { A: !ImportValue name, B: !GetStackOutput { StackName: deployed-name, OutputName: Name, Region: eu-west-1 } } } }');
  const { resources } = readTemplates(['out', 'user.yaml'], { cwd: directory });
  writeFileSync(template, before);
  const user = resources.find((r) => r.id === 'user.X')!;
  expect([user.value('A'), user.value('B')]).toEqual(['deployed-name', 'deployed-name']);
});

test('intents beside the manifest, by stage', () => {
  const intent = { schema: 'zero-trust/intent/1' };
  writeFileSync(path.join(directory, 'out', 'zero-trust.intent.json'), JSON.stringify(intent));
  writeFileSync(path.join(directory, 'out', 'assembly-Prod', 'zero-trust.intent.json'), JSON.stringify(intent));
  writeFileSync(path.join(directory, 'out', 'zero-trust.network.json'), '[]');
  expect(readTemplates(['out'], { cwd: directory }).intents).toEqual([
    { stage: 'Prod', directory: 'assembly-Prod', file: 'assembly-Prod/zero-trust.intent.json', intent },
    { stage: '', directory: '', file: 'zero-trust.intent.json', intent, network: [] },
  ]);
});

describe('several inputs', () => {
  test('two assemblies: files are told apart by the directory, stacks of one name by a number', () => {
    const both = readTemplates(['out', 'marked', './out/'], { cwd: directory });
    expect(both.templates).toHaveLength(16);
    expect(both.templates.filter((t) => t.key.startsWith('App')).map((t) => `${t.key} ${t.file}`)).toEqual([
      'App out/App.template.json', 'App#2 marked/App.template.json',
      `App#2/${NEST} marked/AppNest0D8B4098.nested.template.json`, `App#2/${NEST}/${DEEP} marked/AppNestDeep4AEAF38C.nested.template.json`,
      `App/${NEST} out/AppNest0D8B4098.nested.template.json`, `App/${NEST}/${DEEP} out/AppNestDeep4AEAF38C.nested.template.json`,
    ]);
    expect(both.intents.map((i) => i.directory)).toEqual(['out/assembly-Prod', 'out']);
  });

  test('templates of one name in two directories; a nested one that is named as well is read once', () => {
    for (const name of ['a.yaml', 'b.yml']) writeFileSync(path.join(directory, name), 'Resources: { N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./inner.template.yaml, Parameters: { P: x } } } }');
    writeFileSync(path.join(directory, 'inner.template.yaml'), 'Parameters: { P: { Type: String } }\nResources: { X: { Type: "Test::X", Properties: { V: !Ref P } } }');
    const read = readTemplates(['a.yaml', 'inner.template.yaml'], { cwd: directory });
    expect(read.templates.map((t) => `${t.key} ${t.file}`)).toEqual(['a a.yaml', 'a/N inner.template.yaml']);
    expect(read.resource('a/N.X')!.value('V')).toBe('x');
    expect(readTemplates([path.join(directory, 'inner.template.yaml')], { cwd: '/' }).templates).toEqual([{ key: 'inner', file: 'inner.template.yaml', stage: '' }]);
    expect(readTemplates(['b.yml'], { cwd: directory }).templates.map((t) => t.key)).toEqual(['b', 'b/N']);
  });
});

test('values of a context that was not looked up are placeholders: said once, and not of names of zones', () => {
  const file = path.join(directory, 'out', 'manifest.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before) as object, missing: [{ key: 'vpc-provider:x', provider: 'vpc-provider' }, { key: 'vpc-provider:x' }, { key: 'availability-zones:x', provider: 'availability-zones' }] }));
  const { unknowns } = readTemplates(['out'], { cwd: directory });
  writeFileSync(file, before);
  expect(unknowns).toEqual([{ token: 'context vpc-provider:x', template: 'manifest.json', pointer: '/missing/0', why: expect.stringContaining('placeholders') }]);
});
