/**
 * The client certificate of a request, and what a device is called by it: ``new CertificateReader().read(request.certificate, now)``.
 *
 *   { thumbprint: 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' }   // x5t#S256 (RFC 8705, 3.1): the key of the device's row
 *
 * API Gateway has verified the chain when it hands a certificate over; it asks nobody whether one was revoked, and any CA that stands in the truststore may issue. So the
 * certificate itself is judged here: it is readable, of the serial number that API Gateway says, within its time, for clients, and no CA. Names in it are shown, never
 * compared: a device is its thumbprint. Parsing costs more than verifying a token, so it is done once for each thumbprint.
 */
import { createHash, X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '../../../contract/access/request';
import type { Reason } from '../../../contract/access/reasons';

export type CertificateReading = { readonly thumbprint: string; readonly refusal?: undefined } | { readonly refusal: Reason; readonly thumbprint?: undefined };

interface Judged {
  /** Undefined where it may be used. */
  readonly refusal?: Reason;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

interface Spelled {
  readonly thumbprint: string;
  readonly judged: Judged;
}

/** One PEM block, base64 in lines of any length, and nothing beside it. */
const PEM = /^\s*-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/\s]+={0,2})\s*-----END CERTIFICATE-----\s*$/;
const MOST_KNOWN = 1_000;
/** id-kp-clientAuth. (RFC 5280, 4.2.1.12.) */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

export class CertificateReader {
  private readonly known = new Map<string, Judged>();
  /** Of the text as it came: a device sends the same one with every request. */
  private readonly spelled = new Map<string, Spelled>();

  public read(given: ClientCertificate, now: number): CertificateReading {
    const spelled = this.spelled.get(given.pem) ?? this.spell(given.pem);
    if (spelled === undefined) return { refusal: 'certificate-invalid' };
    const { thumbprint, judged } = spelled;
    // Of another spelling of the same bytes the thumbprint is the same; the serial number is API Gateway's own reading of them.
    if (judged.refusal !== undefined || judged.serial !== given.serialNumber || now < judged.notBefore || now > judged.notAfter) return { refusal: 'certificate-invalid' };
    return { thumbprint };
  }

  private spell(pem: string): Spelled | undefined {
    const body = PEM.exec(pem)?.[1];
    if (body === undefined) return undefined;
    const der = Buffer.from(body, 'base64');
    const thumbprint = createHash('sha256').update(der).digest('base64url');
    const spelled = { thumbprint, judged: this.known.get(thumbprint) ?? this.judge(thumbprint, der) };
    if (this.spelled.size >= MOST_KNOWN) this.spelled.clear();
    this.spelled.set(pem, spelled);
    return spelled;
  }

  private judge(thumbprint: string, der: Buffer): Judged {
    const judged = judge(der);
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(thumbprint, judged);
    return judged;
  }
}

function judge(der: Buffer): Judged {
  try {
    const certificate = new X509Certificate(der);
    const [notBefore, notAfter] = [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text) / 1_000);
    const serial = certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, '');
    // What follows the certificate in the same block would be in the thumbprint and not in the certificate.
    const isWhole = certificate.raw.equals(der);
    const usage: unknown = certificate.keyUsage; // the extended one; absent: for everything
    const isForClients = !Array.isArray(usage) || usage.includes(CLIENT_AUTH);
    const isGood = isWhole && !certificate.ca && isForClients && Number.isFinite(notBefore) && Number.isFinite(notAfter);
    return { ...(isGood ? {} : { refusal: 'certificate-invalid' }), serial, notBefore, notAfter };
  } catch {
    return { refusal: 'certificate-invalid', serial: '', notBefore: NaN, notAfter: NaN };
  }
}
