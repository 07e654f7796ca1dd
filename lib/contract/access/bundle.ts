/**
 * What the authorizer decides by, written at synth as one asset: `zero-trust/policy-bundle/1`.
 *
 *   readBundle(text)   // lib/contract/access/read-bundle.ts: whole, of this version and with the right hash, or refused
 *
 * INVARIANT: everything that a decision rests on beside the request and the stores stands here, so that its hash names the rules that decided. Names of tables and
 * functions stand in the environment instead: they are no rules. Sorted; no secrets. `policies` is what lib/policy/compile makes and lib/policy/evaluate reads.
 */
import type { Tier } from './facts';
import type { PolicyTable } from './policy-table';

export const BUNDLE_SCHEMA = 'zero-trust/policy-bundle/1';

export type EngineKind = 'compiled' | 'cedar-wasm' | 'verified-permissions';

export interface PolicyBundle {
  readonly schema: typeof BUNDLE_SCHEMA;
  /** `sha256:` and 64 hex digits of the canonical JSON of everything but this field. */
  readonly hash: string;
  readonly engine: EngineKind;
  /** An error in a policy that forbids denies (of Verified Permissions: any error). */
  readonly strict: boolean;
  /** Id of the door that it is of: `Door::"..."` in policies, the parent of every resource. */
  readonly door: string;
  /** Hosts that are served, lower-case. Empty: any, because synth did not know them. */
  readonly hosts: readonly string[];
  readonly issuers: readonly IssuerConfig[];
  /** By `GET /documents/{id}`. */
  readonly routes: Readonly<Record<string, RouteConfig>>;
  readonly trust: TrustConfig;
  readonly limits: LimitsConfig;
  readonly policies: PolicyTable;
  /** The policies as people read them; of the engines that take Cedar's own text. */
  readonly cedar?: Readonly<Record<string, string>>;
}

export interface IssuerConfig {
  /** The `iss` of its tokens, compared whole. */
  readonly issuer: string;
  readonly kind: 'cognito' | 'oidc';
  /** `https`; of the configuration alone, never of a token. */
  readonly jwksUri: string;
  /** `client_id` of Cognito's access tokens, `aud` of others'. At least one. */
  readonly audiences: readonly string[];
  /** `RS256`, `ES256`, ...: what its keys may be used with. */
  readonly algorithms: readonly string[];
  /** Seconds that a token may be valid for. */
  readonly maximumLifetime: number;
  /** `JWT`, `at+jwt`; an empty text stands for a header without `typ`. */
  readonly types: readonly string[];
  /** Which claim holds groups; personas come from the pre-token hook's claim (lib/contract/token-claims.ts), or from groups by `personas`. */
  readonly groupsClaim?: string;
  /** Persona by id -> groups that make it. */
  readonly personas: Readonly<Record<string, readonly string[]>>;
}

export type ObjectRuleConfig =
  /** The named path parameter is the subject's own `sub`. */
  | { readonly kind: 'own' | 'shared'; readonly by: 'path'; readonly parameter: string }
  /** The handler's `guard` decides: the answer's context tells it that it has to. */
  | { readonly kind: 'own' | 'shared'; readonly by: 'guard' };

export interface RouteConfig {
  /** `scopes`: a token is needed. `public`: none is looked at. */
  readonly access: 'scopes' | 'public';
  readonly scopes: readonly string[];
  readonly personas: readonly string[];
  readonly minimumTier: Tier;
  readonly purpose?: string;
  readonly objectRule?: ObjectRuleConfig;
  readonly stepUp?: { readonly maxAge?: number; readonly acrValues?: readonly string[] };
  /** A client certificate has to be there, whatever the token says. */
  readonly certificate: boolean;
  /** Names of `trust.windows`; empty: always. */
  readonly hours: readonly string[];
  /** Facts without which nothing is let in, e.g. of a crown jewel. */
  readonly required: readonly ('device' | 'subject' | 'session')[];
  /** Decides, records, lets pass until then (seconds); absent: enforced. */
  readonly observeUntil?: number;
}

export interface TrustConfig {
  /** Of each tier: how long after the last report a device keeps it, in seconds. Past that it falls to the next lower one. */
  readonly decay: Readonly<Record<Exclude<Tier, 'BASIC'>, number>>;
  /** Address sets by name, CIDRs. A name alone raises nothing: a policy has to ask for it. */
  readonly addressSets: Readonly<Record<string, readonly string[]>>;
  /** Lower-case header that a proxy in front sets and the client cannot (CloudFront), with the proof that it did. Absent: no country is known. */
  readonly countryHeader?: string;
  readonly deniedCountries: readonly string[];
  /** By name: when it holds. */
  readonly windows: Readonly<Record<string, WindowConfig>>;
  readonly behaviour: BehaviourConfig;
}

export interface WindowConfig {
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight, local time; `until` is exclusive and may be below `since` (over midnight, of the day on which it began). */
  readonly since: number;
  readonly until: number;
}

/** Hard floors: above any of them nothing is let in, whatever the policies say. Absent: no floor. */
export interface BehaviourConfig {
  readonly maximumRisk?: number;
  /** Requests per minute. */
  readonly maximumVelocity?: number;
  readonly maximumRecentDenials?: number;
  /** Kilometres per hour. */
  readonly maximumSpeed?: number;
}

/** Seconds, if not said otherwise. */
export interface LimitsConfig {
  /** Difference of clocks that is borne. */
  readonly clockSkew: number;
  /** Milliseconds after which the answer is no. */
  readonly deadlineMs: number;
  /** How old a snapshot of a row may be while the table answers; with the propagation of the table: the delay of a revocation. */
  readonly snapshotMaxAge: number;
  /** While the table does not answer. Routes with `required` facts bear none. */
  readonly snapshotMaxStale: number;
  readonly keysMaxAge: number;
  readonly keysMaxStale: number;
  /** How old a DPoP proof may be. */
  readonly proofMaxAge: number;
}
