/**
 * A policy table made ready, and requests decided by it as Cedar decides them.
 *
 *   const evaluator = loadPolicies(table, { strict: true });
 *   evaluator.evaluate({ principal, action, resource, context, entities })   // { decision: 'allow', determining: ['documents.read'], errors: [] }
 *
 * Allowed where at least one policy permits and none forbids. A policy that cannot be evaluated is skipped and reported, as in Cedar; with `strict` one that forbids
 * and cannot be evaluated denies (`determining` stays as in Cedar: the errors say why). A table that is not one, and a request that is not one, throw (errors.ts):
 * whoever asks has to take that for a no.
 */
import type { CedarAnswer, CedarRequest, PolicyEvaluator, PolicyTable } from '../../contract/access/policy-table';
import { EvaluationError, ExpressionProblem, PolicyTableError } from './errors';
import { Interests } from './interests';
import { PolicyIndex } from './policy-index';
import { readActions, readRules } from './read-table';
import { Facts } from './request';

export interface LoadOptions {
  /** A policy that forbids and cannot be evaluated denies. */
  readonly strict: boolean;
}

/** Answers at once, unlike the engines that ask somebody. */
export interface CompiledEvaluator extends PolicyEvaluator {
  evaluate(request: CedarRequest): CedarAnswer;
}

export function loadPolicies(table: PolicyTable, { strict }: LoadOptions): CompiledEvaluator {
  const interests = new Interests();
  const index = new PolicyIndex(readRules(table, interests));
  const actions = readActions(table);

  return {
    evaluate(request) {
      const facts = new Facts(request, interests, actions);
      const permits: string[] = [];
      const forbids: string[] = [];
      const errors: { id: string; effect: 'permit' | 'forbid'; message: string }[] = [];
      let refused = false;
      index.candidates(facts, (rule) => {
        try {
          if (rule.applies(facts)) (rule.effect === 'permit' ? permits : forbids).push(rule.id);
        } catch (error) {
          if (error instanceof ExpressionProblem) throw new PolicyTableError([`policy \`${rule.id}\`: ${error.message}`]);
          if (!(error instanceof EvaluationError)) throw error;
          errors.push({ id: rule.id, effect: rule.effect, message: error.message });
          refused ||= strict && rule.effect === 'forbid';
        }
      });
      if (errors.length > 1) errors.sort((a, b) => (a.id < b.id ? -1 : 1));
      if (forbids.length > 0) return { decision: 'deny', determining: forbids.sort(), errors };
      if (refused || permits.length === 0) return { decision: 'deny', determining: [], errors };
      return { decision: 'allow', determining: permits.sort(), errors };
    },
  };
}
