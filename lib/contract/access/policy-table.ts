/**
 * Cedar policies as the evaluator takes them: their JSON form (`policyToJson` of Cedar 4) with an index.
 *
 * An expression is Cedar's own JSON expression (https://docs.cedarpolicy.com/policies/json-format.html), unchanged, so that what was read is what was validated;
 * what lib/policy/compile does not know it refuses there. (But for whole numbers beyond 2^53, which JSON would round: they stand as sums and products of two that it does not.)
 * Entities of a request come as `CedarEntity`; those without attributes, tags and parents may be left out.
 */

export interface EntityUid {
  readonly type: string;
  readonly id: string;
}

/** Cedar's JSON expression: an object with exactly one key. */
export type CedarExpression = Readonly<Record<string, unknown>>;

export type ScopeConstraint =
  | { readonly op: 'All' }
  | { readonly op: '=='; readonly entity: EntityUid }
  | { readonly op: 'in'; readonly entity: EntityUid }
  | { readonly op: 'in'; readonly entities: readonly EntityUid[] }
  | { readonly op: 'is'; readonly entity_type: string; readonly in?: { readonly entity: EntityUid } };

export interface TablePolicy {
  /** Unique; the `@id` annotation where there is one. */
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  readonly principal: ScopeConstraint;
  readonly action: ScopeConstraint;
  readonly resource: ScopeConstraint;
  readonly conditions: readonly { readonly kind: 'when' | 'unless'; readonly body: CedarExpression }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PolicyTable {
  readonly schema: 'zero-trust/policy-table/1';
  /** Sorted by id. The index over them is made where the table is loaded. */
  readonly policies: readonly TablePolicy[];
  /** Actions of the schema with the groups that they are in: part of every request, as Cedar has it, whatever the request says about them. */
  readonly actions?: readonly CedarEntity[];
}

/** A Cedar value in Cedar's JSON (`{ "__entity": ... }`, `{ "__extn": ... }`), or what the engine made already. */
export type CedarJson = unknown;

export interface CedarEntity {
  readonly uid: EntityUid;
  readonly attrs: Readonly<Record<string, CedarJson>>;
  readonly parents: readonly EntityUid[];
  readonly tags?: Readonly<Record<string, CedarJson>>;
}

export interface CedarRequest {
  readonly principal: EntityUid;
  readonly action: EntityUid;
  readonly resource: EntityUid;
  readonly context: Readonly<Record<string, CedarJson>>;
  readonly entities: readonly CedarEntity[];
}

export interface CedarAnswer {
  readonly decision: 'allow' | 'deny';
  /** Ids of the policies that decided, sorted. */
  readonly determining: readonly string[];
  /** Policies that could not be evaluated, sorted by id. Cedar skips them. */
  readonly errors: readonly { readonly id: string; readonly effect: 'permit' | 'forbid'; readonly message: string }[];
}

/** One interface, three engines. */
export interface PolicyEvaluator {
  evaluate(request: CedarRequest): CedarAnswer | Promise<CedarAnswer>;
}
