/**
 * How far a request is trusted: ``trustOf(judged, deniedCountries, now)`` -> `{ tier: 'MANAGED', score: 82, floors: [] }`.
 *
 * The tier is the device's and nobody else's. The score, 0 to 100, is what policies may ask for beside their rules; it is earned point by point by facts that are there, so a
 * missing fact earns what the worst would. Where a request comes from earns nothing: an office is no better than a coffee shop. (NIST SP 800-207, 2.1: "all communication is
 * secured regardless of network location".) A floor refuses whatever the score is.
 */
import type { Tier } from '../../../contract/access/facts';
import type { Reason } from '../../../contract/access/reasons';
import type { VerifiedToken } from '../token/claims';
import { rankOf } from './device';
import { floorsOf, type Judged } from './floors';

export interface Trust {
  readonly tier: Tier;
  readonly score: number;
  readonly floors: readonly Reason[];
}

export interface TrustInput extends Judged {
  readonly token: Pick<VerifiedToken, 'amr' | 'authTime' | 'boundTo' | 'kind' | 'session'>;
}

interface Weight {
  readonly points: number;
  readonly because: string;
  /** 0 to 1; 0 where nobody knows. */
  readonly share: (input: TrustInput, now: number) => number;
}

const DAY = 86_400;
/** Denials, or requests in a minute, that leave nothing. */
const MANY_DENIALS = 10;
const MANY_REQUESTS = 120;
/** Of a second factor, or of a key that cannot be copied. (RFC 8176.) */
const STRONG = ['hwk', 'mfa', 'otp', 'sc', 'swk'];

const falling = (value: number | undefined, end: number): number => (value === undefined ? 0 : Math.min(1, Math.max(0, 1 - value / end)));

export const WEIGHTS: Readonly<Record<string, Weight>> = {
  'device.tier': { points: 35, because: 'the posture of a device that somebody manages is the best that is known of who uses it', share: ({ device }) => rankOf(device.tier) / 3 },
  'device.report': { points: 10, because: 'what a device said today is likelier to hold than what it said yesterday', share: ({ stored, device }, now) => (device.tier === 'BASIC' ? 0 : falling(stored.device.value && now - stored.device.value.reportedAt, DAY)) },
  'device.seen': { points: 5, because: 'a stolen token is used from a device that the subject never had', share: ({ behaviour }) => (behaviour.isNewDevice.value === false ? 1 : 0) },
  'token.bound': { points: 10, because: 'a token that is bound to a certificate or a key is of no use to who copies it', share: ({ token: { boundTo } }) => (boundTo.certificate !== undefined || boundTo.key !== undefined ? 1 : 0) },
  'token.authentication': { points: 10, because: 'the longer ago somebody signed in, the likelier somebody else sits there now', share: ({ token: { authTime } }, now) => falling(authTime === undefined ? undefined : now - authTime, DAY) },
  'token.strength': { points: 5, because: 'a second factor is harder to steal than a password', share: ({ token: { amr } }) => (amr.some((method) => STRONG.includes(method)) ? 1 : 0) },
  'behaviour.risk': { points: 15, because: 'who watches the subject has seen nothing', share: ({ behaviour }) => falling(behaviour.risk.value, 100) },
  'behaviour.denials': { points: 5, because: 'who tries doors is refused more often than who works', share: ({ behaviour }) => falling(behaviour.recentDenials.value, MANY_DENIALS) },
  'behaviour.velocity': { points: 5, because: 'people do not ask as fast as programs that copy everything', share: ({ behaviour }) => falling(behaviour.velocity.value, MANY_REQUESTS) },
};

const ALL = Object.values(WEIGHTS);

export function trustOf(input: TrustInput, deniedCountries: ReadonlySet<string>, now: number): Trust {
  let score = 0;
  for (const { points, share } of ALL) score += points * share(input, now);
  return { tier: input.device.tier, score: Math.floor(score + 1e-9), floors: floorsOf(input, deniedCountries) };
}
