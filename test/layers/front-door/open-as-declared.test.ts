/**
 * Who may call what, asked of the templates and of the declaration: the same answer for every request.
 *
 *   ask(templates(door), request) = declared(routes, request)
 *
 * for random doors (public routes, routes with scopes, signed ones of two roles of the account and one of another), with and without
 * nested stacks, with and without a resource policy. What IAM's patterns cannot tell apart must be refused, never opened.
 */
import * as fc from 'fast-check';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DoorProfile, RoutesPlacement } from '../../../lib/layers/front-door';
import type { PlainStatement } from '../../support/iam/evaluate';
import { runs } from '../../algebra/support';
import { type Asked, ask, identityOf } from './interpreter';
import { ACCOUNT, codes, made, type Made } from './made';

jest.setTimeout(120_000);

const FOREIGN = 'arn:aws:iam::999988887777:role/partner';
const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const VPCE = 'vpce-0123456789abcdef0';

type Access = { readonly kind: 'public' } | { readonly kind: 'scopes'; readonly scopes: readonly string[] } | { readonly kind: 'iam'; readonly callers: readonly string[] };
interface Route {
  readonly method: string;
  readonly path: string;
  readonly access: Access;
}
interface Door {
  readonly routes: readonly Route[];
  readonly shards: number;
  readonly isPrivate: boolean;
}

/** A parameter has one name in a place, as the intent asks. */
const segment = fc.constantFrom('a', 'b', '{p}');
const path = fc.array(segment, { minLength: 0, maxLength: 3 }).map((parts) => `/${parts.map((p, i) => (p === '{p}' ? `{p${i}}` : p)).join('/')}`);
const access: fc.Arbitrary<Access> = fc.oneof(
  fc.constant<Access>({ kind: 'public' }),
  fc.subarray(['documents/read', 'documents/write'], { minLength: 1 }).map((scopes): Access => ({ kind: 'scopes', scopes })),
  fc.subarray(['One', 'Two', 'Foreign'], { minLength: 1 }).map((callers): Access => ({ kind: 'iam', callers })),
  fc.subarray(['One', 'Two'], { minLength: 1 }).map((callers): Access => ({ kind: 'iam', callers })),
);
const doors: fc.Arbitrary<Door> = fc.record({
  routes: fc.uniqueArray(fc.record({ method: fc.constantFrom('GET', 'POST'), path, access }), { minLength: 1, maxLength: 7, selector: (r) => `${r.method} ${r.path}` }),
  shards: fc.constantFrom(0, 0, 3),
  isPrivate: fc.constantFrom(false, false, true),
});

function build({ routes, shards, isPrivate }: Door): Made {
  return made((door, w) => {
    const foreign = iam.Role.fromRoleArn(w.stack, 'Foreign', FOREIGN);
    routes.forEach(({ method, path: at, access: a }, i) => {
      door.addRoute(`${method} ${at}`, {
        handler: w.handler(`Fn${i}`),
        ...(a.kind === 'public' ? { publicBecause: 'a test' } : a.kind === 'scopes' ? { scopes: [...a.scopes] } : { callers: a.callers.map((c) => (c === 'Foreign' ? foreign : w.role(c))) }),
      });
    });
  }, { props: (w) => ({
    ...(shards > 0 ? { routesPlacement: RoutesPlacement.sharded(shards) } : {}),
    ...(isPrivate ? { profile: DoorProfile.PRIVATE, vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(w.stack, 'Endpoint', { vpcEndpointId: VPCE, port: 443 })] } : {}),
  }) });
}

/** Concrete paths around all routes. */
function pathsOf(routes: readonly Route[]): string[] {
  const fill = (at: string, value: string): string => at.replace(/\{[^}]+\}/g, value);
  return [...new Set(routes.flatMap(({ path: at }) => ['x', 'a', 'b'].map((v) => fill(at, v)).flatMap((p) => [p, `${p === '/' ? '' : p}/a`, `${p === '/' ? '' : p}/x`])))];
}

function requestsOf(door: Door, { resources }: Made): Asked[] {
  const who: Partial<Asked>[] = [
    {}, { token: ['documents/read'] }, { token: ['openid'] },
    ...['One', 'Two', 'Nobody'].map((role) => ({ signer: { arn: `arn:aws:iam::${ACCOUNT}:role/${role}`, account: ACCOUNT }, identity: identityOf(resources, role) })),
    // Abroad everything is permitted that the door does not refuse.
    { signer: { arn: FOREIGN, account: '999988887777' }, identity: EVERYTHING },
    { signer: { arn: 'arn:aws:iam::999988887777:role/other', account: '999988887777' }, identity: EVERYTHING },
  ];
  return pathsOf(door.routes).flatMap((at) => ['GET', 'POST', 'PUT'].flatMap((method) => who.flatMap((w) => (door.isPrivate ? [VPCE, 'vpce-00000000000000000', undefined] : [undefined]).map((vpce): Asked => ({ method, path: at, ...w, ...(vpce === undefined ? {} : { vpce }) })))));
}

/** The declaration alone: the best route by what is literal, and its rule. */
function declared({ routes, isPrivate }: Door, { method, path: at, token, signer, vpce }: Asked): string | undefined {
  const parts = at.split('/').filter((p) => p !== '');
  const fits = (route: Route): boolean => {
    const mine = route.path.split('/').filter((p) => p !== '');
    return mine.length === parts.length && mine.every((m, i) => m.startsWith('{') || m === parts[i]);
  };
  const rank = (route: Route): string => route.path.split('/').filter((p) => p !== '').map((p) => (p.startsWith('{') ? '1' : '0')).join('');
  const [best] = routes.filter(fits).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const index = best === undefined ? -1 : routes.findIndex((r) => r.path === best.path && r.method === method);
  if (index < 0 || (isPrivate && vpce !== VPCE)) return undefined;
  const { access: a } = routes[index];
  const callers = a.kind === 'iam' ? a.callers.map((c) => (c === 'Foreign' ? FOREIGN : `arn:aws:iam::${ACCOUNT}:role/${c}`)) : [];
  const passes = a.kind === 'public' || (a.kind === 'scopes' ? a.scopes.some((s) => token?.includes(s)) : signer?.arn !== undefined && callers.includes(signer.arn));
  return passes ? `Fn${index}` : undefined;
}

test('the templates open what is declared, to whom it is declared, and nothing else (25 doors)', () => {
  const seen = { built: 0, refused: 0, asked: 0, opened: 0 };
  fc.assert(fc.property(doors, (door) => {
    const result = build(door);
    if (result.errors.length > 0) {
      expect(new Set(codes(result.errors))).toEqual(new Set(['RoutesNotSeparable']));
      seen.refused += 1;
      return;
    }
    seen.built += 1;
    for (const request of requestsOf(door, result)) {
      const answer = ask(result.resources, request);
      seen.asked += 1;
      if (answer.handler !== undefined) seen.opened += 1;
      if (answer.handler !== declared(door, request)) throw new Error(`${JSON.stringify(request)}: got ${JSON.stringify(answer)}, declared ${declared(door, request)}`);
    }
  }), runs(25));
  expect(seen.built).toBeGreaterThan(seen.refused);
  expect(seen.opened).toBeGreaterThan(100);
});
