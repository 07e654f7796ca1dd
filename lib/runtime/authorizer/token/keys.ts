/**
 * Keys of one issuer, as fresh as they have to be: ``await keys.find('kid', 'RS256', now)``.
 *
 * - A key that was withdrawn is trusted no longer than `maxAge` (the library that verifies signatures keeps one for ever).
 * - While the issuer does not answer, keys that are known serve on until `maxStale`; one that is not known never does.
 * - A flood of random key ids costs one download in two seconds, whatever the ids are, and keeps nobody out: a key that is in a download that young is known, and one
 *   that is not does not exist. So there is no list of bad ids that somebody could fill.
 * - Of a key set counts what is for signatures of the issuer's own algorithms, is strong enough and has an id that is in it once.
 *
 * The address comes from the configuration alone. Times are seconds and come from the caller; in a Lambda function nothing runs between requests, so whoever finds the keys
 * too old waits for them.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Reason } from '../../../contract/access/reasons';
import { isRecord } from '../../../contract/token-claims';

export interface Key {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, unknown>>;
  /** Made when it is first needed. */
  object(): KeyObject;
}

export interface KeysOptions {
  readonly uri: string;
  readonly algorithms: readonly string[];
  readonly maxAge: number;
  readonly maxStale: number;
  /** The text at an address; rejects where there is none in time. Bounds its length itself (fetch.ts). */
  readonly fetch: (uri: string) => Promise<string>;
}

export type KeyFinding = { readonly key: Key; readonly refusal?: undefined } | { readonly refusal: Reason; readonly key?: undefined };

/** Seconds between downloads that unknown ids cause, and the longest wait after failures. */
const APART = 2;
const LONGEST_WAIT = 30;
const MOST_KEYS = 100;
/** Bytes; what API Gateway itself takes of a key set. (HTTP API quotas.) */
export const LARGEST_SET = 150_000;
const WEAKEST_RSA = 2_048;
const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export class IssuerKeys {
  private keys: ReadonlyMap<string, Key> = new Map();
  private fetchedAt = -Infinity;
  private failures = 0;
  private triedAt = -Infinity;
  private running?: Promise<void>;

  constructor(private readonly options: KeysOptions) {}

  /** At once where the key is known and young, which is nearly always. */
  public find(kid: string, alg: string, now: number): KeyFinding | Promise<KeyFinding> {
    const key = this.keys.get(kid);
    const age = now - this.fetchedAt;
    // A clock that went back makes everything too old rather than too young.
    if (key !== undefined && age >= 0 && age <= this.options.maxAge) return fitting(key, alg);
    return this.refreshed(kid, alg, now);
  }

  private async refreshed(kid: string, alg: string, now: number): Promise<KeyFinding> {
    if (this.mayTry(now)) this.running ??= this.fetch(now).finally(() => { this.running = undefined; });
    await this.running;
    const age = Math.abs(now - this.fetchedAt);
    const key = this.keys.get(kid);
    if (key !== undefined) return age <= Math.max(this.options.maxAge, this.options.maxStale) ? fitting(key, alg) : { refusal: 'keys-unavailable' };
    // Nobody knows of an id that is not in an old set.
    return { refusal: this.failures > 0 || age > this.options.maxAge ? 'keys-unavailable' : 'token-key-unknown' };
  }

  private mayTry(now: number): boolean {
    const wait = this.failures === 0 ? APART : Math.min(2 ** (this.failures - 1), LONGEST_WAIT);
    return Math.abs(now - this.triedAt) >= wait;
  }

  private async fetch(now: number): Promise<void> {
    this.triedAt = now;
    try {
      this.keys = readKeySet(await this.options.fetch(this.options.uri), this.options.algorithms);
      this.fetchedAt = now;
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
  }
}

function fitting(key: Key, alg: string): KeyFinding {
  return fits(key.jwk, alg) ? { key } : { refusal: 'token-algorithm' };
}

/** Throws where it is no key set. A key that cannot be used is left out; a set without any is none. */
export function readKeySet(text: string, algorithms: readonly string[]): ReadonlyMap<string, Key> {
  if (text.length > LARGEST_SET) throw new Error('the key set is too large');
  const set: unknown = JSON.parse(text);
  const list: unknown = isRecord(set) && Object.hasOwn(set, 'keys') ? set.keys : undefined;
  if (!Array.isArray(list) || list.length > MOST_KEYS) throw new Error('not a key set');
  const usable = list.filter(isRecord).filter((jwk) => algorithms.some((alg) => fits(jwk, alg)));
  const counts = new Map<unknown, number>();
  for (const { kid } of list.filter(isRecord)) counts.set(kid, (counts.get(kid) ?? 0) + 1);
  const keys = new Map<string, Key>();
  for (const jwk of usable) if (typeof jwk.kid === 'string' && counts.get(jwk.kid) === 1) keys.set(jwk.kid, keyOf(jwk.kid, publicPart(jwk)));
  if (keys.size === 0) throw new Error('the key set has no key that can be used');
  return keys;
}

/** Whether the key may be used with the algorithm. */
function fits(jwk: Readonly<Record<string, unknown>>, alg: string): boolean {
  const { kty, crv, use, alg: said, n } = jwk;
  if ((use !== undefined && use !== 'sig') || (said !== undefined && said !== alg) || !operations(jwk.key_ops)) return false;
  if (alg.startsWith('RS')) return kty === 'RSA' && typeof n === 'string' && Buffer.from(n, 'base64url').length * 8 >= WEAKEST_RSA;
  if (alg === 'EdDSA') return kty === 'OKP' && crv === 'Ed25519';
  return Object.hasOwn(CURVES, alg) && kty === 'EC' && crv === CURVES[alg];
}

function operations(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.includes('verify'));
}

/** A set that holds private keys is somebody's mistake; they are not kept. */
function publicPart(jwk: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(['kty', 'kid', 'n', 'e', 'crv', 'x', 'y'].filter((name) => typeof jwk[name] === 'string').map((name) => [name, jwk[name]]));
}

function keyOf(kid: string, jwk: Readonly<Record<string, unknown>>): Key {
  let made: KeyObject | undefined;
  return { kid, jwk, object: () => (made ??= createPublicKey({ key: jwk, format: 'jwk' })) };
}
