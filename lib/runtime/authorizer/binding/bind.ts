/**
 * Whether who sends a token is whom it was issued to: ``bind(request, given, token, ...)``.
 *
 * A token that is bound is refused without what it is bound to, whatever scheme it came by: `Bearer` is no way around a proof (RFC 9449, 7.1). One that came by `DPoP` and is
 * bound to no key is refused too. A certificate that is there is judged even where nobody asked for one: a device that is known as revoked shall not pass for none.
 */
import type { LimitsConfig } from '../../../contract/access/bundle';
import type { AccessRequest } from '../../../contract/access/request';
import type { Reason } from '../../../contract/access/reasons';
import type { VerifiedToken } from '../token/claims';
import type { GivenToken } from '../token/grammar';
import type { CertificateReader } from './certificate';
import { readProof } from './proof';

export interface Bound {
  /** Of the certificate: the device. */
  readonly thumbprint?: string;
  /** Of a proof that nobody has used yet: to be remembered before the request is let in. */
  readonly replay?: { readonly id: string; readonly until: number };
}

export type Binding = { readonly bound: Bound; readonly refusal?: undefined } | { readonly refusal: Reason; readonly bound?: undefined };

export function bind(request: AccessRequest, given: GivenToken, token: Pick<VerifiedToken, 'boundTo'>, reader: CertificateReader, needed: boolean, { proofMaxAge }: Pick<LimitsConfig, 'proofMaxAge'>, now: number): Binding {
  const { certificate: wanted, key } = token.boundTo;
  const read = request.certificate === undefined ? undefined : reader.read(request.certificate, now);
  if (read?.refusal !== undefined) return { refusal: read.refusal };
  if (read === undefined && (needed || wanted !== undefined)) return { refusal: 'certificate-missing' };
  if (wanted !== undefined && read?.thumbprint !== wanted) return { refusal: 'certificate-mismatch' };
  const device = read === undefined ? {} : { thumbprint: read.thumbprint };
  if (key === undefined) return given.scheme === 'dpop' ? { refusal: 'proof-invalid' } : { bound: device };
  if (given.scheme !== 'dpop') return { refusal: 'proof-missing' };
  const proof = readProof(request, given.raw, key, now, proofMaxAge);
  return proof.refusal === undefined ? { bound: { ...device, replay: proof.replay } } : { refusal: proof.refusal };
}
