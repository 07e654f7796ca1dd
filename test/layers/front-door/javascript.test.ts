/** What a compiler of TypeScript would have refused is told in words, and all at once. */
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AppClient, CloseApi, Federation, FrontDoor, HandlerBoundary, HandlerRole, IdentityFoundation, IdentitySource, Mfa, RequireIdentity, RouteHandler, ThreatProtection, ZeroTrust } from '../../../lib';
import type { Kind, Shape } from '../../../lib/layers/declaration/options';
import { OPTIONS as DOOR } from '../../../lib/layers/front-door/options';
import { OPTIONS as IDENTITY } from '../../../lib/layers/identity/options';
import { OPTIONS as APIS } from '../../../lib/mixins/apis/options';
import { codes, made, type Workshop } from './made';

test.each<[string, unknown]>([['nothing', undefined], ['null', null], ['an empty object', {}]])('addRoute with %s', (_, props) => {
  const { errors } = made((door: FrontDoor) => { door.addRoute('GET /x', props as never); });
  expect(codes(errors)).toEqual(['MissingField', 'RouteWithoutAccess']);
  expect(errors.join()).toContain('`GET /x`');
});

/** A text, a number, ... and how they are named. */
const VALUES: readonly (readonly [string, unknown])[] = [['a text', 'word'], ['a number', 5], ['true', true], ['null', null], ['a list', []], ['a list of numbers', [5]], ['an object', {}], ['an object of others', { other: 1 }], ['a function', () => undefined]];

/** Whether a value of this kind can be that. */
function fits(kind: Kind, value: unknown): boolean {
  if (kind.type === '') return true; // its reader judges it
  if (kind.type === 'string') return typeof value === 'string';
  if (kind.type === 'number' || kind.type === 'boolean') return typeof value === kind.type;
  if (kind.each !== undefined) return Array.isArray(value) && value.every((v) => fits(kind.each!, v));
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kind.values !== undefined) return isObject && Object.values(value).every((v) => fits(kind.values!, v));
  return kind.shape !== undefined && isObject && Object.keys(value).length === 0 && !Object.values(kind.shape).some((k) => k.isNeeded);
}

/** All errors of an app; none is of JavaScript. */
function errorsOf(declare: (stack: Stack) => void): string[] {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  declare(stack);
  try {
    app.synth();
  } catch (error) {
    const told = [...(error as Error).message.matchAll(/\[App\/?[^\]]*\] (\w+: .*)/g)].map((m) => m[1]);
    if (told.length === 0) throw error;
    return told;
  }
  return [];
}

const door = (stack: Stack, props: object = {}): FrontDoor => new FrontDoor(stack, 'Door', props);
const client = (stack: Stack, one: AppClient): void => { new IdentityFoundation(stack, 'Identity').addClient('portal', one); };
const api = (stack: Stack): apigateway.RestApi => {
  const made_ = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  made_.root.addMethod('GET');
  return made_;
};
const TARGETS: Readonly<Record<string, readonly [Shape, (stack: Stack, props: never) => void]>> = {
  FrontDoorProps: [DOOR.FrontDoorProps, (stack, props) => { door(stack, props); }],
  RouteProps: [DOOR.RouteProps, (stack, props) => { door(stack).addRoute('GET /x', props); }],
  DoorDomainProps: [DOOR.DoorDomainProps, (stack, props) => { door(stack, { domain: props }); }],
  CorsProps: [DOOR.CorsProps, (stack, props) => { door(stack, { cors: props }); }],
  PersonaThrottleProps: [DOOR.PersonaThrottleProps, (stack, props) => { door(stack, { personaThrottles: [props] }); }],
  ThrottleProps: [DOOR.ThrottleProps, (stack, props) => { door(stack, { throttle: props }); }],
  RequestValidationProps: [DOOR.RequestValidationProps, (stack, props) => { door(stack).addRoute('GET /x', { validation: props } as never); }],
  RouteDataProps: [DOOR.RouteDataProps, (stack, props) => { door(stack).addRoute('GET /x', { data: [props] } as never); }],
  HttpHandlerProps: [DOOR.HttpHandlerProps, (stack, props) => { door(stack).addRoute('GET /x', { handler: RouteHandler.http(props), publicBecause: 'a test' }); }],
  ServiceHandlerProps: [DOOR.ServiceHandlerProps, (stack, props) => { door(stack).addRoute('GET /x', { handler: RouteHandler.service(props), publicBecause: 'a test' }); }],
  HandlerRoleProps: [DOOR.HandlerRoleProps, (stack, props) => { new HandlerRole(stack, 'Role', props); }],
  HandlerBoundaryProps: [DOOR.HandlerBoundaryProps, (stack, props) => { new HandlerBoundary(stack, 'Boundary', props); }],
  IdentityFoundationProps: [IDENTITY.IdentityFoundationProps, (stack, props) => { new IdentityFoundation(stack, 'Identity', props); }],
  SdkSignInProps: [IDENTITY.SdkSignInProps, (stack, props) => { new IdentityFoundation(stack, 'Identity', { sdkSignIn: props }); }],
  SessionProps: [IDENTITY.SessionProps, (stack, props) => { const made_ = new IdentityFoundation(stack, 'Identity', { sessions: props }); made_.sessionRole(made_.addPersona('employee')); }],
  RiskProps: [IDENTITY.RiskProps, (stack, props) => { new IdentityFoundation(stack, 'Identity', { threatProtection: ThreatProtection.enforce(props) }); }],
  TokenLifetimeProps: [IDENTITY.TokenLifetimeProps, (stack, props) => { client(stack, AppClient.web({ callbackUrls: ['https://a.example.com'], lifetimes: props })); }],
  WebClientProps: [IDENTITY.WebClientProps, (stack, props) => { client(stack, AppClient.web(props)); }],
  UserClientProps: [IDENTITY.UserClientProps, (stack, props) => { client(stack, AppClient.mobile(props)); }],
  ServiceClientProps: [IDENTITY.ServiceClientProps, (stack, props) => { client(stack, AppClient.service(props)); }],
  OidcFederationProps: [IDENTITY.OidcFederationProps, (stack, props) => { new IdentityFoundation(stack, 'Identity', { federation: [Federation.oidc('Okta', props)] }); }],
  SamlFederationProps: [IDENTITY.SamlFederationProps, (stack, props) => { new IdentityFoundation(stack, 'Identity', { federation: [Federation.saml('Entra', props)] }); }],
  ExistingUserPoolProps: [IDENTITY.ExistingUserPoolProps, (stack, props) => { door(stack, { identity: IdentitySource.fromUserPool(undefined as never, props) }); }],
  IssuerProps: [IDENTITY.IssuerProps, (stack, props) => { door(stack, { identity: IdentitySource.fromIssuer(props) }); }],
  RequireIdentityProps: [APIS.RequireIdentityProps, (stack, props) => { api(stack).with(new RequireIdentity(props)); }],
  RouteExceptionProps: [APIS.RouteExceptionProps, (stack, props) => { api(stack).with(new RequireIdentity({ identity: new IdentityFoundation(stack, 'Identity'), scopes: ['a/b'], exceptRoutes: [props] })); }],
  CloseApiProps: [APIS.CloseApiProps, (stack, props) => { api(stack).with(new CloseApi(props)); }],
};

describe.each(Object.entries(TARGETS))('%s', (_, [shape, declare]) => {
  test.each(VALUES)('%s where it cannot be: told for each option at once', (__, value) => {
    const wrong = Object.entries(shape).filter(([, kind]) => kind.type !== '' && !fits(kind, value)).map(([name]) => name);
    const props = Object.fromEntries(wrong.map((name) => [name, value]));
    if (wrong.length === 0) return;
    const errors = errorsOf((stack) => { declare(stack, props as never); });
    const untold = wrong.filter((name) => !errors.some((e) => e.includes(`\`${name}\``)));
    expect(untold).toEqual([]);
  });

  test.each(VALUES.filter(([, value]) => typeof value !== 'object' || Array.isArray(value)))('%s for all of it', (__, value) => {
    const errors = errorsOf((stack) => { declare(stack, value as never); });
    expect(codes(errors)).toContain('WrongType');
  });

  test('a name that nobody knows', () => {
    const errors = errorsOf((stack) => { declare(stack, { throtle: { rate: 1, burst: 1 } } as never); });
    expect(codes(errors)).toContain('UnknownField');
    expect(errors.join()).toContain('`throtle`');
  });
});

const wrongHandlers: readonly (readonly [string, unknown])[] = [['an ARN', 'arn:aws:lambda:eu-west-1:111122223333:function:x'], ['a function of JavaScript', () => undefined], ['a client', AppClient.web({ callbackUrls: [] })], ['an empty one', { _data: undefined }]];
test.each<readonly [string, unknown]>([...wrongHandlers, ['a function from an ARN', RouteHandler.function('arn' as never)], ['a function from nothing', RouteHandler.function(undefined as never)]])('%s for a handler', (_, handler) => {
  const { errors } = made((d: FrontDoor) => { d.addRoute('GET /x', { handler: handler as never, publicBecause: 'a test' }); });
  expect(codes(errors)).toEqual(['HandlerInvalid']);
  expect(errors.join()).toContain('`GET /x`');
});

test('an access rule that cannot be read is told, and not that there is none', () => {
  const { errors } = made((d: FrontDoor, w: Workshop) => { d.addRoute('GET /x', { handler: w.handler('Read'), scopes: 'a/b' as never, personas: [d.addPersona('employee', { groups: ['staff'] })] }); });
  expect(codes(errors)).toEqual(['WrongType']);
});

test('a profile that cannot be read hides what would follow from another', () => {
  const { errors } = made((d: FrontDoor, w: Workshop) => { d.addRoute('GET /x', { handler: w.handler('Read'), publicBecause: 'a test' }); }, { props: () => ({ profile: 'DEVICE' as never, domain: { domainName: 'x.example.com', truststore: { _source: {} } as never } }) });
  expect(codes(errors)).toEqual(['TruststoreUnreadable', 'UnknownValue']);
});

test.each<[string, (stack: Stack) => void, string[]]>([
  ['groups as one text', (stack) => { new IdentityFoundation(stack, 'Identity').addPersona('clerk', { groups: 'staff' as never }); }, ['WrongType']],
  ['groups under another name', (stack) => { new IdentityFoundation(stack, 'Identity').addPersona('clerk', { group: ['staff'] } as never); }, ['UnknownField']],
  ['a client that is none', (stack) => { new IdentityFoundation(stack, 'Identity').addClient('portal', { callbackUrls: ['https://a.example.com'] } as never); }, ['WrongType']],
  ['a persona by its id', (stack) => { new IdentityFoundation(stack, 'Identity').addScope('a/b', ['clerk'] as never); }, ['UnknownPersona']],
  ['a persona without a list', (stack) => { const made_ = new IdentityFoundation(stack, 'Identity'); made_.addScope('a/b', made_.addPersona('clerk', { groups: ['staff'] }) as never); }, ['UnknownPersona']],
  ['a session role of an id', (stack) => { new IdentityFoundation(stack, 'Identity').sessionRole('clerk' as never); }, ['UnknownPersona']],
  ['observing without an end', (stack) => { new IdentityFoundation(stack, 'Identity', { threatProtection: ThreatProtection.observe(undefined as never) }); }, ['UntilNotIso']],
  ['a number for a reason', (stack) => { new IdentityFoundation(stack, 'Identity', { mfa: Mfa.none(5 as never) }); }, ['IdentityReasonMissing']],
  ['a mistyped posture', (stack) => { new IdentityFoundation(stack, 'Identity', { posture: 'HIHG' as never }); }, ['UnknownValue']],
  ['a provider without a name', (stack) => { new IdentityFoundation(stack, 'Identity', { federation: [Federation.saml(undefined as never, { metadataUrl: 'https://a.example.com' })] }); }, ['ProviderInvalid']],
  ['a persona of another identity', (stack) => { new IdentityFoundation(stack, 'Identity').addScope('a/b', [new IdentityFoundation(stack, 'Other').addPersona('ghost', { groups: ['g'] })]); }, ['UnknownPersona']],
])('%s', (_, declare, expected) => {
  expect(codes(errorsOf(declare))).toEqual(expected);
});

test('a persona of another identity is told by whose it is', () => {
  const errors = errorsOf((stack) => {
    const other = new IdentityFoundation(stack, 'Other').addPersona('ghost', { groups: ['g'] });
    const identity = new IdentityFoundation(stack, 'Identity');
    identity.addClient('portal', AppClient.web({ callbackUrls: ['https://a.example.com/in'] }));
    door(stack, { identity }).addRoute('GET /x', { handler: RouteHandler.function(undefined as never), scopes: ['a/b'], personas: [other] });
  });
  expect(codes(errors)).toEqual(['HandlerInvalid', 'UnknownPersona']);
  expect(errors.join()).toContain('`ghost` of `App/Other`');
});

test('an intent that the façade refuses does not hide what is wrong with its door', () => {
  const errors = errorsOf((stack) => {
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 }) });
    const one = zt.addFrontDoor('Door', { identity: IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['x'], scopes: ['a/b'] }) });
    one.addRoute('GET /x', { handler: RouteHandler.http({ url: 'https://x.example.com' }), scopes: ['a/c'] });
    one.addRoute('GET /y', { handler: RouteHandler.http({ url: 'http://x.example.com' }), publicBecause: 'a test', throttle: { rate: 0, burst: 1 } });
  });
  expect([...new Set(codes(errors))]).toEqual(['HandlerInvalid', 'HandlerNotEncrypted', 'IssuerNeedsPolicyEngine', 'ThrottleInvalid', 'UnknownScope']);
});
