/**
 * `identified` and `firewalled`, said in code, in an intent file and in a test: what is proved is silent, what is violated or not known fails synth.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as waf from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { FirewallMode, FirewallPreset, FirewallTarget, FrontDoor, Guarantee, HandlerRole, Proof, RouteHandler, WebFirewall, ZeroTrust } from '../../lib';
import { newApp, type ReportedViolation, synth } from './support';

const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-entries-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Service {
  readonly app: App;
  readonly stack: Stack;
  readonly zt: ZeroTrust;
  readonly api: apigateway.RestApi;
  readonly handler: lambda.Function;
}

/** An API whose only caller signs; `NONE` opens it. */
function service({ authorizationType = apigateway.AuthorizationType.IAM, intentFile, scope }: { readonly authorizationType?: apigateway.AuthorizationType; readonly intentFile?: string; readonly scope?: (app: App) => Construct } = {}): Service {
  const app = newApp();
  const stack = new Stack(scope?.(app) ?? app, 'Shop', { env: { region: 'eu-west-1' } });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }), ...(intentFile === undefined ? {} : { intentFile }) });
  const handler = new lambda.Function(stack, 'Orders', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('1') });
  const api = new apigateway.LambdaRestApi(stack, 'Api', { handler, proxy: false, cloudWatchRole: false });
  api.root.addResource('orders').addMethod('GET', undefined, { authorizationType });
  return { app, stack, zt, api, handler };
}

function firewall({ stack, api }: Pick<Service, 'stack' | 'api'>, mode?: FirewallMode): void {
  new WebFirewall(stack, 'Firewall', { preset: FirewallPreset.BASELINE, ...(mode === undefined ? {} : { mode }) }).protect(FirewallTarget.stage(api.deploymentStage));
}

/** Nobody here knows what the web ACL does. */
function elsewhere({ stack, api }: Pick<Service, 'stack' | 'api'>): void {
  new waf.CfnWebACLAssociation(stack, 'Association', { resourceArn: api.deploymentStage.stageArn, webAclArn: new CfnParameter(stack, 'Acl').valueAsString });
}

const found = (app: App, kind: string): readonly ReportedViolation[] => (synth(app).report?.violations ?? []).filter((v) => v.ruleName.startsWith(`${kind}.`) || v.ruleName === 'failed');
const failing = (list: readonly ReportedViolation[]): readonly (readonly [string, string])[] => list.map((v) => [v.severity, v.ruleMetadata?.verdict ?? v.description]);
const FROM_CODE = (s: Service): void => s.zt.addGuarantee(Guarantee.firewalled({ target: s.api }));

describe('`firewalled`', () => {
  test('is proved behind a web firewall that acts: nothing is told', () => {
    const s = service();
    FROM_CODE(s);
    firewall(s);
    const { error, report } = synth(s.app);
    expect([error, report?.violations.filter((v) => v.severity !== 'warning') ?? []]).toEqual([undefined, []]);
  });

  test.each<[string, (s: Service) => void, RegExp]>([
    ['no web ACL', () => undefined, /no web ACL/],
    ['one that counts until a day', (s) => firewall(s, FirewallMode.observe('2099-01-31')), /a web ACL that stops nothing/],
  ])('is violated by %s: synth fails, and says which entrance', (_, make, check) => {
    const s = service();
    FROM_CODE(s);
    make(s);
    const [{ severity, description, suggestedFix, ruleMetadata, violatingConstructs }, ...others] = found(s.app, 'firewalled');
    expect([severity, ruleMetadata?.verdict, others]).toEqual(['error', 'violated', []]);
    expect(description).toMatch(/Shop\/Api by stage prod of \S+ past no web firewall that stops anything, which a\s+guarantee forbids/);
    expect(description).toMatch(check);
    expect(suggestedFix).toMatch(/web ACL/);
    expect(violatingConstructs[0].constructPath).toMatch(/^Shop\/Api\/DeploymentStage.prod/);
  });

  test('is unknown behind a web ACL that no template holds: fails as well, with an id of its own', () => {
    const s = service();
    FROM_CODE(s);
    elsewhere(s);
    const list = found(s.app, 'firewalled');
    expect(failing(list)).toEqual([['error', 'unknown']]);
    expect([list[0].ruleName, list[0].description]).toEqual([expect.stringMatching(/\.unknown$/), expect.stringContaining('not known: a web ACL elsewhere')]);
  });

  test('is said of a function, a stage and a door as well', () => {
    const s = service();
    const role = new HandlerRole(s.stack, 'Role');
    const behind = new lambda.Function(s.stack, 'Behind', { role, logGroup: role.logGroup, runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('1') });
    const door: FrontDoor = s.zt.addFrontDoor('Door');
    door.addRoute('GET /status', { handler: RouteHandler.function(behind), publicBecause: 'the status page' });
    for (const target of [s.handler, s.api.deploymentStage, door, behind]) s.zt.addGuarantee(Guarantee.firewalled({ target }));
    expect(found(s.app, 'firewalled').map((v) => v.ruleMetadata?.question)).toEqual(expect.arrayContaining(['Shop/Orders', 'Shop/Api/DeploymentStage.prod', 'Shop/ZeroTrust/Door', 'Shop/Behind'].map((p) => `firewalled: whoever comes from the internet to ${p}`)));
  });
});

test.each<[string, string, readonly (readonly [string, string])[]]>([
  ['firewalled', 'firewalled', [['error', 'violated']]],
  ['identified', 'identified', []],
])('`%s` in an intent file is the same', (kind, id, expected) => {
  const intentFile = path.join(directory, `${kind}.yaml`);
  writeFileSync(intentFile, `schema: zero-trust/intent/1\nguarantees:\n  - ${kind}: { target: Shop/Api }\n`);
  expect(failing(found(service({ intentFile }).app, id))).toEqual(expected);
});

describe('`identified`', () => {
  test('is proved of callers that sign, violated by a method that asks nothing, and unknown where a template does not say what it asks', () => {
    const said = (authorizationType: apigateway.AuthorizationType, change: (s: Service) => void = () => undefined): readonly (readonly [string, string])[] => {
      const s = service({ authorizationType });
      s.zt.addGuarantee(Guarantee.identified({ target: s.handler }));
      change(s);
      return failing(found(s.app, 'identified'));
    };
    expect(said(apigateway.AuthorizationType.IAM)).toEqual([]);
    expect(said(apigateway.AuthorizationType.NONE)).toEqual([['error', 'violated']]);
    expect(said(apigateway.AuthorizationType.IAM, ({ stack, api }) => {
      (api.root.getResource('orders')!.node.findChild('GET').node.defaultChild as apigateway.CfnMethod).authorizationType = new CfnParameter(stack, 'How').valueAsString;
    })).toEqual([['error', 'unknown']]);
  });
});

describe('a proof in a test', () => {
  test('asks both', () => {
    const s = service();
    firewall(s);
    const proof = Proof.of(s.stack);
    for (const target of [s.api, s.handler, 'Shop/Api']) {
      expect(proof.firewalled({ target }).text).toMatch(/^proved: firewalled Shop/);
      expect(proof.identified({ target }).holds).toBe(true);
    }
    const bare = service({ authorizationType: apigateway.AuthorizationType.NONE });
    const asked = Proof.of(bare.stack);
    expect(asked.firewalled({ target: bare.api })).toMatchObject({ holds: false, violations: [{ id: expect.stringMatching(/^firewalled\./), verdict: 'violated' }] });
    expect(asked.identified({ target: bare.api }).text).toContain('GET /orders of');
    const hidden = service();
    elsewhere(hidden);
    expect(Proof.of(hidden.stack).firewalled({ target: hidden.api }).violations.map((v) => v.verdict)).toEqual(['unknown']);
  });

  test('says what is no target', () => {
    const s = service();
    const proof = Proof.of(s.stack);
    expect(() => proof.firewalled({ target: undefined })).toThrow('EndNotNamed: `target` is of type undefined');
    expect(() => proof.identified({ target: 'Shop/Apy' })).toThrow(/unknown name `Shop\/Apy`; did you mean `Shop\/Api`\?/);
    expect(() => proof.firewalled({ target: s.stack.node.findChild('Vpc') })).toThrow(/`Shop\/Vpc` is a `AWS::EC2::VPC`, which no entry leads to/);
  });
});

test.each<[string, any, RegExp]>([
  ['nothing', undefined, /MissingField: guarantee `firewalled` has no `target`/],
  ['a number', 7, /WrongType: `target` of guarantee `firewalled` is the number `7`/],
  ['an object that is no construct', {}, /WrongType: `target` of guarantee `firewalled` is an object/],
])('%s is a mistake, told with all others', (_, target, words) => {
  const s = service();
  s.zt.addGuarantee(Guarantee.firewalled({ target }));
  expect(synth(s.app).error).toMatch(words);
});

test('a construct to which nothing leads is told, not passed over', () => {
  const s = service();
  s.zt.addGuarantee(Guarantee.firewalled({ target: s.stack.node.findChild('Vpc') }));
  expect(found(s.app, 'firewalled').map((v) => [v.severity, v.description])).toEqual([['fatal', expect.stringContaining('which no entry leads to')]]);
});

test('a segment is that of its own stage', () => {
  const app = newApp();
  for (const id of ['Test', 'Prod']) {
    const stack = new Stack(new Stage(app, id, { env: { region: 'eu-west-1' } }), 'Shop');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'] });
    const handler = new lambda.Function(stack, 'Orders', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromInline('1') });
    const api = new apigateway.LambdaRestApi(stack, 'Api', { handler, cloudWatchRole: false, defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM } });
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
    zt.addGuarantee(Guarantee.firewalled({ target: zt.addSegment('api', { members: [handler] }) }));
    if (id === 'Test') firewall({ stack, api });
  }
  expect(found(app, 'firewalled').map((v) => [v.severity, v.ruleMetadata?.verdict, v.ruleMetadata?.question])).toEqual([['error', 'violated', expect.stringContaining('Prod/Shop/ZeroTrust#api')]]);
});
