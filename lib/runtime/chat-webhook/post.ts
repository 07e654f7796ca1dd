/**
 * Posts one signal to the address that a secret holds: `postSignal(event, chat)`.
 *
 * Whoever knows the address can write into the chat, so it is as secret as a password: it is read from Secrets Manager, kept in memory for some minutes, and stands
 * in no error and no log; errors of the network are told by their code alone. Only https to a name of the internet, no redirect (it could lead anywhere), five seconds for each try, three
 * tries. After that it fails, AWS calls again, and the event ends in the dead-letter queue.
 */
import { readSignal, SIGNAL_DETAIL_TYPE } from '../../contract/signal';
import { isRecord } from '../../contract/token-claims';
import { type ChatKind, messageOf } from './messages';

export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
}

export interface Chat {
  readonly kind: ChatKind;
  /** Key within a secret that is JSON. @default - the secret is the address */
  readonly field?: string;
  /** The secret's value. */
  secret(): Promise<string>;
  fetch(url: string, init: { readonly method: 'POST'; readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly redirect: 'error'; readonly signal: AbortSignal }): Promise<Answer>;
  wait(milliseconds: number): Promise<void>;
  now(): number;
}

const TRIES = 3;
const TIMEOUT = 5_000;
/** A secret that was rotated is known within this time, and at once where the old one is refused. */
const KEPT = 5 * 60_000;
const LONGEST_WAIT = 4_000;

interface Kept {
  readonly url: string;
  readonly until: number;
}

/** Where addresses are kept: one for each environment of the function. */
export class Addresses {
  private kept?: Kept;

  public async get(chat: Chat): Promise<string> {
    if (this.kept === undefined || this.kept.until <= chat.now()) this.kept = { url: addressIn(await secretOf(chat), chat.field), until: chat.now() + KEPT };
    return this.kept.url;
  }

  public forget(): void {
    this.kept = undefined;
  }
}

export async function postSignal(event: unknown, chat: Chat, addresses: Addresses): Promise<void> {
  const detail = isRecord(event) && event['detail-type'] === SIGNAL_DETAIL_TYPE ? event.detail : undefined;
  const read = readSignal(detail);
  if ('because' in read) throw new Error(`the event is no signal: ${read.because}`);
  const body = JSON.stringify(messageOf(chat.kind, read.signal));
  let failure = '';
  for (let i = 0; i < TRIES; i++) {
    const url = await addresses.get(chat);
    const answer = await tryOnce(url, body, chat);
    if (typeof answer === 'string') failure = answer;
    else if (answer.ok) return;
    else failure = `it answered ${answer.status}`;
    const status = typeof answer === 'string' ? 0 : answer.status;
    if ([401, 403, 404, 410].includes(status)) addresses.forget(); // it may have been rotated: read it anew
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) break; // the same again would be refused again
    if (i < TRIES - 1) await chat.wait(typeof answer === 'string' ? 500 * (i + 1) : pauseOf(answer, 500 * (i + 1)));
  }
  throw new Error(`signal ${read.signal.id} could not be posted to the chat: ${failure}`);
}

async function tryOnce(url: string, body: string, chat: Chat): Promise<Answer | string> {
  try {
    return await chat.fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  } catch (error) {
    return codeOf(error);
  }
}

/** Its message, and that of its cause, may hold the address. */
function codeOf(error: unknown): string {
  const of = (value: unknown): string | undefined => {
    const code = isRecord(value) || value instanceof Error ? (value as { readonly code?: unknown }).code : undefined;
    return typeof code === 'string' && /^[A-Z][A-Z0-9_]{0,40}$/.test(code) ? code : undefined;
  };
  const code = of(error) ?? of((error as { readonly cause?: unknown } | undefined)?.cause);
  const name = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  return `the connection failed (${code ?? name})`;
}

function pauseOf({ headers }: Answer, otherwise: number): number {
  const said = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(said) && said > 0 ? Math.min(said * 1_000, LONGEST_WAIT) : otherwise;
}

async function secretOf(chat: Chat): Promise<string> {
  try {
    return await chat.secret();
  } catch (error) {
    throw new Error(`the secret of the webhook could not be read: ${error instanceof Error && /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'Error'}`);
  }
}

/** What is wrong with it is told without a word of it. */
export function addressIn(secret: string, field: string | undefined): string {
  const text = field === undefined ? secret.trim() : fieldOf(secret, field);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('the secret of the webhook holds no address');
  }
  if (url.protocol !== 'https:') throw new Error('the address of the webhook is not https');
  if (url.username !== '' || url.password !== '') throw new Error('the address of the webhook holds a user or a password');
  // No chat is at a bare number or in a network of ours: what is there is somebody's instance, or nobody's.
  const host = url.hostname.replace(/\.$/, '');
  if (/^[\d.]+$|^\[|\.(internal|local|localhost)$/.test(host) || !host.includes('.')) throw new Error('the address of the webhook is no host of the internet');
  return url.href;
}

function fieldOf(secret: string, field: string): string {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    throw new Error(`the secret of the webhook is no JSON with a field \`${field}\``);
  }
  if (!isRecord(value) || !Object.hasOwn(value, field) || typeof value[field] !== 'string') throw new Error(`the secret of the webhook has no field \`${field}\``);
  return value[field].trim();
}
