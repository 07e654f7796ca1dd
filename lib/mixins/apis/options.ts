/** Every option of the mixins for APIs by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { formatFinding } from '../../intent';
import { having, type Kind, listOf, needed, NUMBER, type Options, readOptions, reference, type Shape, struct, TEXT, TEXTS } from '../../layers/declaration/options';
import { finding } from '../findings';

const IDENTITY: Kind = { ...having('identityHost', 'IIdentitySource', 'an `IdentityFoundation`, or what `IdentitySource` makes of a pool or issuer that exists', { code: 'IdentityInvalid' }), is: isIdentity };
const EXCEPTION: Shape = { route: needed(TEXT), because: needed(TEXT) };

export const OPTIONS = {
  RouteExceptionProps: EXCEPTION,
  RequireIdentityProps: { identity: needed(IDENTITY), scopes: needed(TEXTS), exceptRoutes: listOf(struct(EXCEPTION, 'RouteExceptionProps'), 'a list of routes, each with its reason') },
  CloseApiProps: {
    throttle: struct({ rate: needed(NUMBER), burst: needed(NUMBER) }, 'ThrottleProps'), accessLogs: reference('logGroupRef', 'logs.ILogGroupRef', 'a log group; import it, e.g. with `LogGroup.fromLogGroupName`'), exceptClosings: TEXTS,
  },
} satisfies Readonly<Record<string, Shape>>;

/** With what is wrong, as validations tell it; a mixin with mistakes changes nothing. */
export function optionsOf<T extends object>(props: T | null | undefined, shape: Shape, what: string, site: { toString(): string }): Options<T> & { readonly mistakes: () => string[] } {
  const told: [code: string, message: string][] = [];
  const read = readOptions(props, shape, what, (...one) => told.push(one));
  return { ...read, mistakes: () => told.map(([code, message]) => formatFinding(finding('error', code, message, site.toString()))) };
}

function isIdentity(value: unknown): boolean {
  const host = typeof value === 'object' && value !== null ? (value as { identityHost?: { facts?: unknown } }).identityHost : undefined;
  return typeof host?.facts === 'function';
}
