/**
 * A rule on its way into the web ACL: what its kind makes of it, before names, labels, priorities and capacity of all rules are judged together.
 */
import type { Finding } from '../../../intent';
import type { ActionFacts, Properties, RuleFacts } from '../model';

export { list } from '../../front-door/compiler/say';

export interface Draft {
  readonly rule: RuleFacts;
  /** JSON pointer of the rule: `/rules/3`. */
  readonly pointer: string;
  readonly name: string;
  readonly priority: number;
  readonly band: number;
  readonly statement: Properties;
  /** `Action` or `OverrideAction`. */
  readonly acts: Properties;
  /** Whose answers and immunity are written; none of a rule that counts. */
  readonly actions: readonly ActionFacts[];
  readonly capacity: number;
  /** Put onto requests, as our own rules say them. */
  readonly labels: readonly string[];
  /** Namespace of the labels of a managed group. */
  readonly namespace?: string;
  readonly reads: readonly string[];
  readonly isObserving: boolean;
  readonly monthlyUsd: number;
  readonly isRate: boolean;
}

export const COUNT: Properties = { Count: {} };

/** What the rule does while it observes: it counts, and keeps the headers that it adds where it counts anyway. */
export function countOf(action: ActionFacts): Properties {
  return action.kind === 'count' ? action.json : COUNT;
}

/** What a part of a rule told of itself, at the place of the rule. */
export function placed(findings: readonly Finding[], pointer: string, where: string): Finding[] {
  return findings.map((f) => ({ ...f, pointer: `${pointer}${f.pointer}`, where: f.where === '' ? where : f.where }));
}
