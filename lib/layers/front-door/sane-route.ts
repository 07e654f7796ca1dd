/**
 * A route as its readers may take it, whoever wrote it: ``readRoute(id, props, door, tell)``. What is of another kind is told and left out.
 *
 * Callers of other languages, and whoever writes JavaScript, pass a function for a handler and an ARN for a role (declaration/options.ts).
 */
import type { IConstruct } from 'constructs';
import { readOption, readOptions, type Tell, worded } from '../declaration/options';
import type { PersonaProps } from '../declaration/people';
import type { IdentityHost, IIdentitySource } from '../identity/identity-source';
import { relativePath } from '../network/stage-path';
import type { HandlerSource, RouteHandler } from './handler';
import { handlerName } from './handler-facts';
import { FUNCTION_HANDLER, HTTP_HANDLER, ROUTE, SERVICE_HANDLER } from './options';
import type { RouteProps } from './route';

/** Of these exactly one says who may call. */
const ACCESS = ['scopes', 'callers', 'publicBecause'] as const;

/** `entry`: what the intent is told. */
export function readRoute(id: string, props: RouteProps | undefined, door: IConstruct, tell: Tell): { readonly options: Partial<RouteProps>; readonly entry: Record<string, unknown> } {
  const what = `route \`${id}\``;
  const { options: said, wrong } = readOptions(props, ROUTE, what, tell);
  const handler = said.handler === undefined ? undefined : saneHandler(said.handler, what, tell);
  const isHandlerWrong = wrong.has('handler') || (handler === undefined && said.handler !== undefined);
  // Who may call was said and cannot be read: the rest of the route is judged as if anybody might, and nothing is built.
  const isUnjudged = ACCESS.some((name) => wrong.has(name)) && !ACCESS.some((name) => said[name] !== undefined && !(Array.isArray(said[name]) && said[name].length === 0));
  const options: Partial<RouteProps> = handler === said.handler ? said : { ...said, handler: undefined };
  return {
    options,
    entry: {
      // A route whose handler is wrong is there all the same: nobody is told that the door has none.
      handler: isHandlerWrong ? { kind: 'function', path: id } : handler === undefined ? undefined : handlerName(handler, door),
      ...(isUnjudged ? { publicBecause: 'not judged' } : { scopes: said.scopes, callers: said.callers?.map((c) => ({ path: relativePath(door, c.node.path) })), publicBecause: said.publicBecause, personas: said.personas?.map((p) => p.personaId) }),
      because: said.because, purpose: said.purpose, minimumTier: said.minimumTier, objectRule: said.objectRule, stepUpSeconds: said.stepUpAge?.toSeconds(),
    },
  };
}

/** Undefined: one that its readers could not read, or would read otherwise than it was meant. */
function saneHandler(handler: RouteHandler, what: string, tell: Tell): RouteHandler | undefined {
  const source = handler._data as HandlerSource | null | undefined;
  switch (source?.kind) {
    case 'function': return readOption(source.handler, FUNCTION_HANDLER, `function that answers ${what}`, tell) === undefined ? undefined : handler;
    case 'http': return readOptions(source.props, HTTP_HANDLER, `http handler of ${what}`, tell).wrong.size === 0 ? handler : undefined;
    case 'service': return readOptions(source.props, SERVICE_HANDLER, `service handler of ${what}`, tell).wrong.size === 0 ? handler : undefined;
    default: return readOption<unknown>(handler, { ...ROUTE.handler, is: () => false }, `\`handler\` of ${what}`, tell) as undefined;
  }
}

/** Of a persona, for the intent, which says what is wrong with it: other names as well. */
export function personaEntry(id: string, props: PersonaProps | null | undefined): Record<string, unknown> {
  const isStruct = props === undefined || props === null || (typeof props === 'object' && !Array.isArray(props));
  return isStruct ? { ...props, id } : { id, groups: props };
}

/** Of a pool itself, or whatever else was passed as an identity: a host that says so. */
export function hostOfIdentity(identity: IIdentitySource | undefined, door: string, site: { toString(): string }): IdentityHost | undefined {
  if (identity === undefined) return undefined;
  const host = (identity as IIdentitySource | null)?.identityHost as IdentityHost | undefined;
  if (typeof host?.facts === 'function') return host;
  const path = (identity as { node?: { path: string } } | null)?.node?.path ?? 'identity';
  return {
    demand: () => undefined, addPersona: () => undefined,
    facts: () => ({ kind: 'user-pool', issuer: path, userPoolArn: path, clientIds: [path], enforcesPersonas: true }),
    data: () => ({ path, kind: 'user-pool', clients: [] }),
    findings: () => [{ code: 'IdentityInvalid', level: 'error', pointer: '', where: site.toString(), message: `\`identity\` of door \`${door}\` is ${worded(identity)}; expected an \`IdentityFoundation\`, or what \`IdentitySource\` makes of a pool or issuer that exists; write \`IdentitySource.fromUserPool(pool, { clientIds: [...] })\`` }],
  };
}
