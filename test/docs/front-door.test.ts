/** docs/front-door.md and README's chapters on doors and the watch: the programs compile and synthesize, and the codes that they name are codes. */
import { DoorProfile } from '../../lib';
import { laidOut, programsOf, textOf } from './programs';

jest.setTimeout(120_000);

const doc = textOf('docs', 'front-door.md');
const readme = /## The front door[\s\S]*?(?=\n## )/.exec(textOf('README.md'))![0];
const watch = /## The web firewall and the watch[\s\S]*?(?=\n## )/.exec(textOf('README.md'))![0];
const programs = programsOf(doc, readme, watch);
const { errors, run } = laidOut(programs);

test('the programs compile', () => {
  expect(programs).toHaveLength(4);
  expect(errors()).toStrictEqual([]);
});

test.each(programs.map((_, i) => i))('program %i synthesizes, and prints nothing', (i) => {
  expect(run(i)).toStrictEqual({ status: 0, stdout: '', stderr: '' });
});

test('every code that the doc names is explained, and every profile is in its table', () => {
  const explained = textOf('docs', 'errors.md');
  const named = [...doc.matchAll(/\(`([A-Z][A-Za-z0-9]+)`/g)].map((m) => m[1]);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((code) => !explained.includes(`| \`${code}\` |`))).toStrictEqual([]);
  for (const profile of Object.keys(DoorProfile)) expect(doc).toContain(`| \`${profile}\``);
});
