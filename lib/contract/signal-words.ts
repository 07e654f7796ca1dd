/**
 * Words of signals: severities, kinds, ids, and texts that fit. Shared by the shape (signal.ts) and the line of alarms (signal-line.ts).
 *
 *   atLeast('critical', 'high')            // true
 *   isSignalId('firewall.blocked')         // true
 *   plainText('two\nlines', 256)           // 'two lines'
 */

/** In rising order. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type SignalSeverity = (typeof SEVERITIES)[number];

/** `relay`: the relay itself, of what it could not read. */
export const SOURCE_KINDS = ['alarm', 'guardDuty', 'securityHub', 'accessAnalyzer', 'relay'] as const;
export type SignalSourceKind = (typeof SOURCE_KINDS)[number];

/** Names of the watch's own alarms begin so: the rule that brings them to the relay looks for it. */
export const ALARM_PREFIX = 'zero-trust-';

export const EVIDENCE_KINDS = ['alarm', 'finding', 'resource', 'event'] as const;

export interface SignalSubject {
  /** `firewall`, `route`, `bucket`, `principal`, ...: letters and digits. */
  readonly kind: string;
  /** Construct path, route, ARN or id of AWS. */
  readonly id: string;
}

/** Longest values. Whoever writes shortens; whoever reads refuses. */
export const LONGEST = { title: 256, reason: 1_024, signal: 64, subject: 512, flow: 256, type: 256, evidence: 2_048, event: 256, list: 100, evidences: 10, owner: 128, runbook: 512 } as const;

const SIGNAL = /^[a-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*$/;
const KIND = /^[a-z][A-Za-z0-9]{0,31}$/;
/** Controls, marks that turn text around, separators of lines, halves of characters. */
const UNPLAIN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

export function isSeverity(value: unknown): value is SignalSeverity {
  return typeof value === 'string' && (SEVERITIES as readonly string[]).includes(value);
}

export function isSignalId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST.signal && SIGNAL.test(value);
}

export function isSubjectKind(value: unknown): value is string {
  return typeof value === 'string' && KIND.test(value);
}

export function atLeast(severity: SignalSeverity, floor: SignalSeverity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(floor);
}

/** One line without controls; cut with `…` where it is too long. Whoever is shown it still escapes it for where it stands. */
export function plainText(value: string, longest: number): string {
  const plain = value.replace(UNPLAIN, ' ').trim();
  // Half of a character would be no text.
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}
