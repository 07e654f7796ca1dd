/**
 * What a row is called in the one table: ``subjectKey(issuer, sub)``.
 *
 *   device#<x5t#S256>   subject#<issuer>#<sub>   session#<issuer>#<session>   proof#<jkt>#<hash of jti>
 *
 * The table's key is `pk` alone. Two issuers may give out one `sub`, so the issuer is in the key, as a hash that has no `#`; what follows the last `#` may be any text.
 * A text that a key could not hold (2,048 bytes: "Quotas in Amazon DynamoDB") stands as its hash.
 */
import { createHash } from 'node:crypto';

export const KEY = 'pk';
/** Seconds since 1970. The table deletes late ("typically within a few days"), so whoever reads a row compares. */
export const EXPIRES_AT = 'expiresAt';

const HASHED = 'sha256:';
const LONGEST = 512;
const MOST_ISSUERS = 64;

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function deviceKey(thumbprint: string): string {
  return `device#${thumbprint}`;
}

export function subjectKey(issuer: string, subject: string): string {
  return `subject#${issuerHash(issuer)}#${short(subject)}`;
}

export function sessionKey(issuer: string, session: string): string {
  return `session#${issuerHash(issuer)}#${short(session)}`;
}

/** `id`: the key's thumbprint and the hash of the proof's own id. (binding/proof.ts) */
export function proofKey(id: string): string {
  return `proof#${id}`;
}

/** As `DeviceRow.subjects` names whom a device was enrolled for: an issuer is a URL without a fragment, so nothing else reads the same. */
export function enrolledName(issuer: string, subject: string): string {
  return `${issuer}#${subject}`;
}

/** A text that looks like a hash is hashed too, or two texts could share a key. */
function short(text: string): string {
  return Buffer.byteLength(text) > LONGEST || text.startsWith(HASHED) ? `${HASHED}${hash(text)}` : text;
}

const hashes = new Map<string, string>();

/** There are few issuers, all of the configuration. */
function issuerHash(issuer: string): string {
  const known = hashes.get(issuer);
  if (known !== undefined) return known;
  const made = hash(issuer);
  if (hashes.size >= MOST_ISSUERS) hashes.clear();
  hashes.set(issuer, made);
  return made;
}
