/**
 * Collects the resources that hold a member's lists: ``gather(autoScalingGroup)`` ends at its launch templates.
 *
 * Walks from a resource to those it names (launch templates), those that name it (mount targets, instances of a cluster)
 * and its own lists, by the rows of the table and the checks of checks.ts. The first problem ends the walk.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { check, checkVpc } from './checks';
import { describe, places, read, readIfPossible, resourcesIn, targetOf } from './read';
import { findSource, namedSources, otherUsers } from './sources';
import { memberType } from './table';
import { BootProfile, MemberNote, MemberProblem, MemberType, OwnedResource, problem } from './types';

export interface Gathering {
  readonly resources: OwnedResource[];
  readonly notes: MemberNote[];
  bootProfile?: BootProfile;
  defaultPort?: number;
  problem?: MemberProblem;
}

export function gather(primary: CfnResource): Gathering {
  const gathering: Gathering = { resources: [], notes: [] };
  gathering.problem = add(gathering, primary);
  return gathering;
}

/** Adds a resource, what it names and what names it. */
function add(gathering: Gathering, resource: CfnResource): MemberProblem | undefined {
  if (gathering.resources.some((r) => r.resource === resource)) return undefined;
  const type = memberType(resource.cfnResourceType)!;
  const checked = check(resource);
  if (checked.problem !== undefined) return checked.problem;
  if (checked.instead !== undefined) return addSource(gathering, resource, 'LaunchTemplate', checked.instead);
  const vpc = checkVpc(resource, type);
  if (vpc.problem !== undefined) return vpc.problem;
  gathering.notes.push(...checked.notes ?? [], ...vpc.notes ?? []);
  gathering.bootProfile = stronger(gathering.bootProfile, checked.bootProfile ?? type.bootProfile);
  gathering.defaultPort ??= checked.defaultPort ?? defaultPort(resource, type);
  return (type.sources !== undefined ? addSources(gathering, resource, type) : undefined)
    ?? (type.groups !== undefined ? addLists(gathering, resource, type) : undefined)
    ?? addFollowers(gathering, resource, type);
}

function addLists(gathering: Gathering, resource: CfnResource, type: MemberType): MemberProblem | undefined {
  const path = resource.node.path;
  const also = (type.alsoGroups ?? []).filter((p) => read(resource, parentOf(p)) !== undefined);
  const interfaces = type.groupsOfInterfaces === undefined ? [] : places(resource, type.groupsOfInterfaces);
  if (type.replacedOnChange) {
    gathering.notes.push({ code: 'MemberWillBeReplaced', path, message: `member \`${path}\` is replaced by CloudFormation when its security groups change: one that is deployed already loses its data or its address` });
  }
  if (interfaces.length === 0) {
    const slots = [...places(resource, type.groups!), ...also];
    slots.forEach((slot) => read(resource, slot)); // unreadable parents would swallow the override
    gathering.resources.push({ resource, type, slots, clears: type.clears ?? [] });
    return undefined;
  }
  const own = interfaces.filter((slot) => read(resource, `${parentOf(slot)}.NetworkInterfaceId`) === undefined);
  own.forEach((slot) => read(resource, slot));
  gathering.resources.push({ resource, type, slots: [...own, ...also], clears: [type.groups!, ...type.clears ?? []] });
  for (const slot of interfaces.filter((s) => !own.includes(s))) {
    const id = read(resource, `${parentOf(slot)}.NetworkInterfaceId`);
    const target = targetOf(resource, id);
    if (target?.cfnResourceType !== 'AWS::EC2::NetworkInterface') {
      return problem('MemberSourceNotOwned', path, {
        what: 'uses a network interface that this app does not own', got: `\`${describe(id)}\` as \`NetworkInterfaceId\``, expected: 'an `AWS::EC2::NetworkInterface` of this app', fix: 'define the interface here, or let the instance create it',
      });
    }
    const failed = add(gathering, target);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

function addFollowers(gathering: Gathering, resource: CfnResource, type: MemberType): MemberProblem | undefined {
  for (const follower of type.followers ?? []) {
    for (const candidate of resourcesIn(resource.node.root).filter((r) => r.cfnResourceType === follower.cfnType)) {
      const named = readIfPossible(candidate, follower.by);
      const byName = typeof named === 'string' && follower.name !== undefined && Stack.of(candidate) === Stack.of(resource) && named === read(resource, follower.name);
      if (!byName && targetOf(candidate, named) !== resource) continue;
      if (follower.clears !== undefined) {
        gathering.resources.push({ resource: candidate, type: memberType(follower.cfnType)!, slots: [], clears: [follower.clears] });
        continue;
      }
      const failed = add(gathering, candidate);
      if (failed !== undefined) return failed;
    }
  }
  return undefined;
}

function addSources(gathering: Gathering, resource: CfnResource, type: MemberType): MemberProblem | undefined {
  const path = resource.node.path;
  const named = namedSources(resource, type);
  if (named.length === 0) {
    return problem('MemberNeedsLaunchTemplate', path, {
      what: 'has no launch template, so its instances get groups that this app does not write', got: `\`${resource.cfnResourceType}\` without \`${type.sources!.map((s) => s.path.split('.')[0]).filter((p, i, all) => all.indexOf(p) === i).join('`, `')}\``,
      expected: 'a launch template of this app', fix: 'create an `ec2.LaunchTemplate` and pass it (`launchTemplate`, for a node group `launchTemplateSpec`)',
    });
  }
  for (const { place, value, version, source } of named) {
    const target = findSource(resource, value, source);
    if (target === undefined) {
      return problem('MemberSourceNotOwned', path, {
        what: 'takes its security groups from a resource that this app does not own', got: `\`${place}\` = \`${describe(value)}\``, expected: `an \`${source.target}\` of this app`,
        fix: 'define that resource here, or put the security group of its interfaces in the segment with `SecurityGroup.fromSecurityGroupId`',
      });
    }
    if (typeof version === 'string' && /^(\d+|\$Default)$/.test(version)) {
      gathering.notes.push({ code: 'LaunchTemplateVersionPinned', path, message: `member \`${path}\` uses version \`${version}\` of launch template \`${target.node.path}\`: a version that exists already keeps its old groups; use \`latestVersionNumber\`` });
    }
    const failed = addSource(gathering, resource, place, target);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Adds the resource that holds the list, and says who else hangs on it. */
function addSource(gathering: Gathering, user: CfnResource, place: string, target: CfnResource): MemberProblem | undefined {
  const others = target.cfnResourceType === 'AWS::EC2::LaunchTemplate' ? otherUsers(user, target) : [];
  if (others.length > 0) {
    gathering.notes.push({
      code: 'LaunchTemplateShared', path: user.node.path,
      message: `member \`${user.node.path}\` shares its \`${place.split('.')[0]}\` \`${target.node.path}\` with \`${others.map((o) => o.node.path).sort().join('`, `')}\`: they join the segment too; give each its own launch template`,
    });
  }
  return add(gathering, target);
}

/** A container instance is an instance too, and needs more to boot. */
function stronger(a: BootProfile | undefined, b: BootProfile | undefined): BootProfile | undefined {
  return a === undefined || (a === 'ec2' && b === 'ecs-ec2') ? b : a;
}

function defaultPort(resource: CfnResource, type: MemberType): number | undefined {
  const rule = type.defaultPort;
  if (rule === undefined) return undefined;
  const stated = rule.property === undefined ? undefined : read(resource, rule.property);
  if (stated !== undefined) return /^\d+$/.test(String(stated)) ? Number(stated) : undefined;
  const engine = rule.byEngine === undefined ? undefined : read(resource, 'Engine') ?? read(resource, 'EngineFamily');
  const byEngine = typeof engine === 'string' ? Object.entries(rule.byEngine!).find(([name]) => engine.startsWith(name))?.[1] : undefined;
  return byEngine ?? rule.fixed;
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}
