/**
 * Network ACLs of one subnet: `passes(world, moment, subnet, 'ingress', client, { protocol: 6, port: 443 })`.
 *
 * First match by number. An entry that may match and does not surely allow stands in the way; one that surely matches and allows
 * ends the walk; at the end everything is denied. Where it is not known which list applies, all that may do have to let it pass.
 */
import type { Connection } from '../../algebra/connection-set';
import type { Acl, AclEntry, Id, NetworkWorld } from '../../world/network/model';
import type { Inside } from './ends';
import type { Spot } from './address';
import type { Moment } from './moment';
import { refuse } from './refusal';

export function passes(world: NetworkWorld, moment: Moment, at: Pick<Inside, 'subnet' | 'vpc'>, direction: AclEntry['direction'], other: Spot, connection: Connection, what: string): void {
  for (const id of listsOf(moment, at)) {
    const acl = world.acls.get(id) ?? refuse('network ACL', `there is no list \`${id}\``);
    if (acl.open.length > 0) refuse('network ACL', `\`${id}\` may have entries that are not here`);
    const stop = walk(moment, acl, direction, other, connection);
    if (stop !== undefined) refuse('network ACL', `\`${id}\` of \`${at.subnet.id}\` stops the ${what} (${direction}, ${other.text}): ${stop}`);
  }
}

function listsOf(moment: Moment, { subnet, vpc }: Pick<Inside, 'subnet' | 'vpc'>): readonly Id[] {
  const possible = subnet.acls.filter((a) => moment.possibly(a.guard));
  const isSure = possible.some((a) => moment.surely(a.guard));
  return [...possible.map((a) => a.acl), ...isSure ? [] : [vpc.defaultAcl]];
}

/** Why it does not pass. */
function walk(moment: Moment, acl: Acl, direction: AclEntry['direction'], other: Spot, connection: Connection): string | undefined {
  const entries = acl.entries.filter((e) => e.direction === direction && moment.possibly(e.guard));
  const mayMatch = (e: AclEntry): boolean => other.mayBeIn(e.addresses.may) && e.connections.may.contains(connection);
  for (const e of entries) {
    if (e.number === undefined && !e.allow.must && mayMatch(e)) return `the entry at ${e.place.pointer}, whose number is not known, may deny it`;
  }
  const ordered = entries.filter((e) => e.number !== undefined).sort((a, b) => a.number! - b.number!);
  for (const e of ordered) {
    if (!mayMatch(e)) continue;
    if (!e.allow.must) return `entry ${e.number} denies it`;
    if (moment.surely(e.guard) && other.isIn(e.addresses.must) && e.connections.must.contains(connection)) return undefined;
  }
  return 'no entry allows it';
}
