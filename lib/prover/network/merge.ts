/**
 * A group of very many rules in few grants: rules that say the same of different addresses are one rule of all of them.
 *
 *   merged(grants)   // 100,000 CIDRs over one port: one grant
 *
 * Which of the rules lets a packet through is asked of the grant where it is shown (`partFor`). Rules under conditions, and those
 * that a token hides, stay as they are.
 */
import { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import type { Guard } from '../../world/guard';
import { Grant } from './prepare';
import { intern } from './sets';

const MANY = 64;

export function merged(grants: readonly Grant[]): readonly Grant[] {
  if (grants.length <= MANY) return grants;
  const rest: Grant[] = [];
  // First by peer: its connections add up. Then by connections: the addresses that have them do.
  const byPeer = new Map<string, Grant[]>();
  for (const grant of grants) {
    const { peer } = grant;
    const isPlain = grant.unknowns.length === 0 && grant.may === grant.must && (peer.kind === 'addresses' || peer.kind === 'group');
    if (!isPlain) rest.push(grant);
    else push(byPeer, `${guardKey(grant.guard)} ${peer.kind === 'group' ? peer.group : peer.text}`, grant);
  }
  const byConnections = new Map<string, { grant: Grant; parts: Grant[] }[]>();
  for (const parts of byPeer.values()) {
    const [first] = parts;
    const over = parts.length === 1 ? first.may : intern(ConnectionSet.unionOf(parts.map((p) => p.may)));
    if (first.peer.kind === 'group') rest.push(parts.length === 1 ? first : first.standingFor(first.peer, over, parts));
    else push(byConnections, `${guardKey(first.guard)} ${over.boundaries.join()}`, { grant: first.standingFor(first.peer, over, parts), parts });
  }
  for (const list of byConnections.values()) {
    const parts = list.flatMap((l) => l.parts);
    if (parts.length === 1) {
      rest.push(parts[0]);
      continue;
    }
    const addresses = AddressSet.unionOf(list.map(({ grant: { peer } }) => (peer.kind === 'addresses' ? peer.addresses : AddressSet.none())));
    rest.push(list[0].grant.standingFor({ kind: 'addresses', addresses, text: addresses.toString() }, list[0].grant.may, parts));
  }
  return rest;
}

const keys = new WeakMap<Guard, number>();
let guards = 0;

/** Guards that are one object: equal ones that are not only stay apart. */
function guardKey(guard: Guard): number {
  let key = keys.get(guard);
  if (key === undefined) keys.set(guard, key = guards++);
  return key;
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
