/** Doors and routes of an intent that was tampered with, or of a template that is not there. */
import { api, intentOf, verdicts } from './support';

const tampered = (change: (intent: any) => void): object => {
  const intent = JSON.parse(JSON.stringify(intentOf())) as any;
  change(intent);
  return intent;
};

test.each<[string, (intent: any) => void, RegExp]>([
  ['routes are no list', (i) => { i.routes = 7; }, /`routes` is `7`; expected a list/],
  ['a route is no object', (i) => { i.routes = [null]; }, /`routes\[0\]` is empty/],
  ['an access that nobody judges', (i) => { i.routes[0].access = 'none'; }, /`routes\[0\]\.access` is `none`; expected `scopes` or `iam` or `public`/],
  ['no handler', (i) => { delete i.routes[0].handler; }, /`routes\[0\]\.handler` is missing/],
  ['scopes that are no texts', (i) => { i.routes[0].scopes = [1]; }, /`routes\[0\]\.scopes` holds `1`/],
  ['a door without an id', (i) => { delete i.doors[0].id; }, /`doors\[0\]\.id` is missing/],
])('%s: one line that names the place', (_, change, message) => {
  expect(() => verdicts(api(), {}, { intent: tampered(change) })).toThrow(message);
});

test.each<[string, (intent: any) => void, string]>([
  ['its door is declared nowhere', (i) => { i.doors = []; }, 'violated'],
  ['its door is in another template', (i) => { i.doors[0].template = 'Other.template.json'; }, 'violated'],
  ['its door became something else', (i) => { i.doors[0].logicalId = 'Fn'; }, 'violated'],
  ['its stage is gone', (i) => { i.doors[0].stage = 'Gone'; }, 'violated'],
  ['its handler is in no template', (i) => { i.routes[0].handler = { kind: 'function', path: 'Elsewhere/Fn' }; }, 'unknown'],
  ['its handler is an ARN', (i) => { i.routes[0].handler = { kind: 'function', path: 'imported', arn: { 'Fn::GetAtt': ['Fn', 'Arn'] } }; }, 'proved'],
  ['nobody knows its identity', (i) => { i.identities = []; }, 'proved'],
])('%s: %s', (_, change, verdict) => {
  expect(verdicts(api(), {}, { intent: tampered(change) }).find((v) => v.kind === 'nothing-less')?.verdict).toBe(verdict);
});

test('behind a macro no route is proved, and nothing is said to be all', () => {
  expect(verdicts(api(), { Transform: 'MyMacro' }, { intent: intentOf() }).map((v) => [v.kind, v.verdict])).toEqual([['nothing-less', 'unknown'], ['nothing-more', 'unknown']]);
});

test('what no intent is about is a warning beside it, and an error with the scope of the assembly', () => {
  const stray = { ...api(), Stray: { Type: 'AWS::Lambda::Function', Properties: {} }, StrayP: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Stray' }, Principal: '*' } } };
  expect(verdicts(stray, {}, { intent: intentOf() }).find((v) => v.kind === 'standing')).toMatchObject({ verdict: 'violated', severity: 'warning' });
});
