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
  // With CDK's flag that puts every rule into a resource of its own, its default egress is one of these; nobody asked for it.
  if (own === undefined || asked.description === 'Allow all outbound traffic by default') return;
  const peers = peersOf(asked, own, sealed);
  if (flows.some((flow) => covers(flow, asked, own, peers))) return;
  const other = peers.segment?.segmentId ?? relativePath(own, asked.peer);
  const [source, destination] = asked.direction === 'ingress' ? [other, own.segmentId] : [own.segmentId, other];
  declaration.report('warning', 'ConnectionIgnored', `a rule from \`${source}\` to \`${destination}\` (${asked.ports}) was asked for with \`connections\` on a member of segment \`${own.segmentId}\`, and has no effect; declare it as a flow instead`);
}

interface Peers {
  /** The segment whose member came with the group, or which has the group as an imported one. */
  readonly segment?: Segment;
  readonly cidr?: string;
}

function peersOf(asked: AskedRule, own: Segment, sealed: ReadonlyMap<IConstruct, Segment>): Peers {
  const sealedPeer = asked.peerGroup === undefined ? undefined : sealed.get(asked.peerGroup);
  if (sealedPeer !== undefined) return { segment: sealedPeer };
  if (asked.peer.includes('/') && CIDR_TEXT.test(asked.peer)) return { cidr: asked.peer };
  const keeper = [...own._siblings()].find((s) => [...s._importedGroups].some(([name, group]) => name === asked.peer || group.construct === asked.peerGroup?.node.scope || (asked.peerGroup !== undefined && group.construct === asked.peerGroup)));
  return keeper === undefined ? {} : { segment: keeper };
}

const CIDR_TEXT = /^[0-9a-fA-F:.]+\/\d+$/;

/** Whether a declared flow permits what was asked: the same two ends, the same direction, and ports that hold the asked ones. */
function covers(flow: FlowData, asked: AskedRule, own: Segment, peers: Peers): boolean {
  const [mine, others] = asked.direction === 'ingress' ? [flow.destination, flow.source] : [flow.source, flow.destination];
  if (mine.kind !== 'segment' || mine.segment !== own.segmentId || !holdsPorts(flow, asked.ports)) return false;
  if (peers.segment !== undefined) return others.kind === 'segment' && others.segment === peers.segment.segmentId;
  if (peers.cidr === undefined) return false;
  const cidrs = others.kind === 'cidr' ? [others.cidr]
    : others.kind === 'enclave' ? others.cidrs
      : others.kind === 'internet' ? others.ipVersions.map((v) => (v === 4 ? '0.0.0.0/0' : '::/0')) : [];
  return cidrs.includes(peers.cidr);
}

/** `tcp 443`, `tcp 1-2`, `all traffic`; ports that only CloudFormation knows are taken to be the ones that were meant. */
function holdsPorts(flow: FlowData, ports: string): boolean {
  if (flow.connections.some((c) => c.protocol === 'all')) return true;
  const m = /^(\S+)(?: (\d+)(?:-(\d+))?)?$/.exec(ports);
  if (m === null) return ports !== 'all traffic';
  const [, protocol, first, last] = m;
  return flow.connections.some((c) => c.protocol === protocol && (first === undefined || c.fromPort === undefined || (c.fromPort <= Number(first) && Number(last ?? first) <= (c.toPort ?? c.fromPort))));
}
