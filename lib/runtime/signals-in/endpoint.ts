/**
 * The endpoint that devices' managers and identity providers tell of what changed: ``await endpoint.handle(event, now)``.
 *
 *   POST .../NAME      application/json, signed by the secret of provider NAME (webhook/)          202, 400, 401, 409, 413, 503
 *   POST .../events    application/secevent+jwt, a security event token (RFC 8935, events/)        202, 400, 503
 *
 * INVARIANT: nothing is written before the sender is verified. Verified, looked up, done, remembered, in that order: what failed is answered with 503 and taken again, what was done
 * is answered with 202 however often it comes. One line is told of every message: who, what kind, what became of it; never a subject, a device or a body.
 */
import type { SignalsConfig } from '../../contract/access/signals-config';
import { Authority } from './certificates/certificate';
import { type Command, Doer } from './commands';
import { commandsOf } from './events/caep';
import { EventVerifier } from './events/verify';
import { answer, type HttpAnswer, type HttpRequest, readHttp } from './http';
import { Seen } from './seen';
import type { Table } from '../state/edit';
import { readMessage } from './webhook/message';
import { verifySignature } from './webhook/signature';

export interface EndpointOptions {
  readonly config: SignalsConfig;
  readonly table: Table;
  /** At most two: the one in use and the one before or after it. Rejects where nobody can say. */
  readonly keys: (provider: string, now: number) => Promise<readonly Buffer[]>;
  readonly fetch: (uri: string) => Promise<string>;
  readonly write: (line: string) => void;
}

/** Commands of one message that are done at the same time; each reads and writes a few rows. */
const AT_ONCE = 8;
/** RFC 8935, 2.4. */
const SET_ERRORS: Readonly<Record<string, string>> = { 'issuer-unknown': 'invalid_issuer', 'audience-wrong': 'invalid_audience', 'key-unknown': 'invalid_key', 'signature-invalid': 'authentication_failed' };

export class Endpoint {
  private readonly doer: Doer;
  private readonly seen: Seen;
  private readonly verifier: EventVerifier;
  private readonly authorities: readonly Authority[];

  /** Throws where an authority of the configuration is none. */
  constructor(private readonly options: EndpointOptions) {
    const { config, table, fetch } = options;
    this.doer = new Doer(table, config);
    this.seen = new Seen(table);
    this.verifier = new EventVerifier(config, fetch);
    this.authorities = config.authorities.map((pem) => Authority.of(pem));
  }

  public async handle(event: unknown, now: number): Promise<HttpAnswer> {
    const request = readHttp(event);
    if (typeof request === 'string') return this.told('nobody', 'unknown', request, answer(request === 'body-too-large' ? 413 : 400, request));
    if (request.method !== 'POST') return this.told('nobody', 'unknown', 'method-not-allowed', answer(405, 'method-not-allowed'));
    const isToken = request.contentType === 'application/secevent+jwt';
    try {
      return isToken ? await this.events(request, now) : await this.webhook(request, now);
    } catch (error) {
      // The table, the secrets, or a bug: nothing was remembered, so it is taken again.
      return this.told('unknown', isToken ? 'events' : 'webhook', 'unavailable', answer(503, 'unavailable'), { name: error instanceof Error ? error.name : 'unknown' });
    }
  }

  private async webhook(request: HttpRequest, now: number): Promise<HttpAnswer> {
    const { config, keys } = this.options;
    const provider = request.name;
    if (request.contentType !== 'application/json') return this.told('nobody', 'webhook', 'content-type', answer(415, 'content-type'));
    if (!Object.hasOwn(config.providers, provider)) return this.told('nobody', 'webhook', 'provider-unknown', answer(401, 'provider-unknown'));
    const signed = verifySignature(request, await keys(provider, now), now, config);
    if (signed.refusal !== undefined) return this.told(provider, 'webhook', signed.refusal, answer(401, signed.refusal));
    return this.once(provider, 'webhook', signed.id, request.body, signed.at, now, async () => {
      const { commands, mistakes } = readMessage(request.body, { provider, config, authorities: this.authorities, now });
      return commands === undefined ? answer(400, 'message-malformed', { mistakes }) : answer(202, undefined, { outcomes: await this.doAll(commands, now) });
    });
  }

  private async events(request: HttpRequest, now: number): Promise<HttpAnswer> {
    const { config } = this.options;
    const { token, refusal, ...rest } = await this.verifier.verify(request.body.toString('latin1').trim(), now);
    if (token === undefined) {
      const isOurs = refusal === 'keys-unavailable';
      return this.told('nobody', 'events', refusal as string, isOurs ? answer(503, refusal) : answer(400, refusal, { err: SET_ERRORS[refusal as string] ?? 'invalid_request', description: refusal }));
    }
    const { transmitter } = rest as { transmitter: SignalsConfig['transmitters'][number] };
    return this.once(transmitter.name, 'events', token.id, request.body, token.issuedAt, now, async () => {
      const { commands, told } = commandsOf(token, transmitter, { now, clockSkew: config.clockSkew });
      const outcomes = await this.doAll(commands, now);
      for (const { event, because } of told) this.told(transmitter.name, 'event', because, undefined, { event });
      outcomes.forEach((outcome, i) => { if (outcome !== 'done' && outcome !== 'unchanged') this.told(transmitter.name, 'event', outcome, undefined, { event: commands[i].kind }); });
      // Acknowledged whatever became of it: it was understood as well as it ever will be. (RFC 8935, 2.2: an empty body.)
      return answer(202);
    });
  }

  private async once(sender: string, kind: string, id: string, body: Buffer, at: number, now: number, act: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const { maximumAge, clockSkew } = this.options.config;
    const known = await this.seen.look(sender, id, body, now);
    if (known === 'id-reused') return this.told(sender, kind, 'id-reused', kind === 'events' ? answer(400, 'id-reused', { err: 'invalid_request', description: 'id-reused' }) : answer(409, 'id-reused'));
    if (known === 'again') return this.told(sender, kind, 'replayed', answer(202));
    const done = await act();
    if (done.statusCode === 202) await this.seen.remember(sender, id, body, at + maximumAge + 2 * clockSkew + 1, now);
    return this.told(sender, kind, done.statusCode === 202 ? 'taken' : 'message-malformed', done);
  }

  /** In the order of the message as far as one device or subject goes: changes commute but for enrolling first. */
  private async doAll(commands: readonly Command[], now: number): Promise<readonly string[]> {
    const outcomes: string[] = new Array<string>(commands.length).fill('unchanged');
    const indexed = commands.map((command, i) => ({ command, i }));
    for (const some of [indexed.filter(({ command }) => command.kind === 'enrol'), indexed.filter(({ command }) => command.kind !== 'enrol')]) {
      for (let i = 0; i < some.length; i += AT_ONCE) {
        await Promise.all(some.slice(i, i + AT_ONCE).map(async (one) => { outcomes[one.i] = await this.doer.apply(one.command, now); }));
      }
    }
    return outcomes;
  }

  private told<T extends HttpAnswer | undefined>(sender: string, kind: string, outcome: string, given: T, more: object = {}): T {
    this.options.write(JSON.stringify({ schema: 'zero-trust/signal-in/1', sender, kind, outcome, ...more, ...(given === undefined ? {} : { status: given.statusCode }) }));
    return given;
  }
}
