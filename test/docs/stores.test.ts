/** docs/stores.md says what the tables say, and every row of it is tested. */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { KINDS } from '../../lib/layers/data/kinds';

const root = path.join(__dirname, '..', '..');
const doc = readFileSync(path.join(root, 'docs', 'stores.md'), 'utf8');

test('docs/stores.md is what scripts/stores-doc.cjs makes of the tables', () => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { text } = require(path.join(root, 'scripts', 'stores-doc.cjs')) as { text: string };
  expect(doc).toBe(text);
});

function splitSource(source: string): string[] {
  const at = source.indexOf(' ');
  return at < 0 ? [source, ''] : [source.slice(0, at), source.slice(at)];
}

/** `id -> [aspect, replaces, postures]`, as a reader finds them. */
const rows = new Map([...doc.matchAll(/^\| `([a-z0-9]+\.[a-z0-9.-]+)` \| ([a-z-]+) \| .* \| (yes|no) \| ([a-z, ]+) \| \[AWS\]\((https:[^)]+)\)(.*) \|$/gm)].map(([, id, ...rest]) => [id, rest]));

test('every closing is in it, and everything in it is a closing', () => {
  const closings = KINDS.flatMap((k) => k.closings);
  expect([...rows.keys()].sort()).toEqual(closings.map((c) => c.id).sort());
  for (const c of closings) expect(rows.get(c.id)).toEqual([c.aspect, c.replaces ? 'yes' : 'no', c.postures.length === 3 ? 'all' : c.postures.join(', '), ...splitSource(c.source)]);
});

test('every kind has its heading and its types', () => {
  expect([...doc.matchAll(/^## (.+)$/gm)].map((m) => m[1])).toEqual(KINDS.map((k) => k.name));
  for (const kind of KINDS) for (const cfnType of kind.cfnTypes) expect(doc).toContain(`\`${cfnType}\``);
});

test('every closing is named in a test of test/layers/data/kinds', () => {
  const folder = path.join(root, 'test', 'layers', 'data', 'kinds');
  const tests = (readdirSync(folder, { recursive: true }) as string[]).filter((f) => f.endsWith('.ts')).map((f) => readFileSync(path.join(folder, f), 'utf8')).join('\n');
  expect([...rows.keys()].filter((id) => !tests.includes(`'${id}'`))).toEqual([]);
});
