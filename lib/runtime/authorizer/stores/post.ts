/**
 * One exchange over a connection that stays open: ``await post(endpoint, agent, headers, body, signal)`` -> status and text.
 *
 * Rejects where there is no whole answer: refused, closed early, too long, or given up by `signal`. What the answer says is for client.ts to judge.
 */
import * as http from 'node:http';
import * as https from 'node:https';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Bytes. Three rows of ours are a few thousand; three items of DynamoDB at their largest are no rows of ours. */
export const LARGEST_ANSWER = 400_000;

export type Agents = http.Agent | https.Agent;

/** A connection that a freeze of the function killed is noticed by the next request alone, which is why client.ts asks twice. */
export function agentFor(url: URL): Agents {
  const options = { keepAlive: true, maxSockets: 50, maxFreeSockets: 4 };
  return url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
}

export function post(url: URL, agent: Agents, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request: begin } = url.protocol === 'https:' ? https : http;
    const request = begin(url, { method: 'POST', agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, signal }, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > LARGEST_ANSWER) request.destroy(new Error('the answer is too long'));
        else parts.push(part);
      });
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }); });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
