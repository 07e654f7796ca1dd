/**
 * The rows that a decision reads, each as a fact or as the reason why it is none: ``at(readDevice(row, asOf), now)`` -> `{ value, asOf }` or `{ missing: 'malformed' }`.
 *
 * A row is malformed where one thing in it is: half a row might lack the half that revokes. A row past its `expiresAt` is not there, though the table still has it.
 * Attributes that nobody here knows are left alone: a newer writer may have more to say.
 */
import { type DeviceRow, type Fact, type Place, type SessionRow, type SubjectRow, type Tier, TIERS } from '../../../contract/access/facts';
import type { Row, Value } from './attributes';
import { EXPIRES_AT } from './keys';

/** As the client found it: no row, or one that is none. */
export type Found = Row | 'malformed' | undefined;

const LONGEST = 512;
const MOST_POSTURE = 64;
const MOST_SUBJECTS = 200;
const MOST_DEVICES = 50;
const MOST_PLACES = 20;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;
const COUNTRY = /^[A-Z]{2}$/;
/** What may stand in a policy after `context.device.posture`. */
const WORD = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Read once, and good until its end. */
export interface Dated<T> {
  readonly fact: Fact<T>;
  readonly until: number;
}

export function at<T>({ fact, until }: Dated<T>, now: number): Fact<T> {
  return until <= now ? { missing: 'absent' } : fact;
}

export function readDevice(found: Found, asOf: number): Dated<DeviceRow> {
  return read(found, asOf, (row) => {
    const { tier, reportedAt, revoked, subjects, posture } = row;
    if (!isTier(tier) || !isTime(reportedAt) || typeof revoked !== 'boolean' || !isPosture(posture)) return undefined;
    if (subjects !== undefined && !isTexts(subjects, MOST_SUBJECTS)) return undefined;
    return { tier, reportedAt, revoked, posture, ...(subjects === undefined ? {} : { subjects }) };
  });
}

export function readSubject(found: Found, asOf: number): Dated<SubjectRow> {
  return read(found, asOf, (row) => {
    const { revokedBefore, riskScore, updatedAt, recentDenials, velocity, devices, places } = row;
    if (!isBetween(riskScore, 0, 100) || !isTime(updatedAt) || !isBetween(recentDenials, 0, 1e9) || !isBetween(velocity, 0, 1e9)) return undefined;
    if (revokedBefore !== undefined && !isTime(revokedBefore)) return undefined;
    if (!isTexts(devices, MOST_DEVICES) || !devices.every((one) => THUMBPRINT.test(one)) || !Array.isArray(places) || places.length > MOST_PLACES) return undefined;
    const seen = places.map(placeOf);
    if (!seen.every((place) => place !== undefined)) return undefined;
    return { riskScore, updatedAt, recentDenials, velocity, devices, places: seen, ...(revokedBefore === undefined ? {} : { revokedBefore }) };
  });
}

export function readSession(found: Found, asOf: number): Dated<SessionRow> {
  return read(found, asOf, ({ revokedAt }) => (isTime(revokedAt) ? { revokedAt } : undefined));
}

function read<T>(found: Found, asOf: number, of: (row: Row) => T | undefined): Dated<T> {
  if (found === undefined) return { fact: { missing: 'absent' }, until: Infinity };
  const end = found === 'malformed' ? undefined : found[EXPIRES_AT] ?? Infinity;
  const value = found === 'malformed' || (end !== Infinity && !isTime(end)) ? undefined : of(found);
  return value === undefined ? { fact: { missing: 'malformed' }, until: Infinity } : { fact: { value, asOf }, until: end as number };
}

function placeOf(value: Value): Place | undefined {
  if (!isMap(value)) return undefined;
  const { country, at, latitude, longitude } = value;
  if (typeof country !== 'string' || !COUNTRY.test(country) || !isTime(at)) return undefined;
  if (latitude === undefined && longitude === undefined) return { country, at };
  return isBetween(latitude, -90, 90) && isBetween(longitude, -180, 180) ? { country, at, latitude, longitude } : undefined;
}

function isPosture(value: Value | undefined): value is Readonly<Record<string, string | number | boolean>> {
  if (!isMap(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MOST_POSTURE && entries.every(([name, said]) => WORD.test(name) && (typeof said === 'string' ? said.length <= LONGEST : typeof said !== 'object'));
}

function isTier(value: Value | undefined): value is Tier {
  return (TIERS as readonly unknown[]).includes(value);
}

function isTime(value: Value | undefined): value is number {
  return isBetween(value, 0, 1e11);
}

function isBetween(value: Value | undefined, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function isTexts(value: Value | undefined, most: number): value is readonly string[] {
  return Array.isArray(value) && value.length <= most && value.every((one: Value) => typeof one === 'string' && one !== '' && one.length <= 4 * LONGEST);
}

function isMap(value: Value | undefined): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && !Array.isArray(value);
}
