/** Both versions of the event give the same request; what says a thing twice in two ways, or can be read in two ways, is refused. */
import * as fc from 'fast-check';
import { readEvent } from '../../../../lib/runtime/authorizer/event/read-event';
import { agree } from '../../../../lib/runtime/authorizer/event/path';
import { eventOf, KINDS, type Told } from '../support/events';

const CERT = { clientCertPem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' };

test('both versions are one request', () => {
  const told: Told = { headers: { 'Authorization': 'Bearer a.b.c', 'X-Trace': 'one' }, query: { full: 'yes' }, certificate: { ...CERT, serialNumber: '00:A1:b2' } };
  const [rest, http] = KINDS.map((kind) => readEvent(eventOf(kind, told)).request);
  const { kind: _, methodArn, ...same } = rest!;
  expect(methodArn).toBe('arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/GET/documents/42');
  expect({ ...http, kind: undefined }).toEqual({ ...same, kind: undefined });
  expect(same).toEqual({
    apiId: 'abcdef1234', stage: 'prod', requestId: 'r-1', method: 'GET', route: 'GET /documents/{id}', path: '/documents/42', pathParameters: { id: '42' },
    headers: { 'authorization': ['Bearer a.b.c'], 'x-trace': ['one'] }, query: { full: ['yes'] }, host: 'api.example.com', sourceIp: '198.51.100.7',
    certificate: { pem: CERT.clientCertPem, subjectDn: 'CN=laptop-17', issuerDn: 'CN=Example Device CA', serialNumber: 'a1b2' },
  });
});

test('header names are compared without regard to case, and every value is kept', () => {
  const event = eventOf('rest', { headers: { authorization: 'Bearer a.b.c' } });
  event.multiValueHeaders = null;
  expect(readEvent(event).request?.headers).toEqual({ authorization: ['Bearer a.b.c'] });
  event.multiValueHeaders = { Authorization: ['Bearer a.b.c'], authorization: ['Bearer d.e.f'] };
  expect(readEvent(event).request?.headers).toEqual({ authorization: ['Bearer a.b.c', 'Bearer d.e.f'] });
});

test.each<[string, Told, Readonly<Record<string, string>>]>([
  ['a base path or a stage before', { path: '/v1/documents/42' }, { id: '42' }],
  ['an encoded space', { path: '/documents/a%20b', parameters: { id: 'a b' } }, { id: 'a b' }],
  ['the same, handed over as sent', { path: '/documents/a%20b', parameters: { id: 'a%20b' } }, { id: 'a b' }],
  ['other scripts', { path: `/documents/${encodeURIComponent('документ')}`, parameters: { id: 'документ' } }, { id: 'документ' }],
  ['the root', { route: '/', path: '/', parameters: null }, {}],
  ['a greedy parameter', { route: '/files/{proxy+}', path: '/files/a/b.txt', parameters: { proxy: 'a/b.txt' } }, { proxy: 'a/b.txt' }],
  ['no parameters', { route: '/health', path: '/health', parameters: null }, {}],
])('the path is read: %s', (_, told, parameters) => {
  for (const kind of KINDS) expect(readEvent(eventOf(kind, told)).request?.pathParameters).toEqual(parameters);
});

/** Item 18 of the denials: one token, and a path that somebody behind us may read otherwise. */
test.each<[string, Told]>([
  ['a dot segment', { path: '/admin/../documents/42', parameters: { id: '42' } }],
  ['an encoded dot segment', { path: '/documents/%2e%2e', parameters: { id: '..' } }],
  ['half encoded', { path: '/documents/.%2E', parameters: { id: '..' } }],
  ['an empty segment', { path: '//documents/42', parameters: { id: '42' } }],
  ['an empty segment within', { path: '/documents//42', parameters: { id: '42' } }],
  ['a trailing slash', { path: '/documents/42/', parameters: { id: '42' } }],
  ['another case', { path: '/Documents/42', parameters: { id: '42' } }],
  ['an encoded slash', { path: '/documents/42%2Fadmin', parameters: { id: '42/admin' } }],
  ['a backslash', { path: '/documents/..%5Cadmin', parameters: { id: '..\\admin' } }],
  ['twice encoded', { path: '/documents/%252e%252e', parameters: { id: '%2e%2e' } }],
  ['a null byte', { path: '/documents/42%00', parameters: { id: '42\0' } }],
  ['broken encoding', { path: '/documents/%zz', parameters: { id: '%zz' } }],
  ['another value than API Gateway says', { path: '/documents/42', parameters: { id: '43' } }],
  ['no value', { path: '/documents/42', parameters: null }],
  ['a parameter that is none of its own', { route: '/documents/{__proto__}', path: '/documents/42', parameters: {} }],
  ['another path', { path: '/reports/42', parameters: { id: '42' } }],
  ['a greedy one that climbs', { route: '/files/{proxy+}', path: '/files/a/../b', parameters: { proxy: 'a/../b' } }],
  ['a greedy one that holds less', { route: '/files/{proxy+}', path: '/files/a/b', parameters: { proxy: 'b' } }],
])('the path is refused: %s', (_, told) => {
  for (const kind of KINDS) expect(readEvent(eventOf(kind, told)).refusal).toBe('path-ambiguous');
});

const BREAK: Readonly<Record<string, (event: any) => void>> = {
  'no context': (e) => { delete e.requestContext; },
  'a context that is a list': (e) => { e.requestContext = []; },
  'of a TOKEN authorizer': (e) => { e.type = 'TOKEN'; },
  'of a connection': (e) => { e.requestContext.http = { method: 'CONNECT' }; e.httpMethod = 'CONNECT'; },
  'no address': (e) => { e.requestContext.identity = {}; if (e.requestContext.http) delete e.requestContext.http.sourceIp; },
  'an address that is none': (e) => { e.requestContext.identity = { sourceIp: '198.51.100' }; if (e.requestContext.http) e.requestContext.http.sourceIp = '198.51.100'; },
  'no host': (e) => { delete e.requestContext.domainName; },
  'another method in the context': (e) => { e.requestContext.httpMethod = 'DELETE'; e.requestContext.routeKey = 'DELETE /documents/{id}'; },
  'another route in the context': (e) => { e.requestContext.resourcePath = '/'; e.requestContext.routeKey = 'GET /'; },
  'a method of lower case': (e) => { e.httpMethod = 'get'; if (e.requestContext.http) e.requestContext.http.method = 'get'; },
  'a header that is no text': (e) => { e.headers = { a: 7 }; e.multiValueHeaders = { a: [7] }; },
  'headers that are a text': (e) => { e.headers = 'a: b'; e.multiValueHeaders = null; },
  'a parameter that is no text': (e) => { e.pathParameters = { id: { toString: 'x' } }; },
  'half a certificate': (e) => { e.requestContext.identity = { ...e.requestContext.identity, clientCert: { clientCertPem: 'x' } }; e.requestContext.authentication = { clientCert: { clientCertPem: 'x' } }; },
  'a certificate that is a text': (e) => { e.requestContext.identity = { ...e.requestContext.identity, clientCert: 'x' }; e.requestContext.authentication = { clientCert: 'x' }; },
  'thousands of headers': (e) => { e.headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`h${i}`, 'x'])); e.multiValueHeaders = null; },
};

test.each(Object.keys(BREAK).flatMap((what) => KINDS.map((kind) => [what, kind] as const)))('an event with %s is refused (%s)', (what, kind) => {
  const event = eventOf(kind);
  BREAK[what](event);
  expect(readEvent(event)).toMatchObject({ refusal: 'event-malformed', kind });
});

test.each([undefined, null, 0, '', 'GET', [], {}, { version: '2.0' }, { type: 'REQUEST', requestContext: {} }])('%j is no event', (event) => {
  expect(readEvent(event).refusal).toBe('event-malformed');
});

test('the ARN of another method, API or stage is refused', () => {
  const event = eventOf('rest');
  for (const other of ['abcdef1234/prod/DELETE/', 'zzzzzz/prod/GET/', 'abcdef1234/test/GET/']) {
    expect(readEvent({ ...event, methodArn: `arn:aws:execute-api:eu-west-1:111122223333:${other}documents/42` }).refusal).toBe('event-malformed');
  }
});

test('a value that the client sends is either what a handler would read, or refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (value) => {
    const read = agree('/documents/{id}', `/documents/${encodeURIComponent(value)}`, { id: value });
    if (read !== undefined) expect(read).toEqual({ id: value });
    else expect(value === '' || /[/\\%]|^\.+$/.test(value) || [...value].some((c) => c < ' ' || c === '\x7f')).toBe(true);
  }));
});

test('no event crashes the reader', () => {
  fc.assert(fc.property(fc.constantFrom(...KINDS), fc.string(), fc.anything({ withNullPrototype: true, maxDepth: 4 }), (kind, key, junk) => {
    const event = eventOf(kind);
    const fields = [...Object.keys(event), ...Object.keys(event.requestContext).map((k) => `requestContext.${k}`)];
    const [outer, inner] = fields[[...key].reduce((sum, c) => sum + c.charCodeAt(0), 0) % fields.length].split('.');
    if (inner === undefined) event[outer] = junk;
    else event[outer][inner] = junk;
    const { request, refusal } = readEvent(event);
    expect((request === undefined) !== (refusal === undefined)).toBe(true);
  }));
});
