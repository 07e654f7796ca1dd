/**
 * Follows a resource to the one that holds its security groups: an Auto Scaling group to its launch template.
 *
 * References are found by token, by logical id and by explicit name, in launch configurations, launch templates and
 * mixed instances policies. A launch template takes all its users with it, so users outside of the member are named in a note.
 * Not modelled: templates named by an EC2 Fleet or a Spot Fleet.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { isIntrinsic, isObject, places, read, readIfPossible, resourcesIn, targetOf, Unreadable } from './read';
import { memberType } from './table';
import { MemberSource, MemberType } from './types';

/** A reference that was found, and the version of the launch template it asks for. */
export interface Named {
  readonly place: string;
  readonly value: unknown;
  readonly version?: unknown;
  readonly source: MemberSource;
}

export function namedSources(resource: CfnResource, type: MemberType): Named[] {
  return type.sources!.flatMap((source) => places(resource, source.path).flatMap((place) => {
    const value = read(resource, place);
    if (value === undefined) return [];
    if (!isObject(value) || isIntrinsic(value)) return [{ place, value, source }];
    const field = (name: string): unknown => Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    const id = field('LaunchTemplateId') ?? field('Id') ?? field('LaunchTemplateName') ?? field('Name');
    return id === undefined ? [] : [{ place, value: id, version: field('Version'), source }];
  }));
}

export function findSource(resource: CfnResource, value: unknown, source: MemberSource): CfnResource | undefined {
  const direct = targetOf(resource, value);
  if (direct?.cfnResourceType === source.target) return direct;
  if (typeof value !== 'string' || source.name === undefined) return undefined;
  return resourcesIn(Stack.of(resource)).find((r) => r.cfnResourceType === source.target && readIfPossible(r, source.name!) === value);
}

/** Resources beside the user that start instances from the same launch template. */
export function otherUsers(user: CfnResource, template: CfnResource): CfnResource[] {
  return resourcesIn(user.node.root).filter((r) => {
    if (r === user) return false;
    if (r.cfnResourceType === 'AWS::EC2::Instance') return targetOf(r, readIfPossible(r, 'LaunchTemplate.LaunchTemplateId')) === template;
    const type = memberType(r.cfnResourceType);
    if (type?.sources?.some((s) => s.target === template.cfnResourceType) !== true) return false;
    try {
      return namedSources(r, type).some(({ value, source }) => findSource(r, value, source) === template);
    } catch (error) {
      if (error instanceof Unreadable) return false;
      throw error;
    }
  });
}
