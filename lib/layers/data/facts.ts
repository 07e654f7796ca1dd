/**
 * What constructs know and an intent does not: kinds of stores, roles behind sources, exact actions.
 *
 *   declaration.setDataFacts(dataFacts(protection))     // while the intent is normalised
 *   storeFacts(protection, intent)                      // for the compiler
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DataFacts, DataFlowData, DataSource, Intent, PrincipalData, StoreData } from '../../intent';
import { resolveValue } from '../network/members/read';
import { relativePath } from '../network/segment';
import { actionsFor } from './actions-for';
import type { DataProtection } from './data-protection';
import type { DataStore } from './data-store';
import { deployersOf } from './deployer';
import { guardedTagKey } from './guarded-tag';
import type { DataFlowFacts, PrincipalFacts, StoreFacts, StoreResource } from './model';
import { principalsOf } from './principals';

export function dataFacts(protection: DataProtection): DataFacts {
  const described = new Map<PrincipalFacts, PrincipalData>();
  const describePrincipal = (principal: PrincipalFacts): PrincipalData => {
    const known = described.get(principal) ?? principalData(principal, protection);
    described.set(principal, known);
    return known;
  };
  return {
    storeOf: (id) => {
      const store = protection._stores.get(`${protection._declaration.scope}#${id}`);
      return store === undefined ? {} : describeStore(store);
    },
    principalsOf: (source) => principalsBehind(protection, source).map(describePrincipal),
    actionsOf: ({ scope, store }, access, actions) => {
      const kind = protection._stores.get(`${scope}#${store}`)?._host.kind;
      return kind === undefined ? actions : actionsFor(kind, access, actions);
    },
  };
}

/** Roles are looked for once: a mistake is told once. */
const found = new WeakMap<DataProtection, Map<string, readonly PrincipalFacts[]>>();

export function principalsBehind(protection: DataProtection, source: DataSource): readonly PrincipalFacts[] {
  const key = source.kind === 'segment' ? `segment:${source.segment}` : source.path;
  const known = found.get(protection) ?? new Map<string, readonly PrincipalFacts[]>();
  found.set(protection, known);
  let principals = known.get(key);
  if (principals === undefined) {
    const behind = protection._sources.get(key) ?? segmentBehind(protection, source);
    principals = behind === undefined ? [] : principalsOf(behind.construct, (code, message) => protection._declaration.report('error', code, message, behind.site));
    known.set(key, principals);
  }
  return principals;
}

/** What a data flow begins at. */
export function constructBehind(protection: DataProtection, source: DataSource): IConstruct | undefined {
  const key = source.kind === 'segment' ? `segment:${source.segment}` : source.path;
  return (protection._sources.get(key) ?? segmentBehind(protection, source))?.construct;
}

/** A segment that only an intent file names. */
function segmentBehind({ _network }: DataProtection, source: DataSource): { readonly construct: IConstruct; readonly site?: undefined } | undefined {
  const segment = source.kind === 'segment' ? _network?._segments.get(source.segment) : undefined;
  return segment === undefined ? undefined : { construct: segment };
}

function describeStore({ _host: { store } }: DataStore): ReturnType<DataFacts['storeOf']> {
  if (store === undefined) return {};
  const { resource } = store;
  const { construct } = store;
  return {
    kind: store.type,
    path: construct === undefined ? store.path : relativePath(construct, store.path),
    type: resource === undefined ? 'imported' : store.cfnType,
    ...(resource === undefined ? { arn: store.arn } : { template: Stack.of(resource).templateFile, logicalId: logicalIdOf(resource) }),
  };
}

/** As `Stack.resolve` says it, which measures itself at every call. */
function logicalIdOf(resource: CfnResource): string {
  return String(resolveValue(resource, resource.logicalId));
}

function principalData({ path, arn, resource, account }: PrincipalFacts, protection: DataProtection): PrincipalData {
  return {
    path: relativePath(protection, path),
    ...(resource === undefined ? { arn } : { template: Stack.of(resource).templateFile, logicalId: logicalIdOf(resource) }),
    ...(account === undefined || Token.isUnresolved(account) ? {} : { account }),
  };
}

/** The store as its construct shows it now: keys and policies may have been set since it was declared. */
export function storeNow({ _host: { props, store, kind } }: DataStore): StoreResource | undefined {
  return store?.resource === undefined ? store : kind?.resolve(props.resource) ?? store;
}

export function storeFacts(protection: DataProtection, store: DataStore, data: StoreData): StoreFacts | undefined {
  const now = storeNow(store);
  if (now === undefined) return undefined;
  const { breakGlassRoles = [] } = protection._props;
  const { exemptions = [], key } = store._host.props;
  const stated = now.key === undefined && key !== undefined ? { key: { arn: key.keyRef.keyArn } } : {};
  return {
    scope: data.scope,
    id: data.id,
    store: { ...now, ...stated },
    posture: protection._declaration.posture,
    ...(data.crownJewel === undefined ? {} : { classification: data.crownJewel.classification }),
    stack: now.resource === undefined ? '' : Stack.of(now.resource).node.path,
    exempt: [
      ...deployersOf(Stack.of(now.resource ?? protection), protection._props).exempt,
      ...breakGlassRoles.map((arn) => ({ arn, because: 'breaks the glass' })),
      ...exemptions.map(({ roleArn, because }) => ({ arn: roleArn, because })),
      ...(store._host.kind?.masters?.(now) ?? []).map((master) => ({ ...master, notOfKey: true as const })),
    ],
    tagKey: guardedTagKey(data.scope, data.id),
    offers: data.offers,
  };
}

export function flowFacts(protection: DataProtection, intent: Intent): DataFlowFacts[] {
  return (intent.dataFlows ?? []).filter((f) => f.scope === protection._declaration.scope).map(({ store, source, principals: _, ...rest }: DataFlowData) => ({
    ...rest,
    store: `${store.scope}#${store.store}`,
    principals: principalsBehind(protection, source),
  }));
}
