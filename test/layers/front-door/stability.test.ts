/**
 * A change of one route changes that route's resources, the deployment and the stage's pointer to it, and nothing else:
 *
 *   changes(templates(routes), templates(routes + route)) ⊆ resources of that route
 *
 * A resource is a route's where its metadata names it before or after. No other route's resource gets another logical id, another
 * stack or other content: CloudFormation creates before it deletes, and API Gateway refuses the second of two methods.
 */
import * as fc from 'fast-check';
import { DoorProfile, DoorProtocol, type FrontDoorProps, RoutesPlacement } from '../../../lib/layers/front-door';
import { runs } from '../../algebra/support';
import { type Json, made, type Made } from './made';

jest.setTimeout(180_000);

const segment = fc.constantFrom('a', 'b', '{p}');
const ids = fc.uniqueArray(fc.tuple(fc.constantFrom('GET', 'POST'), fc.array(segment, { minLength: 1, maxLength: 3 })).map(([m, parts]) => `${m} /${parts.map((p, i) => (p === '{p}' ? `{p${i}}` : p)).join('/')}`), { minLength: 2, maxLength: 6 });
const worlds = fc.record({ ids, turn: fc.nat(), isSharded: fc.boolean(), hasCors: fc.boolean(), isHttp: fc.constant(false) });

const KINDS = ['scopes', 'public', 'iam', 'service'] as const;

/** What a route is depends on its id alone. */
function build(routes: readonly string[], { isSharded, hasCors, isHttp = false }: { readonly isSharded: boolean; readonly hasCors: boolean; readonly isHttp?: boolean }): Made {
  const props: FrontDoorProps = { ...(isHttp ? { protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS12 } : {}), ...(isSharded ? { routesPlacement: RoutesPlacement.sharded(3) } : {}), ...(hasCors ? { cors: { origins: ['https://app.example.com'] } } : {}) };
  return made((door, w) => {
    for (const id of routes) {
      const kind = KINDS[id.length % KINDS.length];
      const name = `Fn${id.replace(/[^A-Za-z0-9]/g, '')}`;
      door.addRoute(id, {
        handler: w.handler(name),
        ...(kind === 'public' ? { publicBecause: 'a test' } : kind === 'iam' ? { callers: [w.role(`Role${id.length}`)] } : { scopes: ['documents/read'], throttle: { rate: id.length, burst: 10 } }),
      });
    }
  }, { props: () => props });
}

const SHARED = ['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Deployment', 'AWS::ApiGatewayV2::Stage', 'AWS::CloudFormation::Stack'];
/** The handlers and roles of the test are no part of the door. */
const ours = (id: string): boolean => /Door|^(Method|Permission|Preflight|Model|Credentials|Route|Invoke|Integration)/.test(id);

/** `TEMPLATE ID` of each resource. */
function all({ files }: Made): Map<string, Json> {
  return new Map(Object.entries(files).flatMap(([file, text]) => Object.entries((JSON.parse(text) as { Resources: Record<string, Json> }).Resources ?? {}).filter(([id]) => ours(id)).map(([id, r]): [string, Json] => [`${file} ${id}`, r])));
}

function changes(before: Made, after: Made): { readonly id: string; readonly type: string; readonly routes: readonly string[] }[] {
  const [was, is] = [all(before), all(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((id) => JSON.stringify(was.get(id)) !== JSON.stringify(is.get(id))).map((id) => {
    const [a, b] = [was.get(id), is.get(id)];
    const routes = [a, b].flatMap((r) => (r?.Metadata?.['zero-trust']?.routes ?? []) as string[]);
    return { id, type: String((a ?? b)?.Type), routes };
  });
}

const strangers = (before: Made, after: Made, id: string): unknown[] => changes(before, after).filter((c) => !c.routes.includes(id) && !SHARED.includes(c.type));

test('adding or removing a route changes that route\'s resources only (10 doors)', () => {
  fc.assert(fc.property(worlds, ({ ids: routes, turn, ...how }) => {
    const one = routes[turn % routes.length];
    const rest = routes.filter((r) => r !== one);
    const [without, whole] = [build(rest, how), build(routes, how)];
    expect([without.errors, whole.errors].flat().filter((e) => !e.startsWith('RoutesNotSeparable'))).toEqual([]);
    if (without.errors.length + whole.errors.length > 0) return;
    expect(strangers(without, whole, one)).toEqual([]);
    // The deployment is another one, and the stage says so.
    expect(changes(without, whole).filter((c) => c.type === 'AWS::ApiGateway::Deployment').length).toBe(2);
    const pointers = [without, whole].map((m) => Object.values(m.resources).find((r) => r.Type === 'AWS::ApiGateway::Stage')?.Properties.StageName);
    expect(pointers).toEqual(['live', 'live']);
  }), runs(10));
});

test('declaring routes in another order changes nothing (5 doors)', () => {
  fc.assert(fc.property(worlds, ({ ids: routes, turn, ...how }) => {
    const turned = [...routes.slice(turn % routes.length), ...routes.slice(0, turn % routes.length)].reverse();
    expect(changes(build(routes, how), build(turned, how))).toEqual([]);
  }), runs(5));
});

const sets = fc.record({ ids: fc.uniqueArray(ids.map(([first]) => first), { minLength: 3, maxLength: 7 }), kept: fc.array(fc.constantFrom('before', 'after', 'both'), { minLength: 7, maxLength: 7 }), isSharded: fc.boolean(), hasCors: fc.boolean(), isHttp: fc.boolean() });

test('from any set of routes to any other, a route of both keeps its ids, its stack and its content (8 pairs)', () => {
  fc.assert(fc.property(sets, ({ ids: routes, kept, ...shape }) => {
    const of = (side: 'before' | 'after'): string[] => ['GET /always', ...routes.filter((_, i) => kept[i % kept.length] === side || kept[i % kept.length] === 'both')];
    const [before, after] = [of('before'), of('after')];
    const [was, is] = [build(before, shape), build([...after].reverse(), shape)];
    expect([was.errors, is.errors].flat().filter((e) => !/^(RoutesNotSeparable|RouteParametersDiffer)/.test(e))).toEqual([]);
    if (was.errors.length + is.errors.length > 0) return;
    const changed = new Set([...before, ...after].filter((id) => !before.includes(id) || !after.includes(id)));
    // What several routes share (a path, a function's integration) is also the changed one's.
    expect(changes(was, is).filter((c) => !c.routes.some((r) => changed.has(r)) && !SHARED.includes(c.type))).toEqual([]);
    // And every live route is where it was, under the same id.
    const live = (made: Made): string[] => [...all(made)].filter(([, r]) => /::(Method|Route)$/.test(String(r.Type))).filter(([, r]) => ((r.Metadata?.['zero-trust']?.routes ?? []) as string[]).some((id) => before.includes(id) && after.includes(id))).map(([id]) => id).sort();
    expect(live(is)).toEqual(live(was));
    expect(live(was).length).toBeGreaterThan(0);
  }), runs(8));
});
