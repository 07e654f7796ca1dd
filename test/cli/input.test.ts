/** Inputs that cannot be read: one line that names the file and the place, and what was expected. */
import { NETWORK_FILE } from '../../lib/contract/network-report';
import { figure, list, oneOf, optional, pathText, record, text, variant, fields } from '../../lib/cli/input/shape';
import { assembly, folder, MANIFEST, run, STAGE } from './support';

const INTENT = 'zero-trust.intent.json';
const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
const changed = (change: (copy: any) => void, of: unknown = STAGE.intent): unknown => {
  const copy = structuredClone(of);
  change(copy);
  return copy;
};
const network = (change: (copy: any) => void): unknown => changed(change, STAGE.network);

/** The line and column of a text in what is written, as editors count. */
function placeOf(content: unknown, needle: string, opening?: string): string {
  const all = json(content);
  const found = all.indexOf(needle);
  if (found < 0) throw new Error(`${needle} is not in it`);
  const at = opening === undefined ? found : all.lastIndexOf(opening, found);
  const before = all.slice(0, at).split('\n');
  return `${before.length}:${before[before.length - 1].length + 1}`;
}

async function refusal(over: Record<string, unknown>): Promise<string> {
  const dir = assembly(over);
  const { code, stdout, stderr } = await run(['intent', dir]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.endsWith('\n')).toBe(true);
  expect(stderr.trimEnd().split('\n').length).toBe(1);
  return stderr.trimEnd().replaceAll(`${dir}/`, '').replaceAll(dir, 'DIR');
}

describe('an intent file', () => {
  const missing = changed((i) => { delete i.flows[1].because; });
  const number = changed((i) => { i.flows[0].until = 7; });
  const kind = changed((i) => { i.flows[0].destination.kind = 'segmnt'; });
  const scope = changed((i) => { i.segments[1].scope = 'Else'; });
  const posture = changed((i) => { i.scopes[0].posture = 'paranoid'; });
  const newer = changed((i) => { i.schema = 'zero-trust/intent/2'; });

  test.each<[string, unknown, string]>([
    ['without a field, at the entry that lacks it', missing, `${INTENT}:${placeOf(missing, `"id": "${STAGE.intent.flows[1].id}"`, '{')}: \`flows[1].because\` is missing; expected text`],
    ['with a number for text', number, `${INTENT}:${placeOf(number, '"until": 7')}: \`flows[0].until\` is the number \`7\`; expected text`],
    ['with an end of no known kind', kind, `${INTENT}:${placeOf(kind, '"kind": "segmnt"')}: \`flows[0].destination.kind\` is the string \`segmnt\`; expected one of \`account\`, \`cidr\`, \`enclave\`, \`internet\`, \`offered\`, \`prefixList\`, \`segment\`, \`service\``],
    ['with a posture that nobody knows', posture, `${INTENT}:${placeOf(posture, '"posture"')}: \`scopes[0].posture\` is the string \`paranoid\`; expected one of \`sandbox\`, \`standard\`, \`high\``],
    ['of another schema', newer, `${INTENT}:${placeOf(newer, '"schema"')}: \`schema\` is the string \`zero-trust/intent/2\`; expected \`zero-trust/intent/1\``],
    ['with a scope of no façade', scope, `${INTENT}:${placeOf(scope, '"scope": "Else"')}: scope \`Else\` does not stand in both files of the intent; expected both from one synth: run \`cdk synth\` again`],
    ['that is a list', [], `${INTENT}:1:1: the file is a list; expected an object`],
  ])('%s', async (_, content, line) => expect(await refusal({ [INTENT]: content })).toBe(`zero-trust: ${line}`));

  test('that is truncated', async () => {
    const whole = json(STAGE.intent);
    const cut = whole.slice(0, 300);
    expect(await refusal({ [INTENT]: cut })).toMatch(new RegExp(`^zero-trust: ${INTENT}:\\d+:\\d+: the file ends .*; it may be truncated.*; expected the intent that \`cdk synth\` writes$`));
  });

  test.each([
    ['a comma too many', '{\n  "schema": "zero-trust/intent/1",\n}', 2],
    ['a comment', '{\n  // no\n  "schema": 1 }', 2],
    ['single quotes', '{ \'schema\': 1 }', 1],
    ['nothing', '', 1],
  ])('with %s', async (_, content, line) => {
    expect(await refusal({ [INTENT]: content })).toMatch(new RegExp(`^zero-trust: ${INTENT}:${line}:\\d+: .+; expected the intent that \`cdk synth\` writes$`));
  });

  test('that lacks its twin', async () => {
    expect(await refusal({ [NETWORK_FILE]: undefined })).toBe(`zero-trust: \`${NETWORK_FILE}\` is missing beside \`${INTENT}\`; expected both, as one synth writes them: run \`cdk synth\` again`);
    expect(await refusal({ [INTENT]: undefined })).toBe(`zero-trust: \`${INTENT}\` is missing beside \`${NETWORK_FILE}\`; expected both, as one synth writes them: run \`cdk synth\` again`);
  });
});

describe('a network file', () => {
  const rules = network((n) => { n.scopes[0].rules = '4'; });
  const limit = network((n) => { delete n.scopes[0].budgets[0].limit; });
  const other = network((n) => { n.scopes[0].scope = 'Other'; });

  test.each<[string, unknown, string]>([
    ['with text for a number', rules, `${NETWORK_FILE}:${placeOf(rules, '"rules": "4"')}: \`scopes[0].rules\` is the string \`4\`; expected a number`],
    ['of another scope', other, `${INTENT}:${placeOf(STAGE.intent, '"scope"')}: scope \`Docs/ZeroTrust\` does not stand in both files of the intent; expected both from one synth: run \`cdk synth\` again`],
  ])('%s', async (_, content, line) => expect(await refusal({ [NETWORK_FILE]: content })).toBe(`zero-trust: ${line}`));

  test('without a field', async () => {
    expect(await refusal({ [NETWORK_FILE]: limit })).toMatch(/^zero-trust: zero-trust\.network\.json:\d+:\d+: `scopes\[0\]\.budgets\[0\]\.limit` is missing; expected a number$/);
  });
});

test('fields that a later version adds are accepted', async () => {
  const later = changed((i) => { i.flows[0].owner = 'team-web'; i.weather = 'fine'; });
  expect((await run(['intent', assembly({ [INTENT]: later })])).code).toBe(0);
});

describe('an assembly', () => {
  test('without an intent says what to do', async () => {
    expect(await refusal({ [INTENT]: undefined, [NETWORK_FILE]: undefined })).toBe('zero-trust: no `zero-trust.intent.json` in `DIR` or its stages; expected an app that declares its intent: add `new ZeroTrust(stack, \'ZeroTrust\', { vpc })` of cdk-zero-trust, then run `cdk synth`');
  });

  test('without a manifest, or that is a file, is none', async () => {
    expect(await refusal({ 'manifest.json': undefined })).toBe('zero-trust: `manifest.json` cannot be read (ENOENT); expected a cloud assembly, as `cdk synth` writes it');
    const dir = folder({ 'x.json': {} });
    expect(await run(['intent', 'x.json'], { cwd: dir })).toEqual({ code: 2, stdout: '', stderr: 'zero-trust: `x.json` is a file; expected the directory of a cloud assembly, as `cdk synth` writes it\n' });
  });

  test('with a broken manifest has the place', async () => {
    expect(await refusal({ 'manifest.json': '{ "artifacts": [' })).toMatch(/^zero-trust: manifest\.json:1:\d+: the file ends /);
    const odd = { artifacts: { S: { type: 'cdk:cloud-assembly', properties: { directoryName: 7 } } } };
    expect(await refusal({ 'manifest.json': odd })).toBe(`zero-trust: manifest.json:${placeOf(odd, '"directoryName"')}: \`artifacts.S.properties.directoryName\` is the number \`7\`; expected text`);
  });

  test('is named in the user\'s words', async () => {
    const cwd = folder({ 'build/out/manifest.json': MANIFEST, [`build/out/${INTENT}`]: '{', [`build/out/${NETWORK_FILE}`]: '{}' });
    expect((await run(['intent', 'build/out/'], { cwd })).stderr).toMatch(/^zero-trust: build\/out\/zero-trust\.intent\.json:1:\d+: /);
    expect((await run(['intent', '.'], { cwd: `${cwd}/build/out` })).stderr).toMatch(/^zero-trust: zero-trust\.intent\.json:1:\d+: /);
  });
});

describe('shapes', () => {
  test.each([
    [optional(text), undefined, undefined],
    [text, undefined, 'is missing; expected text'],
    [text, null, 'is empty; expected text'],
    [figure, Number.NaN, 'is the number `NaN`; expected a number'],
    [oneOf('a', 'b'), 'c', 'is the string `c`; expected one of `a`, `b`'],
    [list(text), {}, 'is an object; expected a list'],
  ])('%#', (check, value, what) => expect(check(value, '')?.what).toBe(what));

  test('find the first wrong place, however deep', () => {
    const check = record(list(fields<{ a: string }>({ a: text })));
    expect(check({ x: [{ a: '' }], 'y/z': [{ a: '' }, { a: 1 }] }, '')).toEqual({ pointer: '/y~1z/1/a', what: 'is the number `1`; expected text' });
    expect(variant<'k', { k: 'x' } | { k: 'y'; n: number }>('k', { x: fields<{ k: 'x' }>({ k: oneOf('x') }), y: fields<{ k: 'y'; n: number }>({ k: oneOf('y'), n: figure }) })({ k: 'y' }, '/v')?.pointer).toBe('/v/n');
  });

  test('a pointer is shown as people write it', () => {
    expect(pathText('/flows/2/source/y~1z')).toBe('flows[2].source.y/z');
  });
});
