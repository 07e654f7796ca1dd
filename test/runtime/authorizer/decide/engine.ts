/** An authorizer whose issuers, table, clock and log are the test's: ``engine({ routes, rows })``. */
import type { RouteConfig } from '../../../../lib/contract/access/bundle';
import type { AuditRecord } from '../../../../lib/contract/access/decision';
import { bundleText, type BundleFacts, makeBundle } from '../../../../lib/policy/bundle';
import { Authorizer } from '../../../../lib/runtime/authorizer/decide/authorizer';
import { openParts, type Parts } from '../../../../lib/runtime/authorizer/decide/parts';
import type { BatchAnswer } from '../../../../lib/runtime/authorizer/stores/client';
import type { Row } from '../../../../lib/runtime/authorizer/stores/attributes';
import { ReplayStore } from '../../../../lib/runtime/authorizer/stores/replay';
import { RowStore } from '../../../../lib/runtime/authorizer/stores/row-store';
import { COGNITO, keySets, LIMITS, NOW, OIDC } from '../support/tokens';

export const ROUTE: RouteConfig = { access: 'scopes', scopes: ['documents/read'], personas: ['employee'], minimumTier: 'BASIC', certificate: false, hours: [], required: [] };

export const FACTS: BundleFacts = {
  door: 'Documents', personas: ['employee', 'partner'], hosts: ['api.example.com'], issuers: [COGNITO, OIDC], claims: { [OIDC.issuer]: ['auth_time', 'acr'] },
  trust: {
    decay: { KNOWN: 604_800, MANAGED: 86_400, HARDENED: 3_600 }, addressSets: { office: ['203.0.113.0/24'] }, deniedCountries: [],
    windows: { office: { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], since: 480, until: 1_080 } }, behaviour: { maximumRisk: 80 },
  },
  limits: LIMITS, sources: { devices: true, subjects: true, sessions: true },
  routes: [
    { id: 'GET /documents/{id}', config: ROUTE },
    { id: 'DELETE /documents/{id}', config: { ...ROUTE, scopes: ['documents/delete'], stepUp: { maxAge: 300 } } },
    { id: 'GET /managed/{id}', config: { ...ROUTE, minimumTier: 'MANAGED', certificate: true } },
    { id: 'GET /people/{sub}/documents', config: { ...ROUTE, objectRule: { kind: 'own', by: 'path', parameter: 'sub' } } },
    { id: 'GET /office', config: { ...ROUTE, hours: ['office'] } },
    { id: 'GET /jewels/{id}', config: { ...ROUTE, required: ['session', 'subject'] } },
    { id: 'ANY /files/{proxy+}', config: ROUTE },
    { id: 'GET /legacy', config: { ...ROUTE, observeUntil: NOW + 86_400 }, observe: true },
    { id: 'GET /health', config: { ...ROUTE, access: 'public', scopes: [], personas: [] } },
  ],
};

export interface Table {
  /** By key. */
  readonly rows: Map<string, Row | 'malformed'>;
  /** Instead of an answer. */
  fault?: () => Promise<never>;
}

export interface Engine {
  readonly authorizer: Authorizer;
  readonly table: Table;
  readonly sets: Map<string, string>;
  readonly lines: string[];
  /** The last line of the audit log. */
  last(): AuditRecord & { readonly door: string };
  /** Milliseconds. */
  time: number;
}

export interface EngineOptions extends Partial<BundleFacts> {
  /** Changes what was opened. */
  readonly parts?: (parts: Parts) => Parts;
  readonly write?: (line: string) => void;
  readonly auditKey?: () => Buffer | undefined | Promise<Buffer | undefined>;
  readonly fetch?: (uri: string) => Promise<string>;
  readonly text?: string;
}

export function engine({ parts = (p): Parts => p, write, auditKey = (): Buffer => Buffer.alloc(32, 7), fetch, text, ...facts }: EngineOptions = {}): Engine {
  const { bundle, findings } = makeBundle({ ...FACTS, ...facts });
  if (bundle === undefined) throw new Error(JSON.stringify(findings, null, 1));
  const table: Table = { rows: new Map() };
  const lines: string[] = [];
  const sets = keySets();
  const reader = {
    batchGet: async (keys: readonly string[]): Promise<BatchAnswer> => (table.fault === undefined ? { rows: new Map(keys.map((k) => [k, table.rows.get(k)])), left: [] } : table.fault()),
    put: async (row: Row): Promise<void> => { if (table.fault !== undefined) await table.fault(); const key = String(row.pk); if (table.rows.has(key)) throw new Error('condition'); table.rows.set(key, row); },
  };
  const state = { time: NOW * 1_000 };
  let written = 0;
  const authorizer = new Authorizer({
    door: 'App/Documents', source: 'test', clock: () => state.time, auditKey,
    write: write ?? ((line): void => { lines.push(line); }),
    open: () => parts(openParts(text ?? bundleText(bundle), { fetch: fetch ?? (async (uri): Promise<string> => sets.get(uri) ?? Promise.reject(new Error('down'))), stores: () => ({ rows: new RowStore(reader, LIMITS), replays: new ReplayStore(reader, () => `w-${written++}`) }) })),
  });
  return {
    authorizer, table, sets, lines,
    last: () => JSON.parse(lines[lines.length - 1]) as ReturnType<Engine['last']>,
    get time() { return state.time; },
    set time(value) { state.time = value; },
  };
}

/** `Allow`, `Deny` or `401`: what the client would see. */
export async function answered({ authorizer }: Pick<Engine, 'authorizer'>, event: unknown): Promise<string> {
  try {
    const answer = await authorizer.handle(event) as { isAuthorized?: boolean; policyDocument?: { Statement: readonly { Effect: string }[] } };
    return answer.isAuthorized ?? answer.policyDocument?.Statement[0].Effect === 'Allow' ? 'Allow' : 'Deny';
  } catch (error) {
    return (error as Error).message === 'Unauthorized' ? '401' : `broken: ${String(error)}`;
  }
}
