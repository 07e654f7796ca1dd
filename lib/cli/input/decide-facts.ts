/**
 * What is known of devices, subjects and sessions, from a file in place of the authorizer's table:
 *
 *   { "devices": { "<x5t#S256>": { "tier": "MANAGED", "reportedAt": "2026-11-22T09:00:00Z", "revoked": false, "posture": {} } },
 *     "subjects": { "<sub>": { "riskScore": 0, "revokedBefore": "2026-11-22T08:00:00Z" } },
 *     "sessions": { "<sid or origin_jti>": { "revokedAt": "2026-11-22T08:00:00Z" } } }
 *
 * Each becomes the row that the table would hold, and is read by the authorizer's own reader; a time is a text or, as in rows, seconds since 1970. What a subject's entry leaves out
 * is as of somebody who did nothing; what a device's entry leaves out is refused. A subject is looked up with every issuer of the bundle: the file names it by `sub` alone.
 */
import type { PolicyBundle } from '../../contract/access/bundle';
import type { BatchAnswer } from '../../runtime/authorizer/stores/client';
import type { Row } from '../../runtime/authorizer/stores/attributes';
import { deviceKey, enrolledName, KEY, sessionKey, subjectKey } from '../../runtime/authorizer/stores/keys';
import { ReplayStore } from '../../runtime/authorizer/stores/replay';
import { RowStore } from '../../runtime/authorizer/stores/row-store';
import { readDevice, readSession, readSubject } from '../../runtime/authorizer/stores/rows';
import { instantOf } from './instant';
import { readJson } from './json-file';
import { anything, type Check, exactly, figure, flag, list, oneOf, optional, record, text } from './shape';
import { typeName } from '../../intent/reader';

type Moment = string | number;

interface DeviceFacts { readonly tier: string; readonly reportedAt: Moment; readonly revoked: boolean; readonly posture: unknown; readonly subjects?: readonly string[] }
interface PlaceFacts { readonly country: string; readonly at: Moment; readonly latitude?: number; readonly longitude?: number }
interface SubjectFacts {
  readonly riskScore: number;
  readonly revokedBefore?: Moment;
  readonly updatedAt?: Moment;
  readonly recentDenials?: number;
  readonly velocity?: number;
  readonly devices?: readonly string[];
  readonly places?: readonly PlaceFacts[];
}
interface FactsFile {
  readonly devices?: Readonly<Record<string, DeviceFacts>>;
  readonly subjects?: Readonly<Record<string, SubjectFacts>>;
  readonly sessions?: Readonly<Record<string, { readonly revokedAt: Moment }>>;
}

const moment: Check<Moment> = (value, pointer) => ((typeof value === 'string' && instantOf(value) !== undefined) || (typeof value === 'number' && value >= 0 && value < 1e11)
  ? undefined : { pointer, what: `${value === undefined ? 'is missing' : `is ${typeName(value)}`}; expected a moment, e.g. \`2026-11-22T09:00:00Z\`` });

const shape = exactly<FactsFile>({
  devices: optional(record(exactly<DeviceFacts>({ tier: oneOf('BASIC', 'KNOWN', 'MANAGED', 'HARDENED'), reportedAt: moment, revoked: flag, posture: anything, subjects: optional(list(text)) }))),
  subjects: optional(record(exactly<SubjectFacts>({
    riskScore: figure, revokedBefore: optional(moment), updatedAt: optional(moment), recentDenials: optional(figure), velocity: optional(figure), devices: optional(list(text)),
    places: optional(list(exactly<PlaceFacts>({ country: text, at: moment, latitude: optional(figure), longitude: optional(figure) }))),
  }))),
  sessions: optional(record(exactly<{ readonly revokedAt: Moment }>({ revokedAt: moment }))),
});

export interface FileStores {
  readonly rows: RowStore;
  readonly replays: ReplayStore;
}

export function readFacts(source: { readonly file: string; readonly shown: string }, { issuers, limits }: Pick<PolicyBundle, 'issuers' | 'limits'>, now: number): FileStores {
  const { value, refuse } = readJson<FactsFile>({ ...source, shape, expected: 'facts of devices, subjects and sessions as JSON' });
  const rows = new Map<string, Row>();
  const add = (key: string, row: object, read: typeof readDevice | typeof readSession | typeof readSubject, pointer: string): void => {
    // A name such as `__proto__` stays one.
    const whole = Object.assign(Object.create(null) as object, { [KEY]: key }, row) as Row;
    if (read(whole, now).fact.missing === 'malformed') throw refuse(pointer, `\`${pointer.split('/').slice(1).join('.')}\` is nothing that the authorizer could read; expected words, numbers and lists as the table of devices and subjects has them`);
    rows.set(key, whole);
  };
  for (const [name, { tier, reportedAt, revoked, posture, subjects }] of Object.entries(value.devices ?? {})) {
    const thumbprint = name.replace(/^x5t#S256(?=.{43}$)/, '');
    if (!/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) throw refuse(`/devices/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`, `device \`${name}\` is no thumbprint; expected the \`x5t#S256\` of its certificate, 43 characters of base64url`);
    const enrolled = subjects?.flatMap((subject) => (issuers.some(({ issuer }) => subject.startsWith(`${issuer}#`)) ? [subject] : issuers.map(({ issuer }) => enrolledName(issuer, subject))));
    add(deviceKey(thumbprint), { tier, reportedAt: at(reportedAt), revoked, posture: plain(posture), ...(enrolled === undefined ? {} : { subjects: enrolled }) }, readDevice, `/devices/${name}`);
  }
  for (const [name, { riskScore, revokedBefore, updatedAt = now, recentDenials = 0, velocity = 0, devices = [], places = [] }] of Object.entries(value.subjects ?? {})) {
    const row = { riskScore, updatedAt: at(updatedAt), recentDenials, velocity, devices, places: places.map((place) => ({ ...place, at: at(place.at) })), ...(revokedBefore === undefined ? {} : { revokedBefore: at(revokedBefore) }) };
    for (const { issuer } of issuers) add(subjectKey(issuer, name), row, readSubject, `/subjects/${name}`);
  }
  for (const [name, { revokedAt }] of Object.entries(value.sessions ?? {})) for (const { issuer } of issuers) add(sessionKey(issuer, name), { revokedAt: at(revokedAt) }, readSession, `/sessions/${name}`);
  return {
    rows: new RowStore({ batchGet: async (keys): Promise<BatchAnswer> => ({ rows: new Map(keys.map((key) => [key, rows.get(key)])), left: [] }) }, limits),
    // One decision: no proof was used before it.
    replays: new ReplayStore({ put: async (): Promise<void> => undefined }, () => 'by hand'),
  };
}

function at(moment: Moment): number {
  return typeof moment === 'number' ? moment : instantOf(moment)!;
}

function plain(posture: unknown): unknown {
  return typeof posture === 'object' && posture !== null && !Array.isArray(posture) ? Object.assign(Object.create(null) as object, posture) : posture;
}
