/**
 * What a method or route asks of a request: `authsOf(context, method)`.
 *
 *   NONE, absent          nothing: an API key is counted beside it and is no identity
 *   AWS_IAM               a signature
 *   COGNITO_USER_POOLS    a token of the pools: with scopes an access token that carries one, without any ID token of any client
 *   JWT                   a token of the issuer for the audience
 *   CUSTOM                whatever the Lambda authorizer's code decides
 *
 * An authorizer of another kind than the method says, of another API, or none where one is needed, is unknown. Sources: the
 * CloudFormation reference of AWS::ApiGateway::Method, AWS::ApiGatewayV2::Route and both Authorizers.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource } from '../template/model';
import { own } from '../template/read/body';
import { Sym } from '../template/value';
import { asText, isList } from '../template/walk';
import { type Context, labelOf, spread } from './context';
import type { Auth, Authorizer, AuthorizerType, Id } from './model';
import { isOpaque, shownText } from './text';

const KINDS: Readonly<Record<string, Auth['kind'] | undefined>> = { NONE: 'none', AWS_IAM: 'iam', COGNITO_USER_POOLS: 'cognito', JWT: 'jwt', CUSTOM: 'lambda' };

export function authsOf(context: Context, resource: Resource, api: Id): Auth[] {
  return context.each(resource, 'AuthorizationType').flatMap(({ guard, value, place }): Auth[] => {
    const text = context.text(value);
    const kind = value === undefined ? 'none' : own(KINDS, text ?? '');
    if (kind === undefined) return [unknownAuth(guard, place, context.unknown(value, place, 'what the method asks of a request is not known', 'AuthorizationType'))];
    if (kind === 'none' || kind === 'iam') return [{ guard, kind, scopes: [], unknowns: [], place: value === undefined ? resource.place : place }];
    return scoped(context, resource, guard).flatMap(({ guard: both, scopes }) => authorized(context, resource, kind as AuthorizerType, both, api).map((a): Auth => ({ scopes, ...a })));
  });
}

function unknownAuth(guard: Guard, place: Place, ...unknowns: readonly Unknown[]): Auth {
  return { guard, kind: 'unknown', scopes: [], unknowns, place };
}

/** A list under conditions is one list for each. */
function scoped(context: Context, resource: Resource, guard: Guard): readonly { readonly guard: Guard; readonly scopes: readonly string[] }[] {
  return context.each(resource, 'AuthorizationScopes').reduce<{ guard: Guard; scopes: readonly string[] }[]>((all, { guard: g, value, place }) => {
    const at = guard.and(g);
    if (at.isNever()) return all;
    const scope = value === undefined ? [] : [context.text(value) ?? `\u0001?${context.unknown(value, place, 'scopes are not known').token}\u0002`];
    const same = all.find((o) => o.guard === at || o.guard.toString() === at.toString());
    return same === undefined ? [...all, { guard: at, scopes: scope }] : all.map((o) => (o === same ? { guard: o.guard, scopes: [...o.scopes, ...scope].sort() } : o));
  }, []);
}

function authorized(context: Context, resource: Resource, kind: AuthorizerType, guard: Guard, api: Id): Omit<Auth, 'scopes'>[] {
  return context.each(resource, 'AuthorizerId').flatMap(({ guard: g, value, place }): Omit<Auth, 'scopes'>[] => {
    const both = guard.and(g);
    if (both.isNever()) return [];
    const found = value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
    if (found === undefined || !AUTHORIZERS.includes(found.type)) return [outside(context, value, kind, both, place)];
    const authorizers = authorizersOf(context, found, both);
    return authorizers.map(({ guard: there, authorizer, api: of }) => {
      const wrong = authorizer?.type !== kind ? 'the authorizer is not of the kind that the method says' : of !== undefined && of !== api ? 'the authorizer belongs to another API' : undefined;
      if (authorizer !== undefined && wrong === undefined) return { guard: there, kind, authorizer, unknowns: [], place };
      return unknownAuth(there, place, { token: `authorizer ${found.logicalId}`, template: place.template, pointer: place.pointer, why: wrong ?? 'the kind of the authorizer is not known' });
    });
  });
}

/** API Gateway takes no authorizer of another kind, so the kind is certain; nothing else is. */
function outside(context: Context, value: Parameters<Context['text']>[0], kind: AuthorizerType, guard: Guard, place: Place): Omit<Auth, 'scopes'> {
  const text = context.text(value);
  if (text === undefined) return unknownAuth(guard, place, context.unknown(value, place, 'the method names no authorizer', 'AuthorizerId'));
  return { guard, kind, unknowns: [], place, authorizer: { id: `external:${text}`, type: kind, label: shownText(text), issuers: [], audiences: [], identitySources: [], place } };
}

const AUTHORIZERS = ['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer'];

interface Read {
  readonly guard: Guard;
  readonly authorizer?: Authorizer;
  readonly api?: Id;
}

function authorizersOf(context: Context, resource: Resource, guard: Guard): Read[] {
  const isRest = resource.type === 'AWS::ApiGateway::Authorizer';
  const api = context.api(resource.value(isRest ? 'RestApiId' : 'ApiId')).id;
  return context.each(resource, isRest ? 'Type' : 'AuthorizerType').flatMap(({ guard: g, value }): Read[] => {
    // A method whose authorizer is not there is not deployed either.
    const both = guard.and(resource.guard).and(g);
    if (both.isNever()) return [];
    const type = own(TYPES, context.text(value) ?? '');
    const base = { guard: both, ...api === undefined ? {} : { api } };
    return [type === undefined ? base : { ...base, authorizer: authorizerOf(context, resource, type) }];
  });
}

const TYPES: Readonly<Record<string, AuthorizerType | undefined>> = { COGNITO_USER_POOLS: 'cognito', TOKEN: 'lambda', REQUEST: 'lambda', JWT: 'jwt' };
/** Of REST APIs, where nobody says otherwise. */
const DEFAULT_TTL = 300;

function authorizerOf(context: Context, resource: Resource, type: AuthorizerType): Authorizer {
  const texts = (...path: string[]): string[] => resource.items(...path).map(({ value }) => context.text(value) ?? '\u0001?list\u0002');
  const isRest = resource.type === 'AWS::ApiGateway::Authorizer';
  const ttl = ttlOf(asText(resource.value('AuthorizerResultTtlInSeconds')), resource.value('AuthorizerResultTtlInSeconds') !== undefined, isRest);
  return {
    id: resource.id, type, label: labelOf(resource.id), place: resource.place,
    issuers: type === 'cognito' ? texts('ProviderARNs') : texts('JwtConfiguration', 'Issuer'),
    audiences: texts('JwtConfiguration', 'Audience'),
    ...type !== 'lambda' || ttl === undefined ? {} : { ttl },
    identitySources: sourcesOf(context, resource),
  };
}

function ttlOf(text: string | undefined, isWritten: boolean, isRest: boolean): number | undefined {
  if (!isWritten) return isRest ? DEFAULT_TTL : 0;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A text with commas in REST APIs, a list elsewhere. */
function sourcesOf(context: Context, resource: Resource): string[] {
  return spread(resource.value('IdentitySource'), resource.guard).flatMap(({ value }) => (isList(value) ? value : [value]).flatMap((v) => (context.text(v) ?? '\u0001?source\u0002').split(',').map((s) => s.trim()))).filter((s) => s !== '');
}

/** What decisions are kept by, beside what a caller sends: of `path` and `method`. Undefined where a token may say so. */
export function keptBy({ identitySources }: Authorizer): { readonly path: boolean; readonly method: boolean } | undefined {
  const has = (pattern: RegExp): boolean => identitySources.some((s) => pattern.test(s));
  const isWhole = has(/context\.routeKey\b/);
  const found = { path: isWhole || has(/context\.(path|resourcePath|resourceId)\b/), method: isWhole || has(/context\.httpMethod\b/) };
  return !(found.path && found.method) && identitySources.some(isOpaque) ? undefined : found;
}
