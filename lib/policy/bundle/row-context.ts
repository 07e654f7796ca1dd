/**
 * What a row of a policy test says, as policies read it: the facts that the authorizer would have of such a request.
 *
 * Windows, address sets and the decay of a device's tier are those of the bundle, so that a row tests them too. (test/policy/row-context.test.ts holds it to
 * lib/runtime/authorizer/facts, which does the same for requests.)
 */
import type { PolicyBundle, TrustConfig, WindowConfig } from '../../contract/access/bundle';
import { type Tier, TIERS } from '../../contract/access/facts';
import type { PolicyTestData } from '../../intent/model-policy-test';
import type { AccessContext } from '../request';
import { addressOf } from './check-trust';
import type { MatchedRoute } from './match-route';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY = 1_440;

export function contextOfRow({ who, device, when, where, behaviour, score, purpose, what }: PolicyTestData, { route, parameters }: Pick<MatchedRoute, 'parameters' | 'route'>, { hosts, routes, trust }: Pick<PolicyBundle, 'hosts' | 'routes' | 'trust'>): AccessContext {
  const now = Date.parse(when) / 1_000;
  const tier = device === undefined ? 0 : TIERS.indexOf(tierNow(device.tier as Tier, device.reported, trust.decay));
  const [method] = what.split(' ', 1);
  return {
    http_request: { http_method: method, hostname: hosts[0] ?? 'localhost', path: what.slice(method.length + 1), client_ip: { __extn: { fn: 'ip', arg: where.address } } },
    path: parameters,
    token: { scopes: who.scopes, client: who.client ?? who.subject, ageSeconds: who.tokenAge, ...given('authAgeSeconds', who.signedIn), ...given('acr', who.acr), amr: who.amr },
    trust: { tier, score },
    ...(device === undefined ? {} : { device: { tier, ageSeconds: device.reported, enrolled: true, posture: device.posture } }),
    location: { sets: setsOf(trust.addressSets, where.address), ...given('country', where.country) },
    ...given('behaviour', behaviour),
    time: { windows: windowsAt(trust.windows, now), ...localTime('UTC', now) },
    // The authorizer says the purpose of the route, or none.
    ...given('purpose', routes[route].purpose === purpose ? purpose : undefined),
  };
}

export function windowsAt(windows: TrustConfig['windows'], now: number): string[] {
  return Object.keys(windows).filter((name) => isWithin(windows[name], now)).sort();
}

/** Over midnight it is of the day on which it began. */
function isWithin({ timeZone, days, since, until }: WindowConfig, now: number): boolean {
  const { weekday, minuteOfDay } = localTime(timeZone, now);
  if (since < until) return days.includes(weekday) && minuteOfDay >= since && minuteOfDay < until;
  return minuteOfDay >= since ? days.includes(weekday) : minuteOfDay < until && days.includes(weekday === 1 ? 7 : weekday - 1);
}

function localTime(timeZone: string, now: number): { readonly weekday: number; readonly minuteOfDay: number } {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(now * 1_000);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return { weekday: DAYS.indexOf(part('weekday')) + 1, minuteOfDay: (Number(part('hour')) * 60 + Number(part('minute'))) % DAY };
}

export function setsOf(sets: TrustConfig['addressSets'], address: string): string[] {
  const ip = addressOf(address);
  if (ip === undefined) return [];
  return Object.keys(sets).filter((name) => sets[name].some((range) => {
    const network = addressOf(range);
    return network !== undefined && ip.isIn(network);
  })).sort();
}

/** Silence lowers it step by step. */
export function tierNow(tier: Tier, age: number, decay: TrustConfig['decay']): Tier {
  let rank = TIERS.indexOf(tier);
  while (rank > 0 && age > decay[TIERS[rank] as Exclude<Tier, 'BASIC'>]) rank -= 1;
  return TIERS[rank];
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : { [key]: value } as Partial<Record<K, V>>;
}
