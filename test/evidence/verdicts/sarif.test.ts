/** SARIF: the shape that the schema and GitHub ask for, held by a schema of exactly what we write. */
import { diffSarif, proofSarif, type SarifOptions } from '../../../lib/evidence';
import { DIFF, edge, EMPTY, FILE, HOSTILE, hostile, verdict } from './support';

const OPTIONS: SarifOptions = { version: '1.2.3', informationUri: 'https://example.com/zero-trust', fallback: 'cdk.out/App.template.json', locate: (template, pointer) => ({ file: `cdk.out/${template}`, line: pointer.length + 1, column: 3 }) };

type Json = any;
const runOf = (log: object): Json => (log as Json).runs[0];
const resultsOf = (log: object): Json[] => runOf(log).results;
const by = (id: string): Json => resultsOf(proofSarif(FILE, OPTIONS)).find((r) => r.partialFingerprints['zeroTrust/v1'] === id);

/** `?` is optional, a list has items of its only shape, anything else is a check. Unknown fields are refused. */
type Shape = ((v: unknown) => boolean) | { readonly [field: string]: Shape } | readonly [Shape];
const text: Shape = (v) => typeof v === 'string' && v !== '';
const positive: Shape = (v) => Number.isInteger(v) && (v as number) > 0;
const any: Shape = (v) => typeof v === 'object' && v !== null;
const location: Shape = {
  physicalLocation: { artifactLocation: { uri: (v) => typeof v === 'string' && /^[\w.~%!'()*-]+(\/[\w.~%!'()*-]+)*$/.test(v) }, region: { 'startLine': positive, 'startColumn?': positive } },
  'logicalLocations?': [{ 'name?': text, fullyQualifiedName: text, kind: text }],
  'message?': { text },
  'id?': positive,
};
const LOG: Shape = {
  $schema: (v) => v === 'https://json.schemastore.org/sarif-2.1.0.json',
  version: (v) => v === '2.1.0',
  runs: [{
    tool: { driver: { name: text, version: text, informationUri: text, rules: [{ id: text, name: text, shortDescription: { text }, fullDescription: { text }, help: { text }, properties: any }] } },
    columnKind: (v) => v === 'utf16CodeUnits',
    results: [{
      ruleId: text, ruleIndex: (v) => Number.isInteger(v), level: (v) => ['error', 'warning', 'note'].includes(String(v)), message: { text }, locations: [location], 'relatedLocations?': [location],
      'codeFlows?': [{ threadFlows: [{ locations: [{ location }] }] }], partialFingerprints: any, 'suppressions?': [{ kind: (v) => v === 'external', status: (v) => v === 'accepted', justification: text }], 'properties?': any,
    }],
  }],
};

function misfits(value: unknown, shape: Shape, at = ''): string[] {
  if (typeof shape === 'function') return shape(value) ? [] : [`${at} is ${JSON.stringify(value)}`];
  if (Array.isArray(shape)) return Array.isArray(value) ? value.flatMap((v, i) => misfits(v, shape[0] as Shape, `${at}/${i}`)) : [`${at} is no list`];
  if (typeof value !== 'object' || value === null) return [`${at} is no object`];
  const fields = shape as Readonly<Record<string, Shape>>;
  return [
    ...Object.entries(fields).flatMap(([name, s]) => {
      const field = name.replace('?', '');
      if (!(field in value)) return name.endsWith('?') ? [] : [`${at}/${field} is missing`];
      return misfits((value as Json)[field], s, `${at}/${field}`);
    }),
    ...Object.keys(value).filter((k) => !(k in fields) && !(`${k}?` in fields)).map((k) => `${at}/${k} is not known`),
  ];
}

test.each<[string, object]>([
  ['verdicts', proofSarif(FILE, OPTIONS)], ['nothing', proofSarif(EMPTY, OPTIONS)], ['a difference', diffSarif(DIFF, OPTIONS)],
  ...HOSTILE.map((name): [string, object] => [JSON.stringify(name), proofSarif(hostile(FILE, name), OPTIONS)]),
  ['a hostile difference', diffSarif(hostile(DIFF, '](x) \u001b'), OPTIONS)],
])('%s keep to the schema', (_, log) => {
  expect(misfits(JSON.parse(JSON.stringify(log)), LOG)).toEqual([]);
  const { tool, results } = runOf(log);
  for (const { ruleId, ruleIndex, message, relatedLocations = [] } of results) {
    expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(message.text).not.toMatch(/\]\(|[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/);
    expect(new Set(relatedLocations.map((l: Json) => JSON.stringify({ ...l, id: 0 }))).size).toBe(relatedLocations.length); // uniqueItems
  }
});

test('every verdict that is not proved is one result, what fails first', () => {
  const results = resultsOf(proofSarif(FILE, OPTIONS));
  expect(results.map((r) => [r.partialFingerprints['zeroTrust/v1'], r.level, r.ruleId])).toEqual([
    ['denies.1a2b3c', 'error', 'zero-trust/denies'],
    ['nothing-less.77aa', 'error', 'zero-trust/nothing-less'],
    ['denies.99', 'error', 'zero-trust/denies'],
    ['nothing-more.22', 'warning', 'zero-trust/nothing-more'],
    ['nothing-more.11', 'note', 'zero-trust/nothing-more'],
    ['denies.33', 'error', 'zero-trust/denies'],
  ]);
});

test('a result stands where a reader must change something, with the construct, the path and the fix', () => {
  const result = by('denies.1a2b3c');
  expect(result.locations).toEqual([{
    physicalLocation: { artifactLocation: { uri: 'cdk.out/App.template.json' }, region: { startLine: '/Resources/WebSg'.length + 1, startColumn: 3 } },
    logicalLocations: [{ name: 'WebSg', fullyQualifiedName: 'App/Web/SecurityGroup', kind: 'member' }],
  }]);
  expect(result.message.text).toBe('internet => Db : tcp/5432: internet reaches Db over tcp/5432 by way of Alb and web, which a guarantee forbids when IsProd is true, App.Stage is `prod`. narrow the rule of `WebSg`.');
  expect(result.codeFlows[0].threadFlows[0].locations.map((l: Json) => l.location.message.text)).toEqual([
    'internet => Alb : tcp/443: ingress rule of App/Alb/SecurityGroup (App.template.json#/Resources/AlbSg/Properties/SecurityGroupIngress/0)',
    'internet => Alb : tcp/443: route of PublicRoute (App.template.json#/Resources/PublicRoute)',
    'Alb => web : tcp/8080: ingress rule of App/Web/SecurityGroup (App.template.json#/Resources/WebSg/Properties/SecurityGroupIngress/0)',
    'web => Db : tcp/5432: ingress rule of App/Db/SecurityGroup (App.template.json#/Resources/DbSg/Properties/SecurityGroupIngress/0)',
  ]);
});

test('what the baseline accepts is suppressed, and nothing else is', () => {
  expect(resultsOf(proofSarif(FILE, OPTIONS)).filter((r) => r.suppressions).map((r) => r.partialFingerprints['zeroTrust/v1'])).toEqual(['denies.33']);
});

test('an unknown names what settles it', () => {
  expect(by('denies.99').properties.assume).toEqual(['ClientCidr=<CIDR>']);
  expect(by('denies.99').message.text).toContain('not known: Ref ClientCidr: it may be any address, settled by --assume \'ClientCidr=<CIDR>\'.');
});

test('a verdict about no place stands in the first file, one of an unknown kind under a rule of its own', () => {
  const [result] = resultsOf(proofSarif({ ...EMPTY, verdicts: [verdict({ at: undefined, witness: undefined, kind: 'newer' })] }, { ...OPTIONS, locate: (file) => ({ file, line: 1 }) }));
  expect(result.locations[0].physicalLocation).toEqual({ artifactLocation: { uri: 'cdk.out/App.template.json' }, region: { startLine: 1 } });
  expect(result.ruleId).toBe('zero-trust/other');
});

test('the fingerprint stays when the place moves', () => {
  const moved = resultsOf(proofSarif(FILE, { ...OPTIONS, locate: (file) => ({ file: `elsewhere/${file}`, line: 99 }) }));
  expect(moved.map((r) => r.partialFingerprints)).toEqual(resultsOf(proofSarif(FILE, OPTIONS)).map((r) => r.partialFingerprints));
});

test('of a difference, what nobody declared', () => {
  const results = resultsOf(diffSarif({ ...DIFF, added: [...DIFF.added, edge({ source: 'x', declared: false, certain: false, because: [] })] }, OPTIONS));
  expect(results.map((r) => [r.level, r.message.text])).toEqual([
    ['error', 'internet => web : tcp/443: this change opens it, and nobody declared it.'],
    ['warning', 'x => api : tcp/8443: this change opens it, depending on a token, and nobody declared it.'],
  ]);
});
