/** The text at an `https` address, whole, in time and not too long: ``fetchText(uri, { timeoutMs: 1_500, most: 150_000 })``. No redirects, no proxies, no credentials. */
import { get } from 'node:https';

export interface FetchLimits {
  readonly timeoutMs: number;
  /** Bytes. */
  readonly most: number;
  /** PEM of who may vouch for the server. Absent: those that Node knows. */
  readonly ca?: string;
}

export function fetchText(uri: string, { timeoutMs, most, ca }: FetchLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!uri.startsWith('https://')) throw new Error('keys are fetched over https alone');
    const request = get(uri, { headers: { accept: 'application/json' }, ...(ca === undefined ? {} : { ca }) }, (response) => {
      const { statusCode } = response;
      if (statusCode !== 200) {
        response.resume();
        request.destroy(new Error(`got status ${statusCode}`));
        return;
      }
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > most) request.destroy(new Error('too long'));
        else parts.push(part);
      });
      response.on('end', () => { resolve(Buffer.concat(parts).toString('utf8')); });
      response.on('error', reject);
      response.on('aborted', () => { reject(new Error('ended early')); });
    });
    // Of the whole exchange, not of each silence in it.
    const timer = setTimeout(() => request.destroy(new Error('too slow')), timeoutMs);
    request.on('error', reject);
    request.on('close', () => { clearTimeout(timer); });
  });
}
