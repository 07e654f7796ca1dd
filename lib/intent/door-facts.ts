/**
 * What only constructs know of doors: where they stand, the functions and roles behind routes, who issues the tokens.
 *
 *   declaration.addDoorFacts({ doorOf: (id) => ..., handlerOf: ..., callerOf: ..., identityOf: ... })
 *
 * Each door of a façade adds its own; `undefined` is the answer to what it does not know.
 */
import type { PersonaData } from './model';
import type { PrincipalData } from './model-data';
import type { DoorData, HandlerData, IdentityData } from './model-front-door';

/** One route of one door of a façade. */
export interface RouteKey {
  readonly door: string;
  /** `GET /documents/{id}`. */
  readonly id: string;
}

export interface FrontDoorFacts {
  doorOf(id: string): Partial<Pick<DoorData, 'identity' | 'path' | 'template' | 'logicalId' | 'stage'>> | undefined;
  handlerOf(handler: Pick<HandlerData, 'kind' | 'path'>, route: RouteKey): Partial<Pick<HandlerData, 'template' | 'logicalId' | 'arn'>> | undefined;
  /** The role behind who was named as a caller. */
  callerOf(path: string, route: RouteKey): PrincipalData | undefined;
  /** By construct path, as a door names it. */
  identityOf(path: string): IdentityData | undefined;
  /** Somebody can be this persona at this route though it has no groups. */
  isPersonaPossible(persona: PersonaData, route: RouteKey): boolean | undefined;
  /** Who declared the persona that a route names, where it was another identity than the door's. */
  whosePersona(id: string, route: RouteKey): string | undefined;
  /** Why nobody can be this persona at this route, though it has groups; undefined where somebody can, or nobody knows. */
  whyNobody(persona: PersonaData, route: RouteKey & { readonly scopes: readonly string[] }): string | undefined;
}

export const NO_DOOR_FACTS: FrontDoorFacts = joinDoorFacts([]);

/** The first that knows answers. */
export function joinDoorFacts(all: readonly Partial<FrontDoorFacts>[]): FrontDoorFacts {
  const first = <T>(ask: (facts: Partial<FrontDoorFacts>) => T | undefined): T | undefined => {
    for (const facts of all) {
      const answer = ask(facts);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  return {
    doorOf: (id) => first((f) => f.doorOf?.(id)),
    handlerOf: (handler, route) => first((f) => f.handlerOf?.(handler, route)),
    callerOf: (path, route) => first((f) => f.callerOf?.(path, route)),
    identityOf: (path) => first((f) => f.identityOf?.(path)),
    // One that says no must not hide another's yes.
    isPersonaPossible: (persona, route) => all.some((f) => f.isPersonaPossible?.(persona, route) === true),
    whosePersona: (id, route) => first((f) => f.whosePersona?.(id, route)),
    whyNobody: (persona, route) => first((f) => f.whyNobody?.(persona, route)),
  };
}
