/**
 * Doors and identities as layers declare them:
 *
 *   { id: Door, protocol: rest, profile: tls13, identity: App/Identity }
 *   { path: App/Identity, kind: user-pool, clients: [{ id: web, kind: web, scopes: [documents/read] }], scopes: [documents/read] }
 *
 * Both are constructs: no file can declare one. What the constructs alone know (logical ids, the issuer) comes from `FrontDoorFacts`.
 */
import { type FrontDoorFacts } from './door-facts';
import { compareText, type Findings } from './finding';
import type { DoorData, DoorProfileKind, DoorProtocol, IdentityClientData, IdentityData } from './model-front-door';
import { labelOf } from './read-segment';
import { ObjectReader } from './reader';
import { readId } from './terms';

export const DOOR_PROTOCOLS: readonly DoorProtocol[] = ['rest', 'http'];
export const DOOR_PROFILES: readonly DoorProfileKind[] = ['device-certificate', 'tls13', 'tls12', 'private'];
export const IDENTITY_KINDS: readonly IdentityData['kind'][] = ['user-pool', 'existing-pool', 'issuer'];
export const CLIENT_KINDS: readonly IdentityClientData['kind'][] = ['web', 'mobile', 'service'];

export function readDoor(value: unknown, scope: string, pointer: string, facts: FrontDoorFacts, findings: Findings): DoorData | undefined {
  const r = new ObjectReader(value, pointer, labelOf('door', value), findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'door', 'a name', findings);
  const displayName = r.optionalText('displayName');
  const protocol = r.has('protocol') ? r.oneOf('protocol', DOOR_PROTOCOLS) : 'rest';
  const profile = r.has('profile') ? r.oneOf('profile', DOOR_PROFILES) : missing(r, 'profile', '`device-certificate`, `tls13`, `tls12` or `private`', findings);
  const identity = r.optionalText('identity');
  r.done();
  if (id === undefined || protocol === undefined || profile === undefined) return undefined;
  return {
    scope, id, displayName: displayName ?? id, protocol: protocol as DoorProtocol, profile: profile as DoorProfileKind,
    ...(identity === undefined ? {} : { identity }),
    ...defined(facts.doorOf(id)),
  };
}

export function readIdentity(value: unknown, pointer: string, facts: FrontDoorFacts, findings: Findings): IdentityData | undefined {
  const path = (value as { path?: unknown } | null | undefined)?.path;
  const r = new ObjectReader(value, pointer, typeof path === 'string' ? `identity \`${path.trim()}\`` : 'an identity', findings);
  if (!r.isObject) return undefined;
  const own = r.text('path', 'the construct path of who issues tokens');
  const kind = r.has('kind') ? r.oneOf('kind', IDENTITY_KINDS) : missing(r, 'kind', '`user-pool`, `existing-pool` or `issuer`', findings);
  const issuer = r.raw('issuer');
  const clients = r.items('clients').map((client, i) => readClient(client, `${r.at('clients')}/${i}`, r, findings)).filter((c): c is IdentityClientData => c !== undefined);
  const scopes = r.has('scopes') ? r.texts('scopes').sort(compareText) : undefined;
  r.done();
  if (own === undefined || kind === undefined) return undefined;
  return sortedIdentity({
    path: own, kind: kind as IdentityData['kind'], ...(issuer === undefined ? {} : { issuer }), clients, ...(scopes === undefined ? {} : { scopes }),
    ...defined(facts.identityOf(own)),
  });
}

function readClient(value: unknown, pointer: string, identity: ObjectReader, findings: Findings): IdentityClientData | undefined {
  const r = new ObjectReader(value, pointer, `${labelOf('client', value)} of ${identity.what}`, findings);
  if (!r.isObject) return undefined;
  const id = r.text('id', 'a name');
  const kind = r.has('kind') ? r.oneOf('kind', CLIENT_KINDS) : missing(r, 'kind', '`web`, `mobile` or `service`', findings);
  const scopes = r.texts('scopes').sort(compareText);
  r.done();
  return id === undefined || kind === undefined ? undefined : { id, kind: kind as IdentityClientData['kind'], scopes };
}

/** The same whatever the order in which its constructs said it. */
export function sortedIdentity(identity: IdentityData): IdentityData {
  const unique = (scopes: readonly string[]): string[] => [...new Set(scopes)].sort(compareText);
  return {
    ...identity,
    clients: [...identity.clients].map((c) => ({ ...c, scopes: unique(c.scopes) })).sort((a, b) => compareText(a.id, b.id)),
    ...(identity.scopes === undefined ? {} : { scopes: unique(identity.scopes) }),
  };
}

/** A fact that is not known must not wipe out what was said. */
export function defined<T extends object>(facts: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, v]) => v !== undefined)) as Partial<T>;
}

function missing(r: ObjectReader, field: string, expected: string, findings: Findings): undefined {
  findings.error('MissingField', r.pointer, `${r.what} has no \`${field}\`; expected ${expected}`);
  return undefined;
}
