/**
 * Which tags let somebody into a store: what its policy asks for, as templates show it, and what roles carry.
 *
 *   asksForTag(templates, 'zero-trust:app.data.documents')   // some policy has `aws:PrincipalTag/zero-trust:App.Data.documents`
 *   wordsOfFlow(flow)                                        // ['read']: what its roles have to carry
 */
import { accessWords, guardedTagKey, sameTagKey } from '../../contract/guarded-tag';
import type { DataFlowData, DataOfferData, StoreData } from '../../intent/model-data';
import type { MemberData } from '../../intent/model';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { resourceOf } from '../bind-members';
import type { BoundIntent } from '../network/model';
import { type Role, rolesOf } from './roles';

const ASKED = new WeakMap<TemplateWorld, ReadonlySet<string>>();

/** Any policy of any resource: each kind of store has its own place for one. */
export function asksForTag(templates: TemplateWorld, key: string): boolean {
  let asked = ASKED.get(templates);
  if (asked === undefined) {
    asked = new Set(templates.resources.flatMap(({ written }) => [...(written === undefined ? '' : JSON.stringify(written)).matchAll(/aws:PrincipalTag\/([^"\\]+)["\\]/gi)].map((m) => sameTagKey(m[1]))));
    ASKED.set(templates, asked);
  }
  return asked.has(key);
}

export function keyOfStore({ scope, store }: DataFlowData['store']): string {
  return sameTagKey(guardedTagKey(scope, store));
}

export function wordsOfOffer({ access, actions, parts }: Pick<DataOfferData, 'access' | 'actions' | 'parts'>): readonly string[] {
  return accessWords(access, actions, true, { parts });
}

/** A claim says what its owner offers. Other flows may say less than a word stands for, by a hash that only the layer can make. */
export function wordsOfFlow({ access, actions, parts, until, rows, claims }: DataFlowData): readonly string[] {
  return accessWords(access, actions, true, claims === undefined ? { parts, until, rows } : { parts });
}

export function saysLess({ claims, parts, rows, access }: DataFlowData): boolean {
  return claims === undefined && access !== 'actions' && (parts.length > 0 || rows !== undefined);
}

/** A role or a store of an intent, where the templates that were given make it. */
export function resourceIn(bound: BoundIntent, { path = '', type = '', template, logicalId }: Partial<Pick<MemberData, 'path' | 'type' | 'template' | 'logicalId'>>, templates: TemplateWorld): Resource | undefined {
  const file = bound.file ?? '';
  const directory = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
  return resourceOf({ path, type, template, logicalId }, { stage: bound.stage, directory, file, intent: undefined }, templates);
}

export interface Behind {
  readonly path: string;
  /** Absent where no given template makes it. */
  readonly role?: Role;
  /** Its template was named, and does not make it. */
  readonly isLost: boolean;
}

/** The roles behind a data flow. */
export function rolesBehind(bound: BoundIntent, flow: DataFlowData, templates: TemplateWorld): readonly Behind[] {
  const roles = rolesOf(templates);
  return flow.principals.map((p) => {
    const resource = resourceIn(bound, p, templates);
    const role = resource === undefined ? undefined : roles.get(resource.id);
    return { path: p.path, ...(role === undefined ? {} : { role }), isLost: role === undefined && p.logicalId !== undefined };
  });
}

/** Stores that intents own: what a claimant says of a store of another repository is no offer of its owner's. */
export function ownStores({ intent }: BoundIntent): readonly StoreData[] {
  return (intent.stores ?? []).filter((s) => intent.scopes.some((x) => x.scope === s.scope));
}
