/**
 * The group of an interface endpoint that the VPC has already: rules are added to it, its policy is left alone.
 */
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ServiceAccess } from '../declaration/service-access';

export function existingGroups(service: string, access: ServiceAccess | undefined, refuse: (code: string, message: string) => void): string | undefined {
  const endpoint = access?.endpoint as (ec2.IVpcEndpoint & Partial<ec2.IInterfaceVpcEndpoint>) | undefined;
  let groups: ec2.ISecurityGroup[] = [];
  try {
    groups = endpoint?.connections?.securityGroups ?? [];
  } catch {
    groups = []; // an import without groups throws when it is asked for them
  }
  const [group] = groups;
  if (group === undefined) {
    refuse('EndpointWithoutGroup', `\`ServiceAccess.existing\` for \`${service}\` names an endpoint without a security group; import it with \`securityGroups\``);
    return undefined;
  }
  if (group.constructor.name === 'ImmutableImport') {
    refuse('ImportedGroupImmutable', `the group of the existing endpoint for \`${service}\` was imported with \`mutable: false\`, so no rule can be added to it; import it without`);
    return undefined;
  }
  return group.securityGroupId;
}
