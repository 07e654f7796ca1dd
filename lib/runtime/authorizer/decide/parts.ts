/**
 * What decisions are made with, opened once for each execution environment: ``openParts(bundleText, options)``.
 *
 * Throws whatever keeps it from deciding rightly (a bundle that was cut off, a table without a region): then nothing is decided until the function is deployed anew, and
 * every answer is no.
 */
import type { PolicyBundle } from '../../../contract/access/bundle';
import type { PolicyEvaluator } from '../../../contract/access/policy-table';
import { readBundle } from '../../../contract/access/read-bundle';
import { loadPolicies } from '../../../policy/evaluate';
import { CertificateReader } from '../binding/certificate';
import { prepareTrust, type PreparedTrust } from '../facts/gather';
import type { Stores } from '../stores';
import { TokenVerifier } from '../token/verify';

export interface Parts {
  readonly bundle: PolicyBundle;
  readonly evaluator: PolicyEvaluator;
  readonly verifier: TokenVerifier;
  readonly certificates: CertificateReader;
  readonly trust: PreparedTrust;
  /** Absent: no table is configured, and nothing is known of devices and subjects. */
  readonly stores?: Pick<Stores, 'replays' | 'rows'>;
}

export interface PartsOptions {
  /** The text at an address of an issuer's keys. */
  readonly fetch: (uri: string) => Promise<string>;
  readonly stores?: (bundle: PolicyBundle) => Pick<Stores, 'replays' | 'rows'>;
  /** Of the engines that are not compiled in; absent: there are none here. */
  readonly engine?: (bundle: PolicyBundle) => PolicyEvaluator;
}

export class BundleError extends Error {
  constructor(public readonly code: string, message: string) {
    super(message);
  }
}

export function openParts(text: string, { fetch, stores, engine }: PartsOptions): Parts {
  const reading = readBundle(text);
  if (reading.bundle === undefined) throw new BundleError(reading.problem, reading.message);
  const { bundle } = reading;
  if (bundle.engine !== 'compiled' && engine === undefined) throw new BundleError('BundleEngine', `the bundle asks for engine \`${bundle.engine}\`, which this function does not hold; expected \`compiled\``);
  return {
    bundle,
    evaluator: bundle.engine === 'compiled' ? loadPolicies(bundle.policies, { strict: bundle.strict }) : (engine as (bundle: PolicyBundle) => PolicyEvaluator)(bundle),
    verifier: new TokenVerifier(bundle.issuers, bundle.limits, fetch),
    certificates: new CertificateReader(),
    trust: prepareTrust(bundle.trust, bundle.limits),
    ...(stores === undefined ? {} : { stores: stores(bundle) }),
  };
}
