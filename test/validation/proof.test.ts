/**
 * How a test asks: the ends that it may name, what it gets back, and that asking does not open the gate.
 */
import { opened, plant, proved, unknown, violated } from './planted';
import { newApp, OpenStack, rules, synth } from './support';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Endpoint, Proof, ReachLevel, ZeroTrust, ZeroTrustValidator } from '../../lib';
import { endName } from '../../lib/validation/proof-ends';

const AT = { template: 'App.template.json', resource: 'Group' };

function facade(): { app: App; stack: Stack; zt: ZeroTrust } {
  const app = newApp();
  const stack = new OpenStack(app, 'App');
  return { app, stack, zt: new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }), assume: { A: '1' } }) };
}

describe('ends', () => {
  const { stack, zt } = facade();
  const nested = new NestedStack(stack, 'Nested');
  const inner = new NestedStack(nested, 'Inner');
  const code = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('1') };

  test.each<[string, () => unknown, string | RegExp]>([
    ['a text', () => 'internet', 'internet'],
    ['a segment', () => zt.addSegment('docs'), 'App/ZeroTrust#docs'],
    ['the internet', () => Endpoint.INTERNET, 'internet'],
    ['addresses', () => Endpoint.cidr('10.0.0.0/8'), '10.0.0.0/8'],
    ['a prefix list', () => Endpoint.prefixList('pl-0123456789abcdef0'), 'pl-0123456789abcdef0'],
    ['a service', () => Endpoint.awsService('s3'), 'service:s3'],
    ['an enclave', () => zt.addLegacyEnclave('mainframe', { cidrs: ['10.9.0.0/24'], owner: 'finance', until: '2027-12-31', compensation: 'its own firewall' }), 'mainframe'],
    ['an L2', () => new lambda.Function(stack, 'Handler', code), /^App\.Handler[0-9A-F]{8}$/],
    ['an L1', () => new ec2.CfnSecurityGroup(stack, 'Plain', { groupDescription: 'x' }), 'App.Plain'],
    ['in a nested stack', () => new ec2.CfnSecurityGroup(nested, 'Deep', { groupDescription: 'x' }), /^App\/NestedNestedStackNestedNestedStackResource[0-9A-F]{8}\.Deep$/],
    ['in a nested stack of a nested one', () => new ec2.CfnSecurityGroup(inner, 'Deeper', { groupDescription: 'x' }), /^App\/Nested\w+\/Inner\w+\.Deeper$/],
  ])('%s', (_, end, name) => {
    expect(endName(end(), 'source')).toMatch(typeof name === 'string' ? new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) : name);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, '`source` is of type undefined'],
    ['null', null, '`source` is null'],
    ['an empty text', '', '`source` is empty'],
    ['a number', 443, '`source` is of type number'],
    ['an account', Endpoint.account('111122223333', { securityGroupId: 'sg-0123456789abcdef0' }), '`source` is an end that a proof cannot ask about'],
    ['a construct without a resource', new Construct(stack, 'Empty'), '`App/Empty` is no resource of a template'],
  ])('%s is none', (_, end, words) => {
    expect(() => endName(end, 'source')).toThrow(words);
  });
});

test('questions reach the prover in its own words', () => {
  plant(() => [proved('denies.1')]);
  const { stack } = facade();
  const proof = Proof.of(stack, { assume: { B: '2' } });
  expect(opened.at(-1)!.options).toStrictEqual({ assume: { A: '1', B: '2' }, scope: 'declared' });
  const ends = { source: Endpoint.INTERNET, destination: 'App.Group' };
  expect([
    proof.denies(ends).text,
    proof.permits({ ...ends, port: ec2.Port.POSTGRES }).text,
    proof.onlyVia({ ...ends, port: ec2.Port.tcpRange(8000, 8100), via: ['web', Endpoint.cidr('10.0.0.0/8')] }).text,
    proof.permits({ ...ends, port: ec2.Port.allIcmp(), level: ReachLevel.PIVOT }).text,
  ]).toStrictEqual([
    'proved: denies internet -> App.Group all',
    'proved: permits internet -> App.Group tcp/5432',
    'proved: onlyVia internet -> App.Group tcp/8000-8100',
    'proved: permits internet -> App.Group icmp',
  ]);
  expect(proof.reaches({ ...ends, port: ec2.Port.POSTGRES })).toMatchObject({
    answer: 'unreachable',
    text: 'unreachable: {"source":"internet","destination":"App.Group","over":"tcp/5432","level":"pivot"}\n  blocked: no route leads there (NO_ROUTE)',
  });
});

test('what does not hold says why, and unknown does not hold', () => {
  const { stack } = facade();
  for (const verdict of [violated('denies.1', AT), unknown('denies.1', AT)]) {
    plant(() => [verdict]);
    const result = Proof.of(stack).denies({ source: 'internet', destination: 'docs' });
    expect(result.holds).toBe(false);
    expect(result.violations).toStrictEqual([{ id: 'denies.1', verdict: verdict.verdict, text: expect.stringContaining(verdict.verdict === 'violated' ? '1. internet => docs : tcp/5432' : 'not known: Ref ClientCidr') }]);
    expect(result.text).toBe(`not proved: denies internet -> docs all\n\n${result.violations[0].text}`);
    expect(() => result.mustHold()).toThrow(result.text);
    stack.node.addMetadata('another', verdict.verdict);
    stack.templateOptions.description = verdict.verdict; // another assembly: judged anew
  }
  plant(() => [proved('denies.1')]);
  stack.templateOptions.description = 'proved';
  expect(() => Proof.of(stack).denies({ source: 'internet', destination: 'docs' }).mustHold()).not.toThrow();
});

describe('asking is not passing', () => {
  test('a proof of an app with findings does not throw; its next synth does', () => {
    plant(() => [violated('nothing-more.1', AT)]);
    const { app, stack } = facade();
    const said = jest.spyOn(console, 'error').mockImplementation();
    expect(Proof.of(stack).exactly).toBeDefined();
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
    expect(() => Template.fromStack(stack)).toThrow('internet reaches docs over tcp/5432');
    expect(rules(synth(app).report?.violations)).toStrictEqual(['error nothing-more.1 @ App/Group']);
  });

  test('an app without any is synthesized once', () => {
    plant(() => [proved('denies.1')]);
    const { app, stack } = facade();
    Proof.of(stack);
    expect(app.synth()).toBe(app.synth());
    expect(Template.fromStack(stack).toJSON()).toHaveProperty('Resources.Group');
    expect(opened).toHaveLength(1);
  });

  test('a stack in a stage is judged with all of its stage, and no more', () => {
    plant(() => [violated('nothing-more.1', undefined)]);
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    const stack = new OpenStack(stage, 'App');
    new OpenStack(new Stage(app, 'Dev'), 'App');
    ZeroTrustValidator.enable(stack);
    expect(Template.fromStack(stack).toJSON()).toHaveProperty('Resources.Group'); // no plugin runs in there
    expect(Proof.of(stack).denies({ source: 'internet', destination: 'App.Group' }).holds).toBe(false);
    expect(opened.map((o) => o.outdir)).toStrictEqual([stage.outdir]);
    Proof.of(app);
    expect(opened.map((o) => o.outdir)).toStrictEqual([stage.outdir, app.outdir]);
    expect(synth(app).error).toBeDefined();
  });

  test('a synth that fails for other reasons fails here as well', () => {
    plant(() => []);
    const { stack, zt } = facade();
    zt.addFlow({ source: zt.addSegment('web'), destination: zt.addSegment('docs'), because: '' });
    expect(() => Proof.of(stack)).toThrow(/Validation failed with the following errors/);
  });

  test('a prover that fails is no proof', () => {
    plant(() => { throw new Error('prover and replay disagree'); });
    expect(() => Proof.of(facade().stack)).toThrow('prover and replay disagree');
  });
});

test('nothing declared is nothing to be equal to', () => {
  plant(() => []);
  expect(() => Proof.of(new OpenStack(newApp(), 'App')).exactly()).toThrow('NothingDeclared: ');
});

test('a construct outside of any app is refused', () => {
  expect(() => Proof.of(new Construct(undefined as never, ''))).toThrow('is in no app');
});
