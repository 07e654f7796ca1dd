/** Mistakes in templates, assemblies, names and files of the command line, and in questions of tests: the first words are the code. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Proof, ZeroTrustValidator } from 'cdk-zero-trust';
import { readTemplates } from '../../../lib/world/template';
import { type Files, found, type ProvingMistake, refused, thrown } from '../proving';

export const guarantees = (...lines: readonly string[]): string => `schema: zero-trust/guarantees/1\nguarantees:\n${lines.map((l) => `  - ${l}\n`).join('')}...\n`;

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } };
export const SERVER: Files = {
  Vpc: VPC,
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' }, GroupDescription: 'x' } },
  Web: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: { Ref: 'Subnet' }, SecurityGroupIds: [{ Ref: 'Group' }] } },
};
const TEMPLATE = { Parameters: { ClientCidr: { Type: 'String' } }, Resources: SERVER };
const stacks = (...names: readonly string[]): Files => Object.fromEntries(names.map((name) => [name, { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/eu-west-1', properties: { templateFile: `${name}.template.json` } }]));
const manifest = (artifacts: unknown): unknown => ({ version: '48.0.0', artifacts });
const INTENT = { schema: 'zero-trust/intent/1', scopes: [], segments: [], enclaves: [], personas: [], flows: [], guarantees: [] };

const cli = (name: string, code: string, words: readonly string[], files: Files, argv: readonly string[]): ProvingMistake => ({ name, code, level: 'exit 2', words, tell: () => refused(files, argv) });
const one = (name: string, code: string, words: readonly string[], file: string, content: unknown): ProvingMistake => cli(name, code, words, { [file]: content }, ['prove', file]);
const asked = (name: string, code: string, words: readonly string[], source: string): ProvingMistake => cli(name, code, words, { 'a.json': TEMPLATE, 'b.json': TEMPLATE }, ['ask', 'reach', 'a.json', ...code === 'AmbiguousName' ? ['b.json'] : [], '--source', source, '--destination', 'internet']);

const stackOf = (context: Files = {}): Stack => new Stack(new App({ context, analyticsReporting: false }), 'App');

export const PROVING: readonly ProvingMistake[] = [
  one('another JSON file', 'NotATemplate', ['`package.json`', '`Resources`'], 'package.json', { name: 'shop' }),
  one('JSON that was cut', 'NotJson', ['`a.json` (1:', 'truncated'], 'a.json', '{ "Resources": {'),
  one('YAML with a tab', 'NotYaml', ['`a.yaml` (2:1)', 'tab'], 'a.yaml', 'Resources:\n\tVpc: {}\n'),
  one('a key twice', 'DuplicateKey', ['`a.yaml` (3:3)', '`Vpc`'], 'a.yaml', 'Resources:\n  Vpc: { Type: AWS::EC2::VPC }\n  Vpc: { Type: AWS::EC2::VPC }\n'),
  one('a circle', 'CyclicReference', ['`A` -> `B` -> `A`'], 'a.yaml', 'Resources:\n  A: { Type: AWS::SNS::Topic, Properties: { TopicName: !GetAtt B.TopicName } }\n  B: { Type: AWS::SNS::Topic, Properties: { TopicName: !GetAtt A.TopicName } }\n'),
  cli('a directory of something else', 'NotAnAssembly', ['`dist`', 'manifest.json'], { 'dist/index.js': '' }, ['prove', 'dist']),
  cli('another manifest', 'ManifestInvalid', ['`cdk.out/manifest.json`', '`version`'], { 'cdk.out/manifest.json': { name: 'extension' } }, ['prove']),
  cli('a template that is not there', 'AssetMissing', ['`Shop.template.json`', 'synthesize again'], { 'cdk.out/manifest.json': manifest(stacks('Shop')) }, ['prove']),
  cli('a template outside', 'PathOutside', ['`../other.json`'], { 'cdk.out/manifest.json': manifest({ Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: '../other.json' } } }) }, ['prove']),
  cli('a template that multiplies itself', 'TooManyStacks', ['5000'], {
    'a.json': { Resources: Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`N${i}`, { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'child.json' } }])) },
    'child.json': { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } },
  }, ['prove', 'a.json']),
  { name: 'no template at all', code: 'NothingToRead', level: 'error', words: ['no template is named', '`cdk.out`'], tell: () => thrown(() => readTemplates([])) },
  cli('an intent that got lost', 'IntentMissing', ['`cdk.out`', 'zero-trust.intent.json'], { 'cdk.out/manifest.json': manifest(stacks('Shop')), 'cdk.out/Shop.template.json': { Resources: { Group: { ...SERVER.Group as object, Metadata: { 'zero-trust': { flows: ['web-to-api'] } } } } } }, ['prove']),
  cli('an intent of another synth', 'IntentStale', ['`cdk.out`', 'synthesize again'], { 'cdk.out/manifest.json': manifest(stacks('Shop')), 'cdk.out/Shop.template.json': TEMPLATE, 'cdk.out/zero-trust.intent.json': INTENT, 'cdk.out/zero-trust.network.json': { schema: 'zero-trust/network/1', digest: 'of-another', scopes: [] } }, ['prove']),
  cli('an intent of another version', 'IntentUnreadable', ['`zero-trust/intent/9`', '`zero-trust/intent/1`'], { 'cdk.out/manifest.json': manifest(stacks('Shop')), 'cdk.out/Shop.template.json': TEMPLATE, 'cdk.out/zero-trust.intent.json': { ...INTENT, schema: 'zero-trust/intent/9' } }, ['prove']),
  asked('a name with a typo', 'UnknownName', ['`Wbe`', 'did you mean `Web`?'], 'Wbe'),
  asked('a logical id of two stacks', 'AmbiguousName', ['`a.Web`', '`b.Web`'], 'Web'),
  asked('a group as an end', 'NotAnEnd', ['`Group`', 'security group'], 'Group'),
  cli('an assumption with a typo', 'UnknownName', ['`ClientCdir`', 'did you mean `ClientCidr`?'], { 'a.json': TEMPLATE }, ['prove', 'a.json', '--assume', 'ClientCdir=10.0.0.0/8']),
  cli('a VPC with host bits', 'AssumptionInvalid', ['`vpc-0123=flat:10.0.0.1/16`', '`10.0.0.0/16`'], { 'a.json': TEMPLATE }, ['prove', 'a.json', '--assume', 'vpc-0123=flat:10.0.0.1/16']),
  cli('a list as an assumption', 'AssumptionInvalid', ['g.yaml:2:', '`ClientCidr`', 'one value'], { 'a.json': TEMPLATE, 'g.yaml': guarantees('denies: { source: internet, destination: Web }').replace('guarantees:', 'assume: { ClientCidr: [10.0.0.0/8] }\nguarantees:') }, ['prove', 'a.json', '--guarantees', 'g.yaml']),
  cli('a guarantees file with a typo', 'UnknownField', ['g.yaml:3:', '`denys`', 'did you mean `denies`?'], { 'a.json': TEMPLATE, 'g.yaml': guarantees('denys: { source: internet, destination: Web }') }, ['prove', 'a.json', '--guarantees', 'g.yaml']),
  cli('a baseline of another schema', 'BaselineUnreadable', ['`b.json`', '`zero-trust/baseline/1`'], { 'a.json': TEMPLATE, 'b.json': { schema: 'zero-trust/baseline/2', accepted: [] } }, ['prove', 'a.json', '--baseline', 'b.json']),
  cli('a day that is none', 'DateInvalid', ['`tomorrow`', '`2026-11-22`'], { 'a.json': TEMPLATE, 'b.json': { schema: 'zero-trust/baseline/1', accepted: [] } }, ['prove', 'a.json', '--baseline', 'b.json', '--today', 'tomorrow']),

  { name: 'a time that is none', code: 'TimeInvalid', level: 'error', words: ['`zero-trust:now`', '`today`'], tell: () => failure(({ stack, directory }) => ZeroTrustValidator.enable(stack, { baselineFile: emptyBaseline(directory) }), { 'zero-trust:now': 'today' }) },
  { name: 'a baseline that is not there', code: 'BaselineUnreadable', level: 'error', words: ['`none.json`', '--update-baseline'], tell: () => failure(({ stack }) => ZeroTrustValidator.enable(stack, { baselineFile: 'none.json' })) },
  { name: 'two assumptions about one name', code: 'AssumptionsDiffer', level: 'error', words: ['`vpc-0123`', 'keep one'], tell: () => failure(({ stack }) => { for (const value of ['flat', 'flat:10.0.0.0/16']) ZeroTrustValidator.enable(stack, { assume: { 'vpc-0123': value } }); }) },
  { name: '`exactly` of nothing', code: 'NothingDeclared', level: 'error', words: ['`ZeroTrust`', '`exactly([...])`'], tell: () => thrown(() => Proof.of(stackOf()).exactly()) },
  { name: 'a question about a number', code: 'EndNotNamed', level: 'error', words: ['`destination`', 'number'], tell: () => thrown(() => Proof.of(stackOf()).denies({ source: 'internet', destination: 5432 as unknown as string })) },
  { name: 'a question about a construct without a resource', code: 'EndNotNamed', level: 'error', words: ['`App`'], tell: () => thrown(() => { const stack = stackOf(); return Proof.of(stack).denies({ source: 'internet', destination: stack }); }) },
  { name: 'the validator is off', code: 'ValidationSwitchedOff', level: 'warning', words: ['`zero-trust:validate`'], tell: () => Promise.resolve(annotation()) },
];

/** What `failed` says after its first words. */
async function failure(build: Parameters<typeof found>[1], context: Files = {}): Promise<string | undefined> {
  return (await found('failed', build, context))?.replace(/^failed: nothing is proved: /, '');
}

function emptyBaseline(directory: string): string {
  const file = path.join(directory, 'baseline.json');
  writeFileSync(file, JSON.stringify({ schema: 'zero-trust/baseline/1', accepted: [] }));
  return file;
}

function annotation(): string | undefined {
  const stack = stackOf({ 'zero-trust:validate': false });
  new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  ZeroTrustValidator.enable(stack);
  const said = stack.node.metadata.map((m) => String(m.data)).find((text) => text.includes('[ack: cdk-zero-trust:ValidationSwitchedOff]'));
  return said === undefined ? undefined : `ValidationSwitchedOff: ${said.replace(/ \[ack: .*$/, '')}`;
}
