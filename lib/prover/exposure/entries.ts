/**
 * Every way into a target, and whether nobody gets through it: `entriesOf(world, 'App.Fn')`.
 *
 * A request gets in by a door where a host takes it, a stage serves the route as it is written, nothing of what is asked holds it
 * back, and the door may call the target. For each of these there is a bound; a way is certain where all of them are. What a stage
 * serves that is not certain to be what is written may ask for nothing.
 */
import type { Auth, Door, ExposureWorld, Holds, Host, Route, RouteTarget, Stage, Target } from '../../world/exposure/model';
import { ALWAYS, allOf, anyOf, both, either, NEVER, not, perhaps, when } from '../../world/exposure/holds';
import { labelOf } from '../../world/exposure/context';
import type { Place } from '../../world/facts';
import { callerEntries } from './callers';
import { assumptionsOfAuths, checksOf } from './checks';
import { guestSigns } from './guests';
import type { Entry, OpenWay } from './model';
import { granting, permits } from './permits';
import { type Asked, letsNobody } from './policy';
import { concrete } from './requests';
import { urlPermits } from './url-permits';

type Reason = Place & { readonly what: string };

const KNOWN = new WeakMap<ExposureWorld, ReadonlyMap<string, readonly Entry[]>>();

/** By id of the target, each sorted by key. */
export function allEntries(world: ExposureWorld): ReadonlyMap<string, readonly Entry[]> {
  let known = KNOWN.get(world);
  if (known === undefined) {
    const map = new Map<string, Entry[]>();
    const byDoor = new Map(world.doors.map((d) => [d.id, doorEntries(world, d)]));
    const openings = (door: string, route: string): readonly Entry[] => (byDoor.get(door) ?? []).filter((e) => e.route?.id === route && !e.open.may.isNever());
    for (const entry of [...[...byDoor.values()].flat(), ...callerEntries(world, openings)]) {
      const list = map.get(entry.target.id);
      if (list === undefined) map.set(entry.target.id, [entry]);
      else list.push(entry);
    }
    known = new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, list]) => [id, list.sort((a, b) => (a.key < b.key ? -1 : 1))]));
    KNOWN.set(world, known);
  }
  return known;
}

export function entriesOf(world: ExposureWorld, target: string): readonly Entry[] {
  return allEntries(world).get(target) ?? [];
}

function doorEntries(world: ExposureWorld, door: Door): Entry[] {
  return door.routes.flatMap((route) => {
    const byTarget = new Map<string, { readonly target: Target; readonly indices: number[] }>();
    route.targets.forEach((t, i) => {
      for (const target of meant(world, t, door)) {
        const known = byTarget.get(target.id);
        if (known === undefined) byTarget.set(target.id, { target, indices: [i] });
        else known.indices.push(i);
      }
    });
    return [...byTarget.values()].map(({ target, indices }) => entryOf(world, door, route, target, indices));
  });
}

/** What may be meant by a name or a token, and any function that the door may call where a token stands. */
export function meant(world: ExposureWorld, { target, need }: RouteTarget, door: Door): Target[] {
  const ids = new Set(target.mayBe?.map((m) => m.id));
  if (target.kind === 'unknown' && need.kind === 'permission') for (const id of world.functions.keys()) if (!ids.has(id) && door.stages.some((stage) => !granting(world, { kind: 'function', id, label: '' }, need, stage).may.isNever())) ids.add(id);
  return [target, ...[...ids].sort().map((id): Target => ({ ...target, id, label: labelOf(id) }))];
}

/** When it is the one of those that is called. */
export function calledAs({ guard, target }: RouteTarget, { id }: Target): Holds {
  if (target.id === id) return when(guard);
  const found = target.mayBe?.filter((m) => m.id === id) ?? [];
  return both(when(guard), found.length > 0 ? anyOf(found.map((m) => perhaps(m.guard, m.unknown))) : perhaps(guard, target.unknown ?? { token: target.label, template: '', pointer: '', why: 'which function is called is not known' }));
}

export interface Piece {
  readonly holds: Holds;
  readonly way?: OpenWay;
  readonly because: readonly Reason[];
}

function entryOf(world: ExposureWorld, door: Door, route: Route, target: Target, indices: readonly number[]): Entry {
  const open: Piece[] = [];
  const weakPieces: Piece[] = [];
  const knownPieces: Piece[] = [];
  let reached: Holds = NEVER;
  for (const index of indices) {
    const called = route.targets[index];
    const isMeant = calledAs(called, target);
    for (const stage of door.stages) {
      const served = route.served.get(stage.id) ?? NEVER;
      const may = both(isMeant, callable(world, called, target, stage));
      const through = allOf([may, served, route.reached ?? ALWAYS, when(route.guard), when(stage.guard)]);
      if (through.may.isNever()) continue;
      door.hosts.forEach((host, h) => {
        if (host.stage !== undefined && host.stage !== stage.id) return;
        const here = both(through, host.open);
        if (here.may.isNever()) return;
        reached = either(reached, here);
        knownPieces.push({ holds: here, because: [{ ...route.place, what: 'route' }], ...wayOf({ door, route, index, stage, hostIndex: h, authIndex: 0 }, concrete(door, route), { is: 'known', context: {} }) });
        route.auths.forEach((auth, a) => {
          const asked = allOf([here, when(auth.guard), not(host.certificate)]);
          if (asked.may.isNever()) return;
          const w: Way = { door, route, target, index, stage, host, hostIndex: h, auth, authIndex: a, asked, served };
          if (isWeak(door, auth)) weakPieces.push({ holds: asked, because: [{ ...auth.place, what: 'authorizer without scopes' }], ...wayOf(w, concrete(door, route), { is: 'client', context: {} }) });
          open.push(...nobody(world, w));
        });
      });
    }
  }
  const holds = anyOf(open.map((p) => p.holds));
  const auths = assumptionsOfAuths(route, door);
  return {
    key: `${door.id} ${route.id} ${target.id}`, kind: door.kind, entry: `${route.label} of ${door.label}`, target, door, route, reached, open: holds, weak: anyOf(weakPieces.map((p) => p.holds)),
    checks: checksOf(door, route), assumptions: auths, because: reasons(route, door),
    ways: certain(open), knownWays: certain(knownPieces), weakWays: certain(weakPieces),
    unknowns: [...holds.unknowns],
  };
}

function certain(pieces: readonly Piece[]): Entry['ways'] {
  return pieces.flatMap(({ way, holds, because }) => (way === undefined || holds.must.isNever() ? [] : [{ way, holds, because }]));
}

/** Then API Gateway takes ID tokens, of every client of the pool. */
function isWeak({ kind }: Door, auth: Auth): boolean {
  return kind === 'rest' && auth.kind === 'cognito' && auth.scopes.length === 0;
}

export interface Way {
  readonly door: Door;
  readonly route: Route;
  readonly target: Target;
  readonly index: number;
  readonly stage: Stage;
  readonly host: Host;
  readonly hostIndex: number;
  readonly auth: Auth;
  readonly authIndex: number;
  readonly asked: Holds;
  readonly served: Holds;
}

/** Whether nobody gets past what this one way asks. */
export function nobody(world: ExposureWorld, w: Way): Piece[] {
  const { door, route, host, auth, asked, served } = w;
  const base: readonly Reason[] = [{ ...route.place, what: 'route' }, ...host.place.pointer === route.place.pointer ? [] : [{ ...host.place, what: 'host' }]];
  const out: Piece[] = [];
  // As it once was, it may have asked for nothing.
  const stale = asked.may.and(served.must.not());
  if (auth.kind !== 'none' && !stale.isNever()) out.push({ holds: perhaps(stale, ...served.unknowns), because: base });
  if (auth.kind === 'iam') for (const { guest, holds } of guestSigns(world, door, route, w.stage)) out.push({ holds: both(asked, holds), because: [...base, { ...guest.place, what: 'role that anybody may take on' }] });
  if (auth.kind === 'unknown') out.push({ holds: both(asked, perhaps(auth.guard, ...auth.unknowns)), because: base });
  if (auth.kind !== 'none' && !(auth.kind === 'iam' && (door.kind === 'rest' || door.kind === 'lattice' || door.kind === 'url'))) return out;
  const request = concrete(door, route);
  // A service of VPC Lattice asks its policy about the unsigned, too.
  const signings = auth.kind !== 'iam' ? [false] : door.kind === 'lattice' ? [false, true] : [true];
  if (door.kind === 'url' && auth.kind === 'iam') {
    const shared = urlPermits(world, w.target, 'AWS_IAM');
    out.push({ holds: both(asked, shared), because: base, ...wayOf(w, request, { is: 'stranger', context: {} }) });
    return out;
  }
  const shared = door.kind === 'url' ? urlPermits(world, w.target, 'NONE') : ALWAYS;
  const isAsked = !(door.kind === 'lattice' && auth.kind === 'none');
  for (const [policy, isSigned] of door.policies.flatMap((p) => signings.map((signed) => [p, signed] as const))) {
    const at = allOf([asked, shared, when(policy.guard)]);
    if (at.may.isNever()) continue;
    const isAllowNeeded = policy.statements !== undefined || policy.unknowns.length > 0 || auth.kind === 'iam';
    const lets = isAsked ? letsNobody(policy, askedOf(w, request.method, request.path, isSigned), isAllowNeeded) : { answer: true, caller: { is: 'anonymous' as const, context: {} }, unknowns: [] };
    if (lets.answer === false) continue;
    const unknown = { token: `policy of ${door.label}`, template: policy.place.template, pointer: policy.place.pointer, why: 'whether it lets somebody without an identity through is not known' };
    const holds = lets.answer === true ? at : both(at, perhaps(policy.guard, ...lets.unknowns.length > 0 ? lets.unknowns : [unknown]));
    out.push({ holds: request.isCertain ? holds : both(holds, perhaps(route.guard, { token: `routes beside ${route.label}`, template: route.place.template, pointer: route.place.pointer, why: 'another route may answer each of its requests' })), because: policy.statements === undefined ? base : [...base, { ...policy.place, what: 'resource policy' }], ...wayOf(w, request, lets.caller ?? { is: 'anonymous', context: {} }) });
  }
  return out;
}

function wayOf({ door, route, hostIndex, stage, index, authIndex }: Pick<Way, 'door' | 'route' | 'hostIndex' | 'stage' | 'index' | 'authIndex'>, { method, path }: { readonly method: string; readonly path: string }, caller: (OpenWay & { readonly kind: 'door' })['caller']): { readonly way: OpenWay } {
  return { way: { kind: 'door', door: door.id, route: route.id, host: hostIndex, stage: stage.id, target: index, auth: authIndex, method, path, caller } };
}

export function askedOf({ door, stage, host, route }: Way, method: string, path: string, isSigned: boolean): Asked {
  const resource = `${stage.name}/${method}${path}`;
  const name = door.kind === 'lattice' ? 'vpc-lattice-svcs' : 'execute-api';
  const isApi = door.kind === 'rest';
  const every = isApi ? `${stage.name}/${route.method === 'ANY' ? '*' : route.method}${route.path.replace(/\{[^}]*\}/g, '*')}` : '*';
  return { action: `${name}:Invoke`, resource, every, arn: `arn:\u0001pseudo:AWS::Partition\u0002:${name}:\u0001pseudo:AWS::Region\u0002:\u0001pseudo:AWS::AccountId\u0002:\u0001api:${door.id}\u0002/${resource}`, isSigned, isPrivate: host.kind === 'private' };
}

export function callable(world: ExposureWorld, { need, target: called }: RouteTarget, target: Target, stage: Stage): Holds {
  if (need.kind === 'role') return ALWAYS;
  const of: Target = called.kind === 'unknown' ? { ...target, kind: 'function' } : target;
  if (need.kind === 'url') return urlPermits(world, of, undefined);
  return permits(world, of, need, stage);
}

function reasons(route: Route, door: Door): Reason[] {
  return [{ ...route.place, what: 'route' }, ...route.auths.filter((a) => a.place.pointer !== route.place.pointer).map((a) => ({ ...a.place, what: 'what it asks' })), ...door.policies.filter((p) => p.statements !== undefined).map((p) => ({ ...p.place, what: 'resource policy' }))];
}
