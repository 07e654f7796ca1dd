/** docs/existing-stacks.md: its code runs, its table of classes is the blueprint's, and its ids are those of the library. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { transformSync } from 'esbuild';
import { KINDS } from '../../lib/layers/data/kinds';
import { CLOSINGS } from '../../lib/mixins/apis/closings';
import { classes } from '../../lib/mixins/blueprint/classes';

const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'existing-stacks.md'), 'utf8');
const fences = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code]) => code);

test.each(fences.map((code, i) => [i + 1, code]))('its program %d runs', (_, code) => {
  const { code: script } = transformSync(code, { loader: 'ts', format: 'cjs' });
  const load = (name: string): unknown => require(name === 'cdk-zero-trust' ? '../../lib' : name);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('require', 'module', 'exports', script)(load, { exports: {} }, {});
});

test('its table names every class of the blueprint', () => {
  const table = text.split('\n').filter((line) => /^\| `\w+\.\w+`/.test(line)).join('\n');
  const names = classes().map(({ id }) => id.split('.').pop() as string);
  expect(fences).toHaveLength(7);
  for (const name of names.filter((n) => !/^(DatabaseInstanceFromSnapshot|DatabaseInstanceReadReplica|DatabaseClusterFromSnapshot)$/.test(n))) expect(table).toContain(`${name}\``);
});

test('its table of closings of APIs is the library\'s', () => {
  expect([...text.matchAll(/^\| `(api\.[\w-]+)` \|/gm)].map(([, id]) => id).sort()).toStrictEqual(CLOSINGS.map((c) => c.id).sort());
});

test('the closings that it names exist', () => {
  const ids = new Set(KINDS.flatMap((kind) => kind.closings.map((c) => c.id)));
  const named = [...text.matchAll(/cdk-zero-trust:([a-z0-9]+\.[\w.-]+)'/g)].map(([, id]) => id);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((id) => !ids.has(id))).toStrictEqual([]);
});
