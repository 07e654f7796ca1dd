/**
 * A table's policies and actions, all mistakes at once.
 *
 *   const rules = readRules(table, interests);   // or a PolicyTableError
 *
 * Conditions are read later (rule.ts): lib/policy/compile has read each of them once, and the hash of the bundle stands for it. One that cannot be read after all
 * fails every request that gets to it.
 */
import type { CedarEntity, PolicyTable, TablePolicy } from '../../contract/access/policy-table';
import { file, type ByType } from './entities';
import { ExpressionProblem, PolicyTableError } from './errors';
import { Reader } from './expression';
import { Interests } from './interests';
import { readConditions, readRule, type Rule } from './rule';

/** Why the evaluator cannot decide a policy, or undefined: its head and all its conditions. */
export function checkPolicy(policy: TablePolicy): string | undefined {
  const reader = new Reader(new Interests());
  try {
    readRule(policy, reader);
    readConditions(policy.conditions, reader);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

export function readRules(table: PolicyTable, interests: Interests): Rule[] {
  if (typeof table !== 'object' || table === null || table.schema !== 'zero-trust/policy-table/1' || !Array.isArray(table.policies)) {
    throw new PolicyTableError(['it is not a `zero-trust/policy-table/1` with a list of policies']);
  }
  const reader = new Reader(interests);
  const problems: string[] = [];
  const rules: Rule[] = [];
  const ids = new Set<string>();
  for (const [i, policy] of (table.policies as readonly TablePolicy[]).entries()) {
    try {
      const rule = readRule(policy, reader);
      if (ids.has(rule.id)) throw new ExpressionProblem('another policy has its id');
      ids.add(rule.id);
      rules.push(rule);
    } catch (error) {
      problems.push(`policy ${typeof policy?.id === 'string' ? `\`${policy.id}\`` : i}: ${problemOf(error)}`);
    }
  }
  if (problems.length > 0) throw new PolicyTableError(problems);
  return rules;
}

export function readActions({ actions = [] }: PolicyTable): ByType {
  if (!Array.isArray(actions) || !actions.every(isEntity)) throw new PolicyTableError(['its actions are no list of entities']);
  const byType: ByType = new Map();
  for (const entity of actions) file(byType, entity);
  return byType;
}

function problemOf(error: unknown): string {
  if (error instanceof ExpressionProblem) return error.message;
  throw error;
}

function isEntity(raw: unknown): raw is CedarEntity {
  const isUid = (value: unknown): boolean => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string' && typeof (value as { id?: unknown }).id === 'string';
  if (typeof raw !== 'object' || raw === null) return false;
  const { uid, attrs, parents } = raw as { uid?: unknown; attrs?: unknown; parents?: unknown };
  return isUid(uid) && typeof attrs === 'object' && attrs !== null && Array.isArray(parents) && parents.every(isUid);
}
