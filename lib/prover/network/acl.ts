/**
 * What a network ACL lets through in one direction, as a function of the far address:
 *
 *   admitted(world, 'App.Acl', 'ingress', 'may');   // [{ guard, remote: 10.0.0.0/8, over: tcp/443 }, ...]
 *
 * First match wins, so a list under conditions is several lists: one for each way in which its conditional entries can stand, up
 * to a budget. In MAY an allow is as wide and a deny as narrow as its tokens let it be, in MUST the opposite; an entry whose
 * number is not known may stand anywhere.
 */
import { AddressSet } from '../../algebra/address-set';
import { TrafficSet } from '../../algebra/traffic-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Acl, AclEntry, Id, Subnet } from '../../world/network/model';
import type { Prepared } from './prepare';
import { ANYWHERE, EVERYTHING, intern } from './sets';

export type Reading = 'may' | 'must';
export type Direction = 'ingress' | 'egress';

export interface Admitted {
  readonly guard: Guard;
  readonly remote: AddressSet;
  readonly over: ConnectionSet;
}

export interface Admission {
  /** Everything, always. */
  readonly open: boolean;
  readonly pieces: readonly Admitted[];
  readonly unknowns: readonly Unknown[];
}

/** A list is a function of one address; the other side of the traffic set is this one point of each family. */
const HERE = AddressSet.unionOf([AddressSet.cidr('0.0.0.0/32'), AddressSet.cidr('::/128')]);
const WORLDS = 64;

const OPEN: Admission = { open: true, pieces: [{ guard: Guard.ALWAYS, remote: ANYWHERE, over: EVERYTHING }], unknowns: [] };

/** The lists of a subnet, each under its guard; the VPC's default list where none of them holds. */
export function subnetAdmission(world: Prepared, subnetId: Id, direction: Direction, reading: Reading): Admission {
  const key = `acl ${direction} ${reading} ${subnetId}`;
  const known = world.memo.get(key) as Admission | undefined;
  if (known !== undefined) return known;
  const made = make(world, world.network.subnets.get(subnetId), direction, reading);
  world.memo.set(key, made);
  return made;
}

function make(world: Prepared, subnet: Subnet | undefined, direction: Direction, reading: Reading): Admission {
  if (subnet === undefined) return reading === 'may' ? OPEN : { open: false, pieces: [], unknowns: [] };
  const lists = aclsOf(world, subnet);
  // A list that it perhaps has, it has instead of every other.
  if (reading !== 'may' && lists.some(({ guard }) => !guard.isSure)) return { open: false, pieces: [], unknowns: [] };
  const parts = lists.map(({ guard, acl }) => ({ guard, admission: aclAdmission(world, acl, direction, reading) }));
  if (parts.length === 1 && parts[0].guard === Guard.ALWAYS) return parts[0].admission;
  if (parts.length > 0 && parts.every((p) => p.admission.open) && (reading === 'may' || parts.reduce((g, p) => g.or(p.guard), Guard.NEVER as Guard).isAlways())) return OPEN;
  return {
    open: false,
    pieces: parts.flatMap(({ guard, admission }) => admission.pieces.map((p) => ({ ...p, guard: p.guard.and(guard) }))).filter((p) => !p.guard.isNever()),
    unknowns: parts.flatMap((p) => p.admission.unknowns),
  };
}

export function aclsOf(world: Prepared, subnet: Subnet): readonly { readonly guard: Guard; readonly acl: Acl | undefined }[] {
  let rest: Guard = Guard.ALWAYS;
  const out = subnet.acls.filter((a) => !a.guard.isNever()).map(({ guard, acl }) => {
    rest = guard === Guard.ALWAYS ? Guard.NEVER : rest.and(guard.not());
    return { guard, acl: world.network.acls.get(acl) };
  });
  if (rest.isNever()) return out;
  const fallback = world.network.vpcs.get(subnet.vpc)?.defaultAcl;
  return [...out, { guard: rest, acl: fallback === undefined ? undefined : world.network.acls.get(fallback) }];
}

function aclAdmission(world: Prepared, acl: Acl | undefined, direction: Direction, reading: Reading): Admission {
  if (acl === undefined || acl.open.length > 0) {
    const unknowns = acl?.open ?? [];
    return reading === 'may' ? { ...OPEN, unknowns } : { open: false, pieces: [], unknowns };
  }
  const key = `acl ${direction} ${reading} of ${acl.id}`;
  const known = world.memo.get(key) as Admission | undefined;
  if (known !== undefined) return known;
  const made = firstMatch(acl.entries.filter((e) => e.direction === direction && !e.guard.isNever()), reading);
  world.memo.set(key, made);
  return made;
}

interface State {
  readonly guard: Guard;
  readonly remaining: TrafficSet;
  readonly allowed: TrafficSet;
}

function firstMatch(entries: readonly AclEntry[], reading: Reading): Admission {
  const [first] = entries;
  if (first !== undefined && first.number !== undefined && first.guard === Guard.ALWAYS && first.allow.must && coversAll(first) && entries.every((e) => e.number !== undefined)) return OPEN;
  const unknowns = entries.flatMap((e) => [...e.allow.unknowns, ...e.addresses.unknowns, ...e.connections.unknowns]);
  let states: State[] = [{ guard: Guard.ALWAYS, remaining: TrafficSet.box(ANYWHERE, HERE, EVERYTHING), allowed: TrafficSet.none() }];
  const ordered = [...entries.filter((e) => e.number === undefined), ...entries.filter((e) => e.number !== undefined).sort((a, b) => a.number! - b.number!)];
  for (const entry of ordered) {
    const next: State[] = [];
    for (const state of states) {
      const under = entry.guard.isSure ? state.guard.and(entry.guard) : state.guard;
      const without = entry.guard.isSure ? (entry.guard === Guard.ALWAYS ? Guard.NEVER : state.guard.and(entry.guard.not())) : Guard.NEVER;
      if (!under.isNever()) next.push({ ...applied(state, entry, reading), guard: under });
      if (!without.isNever()) next.push({ ...state, guard: without });
    }
    states = next;
    if (states.length > WORLDS) return overBudget(reading);
  }
  const pieces = states.filter((s) => reading === 'may' || s.guard.isSure).flatMap((s) => s.allowed.boxes().map((box): Admitted => ({ guard: s.guard, remote: box.source, over: intern(box.connections) })));
  const merged = bothFamilies(pieces);
  return { open: merged.length === 1 && merged[0].guard === Guard.ALWAYS && merged[0].over === EVERYTHING && merged[0].remote.equals(ANYWHERE), pieces: merged, unknowns };
}

/** Boxes come family by family; equal ones are one piece, so that most lists stay as short as they are written. */
function bothFamilies(pieces: readonly Admitted[]): Admitted[] {
  const out: Admitted[] = [];
  for (const piece of pieces) {
    const at = out.findIndex((o) => o.guard === piece.guard && o.over === piece.over);
    if (at < 0) out.push(piece);
    else out[at] = { ...out[at], remote: out[at].remote.union(piece.remote) };
  }
  return out.map((p) => (p.remote.equals(ANYWHERE) ? { ...p, remote: ANYWHERE } : p));
}

function applied({ remaining, allowed }: State, entry: AclEntry, reading: Reading): Pick<State, 'remaining' | 'allowed'> {
  const may = TrafficSet.box(entry.addresses.may, HERE, entry.connections.may);
  const must = entry.addresses.unknowns.length + entry.connections.unknowns.length === 0 ? may : TrafficSet.box(entry.addresses.must, HERE, entry.connections.must);
  const isCertain = entry.guard.isSure && entry.number !== undefined;
  if (reading === 'may') {
    // What may be allowed is; only what is certainly caught by a certain deny is out.
    if (entry.allow.may) return { remaining: isCertain ? remaining.difference(must) : remaining, allowed: allowed.union(remaining.intersection(may)) };
    return { remaining: isCertain ? remaining.difference(must) : remaining, allowed };
  }
  // What may be denied is; an allow that may catch more takes nothing away from the entries behind it.
  if (entry.allow.must) return isCertain ? { remaining: remaining.difference(must), allowed: allowed.union(remaining.intersection(must)) } : { remaining, allowed };
  return { remaining: remaining.difference(may), allowed };
}

function overBudget(reading: Reading): Admission {
  const unknown: Unknown = { token: 'budget', template: '', pointer: '', why: `a network ACL has more than ${WORLDS} ways to stand under its conditions` };
  return reading === 'may' ? { ...OPEN, unknowns: [unknown] } : { open: false, pieces: [], unknowns: [unknown] };
}

function coversAll(entry: AclEntry): boolean {
  return entry.addresses.must.equals(ANYWHERE) && entry.connections.must.equals(EVERYTHING);
}

/** Of two subnets of one VPC: no list of either ever stops anything. */
export function isOpen(world: Prepared, subnet: Id, reading: Reading): boolean {
  return subnetAdmission(world, subnet, 'ingress', reading).open && subnetAdmission(world, subnet, 'egress', reading).open;
}
