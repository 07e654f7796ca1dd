/** Cedar texts and requests in few words, for the tests of policies. */
import type { CedarAnswer, CedarJson, CedarRequest, EntityUid, PolicyTable } from '../../lib/contract/access/policy-table';
import { compilePolicies, formatPolicyFinding } from '../../lib/policy/compile';
import { loadPolicies } from '../../lib/policy/evaluate';

/** `User::ada` */
export function uid(text: string): EntityUid {
  const at = text.lastIndexOf('::');
  return { type: text.slice(0, at), id: text.slice(at + 2) };
}

export interface Entity {
  readonly in?: readonly string[];
  readonly attrs?: Readonly<Record<string, CedarJson>>;
  readonly tags?: Readonly<Record<string, CedarJson>>;
}

export interface Ask {
  readonly principal?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, CedarJson>>;
  readonly entities?: Readonly<Record<string, Entity>>;
}

export function request({ principal = 'User::ada', action = 'Action::read', resource = 'Doc::42', context = {}, entities = {} }: Ask): CedarRequest {
  return {
    principal: uid(principal), action: uid(action), resource: uid(resource), context,
    entities: Object.entries(entities).map(([name, { in: parents = [], attrs = {}, tags }]) => ({ uid: uid(name), attrs, parents: parents.map(uid), ...(tags === undefined ? {} : { tags }) })),
  };
}

export function tableOf(text: string, schema?: string): PolicyTable {
  const { table, findings } = compilePolicies({ files: { p: text }, ...(schema === undefined ? {} : { schema }) });
  if (table === undefined) throw new Error(findings.map(formatPolicyFinding).join('\n'));
  // As it comes out of a bundle.
  return JSON.parse(JSON.stringify(table)) as PolicyTable;
}

export function decide(text: string, ask: Ask = {}, strict = false): CedarAnswer {
  return loadPolicies(tableOf(text), { strict }).evaluate(request(ask));
}

/** Whether a condition holds; its error where it has one. */
export function holds(condition: string, ask: Ask = {}): boolean | string {
  const { decision, errors } = decide(`permit (principal, action, resource) when { ${condition} };`, ask);
  return errors.length > 0 ? errors[0].message : decision === 'allow';
}

/** The compiled engine's table with an expression that Cedar's parser would not give. */
export function tableWith(body: object, effect: 'permit' | 'forbid' = 'permit'): PolicyTable {
  const all = { op: 'All' } as const;
  return { schema: 'zero-trust/policy-table/1', policies: [{ id: 'x', effect, principal: all, action: all, resource: all, conditions: [{ kind: 'when', body: body as never }] }] };
}
