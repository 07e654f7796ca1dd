/**
 * The Cedar project's own integration corpus (cedar-integration-tests, Apache-2.0): policies, entities and requests with the answers of its reference, which nobody of this
 * project wrote. Read in place; skipped, visibly, where ../shared/corpus/cedar is absent.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { CedarRequest } from '../../../lib/contract/access/policy-table';
import { compilePolicies } from '../../../lib/policy/compile';
import { loadPolicies } from '../../../lib/policy/evaluate';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const exact = require('../../../scripts/vendor/exact-json.js') as { parse(text: string): unknown };
const CORPUS = path.join(__dirname, '..', '..', '..', '..', 'shared', 'corpus', 'cedar');
const there = existsSync(CORPUS);

interface Group {
  readonly shouldValidate: boolean;
  readonly requests: readonly (CedarRequest & { readonly description: string; readonly decision: string; readonly reason: readonly string[]; readonly errors: readonly string[] })[];
}

/** Its policy was never applicable; Cedar 4.13 itself only warns about that. */
const ONLY_A_WARNING = ['36ce0d10182a0d1f930224fd741149c8245ed4d1'];
/** `decimal` with a wrong number of values: never evaluated, so refused. */
const REFUSED = ['e2f25d35251b7a484e84d0392efc7d8f6b7ac642'];

(there ? test : test.skip)('every group of the corpus gets the answers of the reference (skipped where ../shared/corpus/cedar is absent)', () => {
  const names = readdirSync(CORPUS).filter((f) => f.endsWith('.cedar')).map((f) => f.replace('.cedar', '')).sort();
  const wrong: string[] = [];
  const refused: string[] = [];
  let [requests, allowed, erring] = [0, 0, 0];
  for (const name of names) {
    const read = (end: string): string => readFileSync(path.join(CORPUS, `${name}.${end}`), 'utf8');
    const group = exact.parse(read('json')) as Group;
    const entities = exact.parse(read('entities.json')) as CedarRequest['entities'];
    const files = { g: read('cedar') };
    const validated = compilePolicies({ files, schema: read('cedarschema') });
    const valid = !validated.findings.some((f) => f.code === 'PolicyInvalid' && f.level === 'error') && !validated.findings.some((f) => f.code === 'PolicySchemaInvalid');
    if (valid !== (group.shouldValidate || ONLY_A_WARNING.includes(name)) && !REFUSED.includes(name)) wrong.push(`${name}: validates ${valid}`);
    const { table } = validated.table === undefined ? compilePolicies({ files }) : validated;
    if (table === undefined) {
      refused.push(name);
      continue;
    }
    const evaluator = loadPolicies(JSON.parse(JSON.stringify(table)) as typeof table, { strict: false });
    const strict = loadPolicies(table, { strict: true });
    const theirs = (id: string): string => `policy${Number(id.split('#')[1]) - 1}`;
    for (const request of group.requests) {
      const answer = evaluator.evaluate({ ...request, entities });
      const got = [answer.decision, answer.determining.map(theirs).sort(), answer.errors.map((e) => theirs(e.id)).sort()];
      const expected = [request.decision, [...request.reason].sort(), [...request.errors].sort()];
      if (JSON.stringify(got) !== JSON.stringify(expected)) wrong.push(`${name} ${request.description}: ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`);
      if (strict.evaluate({ ...request, entities }).decision === 'allow' && request.decision !== 'allow') wrong.push(`${name} ${request.description}: strictness lets more in`);
      requests++;
      if (request.decision === 'allow') allowed++;
      erring += request.errors.length;
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toEqual(REFUSED);
  // At least 95 % compiled, and something to disagree about.
  expect(refused.length / names.length).toBeLessThan(0.05);
  expect(names.length).toBeGreaterThanOrEqual(190);
  expect(requests).toBe((names.length - refused.length) * 8);
  expect(allowed).toBeGreaterThan(500);
  expect(erring).toBeGreaterThan(50);
}, 180_000);
