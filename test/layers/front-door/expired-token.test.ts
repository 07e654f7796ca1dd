/**
 * A token that has expired, was forged or is somebody else's, at the door that the templates would deploy.
 *
 * Whether `exp` is over is API Gateway's to say: its own authorizers do, and no code of this library sees a token at the door. What is
 * ours is held here against an authorizer of the test with a key of the test (tokens.ts): that templates name an authorizer that checks,
 * of this pool and these clients, that no decision is kept longer than the token lives, and that tokens live as long as was said.
 */
import { AppClient, IdentityFoundation } from '../../../lib/layers/identity';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DoorProfile, DoorProtocol } from '../../../lib/layers/front-door';
import { ask } from './interpreter';
import { type Json, made, ofType } from './made';
import { Issuer, scopesOf } from './tokens';

const POOL = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a';
const NOW = 1_800_000_000;
const issuer = new Issuer(POOL);
const stranger = new Issuer(POOL);
const elsewhere = new Issuer('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_b');
const good = { scope: 'documents/read', iat: NOW - 60, exp: NOW + 840 };

const door = (protocol: DoorProtocol): ReturnType<typeof made> => made((d, w) => { d.addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] }); }, { identity: { issuer: POOL }, props: () => ({ protocol, ...protocol === DoorProtocol.HTTP ? { profile: DoorProfile.TLS12 } : {} }) });
const rest = door(DoorProtocol.REST);
const http = door(DoorProtocol.HTTP);
const [[, { Properties: cognito }]] = ofType(rest, 'AWS::ApiGateway::Authorizer');
const [[, { Properties: jwt }]] = ofType(http, 'AWS::ApiGatewayV2::Authorizer');

const TOKENS: readonly (readonly [name: string, token: string, passes: boolean])[] = [
  ['a good one', issuer.token(good), true],
  ['one in its last second', issuer.token({ ...good, exp: NOW + 1 }), true],
  ['an expired one', issuer.token({ ...good, exp: NOW - 1 }), false],
  ['one that expires now', issuer.token({ ...good, exp: NOW }), false],
  ['one that never expires', issuer.token({ ...good, exp: undefined }), false],
  ['one that expires as a text says', issuer.token({ ...good, exp: '2999-01-01' }), false],
  ['one of tomorrow', issuer.token({ ...good, nbf: NOW + 1 }), false],
  ['an expired one with a longer life written in', tampered(issuer.token({ ...good, exp: NOW - 1 }), good), false],
  ['one of the same `kid` by another key', stranger.token(good), false],
  ['one without a signature', issuer.token(good, { alg: 'none' }), false],
  ['one of another pool', elsewhere.token(good), false],
  ['one of another scope', issuer.token({ ...good, scope: 'documents/write' }), false],
];

function tampered(token: string, claims: object): string {
  const [head, body, signature] = token.split('.');
  return [head, Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString('utf8')), ...claims })).toString('base64url'), signature].join('.');
}

test.each(TOKENS)('%s', (_, token, passes) => {
  const scopes = scopesOf(token, cognito, issuer, NOW);
  expect(ask(rest.resources, { method: 'GET', path: '/documents', ...scopes === undefined ? {} : { token: scopes } }).status).toBe(passes ? 200 : 401);
  // HTTP APIs answer a token without the scope by 403: it is refused by the route, not by the authorizer.
  const [[, route]] = ofType(http, 'AWS::ApiGatewayV2::Route');
  expect(route.Properties.AuthorizationScopes.some((s: string) => scopesOf(token, jwt, issuer, NOW)?.includes(s) === true)).toBe(passes);
});

test('a token of another client passes no HTTP door', () => {
  expect(scopesOf(issuer.token({ ...good, client_id: 'other' }), jwt, issuer, NOW)).toBeUndefined();
});

test('nothing keeps a decision beyond the life of the token', () => expect(cognito.AuthorizerResultTtlInSeconds).toBe(0));

test('access tokens of clients end after 15 minutes', () => {
  const stack = new Stack(new App({ context: { 'zero-trust:validate': false } }), 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const identity = new IdentityFoundation(stack, 'Identity', { clients: { portal: AppClient.web({ callbackUrls: ['https://app.example.com/in'] }), nightly: AppClient.service({ scopes: ['documents/read'] }) } });
  identity.addScope('documents/read');
  const clients = Object.values(Template.fromStack(stack).findResources('AWS::Cognito::UserPoolClient')).map(({ Properties: p }: Json) => [p.AccessTokenValidity, p.TokenValidityUnits.AccessToken]);
  expect(clients).toEqual([[15, 'minutes'], [15, 'minutes']]);
  const iat = NOW - 15 * 60;
  const token = (life: number): string => issuer.token({ ...good, iat, exp: iat + life * 60 });
  expect(clients.map(([life]) => scopesOf(token(life as number), cognito, issuer, NOW))).toEqual([undefined, undefined]);
  expect(clients.map(([life]) => scopesOf(token(life as number), cognito, issuer, NOW - 1))).toEqual([['documents/read'], ['documents/read']]);
});
