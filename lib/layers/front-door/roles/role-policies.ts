/**
 * All that is said for a role in its app: ``policiesOf(role)``, its own properties and policies that name it.
 *
 * Policies that data flows wrote are marked as such: they grant what was declared. Not seen: policies in other apps, and what a policy
 * says that is known by its ARN alone.
 */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, type Json, read, readIfPossible, ReferenceTo, resourcesIn, targetOf, Unreadable } from '../../network/members/read';

export interface RolePolicy {
  /** Construct path, or the ARN. */
  readonly path: string;
  /** Undefined where nobody here can see them. */
  readonly statements?: readonly Json[];
  /** Of a policy that AWS manages: its name. */
  readonly managedByAws?: string;
}

const NAMED_AT: Readonly<Record<string, string>> = { 'AWS::IAM::ManagedPolicy': 'Roles', 'AWS::IAM::Policy': 'Roles', 'AWS::IAM::RolePolicy': 'RoleName' };

/** Policies that name roles, by role: looked for once for all roles of an app. */
export type PoliciesByRole = ReadonlyMap<CfnResource, readonly CfnResource[]>;

export function policiesByRole(near: IConstruct): PoliciesByRole {
  const found = new Map<CfnResource, CfnResource[]>();
  for (const policy of resourcesIn(Stage.of(near) ?? near.node.root)) {
    const at = Object.hasOwn(NAMED_AT, policy.cfnResourceType) ? NAMED_AT[policy.cfnResourceType] : undefined;
    if (at === undefined) continue;
    const said = readIfPossible(policy, at);
    for (const role of new Set((Array.isArray(said) ? said : [said]).map((one) => targetOf(policy, one)))) {
      if (role !== undefined) found.set(role, [...found.get(role) ?? [], policy]);
    }
  }
  return found;
}

export function policiesOf(role: CfnResource, all: PoliciesByRole = policiesByRole(role)): RolePolicy[] {
  const beside = all.get(role) ?? [];
  return [...inline(role), ...attached(role), ...beside.map((r) => ({ path: r.node.path, statements: statementsOf(r, 'PolicyDocument') }))];
}

function inline(role: CfnResource): RolePolicy[] {
  const list = attempt(() => read(role, 'Policies'));
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ path: role.node.path }];
  return list.map((policy: Json) => ({ path: role.node.path, statements: statementsIn(policy.PolicyDocument ?? policy.policyDocument) }));
}

function attached(role: CfnResource): RolePolicy[] {
  const list = attempt(() => read(role, 'ManagedPolicyArns'));
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [{ path: role.node.path }];
  return list.flatMap((arn: unknown): RolePolicy[] => {
    const text = flat(arn);
    const name = /:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/.exec(text)?.[1];
    if (name !== undefined) return [{ path: text, managedByAws: name }];
    const made = targetOf(role, arn);
    return made === undefined ? [{ path: text }] : [{ path: made.node.path, statements: statementsOf(made, 'PolicyDocument') }];
  });
}

function statementsOf(resource: CfnResource, property: string): readonly Json[] | undefined {
  return statementsIn(attempt(() => read(resource, property)));
}

function statementsIn(document: unknown): readonly Json[] | undefined {
  const list = isObject(document) ? document.Statement ?? document.statement : undefined;
  const all = Array.isArray(list) ? list : [list];
  return all.every(isObject) ? all : undefined;
}

/** What cannot be read is nobody's to see, which is not the same as nothing. */
function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: true };
    throw error;
  }
}

/** The text of an ARN; a reference is its path. No colon stands within braces, so that ARNs are split where they say: `${AWS.Partition}`. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof ReferenceTo) return inBraces(value.toString());
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  if (typeof value.Ref === 'string') return inBraces(value.Ref);
  const sub = value['Fn::Sub'];
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  if (typeof text === 'string') return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => (Array.isArray(sub) && isObject(sub[1]) && Object.hasOwn(sub[1], name) ? flat(sub[1][name]) : inBraces(name)));
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(flat).join(String(join[0]));
  return inBraces(Object.keys(value)[0] ?? '');
}

function inBraces(name: string): string {
  return `\${${name.replace(/:+/g, '.')}}`;
}
