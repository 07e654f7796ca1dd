/**
 * A truststore as API Gateway and an attacker would read it: ``checkTruststore(pem, { name, now }, said)``.
 *
 * Whoever holds a certificate below any of these authorities passes: a public authority, or an intermediate of one, lets all of its
 * customers in. Known as public: the roots that Node brings along (Mozilla's), by their keys; what one of these signed; what says so
 * by an identifier of the CA/Browser Forum (2.23.140.1, "Baseline Requirements", 7.1.6.1). A public authority without any of these is not known.
 *
 * Accepted by API Gateway: SHA-256 or stronger, RSA of 2,048 bits or ECDSA of 256 or 384, chains of up to four, one issuer for each
 * subject; it ignores that a certificate has expired, and clients below it are refused one day (developer guide, "How to turn on
 * mutual TLS authentication for your REST APIs in API Gateway"). Its limit of 1,000 certificates or 1 MB is hearsay and kept all the same.
 * Not judged: revocation (API Gateway does not look either), names, and what else an authority issues.
 */
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { compareText } from '../../intent';
import { hasOid, signatureOid } from './certificate-der';
import { Said } from './compiler/say';

export interface TruststoreContext {
  /** Of the file, as the user wrote it. */
  readonly name: string;
  /** ISO-8601 instant, from the caller. Without it expiry is not judged, and that is said. */
  readonly now?: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const MOST_CERTIFICATES = 1_000;
const MOST_BYTES = 1024 * 1024;
const LONGEST_CHAIN = 4;
const RSA_BITS = 2_048;
const CURVES = ['prime256v1', 'secp384r1'];
const CA_BROWSER_FORUM = '2.23.140.1';
/** SHA-256, 384 and 512 with RSA and ECDSA; RSA-PSS names its hash elsewhere and is taken as it comes. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'MD2', '1.2.840.113549.1.1.4': 'MD5', '1.2.840.113549.1.1.5': 'SHA-1', '1.2.840.10045.4.1': 'SHA-1', '1.2.840.113549.1.1.14': 'SHA-224', '1.2.840.10045.4.3.1': 'SHA-224',
};

/** Each kind of mistake is told for so many certificates, then counted: a bundle of public authorities has a hundred and fifty. */
const SHOWN = 5;

export function checkTruststore(pem: string, context: TruststoreContext, said: Said): void {
  const all = new Said();
  checkAll(pem, context, all);
  for (const code of new Set(all.all.map((f) => f.code))) {
    const same = all.all.filter((f) => f.code === code);
    said.all.push(...same.slice(0, SHOWN));
    if (same.length > SHOWN) said.all.push({ ...same[0], message: `${same.length - SHOWN} more certificates of truststore \`${context.name}\` are told for the same reason; expected none of them; correct those that are named first` });
  }
}

function checkAll(pem: string, { name, now }: TruststoreContext, said: Said): void {
  const what = `truststore \`${name}\``;
  const blocks = [...pem.matchAll(BLOCK)].map((m) => ({ kind: m[1], text: m[0] }));
  if (blocks.some((b) => b.kind.endsWith('PRIVATE KEY'))) said.error('TruststoreHoldsKey', '', `${what} holds a private key, which would be uploaded with it; expected certificates alone; take the key out, and if this file was ever shared, replace the key`);
  const certificates = blocks.filter((b) => b.kind === 'CERTIFICATE' || b.kind === 'X509 CERTIFICATE').map((b) => read(b.text));
  const good = certificates.filter((c) => c !== undefined);
  if (good.length === 0 || good.length < certificates.length) {
    said.error('TruststoreUnreadable', '', `${what} ${certificates.length === 0 ? 'holds no certificate' : `has ${certificates.length - good.length} certificates that cannot be read, of ${certificates.length}`}; expected PEM: \`-----BEGIN CERTIFICATE-----\`, base64, \`-----END CERTIFICATE-----\``);
  }
  if (good.length > MOST_CERTIFICATES || pem.length > MOST_BYTES) said.error('TruststoreTooLarge', '', `${what} has ${good.length} certificates and ${pem.length} characters; expected at most ${MOST_CERTIFICATES} and ${MOST_BYTES}; take out the authorities that issue no device's certificate`);
  for (const certificate of good) checkStrength(certificate, what, said);
  checkTime(good, what, now, said);
  checkPublic(good, what, said);
  checkChains(good, what, said);
}

function read(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem.replace(/X509 CERTIFICATE/g, 'CERTIFICATE'));
    return certificate.publicKey === undefined ? undefined : certificate;
  } catch {
    return undefined;
  }
}

function checkStrength(certificate: X509Certificate, what: string, said: Said): void {
  const weak = (got: string, expected: string): void => said.error('TruststoreWeak', '', `certificate \`${nameOf(certificate)}\` of ${what} ${got}; expected ${expected}, because API Gateway takes no weaker one; issue it anew`);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  if (type === 'rsa' || type === 'rsa-pss') {
    if ((details?.modulusLength ?? 0) < RSA_BITS) weak(`has an RSA key of ${details?.modulusLength ?? 'unknown'} bits`, `${RSA_BITS} or more`);
  } else if (type === 'ec') {
    if (!CURVES.includes(details?.namedCurve ?? '')) weak(`has a key on curve \`${details?.namedCurve}\``, '`P-256` or `P-384`');
  } else weak(`has a key of type \`${type}\``, 'RSA or ECDSA');
  const hash = SIGNATURES[signatureOid(certificate.raw) ?? ''];
  if (hash !== undefined) weak(`is signed with ${hash}`, 'SHA-256 or stronger');
  if (!certificate.ca) said.warning('TruststoreNotAuthority', '', `certificate \`${nameOf(certificate)}\` of ${what} is no authority; expected those that issue the devices' certificates, not the devices' own`);
}

function checkTime(certificates: readonly X509Certificate[], what: string, now: string | undefined, said: Said): void {
  const at = now === undefined ? Number.NaN : Date.parse(now);
  if (Number.isNaN(at)) {
    if (certificates.length > 0) said.warning('TruststoreExpiryNotJudged', '', `whether ${what} has expired was not judged, because nobody said what time it is; pass \`-c zero-trust:now=2026-11-22T00:00:00Z\` with the time of the build`);
    return;
  }
  for (const certificate of certificates) {
    if (Date.parse(certificate.validTo) < at) said.error('TruststoreExpired', '', `certificate \`${nameOf(certificate)}\` of ${what} ended at \`${iso(certificate.validTo)}\`, and it is \`${iso(at)}\`; no device below it can connect; replace it`);
    else if (Date.parse(certificate.validFrom) > at) said.warning('TruststoreNotYetValid', '', `certificate \`${nameOf(certificate)}\` of ${what} begins at \`${iso(certificate.validFrom)}\`, and it is \`${iso(at)}\`; no device below it can connect before`);
  }
}

function checkPublic(certificates: readonly X509Certificate[], what: string, said: Said): void {
  if (certificates.length === 0) return;
  const roots = publicRoots();
  for (const certificate of certificates) {
    const root = roots.byKey.get(keyOf(certificate));
    const issuer = root ?? (roots.bySubject.get(certificate.issuer) ?? []).find((r) => signed(r, certificate));
    const isMarked = hasOid(certificate.raw, CA_BROWSER_FORUM);
    if (issuer === undefined && !isMarked) continue;
    const why = root !== undefined ? 'is the root of a public authority' : issuer !== undefined ? `was issued by the public authority \`${nameOf(issuer)}\`` : 'follows the rules of the CA/Browser Forum, which public authorities do';
    said.error('TruststorePublicAuthority', '', `certificate \`${nameOf(certificate)}\` of ${what} ${why}: whoever has any certificate of it would pass as a device; expected an authority that issues to your devices alone, e.g. of AWS Private CA`);
  }
}

function checkChains(certificates: readonly X509Certificate[], what: string, said: Said): void {
  const bySubject = new Map<string, X509Certificate[]>();
  for (const certificate of certificates) bySubject.set(certificate.subject, [...bySubject.get(certificate.subject) ?? [], certificate]);
  for (const [subject, twins] of [...bySubject].sort(([a], [b]) => compareText(a, b))) {
    if (new Set(twins.map((t) => t.issuer)).size > 1) said.error('TruststoreSubjectTwice', '', `subject \`${oneLine(subject)}\` of ${what} has several issuers, and API Gateway takes one; expected the certificate of one of them: ${twins.map((t) => `\`${oneLine(t.issuer)}\``).sort(compareText).join(', ')}`);
  }
  const lengths = certificates.map((c) => chainFrom(c, bySubject, new Set()));
  // The device's own certificate is the last of the chain.
  const longest = Math.max(0, ...lengths) + 1;
  if (longest > LONGEST_CHAIN) said.error('TruststoreChainTooLong', '', `${what} has chains of ${longest} certificates, with the device's own; expected at most ${LONGEST_CHAIN}; take out intermediates, or let one higher up issue to devices`);
}

function chainFrom(certificate: X509Certificate, bySubject: ReadonlyMap<string, readonly X509Certificate[]>, seen: Set<X509Certificate>): number {
  if (seen.has(certificate)) return 0;
  const on = new Set([...seen, certificate]);
  const issuers = certificate.issuer === certificate.subject ? [] : bySubject.get(certificate.issuer) ?? [];
  return 1 + Math.max(0, ...issuers.map((i) => (on.size > LONGEST_CHAIN + 1 ? 0 : chainFrom(i, bySubject, on))));
}

let roots: { readonly byKey: ReadonlyMap<string, X509Certificate>; readonly bySubject: ReadonlyMap<string, readonly X509Certificate[]> } | undefined;

/** Read once: some hundred and fifty. */
function publicRoots(): NonNullable<typeof roots> {
  if (roots !== undefined) return roots;
  const byKey = new Map<string, X509Certificate>();
  const bySubject = new Map<string, X509Certificate[]>();
  for (const root of rootCertificates.map(read)) {
    if (root === undefined) continue;
    byKey.set(keyOf(root), root);
    bySubject.set(root.subject, [...bySubject.get(root.subject) ?? [], root]);
  }
  return (roots = { byKey, bySubject });
}

function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

function keyOf(certificate: X509Certificate): string {
  return certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** The common name, else all of the subject. */
function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? oneLine(subject);
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}

function iso(time: string | number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
