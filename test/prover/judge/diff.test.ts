/** What a change opens and closes. */
import type { DiffFile, EdgeData } from '../../../lib/contract/verdicts';
import { diffOf } from '../../../lib/prover/judge-diff';
import { exitCodeOfDiff } from '../../../lib/prover/summary';
import { emptyWorld } from './fakes';
import { token } from '../replay/shop';

const edge = (source: string, destination: string, over: string, more: Partial<EdgeData> = {}): EdgeData => ({ source, destination, over, certain: true, declared: true, flows: [], because: [], ...more });
const diff = (before: readonly EdgeData[], after: readonly EdgeData[]): DiffFile => diffOf({ world: emptyWorld(), edges: before }, { world: emptyWorld(), edges: after });
const short = (edges: DiffFile['added']): string[] => edges.map((e) => `${e.source} -> ${e.destination} ${e.over}`);

test('no change is none', () => {
  const edges = [edge('internet', 'web', 'tcp/443'), edge('web', 'api', 'tcp/8080', { certain: false })];
  expect(diff(edges, edges)).toEqual({ schema: 'zero-trust/diff/1', summary: { added: 0, removed: 0, undeclared: 0 }, added: [], removed: [], unknowns: [] });
});

test('only the connections that are new or gone are told', () => {
  const { added, removed, summary } = diff([edge('web', 'db', 'tcp/22, tcp/5432')], [edge('web', 'db', 'tcp/5432-5433'), edge('internet', 'web', 'tcp/443', { declared: false })]);
  expect(short(added)).toEqual(['internet -> web tcp/443', 'web -> db tcp/5433']);
  expect(short(removed)).toEqual(['web -> db tcp/22']);
  expect(summary).toEqual({ added: 2, removed: 1, undeclared: 1 });
});

test('one edge in several parts is one edge', () => {
  expect(diff([edge('a', 'b', 'tcp/1-10')], [edge('a', 'b', 'tcp/1-5'), edge('a', 'b', 'tcp/6-10', { declared: false })]).summary).toEqual({ added: 0, removed: 0, undeclared: 0 });
});

test('what was possible and is certain now was opened; the other way round nothing was', () => {
  const [maybe, sure] = [edge('internet', 'db', 'all', { certain: false, declared: false }), edge('internet', 'db', 'tcp/22', { declared: false })];
  expect(short(diff([maybe], [maybe, sure]).added)).toEqual(['internet -> db tcp/22']);
  expect(diff([edge('internet', 'db', 'all')], [maybe]).summary).toEqual({ added: 0, removed: 0, undeclared: 0 });
});

test('what cannot be read counts as everything that is new', () => {
  expect(short(diff([edge('a', 'b', 'nonsense')], [edge('a', 'b', 'tcp/1')]).added)).toEqual(['a -> b tcp/1']);
  expect(short(diff([edge('a', 'b', 'tcp/1')], [edge('a', 'b', 'nonsense')]).added)).toEqual(['a -> b all except tcp/1']);
});

test('an added edge that nobody declared fails; an implied one does not', () => {
  expect(exitCodeOfDiff(diff([], [edge('a', 'b', 'all')]))).toBe(0);
  expect(exitCodeOfDiff(diff([], [edge('a', 'b', 'all', { declared: false })]))).toBe(1);
  expect(exitCodeOfDiff(diff([], [edge('a', 'b', 'all', { declared: false, certain: false })]))).toBe(1);
  expect(exitCodeOfDiff(diff([], [edge('a', 'b', 'all', { declared: false, implied: true })]))).toBe(0);
  expect(exitCodeOfDiff(diff([edge('a', 'b', 'all', { declared: false })], []))).toBe(0);
});

test('what is unknown on either side is said once', () => {
  const { unknowns } = diffOf({ world: emptyWorld({ unknowns: [token] }), edges: [] }, { world: emptyWorld({ unknowns: [token, { ...token, pointer: '/other' }] }), edges: [] });
  expect(unknowns.map((u) => u.pointer)).toEqual(['/Parameters/Hidden', '/other']);
});
