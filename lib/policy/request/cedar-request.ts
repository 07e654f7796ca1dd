/**
 * A request as policies see it: who, what, on which object, and the facts around it. The same at synth (policy tests), by hand and in the authorizer.
 *
 *   cedarRequest({ kind: 'user', subject: 'ada', client: 'portal', scopes, personas, groups }, { door: 'Documents', route: 'GET /documents/{id}', resource: 'documents/42' }, context)
 *
 * Entities are those of the schema (lib/policy/routes/schema.ts): the subject in its personas and groups, the object in its door, and nothing more. What is not known
 * is not there: no field is undefined, none has a stand-in.
 */
import type { CedarEntity, CedarRequest, EntityUid } from '../../contract/access/policy-table';

export interface AccessSubject {
  readonly kind: 'user' | 'service';
  /** The token's `sub`. */
  readonly subject: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly personas: readonly string[];
  /** Of a user. */
  readonly groups: readonly string[];
}

export interface AccessTarget {
  readonly door: string;
  /** `GET /documents/{id}`. */
  readonly route: string;
  /** `documents/42`: the path without its first slash. */
  readonly resource: string;
  /** The owner's `sub`, where it is known before the handler runs. */
  readonly owner?: string;
}

/** `context` of every action. Numbers are whole: Cedar knows no others. */
export interface AccessContext {
  readonly http_request: {
    readonly http_method: string; readonly hostname: string; readonly path: string; readonly user_agent?: string;
    /** `{ __extn: { fn: 'ip', arg } }`, or an `IpAddress` of lib/policy/evaluate. */
    readonly client_ip: unknown;
  };
  readonly path: Readonly<Record<string, string>>;
  readonly token: {
    readonly scopes: readonly string[]; readonly client: string; readonly ageSeconds: number; readonly authAgeSeconds?: number; readonly acr?: string; readonly amr: readonly string[];
  };
  readonly trust: { readonly tier: number; readonly score: number };
  readonly device?: { readonly tier: number; readonly ageSeconds: number; readonly enrolled: boolean; readonly posture: Readonly<Record<string, string | number | boolean>> };
  readonly location: { readonly sets: readonly string[]; readonly country?: string };
  /** `newDevice`: only where a certificate says which device it is. `travelSpeed`: kilometres per hour, only where places are known. */
  readonly behaviour?: { readonly riskScore: number; readonly velocity: number; readonly recentDenials: number; readonly newDevice?: boolean; readonly travelSpeed?: number };
  readonly time: { readonly windows: readonly string[]; readonly weekday: number; readonly minuteOfDay: number };
  readonly purpose?: string;
}

export function cedarRequest(who: AccessSubject, what: AccessTarget, context: AccessContext): CedarRequest {
  const principal = { type: who.kind === 'service' ? 'Service' : 'User', id: who.subject };
  const resource = { type: 'Resource', id: what.resource };
  const parents: EntityUid[] = who.personas.map((id) => ({ type: 'Persona', id }));
  if (who.kind === 'user') for (const id of who.groups) parents.push({ type: 'Group', id });
  const entities: CedarEntity[] = [
    { uid: principal, attrs: { sub: who.subject, client: who.client, scopes: who.scopes }, parents },
    { uid: resource, attrs: { path: what.resource, ...(what.owner === undefined ? {} : { owner: { __entity: { type: 'User', id: what.owner } } }) }, parents: [{ type: 'Door', id: what.door }] },
  ];
  return { principal, action: { type: 'Action', id: what.route }, resource, context: context as unknown as CedarRequest['context'], entities };
}
