/**
 * What a deployment of an API freezes, as one short name:
 *
 *   hashOfApi(api)                       // 'b0c1…': changes with every method, authorizer, validator, model, response or policy of the API
 *   deploymentHash(frozen)               // the same of resources that were read already; pure
 *   resourcesOfApi(api)                  // everything of the API that the app makes, wherever it stands in the tree
 *
 * API Gateway serves a snapshot: "Updating an API includes modifying routes, methods, integrations, authorizers, resource policies,
 * and anything else other than stage settings", and reaches nobody before the next deployment (API Gateway Developer Guide, "Deploy
 * REST APIs"). Read with lib/layers/network/members/read.ts, thus as the template will say it, overrides included, and without freezing lazies.
 * Not modelled: a body that S3 keeps under a name that does not change, macros, and a resource that is replaced without a change of
 * its logical id or of what the API says about it.
 */
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { createHash } from 'node:crypto';
import { isObject, type Json, read, readIfPossible, ReferenceTo, resolveValue, resourcesIn, Unreadable } from '../network/members/read';
import { mentionsOf } from './mentions';

/** A resource as a deployment freezes it; values in any spelling, as long as it is the same each time. */
export interface FrozenResource {
  /** Logical id, after the path of its stack. */
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
}

export const REST = 'AWS::ApiGateway::RestApi';
export const HTTP = 'AWS::ApiGatewayV2::Api';

/** Types that a deployment freezes, by the API's own. */
const PARTS: Readonly<Record<string, { readonly types: readonly string[] }>> = {
  [REST]: {
    types: ['Method', 'Resource', 'Authorizer', 'RequestValidator', 'Model', 'GatewayResponse'].map((t) => `AWS::ApiGateway::${t}`),
  },
  [HTTP]: {
    types: ['Route', 'Integration', 'Authorizer', 'Model', 'RouteResponse', 'IntegrationResponse', 'ApiGatewayManagedOverrides'].map((t) => `AWS::ApiGatewayV2::${t}`),
  },
};

/** Tags are no part of what is served. */
const NOT_FROZEN = ['Tags'];
const NOT_SERVED = ['Properties', 'Metadata', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy'];

/** Sixteen hex digits; the order of the resources is of no account. */
export function deploymentHash(resources: readonly FrozenResource[]): string {
  const names = new Map<IConstruct, string>();
  const texts = resources.map((r) => JSON.stringify([r.id, r.type, canonical(r.properties, names)])).sort();
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

/** An API of another app, of which this one makes parts. */
export interface ForeignApi {
  /** `AWS::ApiGateway::RestApi` or its like. (CDK takes for a resource what has a `cfnResourceType`.) */
  readonly type: string;
  /** Its id, as a text that is the same for the same id: `foreignApi(...)` makes it. */
  readonly id: string;
  /** Something of this app. */
  readonly near: IConstruct;
}

export type AnyApi = CfnResource | ForeignApi;

export function foreignApi(near: IConstruct, type: string, id: unknown): ForeignApi {
  return { type, id: JSON.stringify(canonical(resolveValue(near, id))), near };
}

export function isForeignApi(api: AnyApi): api is ForeignApi {
  return !CfnResource.isCfnResource(api);
}

/** Everything that a deployment of the API freezes, as the template says it now. */
export function hashOfApi(api: AnyApi): string {
  return deploymentHash(resourcesOfApi(api).map(frozen));
}

/** The API and its parts, in the whole app or stage, nested stacks included; sorted by construct path. */
export function resourcesOfApi(api: AnyApi): CfnResource[] {
  const [own, type] = isForeignApi(api) ? [[], api.type] : [[api], api.cfnResourceType];
  const mine = resourcesNaming(api, (r) => PARTS[type]?.types.includes(r.cfnResourceType) === true);
  return [...own, ...mine].sort((a, b) => (a.node.path < b.node.path ? -1 : 1));
}

/** Resources of some types that name the API: stages, deployments, mappings. */
export function resourcesNaming(api: AnyApi, isMeant: (resource: CfnResource) => boolean): CfnResource[] {
  const near = isForeignApi(api) ? api.near : api;
  return resourcesIn(Stage.of(near) ?? near.node.root).filter((r) => isMeant(r) && apiOf(r, [api]) === api);
}

/** Of a part, a stage, a deployment, a mapping: the one of these APIs that it names. Undefined: another one, or nobody knows. */
export function apiOf<T extends AnyApi>(part: CfnResource, apis: readonly T[]): T | undefined {
  const value = apiNamed(part);
  const { constructs, ids } = mentionsOf(value);
  const own = constructs.length === 0 ? undefined : apis.find((api) => constructs.includes(api as unknown as IConstruct));
  if (own !== undefined) return own;
  // Written by hand: `{ Ref: 'Api' }`. Asking every resource of the stack for its logical id would ask the deployment for its hash.
  const text = value === undefined || !apis.some(isForeignApi) ? undefined : JSON.stringify(canonical(value));
  return apis.find((api: AnyApi) => (isForeignApi(api) ? api.id === text : ids.length > 0 && Stack.of(api) === Stack.of(part) && ids.includes(logicalId(api))));
}

/** What a part says of its API; undefined where it says nothing. */
export function apiNamed(part: CfnResource): unknown {
  return readIfPossible(part, 'RestApiId') ?? readIfPossible(part, 'ApiId');
}

export function isPartOfApi(resource: CfnResource): boolean {
  return Object.values(PARTS).some(({ types }) => types.includes(resource.cfnResourceType));
}

export function frozen(resource: CfnResource): FrozenResource {
  const properties = readAll(resource);
  return {
    id: `${Stack.of(resource).node.path}/${logicalId(resource)}`, type: resource.cfnResourceType,
    properties: [Object.fromEntries(Object.entries(properties).filter(([name]) => !NOT_FROZEN.includes(name))), beside(resource)],
  };
}

/** Whether it is there at all: its condition, and overrides beside its properties. */
function beside(resource: CfnResource): unknown {
  const { rawOverrides = {} } = resource as unknown as { rawOverrides?: Json };
  const over = Object.fromEntries(Object.entries(rawOverrides).filter(([name]) => !NOT_SERVED.includes(name)));
  return { condition: resource.cfnOptions.condition?.node.path, over: resolveValue(resource, over) };
}

/** All properties with all overrides, one by one: an override may be a token. */
function readAll(resource: CfnResource): Json {
  const internals = resource as unknown as { cfnProperties?: Json; _cfnProperties?: Json; rawOverrides?: { Properties?: Json } };
  const written = resolveKeys(resource, internals.cfnProperties ?? internals._cfnProperties);
  const overridden = resolveKeys(resource, internals.rawOverrides?.Properties);
  const names = new Map([...written, ...overridden].map((name) => [name.toLowerCase(), name]));
  const entries = [...names.values()].map((name) => [name[0].toUpperCase() + name.slice(1), valueOf(resource, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function resolveKeys(resource: CfnResource, properties: unknown): string[] {
  const value = properties !== null && typeof properties === 'object' && !('resolve' in properties) ? properties : resolveValue(resource, properties);
  return isObject(value) ? Object.keys(value) : [];
}

/** What cannot be read inside still is something: its text changes when it does. */
function valueOf(resource: CfnResource, name: string): unknown {
  try {
    return read(resource, name);
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.got };
    throw error;
  }
}

/** Keys sorted; a reference by the logical id of what it names, so that its replacement shows. */
function canonical(value: unknown, names = new Map<IConstruct, string>()): unknown {
  if (value instanceof ReferenceTo) {
    // The same few resources are named hundreds of times.
    const name = names.get(value.target) ?? nameOf(value.target);
    names.set(value.target, name);
    return { reference: [name, value.attribute] };
  }
  if (Array.isArray(value)) return value.map((v) => canonical(v, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([k, v]) => [k, canonical(v, names)]));
}

export const DEPLOYMENTS: readonly string[] = ['AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment'];
export const STAGES: readonly string[] = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'];

/** Who refers to the deployment is named by its path: its logical id is what is being made. */
function nameOf(target: IConstruct): string {
  if (!CfnResource.isCfnResource(target) || DEPLOYMENTS.includes(target.cfnResourceType) || STAGES.includes(target.cfnResourceType)) return target.node.path;
  return `${Stack.of(target).node.path}/${logicalId(target)}`;
}

/** As `Stack.resolve` says it, which measures itself at every call. */
export function logicalId(resource: CfnResource): string {
  return String(resolveValue(resource, resource.logicalId));
}
