/**
 * What the scorer needs of a decision: an `Observation`, read from the line of the audit log that the decision already wrote.
 *
 *   line.seal = sealSubject(key, { row: subjectKey(issuer, sub), country: 'DE' })   // the authorizer
 *   readObservation(line, key)                                                      // the scorer -> { observation } or why it is none
 *
 * The log holds the subject as a hash, which nobody can turn back; the scorer has to write the subject's row. So the line carries the row's key and the country a second time,
 * encrypted under keys that are derived from the log's own key: who reads the log alone learns nothing from it, and who destroys that key makes it as mute as the hash.
 * The same subject in the same country gives the same text (the nonce is a keyed hash of what is sealed, as in SIV modes), so a warm authorizer seals once and remembers.
 * Not here: coordinates; the address. They are not in the log, sealed or not.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Outcome } from './decision';
import { isReason, type Reason } from './reasons';
import { isRecord } from '../token-claims';

/** What is sealed. */
export interface SealedSubject {
  /** Key of the subject's row in the table. */
  readonly row: string;
  /** ISO 3166 alpha-2, where the request's is known. */
  readonly country?: string;
}

export interface Observation {
  /** Of the execution environment; with `sequence` the one name of the decision. */
  readonly source: string;
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly row: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  /** Thumbprint of the certificate that was shown. */
  readonly device?: string;
  readonly country?: string;
}

/**
 * `other`: no line of a decision. `nobody`: a decision without a verified subject. `sealed-otherwise`: under a key that is not this one, e.g. one that was destroyed.
 * `malformed`: a line that says it is one, and is not.
 */
export type NoObservation = 'other' | 'nobody' | 'sealed-otherwise' | 'malformed';

export type ObservationReading = { readonly observation: Observation; readonly because?: undefined } | { readonly because: NoObservation; readonly observation?: undefined };

const MARK = 's1:';
const NONCE = 12;
const TAG = 16;
const LONGEST_LINE = 64_000;
const LONGEST_SEAL = 4_096;
const ABOUT = Buffer.from('zero-trust/seal/1');
const ROW = /^subject#[A-Za-z0-9_-]{43}#[^\u0000-\u001f]{1,2048}$/;
const COUNTRY = /^[A-Z]{2}$/;
const DEVICE = /^x5t#S256([A-Za-z0-9_-]{43})$/;
const OUTCOMES: readonly unknown[] = ['allow', 'deny', 'step-up'];

const derived = new WeakMap<Buffer, { readonly cipher: Buffer; readonly nonce: Buffer }>();

function keysOf(key: Buffer): { readonly cipher: Buffer; readonly nonce: Buffer } {
  const known = derived.get(key);
  if (known !== undefined) return known;
  const made = { cipher: createHmac('sha256', key).update('zero-trust/seal/1 cipher').digest(), nonce: createHmac('sha256', key).update('zero-trust/seal/1 nonce').digest() };
  derived.set(key, made);
  return made;
}

/** AES-256-GCM. (NIST SP 800-38D.) */
export function sealSubject(key: Buffer, { row, country }: SealedSubject): string {
  const { cipher: cipherKey, nonce: nonceKey } = keysOf(key);
  const plain = JSON.stringify(country === undefined ? [row] : [row, country]);
  const nonce = createHmac('sha256', nonceKey).update(plain).digest().subarray(0, NONCE);
  const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce).setAAD(ABOUT);
  return MARK + Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Undefined where it was not sealed under this key, or is no seal. */
export function openSeal(key: Buffer, seal: string): SealedSubject | undefined {
  if (!seal.startsWith(MARK) || seal.length > LONGEST_SEAL) return undefined;
  const bytes = Buffer.from(seal.slice(MARK.length), 'base64url');
  if (bytes.length <= NONCE + TAG) return undefined;
  try {
    const open = createDecipheriv('aes-256-gcm', keysOf(key).cipher, bytes.subarray(0, NONCE)).setAAD(ABOUT).setAuthTag(bytes.subarray(-TAG));
    const [row, country] = JSON.parse(Buffer.concat([open.update(bytes.subarray(NONCE, -TAG)), open.final()]).toString('utf8')) as unknown[];
    if (typeof row !== 'string' || !ROW.test(row) || (country !== undefined && (typeof country !== 'string' || !COUNTRY.test(country)))) return undefined;
    return country === undefined ? { row } : { row, country };
  } catch {
    return undefined;
  }
}

/** Of one line of the log, which may be any program's. */
export function readObservation(line: string, key: Buffer): ObservationReading {
  if (line.length > LONGEST_LINE || !line.includes('"zero-trust/decision/1"')) return { because: 'other' };
  const value = jsonOf(line.trim());
  const own = (name: string): unknown => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined);
  if (own('schema') !== 'zero-trust/decision/1') return { because: 'other' };
  const [seal, source, sequence, at, outcome, reasons, device] = ['seal', 'source', 'sequence', 'at', 'outcome', 'reasons', 'device'].map(own);
  if (own('subject') === null || own('subject') === undefined) return { because: 'nobody' };
  const atMs = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(at) ? Date.parse(at) : NaN;
  const thumbprint = typeof device === 'string' ? DEVICE.exec(device)?.[1] : undefined;
  const fits = typeof seal === 'string' && typeof source === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(source) && Number.isSafeInteger(sequence) && (sequence as number) > 0 && Number.isFinite(atMs)
    && OUTCOMES.includes(outcome) && Array.isArray(reasons) && reasons.length <= 100 && reasons.every((one) => typeof one === 'string') && (device === null || thumbprint !== undefined);
  if (!fits) return { because: 'malformed' };
  const subject = openSeal(key, seal);
  if (subject === undefined) return { because: 'sealed-otherwise' };
  return { observation: {
    // A word of a newer authorizer counts for nothing, and is no mistake.
    source, sequence: sequence as number, atMs, row: subject.row, outcome: outcome as Outcome, reasons: (reasons as string[]).filter(isReason),
    ...(thumbprint === undefined ? {} : { device: thumbprint }), ...(subject.country === undefined ? {} : { country: subject.country }),
  } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
