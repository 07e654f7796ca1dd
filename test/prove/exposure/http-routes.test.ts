/** Routes of HTTP APIs with parameters: what API Gateway names when it calls a function is the route as it is written. */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { api, att, httpApi, intentOf, permission, ref, type Resources, source, sub, type, uri, verdicts } from './support';

const routed = (verb: string, path: string, sourceTail: string, more: Resources = {}): readonly [Resources, object] => [
  httpApi({ RouteKey: `${verb} ${path}` }, { Permission: permission({ SourceArn: source(sourceTail) }), ...more }),
  intentOf({ id: `${verb} ${path}`, method: verb, path }, { protocol: 'http', profile: 'tls12', identity: undefined }),
];
const less = (resources: Resources, intent: object): VerdictData => verdicts(resources, {}, { intent }).find((v) => v.kind === 'nothing-less')!;

test.each([
  ['GET', '/things/{id}', '$default/GET/things/{id}'],
  ['GET', '/things/{id}', '*/*/things/{id}'],
  ['GET', '/things/{id}/parts/{part}', '$default/GET/things/{id}/parts/{part}'],
  ['GET', '/files/{proxy+}', '$default/GET/files/{proxy+}'],
  ['GET', '/{proxy+}', '$default/GET/*'],
  ['ANY', '/things/{id}', '$default/*/things/{id}'],
  ['ANY', '/{proxy+}', '*/*/{proxy+}'],
])('%s %s by a statement for %s is served', (verb, path, tail) => {
  expect(less(...routed(verb, path, tail)).verdict).toBe('proved');
});

test.each([
  ['GET', '/things/{id}', '$default/GET/things/{other}', 'violated'],
  ['GET', '/things/{id}', '$default/POST/things/{id}', 'violated'],
  ['GET', '/files/{proxy+}', '$default/GET/files', 'violated'],
  // Of ANY nobody documents whether the call names that word or the method.
  ['ANY', '/things/{id}', '$default/ANY/things/{id}', 'unknown'],
])('%s %s by a statement for %s is %s', (verb, path, tail, verdict) => {
  expect(less(...routed(verb, path, tail)).verdict).toBe(verdict === 'violated' ? verdict : 'unknown');
});

test('an operation of an OpenAPI document is a route as well', () => {
  const operation = { security: [{ jwt: ['documents/read'] }], 'x-amazon-apigateway-integration': { type: 'AWS_PROXY', httpMethod: 'POST', payloadFormatVersion: '2.0', uri: uri('Fn') } };
  const Body = { openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/things/{id}': { get: operation } }, components: { securitySchemes: { jwt: { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', identitySource: '$request.header.Authorization', jwtConfiguration: { issuer: 'https://id.example.com', audience: ['app'] } } } } } };
  const { Integration, Jwt, Get, ...rest } = httpApi({}, { Api: type('ApiGatewayV2::Api', { Body, Name: 'api', ProtocolType: 'HTTP' }), Permission: permission({ SourceArn: source('*/GET/things/{id}') }) });
  expect([Integration, Jwt, Get].every((r) => r !== undefined)).toBe(true);
  expect(less(rest, intentOf({ id: 'GET /things/{id}', path: '/things/{id}' }, { protocol: 'http', profile: 'tls12', identity: undefined }))).toMatchObject({ unknowns: [], verdict: 'proved' });
});

test('of a REST API it is not documented: the statement that covers one reading is told as such, and no condition is blamed', () => {
  const resources = (tail: string): Resources => api({ ResourceId: ref('One') }, { One: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart: '{id}' }), Permission: permission({ SourceArn: source(tail) }) });
  const intent = intentOf({ id: 'GET /docs/{id}', path: '/docs/{id}' });
  expect(less(resources('prod/GET/docs/*'), intent).verdict).toBe('proved');
  const narrow = less(resources('prod/GET/docs/{id}'), intent);
  expect(narrow).toMatchObject({ verdict: 'unknown', unknowns: [{ token: 'SourceArn of Permission', pointer: '/Resources/Permission/Properties/SourceArn', why: '`prod/GET/docs/{id}` may not cover `prod/GET/docs/x`, and AWS does not document which of its names the call has: let it cover each, with `*` for what differs' }] });
  const elsewhere = less(api({}, { Permission: permission({ SourceArn: sub('arn:aws:execute-api:eu-west-1:111122223333:${Api}/prod/GET/docs') }), Other: type('SNS::Topic', { DisplayName: att('Fn') }) }), intentOf());
  expect(elsewhere.unknowns.map((u) => u.why)).toEqual(['whether its region, account and API are those of the call is not known']);
});
