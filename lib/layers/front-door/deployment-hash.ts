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
 * Conditions, mappings and defaults of parameters that are named there are part of it (deployment-named.ts).
 * Not modelled: a body that S3 keeps under a name that does not change, macros, and a resource that is replaced without a change of
 * its logical id or of what the API says about it.
 */
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { createHash } from 'node:crypto';
import { isObject, type Json, read, readIfPossible, ReferenceTo, resolveValue, resourcesIn, typeOf, Unreadable } from '../network/members/read';
import { isSaid, Named } from './deployment-named';
import { mentionsOf } from './mentions';

/** A resource as a deployment freezes it; values in any spelling, as long as it is the same each time. */
export interface FrozenResource {
  /** Logical id, after the path of its stack. */
  readonly id: string;
  readonly type: string;
  readonly properties: unknown;
  /** Whose conditions, mappings and parameters its values name. */
  readonly stack?: Stack;
}

/** What is known while one hash is made. */
interface Hashing {
  /** The same few resources are named hundreds of times. */
  readonly names: Map<IConstruct, string>;
  readonly named: Named;
  stack?: Stack;
}

const hashing = (): Hashing => ({ names: new Map(), named: new Named() });

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
  return hashOf(resources, hashing());
}

function hashOf(resources: readonly FrozenResource[], by: Hashing): string {
  const texts = resources.map((r) => {
    by.stack = r.stack;
    return canonical([r.id, r.type, r.properties], by);
  }).sort();
  for (const meaning of by.named.all().filter(isSaid)) {
    by.stack = Stack.of(meaning.element);
    texts.push(canonical([meaning.element.node.path, meaning.kind, meaning.said], by));
  }
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
  return { type, id: canonical(resolveValue(near, id)), near };
}

export function isForeignApi(api: AnyApi): api is ForeignApi {
  return !CfnResource.isCfnResource(api);
}

/** Everything that a deployment of the API freezes, as the template says it now. */
export function hashOfApi(api: AnyApi): string {
  const by = hashing();
  return hashOf(partsOfApi(api).map((resource) => frozenAs(resource, by)), by);
}

/** The API and its parts, in the whole app or stage, nested stacks included; sorted by construct path. */
export function resourcesOfApi(api: AnyApi): CfnResource[] {
  return partsOfApi(api).map((r) => [r.node.path, r] as const).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, r]) => r);
}

/** The same in any order. */
export function partsOfApi(api: AnyApi): CfnResource[] {
  const [own, type] = isForeignApi(api) ? [[], api.type] : [[api], api.cfnResourceType];
  return [...own, ...resourcesNaming(api, (r) => PARTS[type]?.types.includes(typeOf(r)) === true)];
}

/** Resources of some types that name the API: stages, deployments, mappings. */
export function resourcesNaming(api: AnyApi, isMeant: (resource: CfnResource) => boolean): CfnResource[] {
  const near = isForeignApi(api) ? api.near : api;
  return resourcesIn(Stage.of(near) ?? near.node.root).filter((r) => isMeant(r) && apiOf(r, [api]) === api);
}

/** Of a part, a stage, a deployment, a mapping: the one of these APIs that it names. Undefined: another one, or nobody knows. */
export function apiOf<T extends AnyApi>(part: CfnResource, apis: readonly T[]): T | undefined {
  const plain = plainlyNamed(part);
  const direct = plain === undefined ? undefined : apis.find((api: AnyApi) => !isForeignApi(api) && api.ref === plain);
  if (direct !== undefined) return direct;
  const value = apiNamed(part);
  const { constructs, ids } = mentionsOf(value, part);
  const own = constructs.length === 0 ? undefined : apis.find((api) => constructs.includes(api as unknown as IConstruct));
  if (own !== undefined) return own;
  // Written by hand: `{ Ref: 'Api' }`. Asking every resource of the stack for its logical id would ask the deployment for its hash.
  const text = value === undefined || !apis.some(isForeignApi) ? undefined : canonical(value);
  return apis.find((api: AnyApi) => (isForeignApi(api) ? api.id === text : ids.length > 0 && Stack.of(api) === Stack.of(part) && ids.includes(logicalId(api))));
}

/** What a part says of its API; undefined where it says nothing. */
export function apiNamed(part: CfnResource): unknown {
  return readIfPossible(part, 'RestApiId') ?? readIfPossible(part, 'ApiId');
}

/** Most parts hold the very text by which CDK refers to the API; where nothing lies over it there is nothing to resolve. */
function plainlyNamed(part: CfnResource): string | undefined {
  const { properties, overrides } = internalsOf(part);
  if (overrides !== undefined || !isObject(properties)) return undefined;
  const said = 'RestApiId' in properties ? properties.RestApiId : properties.restApiId;
  return typeof said === 'string' ? said : undefined;
}

function internalsOf(resource: CfnResource): { readonly properties: unknown; readonly overrides: unknown } {
  const { cfnProperties, _cfnProperties, rawOverrides } = resource as unknown as { cfnProperties?: Json; _cfnProperties?: Json; rawOverrides?: { Properties?: Json } };
  return { properties: cfnProperties ?? _cfnProperties, overrides: rawOverrides?.Properties };
}

export function isPartOfApi(resource: CfnResource): boolean {
  return Object.values(PARTS).some(({ types }) => types.includes(typeOf(resource)));
}

export function frozen(resource: CfnResource): FrozenResource {
  return frozenAs(resource, hashing());
}

/** Paths of parameters, and dynamic references, by which values that the part freezes change without a change of the template. */
export function changingIn(resource: CfnResource, value: unknown = frozen(resource).properties): readonly string[] {
  const named = new Named();
  const { condition } = resource.cfnOptions;
  if (condition !== undefined) named.condition(condition);
  named.look(value, Stack.of(resource));
  return named.parameters();
}

function frozenAs(resource: CfnResource, by: Hashing): FrozenResource {
  const properties = readAll(resource);
  for (const name of NOT_FROZEN) delete properties[name];
  const { condition } = resource.cfnOptions;
  if (condition !== undefined) by.named.condition(condition);
  return { id: isUnhashed(resource) ? idOf(resource) : known(resource, by.names), type: typeOf(resource), properties: [properties, beside(resource)], stack: Stack.of(resource) };
}

/** Whether it is there at all: its condition, and overrides beside its properties. */
function beside(resource: CfnResource): unknown {
  const { rawOverrides = {} } = resource as unknown as { rawOverrides?: Json };
  const over = Object.fromEntries(Object.entries(rawOverrides).filter(([name]) => !NOT_SERVED.includes(name)));
  return { condition: resource.cfnOptions.condition?.node.path, over: resolveValue(resource, over) };
}

/** All properties with all overrides; one by one where there are some, because an override may be a token. */
function readAll(resource: CfnResource): Json {
  const { properties, overrides } = internalsOf(resource);
  const whole = overrides === undefined && isObject(properties) && !('resolve' in properties) ? wholeOf(resource, properties) : undefined;
  const entries = whole !== undefined ? Object.entries(whole) : [...namesOf(resource, properties, overrides)].map((name) => [name, valueOf(resource, name)] as const);
  const result: Json = {};
  for (const [name, value] of entries) if (value !== undefined) result[name[0].toUpperCase() + name.slice(1)] = value;
  return result;
}

/** Undefined where something in it cannot be read. */
function wholeOf(resource: CfnResource, properties: Json): Json | undefined {
  try {
    const said = resolveValue(resource, { ...properties });
    return isObject(said) ? said : undefined;
  } catch {
    return undefined;
  }
}

function namesOf(resource: CfnResource, properties: unknown, overrides: unknown): Iterable<string> {
  return new Map([...resolveKeys(resource, properties), ...resolveKeys(resource, overrides)].map((name) => [name.toLowerCase(), name])).values();
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

/** JSON with sorted keys; a reference by the logical id of what it names, so that its replacement shows. */
function canonical(value: unknown, by = hashing()): string {
  return textOf(value, by) ?? 'null';
}

function textOf(value: unknown, by: Hashing): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof ReferenceTo) {
    by.named.refer(value.target);
    return `{"reference":[${JSON.stringify(known(value.target, by.names))},${JSON.stringify(value.attribute)}]}`;
  }
  if (Array.isArray(value)) return `[${value.map((v) => textOf(v, by) ?? 'null').join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    by.named.note(key, (value as Json)[key], by.stack);
    const text = textOf((value as Json)[key], by);
    if (text !== undefined) parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(',')}}`;
}

function known(target: IConstruct, names: Map<IConstruct, string>): string {
  let name = names.get(target);
  if (name === undefined) names.set(target, (name = nameOf(target)));
  return name;
}

export const DEPLOYMENTS: readonly string[] = ['AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment'];
export const STAGES: readonly string[] = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'];

/** Who refers to the deployment is named by its path: its logical id is what is being made. */
function nameOf(target: IConstruct): string {
  return !CfnResource.isCfnResource(target) || isUnhashed(target) ? target.node.path : idOf(target);
}

function isUnhashed(resource: CfnResource): boolean {
  const type = typeOf(resource);
  return DEPLOYMENTS.includes(type) || STAGES.includes(type);
}

function idOf(resource: CfnResource): string {
  return `${Stack.of(resource).node.path}/${logicalId(resource)}`;
}

/** As `Stack.resolve` says it, which measures itself at every call; without the token around it, where CDK lets us. */
export function logicalId(resource: CfnResource): string {
  const inner = resource as unknown as { _synthesizeLogicalId?: unknown };
  const said: unknown = typeof inner._synthesizeLogicalId === 'function' ? (inner._synthesizeLogicalId as () => unknown).call(resource) : resource.logicalId;
  return String(resolveValue(resource, said));
}
