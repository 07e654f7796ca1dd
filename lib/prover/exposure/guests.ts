/**
 * Roles that anybody takes on: what they may do, nobody may do.
 *
 *   Principal: '*'                                                     whoever has an AWS account
 *   Federated: cognito-identity.amazonaws.com, `amr` unauthenticated   whoever asks the identity pool for credentials
 *   Federated: cognito-identity.amazonaws.com without `aud`            whoever makes an identity pool of his own
 *
 * Never certain: which of his own policies count is looked at coarsely, and a denial is not. Source: Cognito developer guide, "Role
 * trust and permissions"; IAM user guide, "Available keys for OIDC federation", 2026-11.
 */
import { labelOf } from '../../world/exposure/context';
import { NEVER, perhaps } from '../../world/exposure/holds';
import type { Condition, Door, ExposureWorld, Guest, Holds, Policy, Route, Stage, Statement } from '../../world/exposure/model';
import { isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import { and, conditionHolds, operatorOf } from './conditions';
import type { Entry } from './model';
import { like } from './permits';
import { requestsOf, signs } from './signing';
import { SOMEBODY } from './strangers';

const KNOWN = new WeakMap<ExposureWorld, readonly Guest[]>();

/** Those whom anybody may be. */
export function guestsOf(world: ExposureWorld): readonly Guest[] {
  let known = KNOWN.get(world);
  if (known === undefined) KNOWN.set(world, known = world.guests.filter((g) => g.trust.some((p) => lets(p, world.guestPools))));
  return known;
}

function lets({ statements, unknowns }: Policy, pools: ReadonlySet<string>): boolean {
  return unknowns.length > 0 || statements?.some((s) => s.effect !== 'Deny' && letsBy(s, pools)) === true;
}

function letsBy(s: Statement, pools: ReadonlySet<string>): boolean {
  if (s.notPrincipals !== undefined) return true;
  return s.principals?.some((p) => {
    if (p === '*' || /^aws:[^\u0001]*[*?]/.test(p)) return and(s.conditions.map((c) => conditionHolds(c, { ...SOMEBODY, context: {} }))) !== false;
    const [, provider] = /^other:(.*)$/s.exec(p) ?? [];
    return provider !== undefined && (provider === '*' || byProvider(provider, s.conditions, pools));
  }) === true;
}

/** Providers where anybody gets a token. */
const PUBLIC = /(^|\/)(accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com|api\.twitter\.com|token\.actions\.githubusercontent\.com|gitlab\.com)$/;

function byProvider(provider: string, conditions: readonly Condition[], pools: ReadonlySet<string>): boolean {
  if (provider === 'cognito-identity.amazonaws.com') {
    const [audiences, methods] = ['aud', 'amr'].map((key) => asked(conditions, `${provider}:${key}`));
    if (audiences.length === 0) return true;
    // Pools that these templates close give credentials to none but the known.
    if (audiences.some((c) => c.values.every((v) => /^\u0001res:[^:\u0002]*\u0002$/.test(v) && !pools.has(v.slice(5, -1))))) return false;
    return !methods.some((c) => c.values.every((v) => !isOpaque(v) && !like(v, 'unauthenticated')));
  }
  return PUBLIC.test(provider) && !conditions.some((c) => asked([c], c.key).length > 0 && c.values.some((v) => !/^[*?]+$/.test(v)));
}

/** Conditions that have to be met by what is there. */
function asked(conditions: readonly Condition[], key: string): readonly Condition[] {
  return conditions.filter((c) => {
    const how = operatorOf(c.operator);
    return c.key.toLowerCase() === key.toLowerCase() && how !== undefined && !how.ifExists && !how.isNegated && how.qualifier !== 'ForAllValues:' && how.plain !== 'Null';
  });
}

/** Why somebody who is nobody may do it; nothing, where he may not. `id`: what it is done to. */
export function mayDo(world: ExposureWorld, guest: Guest, actions: readonly string[], id?: string): readonly Unknown[] {
  if (!guestsOf(world).includes(guest)) return [];
  const acts = ({ actions: own, notActions }: Statement): boolean => (own === undefined ? notActions !== undefined : own.some((p) => isOpaque(p) || actions.some((a) => like(p.toLowerCase(), a.toLowerCase()))));
  // Another resource of these templates is not this one; a text may be it.
  const onIt = ({ resources }: Statement): boolean => id === undefined || resources === undefined || resources.some((p) => !/\u0001(res|fn):/.test(p) || new RegExp(`\u0001(?:res|fn):${id.replace(/[.$#]/g, '\\$&')}[:\u0002]`).test(p));
  const may = guest.policies.some((p) => (p.statements === undefined ? p.unknowns.length > 0 : p.statements.some((s) => s.effect !== 'Deny' && acts(s) && onIt(s))));
  return may ? [reason(guest)] : [];
}

function reason({ label, place }: Guest): Unknown {
  return { token: `role ${label}`, template: place.template, pointer: place.pointer, why: 'its trust policy lets anybody take it on, or may: whoever has no identity as well' };
}

/** Those who call functions themselves. */
export function guestEntries(world: ExposureWorld): Entry[] {
  return guestsOf(world).flatMap((guest) => [...world.functions.values()].flatMap(({ id, guard }): Entry[] => {
    const unknowns = mayDo(world, guest, ['lambda:InvokeFunction', 'lambda:InvokeAsync'], id);
    if (unknowns.length === 0) return [];
    const open = perhaps(guard.and(guest.guard), ...unknowns);
    return [{
      key: `guest ${guest.id} ${id}`, kind: 'iam', entry: `calls of ${guest.label}, which anybody may take on`, target: { kind: 'function', id, label: labelOf(id) }, reached: open, open, weak: NEVER, weakWays: [], knownWays: [], ways: [],
      checks: [{ kind: 'iam', identity: 'unknown', text: `a signature of \`${guest.label}\`` }], assumptions: [], because: [{ ...guest.place, what: 'role that anybody may take on' }], unknowns: open.unknowns,
    }];
  }));
}

const ACTIONS: Readonly<Partial<Record<Door['kind'], readonly string[]>>> = {
  websocket: ['execute-api:Invoke'], url: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'], lattice: ['vpc-lattice-svcs:Invoke'], graphql: ['appsync:GraphQL'],
};

/** Whether somebody who is nobody has a signature that is good for the route. */
export function guestSigns(world: ExposureWorld, door: Door, route: Route, stage: Stage): readonly { readonly guest: Guest; readonly holds: Holds }[] {
  return guestsOf(world).flatMap((guest) => {
    const actions = ACTIONS[door.kind];
    const unknowns = actions !== undefined ? mayDo(world, guest, actions) : signsApi(guest, door, route, stage) ? [reason(guest)] : [];
    return unknowns.length === 0 ? [] : [{ guest, holds: perhaps(guest.guard, ...unknowns) }];
  });
}

function signsApi(guest: Guest, door: Door, route: Route, stage: Stage): boolean {
  try {
    return !requestsOf(door, route, stage).intersection(signs(guest, { door, stage, guard: guest.guard, caller: { is: 'known', context: {} }, isMeant: () => undefined }, 'may')).isEmpty();
  } catch {
    return true; // grown over the budget
  }
}
