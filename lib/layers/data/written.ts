/**
 * What the layer wrote into policies, to be looked at once more at synth: ``writtenStore('App/Data#documents', carrier, stores).isStill()``.
 *
 * Hundreds of policies are looked at, and hardly ever did anybody touch one: so first whether the very objects that were written still
 * stand where they were put, and only else what the template says, statement by statement.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { type Json, read, resolveValue } from '../network/members/read';
import { kindOfType } from './kinds';
import type { StoreFacts, StoreResource } from './model';

export interface Written {
  /** `role api`, `store documents`. */
  readonly name: string;
  readonly path: string;
  /** False where the template will say anything else than what was written; may throw where it cannot be read any more. */
  readonly isStill: () => boolean;
}

/** A policy that grants, and to whom. */
export function writtenRole(name: string, policy: CfnResource): Written {
  const then = (['PolicyDocument', 'RoleName', 'Roles'] as const).map((property) => ({ property, value: said(policy, property) }));
  return { name: `role \`${name.trim()}\``, path: policy.node.path, isStill: () => then.every(({ property, value }) => isSame(policy, property, value)) };
}

/** A policy that denies, by \`SCOPE#ID\` of the store, or \`SCOPE#ID key\`. */
export function writtenStore(name: string, carrier: CfnResource, stores: ReadonlyMap<string, StoreFacts>): Written {
  const words = { name: `store \`${name}\``, path: carrier.node.path };
  const isKey = name.endsWith(' key');
  const facts = stores.get(name.replace(/ key$/, ''));
  const home = facts === undefined ? undefined : kindOfType(isKey ? 'kms' : facts.store.type).policy;
  if (facts === undefined || home === undefined) return { ...words, isStill: () => false };
  const store: StoreResource = isKey && facts.store.type !== 'kms' ? { ...facts.store, type: 'kms', cfnType: carrier.cfnResourceType, resource: carrier } : facts.store;
  if (home.isAsWritten?.(store) !== undefined) return { ...words, isStill: () => home.isAsWritten?.(store) === true };
  const ours = (): string => JSON.stringify(home.read(store).filter((s) => typeof s.Sid === 'string' && s.Sid.startsWith('ZeroTrust')));
  const then = ours();
  return { ...words, isStill: () => ours() === then };
}

interface Internals {
  readonly cfnProperties?: Json;
  readonly rawOverrides?: { readonly Properties?: Json };
}

function said(resource: CfnResource, property: string): unknown {
  const { cfnProperties = {} } = resource as unknown as Internals;
  const value = cfnProperties[property[0].toLowerCase() + property.slice(1)];
  return Array.isArray(value) ? [...(value as unknown[])] : value;
}

function isSame(resource: CfnResource, property: string, then: unknown): boolean {
  const { rawOverrides } = resource as unknown as Internals;
  const now = said(resource, property);
  const isUntouched = now === then || (Array.isArray(now) && Array.isArray(then) && now.length === then.length && now.every((v, i) => v === then[i]));
  if (isUntouched && (rawOverrides?.Properties === undefined || !(property in rawOverrides.Properties))) return true;
  return JSON.stringify(read(resource, property)) === JSON.stringify(resolveValue(resource, then));
}
