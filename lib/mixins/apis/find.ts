/**
 * Which API somebody means: ``apiFor(construct)`` for an L1, an L2 (`RestApi`, `SpecRestApi`, `HttpApi`) and what was imported.
 *
 * An import of an API of this very app is that API. Undefined: no API; `imported`: one of another app, of which this one may make parts.
 */
import { CfnResource, Resource } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { ownResource } from '../../layers/data/kinds/resolve';
import { type AnyApi, foreignApi, HTTP, REST } from '../../layers/front-door/deployment-hash';
import { readIfPossible, ReferenceTo, resolveValue } from '../../layers/network/members/read';

export type ApiKind = 'rest' | 'http' | 'websocket';

export interface FoundApi {
  readonly kind: ApiKind;
  readonly api: AnyApi;
  /** The L1, where this app makes it. */
  readonly resource?: CfnResource;
  readonly path: string;
}

export function apiFor(construct: IConstruct): FoundApi | undefined {
  if (!Construct.isConstruct(construct)) return undefined;
  const resource = ownResource(construct, [REST, HTTP]) ?? importedFromHere(construct);
  if (resource !== undefined) return { kind: kindOf(resource), api: resource, resource, path: construct.node.path };
  const id = importedId(construct);
  if (id === undefined) return undefined;
  return { kind: id.cfnType === REST ? 'rest' : 'http', api: foreignApi(construct, id.cfnType, id.value), path: construct.node.path };
}

function kindOf(resource: CfnResource): ApiKind {
  if (resource.cfnResourceType === REST) return 'rest';
  return readIfPossible(resource, 'ProtocolType') === 'WEBSOCKET' ? 'websocket' : 'http';
}

function importedFromHere(construct: IConstruct): CfnResource | undefined {
  const id = importedId(construct);
  const value = id === undefined ? undefined : resolveValue(construct, id.value);
  const target = value instanceof ReferenceTo ? value.target : undefined;
  return target !== undefined && CfnResource.isCfnResource(target) && [REST, HTTP].includes(target.cfnResourceType) ? target : undefined;
}

/** `RestApi.fromRestApiId`, `HttpApi.fromHttpApiAttributes` and their likes: no resource of this app. */
function importedId(construct: IConstruct): { readonly cfnType: string; readonly value: unknown } | undefined {
  if (CfnResource.isCfnResource(construct) || !Resource.isResource(construct)) return undefined;
  const l2 = construct as unknown as { restApiId?: unknown; httpApiId?: unknown };
  // The root path of an imported REST API is its child `Default`, and no resource.
  const child = attempt(() => construct.node.defaultChild);
  if (child !== undefined && CfnResource.isCfnResource(child)) return undefined;
  if ('restApiId' in construct && 'addToResourcePolicy' in construct) return { cfnType: REST, value: attempt(() => l2.restApiId) };
  return 'httpApiId' in construct && !('routeId' in construct) ? { cfnType: HTTP, value: attempt(() => l2.httpApiId) } : undefined;
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
