/**
 * Members join their segments, and what they came with is sealed. A group belongs to one segment in the whole app.
 */
import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IConstruct } from 'constructs';
import { type Microsegmentation } from './microsegmentation';
import { stagePath, type Segment } from './segment';
import { vpcKey } from './vpc';

const sealed = new WeakMap<Microsegmentation, Map<CfnSecurityGroup, Segment>>();

export function joinMembers(network: Microsegmentation): void {
  const groups = new Map<CfnSecurityGroup, Segment>();
  for (const segment of network._segments.values()) {
    for (const group of segment._join()) groups.set(group, segment);
  }
  sealed.set(network, groups);
  for (const segment of network._segments.values()) claimImported(network, segment);
}

/** Imported groups of the app, by the segment that has them: two segments on one group could not be told apart. */
const importedBy = new WeakMap<IConstruct, Map<string, Segment>>();

/** What CDK's look-ups answer before they are made. */
const DUMMY_GROUPS = ['sg-12345', 'sg-12345678'];

function claimImported(network: Microsegmentation, segment: Segment): void {
  const claimed = importedBy.get(network.node.root) ?? new Map<string, Segment>();
  importedBy.set(network.node.root, claimed);
  for (const [name, group] of segment._importedGroups) {
    if (DUMMY_GROUPS.includes(group.id)) continue; // the look-up has yet to be made, and is only made where synth succeeds
    const key = `${stagePath(network)} ${vpcKey(group.id)}`;
    const other = claimed.get(key);
    if (other !== undefined && other !== segment) {
      network._declaration.report('error', 'MemberInTwoSegments', `imported group \`${name}\` is in segment \`${segment.segmentId}\` and in \`${other.segmentId}\`; expected one segment per group, because its rules cannot tell two apart: drop it from one of them`);
    } else claimed.set(key, segment);
  }
}

export function sealedGroups(network: Microsegmentation): ReadonlyMap<CfnSecurityGroup, Segment> {
  return sealed.get(network) ?? new Map();
}
