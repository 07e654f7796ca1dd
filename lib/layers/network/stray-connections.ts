/**
 * What `connections.allowFrom` and its likes said about members, before or after they joined: it has no effect any more,
 * because a member's generated group is sealed. A rule that a declared flow covers goes quietly (CDK makes such rules by
 * itself, e.g. between a load balancer and its targets); any other one is a warning with the flow to declare instead.
 */
import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IConstruct } from 'constructs';
import { type FlowData } from '../../intent';
import { type Declaration } from '../declaration/declaration';
import { type AskedRule, dropStrayRule, lostRules, sealedUsers, type StrayRule, strayRules } from './members';
import { relativePath, type Segment } from './segment';

export function dropStrayConnections(root: IConstruct, sealed: ReadonlyMap<IConstruct, Segment>, flows: readonly FlowData[], declaration: Declaration): void {
  if (sealed.size === 0) return;
  const groups = [...sealed.keys()] as CfnSecurityGroup[];
  for (const stray of strayRules(root, groups)) {
    // A rule on a group that lives on is its owner's; that it names a sealed group makes it dead, not wrong.
    if (stray.sealed !== 'peer') dropStrayRule(stray);
    warn(stray.sealed === 'peer' ? turned(stray) : stray, sealed, flows, declaration);
  }
  for (const group of groups) {
    for (const lost of lostRules(group)) warn(lost, sealed, flows, declaration);
  }
  for (const { group, user } of sealedUsers(root, groups)) {
    const segment = sealed.get(group);
    declaration.report('warning', 'GroupSealed', `\`${relativePath(user, user.node.path)}\` uses the security group that came with a member of segment \`${segment?.segmentId}\`, which is sealed now; add it as a member, or give it \`segment.securityGroup\``);
  }
}

/** A rule of somebody else that names a sealed group, as the sealed group would have said it. */
function turned(stray: StrayRule): AskedRule {
  return { ...stray, direction: stray.direction === 'ingress' ? 'egress' : 'ingress', peer: stray.owner, peerGroup: undefined };
}

function warn(asked: AskedRule, sealed: ReadonlyMap<IConstruct, Segment>, flows: readonly FlowData[], declaration: Declaration): void {
  const own = sealed.get(asked.group);
  if (own === undefined) return;
  const peer = asked.peerGroup === undefined ? undefined : sealed.get(asked.peerGroup);
  if (peer !== undefined && covered(flows, own.segmentId, peer.segmentId)) return;
  const other = peer?.segmentId ?? relativePath(own, asked.peer);
  const [source, destination] = asked.direction === 'ingress' ? [other, own.segmentId] : [own.segmentId, other];
  declaration.report('warning', 'ConnectionIgnored', `a rule from \`${source}\` to \`${destination}\` (${asked.ports}) was asked for with \`connections\` on a member of segment \`${own.segmentId}\`, and has no effect; declare it as a flow instead`);
}

function covered(flows: readonly FlowData[], a: string, b: string): boolean {
  return flows.some(({ source, destination }) => source.kind === 'segment' && destination.kind === 'segment'
    && ((source.segment === a && destination.segment === b) || (source.segment === b && destination.segment === a)));
}
