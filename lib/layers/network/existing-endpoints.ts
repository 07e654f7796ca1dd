/**
 * The group of an interface endpoint that the VPC has already: rules are added to it, its policy is left alone.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { CfnVPCEndpoint, IInterfaceVpcEndpoint, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ServiceAccess } from '../declaration/service-access';

export function existingGroups(service: string, access: ServiceAccess | undefined, refuse: (code: string, message: string) => void): string | undefined {
  const endpoint = access?.endpoint;
  if (CfnResource.isCfnResource(endpoint)) {
    const [first] = (endpoint as CfnVPCEndpoint).securityGroupIds ?? [];
    if (typeof first === 'string') return first;
    return without(service, refuse);
  }
  let groups: ISecurityGroup[] = [];
  try {
    groups = (endpoint as Partial<IInterfaceVpcEndpoint> | undefined)?.connections?.securityGroups ?? [];
  } catch {
    groups = []; // an import without groups throws when it is asked for them
  }
  const [group] = groups;
  if (group === undefined) return without(service, refuse);
  if (group.constructor.name === 'ImmutableImport') {
    refuse('ImportedGroupImmutable', `the group of the existing endpoint for \`${service}\` was imported with \`mutable: false\`, so no rule can be added to it; import it without`);
    return undefined;
  }
  return group.securityGroupId;
}

function without(service: string, refuse: (code: string, message: string) => void): undefined {
  refuse('EndpointWithoutGroup', `\`ServiceAccess.existing\` for \`${service}\` names an endpoint without a security group of its own; import it with \`securityGroups\``);
  return undefined;
}
