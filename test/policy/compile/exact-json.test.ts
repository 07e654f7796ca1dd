/** The JSON that we speak with Cedar: whole numbers of 64 bits go through unrounded, and texts that look like them stay texts. */
import * as fc from 'fast-check';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { parse, stringify } = require('../../../scripts/vendor/exact-json.js') as { parse(text: string): unknown; stringify(value: unknown): string };

test.each<[string, unknown]>([
  ['[9223372036854775807,-9223372036854775808,9007199254740991,9007199254740992]', [9223372036854775807n, -9223372036854775808n, 9007199254740991, 9007199254740992n]],
  ['{"a":"9223372036854775807","9223372036854775807":9223372036854775807}', { 'a': '9223372036854775807', '9223372036854775807': 9223372036854775807n }],
  ['["q9223372036854775807","qq1",9223372036854775806,"\\"9223372036854775807\\""]', ['q9223372036854775807', 'qq1', 9223372036854775806n, '"9223372036854775807"']],
  ['[1234567890123456,0.1234567890123456789]', [1234567890123456, 0.12345678901234568]],
])('%s', (text, value) => {
  expect(parse(text)).toEqual(value);
  if (!text.includes('.')) expect(stringify(value)).toBe(text);
});

test('an own `__proto__` stays one', () => {
  const value = parse('{"__proto__":9223372036854775807}') as object;
  expect(Object.entries(value)).toEqual([['__proto__', 9223372036854775807n]]);
  expect(stringify(value)).toBe('{"__proto__":9223372036854775807}');
});

test('whatever goes in comes out', () => {
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) + 0 : n));
  const text = fc.oneof(fc.string(), fc.stringMatching(/^q*"?-?\d{15,20}"?\\?$/));
  const { value } = fc.letrec((tie) => ({ value: fc.oneof({ depthSize: 'small' }, long, text, fc.boolean(), fc.array(tie('value')), fc.dictionary(text, tie('value'))) }));
  fc.assert(fc.property(value, (v) => expect(parse(stringify(v))).toEqual(v)), { numRuns: 500 });
});
