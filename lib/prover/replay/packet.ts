/**
 * One hop: may it leave, how does it travel, may it enter, is it accepted, and do the lists of both subnets let it and its reply
 * pass. docs/semantics.md, 2.1 to 2.5, for one packet.
 */
import type { Connection } from '../../algebra/connection-set';
import type { Forward, NetworkWorld } from '../../world/network/model';
import type { PathHop } from '../path';
import { passes } from './acl';
import { anySpots, isPublic, type Spot } from './address';
import type { Inside, Standing } from './ends';
import { groupsOf, mayEnter, mayLeave, type Seen } from './groups';
import type { Moment } from './moment';
import { refuse } from './refusal';
import { travel, type Way } from './travel';

const TCP = 6;
const WITH_PORTS = [6, 17, 132];
const WITH_TYPES = [1, 58];

export interface Hop {
  readonly hop: PathHop;
  readonly from: Standing;
  readonly to: Standing;
  readonly proxy?: Forward;
  /** Whose address arrives, where the proxy keeps it. */
  readonly client?: Standing;
}

export function judgeHop(world: NetworkWorld, moment: Moment, { hop, from, to, proxy, client }: Hop): void {
  const { connection } = hop;
  checkConnection(connection, hop.sourcePort);
  if (to.kind === 'entry') return enterEntry(world, moment, from, to.name, connection);
  // A managed service hands over to its own interface: no packet of a network that is modelled.
  if (from.kind === 'entry' || proxy?.sees === 'link' || proxy?.sees === 'lattice') return acceptHandedOver(world, moment, { hop, from, to, proxy, client });
  if (to.kind === 'nowhere') return refuse('route', `\`${to.name}\` is in no VPC: nothing reaches it`);
  checkFamilies(spotOf(from), spotOf(to));

  const way = travel(world, moment, from, to, hop);
  mayLeave(world, moment, from, seen(moment, to, way), connection);
  const source = client === undefined ? seen(moment, from, way) : { ...seen(moment, from, way), name: `${client.name} by way of \`${from.name}\``, spot: spotOf(client), list: listOf(client) };
  mayEnter(world, moment, to, source, connection);
  if (to.kind === 'inside') listens(moment, to, connection);
  checkLists(world, moment, { hop, from, to, proxy, client });
}

function checkConnection({ protocol, port, type, code }: Connection, sourcePort: number | undefined): void {
  const within = (n: number | undefined, least: number, most: number): boolean => n !== undefined && Number.isInteger(n) && n >= least && n <= most;
  if (!within(protocol, 0, 255)) refuse('connection', `there is no protocol ${protocol}`);
  if (WITH_PORTS.includes(protocol) !== (port !== undefined)) refuse('connection', `protocol ${protocol} ${port === undefined ? 'has no port here' : 'has no ports'}`);
  if (port !== undefined && !within(port, 0, 65535)) refuse('connection', `there is no port ${port}`);
  if (WITH_TYPES.includes(protocol) !== (type !== undefined)) refuse('connection', `protocol ${protocol} ${type === undefined ? 'has no type here' : 'has no types'}`);
  if (type !== undefined && !(within(type, 0, 255) && within(code, 0, 255))) refuse('connection', `there is no type ${type}/${code}`);
  if (sourcePort !== undefined && !within(sourcePort, 0, 65535)) refuse('connection', `there is no source port ${sourcePort}`);
  if (protocol === TCP && sourcePort === undefined) refuse('connection', 'the client has no source port, and replies need one');
}

function checkFamilies(a: Spot | undefined, b: Spot | undefined): void {
  if (a !== undefined && b !== undefined && a.address.family !== b.address.family) refuse('address', `${a.text} and ${b.text} are of two families`);
}

/** What the groups of one end see of the other. */
function seen(moment: Moment, end: Standing, way: Way): Seen {
  const isNamed = way === 'local' || way === 'peered';
  const groups = !isNamed ? [] : end.kind === 'inside' && !end.face.ungrouped ? groupsOf(moment, end) : end.kind === 'group' ? [end.group.id] : [];
  return { name: end.kind === 'outside' ? end.name : `\`${end.name}\``, spot: spotOf(end), list: listOf(end), groups: new Set(groups) };
}

function spotOf(end: Standing): Spot | undefined {
  return end.kind === 'inside' || end.kind === 'outside' || end.kind === 'group' ? end.spot : undefined;
}

function listOf(end: Standing): string | undefined {
  return end.kind === 'outside' ? end.list : undefined;
}

/** Within one subnet lists do not apply. */
function checkLists(world: NetworkWorld, moment: Moment, { hop: { connection, sourcePort }, from, to, client }: Hop): void {
  if (from.kind === 'inside' && to.kind === 'inside' && from.subnet.id === to.subnet.id) return;
  const reply: Connection | undefined = connection.protocol === TCP ? { protocol: TCP, port: sourcePort } : undefined;
  if (from.kind === 'inside') {
    const far = spotOf(to) ?? refuse('network ACL', `the address of \`${to.name}\` is not said`);
    passes(world, moment, from, 'egress', far, connection, 'packet');
    if (reply) passes(world, moment, from, 'ingress', far, reply, 'reply');
  }
  if (to.kind === 'inside') {
    const near = spotOf(client ?? from) ?? refuse('network ACL', `the address of \`${(client ?? from).name}\` is not said`);
    passes(world, moment, to, 'ingress', near, connection, 'packet');
    if (reply) passes(world, moment, to, 'egress', near, reply, 'reply');
  }
}

/** A managed entry: those reach it whom it says. */
function enterEntry(world: NetworkWorld, moment: Moment, from: Standing, id: string, connection: Connection): void {
  const spot = spotOf(from) ?? refuse('entry', `the address of \`${from.name}\` is not said`);
  if (from.kind !== 'outside') refuse('entry', `\`${id}\` is entered from outside; \`${from.name}\` would meet it on the internet`);
  for (const { source, entry, guard } of world.forwards) {
    if (source !== id || entry === undefined || !moment.surely(guard)) continue;
    if (spot.isIn(entry.reachableFrom.must) && entry.connections.must.contains(connection)) return;
  }
  refuse('entry', `\`${id}\` does not surely take this connection from ${spot.text}${isPublic(spot.address) ? '' : ', which is no address of the internet'}`);
}

/** Something that is there at this moment surely takes it. */
function listens(moment: Moment, { name, face: { accepts, listeners } }: Inside, connection: Connection): void {
  if (accepts.must.contains(connection)) return;
  if (listeners?.some((l) => moment.surely(l.guard) && l.connections.must.contains(connection)) !== true) refuse('listener', `\`${name}\` does not surely take this connection`);
}

/** What a service hands over: whom the rules of the target see then, the forward says. */
function acceptHandedOver(world: NetworkWorld, moment: Moment, { hop, from, to, proxy, client }: Hop): void {
  const { connection } = hop;
  if (to.kind !== 'inside') return refuse('forward', `\`${to.name}\` is no interface in a VPC`);
  listens(moment, to, connection);
  switch (proxy?.sees) {
    case undefined: return;
    case 'lattice': return refuse('forward', 'what VPC Lattice lets through is not said');
    case 'client': {
      if (client?.kind !== 'outside') return refuse('forward', `whose address \`${from.name}\` shows to \`${to.name}\` is not said`);
      checkFamilies(client.spot, to.spot);
      mayEnter(world, moment, to, { name: client.name, spot: client.spot, list: client.list, groups: new Set() }, connection);
      return checkLists(world, moment, { hop, from, to, client });
    }
    // Whoever sends: rules and, where the packet goes by the internet, lists have to take every address.
    case 'link': case 'service': {
      if (proxy.sees === 'link' && (to.face.ungrouped || to.face.linksUnasked === true)) return;
      for (const spot of anySpots()) {
        mayEnter(world, moment, to, { name: spot.text, spot, groups: new Set() }, connection);
        if (proxy.sees === 'service') checkLists(world, moment, { hop, from, to, client: { kind: 'outside', name: spot.text, spot } });
      }
    }
  }
}
