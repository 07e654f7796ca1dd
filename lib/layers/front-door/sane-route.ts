/**
 * What only a compiler of TypeScript would have refused: ``strangeIn(props)`` says it in words, so that no `TypeError` does.
 *
 * Callers of other languages, and whoever writes JavaScript, pass a function for a handler and an ARN for a role.
 */
import type { IdentityHost, IIdentitySource } from '../identity/identity-source';
import type { RouteProps } from './route';

export interface Strange {
  readonly code: string;
  readonly message: string;
}

export function strangeIn(id: string, { handler, callers, personas }: Partial<RouteProps>): Strange[] {
  const wrong = (list: readonly unknown[] | undefined, has: string): unknown[] => (list === undefined ? [] : Array.isArray(list) ? list.filter((one) => typeof one !== 'object' || one === null || !(has in one)) : [list]);
  return [
    ...(handler === undefined || (typeof handler === 'object' && (handler as unknown) !== null && '_data' in handler) ? [] : [{ code: 'HandlerInvalid', message: `handler of route \`${id}\` is \`${named(handler)}\` itself; expected \`RouteHandler.function(...)\`, \`RouteHandler.http(...)\` or \`RouteHandler.service(...)\`; put it in there` }]),
    ...wrong(callers, 'node').map((c) => ({ code: 'CallerInvalid', message: `a caller of route \`${id}\` is \`${named(c)}\`; expected a list of roles or of what has one; import it, e.g. with \`Role.fromRoleArn\`` })),
    ...wrong(personas, 'personaId').map((p) => ({ code: 'UnknownPersona', message: `route \`${id}\` is for \`${named(p)}\`, which is no persona; expected what \`addPersona\` returns, not its id; pass that` })),
  ];
}

/** Classes of CDK have other names once they are bundled: paths say more. */
function named(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return (value as { node?: { path?: string } }).node?.path ?? (Array.isArray(value) ? 'list' : typeof value);
}

/** Of a pool itself, or whatever else was passed as an identity: a host that says so. */
export function hostOfIdentity(identity: IIdentitySource | undefined, door: string, site: { toString(): string }): IdentityHost | undefined {
  const host = identity?.identityHost as IdentityHost | undefined;
  if (identity === undefined || identity === null || host !== undefined) return host;
  const path = (identity as { node?: { path: string } }).node?.path ?? 'identity';
  return {
    demand: () => undefined, addPersona: () => undefined,
    facts: () => ({ kind: 'user-pool', issuer: path, userPoolArn: path, clientIds: [path], enforcesPersonas: true }),
    data: () => ({ path, kind: 'user-pool', clients: [] }),
    findings: () => [{ code: 'IdentityInvalid', level: 'error', pointer: '', where: site.toString(), message: `\`identity\` of door \`${door}\` is \`${path}\` itself; expected an \`IdentityFoundation\`, or what \`IdentitySource\` makes of a pool or issuer that exists; write \`IdentitySource.fromUserPool(pool, { clientIds: [...] })\`` }],
  };
}
