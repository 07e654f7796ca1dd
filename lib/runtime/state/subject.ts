/**
 * Changes of a subject's row, each a pure function of it:
 *
 *   editor.edit(subjectKey(issuer, sub), observed(observations), now)
 *   editor.edit(subjectKey(issuer, sub), revokedBefore(1_795_348_801), now)
 *   editor.edit(subjectKey(issuer, sub), riskReported('edr', 40, at), now)
 *
 * INVARIANT: `revokedBefore` only grows. Changes of the three kinds commute: the scorer's part is its ledger, reports are the latest of each provider, and what the authorizer
 * reads (`riskScore`, `velocity`, ...) follows from both. `riskScore` is what behaviour says plus the highest report, at most 100. `updatedAt` is of what was observed last;
 * until something was, of the latest signal.
 */
import type { Observation } from '../../contract/access/observation';
import type { Row } from '../authorizer/stores/attributes';
import { readSubject } from '../authorizer/stores/rows';
import { type Change } from './edit';
import { malformed, readKept, writeKept } from './kept';
import { addTo, behaviourIn, EMPTY, type Ledger, readLedger, writeLedger } from './ledger';

export interface RiskReport {
  readonly at: number;
  /** 0 to 100. */
  readonly points: number;
}

/** What a row from before the first change said itself, as if it had been reported. */
const BEFORE = '(row)';

interface Known {
  readonly ledger: Ledger;
  readonly reports: Readonly<Record<string, RiskReport>>;
  readonly revokedBefore?: number;
  readonly signalledAt: number;
  /** What others wrote, left alone. */
  readonly rest: Row;
}

export function observed(observations: readonly Observation[]): Change {
  return (row) => {
    const known = open(row);
    return close({ ...known, ledger: addTo(known.ledger, observations) });
  };
}

/** Tokens that were issued before are refused from now on. */
export function revokedBefore(before: number): Change {
  return (row) => {
    const known = open(row);
    return close({ ...known, revokedBefore: Math.max(known.revokedBefore ?? 0, before), signalledAt: Math.max(known.signalledAt, before) });
  };
}

export function riskReported(provider: string, points: number, at: number): Change {
  return (row) => {
    const known = open(row);
    const last = Object.hasOwn(known.reports, provider) ? known.reports[provider] : undefined;
    // Of two of one time the worse.
    const isNews = last === undefined || at > last.at || (at === last.at && points > last.points);
    const reports = isNews ? { ...known.reports, [provider]: { at, points } } : known.reports;
    return close({ ...known, reports, signalledAt: Math.max(known.signalledAt, at) });
  };
}

function open(row: Row | undefined): Known {
  if (row === undefined) return { ledger: EMPTY, reports: {}, signalledAt: 0, rest: {} };
  const read = readSubject(row, 0).fact.value;
  if (read === undefined) return malformed('what is known of the subject');
  const { ledger: kept, reports: said, signalledAt = 0, revokedBefore: before, riskScore: _risk, updatedAt: _at, recentDenials: _denials, velocity: _velocity, devices: _devices, places: _places, expiresAt: _end, ...rest } = row;
  if (typeof signalledAt !== 'number') return malformed('the time of signals');
  const ledger = readLedger(kept);
  const isOurs = ledger !== undefined || said !== undefined;
  return {
    rest, signalledAt, reports: isOurs ? reportsOf(readKept(said) ?? {}) : read.riskScore === 0 ? {} : { [BEFORE]: { at: read.updatedAt, points: read.riskScore } },
    ledger: ledger ?? (isOurs ? EMPTY : { ...EMPTY, devices: stamped(read.devices, read.updatedAt), countries: Object.fromEntries([...read.places].reverse().map(({ country, at }) => [country, ms(at)])) }),
    ...(before === undefined ? {} : { revokedBefore: read.revokedBefore as number }),
  };
}

function close({ ledger, reports, revokedBefore: before, signalledAt, rest }: Known): Row {
  const { risk, velocity, recentDenials, devices, places } = behaviourIn(ledger);
  const reported = Object.values(reports).reduce((most, { points }) => Math.max(most, points), 0);
  return {
    ...rest, velocity, recentDenials, devices, places: places.map((place) => ({ ...place })), riskScore: Math.min(100, risk + reported),
    updatedAt: ledger.untilMs > 0 ? ledger.untilMs / 1_000 : signalledAt, signalledAt, ledger: writeLedger(ledger), reports: writeKept(reports),
    ...(before === undefined ? {} : { revokedBefore: before }),
  };
}

function reportsOf(kept: Readonly<Record<string, unknown>>): Readonly<Record<string, RiskReport>> {
  const isReport = (value: unknown): value is RiskReport => {
    const { at, points } = (value ?? {}) as Partial<RiskReport>;
    return typeof at === 'number' && typeof points === 'number' && Number.isFinite(at) && points >= 0 && points <= 100;
  };
  return Object.values(kept).every(isReport) ? { ...kept } as Record<string, RiskReport> : malformed('reports');
}

const ms = (seconds: number): number => Math.round(seconds * 1_000);
const stamped = (devices: readonly string[], at: number): Readonly<Record<string, number>> => Object.fromEntries(devices.slice(0, 20).map((device, i) => [device, Math.max(0, ms(at) - i)]));
