/**
 * Per door: each method and path, who may call it, what answers; and who issues the tokens.
 */
import { compareText, type DoorData, type IdentityData, type RouteData } from '../../intent';
import { some } from '../words';
import type { Section, SectionContext } from './context';

const PROFILES: Readonly<Record<string, string>> = { 'device-certificate': 'device certificate (mTLS, TLS 1.2)', 'tls13': 'TLS 1.3', 'tls12': 'TLS 1.2', 'private': 'private: through interface endpoints alone' };
const PROTOCOLS: Readonly<Record<string, string>> = { rest: 'REST API', http: 'HTTP API' };
const KINDS: Readonly<Record<string, string>> = { 'user-pool': 'user pool', 'existing-pool': 'user pool that exists', 'issuer': 'OIDC issuer' };
/** What `publicBecause` opens, where the door itself asks for something. */
const PUBLIC: Readonly<Record<string, string>> = { 'device-certificate': 'ANY DEVICE' };
const HANDLERS: Readonly<Record<string, string>> = { http: 'HTTP through', service: 'service action' };

export const routes: Section = ({ page, permits }) => {
  for (const door of permits.doors ?? []) {
    const all = (permits.routes ?? []).filter((r) => r.door === door.id).sort((a, b) => compareText(a.path, b.path) || compareText(a.method, b.method));
    page.heading(`Routes of ${nameOf(door)}`, all.length === 0 ? ': none is declared; nobody calls anything' : ': who may call what; nothing else answers');
    page.prose(doorText(door), { hang: 2 });
    if (all.length === 0) continue;
    const table = page.lay({
      heads: ['METHOD', 'PATH', 'WHO MAY CALL', 'HANDLER'],
      rows: all.map((r) => [r.method, r.path, { text: whoText(r, door), ...(r.access === 'public' ? { style: 'loud' as const } : {}) }, handlerText(r)]),
      indent: 2,
    });
    page.rows(table, (i) => {
      const r = all[i];
      if (r.access === 'public') page.prose(`${PUBLIC[door.profile] === undefined ? 'public' : 'nothing more is asked'}, because ${r.because ?? '(no reason given)'}`, { indent: 6, hang: 2, style: 'loud' });
      else if (r.because !== undefined) page.prose(r.because, { indent: 6 });
      if (r.purpose !== undefined) page.prose(`purpose: ${r.purpose}`, { indent: 6, hang: 2 });
      const demands = demandsOf(r);
      if (demands.length > 0) page.prose(demands.join('; '), { indent: 6, hang: 2 });
    });
  }
};

/** Below the scope whose doors take their tokens; those that no door names, below the first of the stage. */
export const identities: Section = ({ page, identities: all }: SectionContext) => {
  if (all.length === 0) return;
  page.heading('Identities', ': who issues tokens, to which clients, with which scopes');
  const table = page.lay({ heads: ['IDENTITY', 'KIND', 'CLIENTS'], rows: all.map((i) => [i.path, KINDS[i.kind] ?? i.kind, clientsText(i)]), indent: 2 });
  page.rows(table, (i) => {
    const { scopes, kind, clients } = all[i];
    page.prose(scopes === undefined ? `scopes: not known here; the ${kind === 'issuer' ? 'issuer' : 'pool'} decides` : `scopes: ${some(scopes, 12) || 'none'}`, { indent: 6, hang: 2, ...(scopes === undefined ? { style: 'loud' as const } : {}) });
    for (const c of clients) if (c.kind === 'service') page.prose(`${c.id} calls by itself, without a user, with ${some(c.scopes, 12) || 'no scope'}`, { indent: 6, hang: 2 });
  });
};

function doorText(door: DoorData): string {
  return [PROTOCOLS[door.protocol] ?? door.protocol, PROFILES[door.profile] ?? door.profile, ...(door.identity === undefined ? [] : [`tokens of ${door.identity}`])].join('; ');
}

function nameOf(door: DoorData): string {
  return door.displayName === door.id ? door.id : `${door.id} (${door.displayName})`;
}

/** `employee with documents/read`, `SigV4: App/Batch`, `ANYBODY`, behind client certificates `ANY DEVICE`. */
function whoText({ access, personas, scopes, callers }: RouteData, { profile }: DoorData): string {
  if (access === 'public') return PUBLIC[profile] ?? 'ANYBODY';
  if (access === 'iam') return `SigV4: ${some(callers.map((c) => c.path), 6)}`;
  return `${personas.length === 0 ? 'whoever has' : `${some(personas, 6)} with`} ${scopes.join(' or ')}`;
}

function handlerText({ handler: { kind, path } }: RouteData): string {
  return HANDLERS[kind] === undefined ? path : `${HANDLERS[kind]} ${path}`;
}

function demandsOf({ minimumTier, objectRule, stepUpSeconds }: RouteData): string[] {
  return [
    ...(minimumTier === undefined ? [] : [`device at least ${minimumTier}`]),
    ...(objectRule === undefined ? [] : [objectRule === 'own' ? 'own objects only' : 'own and shared objects only']),
    ...(stepUpSeconds === undefined ? [] : [`signed in at most ${stepUpSeconds} seconds ago`]),
  ];
}

function clientsText({ clients }: IdentityData): string {
  return some(clients.map((c) => `${c.id} (${c.kind})`), 6) || 'none known';
}
