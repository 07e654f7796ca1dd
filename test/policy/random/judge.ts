/**
 * One case decided by Cedar and by us: decision, determining policies, policies in error and their messages have to be the same; and strictness may only take away.
 */
import type { CedarRequest } from '../../../lib/contract/access/policy-table';
import { withCedar } from '../../../lib/policy/cedar';
import { compilePolicies } from '../../../lib/policy/compile';
import { loadPolicies } from '../../../lib/policy/evaluate';
import { makeCase, type Case } from './case';

export interface Tally {
  cases: number;
  compiled: number;
  requests: number;
  allowed: number;
  /** Requests in which at least one policy could not be evaluated. */
  withErrors: number;
  /** Requests that strictness refused and Cedar would have let in. */
  taken: number;
  readonly failures: { readonly index: number; readonly why: string }[];
}

export function newTally(): Tally {
  return { cases: 0, compiled: 0, requests: 0, allowed: 0, withErrors: 0, taken: 0, failures: [] };
}

const FILE = 'random.cedar';

interface Answer {
  readonly decision: string;
  readonly reasons: readonly string[];
  readonly errors: readonly string[];
}

export function run(campaign: number, index: number, tally: Tally): void {
  const made = makeCase(campaign, index);
  tally.cases++;
  try {
    judge(made, tally, (why) => tally.failures.push({ index, why }));
  } catch (error) {
    tally.failures.push({ index, why: `thrown: ${(error as Error).stack ?? String(error)}` });
  }
}

export function judge(made: Case, tally: Tally, fail: (why: string) => void): void {
  const text = made.policies.join('\n');
  const { table, findings } = compilePolicies({ files: { [FILE]: text } });
  if (table === undefined) {
    // Refused is allowed, and counted; not read is a mistake of the generator.
    if (findings.some((f) => f.code !== 'PolicyUnsupported')) fail(`not read: ${findings.map((f) => f.message).join('; ')}\n${text}`);
    return;
  }
  tally.compiled++;
  // As it comes out of a bundle.
  const kept = JSON.parse(JSON.stringify(table)) as typeof table;
  const [plain, strict] = [loadPolicies(kept, { strict: false }), loadPolicies(kept, { strict: true })];
  const staticPolicies = Object.fromEntries(made.policies.map((policy, i): [string, string] => [`${FILE}#${i + 1}`, policy]));
  for (const request of made.requests) {
    tally.requests++;
    const call = { ...request, entities: made.entities } as CedarRequest;
    const wanted = cedar({ ...call, policies: { staticPolicies } });
    if (typeof wanted === 'string') {
      fail(`Cedar refuses the request: ${wanted}`);
      continue;
    }
    const answer = plain.evaluate(call);
    const got: Answer = { decision: answer.decision, reasons: answer.determining, errors: answer.errors.map((e) => `${e.id}: ${e.message}`) };
    if (JSON.stringify(got) !== JSON.stringify(wanted)) fail(`Cedar: ${JSON.stringify(wanted)}\nours:  ${JSON.stringify(got)}\n${text}\n${shown(call)}`);
    if (got.decision === 'allow') tally.allowed++;
    if (got.errors.length > 0) tally.withErrors++;
    const stricter = strict.evaluate(call);
    const hole = answer.errors.some((e) => e.effect === 'forbid');
    if (stricter.decision !== (hole ? 'deny' : answer.decision)) fail(`strict says ${stricter.decision}\n${text}\n${shown(call)}`);
    if (stricter.decision !== answer.decision) tally.taken++;
  }
}

function cedar(call: object): Answer | string {
  const answer = withCedar((c) => c.isAuthorized(call));
  if (answer === undefined) return 'out of stack';
  if (answer.type === 'failure') return answer.errors.map((e) => e.message).join('; ');
  const { decision, diagnostics } = answer.response;
  return { decision, reasons: [...diagnostics.reason].sort(), errors: diagnostics.errors.map((e) => ({ id: e.policyId, text: `${e.policyId}: ${e.error.message}` })).sort((a, b) => (a.id < b.id ? -1 : 1)).map((e) => e.text) };
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
}
