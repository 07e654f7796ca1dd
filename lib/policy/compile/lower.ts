/**
 * Cedar's JSON of a policy as the table keeps it.
 *
 *   tablePolicy('documents.read', policyToJson(text).json)
 *
 * Unchanged, but for whole numbers beyond 2^53, which JSON would round: they are written as the sum and product of two that it does not, which no 64-bit overflow can
 * meet. Annotations without a value have an empty one.
 */
import type { CedarExpression, ScopeConstraint, TablePolicy } from '../../contract/access/policy-table';

/** What `policyToJson` gives. */
interface CedarPolicyJson {
  readonly effect: 'permit' | 'forbid';
  readonly principal: ScopeConstraint;
  readonly action: ScopeConstraint;
  readonly resource: ScopeConstraint;
  readonly conditions: readonly { readonly kind: 'when' | 'unless'; readonly body: CedarExpression }[];
  readonly annotations?: Readonly<Record<string, string | null>>;
}

export function annotationsOf(json: unknown): Readonly<Record<string, string>> {
  // Entries keep a name like `__proto__` a name.
  return Object.fromEntries(Object.entries((json as CedarPolicyJson).annotations ?? {}).map(([name, value]) => [name, value ?? '']));
}

export function tablePolicy(id: string, json: unknown): TablePolicy {
  const { effect, principal, action, resource, conditions } = json as CedarPolicyJson;
  const annotations = annotationsOf(json);
  return {
    id, effect, principal, action, resource,
    conditions: conditions.map(({ kind, body }) => ({ kind, body: lower(body) as CedarExpression })),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

const SHIFT = 2n ** 32n;

function lower(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(lower);
  if (typeof node !== 'object' || node === null) return node;
  const keys = Object.keys(node);
  const value: unknown = keys.length === 1 && keys[0] === 'Value' ? (node as { Value: unknown }).Value : undefined;
  if (typeof value === 'bigint') {
    const low = BigInt.asUintN(32, value);
    const high = (value - low) / SHIFT;
    const literal = (long: bigint): object => ({ Value: Number(long) });
    return { '+': { left: { '*': { left: literal(high), right: literal(SHIFT) } }, right: literal(low) } };
  }
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, lower(inner)]));
}
