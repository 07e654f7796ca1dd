/**
 * Rules of a plan become standalone L1 rules, in stacks that nobody depends on.
 *
 * INVARIANT: a rule's construct path is its shard and its id (a hash of what it permits), so its logical id and its stack
 * depend on nothing else. Placement is chosen before the first deployment.
 */
import { type CfnResource, NestedStack } from 'aws-cdk-lib';
import { CfnSecurityGroupEgress, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { type ConnectionData, connectionText } from '../../intent';
import type { PeerPlan, RulePlan } from './compiler/plan';
import { writeMetadata } from './verbatim';

/** Where standalone rules live. Choose before the first deployment: changing it later replaces live rules. */
export enum RulesPlacement {
  /** All in the stack of the construct: right for most. */
  TOGETHER = 'together',
  /** One nested stack per segment: for more rules than one stack may hold. */
  PER_SEGMENT = 'perSegment',
}

/** Two rules of one app that EC2 takes for one, because two names stand for the same thing. */
export type RefuseTwin = (rule: RulePlan, twin: RulePlan) => void;

export interface RuleEmitter {
  readonly refuseTwin: RefuseTwin;
  /** Scope of the rules; its stack must not be one that other stacks depend on, once they reference each other. */
  readonly scope: Construct;
  readonly placement: RulesPlacement;
  /** Group id of a key, usable in any stack of the app. */
  readonly groupId: (key: string) => string | undefined;
  readonly servicePrefixListId: (service: string, near: Construct) => string | undefined;
}

const emitted = new WeakSet<CfnResource>();

/** Whether a rule was made here, for a flow. */
export function isEmitted(rule: CfnResource): boolean {
  return emitted.has(rule);
}

/** Made rules by id. A rule whose group or peer is not known was reported already and is left out. */
export function emitRules(rules: readonly RulePlan[], emitter: RuleEmitter): Map<string, CfnResource> {
  const made = new Map<string, CfnResource>();
  const shards = new Map<string, Construct>();
  const seen = new Map<string, RulePlan>();
  for (const rule of rules) {
    let shard = shards.get(rule.shard);
    if (shard === undefined) {
      shard = emitter.placement === RulesPlacement.PER_SEGMENT
        ? new NestedStack(emitter.scope, `Rules-${rule.shard}`, { description: `Rules of the zero-trust segment ${rule.shard}` })
        : emitter.scope;
      shards.set(rule.shard, shard);
    }
    const groupId = emitter.groupId(rule.group);
    const peer = peerProps(rule.peer, shard, emitter);
    if (groupId === undefined || peer === undefined) continue;
    // Rules are told apart by name; EC2 tells them apart by id, and refuses the second of two that are the same.
    const key = [rule.direction, groupId, peer.group ?? peer.prefixList ?? peer.cidrIp ?? peer.cidrIpv6, connectionText(rule.connection)].join(' ');
    const twin = seen.get(key);
    if (twin === undefined) {
      seen.set(key, rule);
      made.set(rule.id, emitRule(rule, shard, groupId, peer));
    } else {
      emitter.refuseTwin(rule, twin);
    }
  }
  return made;
}

function emitRule(rule: RulePlan, scope: Construct, groupId: string, peer: PeerProps): CfnResource {
  const common = { groupId, description: rule.description, ...protocolProps(rule.connection) };
  const resource = rule.direction === 'ingress'
    ? new CfnSecurityGroupIngress(scope, rule.id, {
      ...common,
      ...(peer.owner === undefined ? {} : { sourceSecurityGroupOwnerId: peer.owner }),
      sourceSecurityGroupId: peer.group,
      sourcePrefixListId: peer.prefixList,
      cidrIp: peer.cidrIp,
      cidrIpv6: peer.cidrIpv6,
    })
    : new CfnSecurityGroupEgress(scope, rule.id, {
      ...common,
      destinationSecurityGroupId: peer.group,
      destinationPrefixListId: peer.prefixList,
      cidrIp: peer.cidrIp,
      cidrIpv6: peer.cidrIpv6,
    });
  emitted.add(resource);
  writeMetadata(resource, 'zero-trust', { flows: [...rule.flows], ...(rule.implied ? { implied: true } : {}) });
  return resource;
}

interface PeerProps {
  readonly group?: string;
  readonly owner?: string;
  readonly prefixList?: string;
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
}

function peerProps(peer: PeerPlan, scope: Construct, emitter: RuleEmitter): PeerProps | undefined {
  switch (peer.kind) {
    case 'cidr': return peer.ipVersion === 4 ? { cidrIp: peer.cidr } : { cidrIpv6: peer.cidr };
    case 'prefixList': return { prefixList: peer.prefixListId as string };
    case 'offeredGroup': return { group: peer.securityGroupId as string };
    case 'foreignGroup': return { group: peer.securityGroupId, owner: peer.accountId };
    case 'servicePrefixList': {
      const prefixList = emitter.servicePrefixListId(peer.service, scope);
      return prefixList === undefined ? undefined : { prefixList };
    }
    case 'group': {
      const group = emitter.groupId(peer.group);
      return group === undefined ? undefined : { group };
    }
  }
}

/** EC2's way of saying it: `-1` is everything, ICMP has a type and a code where others have ports. */
export function protocolProps(c: ConnectionData): { ipProtocol: string; fromPort?: number; toPort?: number } {
  if (c.protocol === 'all') return { ipProtocol: '-1' };
  if (c.protocol === 'icmp' || c.protocol === 'icmpv6') return { ipProtocol: c.protocol, fromPort: c.fromPort ?? -1, toPort: c.toPort ?? -1 };
  if (c.fromPort === undefined) return { ipProtocol: c.protocol };
  return { ipProtocol: c.protocol, fromPort: c.fromPort, toPort: c.toPort };
}
