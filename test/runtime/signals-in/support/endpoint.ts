/** An endpoint over a table in memory, with a provider, a transmitter and an authority. */
import { createHmac } from 'node:crypto';
import type { SignalsConfig } from '../../../../lib/contract/access/signals-config';
import { Endpoint } from '../../../../lib/runtime/signals-in/endpoint';
import type { HttpAnswer } from '../../../../lib/runtime/signals-in/http';
import { certificate } from '../../authorizer/support/certificates';
import { ISSUER, type Json, mint, NOW, RSA, setOf, type SigningKey } from '../../authorizer/support/tokens';
import { MemoryTable } from '../../state/support/table';

export const AUTHORITY = certificate({ name: 'devices', ca: true, usage: [] });
export const SECRET = Buffer.alloc(32, 1);
export const OLD_SECRET = Buffer.alloc(32, 2);
export const IDP = 'https://idp.example.com/123456789/';

export const CONFIG: SignalsConfig = {
  schema: 'zero-trust/signals-config/1', clockSkew: 60, maximumAge: 300, keysMaxAge: 3_600, keysMaxStale: 3_600, authorities: [AUTHORITY.pem],
  providers: { mdm: { maximumTier: 'MANAGED', may: ['posture', 'enrol', 'revoke', 'crl', 'risk'] }, edr: { maximumTier: 'KNOWN', may: ['posture', 'risk'] } },
  transmitters: [{ name: 'idp', devicesOf: 'mdm', issuer: IDP, jwksUri: `${IDP}jwks`, audiences: ['https://sp.example.com/caep'], algorithms: ['RS256'], tokenIssuer: ISSUER, maximumTier: 'MANAGED' }],
};

export const iso = (at: number): string => new Date(at * 1_000).toISOString();

export interface Sent {
  readonly id?: string;
  readonly at?: number;
  readonly provider?: string;
  readonly keys?: readonly Buffer[];
  readonly body?: string;
  readonly headers?: Json;
}

export class Setup {
  public readonly table = new MemoryTable();
  public readonly told: Json[] = [];
  public keySet = setOf(RSA);
  public isIdpDown = false;
  public secretsDown = false;
  public readonly endpoint: Endpoint;
  private count = 0;

  constructor(config: Partial<SignalsConfig> = {}) {
    this.endpoint = new Endpoint({
      config: { ...CONFIG, ...config }, table: this.table, write: (line) => { this.told.push(JSON.parse(line) as Json); },
      keys: async () => { if (this.secretsDown) throw new Error('down'); return [SECRET, OLD_SECRET]; }, fetch: async () => { if (this.isIdpDown) throw new Error('down'); return this.keySet; },
    });
  }

  public send(signals: readonly Json[], sent: Sent = {}, now = NOW): Promise<HttpAnswer> {
    return this.endpoint.handle(signed({ id: `m-${this.count++}`, at: now, body: JSON.stringify({ schema: 'zero-trust/signals/1', signals }), ...sent }), now);
  }

  public push(payload: Json, key: SigningKey = RSA, header: Json = {}, now = NOW): Promise<HttpAnswer> {
    return this.pushRaw(mint({ iss: IDP, aud: 'https://sp.example.com/caep', iat: NOW - 10, jti: `j-${this.count++}`, ...payload }, key, { typ: 'secevent+jwt', ...header }), now);
  }

  public pushRaw(body: string, now = NOW): Promise<HttpAnswer> {
    return this.endpoint.handle({ version: '2.0', rawPath: '/signals/events', requestContext: { http: { method: 'POST' } }, headers: { 'content-type': 'application/secevent+jwt' }, body }, now);
  }
}

export function signed({ id = 'm', at = NOW, provider = 'mdm', keys = [SECRET], body = '', headers = {} }: Sent): object {
  const signature = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`).join(' ');
  return { version: '2.0', rawPath: `/signals/${provider}`, requestContext: { http: { method: 'POST' } }, body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': signature, ...headers } };
}

export const errorOf = ({ statusCode, body }: HttpAnswer): string => `${statusCode} ${String((JSON.parse(body === '' ? '{}' : body) as { error?: unknown }).error ?? '')}`.trim();
