/**
 * A certificate as it is enrolled: ``readCertificate(pem, authorities, now)`` -> `{ thumbprint, certificate: { issuerHash, serial } }` or why it is not taken.
 *
 * Read twice: by Node, which judges (time, use, signature of its authority), and by our few lines of DER for the name of the issuer as it is encoded: revocation lists name
 * certificates by it and the serial number, and texts of names are not to be compared. Where authorities are configured one of them has to have signed it.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateRef } from '../commands';
import { children, DerError, read, serialOf, TAG } from './der';

export type EnrolledReading =
  | { readonly thumbprint: string; readonly certificate: CertificateRef; readonly refusal?: undefined }
  | { readonly refusal: 'certificate-malformed' | 'certificate-expired' | 'certificate-not-for-clients' | 'certificate-of-stranger' };

const PEM = /^\s*-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/\s]+={0,2})\s*-----END CERTIFICATE-----\s*$/;
const LONGEST = 20_000;
/** id-kp-clientAuth. (RFC 5280, 4.2.1.12.) */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export class Authority {
  public readonly subject: Buffer;

  private constructor(public readonly certificate: X509Certificate) {
    this.subject = namesOf(certificate.raw).subject;
  }

  /** Throws where it is no certificate of an authority. */
  public static of(pem: string): Authority {
    const certificate = new X509Certificate(pem);
    if (!certificate.ca) throw new Error('a certificate that is configured as an authority is of none');
    return new Authority(certificate);
  }
}

export function readCertificate(pem: string, authorities: readonly Authority[], now: number): EnrolledReading {
  const body = pem.length > LONGEST ? undefined : PEM.exec(pem)?.[1];
  if (body === undefined) return { refusal: 'certificate-malformed' };
  const der = Buffer.from(body, 'base64');
  try {
    const certificate = new X509Certificate(der);
    const { issuer, serial } = namesOf(der);
    if (!certificate.raw.equals(der) || serial !== certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, '')) return { refusal: 'certificate-malformed' };
    const usage: unknown = certificate.keyUsage;
    if (certificate.ca || (Array.isArray(usage) && !usage.includes(CLIENT_AUTH))) return { refusal: 'certificate-not-for-clients' };
    // Not yet is no reason: it is enrolled before it is used.
    if (!(now <= Date.parse(certificate.validTo) / 1_000)) return { refusal: 'certificate-expired' };
    const isKnown = authorities.some((by) => by.subject.equals(issuer) && certificate.verify(by.certificate.publicKey));
    if (authorities.length > 0 && !isKnown) return { refusal: 'certificate-of-stranger' };
    return { thumbprint: createHash('sha256').update(der).digest('base64url'), certificate: { issuerHash: issuerHash(issuer), serial } };
  } catch {
    return { refusal: 'certificate-malformed' };
  }
}

export function issuerHash(name: Buffer): string {
  return createHash('sha256').update(name).digest('base64url');
}

/** TBSCertificate: `[0] version, serialNumber, signature, issuer, validity, subject, ...`. (RFC 5280, 4.1.) */
function namesOf(der: Buffer): { readonly issuer: Buffer; readonly subject: Buffer; readonly serial: string } {
  const [body] = children(read(der));
  const parts = children(body);
  const fields = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  if (fields.length < 5 || fields[2].tag !== TAG.sequence || fields[4].tag !== TAG.sequence) throw new DerError('no certificate');
  return { serial: serialOf(fields[0]), issuer: fields[2].whole, subject: fields[4].whole };
}
