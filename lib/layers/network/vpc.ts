/**
 * A VPC as L1, L2 or imported: its id always, its subnets where it names them.
 *
 *   const subnets = endpointSubnets(vpc, selection);   // undefined: the VPC says nothing of subnets
 */
import { Intrinsic, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { type ISubnet, type IVpc, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { aws_ec2 as refs } from 'aws-cdk-lib/interfaces';

export function vpcIdOf(vpc: refs.IVPCRef): string {
  return vpc.vpcRef.vpcId;
}

/** What CDK's look-up answers before it is made. */
export const DUMMY_VPC = 'vpc-12345';

/**
 * The same for the same VPC, whatever stack asks: a reference is the construct that it points at, another token what it says
 * in CloudFormation, anything else its text.
 */
export function vpcKey(vpcId: string): string {
  if (!Token.isUnresolved(vpcId)) return vpcId;
  const token = Tokenization.reverseString(vpcId).firstToken;
  if (Reference.isReference(token)) return `path:${token.target.node.path}.${token.displayName}`;
  // An intrinsic function is what it holds: the same export is the same VPC in every stack that imports it.
  return token instanceof Intrinsic ? `token:${JSON.stringify(token.resolve(undefined as never))}` : vpcId;
}

/** Whether others may live in the VPC: it came from elsewhere, or it has a way out. A closed VPC of this app has neither. */
export function isShared(vpc: refs.IVPCRef): boolean {
  if (!knowsSubnets(vpc)) return true;
  try {
    return !(vpc.node.defaultChild !== undefined && vpc.privateSubnets.length === 0 && vpc.publicSubnets.length === 0);
  } catch {
    return true;
  }
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

/** Ids of the route tables of inner subnets, once each; of public ones where there are no others: who is there has a way out already. */
export function routeTables(vpc: refs.IVPCRef): string[] {
  if (!knowsSubnets(vpc)) return [];
  const tables = new Set<string>();
  const inner = [...vpc.privateSubnets, ...vpc.isolatedSubnets];
  for (const subnet of inner.length > 0 ? inner : vpc.publicSubnets) {
    const id = subnet.routeTable?.routeTableId;
    if (id !== undefined && id !== '') tables.add(id);
  }
  return [...tables];
}

function knowsSubnets(vpc: refs.IVPCRef): vpc is IVpc {
  return typeof (vpc as Partial<IVpc>).selectSubnets === 'function';
}
