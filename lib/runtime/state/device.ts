/**
 * Changes of a device's row, each a pure function of it:
 *
 *   editor.edit(deviceKey(thumbprint), enrolled({ provider: 'mdm', at, ceiling: 'HARDENED', subjects }, caps), now)
 *   editor.edit(deviceKey(thumbprint), postureReported('mdm', { at, tier: 'MANAGED', posture }, caps), now)
 *   editor.edit(deviceKey(thumbprint), deviceRevoked(at), now)
 *
 * INVARIANTS: a device that was revoked stays so, whatever comes later or came earlier and arrives late (its key is one certificate; a new one is a new device). Of each provider
 * the latest report counts. The tier is
 *
 *   at most what it was enrolled for,
 *   at most the lowest that any provider says (lowers always), and
 *   at most the highest that any provider may say: what it says, cut to its cap (raises are capped); KNOWN where none reported yet
 *
 * and `reportedAt` is of the latest report that carries that tier: a provider that may say KNOWN alone keeps no MANAGED alive. So changes commute, but that a report of a device
 * that nobody enrolled is refused: it would make a row, and a row is more than none. A provider that says nothing any more goes on lowering: an operator
 * takes its report out of the row, or it says something better.
 */
import { type DeviceRow, type Tier, TIERS } from '../../contract/access/facts';
import { isRecord } from '../../contract/token-claims';
import type { Row } from '../authorizer/stores/attributes';
import { readDevice } from '../authorizer/stores/rows';
import { type Change, RowRefused } from './edit';
import { malformed, readKept, writeKept } from './kept';

/** What each provider may raise a device to; one that is not in it lowers alone. */
export type Caps = Readonly<Record<string, Tier>>;
type Posture = DeviceRow['posture'];

export interface Enrolment {
  readonly provider: string;
  readonly at: number;
  /** The highest tier that it can ever have. */
  readonly ceiling: Tier;
  /** `enrolledName`s; absent: any. */
  readonly subjects?: readonly string[];
}

export interface PostureReport {
  readonly at: number;
  readonly tier: Tier;
  readonly posture: Posture;
}

/** There is no such device. */
export class DeviceUnknown extends Error {}

/** As rows.ts of the stores reads. */
const MOST_POSTURE = 64;
const BEFORE = '(row)';

interface Known {
  readonly enrolment?: Enrolment;
  readonly reports: Readonly<Record<string, PostureReport>>;
  readonly revokedAt?: number;
  readonly rest: Row;
}

export function enrolled(enrolment: Enrolment, caps: Caps): Change {
  return (row) => {
    const known = open(row);
    const isNews = known.enrolment === undefined || enrolment.at > known.enrolment.at || (enrolment.at === known.enrolment.at && isStricter(enrolment, known.enrolment));
    return close(isNews ? { ...known, enrolment } : known, caps);
  };
}

export function postureReported(provider: string, report: PostureReport, caps: Caps): Change {
  return (row) => {
    const known = open(row);
    if (known.enrolment === undefined && known.revokedAt === undefined) throw new DeviceUnknown('the device was never enrolled');
    const last = Object.hasOwn(known.reports, provider) ? known.reports[provider] : undefined;
    const isNews = last === undefined || report.at > last.at || (report.at === last.at && isWorse(report, last));
    return close(isNews ? { ...known, reports: { ...known.reports, [provider]: report } } : known, caps);
  };
}

export function deviceRevoked(at: number, caps: Caps): Change {
  return (row) => {
    const known = open(row);
    return close({ ...known, revokedAt: Math.min(known.revokedAt ?? Infinity, at) }, caps);
  };
}

function open(row: Row | undefined): Known {
  if (row === undefined) return { reports: {}, rest: {} };
  const read = readDevice(row, 0).fact.value;
  if (read === undefined) return malformed('what is known of the device');
  const { enrolment: kept, reports: said, revokedAt, tier: _tier, reportedAt: _at, revoked: _revoked, subjects: _subjects, posture: _posture, expiresAt: _end, ...rest } = row;
  if (revokedAt !== undefined && typeof revokedAt !== 'number') return malformed('the time of the revocation');
  const [enrolment, reports] = [readKept(kept), readKept(said)];
  const isOurs = enrolment !== undefined || reports !== undefined;
  const before: Enrolment = { provider: BEFORE, at: read.reportedAt, ceiling: read.tier, ...(read.subjects === undefined ? {} : { subjects: read.subjects }) };
  return {
    rest, reports: reportsOf(reports ?? {}),
    ...(enrolment === undefined ? isOurs ? {} : { enrolment: before } : { enrolment: enrolmentOf(enrolment) }),
    ...(revokedAt !== undefined ? { revokedAt } : read.revoked ? { revokedAt: read.reportedAt } : {}),
  };
}

function close({ enrolment, reports, revokedAt, rest }: Known, caps: Caps): Row {
  const { tier, reportedAt } = tierOf(enrolment, reports, caps);
  const posture = merged(reports);
  if (Object.keys(posture).length > MOST_POSTURE) throw new RowRefused('row-full', `the posture has more than ${MOST_POSTURE} words`);
  return {
    ...rest, tier, reportedAt, revoked: revokedAt !== undefined, posture, reports: writeKept(reports),
    ...(revokedAt === undefined ? {} : { revokedAt }), ...(enrolment === undefined ? {} : { enrolment: writeKept(enrolment) }),
    ...(enrolment?.subjects === undefined ? {} : { subjects: [...enrolment.subjects] }),
  };
}

export function tierOf(enrolment: Enrolment | undefined, reports: Readonly<Record<string, PostureReport>>, caps: Caps): { readonly tier: Tier; readonly reportedAt: number } {
  if (enrolment === undefined) return { tier: 'BASIC', reportedAt: 0 };
  const said = Object.entries(reports).map(([provider, report]) => ({ ...report, carries: lower(report.tier, Object.hasOwn(caps, provider) ? caps[provider] : 'BASIC') }));
  if (said.length === 0) return { tier: lower(enrolment.ceiling, 'KNOWN'), reportedAt: enrolment.at };
  const lowest = said.reduce<Tier>((least, { tier }) => lower(least, tier), enrolment.ceiling);
  const highest = said.reduce<Tier>((most, { carries }) => (rank(carries) > rank(most) ? carries : most), 'BASIC');
  const tier = lower(lowest, highest);
  return { tier, reportedAt: Math.max(...said.filter(({ carries }) => rank(carries) >= rank(tier)).map(({ at }) => at)) };
}

/** Of a word that two providers have, the later one's; of one time, the one's whose name is later in the alphabet. */
function merged(reports: Readonly<Record<string, PostureReport>>): Posture {
  const order = Object.entries(reports).sort(([a, x], [b, y]) => x.at - y.at || (a < b ? -1 : 1));
  return Object.fromEntries(order.flatMap(([, { posture }]) => Object.entries(posture)));
}

const rank = (tier: Tier): number => TIERS.indexOf(tier);
const lower = (a: Tier, b: Tier): Tier => (rank(a) < rank(b) ? a : b);

function isWorse(one: PostureReport, other: PostureReport): boolean {
  return one.tier === other.tier ? writeKept(one) < writeKept(other) : rank(one.tier) < rank(other.tier);
}

function isStricter(one: Enrolment, other: Enrolment): boolean {
  return one.ceiling === other.ceiling ? writeKept(one) < writeKept(other) : rank(one.ceiling) < rank(other.ceiling);
}

function isTier(value: unknown): value is Tier {
  return (TIERS as readonly unknown[]).includes(value);
}

function enrolmentOf(kept: Readonly<Record<string, unknown>>): Enrolment {
  const { provider, at, ceiling, subjects } = kept;
  if (typeof provider !== 'string' || typeof at !== 'number' || !isTier(ceiling) || !(subjects === undefined || (Array.isArray(subjects) && subjects.every((one) => typeof one === 'string')))) return malformed('the enrolment');
  return { provider, at, ceiling, ...(subjects === undefined ? {} : { subjects: subjects as string[] }) };
}

function reportsOf(kept: Readonly<Record<string, unknown>>): Readonly<Record<string, PostureReport>> {
  const isReport = (value: unknown): boolean => isRecord(value) && typeof value.at === 'number' && isTier(value.tier) && isRecord(value.posture);
  return Object.values(kept).every(isReport) ? { ...kept } as Record<string, PostureReport> : malformed('reports');
}
