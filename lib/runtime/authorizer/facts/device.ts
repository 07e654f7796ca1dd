/**
 * What a device is worth now: ``deviceOf(stored.device, token, trust, now)`` -> `{ tier: 'KNOWN', floors: [] }`.
 *
 * A device has the tier of its row while it reports. Each tier is kept for so long after the last report (`trust.decay`), then the device falls to the next lower one, and so on
 * down: silence lowers, and nothing but a report raises. A device that is revoked, enrolled for others or described by a row that cannot be read is no device, and closes the
 * door besides. A report from the future is a row that cannot be read: it would never grow old.
 */
import { type DeviceRow, type Fact, type Tier, TIERS } from '../../../contract/access/facts';
import type { Reason } from '../../../contract/access/reasons';
import { enrolledName } from '../stores/keys';
import type { VerifiedToken } from '../token/claims';
import type { PreparedTrust } from './prepare';

export interface Device {
  readonly tier: Tier;
  /** What the row says, whatever became of it since; BASIC without one. */
  readonly enrolled: Tier;
  readonly posture: Fact<DeviceRow['posture']>;
  readonly floors: readonly Reason[];
}

export const rankOf = (tier: Tier): number => TIERS.indexOf(tier);

export function deviceOf(row: Fact<DeviceRow>, { issuer, subject }: Pick<VerifiedToken, 'issuer' | 'subject'>, { decay, clockSkew }: Pick<PreparedTrust, 'clockSkew' | 'decay'>, now: number): Device {
  const none = (missing: Fact<never>['missing'] & string, ...floors: Reason[]): Device => ({ tier: 'BASIC', enrolled: 'BASIC', posture: { missing }, floors });
  if (row.value === undefined) return row.missing === 'malformed' ? none('malformed', 'store-unreachable') : none(row.missing);
  const { tier: enrolled, reportedAt, revoked, subjects, posture } = row.value;
  if (revoked) return none('absent', 'device-revoked');
  if (subjects !== undefined && !subjects.includes(enrolledName(issuer, subject))) return none('absent', 'device-of-another');
  if (reportedAt > now + clockSkew) return none('malformed', 'store-unreachable');
  const tier = decayed(enrolled, now - reportedAt, decay);
  // What it said holds as long as it earns a tier by it.
  const isStale = now - reportedAt > decay[tier === 'BASIC' ? 'KNOWN' : tier];
  return { tier, enrolled, posture: isStale ? { missing: 'stale' } : { value: posture, asOf: reportedAt }, floors: [] };
}

export function decayed(tier: Tier, age: number, decay: PreparedTrust['decay']): Tier {
  let rank = rankOf(tier);
  while (rank > 0 && age > decay[TIERS[rank] as Exclude<Tier, 'BASIC'>]) rank -= 1;
  return TIERS[rank];
}
