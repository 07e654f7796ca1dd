/** One request with everything in order, judged; each test changes what it is about: ``judge({ stored: { device: ... } })``. */
import type { BehaviourConfig, TrustConfig } from '../../../../lib/contract/access/bundle';
import type { StoredFacts } from '../../../../lib/contract/access/facts';
import { gatherFacts, type Gathered, type Known, prepareTrust } from '../../../../lib/runtime/authorizer/facts/gather';
import type { VerifiedToken } from '../../../../lib/runtime/authorizer/token/claims';
import { STORED, THUMBPRINT } from './rows';
import { ISSUER, NOW } from './tokens';

export const HOUR = 3_600;
export const DAY = 86_400;

export const TRUST: TrustConfig = {
  decay: { KNOWN: 30 * DAY, MANAGED: 7 * DAY, HARDENED: DAY },
  addressSets: { office: ['198.51.100.0/24', '2001:db8:1::/48'], vpn: ['203.0.113.7/32'] },
  countryHeader: 'cloudfront-viewer-country', deniedCountries: ['KP'],
  windows: {
    office: { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5, 7], since: 480, until: 1_080 },
    night: { timeZone: 'America/New_York', days: [5], since: 1_320, until: 360 },
  },
  behaviour: { maximumRisk: 70, maximumVelocity: 100, maximumRecentDenials: 20, maximumSpeed: 1_000 },
};

export const TOKEN: VerifiedToken = {
  issuer: ISSUER, subject: 'ann', client: 'portal', kind: 'user', scopes: ['documents/read'], groups: [], personas: ['employee'], issuedAt: NOW - 100, expiresAt: NOW + 800, authTime: NOW - HOUR,
  amr: ['mfa'], session: 'o-1', boundTo: { certificate: THUMBPRINT },
};

const PREPARED = prepareTrust(TRUST, { clockSkew: 60 });

export interface Change {
  readonly stored?: Partial<StoredFacts>;
  readonly token?: Partial<VerifiedToken>;
  readonly route?: Partial<Known['route']>;
  readonly trust?: Partial<TrustConfig>;
  readonly behaviour?: BehaviourConfig;
  readonly sourceIp?: string;
  /** Of the trusted header; null: it is not there. */
  readonly country?: string | readonly string[] | null;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly thumbprint?: string | null;
  readonly now?: number;
}

export function judge({ stored, token, route, trust, behaviour, sourceIp = '192.0.2.44', country = 'DE', headers = {}, thumbprint = THUMBPRINT, now = NOW }: Change = {}): Gathered {
  const said: Readonly<Record<string, readonly string[]>> = country === null ? {} : { 'cloudfront-viewer-country': typeof country === 'string' ? [country] : country };
  const prepared = trust === undefined && behaviour === undefined ? PREPARED : prepareTrust({ ...TRUST, ...trust, ...(behaviour === undefined ? {} : { behaviour }) }, { clockSkew: 60 });
  return gatherFacts({
    request: { sourceIp, headers: { ...headers, ...said } }, token: { ...TOKEN, ...token }, ...(thumbprint === null ? {} : { thumbprint }),
    stored: { ...STORED, ...stored }, route: { hours: [], minimumTier: 'MANAGED', required: [], ...route },
  }, prepared, now);
}
