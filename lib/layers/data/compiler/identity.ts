/**
 * What a data flow grants to each of its roles, as statements of their own policies:
 *
 *   grantsOf(flow, store, kind)   // [{ key: 'App/Data#documents', flow: 'api-reads-documents', statements: [...] }]
 *
 * One grant for each part of the store, so that another part moves nothing. Every statement names exact actions and resources;
 * the key is used through the store's service only. Not granted: what cannot be narrowed to the rows that a flow asks for.
 */
import { Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import { actionFacts } from '../actions';
import type { StoreKind } from '../kind';
import type { DataFlowFacts, Statement, StoreFacts, StoreResource } from '../model';
import { isLimited, isListing, rowGrants } from './row-conditions';
import type { Grant } from './shards';

type Condition = Statement['Condition'];

const BY_IAM: readonly string[] = ['sigv4', 'rds-iam'];

/** Actions that the flow really grants: with rows, or parts of a bucket, those that can be narrowed to them. */
export function effectiveActions(flow: DataFlowFacts, kind: StoreKind): readonly string[] {
  if (flow.access === 'actions') return flow.actions;
  // A password, a token or a certificate is the engine's to check; a claim grants what its offer says.
  if (flow.claims === undefined && !BY_IAM.includes(flow.authentication.method)) return flow.actions.filter((a) => kind.connect?.includes(a) !== true);
  if (flow.rows !== undefined) return flow.actions.filter((a) => isLimited(kind.type, a));
  // A listing of uploads or versions that takes no prefix would show the keys of all parts.
  if (kind.type === 's3' && flow.parts.length > 0) return flow.actions.filter((a) => isLimited(kind.type, a));
  return flow.actions;
}

export function grantsOf(flow: DataFlowFacts, facts: StoreFacts, kind: StoreKind): Grant[] {
  const actions = effectiveActions(flow, kind);
  if (actions.length === 0) return [];
  const use = keyUse(flow, facts.store, kind, actions);
  const access = accessOf(flow, facts, kind).map(({ key, statements }): Grant => ({ key, flow: flow.id, statements }));
  // The key apart: smaller pieces fill policies better.
  return use.length === 0 ? access : [...access, { key: `${facts.scope}#${facts.id} key`, flow: flow.id, statements: use }];
}

/** The access itself, part by part, without the key: what a store's own policy must let in as well where the role is of another account. */
export function accessOf(flow: DataFlowFacts, facts: StoreFacts, kind: StoreKind): { readonly key: string; readonly statements: readonly Statement[] }[] {
  const actions = effectiveActions(flow, kind);
  const store = `${facts.scope}#${facts.id}`;
  const ends = untilCondition(flow.until);
  if (flow.rows !== undefined) {
    const statements = rowGrants(kind.type, actions, flow.rows).flatMap((g) => byResource(kind, facts.store, g.actions, g.parts ?? flow.parts, { ...g.condition, ...ends }, (r) => !isIndexes(r)));
    return [{ key: `${store} rows`, statements }];
  }
  if (flow.parts.length === 0) return [{ key: store, statements: memo(facts, `${actions.join(' ')} ${flow.until ?? ''}`, () => byResource(kind, facts.store, actions, [], ends)) }];
  return flow.parts.map((part) => {
    const listing = kind.type === 's3' ? actions.filter(isListing) : [];
    const rest = actions.filter((a) => !listing.includes(a));
    return {
      key: `${store} ${part}`,
      statements: [
        ...byResource(kind, facts.store, rest, [part], ends),
        ...byResource(kind, facts.store, listing, [], { StringLike: { 's3:prefix': [part] }, ...ends }),
      ],
    };
  });
}

/** `DateLessThan` the instant; a date alone is its last day in UTC. */
export function untilCondition(until: string | undefined): Condition {
  return until === undefined ? undefined : { DateLessThan: { 'aws:CurrentTime': endOf(until) } };
}

/** The instant from which on the permission is gone. */
export function endOf(until: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until);
  return isDay ? new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000).toISOString().replace('.000Z', 'Z') : until;
}

/**
 * Resources that take the same actions stand in one statement: a bucket's listing and its objects do not, and no ARN is said twice.
 */
export function byResource(kind: StoreKind, store: StoreResource, actions: readonly string[], parts: readonly string[], condition: Condition, isMeant: (resource: unknown) => boolean = () => true): Statement[] {
  const taken = new Map<string, { readonly resource: unknown; readonly actions: string[] }>();
  for (const action of actions) {
    for (const resource of kind.resources(store, [action], parts).filter(isMeant)) {
      const key = typeof resource === 'string' ? resource : JSON.stringify(resource);
      const known = taken.get(key);
      if (known === undefined) taken.set(key, { resource, actions: [action] });
      else known.actions.push(action);
    }
  }
  const groups = new Map<string, { readonly actions: readonly string[]; readonly resources: unknown[] }>();
  for (const { resource, actions: list } of taken.values()) {
    const key = list.join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [...list].sort(), resources: [resource] });
    else group.resources.push(resource);
  }
  return [...groups.values()].map((g) => ({
    Effect: 'Allow' as const, Action: g.actions, Resource: g.resources,
    ...(condition === undefined || Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  }));
}

/** Rows of a table are told apart by the table's own keys; an index has others, and is not meant unless it is named. */
function isIndexes(resource: unknown): boolean {
  return typeof resource === 'string' ? resource.endsWith('/index/*') : JSON.stringify(resource)?.includes('/index/*') === true;
}

/** KMS actions that a flow needs on the store's key: none where it touches nothing that is encrypted. */
export function keyActions(kind: StoreKind, actions: readonly string[]): readonly string[] {
  return memo(kind, actions.join(' '), () => {
    const used = actions.filter((a) => kind.key.unused?.includes(a) !== true);
    const writes = used.some((a) => kind.write.includes(a));
    const reads = used.some((a) => kind.read.includes(a) || (!kind.write.includes(a) && actionFacts(a) !== undefined));
    return [...new Set([...(reads ? kind.key.read : []), ...(writes ? kind.key.write : [])])].sort();
  });
}

/** Many data flows ask the same of the same. */
const KNOWN = new WeakMap<object, Map<string, unknown>>();

function memo<T>(of: object, key: string, make: () => T): T {
  const known = KNOWN.get(of) ?? new Map<string, unknown>();
  KNOWN.set(of, known);
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

/** `kms:ViaService` of the store's service, in the region of the store. */
export function viaService(kind: StoreKind, store: StoreResource): Condition {
  const { viaService: via } = kind.key;
  if (via === undefined) return undefined;
  const region = regionOf(store);
  const name = via.includes('.') ? via.replaceAll('{region}', region) : `${via}.${region}.amazonaws.com`;
  return { [name.includes('*') ? 'StringLike' : 'StringEquals']: { 'kms:ViaService': name } };
}

function regionOf(store: StoreResource): string {
  if (store.resource !== undefined) return Stack.of(store.resource).region;
  const literal = Token.isUnresolved(store.arn) ? undefined : store.arn.split(':')[3];
  if (literal !== undefined && literal !== '') return literal;
  // A bucket's ARN says no region; that of its key does.
  const keyRegion = store.key === undefined ? undefined : Token.isUnresolved(store.key.arn) ? Fn.select(3, Fn.split(':', store.key.arn)) : store.key.arn.split(':')[3];
  return keyRegion !== undefined && keyRegion !== '' ? keyRegion : Aws.REGION;
}

function keyUse(flow: DataFlowFacts, store: StoreResource, kind: StoreKind, actions: readonly string[]): Statement[] {
  if (store.key === undefined) return [];
  const use = keyActions(kind, actions);
  const condition = { ...viaService(kind, store), ...untilCondition(flow.until) };
  return use.length === 0 ? [] : [{ Effect: 'Allow', Action: use, Resource: [store.key.arn], ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }) }];
}
