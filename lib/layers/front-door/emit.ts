/**
 * A plan becomes constructs: ``emitDoor(plan, emitter)``.
 *
 * INVARIANT: a construct path is the door, the shard and the key of the resource, so its logical id and its stack depend on nothing
 * else; keys name a path, a route or a persona, never a number. What others refer to before anything is built (the API, its stage,
 * its domain) is there already and is filled here.
 */
import { type CfnResource, NestedStack, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { homeBelow, homeIn } from '../data/homes';
import type { PrincipalFacts } from '../data/model';
import { rememberRolePolicy } from '../data/role-budget';
import { writeMetadata } from '../network/verbatim';
import { idHash } from './compiler/shard';
import { assign, construct, propsOf } from './emit-shapes';
import { rememberMade } from './made-by-doors';
import { type DoorPlan, Planned, type PlannedResource, PlannedText, type Properties } from './model';
import { rememberNested } from './written';

export interface DoorEmitter {
  readonly scope: Construct;
  /** Resources that exist, by key. */
  readonly known: ReadonlyMap<string, CfnResource>;
  /** Scope of callers' policies, in a stack that nobody depends on. */
  readonly policiesScope?: Construct;
  /** By path. */
  readonly callers: ReadonlyMap<string, PrincipalFacts>;
}

/** What was made of one planned resource. */
export interface Emitted {
  readonly planned: PlannedResource;
  readonly resource: CfnResource;
  /** As written, in the casing of templates, references as tokens. */
  readonly properties: Properties;
  /** The same as its class takes them. */
  readonly props: Properties;
}

export function emitDoor(plan: DoorPlan, emitter: DoorEmitter): ReadonlyMap<string, Emitted> {
  const planned = new Map(plan.resources.map((r) => [r.key, r]));
  const made = new Map<string, Emitted>();
  const resourceOf = (key: string): CfnResource => {
    const there = emitter.known.get(key) ?? made.get(key)?.resource;
    if (there !== undefined) return there;
    const wanted = planned.get(key);
    if (wanted === undefined) throw new Error(`a plan names \`${key}\`, which is not in it`);
    return make(wanted);
  };
  const make = (wanted: PlannedResource): CfnResource => {
    const done = made.get(wanted.key);
    if (done !== undefined) return done.resource;
    const properties = render(wanted.properties, resourceOf) as Properties;
    const props = propsOf(properties);
    const known = emitter.known.get(wanted.key);
    if (known !== undefined) assign(known, props);
    const resource = known ?? construct(wanted.type, homeOf(wanted, emitter), idOf(wanted.key), properties, props);
    made.set(wanted.key, { planned: wanted, resource, properties, props });
    rememberMade(resource);
    if (wanted.type === 'AWS::Logs::LogGroup') resource.applyRemovalPolicy(wanted.retained === true ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    if (wanted.routes.length > 0) writeMetadata(resource, 'zero-trust', { routes: [...wanted.routes] });
    if (wanted.caller !== undefined) rememberRolePolicy(emitter.callers.get(wanted.caller)?.resource, resource);
    return resource;
  };
  for (const wanted of plan.resources) make(wanted);
  for (const { planned: wanted, resource } of made.values()) for (const key of wanted.dependsOn) resource.addResourceDependency(resourceOf(key));
  return made;
}

/** `Method GET /documents/{id}` -> `Method-GET-documents-id-1a2b3c4d`: what is cut away is in the hash. */
export function idOf(key: string): string {
  const words = key.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return words === key ? key : `${words.slice(0, 120)}-${idHash(key)}`;
}

function homeOf({ shard, caller }: PlannedResource, { scope, policiesScope, callers }: DoorEmitter): Construct {
  if (caller !== undefined) {
    if (policiesScope !== undefined) return homeBelow(policiesScope, scope, 'Callers');
    const role = callers.get(caller)?.resource;
    return homeIn(role === undefined ? Stack.of(scope) : Stack.of(role), scope, 'Callers');
  }
  if (shard === undefined) return scope;
  const id = `Routes-${shard}`;
  const known = scope.node.tryFindChild(id) as NestedStack | undefined;
  if (known !== undefined) return known;
  const made = new NestedStack(scope, id, { description: `Routes of the front door ${scope.node.id}, part ${shard}` });
  rememberNested(made.nestedStackResource as CfnResource);
  return made;
}

/** References become tokens; everything else stays the object that it is where nothing in it is planned. */
function render(value: unknown, resourceOf: (key: string) => CfnResource): unknown {
  if (value instanceof Planned) return referenceTo(value, resourceOf);
  if (value instanceof PlannedText) return value.parts.map((p) => (typeof p === 'string' ? p : referenceTo(p, resourceOf))).join('');
  if (Array.isArray(value)) return value.map((v) => render(v, resourceOf));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, render(v, resourceOf)]));
}

function referenceTo({ key, attribute }: Planned, resourceOf: (key: string) => CfnResource): string {
  const resource = resourceOf(key);
  return attribute === undefined ? resource.ref : Token.asString(resource.getAtt(attribute));
}
