/**
 * The group of an interface endpoint that the VPC has already: rules are added to it, its policy is left alone.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { CfnVPCEndpoint, IInterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { ServiceAccess } from '../declaration/service-access';
import { attachedGroup } from './members';

/** The endpoint itself, where this app makes it. */
export function existingResource({ endpoint }: ServiceAccess): CfnVPCEndpoint | undefined {
  const resource: unknown = CfnResource.isCfnResource(endpoint) ? endpoint : (endpoint as { node?: { defaultChild?: unknown } } | undefined)?.node?.defaultChild;
  return CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::EC2::VPCEndpoint' ? (resource as CfnVPCEndpoint) : undefined;
}

/** The first group of the endpoint; without id where it has none, immutable where no rule may be added to it. */
export function existingGroup(access: ServiceAccess): { readonly id?: string; readonly isImmutable: boolean } {
  const { endpoint } = access;
  const resource = existingResource(access);
  // As a member of a segment it has that segment's group, whatever its own construct says.
  const joined = resource === undefined ? undefined : attachedGroup(resource);
  if (joined !== undefined) return { id: joined, isImmutable: false };
  if (CfnResource.isCfnResource(endpoint)) {
    const [first] = (endpoint as CfnVPCEndpoint).securityGroupIds ?? [];
    return { id: typeof first === 'string' ? first : undefined, isImmutable: false };
  }
  try {
    const [group] = (endpoint as Partial<IInterfaceVpcEndpoint> | undefined)?.connections?.securityGroups ?? [];
    return { id: group?.securityGroupId, isImmutable: group?.constructor.name === 'ImmutableImport' };
  } catch {
    return { isImmutable: false }; // an import without groups throws when it is asked for them
  }
}

export function existingGroups(service: string, access: ServiceAccess | undefined, refuse: (code: string, message: string) => void): string | undefined {
  const { id, isImmutable } = access === undefined ? { id: undefined, isImmutable: false } : existingGroup(access);
  if (id === undefined) {
    refuse('EndpointWithoutGroup', `\`ServiceAccess.existing\` for \`${service}\` names an endpoint without a security group of its own; import it with \`securityGroups\``);
    return undefined;
  }
  if (isImmutable) {
    refuse('ImportedGroupImmutable', `the group of the existing endpoint for \`${service}\` was imported with \`mutable: false\`, so no rule can be added to it; import it without`);
    return undefined;
  }
  return id;
}
