/**
 * Networks: a VPC with what is in it, NAT gateways, interface endpoints, DNS firewalls, network firewalls.
 *
 * The flow log of a VPC is one of this app that writes `FLOW_LOG_FORMAT` to CloudWatch Logs; that of a `ClosedVpc` is Parquet in a bucket, which no
 * filter reads: `writeFlowLog` makes one beside it. Not modelled: gateway endpoints, which have no metrics.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, readIfPossible } from '../../network/members/read';
import { vpcKey } from '../../network/vpc';
import { FLOW_LOG_FORMAT } from '../catalogue';
import { SEGMENT_TAG } from '../emit-flow-log';
import { type Draft, type ObservedType, type Thing, value } from './draft';
import { type FoundLog, idOf, literalOf, logOfGroup, valueOf } from './looking';

const SUBNET = 'AWS::EC2::Subnet';

/** Resources that name the VPC, by its construct or by the same id. */
function inVpc({ look }: Thing, type: string, vpcId: string): readonly CfnResource[] {
  const key = vpcKey(vpcId);
  return look.of(type).filter((r) => { const id = valueOf(r, 'VpcId'); return id !== undefined && vpcKey(id) === key; });
}

/** In the format that the catalogue reads. A log in another one would never match. */
export function flowLogOf(thing: Pick<Thing, 'look' | 'options' | 'tell' | 'readsAccepted'>, vpcId: string, ofSegment = false): FoundLog | undefined {
  const { look, options, tell, readsAccepted } = thing;
  if (options.flowLog !== undefined) return logOfGroup(options.flowLog);
  const key = vpcKey(vpcId);
  const own = look.of('AWS::EC2::FlowLog').filter((r) => { const id = valueOf(r, 'ResourceId'); return id !== undefined && vpcKey(id) === key && (literalOf(r, 'LogDestinationType') ?? 'cloud-watch-logs') === 'cloud-watch-logs'; });
  for (const log of own) {
    const found = look.logAt(log, 'LogGroupName') ?? look.logAt(log, 'LogDestination');
    const traffic = literalOf(log, 'TrafficType') ?? 'ALL';
    if (literalOf(log, 'LogFormat') === FLOW_LOG_FORMAT && found !== undefined && traffic !== 'ACCEPT') {
      if (ofSegment && !isTagged(log)) {
        tell('warning', 'FlowLogFormatUnread', `flow log \`${log.node.path}\` does not write the tag \`${SEGMENT_TAG}\` of network interfaces as \`interface-tag\`, by which signals tell segments apart, so that none of them would ring; expected that key first; set its \`TagFieldSpecifications\``);
        continue;
      }
      if (ofSegment) return found;
      if (traffic !== 'ALL' && readsAccepted) tell('warning', 'FlowLogFormatUnread', `flow log \`${log.node.path}\` has refused flows alone, and signals read accepted ones as well; expected all; set its \`TrafficType\` to \`ALL\``);
      return found;
    }
    if (options.writeFlowLog !== true && !ofSegment) tell('warning', 'FlowLogFormatUnread', `flow log \`${log.node.path}\` is not in the format that signals read, or has accepted flows alone, so that no line would match; expected \`Watch.FLOW_LOG_FORMAT\` of refused flows; set its \`LogFormat\`, or let the watch write one with \`writeFlowLog\``);
  }
  return undefined;
}

/** `interface-tag` is the value of the first key. */
function isTagged(log: CfnResource): boolean {
  const all = readIfPossible(log, 'TagFieldSpecifications');
  const field = (of: unknown, name: string): unknown => (isObject(of) ? of[name] ?? of[name[0].toLowerCase() + name.slice(1)] : undefined);
  const keys = field(Array.isArray(all) ? all.find((s) => field(s, 'ResourceType') === 'network-interface') : undefined, 'TagKeys');
  return Array.isArray(keys) && keys[0] === SEGMENT_TAG;
}

function resolverLog(thing: Thing, vpcId: string): FoundLog | undefined {
  const { look, options } = thing;
  if (options.resolverLog !== undefined) return logOfGroup(options.resolverLog);
  const key = vpcKey(vpcId);
  for (const association of look.of('AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation')) {
    const id = valueOf(association, 'ResourceId');
    if (id === undefined || vpcKey(id) !== key) continue;
    const config = look.named(association, readIfPossible(association, 'ResolverQueryLogConfigId'))[0] as CfnResource | undefined;
    const log = config === undefined ? undefined : look.logAt(config, 'DestinationArn');
    if (log !== undefined) return log;
  }
  return undefined;
}

function natDraft(nat: CfnResource): Draft {
  return { kind: 'natGateway', id: idOf(nat), values: { NatGatewayId: nat.ref } };
}

function endpointDrafts(endpoint: CfnResource): readonly Draft[] {
  if ((literalOf(endpoint, 'VpcEndpointType') ?? 'Gateway') !== 'Interface') return [];
  return [{ kind: 'endpoint', id: idOf(endpoint), values: { 'VPC Id': valueOf(endpoint, 'VpcId'), 'VPC Endpoint Id': endpoint.ref, 'Service Name': valueOf(endpoint, 'ServiceName') } }];
}

function dnsDraft(thing: Thing, association: CfnResource): Draft {
  const vpcId = valueOf(association, 'VpcId');
  return { kind: 'dnsFirewall', id: idOf(association), values: { FirewallRuleGroupId: valueOf(association, 'FirewallRuleGroupId'), VpcId: vpcId }, logs: { resolverLog: vpcId === undefined ? undefined : resolverLog(thing, vpcId) } };
}

/** Zones of the firewall's subnets, as far as they are literal. */
function zonesOf({ look }: Thing, firewall: CfnResource): readonly string[] {
  const mappings = readIfPossible(firewall, 'SubnetMappings');
  const subnets = look.named(firewall, mappings).filter((c): c is CfnResource => (c as Partial<CfnResource>).cfnResourceType === SUBNET);
  return [...new Set(subnets.flatMap((s) => literalOf(s, 'AvailabilityZone') ?? []))].sort();
}

export const NETWORK: readonly ObservedType[] = [
  {
    types: ['AWS::EC2::VPC'], words: 'a VPC', refs: ['vpcRef'],
    read: (thing) => {
      const vpcId = value(thing, 'vpcId')!;
      const within = (c: IConstruct): boolean => c.node.path.startsWith(`${idOf(thing.construct)}/`) || thing.look.named(c as CfnResource, readIfPossible(c as CfnResource, 'SubnetId')).some((s) => inVpc(thing, SUBNET, vpcId).includes(s as CfnResource));
      return [
        { kind: 'vpc', values: { VpcId: vpcId }, logs: { flowLog: flowLogOf(thing, vpcId) } },
        ...thing.look.of('AWS::EC2::NatGateway').filter(within).map((nat): Draft => ({ ...natDraft(nat), isImplied: true })),
        ...inVpc(thing, 'AWS::EC2::VPCEndpoint', vpcId).flatMap(endpointDrafts).map((d): Draft => ({ ...d, isImplied: true })),
        ...inVpc(thing, 'AWS::Route53Resolver::FirewallRuleGroupAssociation', vpcId).map((a): Draft => ({ ...dnsDraft(thing, a), isImplied: true })),
      ];
    },
  },
  { types: ['AWS::EC2::NatGateway'], words: 'a NAT gateway', refs: ['natGatewayRef'], read: (thing) => [{ kind: 'natGateway', values: { NatGatewayId: value(thing, 'natGatewayId') } }] },
  {
    types: ['AWS::EC2::VPCEndpoint'], words: 'an interface endpoint', refs: ['vpcEndpointRef'],
    read: (thing) => {
      const own = thing.options.dimensions ?? {};
      if (thing.resource === undefined) return [{ kind: 'endpoint', values: { 'VPC Id': own['VPC Id'], 'VPC Endpoint Id': value(thing, 'vpcEndpointId'), 'Service Name': own['Service Name'] } }];
      const drafts = endpointDrafts(thing.resource);
      if (drafts.length === 0) thing.tell('error', 'ObservedKindUnsupported', `\`${thing.construct.node.path}\` is a gateway endpoint, of which AWS publishes no metric; expected an interface endpoint; watch the tables or buckets behind it`);
      return drafts.map(({ id, ...draft }) => { void id; return draft; });
    },
  },
  { types: ['AWS::Route53Resolver::FirewallRuleGroupAssociation'], words: 'a DNS firewall', refs: [], read: (thing) => { const { id, ...draft } = dnsDraft(thing, thing.resource!); void id; return [draft]; } },
  {
    types: ['AWS::NetworkFirewall::Firewall'], words: 'a network firewall', refs: [],
    read: (thing) => {
      const zones = zonesOf(thing, thing.resource!);
      const FirewallName = valueOf(thing.resource!, 'FirewallName');
      const own = thing.options.dimensions?.AvailabilityZone;
      const all = own === undefined ? zones : [own];
      if (all.length === 0) return [{ kind: 'networkFirewall', values: { FirewallName }, lacks: { AvailabilityZone: 'zones of its subnets are known at deployment alone; say `dimensions: { AvailabilityZone: \'eu-west-1a\' }`' } }];
      return all.map((AvailabilityZone) => ({ kind: 'networkFirewall', part: `zone ${AvailabilityZone}`, values: { FirewallName, AvailabilityZone } }));
    },
  },
];
