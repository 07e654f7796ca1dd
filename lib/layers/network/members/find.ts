/**
 * From what the user holds to the resource that is meant: ``findPrimary(loadBalancedService)`` answers `MemberAmbiguous`.
 *
 * An L1 is itself; an L2 is its default child; an alias, a version or a singleton is its function; any other construct is
 * the one member inside it, if it is one. A construct with a further resource that takes security groups but is not in
 * the table is refused: joining half of it would look like all of it.
 */
import { CfnResource } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { isPlain, ReferenceTo, resolveValue, resourcesIn } from './read';
import { memberType, nearestMemberType, MEMBER_TYPES } from './table';
import { MemberProblem, problem } from './types';

/** The resource, another construct to look at instead, a problem, or undefined: nothing of this app is in there. */
export type Primary = { readonly resource: CfnResource } | { readonly member: IConstruct } | MemberProblem | undefined;

interface Inside {
  readonly construct: IConstruct;
  readonly resource: CfnResource;
}

/** `covers` names the resources that a candidate brings along, so that a cluster and its instances count as one. */
export function findPrimary(member: IConstruct, covers: (resource: CfnResource) => readonly CfnResource[]): Primary {
  const own = CfnResource.isCfnResource(member) ? member : defaultResource(member);
  if (own !== undefined) {
    const qualified = (member as { lambda?: IConstruct }).lambda;
    const isImported = qualified?.node !== undefined && defaultResource(qualified) === undefined;
    if (isImported && /^AWS::Lambda::(Alias|Version)$/.test(own.cfnResourceType)) return { member: qualified };
    return memberType(own.cfnResourceType) !== undefined ? { resource: own } : unknownType(member, [own.cfnResourceType]);
  }
  const all = resourcesIn(member);
  if (all.length === 0) return singleton(member);
  const inside = membersInside(member);
  const leading = inside.filter(({ resource }) => !inside.some((other) => other.resource !== resource && covers(other.resource).includes(resource)));
  const strangers = all.filter((r) => memberType(r.cfnResourceType) === undefined && !inside.some((i) => r.node.scopes.includes(i.construct)) && takesGroups(r));
  if (leading.length === 1 && strangers.length === 0) return { resource: leading[0].resource };
  if (leading.length > 1) return ambiguous(member, leading);
  return unknownType(member, (strangers.length > 0 ? strangers : all).map((r) => r.cfnResourceType));
}

/** `node.defaultChild`, through L2s that wrap L2s; its getter throws where a construct has two candidates. */
function defaultResource(construct: IConstruct): CfnResource | undefined {
  let child: IConstruct | undefined;
  try {
    child = construct.node.defaultChild;
  } catch {
    return undefined;
  }
  return child === undefined || CfnResource.isCfnResource(child) ? child : defaultResource(child);
}

/** `SingletonFunction` keeps its function elsewhere in the stack and points to it by name. */
function singleton(member: IConstruct): Primary {
  const { functionName } = member as { functionName?: string };
  if (typeof functionName !== 'string') return undefined;
  const value = resolveValue(member, functionName);
  return value instanceof ReferenceTo && CfnResource.isCfnResource(value.target) ? { resource: value.target } : undefined;
}

function membersInside(root: IConstruct): Inside[] {
  return root.node.children.flatMap((child) => {
    const resource = CfnResource.isCfnResource(child) ? child : defaultResource(child);
    if (resource !== undefined && memberType(resource.cfnResourceType) !== undefined) return [{ construct: child, resource }];
    return membersInside(child);
  });
}

function ambiguous(member: IConstruct, inside: readonly Inside[]): MemberProblem {
  const names = inside.map(({ construct, resource }) => {
    const property = publicNames(member).find((name) => [construct, resource].includes(valueOf(member, name) as never));
    return property === undefined ? `\`${construct.node.path}\`` : `\`.${property}\``;
  });
  return problem('MemberAmbiguous', member.node.path, {
    what: 'contains more than one member', got: inside.map(({ resource }) => `\`${resource.cfnResourceType}\``).join(', '), expected: 'one',
    fix: `pass ${names.join(' and ')}, each to the segment it belongs to`,
  });
}

/** Properties and getters, as far as the base class of all constructs; a leading underscore is CDK's mark for private. */
function publicNames(member: IConstruct): string[] {
  const names = new Set<string>();
  for (let object: object = member; object !== null && object !== Construct.prototype; object = Object.getPrototypeOf(object)) {
    Object.getOwnPropertyNames(object).filter((name) => !name.startsWith('_')).forEach((name) => names.add(name));
  }
  return [...names].sort();
}

function valueOf(member: IConstruct, name: string): unknown {
  try {
    return (member as unknown as Record<string, unknown>)[name];
  } catch {
    return undefined; // getters of L2s throw where the thing was not configured
  }
}

function unknownType(member: IConstruct, types: readonly string[]): MemberProblem {
  const distinct = [...new Set(types)].sort();
  const shown = distinct.slice(0, 5).map((t) => `\`${t}\``).join(', ');
  return problem('MemberTypeUnknown', member.node.path, {
    what: 'is of no type that can join a segment', got: `${shown}${distinct.length > 5 ? ` and ${distinct.length - 5} more` : ''}`,
    expected: `one of the ${MEMBER_TYPES.length} types of the membership table, nearest \`${nearestMemberType(distinct).cfnType}\``,
    fix: 'pass the construct that holds the network interface, or give this one an `ec2.SecurityGroup` of your own and pass that group',
  });
}

/** Whether a property anywhere in an unknown resource is named like a list of security groups. Tokens are not opened. */
function takesGroups(resource: CfnResource): boolean {
  if (resource.cfnResourceType.startsWith('AWS::EC2::SecurityGroup')) return false;
  const search = (value: unknown, depth: number): boolean => {
    if (depth > 5) return false;
    if (Array.isArray(value)) return value.some((v) => search(v, depth + 1));
    return isPlain(value) && Object.entries(value).some(([key, v]) => v !== undefined && (/security_?groups?(_?ids?)?$/i.test(key) || search(v, depth + 1)));
  };
  return search((resource as unknown as { cfnProperties?: unknown }).cfnProperties, 0);
}
