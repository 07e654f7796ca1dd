/**
 * The traps of doors (reference/aws-layers.md, 11), one by one: a naive template that `prove` refutes, and that a front door cannot
 * say it. Traps that only a deployment would show (a plan without the feature, TLS 1.3 with client certificates) are refused at synth.
 */
import { rmSync } from 'node:fs';
import * as path from 'node:path';
import { App, aws_certificatemanager as acm, aws_cognito as cognito, aws_iam as iam, aws_lambda as lambda, Duration, Stack } from 'aws-cdk-lib';
import type { VerdictFile } from '../../lib/contract/verdicts';
import { AppClient, DoorProfile, DoorProtocol, FeaturePlan, FrontDoor, type FrontDoorProps, IdentityFoundation, IdentitySource, RouteHandler, type RouteProps, ThreatProtection, Truststore } from '../../lib';
import { run } from '../cli/support';
import { loadApp, ROOT } from './apps';

jest.setTimeout(120_000);

const folder = path.join(ROOT, 'examples', '11-front-door');
const { directory } = loadApp({ name: '11-mistakes', folder, file: path.join(folder, 'mistakes.ts') }).synth();
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('naive: `prove` shows who gets in', () => {
  const NAIVE: readonly (readonly [stack: string, verdict: string, what: RegExp])[] = [
    ['MtlsBypass', 'violated', /a client certificate of the truststore at devices\.example\.com, and none at the execute-api host/],
    ['AnyToken', 'violated', /an ID token of `\w+`, of any client/],
    ['KeyForIdentity', 'violated', /an API key/],
    ['UrlBeside', 'violated', /nothing/],
    ['AnyApi', 'violated', /on behalf of any account/],
    ['OptionsBeside', 'violated', /nothing/],
  ];
  let file: VerdictFile;
  let text: string;
  beforeAll(async () => {
    file = JSON.parse((await run(['prove', '.', '--format', 'json'], { cwd: directory })).stdout);
    text = (await run(['prove', '.'], { cwd: directory })).stdout.replace(/\s+/g, ' ');
  });

  // That none of them stands behind a web firewall is told beside, as warnings (test/prove/exposure/firewalls.test.ts).
  const aboutIdentity = (): VerdictFile['verdicts'] => file.verdicts.filter((v) => !/firewall/.test(v.question));
  test('what is told beside is about firewalls alone, and none stops anything', () => {
    const beside = file.verdicts.filter((v) => !aboutIdentity().includes(v));
    expect(beside.length).toBeGreaterThan(0);
    expect(beside.map((v) => v.verdict).filter((v) => v === 'proved')).toEqual([]);
  });

  test.each(NAIVE)('%s', (stack, verdict, what) => {
    const found = aboutIdentity().filter((v) => JSON.stringify(v.witness ?? {}).includes(`${stack}.template.json`));
    expect(found.map((v) => v.verdict)).toStrictEqual([verdict]);
    expect(text).toMatch(what);
  });

  test('and nobody gets in elsewhere', () => expect(aboutIdentity().filter((v) => v.verdict !== 'proved')).toHaveLength(NAIVE.length));
});

interface Workshop {
  readonly stack: Stack;
  readonly handler: lambda.Function;
  readonly identity: IdentityFoundation;
  readonly certificate: acm.ICertificate;
  readonly truststore: Truststore;
}

/** Codes of what synth says about a door; empty where it has nothing against it. */
function codes(make: (w: Workshop) => void): string[] {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const workshop: Workshop = {
    stack,
    handler: new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') }),
    identity: new IdentityFoundation(stack, 'Identity'),
    certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'),
    truststore: Truststore.fromS3('s3://truststore-of-devices/devices.pem', { version: 'v1' }),
  };
  make(workshop);
  try {
    rmSync(app.synth().directory, { recursive: true, force: true });
    return [];
  } catch (error) {
    return [...new Set([...(error as Error).message.matchAll(/^ {2}\[[^\]]+\] (\w+): /gm)].map(([, code]) => code))].sort();
  }
}

function door({ stack, handler, identity }: Workshop, props: FrontDoorProps = {}, route: Partial<RouteProps> = { scopes: ['orders/read'] }): FrontDoor {
  const made = new FrontDoor(stack, 'Door', { identity, ...props });
  made.addRoute('GET /orders', { handler: RouteHandler.function(handler), ...route });
  return made;
}

describe('ours: cannot be said', () => {
  test('the control: the same door without the mistake', () => expect(codes((w) => door(w))).toStrictEqual([]));

  test.each<readonly [trap: string, code: string, make: (w: Workshop) => void]>([
    ['mTLS without a domain, where its own host would let everybody pass', 'MtlsWithoutDomain', (w) => door(w, { profile: DoorProfile.DEVICE_CERTIFICATE })],
    ['mTLS together with TLS 1.3', 'Tls13WithMtls', (w) => door(w, { profile: DoorProfile.TLS13, domain: { domainName: 'api.example.com', certificate: w.certificate, truststore: w.truststore } })],
    ['a route that asks for any token: no scopes', 'RouteWithoutAccess', (w) => door(w, {}, { scopes: [] })],
    ['a route that asks for nothing, and says no reason', 'PublicWithoutReason', (w) => door(w, {}, { publicBecause: ' ' })],
    ['a function url beside the door', 'HandlerHasUrl', (w) => { door(w); w.handler.addFunctionUrl(); }],
    ['a permission without a source', 'InvokePermissionTooWide', (w) => { door(w); w.handler.addPermission('Any', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }); }],
    ['threat protection without the plan', 'PlanTooLow', ({ stack }) => new IdentityFoundation(stack, 'Second', { plan: FeaturePlan.ESSENTIALS, threatProtection: ThreatProtection.enforce() })],
    ['an HTTP API, and then what only REST APIs have', 'HttpDoorCannot', (w) => door(w, { protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS13 })],
    ['tokens that a revoked user has for hours', 'TokenLivesLong', (w) => { door(w); w.identity.addClient('shop', AppClient.web({ callbackUrls: ['https://shop.example.com/in'], lifetimes: { access: Duration.hours(12) } })); }],
    ['a pool whose clients are CDK\'s default, and personas that nothing keeps apart', 'PersonasNotEnforced', (w) => {
      const made = new FrontDoor(w.stack, 'Door', { identity: IdentitySource.fromUserPool(new cognito.UserPool(w.stack, 'Pool'), { clientIds: ['a'] }) });
      made.addRoute('GET /orders', { handler: RouteHandler.function(w.handler), scopes: ['orders/read'], personas: [made.addPersona('employee', { groups: ['staff'] })] });
    }],
  ])('%s', (_, code, make) => expect(codes(make)).toContain(code));

  test('the domain turns the API\'s own host off, and clients have no implicit grant and no scope of Cognito\'s own API', () => {
    const app = new App({ context: { 'zero-trust:validate': false } });
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const identity = new IdentityFoundation(stack, 'Identity', { clients: { shop: AppClient.web({ callbackUrls: ['https://shop.example.com/in'] }) } });
    const handler = new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012');
    new FrontDoor(stack, 'Door', { identity, domain: { domainName: 'api.example.com', certificate } }).addRoute('GET /orders', { handler: RouteHandler.function(handler), scopes: ['orders/read'] });
    const assembly = app.synth();
    const resources = Object.values<any>(assembly.getStackByName('Stack').template.Resources);
    rmSync(assembly.directory, { recursive: true, force: true });
    expect(resources.filter((r) => r.Type === 'AWS::ApiGateway::RestApi').map((r) => r.Properties.DisableExecuteApiEndpoint)).toStrictEqual([true]);
    const [client] = resources.filter((r) => r.Type === 'AWS::Cognito::UserPoolClient').map((r) => r.Properties);
    expect([client.AllowedOAuthFlows, client.AccessTokenValidity]).toStrictEqual([['code'], 15]);
    expect(JSON.stringify(client.AllowedOAuthScopes)).not.toContain('aws.cognito.signin.user.admin');
    // What Cognito's authorizer keeps is the token that it saw: nothing is kept.
    expect(resources.filter((r) => r.Type === 'AWS::ApiGateway::Authorizer').map((r) => r.Properties.AuthorizerResultTtlInSeconds)).toStrictEqual([0]);
  });
});
