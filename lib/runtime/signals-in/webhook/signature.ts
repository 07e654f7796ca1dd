/**
 * Whether a message is from who it says: ``verifySignature(request, keys, now, limits)`` -> `{ id, at }` or why not.
 *
 *   webhook-id: msg_2mN...        webhook-timestamp: 1795348800        webhook-signature: v1,<base64 of HMAC-SHA256 over `id.timestamp.body`>
 *
 * The scheme of standardwebhooks.com (1.0.0), over the bytes of the body, with its bounds: several signatures in one header, several keys here, so that a secret is rotated without a
 * gap (sender and receiver may each hold two). Compared in constant time, all of them. Not modelled: `v1a` (asymmetric signatures).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../http';

export type SignatureRefusal = 'signature-missing' | 'signature-invalid' | 'timestamp-stale' | 'timestamp-future';
export type SignatureReading = { readonly id: string; readonly at: number; readonly refusal?: undefined } | { readonly refusal: SignatureRefusal };

const MOST_SIGNATURES = 8;
const SHORTEST_KEY = 24;
const MOST_KEYS = 2;
const ID = /^[A-Za-z0-9_.:-]{1,128}$/;
const TIME = /^[1-9][0-9]{0,11}$/;
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/;

export function verifySignature(request: Pick<HttpRequest, 'body' | 'header'>, keys: readonly Buffer[], now: number, { clockSkew, maximumAge }: { readonly clockSkew: number; readonly maximumAge: number }): SignatureReading {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => request.header(name));
  if (id === undefined || timestamp === undefined || signatures === undefined) return { refusal: 'signature-missing' };
  const given = signatures.split(' ').slice(0, MOST_SIGNATURES).map((one) => SIGNATURE.exec(one)?.[1]).filter((one) => one !== undefined).map((one) => Buffer.from(one, 'base64'));
  if (!ID.test(id) || !TIME.test(timestamp)) return { refusal: 'signature-invalid' };
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), request.body]);
  let isSigned = false;
  for (const key of keys.filter(({ length }) => length >= SHORTEST_KEY).slice(0, MOST_KEYS)) {
    const expected = createHmac('sha256', key).update(signed).digest();
    for (const one of given) isSigned = timingSafeEqual(one, expected) || isSigned;
  }
  if (!isSigned) return { refusal: 'signature-invalid' };
  const at = Number(timestamp);
  if (at > now + clockSkew) return { refusal: 'timestamp-future' };
  return at < now - maximumAge - clockSkew ? { refusal: 'timestamp-stale' } : { id, at };
}

/** `whsec_` and base64, or base64 alone; undefined where it is none or too short to be a secret. */
export function keyOf(secret: unknown): Buffer | undefined {
  const [, body] = typeof secret === 'string' ? /^(?:whsec_)?([A-Za-z0-9+/]{32,128}={0,2})$/.exec(secret) ?? [] : [];
  const key = body === undefined ? undefined : Buffer.from(body, 'base64');
  return key !== undefined && key.length >= SHORTEST_KEY ? key : undefined;
}
