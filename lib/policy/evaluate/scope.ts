/**
 * The head of a policy: whom, what and on what it is about. It decides or does not apply, and never fails.
 *
 *   const scope = readScope('principal', { op: 'in', entity: { type: 'Group', id: 'staff' } }, interests);
 *   scope.holds(facts, facts.principal)
 *   scope.named          // entities of which one has to be among the principal and its ancestors: what the policy is filed under
 */
import type { EntityUid } from '../../contract/access/policy-table';
import { ExpressionProblem } from './errors';
import type { Interest, Interests } from './interests';
import type { Facts } from './request';
import { fieldsOf } from './shape';
import type { EntityRef } from './value';

export interface Scope {
  /** Undefined: holds always. */
  readonly holds?: (facts: Facts, ref: EntityRef) => boolean;
  readonly named?: readonly Interest[];
  readonly type?: string;
}

export function readScope(of: 'principal' | 'action' | 'resource', constraint: unknown, interests: Interests): Scope {
  const op: unknown = typeof constraint === 'object' && constraint !== null && Object.hasOwn(constraint, 'op') ? (constraint as { op: unknown }).op : undefined;
  const uid = (raw: unknown): Interest => interests.of(readEntity(raw, of));
  switch (op) {
    case 'All':
      fieldsOf(constraint, of, ['op']);
      return {};
    case '==': {
      const target = uid(fieldsOf(constraint, of, ['op', 'entity']).entity);
      return { named: [target], holds: (_, ref) => ref.id === target.id && ref.type === target.type };
    }
    case 'in': {
      const fields = fieldsOf(constraint, of, ['op'], ['entity', 'entities']);
      if ((fields.entity === undefined) === (fields.entities === undefined)) throw new ExpressionProblem(`\`in\` of the ${of} needs one of \`entity\` and \`entities\``);
      if (fields.entities !== undefined && (of !== 'action' || !Array.isArray(fields.entities))) throw new ExpressionProblem(`only an action may be in a list, and \`entities\` is one`);
      const targets = fields.entity === undefined ? (fields.entities as unknown[]).map(uid) : [uid(fields.entity)];
      return { named: targets, holds: (facts, ref) => facts.isInOneOf(ref, targets) };
    }
    case 'is': {
      const fields = fieldsOf(constraint, of, ['op', 'entity_type'], ['in']);
      const type = fields.entity_type;
      if (of === 'action' || typeof type !== 'string') throw new ExpressionProblem('`is` needs the name of a type, and is for principals and resources');
      if (fields.in === undefined) return { type, holds: (_, ref) => ref.type === type };
      const target = uid(fieldsOf(fields.in, of, ['entity']).entity);
      return { type, named: [target], holds: (facts, ref) => ref.type === type && facts.isInNamed(ref, target) };
    }
    default:
      throw new ExpressionProblem(`\`${String(op)}\` is not a constraint of the ${of}; expected All, ==, in or is`);
  }
}

function readEntity(raw: unknown, of: string): EntityUid {
  const { type, id } = fieldsOf(raw, of, ['type', 'id']);
  if (typeof type !== 'string' || typeof id !== 'string') throw new ExpressionProblem(`an entity of the ${of} is not { type, id } of two texts`);
  return { type, id };
}
