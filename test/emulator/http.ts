/**
 * Requests as a client of a door sends them: over TLS, with a token, signed (SigV4), or with nothing.
 */
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { type Credentials, type Emulator, REGION } from './emulator';

export interface Asked {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed where it is JSON. */
  readonly body: any;
}

const SECONDS = 30;

export function send({ url, certificate }: Emulator, { method, path, headers = {}, body }: Asked): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((done, fail) => {
    const sent = request({ hostname, port, method, path, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) }, ca: readFileSync(certificate) }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => { text += part; });
      answer.once('error', fail).once('end', () => done({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed(text) }));
    });
    sent.setTimeout(SECONDS * 1000, () => sent.destroy(new Error(`no answer to ${method} ${path} after ${SECONDS} s`)));
    sent.once('error', fail).end(body);
  });
}

/** The same request with a signature of version 4. (IAM user guide, "Create a signed AWS API request".) */
export function signed({ url }: Emulator, service: string, { accessKeyId, secretAccessKey, sessionToken }: Credentials, asked: Asked): Asked {
  const { host } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${REGION}/${service}/aws4_request`;
  const all: Record<string, string> = { host, 'x-amz-date': time, ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }), ...asked.headers };
  const names = Object.keys(all).map((name) => name.toLowerCase()).sort();
  const valueOf = (name: string): string => Object.entries(all).find(([key]) => key.toLowerCase() === name)![1];
  const [path, query = ''] = asked.path.split('?');
  const canonical = [
    asked.method, path.split('/').map(encodeURIComponent).join('/'), query.split('&').sort().join('&'), ...names.map((name) => `${name}:${valueOf(name)}`), '', names.join(';'), sha256(asked.body ?? ''),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((k, part) => createHmac('sha256', k).update(part).digest(), `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return { ...asked, headers: { ...all, authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` } };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
