/**
 * The facts as policies read them: ``context.trust.tier >= 2 && context.location.sets.contains("office")``.
 *
 * Cedar has whole numbers alone: ages, risk, counts and speeds are rounded up, so that rounding never makes a request look better. What is missing is not there: a policy that
 * reads it without `has` cannot be evaluated, and one that forbids then refuses. Tiers are ranks: 0 BASIC, 1 KNOWN, 2 MANAGED, 3 HARDENED.
 */
import type { Fact } from '../../../contract/access/facts';
import { utcTime } from './clock';
import { rankOf } from './device';
import type { Trust, TrustInput } from './trust';

export interface AccessContext {
  readonly device: {
    /** It has a row, is not revoked, and is this subject's. */
    readonly known: boolean;
    readonly tier: number;
    /** Since its last report. */
    readonly ageSeconds?: number;
    /** Words of its provider; absent once they are too old for any tier. */
    readonly posture?: Readonly<Record<string, string | number | boolean>>;
  };
  readonly location: { readonly sets: readonly string[]; readonly country?: string };
  readonly behaviour: {
    readonly risk?: number;
    /** Requests per minute. */
    readonly velocity?: number;
    readonly recentDenials?: number;
    readonly newDevice?: boolean;
    /** Kilometres per hour. */
    readonly travelSpeed?: number;
  };
  /** `windows`: names of those that hold now. The rest in UTC; 1 is Monday. */
  readonly time: { readonly windows: readonly string[]; readonly weekday: number; readonly minuteOfDay: number };
  readonly token: { readonly ageSeconds: number; readonly authenticationAgeSeconds?: number };
  readonly trust: { readonly tier: number; readonly score: number };
}

export interface ContextInput extends TrustInput {
  readonly token: TrustInput['token'] & { readonly issuedAt: number };
}

export function contextOf({ device, stored, location, behaviour, windows, token }: ContextInput, { tier, score }: Trust, now: number): AccessContext {
  const row = device.floors.length === 0 ? stored.device.value : undefined;
  const { risk, velocity, recentDenials, isNewDevice, speed } = behaviour;
  const { weekday, minuteOfDay } = utcTime(now);
  return {
    device: without({ known: row !== undefined, tier: rankOf(device.tier), ageSeconds: row && age(row.reportedAt, now), posture: device.posture.value && whole(device.posture.value) }),
    location: without({ sets: location.sets, country: location.country.value }),
    behaviour: without({ risk: up(risk), velocity: up(velocity), recentDenials: up(recentDenials), newDevice: isNewDevice.value, travelSpeed: up(speed) }),
    time: { windows, weekday, minuteOfDay },
    token: without({ ageSeconds: age(token.issuedAt, now), authenticationAgeSeconds: token.authTime === undefined ? undefined : age(token.authTime, now) }),
    trust: { tier: rankOf(tier), score },
  };
}

const age = (then: number, now: number): number => Math.max(0, Math.ceil(now - then));

/** What is undefined is not there. (Cheaper than spreading, for what is done at every request.) */
function without<T extends object>(record: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  for (const name in record) if (record[name] === undefined) delete record[name];
  return record as { [K in keyof T]: Exclude<T[K], undefined> };
}

const wholes = new WeakMap<object, Readonly<Record<string, string | number | boolean>>>();

/** Without what Cedar has no numbers for. A row that is remembered is looked at once. */
function whole(posture: Readonly<Record<string, string | number | boolean>>): Readonly<Record<string, string | number | boolean>> {
  let read = wholes.get(posture);
  if (read === undefined) wholes.set(posture, read = Object.fromEntries(Object.entries(posture).filter(([, said]) => typeof said !== 'number' || Number.isSafeInteger(said))));
  return read;
}

function up({ value }: Fact<number>): number | undefined {
  return value === undefined ? undefined : Math.min(Math.ceil(value), Number.MAX_SAFE_INTEGER);
}
