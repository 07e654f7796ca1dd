/** Names that nobody knows and values of another kind: each is told, what is wrong is left out, and tokens pass. */
import { Duration, Lazy, Token } from 'aws-cdk-lib';
import { DoorProfile, DoorProtocol, FeaturePlan, Posture, RiskResponse } from '../../../lib';
import { DURATION, FLAG, having, type Kind, listOf, mapOf, needed, NUMBER, oneOf, POSTURE, readOption, readOptions, reference, type Shape, struct, TEXT, TEXTS } from '../../../lib/layers/declaration/options';
import { OPTIONS as DOOR } from '../../../lib/layers/front-door/options';
import { OPTIONS as IDENTITY, RISK } from '../../../lib/layers/identity/options';

const SHAPE: Shape = {
  text: TEXT, texts: TEXTS, rate: NUMBER, flag: FLAG, wait: DURATION, key: reference('keyRef', 'IKeyRef', 'a key'), color: oneOf(['red', 'blue'], 'Color'),
  throttle: struct({ rate: needed(NUMBER), burst: needed(NUMBER), note: TEXT }, 'Throttle'), tags: mapOf(TEXT, 'an object with texts'), all: listOf(struct({ id: needed(TEXT) }, 'One'), 'a list of ones'),
};
const key = { keyRef: { keyArn: 'arn' }, node: { path: 'App/Key' } };

function read(value: unknown, shape: Shape = SHAPE): { readonly options: object; readonly wrong: string[]; readonly told: string[] } {
  const told: string[] = [];
  const { options, wrong } = readOptions(value as object, shape, 'door `D`', (code, message) => told.push(`${code}: ${message}`));
  return { options, wrong: [...wrong].sort(), told };
}

test('what is right passes as it is', () => {
  const props = { text: '', texts: ['a'], rate: 0, flag: false, wait: Duration.minutes(1), key, color: 'red', throttle: { rate: 1, burst: 2 }, tags: { a: 'b' }, all: [{ id: 'x' }] };
  expect(read(props)).toEqual({ options: props, wrong: [], told: [] });
});

test('tokens pass', () => {
  const props = { text: Lazy.string({ produce: () => 'a' }), texts: Lazy.list({ produce: () => ['a'] }), rate: Lazy.number({ produce: () => 1 }), throttle: { rate: Token.asNumber({ Ref: 'Rate' }), burst: 1 } };
  expect(read(props).told).toEqual([]);
});

test.each<[string, unknown]>([['nothing', undefined], ['null', null], ['an empty object', {}], ['what was not set', { text: undefined }]])('%s is no option', (_, value) => {
  expect(read(value)).toEqual({ options: {}, wrong: [], told: [] });
});

test.each<[string, unknown, string]>([
  ['a name with a slip', { trottle: { rate: 1, burst: 1 } }, 'UnknownField: door `D` has an unknown option `trottle`; did you mean `throttle`?; known options: `all`'],
  ['a name with a slip within', { throttle: { rate: 1, brust: 2, burst: 2 } }, 'UnknownField: `throttle` of door `D` has an unknown option `brust`; did you mean `burst`?'],
  ['a name of objects', { constructor: 1 }, 'UnknownField: door `D` has an unknown option `constructor`'],
  ['a text for a list', { texts: 'abc' }, 'WrongType: `texts` of door `D` is the string `abc`; expected a list of texts'],
  ['a number in a list of texts', { texts: ['a', 5] }, 'WrongType: an entry of `texts` of door `D` is the number `5`; expected text'],
  ['a text for a number', { rate: '5' }, 'WrongType: `rate` of door `D` is the string `5`; expected a number'],
  ['a text for a flag', { flag: 'yes' }, 'WrongType: `flag` of door `D` is the string `yes`; expected `true` or `false`'],
  ['a number for a duration', { wait: 5 }, 'WrongType: `wait` of door `D` is the number `5`; expected a duration'],
  ['an ARN for a construct', { key: 'arn:aws:kms:x' }, 'WrongType: `key` of door `D` is the string `arn:aws:kms:x`; expected a key'],
  ['another construct', { key: { node: { path: 'App/Bucket' } } }, 'WrongType: `key` of door `D` is `App/Bucket` itself; expected a key'],
  ['another word', { color: 'rde' }, 'UnknownValue: `color` of door `D` is `rde`; did you mean `red`?; expected one of `red`, `blue`'],
  ['a number for a word', { color: 1 }, 'WrongType: `color` of door `D` is the number `1`; expected one of `red`, `blue`'],
  ['a construct for a struct', { throttle: key }, 'WrongType: `throttle` of door `D` is `App/Key` itself; expected an object with `rate`, `burst`, `note`'],
  ['a list for a map', { tags: [] }, 'WrongType: `tags` of door `D` is a list; expected an object with texts'],
  ['a number in a map', { tags: { a: 1 } }, 'WrongType: `a` of `tags` of door `D` is the number `1`; expected text'],
  ['half a struct', { throttle: { rate: 1 } }, 'MissingField: `throttle` of door `D` has no `burst`; expected a number'],
  ['null for a struct', { throttle: null }, 'WrongType: `throttle` of door `D` is empty; expected an object'],
  ['half a struct in a list', { all: [{ id: 'x' }, {}] }, 'MissingField: an entry of `all` of door `D` has no `id`'],
  ['a text for everything', 'all', 'WrongType: options of door `D` are the string `all`; expected an object with `text`'],
  ['a construct for everything', key, 'WrongType: options of door `D` are `App/Key` itself'],
])('%s is told once, and left out', (_, value, words) => {
  const { told, wrong, options } = read(value);
  expect(told).toEqual([expect.stringContaining(words)]);
  expect(wrong.length).toBeGreaterThan(0);
  expect(Object.keys(options).filter((name) => !['texts', 'tags', 'all', 'throttle'].includes(name))).toEqual([]);
});

test('of a list the right entries stay; a struct without what it needs is left out', () => {
  expect(read({ texts: ['a', 5], throttle: { rate: '1', burst: 2 }, all: [{ id: 'x' }, { id: 5 }] }).options).toEqual({ texts: ['a'], all: [{ id: 'x' }] });
});

test('all mistakes at once', () => {
  expect(read({ text: 1, texts: 'a', rate: '1', flag: 1, wait: 1, key: 'k', color: 'x', throttle: 1, tags: 1, all: 1, more: 1 }).told).toHaveLength(11);
});

test('accessors of a class are options', () => {
  class Props { public get texts(): string { return 'abc'; } }
  expect(read(new Props()).told).toEqual([expect.stringContaining('`texts`')]);
});

test('a secret is not shown', () => {
  const secret: Kind = { ...having('unsafeUnwrap', 'SecretValue', 'a secret'), isSecret: true };
  const told: string[] = [];
  expect(readOption<unknown>('hunter2', secret, '`clientSecret`', (_, message) => told.push(message))).toBeUndefined();
  expect(told.join()).not.toContain('hunter2');
});

test('words are those of the enums', () => {
  const words = (kind: Kind | undefined): readonly string[] => [...kind?.words ?? []].sort();
  expect(words(POSTURE)).toEqual(Object.values(Posture).sort());
  expect(words(DOOR.FrontDoorProps.profile)).toEqual(Object.values(DoorProfile).sort());
  expect(words(DOOR.FrontDoorProps.protocol)).toEqual(Object.values(DoorProtocol).sort());
  expect(words(IDENTITY.IdentityFoundationProps.plan)).toEqual(Object.values(FeaturePlan).sort());
  expect(words(RISK.highRisk)).toEqual(Object.values(RiskResponse).sort());
});
