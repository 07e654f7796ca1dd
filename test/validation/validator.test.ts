/**
 * The adapter between verdicts and CDK's validation: what fails, what is shown, and how often it is asked.
 */
import { opened, plant, plantPending, proved, unknown, violated } from './planted';
import { newApp, OpenStack, reportOf, reportsOf, rules, synth } from './support';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Posture, ProofScope, ZeroTrust, ZeroTrustValidator } from '../../lib';

const AT = { template: 'App.template.json', resource: 'Group' };

test('an excess fails synth, with the path and the line of the app', () => {
  plant(() => [proved('denies.0'), violated('nothing-more.1a2b3c', AT)]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  const { error, stdout, report } = synth(app);
  expect(stdout).toBe('');
  expect(report).toMatchObject({ conclusion: 'failure', metadata: { summary: '1 violated, 0 unknown, 1 proved, 0 implied' } });
  expect(report!.violations).toHaveLength(1);
  const [found] = report!.violations;
  expect(found).toMatchObject({
    ruleName: 'nothing-more.1a2b3c', severity: 'error',
    suggestedFix: 'declare a flow from `internet` to `docs` over tcp/5432, or remove the rule',
    ruleMetadata: { verdict: 'violated', path: 'internet => docs', level: 'packet' },
    violatingConstructs: [{ constructPath: 'App/Group', cloudFormationResource: { templatePath: 'App.template.json', logicalId: 'Group', propertyPaths: ['/Resources/Group/Properties/SecurityGroupIngress/0'] } }],
  });
  expect(found.description.split('\n')).toStrictEqual([
    'internet reaches docs over tcp/5432, and nobody declared it',
    '  1. internet => docs : tcp/5432',
    '     8.8.8.8:49152 -> 10.0.0.7:5432',
    '     - ingress rule of Group',
    '       App.template.json#/Resources/Group/Properties/SecurityGroupIngress/0',
  ]);
  expect(error).toMatch(/^test\/validation\/support.ts:\d+:\d+\nERROR internet reaches docs/);
  expect(error).toContain("Acknowledge with 'ZeroTrust::nothing-more.1a2b3c'");
});

test('what is proved is silent', () => {
  plant(() => [proved('denies.0')]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  expect(synth(app)).toStrictEqual({ error: undefined, stderr: '', stdout: '', report: undefined });
});

test.each<[string, Parameters<typeof ZeroTrustValidator.enable>[1], ReturnType<typeof violated>, string]>([
  ['a warning of the prover stays one', {}, violated('nothing-more.1', AT, { severity: 'warning' }), 'warning'],
  ['what is not known warns', {}, unknown('nothing-more.1', AT), 'warning'],
  ['what is not known of a guarantee or a jewel fails', {}, unknown('denies.1', AT, { strict: true }), 'error'],
  ['what is not known fails where the app says so', { failOnUnknown: true }, unknown('nothing-more.1', AT), 'error'],
  ['a warning that is not known stays one', { failOnUnknown: true }, unknown('nothing-more.1', AT, { severity: 'warning' }), 'warning'],
])('%s', (_, props, verdict, severity) => {
  plant(() => [verdict]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app, props);
  const { error, report } = synth(app);
  expect(rules(report?.violations)).toStrictEqual([`${severity} ${verdict.id} @ App/Group`]);
  expect(error !== undefined).toBe(severity === 'error');
});

test('many unknowns that fail nothing are one finding; those that somebody acknowledged stay apart', () => {
  plant(() => [1, 2, 3, 4, 5].map((i) => unknown(`nothing-more.${i}`, AT)));
  const app = newApp();
  const stack = new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  Validations.of(stack).acknowledge({ id: 'ZeroTrust::nothing-more.3', reason: 'kept by hand' });
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(rules(report!.violations)).toStrictEqual([expect.stringMatching(/^warning unknown\.[0-9a-f]{16} @ $/)]);
  expect(rules(report!.suppressedViolations)).toStrictEqual(['warning nothing-more.3 @ App/Group']);
  const [found] = report!.violations;
  expect(found.description.split('\n').slice(0, 3)).toStrictEqual([
    '4 verdicts cannot be decided, none of them about a guarantee or a crown jewel',
    '  - it cannot be said whether internet reaches docs over tcp/5432 (nothing-more.1)',
    '  - it cannot be said whether internet reaches docs over tcp/5432 (nothing-more.2)',
  ]);
  expect(found.suggestedFix).toBe("say what is known: `assume: { 'ClientCidr': '<CIDR>' }`");
});

test('of many unknowns those about a jewel fail one by one', () => {
  plant(() => [1, 2, 3, 4, 5, 6].map((i) => unknown(`nothing-more.${i}`, AT, { strict: i === 6 })));
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  expect(rules(synth(app).report!.violations)).toStrictEqual(['error nothing-more.6 @ App/Group', expect.stringMatching(/^warning unknown\./)]);
});

test('an unknown says which assumption settles it, as code', () => {
  plant(() => [unknown('denies.1', AT, { strict: true, fix: undefined })]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  const [found] = synth(app).report!.violations;
  expect(found.description).toContain('not known: Ref ClientCidr: nobody says which addresses these are');
  expect(found.suggestedFix).toBe("say what is known: `assume: { 'ClientCidr': '<CIDR>' }`");
  expect(found.violatingConstructs[0].cloudFormationResource?.propertyPaths).toStrictEqual(['/Resources/Group/Properties/SecurityGroupIngress/0/CidrIp']);
});

describe('once per app', () => {
  test('whatever the number of façades, regions and stages; nested and cross-region stacks are in', () => {
    plant((outdir) => [violated('nothing-more.1', AT), violated('nothing-more.2', { template: 'Far.template.json', resource: 'Group' }), violated('nothing-more.3', { template: path.relative(outdir, inStage.templatePath), resource: 'Group' })]);
    const app = newApp();
    const near = new OpenStack(app, 'App', { env: { region: 'eu-west-1' } });
    const far = new OpenStack(app, 'Far', { env: { region: 'us-east-1' } });
    const prod = new Stage(app, 'Prod');
    const stack = new OpenStack(prod, 'Orders');
    const inStage = { templatePath: path.join(prod.outdir, stack.templateFile) };
    for (const s of [near, far, stack]) new ZeroTrust(s, 'ZeroTrust', { vpc: ec2.Vpc.fromVpcAttributes(s, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a'] }) });
    expect(rules(synth(app).report?.violations)).toStrictEqual(['error nothing-more.1 @ App/Group', 'error nothing-more.2 @ Far/Group', 'error nothing-more.3 @ Prod/Orders/Group', 'fatal fails @ ']);
    expect(opened).toStrictEqual([{ outdir: app.outdir, options: { assume: {}, scope: 'declared' } }]);
  });

  test('a second validator by hand tells nothing twice, and adds what it alone sees', () => {
    plant((_, { scope }) => [violated('nothing-more.1', AT), ...(scope === 'assembly' ? [violated('nothing-more.2', AT)] : [])]);
    const app = newApp();
    const stack = new OpenStack(app, 'App');
    ZeroTrustValidator.enable(app);
    Validations.of(stack).addPlugins(new ZeroTrustValidator(), new ZeroTrustValidator({ scope: ProofScope.ASSEMBLY }));
    synth(app);
    expect(reportsOf(app).map((r) => rules(r.violations))).toStrictEqual([['error nothing-more.1 @ App/Group'], ['error nothing-more.2 @ App/Group']]);
    expect(opened.map((o) => o.options.scope)).toStrictEqual(['declared', 'assembly']);
  });

  test('again only where the assembly has changed, and each synth tells everything', () => {
    plant(() => [violated('nothing-more.1', AT)]);
    const app = newApp();
    const stack = new OpenStack(app, 'App', { env: { region: 'eu-west-1' } });
    new OpenStack(app, 'Far', { env: { region: 'us-east-1' } });
    ZeroTrustValidator.enable(app);
    for (const _ of [1, 2]) expect(rules(synth(app, true).report?.violations)).toStrictEqual(['error nothing-more.1 @ App/Group', 'fatal fails @ ']);
    expect(opened).toHaveLength(1);
    stack.group.groupDescription = 'another';
    expect(rules(synth(app, true).report?.violations)).toStrictEqual(['error nothing-more.1 @ App/Group', 'fatal fails @ ']);
    expect(opened).toHaveLength(2);
  });
});

test('assumptions of all façades add up, and may not differ', () => {
  plant(() => []);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app, { assume: { B: '2' } });
  ZeroTrustValidator.enable(app, { assume: { A: '1', B: '2' }, scope: ProofScope.ASSEMBLY });
  synth(app);
  expect(opened.map((o) => o.options)).toStrictEqual([{ assume: { A: '1', B: '2' }, scope: 'assembly' }]);
  ZeroTrustValidator.enable(app, { assume: { A: '3' } });
  expect(synth(app, true).error).toContain('AssumptionsDiffer: `A` is assumed to be `1` and `3`');
});

test('a mistake of the prover fails: no answer is no proof', () => {
  plant(() => { throw new Error('prover and replay disagree'); });
  const app = newApp();
  new OpenStack(app, 'App', { env: { region: 'eu-west-1' } });
  new OpenStack(app, 'Far', { env: { region: 'us-east-1' } });
  ZeroTrustValidator.enable(app);
  const { error, report } = synth(app);
  expect(error).toContain('nothing is proved: prover and replay disagree');
  // At the app: the CDK CLI shows that whatever stacks it is given. Of a plugin that throws it shows nothing, and ends well.
  expect(report!.violations).toStrictEqual([expect.objectContaining({ ruleName: 'failed', severity: 'fatal', violatingConstructs: [expect.objectContaining({ constructPath: '' })] })]);
});

describe('posture', () => {
  const facade = (scope: string, posture: string, segment: string): any => ({ scopes: [{ scope, posture }], segments: [{ scope, id: segment }], flows: [{ scope, id: `flow-of-${segment}` }] });
  const intents = (posture: 'sandbox' | 'standard'): any => [{ stage: '', intent: facade('App/Trial', 'sandbox', 'docs') }, { stage: 'Prod', intent: facade('App/Real', posture, 'orders') }];
  const of = (source: string, destination: string, flows?: string[]): Partial<ReturnType<typeof violated>> => ({ subject: { source, destination, over: 'all' }, flows });

  test.each<[string, 'sandbox' | 'standard', Partial<ReturnType<typeof violated>>, string]>([
    ['in the sandbox findings warn', 'sandbox', of('internet', 'Elsewhere'), 'warning'],
    ['what names no segment fails beside a standard façade', 'standard', of('internet', 'Elsewhere'), 'error'],
    ['what only the sandbox declared warns', 'standard', of('internet', 'docs'), 'warning'],
    ['and by its whole name', 'standard', of('App/Trial#docs', 'internet'), 'warning'],
    ['what the other declared fails', 'standard', of('internet', 'orders'), 'error'],
    ['and by its whole name in its stage', 'standard', of('Prod/App/Real#orders', 'internet'), 'error'],
    ['what both declared fails', 'standard', of('docs', 'orders'), 'error'],
    ['a token that may be what the other declared fails', 'standard', { ...of('docs', 'Ref Group (orders)'), segments: ['App/Trial#docs', 'Prod/App/Real#orders'] }, 'error'],
    ['a flow of the other fails', 'standard', of('docs', 'internet', ['flow-of-orders']), 'error'],
  ])('%s', (_, posture, more, severity) => {
    plant(() => [violated('nothing-more.1', AT, more)], intents(posture));
    const app = newApp();
    new OpenStack(app, 'App');
    ZeroTrustValidator.enable(app);
    expect(rules(synth(app).report?.violations)).toStrictEqual([`${severity} nothing-more.1 @ App/Group`]);
  });

  test('without any façade nothing is a sandbox', () => {
    plant(() => [violated('standing.1', AT)]);
    const app = newApp();
    new OpenStack(app, 'App');
    ZeroTrustValidator.enable(app);
    expect(synth(app).error).toBeDefined();
  });
});

test('a verdict about no resource is told at the façade', () => {
  plant(() => [violated('denies.1', undefined)], [{ stage: '', intent: { scopes: [{ scope: 'App/ZeroTrust', posture: 'standard' }], segments: [], flows: [] } } as any]);
  const app = newApp();
  const stack = new OpenStack(app, 'App');
  new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }), posture: Posture.STANDARD });
  expect(rules(synth(app).report?.violations)).toStrictEqual(['error denies.1 @ App/ZeroTrust']);
});

describe('the switch', () => {
  test.each([false, 'false'])('%p: nothing is judged, and the app says so', (off) => {
    plant(() => [violated('nothing-more.1', AT)]);
    const app = newApp({ context: { 'zero-trust:validate': off } });
    const stack = new OpenStack(app, 'App');
    ZeroTrustValidator.enable(app);
    expect(Template.fromStack(stack).toJSON()).toHaveProperty('Resources.Group');
    expect(opened).toStrictEqual([]);
    expect(reportOf(app)).toBeUndefined();
    expect(JSON.stringify(app.node.metadata)).toContain('nothing is proved: the context `zero-trust:validate` is false');
  });

  test.each([undefined, true, 'true', 0, '', 'no', null])('%p does not switch it off', (value) => {
    plant(() => [violated('nothing-more.1', AT)]);
    const app = newApp({ context: { 'zero-trust:validate': value } });
    new OpenStack(app, 'App');
    ZeroTrustValidator.enable(app);
    expect(synth(app).error).toBeDefined();
  });
});

test('before the look-ups are made nothing fails, and that is said', () => {
  plant(() => [violated('nothing-more.1', AT)]);
  plantPending(2);
  const app = newApp();
  new OpenStack(app, 'App', { env: { region: 'eu-west-1' } });
  new OpenStack(app, 'Far', { env: { region: 'us-east-1' } });
  ZeroTrustValidator.enable(app);
  const { error, report } = synth(app);
  expect(error).toBeUndefined();
  expect(report!.violations.map((v) => `${v.severity} ${v.description}`)).toStrictEqual(['warning nothing is proved yet: 2 look-ups of context (VPCs, prefix lists, ...) are still to be made']);
});

test('that nothing is proved yet cannot be acknowledged away', () => {
  plant(() => []);
  plantPending(1);
  const app = newApp();
  Validations.of(new OpenStack(app, 'App').node.root).acknowledge({ id: 'ZeroTrust::pending', reason: 'be quiet' }, { id: 'ZeroTrust::pending.2', reason: 'be quiet' });
  ZeroTrustValidator.enable(app);
  const { report } = synth(app);
  expect(rules(report!.violations)).toStrictEqual(['warning pending.3 @ ']);
  expect(report!.suppressedViolations).toBeUndefined();
});

test('names with control characters do not reach the terminal raw', () => {
  plant(() => [violated('nothing-more.1', AT, { subject: { source: 'a\u001b[2Jb', destination: 'docs', over: 'all' } })]);
  const app = newApp();
  new OpenStack(app, 'App');
  ZeroTrustValidator.enable(app);
  const { error, report } = synth(app);
  // eslint-disable-next-line no-control-regex
  expect(`${error}${report!.violations[0].description}`).not.toMatch(/\u001b\[2J/);
});

test('a root that is no app has nothing to be judged', () => {
  const stage = new Stage(undefined as never, 'Lonely');
  expect(() => ZeroTrustValidator.enable(new Stack(stage, 'App'))).not.toThrow();
  expect(App.isApp(stage)).toBe(false);
  writeFileSync(path.join(stage.outdir, 'touched'), '');
});
