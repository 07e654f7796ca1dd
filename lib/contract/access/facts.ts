/**
 * What is known when a request is judged: each fact with when it was true, or missing with the reason.
 *
 *   { value: 'MANAGED', asOf: 1_795_000_000 }        // a device's report
 *   { missing: 'unreachable' }                       // the table did not answer, and no snapshot is young enough
 *
 * Missing is never a value: no rule that asks for a fact passes without it. Times are seconds since 1970, as in tokens.
 */

/** `absent`: looked for, and not there. `stale`: there, too old. `unreachable`: nobody could look. `malformed`: there, not readable. `unasked`: nothing is configured that says it. */
export type MissingBecause = 'absent' | 'stale' | 'unreachable' | 'malformed' | 'unasked';

export type Fact<T> =
  | { readonly value: T; readonly asOf: number; readonly missing?: undefined }
  | { readonly missing: MissingBecause; readonly value?: undefined; readonly asOf?: number };

/** Lowest first, as `TrustTier` of routes. A rank is what policies compare. */
export const TIERS = ['BASIC', 'KNOWN', 'MANAGED', 'HARDENED'] as const;
export type Tier = (typeof TIERS)[number];

/** A device as its row says it. Key: `x5t#S256`, base64url, 43 characters. */
export interface DeviceRow {
  /** The highest tier that its enrolment and posture permit. */
  readonly tier: Tier;
  /** Of the last posture report. */
  readonly reportedAt: number;
  readonly revoked: boolean;
  /** Subjects that it was enrolled for; absent: any. */
  readonly subjects?: readonly string[];
  /** Words of the provider, flat: `{ "diskEncrypted": true, "osVersion": "15.1" }`. */
  readonly posture: Readonly<Record<string, string | number | boolean>>;
}

/** What a subject did lately, as the scorer wrote it. Key: issuer and `sub`. */
export interface SubjectRow {
  /** Tokens issued before are refused (session revoked, credential changed). */
  readonly revokedBefore?: number;
  /** 0 (none) to 100. */
  readonly riskScore: number;
  /** When the row was written. */
  readonly updatedAt: number;
  /** Denials in the last window, decayed. */
  readonly recentDenials: number;
  /** Requests per minute in the last window. */
  readonly velocity: number;
  /** Thumbprints of devices that were seen with it, newest first. */
  readonly devices: readonly string[];
  /** Where it was seen, newest first. */
  readonly places: readonly Place[];
}

export interface Place {
  /** ISO 3166 alpha-2. */
  readonly country: string;
  readonly at: number;
  /** Degrees; absent where only the country is known. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** One session (`origin_jti`, `sid`) that somebody ended. */
export interface SessionRow {
  readonly revokedAt: number;
}

/** All that the stores say about one request. */
export interface StoredFacts {
  readonly device: Fact<DeviceRow>;
  readonly subject: Fact<SubjectRow>;
  readonly session: Fact<SessionRow>;
}
