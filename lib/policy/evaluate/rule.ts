/**
 * One policy of the table, ready to be held against requests.
 *
 *   const rule = readRule(policy, reader);
 *   rule.applies(facts)   // true, false, or an EvaluationError is thrown
 *
 * Conditions are read when the first request gets to them: a cold start pays for the policies of one route, not of all.
 */
import type { TablePolicy } from '../../contract/access/policy-table';
import type { Build, Run } from './code';
import { ExpressionProblem } from './errors';
import { wrongType } from './kind';
import type { Facts } from './request';
import { readScope, type Scope } from './scope';
import { fieldsOf } from './shape';

interface Condition {
  readonly holds: boolean;
  readonly run: Run;
}

export class Rule {
  /** Of the request that it was last held against. */
  public turn = 0;
  private conditions?: readonly Condition[];

  constructor(
    public readonly id: string,
    public readonly effect: 'permit' | 'forbid',
    public readonly principal: Scope,
    public readonly action: Scope,
    public readonly resource: Scope,
    private readonly readConditions: () => readonly Condition[],
  ) {}

  public applies(facts: Facts): boolean {
    const { principal, action, resource } = this;
    if (action.holds?.(facts, facts.action) === false) return false;
    if (principal.holds?.(facts, facts.principal) === false) return false;
    if (resource.holds?.(facts, facts.resource) === false) return false;
    for (const { holds, run } of this.conditions ??= this.readConditions()) {
      const value = run(facts);
      if (typeof value !== 'boolean') throw wrongType('bool', value);
      if (value !== holds) return false;
    }
    return true;
  }
}

/** Its head; its conditions when it is first held against a request whose head it has. */
export function readRule(policy: TablePolicy, build: Build): Rule {
  const fields = fieldsOf(policy, 'policy', ['id', 'effect', 'principal', 'action', 'resource', 'conditions'], ['annotations']);
  const { id, effect, conditions } = fields;
  if (typeof id !== 'string') throw new ExpressionProblem('its id is no text');
  if (effect !== 'permit' && effect !== 'forbid') throw new ExpressionProblem('its effect is neither permit nor forbid');
  if (!Array.isArray(conditions)) throw new ExpressionProblem('its conditions are no list');
  return new Rule(
    id, effect,
    readScope('principal', fields.principal, build.interests), readScope('action', fields.action, build.interests), readScope('resource', fields.resource, build.interests),
    () => readConditions(conditions, build),
  );
}

export function readConditions(conditions: readonly unknown[], build: Build): readonly Condition[] {
  return conditions.map((condition) => {
    const { kind, body } = fieldsOf(condition, 'condition', ['kind', 'body']);
    if (kind !== 'when' && kind !== 'unless') throw new ExpressionProblem('a condition is neither when nor unless');
    return { holds: kind === 'when', run: build.read(body).run };
  });
}
