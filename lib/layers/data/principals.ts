/**
 * From what the user holds to the roles that are meant:
 *
 *   principalsOf(handler, refuse)      // the function's role
 *   principalsOf(apiSegment, refuse)   // the roles of its members
 *
 * A role is L1, L2 or imported; anything else has one by its resource (role-holders.ts) or by its L2. An account that is not said
 * cannot be guessed: a role that is known by a parameter alone is refused. Not modelled: users and groups, federated subjects.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo, resolveValue, resourcesIn, targetOf } from '../network/members/read';
import type { Segment } from '../network/segment';
import type { PrincipalFacts } from './model';
import { HOLDER_TYPES, holdsRole, roleValues } from './role-holders';

export type Refuse = (code: 'CrossAccountWithoutAccount' | 'PrincipalAmbiguous' | 'PrincipalUnknown' | 'PrincipalWithoutRole', message: string) => void;

const ROLE = 'AWS::IAM::Role';

/** Sorted by path, each role once. Empty where everything was refused. */
export function principalsOf(source: IConstruct, refuse: Refuse): PrincipalFacts[] {
  const found = isSegment(source) ? ofSegment(source, refuse) : ofConstruct(source, refuse);
  const byPath = new Map(found.map((p) => [p.path, p]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Members that are stores or doors have no role of their own; members of whom nothing has one are a mistake. */
/** By what it has: its class would load the network layer, which not every app has. */
function isSegment(source: IConstruct): source is Segment {
  return 'segmentId' in source && '_memberPaths' in source;
}

function ofSegment(segment: Segment, refuse: Refuse): PrincipalFacts[] {
  const members = segment._owned.filter((m) => m.type.kind === 'compute');
  const found = members.flatMap((m) => {
    const construct = atPath(segment.node.root, m.path);
    const roles = construct === undefined ? [] : ofConstruct(construct, refuse, m.resources.map((r) => r.resource));
    return roles;
  });
  if (members.length === 0) {
    refuse('PrincipalWithoutRole', `segment \`${segment.segmentId}\` has no member with a role; expected a function, service, task or instance of this app; add one, or name the role itself as the source of the data flow`);
  }
  return found;
}

function atPath(root: IConstruct, path: string): IConstruct | undefined {
  return path.split('/').filter((id) => id !== '').reduce<IConstruct | undefined>((at, id) => at?.node.tryFindChild(id), root);
}

function ofConstruct(source: IConstruct, refuse: Refuse, also: readonly CfnResource[] = []): PrincipalFacts[] {
  const role = asRole(source, refuse);
  if (role !== undefined) return role;
  const own = holderOf(source) ?? also.find((r) => holdsRole(r.cfnResourceType));
  if (own !== undefined) {
    const facts = roleValues(own).map((value) => ofValue(own, value, refuse)).filter((p) => p !== undefined);
    // The L2 may hold its role as one whose policies are not to be changed.
    if (facts.length > 0) return facts.map((p) => (isImmutable(roleOf(source)) ? { ...p, isImmutable: true as const } : p));
  }
  const held = roleOf(source);
  const byL2 = held === undefined ? undefined : asRole(held, refuse);
  if (byL2 !== undefined) return byL2;
  const inside = own === undefined ? holdersInside(source) : [];
  if (inside.length === 1) return ofConstruct(inside[0], refuse);
  if (inside.length > 1) {
    refuse('PrincipalAmbiguous', `source \`${source.node.path}\` contains more than one thing with a role: got ${inside.map((r) => `\`${r.node.path}\``).join(', ')}, expected one; pass the one that reads or writes, or its role`);
    return [];
  }
  if (own !== undefined) {
    refuse('PrincipalWithoutRole', `source \`${source.node.path}\` has no role in this app: got \`${own.cfnResourceType}\` without one, or with one that is known at deployment only; expected a role that data flows can be granted to; give it one, or pass the role itself`);
  } else {
    const types = [...new Set(resourcesIn(source).map((r) => r.cfnResourceType))].sort().slice(0, 3);
    refuse('PrincipalUnknown', `source \`${source.node.path}\` has no role: got ${types.length === 0 ? 'a construct without one' : types.map((t) => `\`${t}\``).join(', ')}, expected a role, a segment, or one of ${HOLDER_TYPES.length} types with a role such as \`AWS::Lambda::Function\`; pass the role that it works with`);
  }
  return [];
}

/** The L1 that a construct is or is made of, if that is of a type with a role. */
export function holderOf(construct: IConstruct): CfnResource | undefined {
  for (let at: IConstruct | undefined = construct, depth = 0; at !== undefined && depth < 5; at = attempt(() => at?.node.defaultChild), depth++) {
    if (CfnResource.isCfnResource(at)) return holdsRole(at.cfnResourceType) ? at : undefined;
  }
  return undefined;
}

/** Without those that lie between others: the service, not its task definition as well. */
function holdersInside(root: IConstruct): CfnResource[] {
  const all = resourcesIn(root).filter((r) => holdsRole(r.cfnResourceType) && r.cfnResourceType !== 'AWS::IAM::InstanceProfile');
  const roles = new Map(all.map((r) => [r, roleValues(r).map(String).join(' ')]));
  return all.filter((r, i) => all.findIndex((o) => roles.get(o) === roles.get(r)) === i);
}

/** `role`, `taskRole` or `grantPrincipal` of an L2; getters of L2s throw where they have none. */
function roleOf(construct: IConstruct): IConstruct | undefined {
  const l2 = construct as unknown as { role?: unknown; taskDefinition?: { taskRole?: unknown }; taskRole?: unknown; grantPrincipal?: unknown };
  const held = [attempt(() => l2.role), attempt(() => l2.taskRole), attempt(() => l2.taskDefinition?.taskRole), attempt(() => l2.grantPrincipal)];
  return held.find((h): h is IConstruct => h !== construct && isRoleLike(h));
}

function isRoleLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('node' in value)) return false;
  return typeof attempt(() => (value as { roleArn?: unknown }).roleArn) === 'string' || typeof attempt(() => (value as { roleRef?: { roleArn?: unknown } }).roleRef?.roleArn) === 'string';
}

/** Undefined where it is no role. */
function asRole(construct: IConstruct, refuse: Refuse): PrincipalFacts[] | undefined {
  if (CfnResource.isCfnResource(construct)) return construct.cfnResourceType === ROLE ? [ofResource(construct)] : undefined;
  if (!isRoleLike(construct)) return undefined;
  const l2 = construct as unknown as { roleArn?: string; roleName?: string; roleRef?: { roleArn: string; roleName?: string } };
  const arn = attempt(() => l2.roleArn) ?? (attempt(() => l2.roleRef?.roleArn) as string);
  const facts = ofValue(construct, resolveValue(construct, arn), refuse, { arn, name: attempt(() => l2.roleName) ?? attempt(() => l2.roleRef?.roleName) });
  return facts === undefined ? [] : [isImmutable(construct) ? { ...facts, isImmutable: true } : facts];
}

/** CDK's own marks for roles whose policies it does not write; the names of its classes are mangled. */
function isImmutable(construct: IConstruct | undefined): boolean {
  const id = (construct?.constructor as { PROPERTY_INJECTION_ID?: unknown } | undefined)?.PROPERTY_INJECTION_ID;
  return typeof id === 'string' && /\.(ImmutableRole|PrecreatedRole)$/.test(id);
}

interface Said {
  readonly arn: string;
  readonly name?: string;
}

/** A reference to a role of the app, a literal ARN or name, or an intrinsic from which the account can be told. */
function ofValue(near: IConstruct, value: unknown, refuse: Refuse, said?: Said): PrincipalFacts | undefined {
  const target = value instanceof ReferenceTo ? targetOf(near as CfnResource, value) : CfnResource.isCfnResource(near) ? targetOf(near, value) : undefined;
  if (target?.cfnResourceType === ROLE) return ofResource(target);
  const stack = Stack.of(near);
  if (typeof value === 'string' && !value.startsWith('arn:') && !/[*?]/.test(value)) {
    return { path: near.node.path, arn: stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: value }), roleName: value };
  }
  const account = accountIn(value);
  if (account === undefined) {
    refuse('CrossAccountWithoutAccount', `the account of role \`${near.node.path}\` is not known: got ${typeof value === 'string' ? `\`${value}\`` : 'an arn that only the deployment knows'}, expected twelve digits in its arn; import it by its literal arn, or by its name where it is of this account`);
    return undefined;
  }
  const text = flat(value);
  if (/[*?]/.test(text)) {
    refuse('PrincipalAmbiguous', `role \`${near.node.path}\` stands for more than one: got \`${text}\`, expected the arn of one role without wildcards, because a policy that names a pattern admits whoever has such a name; name each role`);
    return undefined;
  }
  if (typeof value === 'string' && !/^arn:[^:]*:iam::\d*:role\/./.test(value)) {
    refuse('PrincipalUnknown', `\`${near.node.path}\` is no role: got \`${value}\`, expected an arn such as \`arn:aws:iam::111122223333:role/reader\`; pass the role that reads or writes`);
    return undefined;
  }
  const arn = said?.arn ?? (typeof value === 'string' ? value : undefined);
  if (arn === undefined) return undefined;
  const name = said?.name ?? (typeof value === 'string' ? value.split('/').pop() : undefined);
  const isService = typeof value === 'string' && value.includes(':role/aws-service-role/');
  return {
    path: typeof value === 'string' ? value : near.node.path, arn,
    ...(name === undefined ? {} : { roleName: name }), ...(account === 'own' ? {} : { account }), ...(isService ? { isImmutable: true as const } : {}),
  };
}

/** `own` where the ARN names the account it is deployed to: by a pseudo parameter, or as an export of another stack of it. */
function accountIn(arn: unknown): string | undefined {
  if (typeof arn === 'string') {
    const account = arn.split(':')[4];
    return /^\d{12}$/.test(account ?? '') ? account : undefined;
  }
  if (!isObject(arn)) return undefined;
  if ('Fn::ImportValue' in arn || 'Fn::GetStackOutput' in arn) return 'own';
  const account = flat(arn).split(':')[4];
  return account === OWN ? 'own' : /^\d{12}$/.test(account ?? '') ? account : undefined;
}

const OWN = 'OWN';

/** The text of joins within joins; what only the deployment knows is `X`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return 'X';
  if (value.Ref === 'AWS::AccountId') return OWN;
  const join = value['Fn::Join'];
  return Array.isArray(join) && Array.isArray(join[1]) ? join[1].map(flat).join(String(join[0])) : 'X';
}

/** An L2's ARN and name work in other accounts of the app as well, where the role has a name. */
export function ofResource(resource: CfnResource): PrincipalFacts {
  const stack = Stack.of(resource);
  const l2 = resource.node.scope as unknown as { roleArn?: unknown; roleName?: unknown } & IConstruct;
  const isMade = attempt(() => l2.node.defaultChild) === resource && typeof attempt(() => l2.roleArn) === 'string';
  const account = Token.isUnresolved(stack.account) ? undefined : stack.account;
  return {
    path: isMade ? l2.node.path : resource.node.path,
    arn: isMade ? (l2.roleArn as string) : Token.asString(resource.getAtt('Arn')),
    roleName: isMade ? (l2.roleName as string) : resource.ref,
    resource, stack: stack.node.path,
    ...(account === undefined ? {} : { account }),
  };
}

function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
