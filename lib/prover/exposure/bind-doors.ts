/**
 * What doors and routes of an intent are in the world: `boundRoutes(intents, known)` gives each with its door and its handler's target.
 *
 * A door is the API that its data names (template and logical id); a handler is the function that they name, through an alias too,
 * or what its ARN is in the template of the door.
 */
import type { DoorData, IdentityData, RouteData } from '../../intent/model-front-door';
import { targetIn } from '../../world/exposure';
import type { Door } from '../../world/exposure/model';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { Sym } from '../../world/template/value';
import { resourceIn } from '../data/admitted';
import type { BoundIntent } from '../network/model';
import type { Known } from './names';

export interface BoundRoute {
  readonly bound: BoundIntent;
  readonly data: RouteData;
  readonly door?: BoundDoor;
  /** Id of the target; undefined where no given template says it. */
  readonly target?: string;
}

export interface BoundDoor {
  readonly bound: BoundIntent;
  readonly data: DoorData;
  /** Undefined: the templates do not make it. */
  readonly door?: Door;
  /** Mark of the user pool, where the templates make it. */
  readonly pool?: string;
}

export function boundDoors({ world, templates, intents }: Known): BoundDoor[] {
  return intents.flatMap((bound) => (bound.intent.doors ?? []).map((data): BoundDoor => {
    const api = resourceIn(bound, data, templates);
    const door = world.doors.find((d) => d.id === api?.id);
    const pool = poolOf(bound, data, templates);
    return { bound, data, ...door === undefined ? {} : { door }, ...pool === undefined ? {} : { pool: `\u0001res:${pool.id}\u0002` } };
  }));
}

function poolOf(bound: BoundIntent, { identity }: DoorData, templates: TemplateWorld): Resource | undefined {
  const data = (bound.intent.identities ?? []).find((i): i is IdentityData => i.path === identity);
  const resource = data === undefined ? undefined : resourceIn(bound, data, templates);
  return resource?.type === 'AWS::Cognito::UserPool' ? resource : undefined;
}

export function boundRoutes(known: Known, doors: readonly BoundDoor[]): BoundRoute[] {
  return known.intents.flatMap((bound) => (bound.intent.routes ?? []).map((data): BoundRoute => {
    const door = doors.find((d) => d.bound === bound && d.data.id === data.door && d.data.scope === data.scope);
    const target = handlerOf(bound, data, door, known.templates);
    return { bound, data, ...door === undefined ? {} : { door }, ...target === undefined ? {} : { target } };
  }));
}

function handlerOf(bound: BoundIntent, { handler }: RouteData, door: BoundDoor | undefined, templates: TemplateWorld): string | undefined {
  if (handler.kind !== 'function') return undefined;
  const resource = resourceIn(bound, handler, templates);
  if (resource !== undefined) return functionOf(resource, templates);
  const key = door?.door === undefined ? undefined : templates.resource(door.door.id)?.template.key;
  return handler.arn === undefined || key === undefined ? undefined : targetIn(templates, key, handler.arn)?.id;
}

function functionOf(resource: Resource, templates: TemplateWorld): string {
  const [of] = resource.type === 'AWS::Lambda::Alias' || resource.type === 'AWS::Lambda::Version' ? resource.alternatives('FunctionName') : [];
  const next = of?.value instanceof Sym && of.value.resource !== undefined ? templates.resource(of.value.resource) : undefined;
  return next === undefined ? resource.id : functionOf(next, templates);
}
