import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { type Intent, mergeIntents, normaliseIntent } from '../../lib/intent';
import { shuffled } from '../intent/generate';
import { doorsAsInput, validDoors } from '../intent/generate-routes';
import { expectStyle, type Json } from '../intent/support';

const intentOf = (input: unknown, scope = ''): Intent => {
  const { intent, findings } = normaliseIntent(input, { scope });
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  return intent;
};

test('the generator says something of every kind', () => {
  const seen = new Set<string>();
  fc.assert(fc.property(validDoors, (input) => {
    const intent = intentOf(input);
    intent.routes?.forEach((r) => seen.add(r.access).add(r.method).add(r.handler.kind).add(r.personas.length > 0 ? 'personas' : 'anybody'));
    intent.doors?.forEach((d) => seen.add(d.profile).add(d.protocol));
  }), runs(200));
  expect([...seen]).toEqual(expect.arrayContaining(['scopes', 'iam', 'public', 'ANY', 'DELETE', 'function', 'http', 'service', 'personas', 'anybody', 'rest', 'private', 'tls13', 'device-certificate']));
});

test('the order in which routes are declared does not matter, to the byte', () => {
  fc.assert(fc.property(validDoors, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (input, random) => {
    const other = shuffled(input, () => random.next().value);
    expect(JSON.stringify(intentOf(other))).toBe(JSON.stringify(intentOf(input)));
  }), runs(150));
});

test('what comes out, declared again, comes out again', () => {
  fc.assert(fc.property(validDoors, (input) => {
    const intent = intentOf(input);
    expect(JSON.parse(JSON.stringify(intent))).toStrictEqual(intent);
    expect(intentOf(doorsAsInput(intent))).toStrictEqual(intent);
  }), runs(150));
});

test('deny by default: each route was declared, each that was is there, and one less is one less', () => {
  fc.assert(fc.property(validDoors, fc.nat(), (input, n) => {
    const [routes, all] = [intentOf(input).routes ?? [], input.routes as Json[]];
    expect(routes.map((r) => `${r.door} ${r.id}`).sort()).toEqual(all.map((r) => `${String(r.door)} ${String(r.route)}`).sort());
    for (const r of routes) expect([r.scopes.length > 0, r.callers.length > 0, r.access === 'public'].filter((rule) => rule)).toHaveLength(1);
    if (all.length === 0) return;
    const gone = all[n % all.length];
    const { intent: fewer } = normaliseIntent({ ...input, routes: all.filter((r) => r !== gone) });
    expect(fewer.routes).toStrictEqual(routes.filter((r) => !(r.door === gone.door && r.id === gone.route)));
  }), runs(100));
});

test('the order of façades does not show in the file of a stage', () => {
  fc.assert(fc.property(validDoors, validDoors, (a, b) => {
    const [one, two] = [intentOf(a, 'A'), intentOf(b, 'B')];
    expect(JSON.stringify(mergeIntents([two, one]))).toBe(JSON.stringify(mergeIntents([one, two])));
    expect(mergeIntents([one, two]).routes ?? []).toHaveLength((one.routes ?? []).length + (two.routes ?? []).length);
  }), runs(50));
});

/** Every place of a value. */
function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([k, v]) => placesOf(v, [...path, k])) : [];
  return [...(path.length > 1 ? [path] : []), ...inner];
}

const onePlace = validDoors.filter((input) => (input.routes as Json[]).length > 0).chain((input) => fc.tuple(fc.constant(input), fc.constantFrom(...placesOf(input).filter(([section]) => section !== 'personas'))));

test.each<[string, (holder: Json, key: string, value: unknown) => void]>([
  ['left empty', (holder, key) => { holder[key] = null; }],
  ['a number', (holder, key) => { holder[key] = 123; }],
  ['a text that means nothing', (holder, key, value) => { holder[key] = typeof value === 'string' ? '' : '§'; }],
  ['a token', (holder, key) => { holder[key] = '${Token[TOKEN.7]}'; }],
  ['a mistyped name', (holder, key, value) => {
    if (Array.isArray(holder)) return void (holder[Number(key)] = null);
    delete holder[key];
    holder[`${key}x`] = value;
  }],
])('one slip is told, in the house style, and nothing throws: %s', (_, slip) => {
  fc.assert(fc.property(onePlace, ([input, path]) => {
    const copy = JSON.parse(JSON.stringify(input)) as Json;
    const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part] as Json, copy);
    const key = path[path.length - 1];
    // The issuer may be anything that a template holds.
    fc.pre(!path.includes('issuer'));
    slip(holder, key, holder[key]);
    const errors = normaliseIntent(copy).findings.filter((f) => f.level === 'error');
    if (errors.length === 0) throw new Error(`nothing is said of ${path.join('/')}`);
    errors.forEach((f) => expectStyle(f.message));
  }), runs(150));
});

test('whatever comes in, nothing throws', () => {
  const { value: junk } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.constantFrom('GET /a', 'Door', 'App/Pool', 'documents/read', 'GET /{', ' ', '/'), fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('door', 'route', 'handler', 'kind', 'path', 'scopes', 'personas', 'callers', 'publicBecause', 'id', 'identity', 'profile', 'clients', 'minimumTier', 'stepUpSeconds', '__proto__'), tie('value'))),
  }));
  const section = fc.oneof(junk, fc.array(junk, { maxLength: 4 }));
  fc.assert(fc.property(fc.record({ doors: section, routes: section, identities: section, personas: section }), (input) => {
    for (const f of normaliseIntent(input).findings) if (/[\u0000-\u001f]|Token\[|\[object Object\]/.test(f.message)) throw new Error(f.message);
  }), runs(500));
  for (const odd of [() => 1, Symbol('x'), new Date(0), new Map(), 10n, Number.NaN]) {
    for (const input of [{ routes: odd }, { routes: [odd] }, { routes: [{ route: odd, door: odd, handler: odd, scopes: [odd], callers: [odd], stepUpSeconds: odd, publicBecause: odd }] }, { doors: [odd], identities: [odd] }]) normaliseIntent(input);
  }
});
