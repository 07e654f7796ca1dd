/**
 * A VPC as L1, L2 or imported: its id always, its subnets where it names them.
 *
 *   const subnets = endpointSubnets(vpc, selection);   // undefined: the VPC says nothing of subnets
 */
import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import { type ISubnet, type IVpc, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { aws_ec2 as refs } from 'aws-cdk-lib/interfaces';

export function vpcIdOf(vpc: refs.IVPCRef): string {
  return vpc.vpcRef.vpcId;
}

/** A reference is the construct that it points at, whatever stack asks; anything else is its text. */
export function vpcKey(vpcId: string): string {
  if (!Token.isUnresolved(vpcId)) return vpcId;
  const token: unknown = Tokenization.reverseString(vpcId).firstToken;
  return Reference.isReference(token) ? `path:${token.target.node.path}.${token.displayName}` : vpcId;
}

/** One subnet per zone for interface endpoints: isolated ones first, because nothing leads out of them. */
export function endpointSubnets(vpc: refs.IVPCRef, selection: SubnetSelection | undefined): ISubnet[] | undefined {
  if (!knowsSubnets(vpc)) return selection?.subnets;
  try {
    if (selection !== undefined) return vpc.selectSubnets({ onePerAz: true, ...selection }).subnets;
    const subnetType = vpc.isolatedSubnets.length > 0
      ? SubnetType.PRIVATE_ISOLATED
      : vpc.privateSubnets.length > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PUBLIC;
    return vpc.selectSubnets({ onePerAz: true, subnetType }).subnets;
  } catch {
    return undefined; // CDK throws where the import says nothing of subnets: reported by the caller
  }
}

/** Ids of all route tables that the VPC names, once each. */
export function routeTables(vpc: refs.IVPCRef): string[] {
  if (!knowsSubnets(vpc)) return [];
  const tables = new Set<string>();
  for (const subnet of [...vpc.privateSubnets, ...vpc.isolatedSubnets, ...vpc.publicSubnets]) {
    const id = subnet.routeTable?.routeTableId;
    if (id !== undefined && id !== '') tables.add(id);
  }
  return [...tables];
}

function knowsSubnets(vpc: refs.IVPCRef): vpc is IVpc {
  return typeof (vpc as Partial<IVpc>).selectSubnets === 'function';
}
