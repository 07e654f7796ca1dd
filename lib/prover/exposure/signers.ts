/**
 * Nothing more, of signed routes: who is none of a route's callers, and whose signature IAM lets in all the same.
 *
 *   Batch may sign GET /reports of Api, and is no caller of it      a policy of its role allows `execute-api:Invoke` on `*`
 *
 * Asked of declared routes with `callers`, about every role, user and group of the templates and everybody whom the API's own policy
 * names. A policy that cannot be read is unknown. Not asked: who may call the function itself (`lambda:InvokeFunction`), and who may
 * assume a caller's role.
 */
import { asText } from '../../world/template/walk';
import { both, when } from '../../world/exposure/holds';
import type { Door, Holds, Route, Signer, Stage } from '../../world/exposure/model';
import { textIn } from '../../world/exposure';
import { isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import { resourceIn } from '../data/admitted';
import type { BoundRoute } from './bind-doors';
import { servedRoutes } from './declared';
import { allEntries } from './entries';
import type { Caller, Entry, OpenWay } from './model';
import type { Known } from './names';
import { callers as places } from './policy';
import { contextOf, markOf, namedIn, OWN, sameAccount } from './named';
import { idOf, mayActOnApis, requestsOf, type Requests, signs, type Signing } from './signing';
import type { ExposureFinding } from './verdict';

export interface Signed {
  readonly route: BoundRoute;
  readonly finding: ExposureFinding;
}

export function signersOf(known: Known, routes: readonly BoundRoute[]): Signed[] {
  return routes.filter((r) => r.data.access === 'iam' && r.door?.door !== undefined).flatMap((bound) => {
    const declared = new Callers(bound, known);
    return servedRoutes(bound).flatMap((route) => {
      if (!route.auths.some((a) => a.kind === 'iam')) return [];
      const door = bound.door!.door!;
      return [...known.world.signers.filter(mayActOrIsNamed(door)), ...namedIn(door, known.world)].map((s) => ({ signer: s, isCaller: declared.has(s) })).filter((s) => s.isCaller !== true)
        .flatMap(({ signer, isCaller }) => finding(bound, door, route, signer, known, isCaller === undefined).map((f): Signed => ({ route: bound, finding: f })));
    });
  });
}

/** Whether a signer is a caller of one of these routes. */
export function isCaller(known: Known, routes: readonly BoundRoute[], signer: Signer): boolean {
  return routes.some((r) => new Callers(r, known).has(signer) === true);
}

/** Who may sign for a route of a door at some stage: at most, and for certain. */
export function signersAt(known: Known, door: Door, route: Route): readonly { readonly signer: Signer; readonly may: boolean; readonly must: boolean }[] {
  return [...known.world.signers.filter(mayActOrIsNamed(door)), ...namedIn(door, known.world)].map((signer) => {
    const at = (bound: 'may' | 'must'): boolean => door.stages.some((stage) => [...new Set(door.hosts.map((h) => h.kind === 'private'))].some((isPrivate) => placesOf(door, signer, isPrivate).some((caller) => {
      try {
        return !requestsOf(door, route, stage).intersection(signs(signer, { door, stage, guard: signer.guard, caller, isMeant: meant(signer) }, bound)).isEmpty();
      } catch {
        return bound === 'may'; // grown over the budget
      }
    })));
    const may = at('may');
    return { signer, may, must: may && at('must') };
  });
}

function mayActOrIsNamed(door: Door): (signer: Signer) => boolean {
  const texts = new Set(door.policies.flatMap((p) => (p.statements ?? []).flatMap((s) => [...s.principals ?? [], ...s.conditions.flatMap((c) => c.values.map((v) => `aws:${v}`))])));
  return (signer) => mayActOnApis(signer) || texts.has(`aws:${markOf(signer)}`);
}

/** By role, by name and by ARN: undefined where a name may be that of another account's. */
class Callers {
  private readonly ids: ReadonlySet<string>;
  private readonly arns: ReadonlySet<string>;
  /** Names of roles with the account that they are in; absent: that of the stack, whichever it is. */
  private readonly made: readonly NamedRole[];
  private readonly elsewhere: readonly NamedRole[];
  private readonly door: Door;

  constructor({ bound, data, door }: BoundRoute, { templates }: Known) {
    this.door = door!.door!;
    const roles = data.callers.flatMap((c) => resourceIn(bound, c, templates) ?? []);
    const key = templates.resource(this.door.id)?.template.key ?? '';
    const arns = data.callers.flatMap((c) => (c.arn === undefined ? [] : textIn(templates, key, c.arn) ?? (typeof c.arn === 'string' ? c.arn : [])));
    this.ids = new Set(roles.map((r) => r.id));
    this.arns = new Set(arns);
    this.made = roles.flatMap((r) => r.alternatives('RoleName').flatMap(({ value }) => asText(value) ?? []).map((name): NamedRole => ({ name, account: r.template.account })));
    this.elsewhere = arns.flatMap((a): NamedRole[] => {
      const [, account, path] = ROLE.exec(a) ?? [];
      return path === undefined ? [] : [{ name: lastOf(path), account: account === OWN ? this.door.account : account }];
    });
  }

  public has({ id, names: [name = ''], account }: Signer): boolean | undefined {
    if (this.ids.has(id) || (this.arns.has(name) && /^(external|principal):/.test(id))) return true;
    if (/^external:[^ ]*:AWS::IAM::Role /.test(id)) return isAmong([...this.made, ...this.elsewhere], name, account);
    const [, whose = '', path] = id.startsWith('principal:') ? ROLE.exec(name) ?? [] : [];
    if (path === undefined) return false;
    return [...this.arns].some((a) => isSame(a, name, this.door)) || isAmong(this.made, lastOf(path), whose === OWN ? this.door.account : whose);
  }
}

interface NamedRole {
  readonly name: string;
  readonly account?: string;
}

/** In one account a name is that of one role, whatever its path; in two it is that of two. */
function isAmong(roles: readonly NamedRole[], name: string, account: string | undefined): boolean | undefined {
  const found = roles.filter((r) => r.name === name).map((r) => sameAccount(r.account, account));
  return found.includes(true) ? true : found.includes(undefined) ? undefined : false;
}

function lastOf(path: string): string {
  return path.split('/').slice(-1)[0];
}

const ROLE = /^arn:(?:[^:\u0001]*|\u0001[^\u0002]*\u0002):iam::([^:\u0001]*|\u0001[^\u0002]*\u0002):role\/(.+)$/s;

/** Written with the account, or with that of the stack. */
function isSame(a: string, b: string, { account }: Door): boolean {
  const [x, y] = [a, b].map((arn) => ROLE.exec(arn)?.slice(1).map((part) => (part === OWN ? account ?? part : part)).join(' '));
  return x !== undefined && x === y;
}

/** `isPerhapsCaller`: of his name, and nobody knows whether of the same account. */
function finding({ bound, data }: BoundRoute, door: Door, route: Route, signer: Signer, { world }: Known, isPerhapsCaller: boolean): ExposureFinding[] {
  const base = {
    kind: 'nothing-more', key: ['signer', bound.stage, door.id, route.id, signer.id].join('\n'), question: `nothing more: ${signer.label} is no caller of ${data.id} of ${data.door}, and may not sign for it`,
    source: signer.label, destination: data.handler.path, over: 'a signature', at: signer.place,
    assumptions: ['policies of the organisation, and of sessions, take nothing from it; whoever is not meant does not come to have the role of a caller'],
    fix: `add it to \`callers\` of the route, or take \`execute-api:Invoke\` on it from \`${signer.label}\`: name the stage, method and path of what it is for`,
  } as const;
  const unknowns: Unknown[] = [...signer.policies, ...signer.boundaries, ...door.policies].flatMap((p) => [...p.unknowns, ...(p.statements ?? []).flatMap((s) => s.unknowns)]);
  const entries = [...allEntries(world).values()].flat().filter((e) => e.route === route && !e.reached.may.isNever());
  let isPossible = false;
  for (const entry of entries) {
    for (const piece of pieces(entry, door, route, signer)) {
      for (const caller of placesOf(door, signer, piece.isPrivate)) {
        const signing: Signing = { door, stage: piece.stage, guard: piece.holds.may, caller, isMeant: meant(signer) };
        try {
          const asked = requestsOf(door, route, piece.stage);
          const surely = piece.way === undefined || isPerhapsCaller ? undefined : certain(asked, signer, signing, piece.holds);
          if (surely !== undefined) {
            const [, method = '', path = ''] = /^([A-Z]+)(\/.*)$/s.exec(surely.text.slice(`${idOf(door)}/${piece.stage.name}/`.length)) ?? [];
            const way: OpenWay = { kind: 'signer', door: door.id, route: route.id, host: piece.way!.host, stage: piece.stage.id, target: piece.way!.target, auth: piece.auth, method, path, signer: signer.id, caller };
            const because = [{ ...signer.place, what: 'who signs' }, { ...route.place, what: 'route' }];
            const shown = { entry: entry.entry, target: entry.target, checks: [{ kind: 'iam', identity: 'yes' as const, text: `a signature of \`${signer.label}\`, who is no caller of it` }] };
            return [{ ...base, verdict: 'violated', way: { entry: shown, way: { way, holds: surely.holds, because } } }];
          }
          isPossible ||= !asked.intersection(signs(signer, signing, 'may')).isEmpty();
        } catch {
          isPossible = true; // grown over the budget
        }
      }
    }
  }
  return isPossible ? [{ ...base, verdict: 'unknown', unknowns: unknowns.length > 0 ? unknowns : [{ token: `policies of ${signer.label}`, template: signer.place.template, pointer: signer.place.pointer, why: 'whether they let it sign for the route is not known before deployment' }] }] : [];
}

/** A request that surely passes, under what holds for certain; a policy that stands under a condition is asked under it. */
function certain(asked: Requests, signer: Signer, signing: Signing, holds: Holds): { readonly text: string; readonly holds: Holds } | undefined {
  if (holds.must.isNever() || isOpaque(signing.stage.name) || isOpaque(signer.id)) return undefined;
  const guards = [...signer.policies, ...signing.door.policies].map((p) => p.guard).filter((g) => g.isSure && !holds.must.implies(g));
  for (const guard of [holds.must, ...guards.map((g) => holds.must.and(g)).filter((g) => !g.isNever())]) {
    const text = asked.intersection(signs(signer, { ...signing, guard }, 'must')).witness();
    if (text !== undefined) return { text, holds: { ...holds, must: guard } };
  }
  return undefined;
}

interface Piece {
  readonly stage: Stage;
  readonly isPrivate: boolean;
  readonly holds: Holds;
  readonly auth: number;
  /** Absent: nobody can say whether a request gets there. */
  readonly way?: OpenWay & { readonly kind: 'door' };
}

/** Stages and hosts by which the route is reached, while it asks for a signature and he is there. */
function pieces(entry: Entry, door: Door, route: Route, signer: Signer): Piece[] {
  return route.auths.flatMap((auth, index) => {
    if (auth.kind !== 'iam') return [];
    const known = entry.knownWays.flatMap(({ way, holds }): Piece[] => {
      const stage = way.kind === 'door' ? door.stages.find((s) => s.id === way.stage) : undefined;
      const all = both(both(holds, when(auth.guard)), when(signer.guard));
      return way.kind !== 'door' || stage === undefined || all.may.isNever() ? [] : [{ stage, isPrivate: door.hosts[way.host].kind === 'private', holds: all, auth: index, way }];
    });
    if (known.length > 0) return known;
    const holds = both(both(entry.reached, when(auth.guard)), when(signer.guard));
    return holds.may.isNever() ? [] : door.stages.map((stage): Piece => ({ stage, isPrivate: door.hosts.some((h) => h.kind === 'private'), holds: { ...holds, must: Guard.NEVER }, auth: index }));
  });
}

/** Everywhere that a policy names: he may stand at any of them. */
function placesOf({ policies }: Door, signer: Signer, isPrivate: boolean): Caller[] {
  const statements = [...policies, ...signer.policies, ...signer.boundaries].flatMap((p) => p.statements ?? []);
  const found = places(statements, { action: '', resource: '', every: '', arn: '', isSigned: false, isPrivate }).map(({ context }): Caller => ({ is: 'known', context: { ...context, ...contextOf(signer) } }));
  return statements.some((s) => s.conditions.length > 0) ? found : found.slice(0, 1);
}

/** Who is meant in the API's own policy. */
function meant(signer: Signer): (principal: string) => boolean | undefined {
  return (principal) => {
    if (principal === '*' || principal === `aws:${markOf(signer)}` || principal === signer.id.replace(/^principal:/, 'aws:')) return true;
    if (!principal.startsWith('aws:')) return false;
    const who = principal.slice('aws:'.length);
    // A role by its ARN; an account, or what nobody knows, may be his.
    return isOpaque(who) || /(:root|^\d{12}|\u0002)$/.test(who) || signer.names.some((n) => who.endsWith(`/${n}`)) ? undefined : false;
  };
}
