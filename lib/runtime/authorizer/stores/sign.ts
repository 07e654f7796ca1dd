/**
 * Signature Version 4, of a request to `/` without a query, which is all that DynamoDB is asked: ``sign(request, credentials, 'eu-west-1', 'dynamodb', now)``.
 *
 * ("Create a signed AWS API request", IAM user guide; held to AWS's own test vectors.) Every header that is given is signed. The key that is derived from the secret holds
 * for a day, so the last one is kept. Not modelled: queries, other paths, signatures in the query, chunks, several regions (4A).
 */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly body: string;
  /** Names in lower case; `host` has to be there. */
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The headers to send: those that were given, the date, the token of the session and the signature. */
export function sign({ method, body, headers }: Unsigned, credentials: Credentials, region: string, service: string, now: number): Readonly<Record<string, string>> {
  const date = new Date(now * 1_000).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const { accessKeyId, sessionToken } = credentials;
  const all: Readonly<Record<string, string>> = { ...headers, 'x-amz-date': date, ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }) };
  const names = Object.keys(all).sort();
  const signed = names.join(';');
  const canonical = `${method}\n/\n\n${names.map((name) => `${name}:${all[name].trim().replace(/ +/g, ' ')}\n`).join('')}\n${signed}\n${sha256(body)}`;
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signature = createHmac('sha256', keyFor(credentials, date.slice(0, 8), region, service)).update(`${ALGORITHM}\n${date}\n${scope}\n${sha256(canonical)}`).digest('hex');
  return { ...all, authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}` };
}

let kept: { readonly of: string; readonly key: Buffer } | undefined;

/** Exported for its published vectors. */
export function keyFor({ secretAccessKey }: Credentials, day: string, region: string, service: string): Buffer {
  const of = JSON.stringify([secretAccessKey, day, region, service]);
  if (kept?.of === of) return kept.key;
  const key = [region, service, 'aws4_request'].reduce((by, part) => hmac(by, part), hmac(`AWS4${secretAccessKey}`, day));
  kept = { of, key };
  return key;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
