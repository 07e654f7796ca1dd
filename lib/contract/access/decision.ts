/**
 * What was decided: `zero-trust.decision/1` of CONTRACTS.md, one JSON line per decision in the audit log, and what `zero-trust decide` prints.
 *
 * No token, no secret, no address of a person: the subject is a keyed hash in the log.
 */
import type { MissingBecause, Tier } from './facts';
import type { Reason } from './reasons';

export type Outcome = 'allow' | 'deny' | 'step-up';

/** What the client has to do to be let in. (RFC 9470.) */
export interface StepUp {
  /** Seconds since sign-in that the route permits. */
  readonly maxAge?: number;
  readonly acrValues?: readonly string[];
}

export interface FactState {
  /** ISO 8601, UTC. */
  readonly asOf?: string;
  readonly state: 'fresh' | MissingBecause;
}

export interface DecisionRecord {
  readonly schema: 'zero-trust/decision/1';
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  /** Ids of the policies that decided, sorted. */
  readonly policies: readonly string[];
  readonly tier: Tier;
  /** 0 to 100. */
  readonly score: number;
  /** `h:` and a keyed hash; the `sub` itself where it is decided by hand; null before a token was verified. */
  readonly subject: string | null;
  /** `x5t#S256` and the thumbprint; null without a certificate. */
  readonly device: string | null;
  readonly action: string;
  /** `documents/42`: the path without its first slash, parameters filled in. */
  readonly resource: string;
  readonly purpose: string | null;
  readonly facts: Readonly<Record<string, FactState>>;
  /** `sha256:` and the hash of the bundle. */
  readonly bundle: string;
  readonly stepUp: StepUp | null;
  readonly mode: 'enforce' | 'observe';
}

/** The same in the log. */
export interface AuditRecord extends DecisionRecord {
  readonly requestId: string;
  /** Counts up in one execution environment: a gap is a line that somebody lost. */
  readonly sequence: number;
  /** Of the execution environment: with `sequence` unique. */
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Key of the subject's row and the country, encrypted for the scorer (observation.ts). */
  readonly seal?: string;
}
