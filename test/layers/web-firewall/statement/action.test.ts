/** Actions: their JSON, bodies, times, and mistakes. */
import { Duration, Lazy } from 'aws-cdk-lib';
import { FirewallAction, FirewallStatement, ResponseContentType } from '../../../../lib/layers/web-firewall/statement';
import { schemaProblems } from './schema';

const text = (content: string, more: object = {}) => ({ content, contentType: ResponseContentType.TEXT, ...more });
const codes = (action: FirewallAction): string[] => action._facts().findings.map((f) => f.code);

test('each kind, with nothing more', () => {
  expect(['block', 'allow', 'count', 'captcha', 'challenge'].map((kind) => (FirewallAction as any)[kind]()._facts())).toEqual(
    ['Block', 'Allow', 'Count', 'Captcha', 'Challenge'].map((name) => ({ kind: name.toLowerCase(), json: { [name]: {} }, bodies: {}, findings: [] })),
  );
});

test('a block answers: status, headers by name, a body that has a name of its own', () => {
  const { json, bodies, findings } = FirewallAction.block({ status: 429, headers: { 'retry-after': '60', 'cache-control': 'no-store' }, body: text('slow down') })._facts();
  const [key] = Object.keys(bodies);
  expect(key).toMatch(/^Body-[0-9a-f]{16}$/);
  expect(json).toEqual({ Block: { CustomResponse: { CustomResponseBodyKey: key, ResponseCode: 429, ResponseHeaders: [{ Name: 'cache-control', Value: 'no-store' }, { Name: 'retry-after', Value: '60' }] } } });
  expect(bodies[key]).toEqual({ Content: 'slow down', ContentType: 'TEXT_PLAIN' });
  expect(findings).toEqual([]);
  expect(FirewallAction.block({ body: text('no', { id: 'no' }) })._facts()).toMatchObject({ json: { Block: { CustomResponse: { CustomResponseBodyKey: 'no', ResponseCode: 403 } } }, bodies: { no: { Content: 'no' } } });
});

test('equal bodies have one name, others another', () => {
  const key = (content: string): string => Object.keys(FirewallAction.block({ body: text(content) })._facts().bodies)[0];
  expect(key('a')).toBe(key('a'));
  expect(key('a')).not.toBe(key('b'));
});

test('puzzles count for a time', () => {
  expect(FirewallAction.captcha({ immunity: Duration.minutes(1), headers: { human: 'yes' } })._facts()).toMatchObject({ immunitySeconds: 60, json: { Captcha: { CustomRequestHandling: { InsertHeaders: [{ Name: 'human', Value: 'yes' }] } } }, findings: [] });
  expect(FirewallAction.challenge({ immunity: Duration.days(3) })._facts()).toMatchObject({ immunitySeconds: 259_200, findings: [] });
});

test('all are valid by CloudFormation\'s schema', () => {
  const statement = FirewallStatement.geo(['DE'])._facts().json;
  const actions = [
    FirewallAction.block({ status: 503, headers: { a: 'b' }, body: { content: '{}', contentType: ResponseContentType.JSON } }), FirewallAction.block({ body: { content: '<p>no</p>', contentType: ResponseContentType.HTML, id: 'page' } }),
    FirewallAction.allow({ headers: { a: 'b' } }), FirewallAction.count({ headers: {} }), FirewallAction.captcha({ headers: { a: 'b' } }), FirewallAction.challenge(),
  ].map((action) => action._facts());
  expect(schemaProblems(actions.map(({ json, bodies }) => ({ statement, action: json, bodies })))).toEqual([]);
});

test.each([
  ['a status that WAF does not answer with', 'ActionStatusInvalid', () => FirewallAction.block({ status: 418 })],
  ['a status that says success', 'ActionStatusSucceeds', () => FirewallAction.block({ status: 200 })],
  ['the type as a header', 'ActionHeaderInvalid', () => FirewallAction.block({ headers: { 'Content-Type': 'text/css' } })],
  ['too many headers', 'ActionHeaderInvalid', () => FirewallAction.allow({ headers: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`h${i}`, 'x'])) })],
  ['a header twice', 'ActionHeaderInvalid', () => FirewallAction.allow({ headers: { a: 'x', A: 'y' } })],
  ['a header that is none', 'ActionHeaderInvalid', () => FirewallAction.allow({ headers: { 'a b': 'x' } })],
  ['a value on two lines', 'ActionHeaderInvalid', () => FirewallAction.allow({ headers: { a: 'x\r\ny: z' } })],
  ['no value', 'ActionHeaderInvalid', () => FirewallAction.count({ headers: { a: '' } })],
  ['WAF\'s own prefix', 'ActionHeaderInvalid', () => FirewallAction.allow({ headers: { 'X-Amzn-Waf-a': 'x' } })],
  ['a body that is too large', 'ActionBodyInvalid', () => FirewallAction.block({ body: text('ü'.repeat(2049)) })],
  ['an empty body', 'ActionBodyInvalid', () => FirewallAction.block({ body: text('') })],
  ['a body that is no JSON', 'ActionBodyInvalid', () => FirewallAction.block({ body: { content: '{', contentType: ResponseContentType.JSON } })],
  ['an id that is none', 'ActionBodyInvalid', () => FirewallAction.block({ body: text('x', { id: 'a b' }) })],
  ['a body that is known only at deployment', 'ValueNotLiteral', () => FirewallAction.block({ body: text(Lazy.string({ produce: () => 'x' })) })],
  ['a CAPTCHA that counts for too short', 'ActionImmunityInvalid', () => FirewallAction.captcha({ immunity: Duration.seconds(59) })],
  ['a challenge that counts for too short', 'ActionImmunityInvalid', () => FirewallAction.challenge({ immunity: Duration.seconds(299) })],
  ['one that counts for too long', 'ActionImmunityInvalid', () => FirewallAction.challenge({ immunity: Duration.days(4) })],
  ['one that counts for a part of a second', 'ActionImmunityInvalid', () => FirewallAction.captcha({ immunity: Duration.millis(60_500) })],
  ['one that counts for who knows how long', 'ActionImmunityInvalid', () => FirewallAction.captcha({ immunity: Duration.seconds(Lazy.number({ produce: () => 60 })) })],
] as const)('%s: %s', (_, code, make) => expect(codes(make())).toEqual([code]));

test('what is known only at deployment is not read', () => {
  const late = Lazy.string({ produce: () => 'x' });
  expect(codes(FirewallAction.block({ status: Lazy.number({ produce: () => 404 }), headers: { a: late }, body: text(late, { id: 'late' }) }))).toEqual([]);
});
