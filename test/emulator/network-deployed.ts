/**
 * The network as EC2 describes it, as edges: which group lets whom in, which lets its members out to whom.
 * A group is called by the segment whose members carry it: it is found through the members, not by its name.
 */
import {
  DescribeFlowLogsCommand, DescribeSecurityGroupsCommand, DescribeVpcEndpointsCommand, DescribeVpcsCommand, EC2Client, type IpPermission, type SecurityGroup, type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds';
import type { Intent } from '../../lib/intent';
import type { Emulator } from './emulator';
import type { Stacks } from './stacks';

export interface DeployedNetwork {
  /** `api -> docs tcp/5432`, from the rules of the sources. */
  readonly egress: readonly string[];
  /** The same, from the rules of the destinations. */
  readonly ingress: readonly string[];
  /** Rules, without the one that stands for "no traffic". */
  readonly rules: number;
  /** Groups that carry a rule and belong to no segment and no endpoint. */
  readonly strays: readonly string[];
  /** `SEGMENT: MEMBER`, for members that do not carry exactly one group, that of their segment. */
  readonly misplaced: readonly string[];
  readonly endpoints: readonly { readonly service: string; readonly kind: string; readonly actions: readonly string[] }[];
  readonly flowLogs: boolean;
}

/** What CDK and this library write into a group that is to let nothing out: EC2 adds "everything" to an empty list. */
const NO_TRAFFIC = 'icmp/252-86 255.255.255.255/32';

export async function deployedNetwork(emulator: Emulator, stacks: Stacks, names: readonly string[], intent: Intent): Promise<DeployedNetwork> {
  const ec2 = new EC2Client(emulator.config());
  const resources = (await Promise.all(names.map((stack) => stacks.resources(stack)))).flat();
  const ids = new Set(resources.map((r) => r.PhysicalResourceId));
  const vpcs = ((await ec2.send(new DescribeVpcsCommand({}))).Vpcs ?? []).filter((vpc) => ids.has(vpc.VpcId));
  const inVpc = ({ VpcId }: { readonly VpcId?: string }): boolean => vpcs.some((vpc) => vpc.VpcId === VpcId);
  const groups = ((await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? []).filter(inVpc);
  const { called, misplaced, members } = await namesOfGroups(emulator, stacks, intent, groups);
  // An endpoint that is a member is told by its segment.
  const endpoints = ((await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints ?? []).filter((e) => inVpc(e) && !members.has(e.VpcEndpointId!));
  for (const endpoint of endpoints) for (const { GroupId } of endpoint.Groups ?? []) called.set(GroupId!, serviceOf(endpoint));
  const name = (id: string): string => called.get(id) ?? `group ${groups.find((g) => g.GroupId === id)?.GroupName ?? id}`;

  const egress = groups.flatMap((g) => ends(g.IpPermissionsEgress, name).map((end) => `${name(g.GroupId!)} -> ${end}`));
  const ingress = groups.flatMap((g) => ends(g.IpPermissions, name).map((end) => edgeInto(name(g.GroupId!), end)));
  const flowLogs = (await ec2.send(new DescribeFlowLogsCommand({}))).FlowLogs ?? [];
  return {
    egress: egress.sort(), ingress: ingress.sort(), rules: egress.length + ingress.length,
    strays: groups.filter((g) => !called.has(g.GroupId!) && ends(g.IpPermissions, name).length + ends(g.IpPermissionsEgress, name).length > 0).map((g) => g.GroupName!).sort(),
    misplaced,
    endpoints: endpoints.map((e) => ({ service: serviceOf(e), kind: e.VpcEndpointType!.toLowerCase(), actions: allowed(e) })).sort((a, b) => (a.service < b.service ? -1 : 1)),
    flowLogs: vpcs.length > 0 && vpcs.every((vpc) => flowLogs.some((log) => log.ResourceId === vpc.VpcId && log.TrafficType === 'ALL')),
  };
}

/** What is at the other end of each rule, and over what: `docs tcp/5432`. */
function ends(permissions: readonly IpPermission[] | undefined, name: (group: string) => string): string[] {
  return (permissions ?? []).flatMap((p) => {
    const over = p.IpProtocol === '-1' ? 'all' : `${p.IpProtocol}/${p.FromPort === p.ToPort ? p.FromPort : `${p.FromPort}-${p.ToPort}`}`;
    const others = [
      ...(p.IpRanges ?? []).map((r) => r.CidrIp!), ...(p.Ipv6Ranges ?? []).map((r) => r.CidrIpv6!),
      ...(p.PrefixListIds ?? []).map((r) => r.PrefixListId!), ...(p.UserIdGroupPairs ?? []).map((r) => name(r.GroupId!)),
    ];
    if (others.length === 0) throw new Error(`a rule with nobody at its other end: ${JSON.stringify(p)}`);
    return others.filter((other) => `${over} ${other}` !== NO_TRAFFIC).map((other) => `${other} ${over}`);
  });
}

function edgeInto(group: string, end: string): string {
  const at = end.lastIndexOf(' ');
  return `${end.slice(0, at)} -> ${group}${end.slice(at)}`;
}

function serviceOf(endpoint: VpcEndpoint): string {
  return endpoint.ServiceName!.split('.').slice(3).join('.');
}

function allowed(endpoint: VpcEndpoint): readonly string[] {
  const { Statement } = JSON.parse(endpoint.PolicyDocument ?? '{ "Statement": [] }') as { readonly Statement: readonly { readonly Effect: string; readonly Action: string | readonly string[] }[] };
  return [...new Set(Statement.filter((s) => s.Effect === 'Allow').flatMap((s) => s.Action))].sort();
}

interface NamedGroups {
  readonly called: Map<string, string>;
  readonly misplaced: readonly string[];
  /** Physical ids. */
  readonly members: ReadonlySet<string>;
}

async function namesOfGroups(emulator: Emulator, stacks: Stacks, intent: Intent, groups: readonly SecurityGroup[]): Promise<NamedGroups> {
  const called = new Map<string, string>();
  const misplaced: string[] = [];
  const members = new Set<string>();
  for (const segment of intent.segments) {
    // A segment without members is known by its tag alone.
    const tagged = groups.filter((g) => g.Tags?.some((tag) => tag.Key === 'zero-trust:segment' && tag.Value === segment.id)).map((g) => g.GroupId!);
    for (const group of tagged) called.set(group, segment.id);
    for (const member of segment.members) {
      const stack = member.template!.replace('.template.json', '');
      const id = await stacks.physicalId(stack, member.logicalId!);
      members.add(id);
      const carried = await groupsOfMember(emulator, member.type!, id);
      if (carried !== undefined && (carried.length !== 1 || !tagged.includes(carried[0]))) misplaced.push(`${segment.id}: ${member.path} carries ${carried.join(', ')}`);
    }
  }
  return { called, misplaced, members };
}

/** Groups of a member, from its own service. `undefined`: the groups are those of its cluster. */
export async function groupsOfMember(emulator: Emulator, type: string, id: string): Promise<readonly string[] | undefined> {
  const config = emulator.config();
  switch (type) {
    case 'AWS::ECS::Service': {
      const [, cluster] = /:service\/([^/]+)\//.exec(id) ?? [];
      const { services } = await new ECSClient(config).send(new DescribeServicesCommand({ cluster, services: [id] }));
      return services?.[0]?.networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [];
    }
    case 'AWS::Lambda::Function':
      return (await new LambdaClient(config).send(new GetFunctionConfigurationCommand({ FunctionName: id }))).VpcConfig?.SecurityGroupIds ?? [];
    case 'AWS::RDS::DBCluster':
      return ((await new RDSClient(config).send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }))).DBClusters?.[0]?.VpcSecurityGroups ?? []).map((g) => g.VpcSecurityGroupId!);
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return (await new ElasticLoadBalancingV2Client(config).send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] }))).LoadBalancers?.[0]?.SecurityGroups ?? [];
    case 'AWS::EC2::VPCEndpoint':
      return ((await new EC2Client(config).send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }))).VpcEndpoints?.[0]?.Groups ?? []).map((g) => g.GroupId!);
    case 'AWS::RDS::DBInstance':
      return undefined;
    default:
      throw new Error(`this suite does not know where a member of type ${type} says its groups`);
  }
}
