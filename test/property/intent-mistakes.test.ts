import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { editDistance, type Finding, nearest, normaliseIntent } from '../../lib/intent';
import { validIntents } from '../intent/generate';
import { expectStyle, type Json } from '../intent/support';

/** The place must be there: a finding points at what is wrong, or at the object that lacks something. */
function isThere(input: unknown, pointer: string): boolean {
  let at = input;
  for (const part of pointer.split('/').slice(1).map((p) => p.replace(/~1/g, '/').replace(/~0/g, '~'))) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return false;
    at = (at as Json)[part];
  }
  return true;
}

function expectSound(input: unknown, findings: readonly Finding[]): void {
  for (const f of findings) {
    if (!isThere(input, f.pointer)) throw new Error(`${f.code} points at ${f.pointer}, which is not there`);
    if (/[\u0000-\u001f]|Token\[|\[object Object\]/.test(f.message)) throw new Error(f.message);
  }
}

const SECTIONS = ['schema', 'posture', 'segments', 'enclaves', 'personas', 'flows', 'claims', 'guarantees'];
const FIELDS = ['id', 'source', 'destination', 'over', 'because', 'until', 'cidrs', 'offers', 'implied', 'crownJewel', 'authentication', 'encryption', 'denies', 'only', 'via', 'service', 'actions', 'resources', 'account', 'cidr', 'prefixList', 'name', 'segment', 'offer', 'none', 'groups', 'members'];
const word = fc.oneof(fc.string(), fc.constantFrom('api', 'internet', '10.0.0.0/8', 'tcp/443', 'service:', 'account:1/', 'pl-', '::', 'none', '__proto__'));
const junk: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, word, fc.jsonValue(), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), fc.string()), tie('value'), { maxKeys: 4 })),
})).value;

test('whatever comes in, nothing throws and every place is there', () => {
  fc.assert(fc.property(fc.oneof(fc.anything(), junk), (input) => {
    expectSound(input, normaliseIntent(input).findings);
  }), runs(300));
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...SECTIONS), fc.oneof(junk, fc.array(junk, { maxLength: 4 }))), (input) => {
    expectSound(input, normaliseIntent(input).findings);
  }), runs(500));
});

test('functions, symbols, dates and classes are refused like everything else', () => {
  for (const odd of [() => 1, Symbol('x'), new Date(0), new Map(), 10n, Number.NaN, new (class Thing { id = 'api'; })()]) {
    for (const input of [odd, { segments: odd }, { segments: [odd] }, { segments: [{ id: odd }] }, { flows: [{ source: odd, destination: odd, over: odd, authentication: odd }] }]) {
      expectSound(input, normaliseIntent(input).findings);
    }
  }
});

/** Every place of a value, containers first. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([k, v]) => placesOf(v, [...path, k])) : [];
  return [...(path.length > 0 ? [path] : []), ...inner];
}

function changed(input: Json, path: readonly string[], change: (holder: Json, key: string, value: unknown) => void): Json {
  const copy = JSON.parse(JSON.stringify(input)) as Json;
  const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part] as Json, copy);
  const key = path[path.length - 1];
  change(holder, key, holder[key]);
  return copy;
}

const anyPlace = validIntents.chain((input) => fc.tuple(fc.constant(input), fc.constantFrom(...placesOf(input))));

describe('one slip in a good intent', () => {
  const SLIPS: readonly (readonly [name: string, change: (holder: Json, key: string, value: unknown) => void])[] = [
    ['left empty', (holder, key) => { holder[key] = null; }],
    ['a number', (holder, key) => { holder[key] = 123; }],
    ['a text that means nothing', (holder, key, value) => { holder[key] = typeof value === 'string' ? '' : '§'; }],
    ['another shape', (holder, key, value) => { holder[key] = Array.isArray(value) ? { x: 1 } : [[]]; }],
    ['a mistyped name', (holder, key, value) => {
      if (Array.isArray(holder)) return void (holder[Number(key)] = null);
      delete holder[key];
      holder[`${key}x`] = value;
    }],
  ];

  test.each(SLIPS)('%s', (_, change) => {
    fc.assert(fc.property(anyPlace, ([input, path]) => {
      const slipped = changed(input, path, change);
      const { findings } = normaliseIntent(slipped);
      expectSound(slipped, findings);
      const errors = findings.filter((f) => f.level === 'error');
      if (errors.length === 0) throw new Error(`nothing is said of ${path.join('/')}`);
      errors.forEach((f) => expectStyle(f.message));
      // One of them points into the entry that was changed.
      if (!errors.some((f) => path.join('/').startsWith(f.pointer.slice(1)) || f.pointer.slice(1).startsWith(path.slice(0, 2).join('/')))) throw new Error(`${path.join('/')}: ${errors.map((f) => f.pointer).join()}`);
    }), runs(150));
  });

  test('spaces around a text change nothing, but in an id they are a mistake', () => {
    fc.assert(fc.property(anyPlace, ([input, path]) => {
      const spaced = changed(input, path, (holder, key, value) => { if (typeof value === 'string') holder[key] = ` ${value}\t`; });
      const { intent, findings } = normaliseIntent(spaced);
      const isId = path.at(-1) === 'id' && typeof path.reduce<unknown>((at, part) => (at as Json)[part], input) === 'string';
      expect(findings.filter((f) => f.level === 'error').map((f) => f.code)).toEqual(isId ? ['IdInvalid'] : []);
      if (!isId) expect(intent).toEqual(normaliseIntent(input).intent);
    }), runs(200));
  });
});

describe('the nearest name', () => {
  /** The textbook's matrix, without bounds. */
  const distance = (a: string, b: string): number => {
    const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)));
    for (let i = 1; i <= a.length; i++) {
      for (let j = 1; j <= b.length; j++) {
        d[i][j] = Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length][b.length];
  };
  const short = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });

  test('is measured as the textbook does, up to any limit', () => {
    fc.assert(fc.property(short, short, fc.nat(10), (a, b, limit) => {
      const expected = distance(a, b);
      expect(editDistance(a, b)).toBe(expected);
      expect(Math.min(editDistance(a, b, limit), limit + 1)).toBe(Math.min(expected, limit + 1));
    }), runs(2000));
  });

  test('is the one that no other is nearer than', () => {
    fc.assert(fc.property(short, fc.array(short, { maxLength: 8 }), (got, candidates) => {
      const best = nearest(got, candidates);
      const limit = Math.max(1, Math.floor(Math.max(got.length, 3) / 2.5));
      const [expected] = [...candidates].sort().filter((c) => distance(got, c) <= limit).sort((a, b) => distance(got, a) - distance(got, b));
      expect(best).toBe(expected);
    }), runs(1000));
  });
});
