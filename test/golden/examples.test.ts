/**
 * The reference app and the examples synthesize to what the goldens say, and to the same bytes each time.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { proofText } from '../../lib/evidence/verdicts/proof-text';
import { effectiveProps } from '../../lib/validation/effective';
import { openTrial } from '../../lib/validation/trial';
import { propsOf } from '../../lib/validation/validator';
import { APPS, loadApp, synthesizeAfresh } from '../examples/apps';
import { compareWithGoldens, compareWithTextGolden, differences, filesIn, normalise, normalisedFiles } from '../examples/golden';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

function removedLater(directory: string): string {
  directories.push(directory);
  return directory;
}

describe.each(APPS)('$name', (example) => {
  const directory = removedLater(loadApp(example).synth().directory);

  test('is what its goldens say', () => {
    expect(compareWithGoldens(path.join(__dirname, example.name), normalisedFiles(directory))).toStrictEqual([]);
  });

  test('is proved, and the proof is what its golden says', () => {
    const { file } = openTrial(directory, effectiveProps(propsOf(loadApp(example))));
    expect(file.verdicts.filter((v) => (v.verdict === 'violated' && v.severity === 'error') || (v.strict && v.verdict !== 'proved')).map((v) => `${v.verdict} ${v.question}`)).toStrictEqual([]);
    const intent = path.join(directory, 'zero-trust.intent.json');
    const { segments, dataFlows = [] } = existsSync(intent) ? JSON.parse(readFileSync(intent, 'utf8')) : { segments: [] };
    // Of identity and data alone the prover judges claims.
    if (segments.length > 0 || dataFlows.some((f: { claims?: unknown }) => f.claims !== undefined)) expect(file.summary.proved).toBeGreaterThan(0);
    expect(compareWithTextGolden(path.join(__dirname, `${example.name}.proof.txt`), proofText(file, { width: 120, colour: false }))).toStrictEqual([]);
  });

  test('is the same, byte for byte, when it is synthesized again', () => {
    // From one line of code: metadata holds the stack of each call.
    const [first, second] = [1, 2].map(() => removedLater(synthesizeAfresh(example)));
    expect(filesIn(second)).toStrictEqual(filesIn(first));
    expect(filesIn(first).length).toBeGreaterThan(5);
    expect(filesIn(first).filter((file) => !readFileSync(path.join(first, file)).equals(readFileSync(path.join(second, file))))).toStrictEqual([]);
  });
});

test('no golden stands for an app that is gone', () => {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  expect(folders).toStrictEqual(APPS.map((app) => app.name));
  const proofs = readdirSync(__dirname).filter((name) => name.endsWith('.proof.txt')).sort();
  expect(proofs).toStrictEqual(APPS.map((app) => `${app.name}.proof.txt`));
});

describe('the comparison itself', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-golden-'));
  directories.push(folder);
  const template = (value: unknown): Map<string, string> => new Map([['A.template.json', normalise(JSON.stringify(value))]]);
  const compare = (value: unknown): string[] => (process.env.ZERO_TRUST_UPDATE_GOLDENS === '1' ? [] : compareWithGoldens(folder, template(value)));
  const checking = process.env.ZERO_TRUST_UPDATE_GOLDENS === '1' ? test.skip : test; // it would write

  checking('a golden that is missing fails, and is not written', () => {
    expect(compare({ a: 1 })).toStrictEqual(['A.template.json: there is no golden; look at it, then run `npm run test:update`']);
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  checking('a difference is shown in a few lines', () => {
    writeFileSync(path.join(folder, 'A.template.json'), normalise(JSON.stringify({ a: 1, list: [1, 2], gone: { x: 'y' } })));
    writeFileSync(path.join(folder, 'B.template.json'), '{}\n');
    expect(compare({ list: [1, 3], a: 1, many: Object.fromEntries([...Array(20).keys()].map((i) => [i, i])) })).toStrictEqual([
      'B.template.json: is a golden, but is not synthesized any more',
      'A.template.json:', '  - gone: {"x":"y"}', '  - list/1: 2', '  + list/1: 3', expect.stringMatching(/^ {2}\+ many: \{"0":0/),
    ]);
  });

  checking('a text that is missing or differs fails, and is not written', () => {
    const file = path.join(folder, 'a.proof.txt');
    expect(compareWithTextGolden(file, 'a\n')).toStrictEqual(['a.proof.txt: there is no golden; look at it, then run `npm run test:update`']);
    writeFileSync(file, 'a\nb\n');
    expect(compareWithTextGolden(file, 'a\nc\n')).toStrictEqual(['a.proof.txt:', '  - b', '  + c']);
    expect(readFileSync(file, 'utf8')).toBe('a\nb\n');
    rmSync(file);
  });

  test('long differences are cut, and say so', () => {
    const many = (by: number): object => Object.fromEntries([...Array(20).keys()].map((i) => [`k${i}`, i + by]));
    expect(differences(many(0), many(1))).toHaveLength(40);
  });

  test('asset hashes and the order of keys do not count', () => {
    expect(normalise(`{"b":"x-${'a'.repeat(64)}.zip","a":1}`)).toBe(normalise(`{"a":1,"b":"x-${'0'.repeat(64)}.zip"}`));
    expect(normalise('{"b":[2,1]}')).not.toBe(normalise('{"b":[1,2]}'));
  });
});
