/**
 * Nothing less: each declared route is served, calls its handler, and asks what was declared, no less and no more.
 *
 *   ROUTE_NOT_SERVED    no stage serves it, or no such method is there
 *   ROUTE_NOT_CALLED    it calls something else, or may not call its handler
 *   ROUTE_CHECKS_LESS   scopes, a signature or a client certificate are missing, or somebody gets round them
 *   ROUTE_CHECKS_MORE   whoever was meant is refused
 *
 * What a Lambda authorizer's code asks is not known, so a route behind one is unknown where scopes were declared.
 */
import type { BlockedBy } from '../../contract/verdicts';
import { both, not } from '../../world/exposure/holds';
import type { Auth, Host, Route } from '../../world/exposure/model';
import { isOpaque, shownText } from '../../world/exposure/text';
import type { Place, Unknown } from '../../world/facts';
import { becauseOf } from '../network/witness';
import type { BoundRoute } from './bind-doors';
import { entriesOf } from './entries';
import type { Entry } from './model';
import type { Known } from './names';
import { granting } from './permits';
import type { ExposureFinding } from './verdict';

interface Wrong {
  readonly code: string;
  readonly text: string;
  readonly at?: Place;
}

interface Judged {
  readonly wrong: Wrong[];
  readonly unknowns: Unknown[];
}

export function routeFinding(route: BoundRoute, known: Known): ExposureFinding {
  const { data, bound, door } = route;
  const judged: Judged = { wrong: [], unknowns: [] };
  const served = servedRoutes(route);
  const entries = judge(route, served, known, judged);
  const surely = judged.wrong.some((w) => w.code === 'ROUTE_CHECKS_LESS') ? entries.find((e) => e.ways.length > 0) : undefined;
  const name = `${data.id} of ${data.door}`;
  const [first] = served;
  return {
    kind: 'nothing-less', key: [bound.stage, data.scope, data.door, data.id].join('\n'), question: `route ${name} is served as it was declared`, source: name, destination: data.handler.path, over: accessText(route), strict: true,
    verdict: judged.wrong.length > 0 ? 'violated' : judged.unknowns.length > 0 ? 'unknown' : 'proved', unknowns: judged.unknowns,
    ...surely === undefined ? {} : { way: { entry: surely, way: surely.ways[0] } },
    blockedBy: judged.wrong.map(({ code, text, at }): BlockedBy => ({ code, text, because: at === undefined ? [] : [becauseOf(at, 'route')] })),
    assumptions: entries.flatMap((e) => e.assumptions), ...first === undefined ? door?.door === undefined ? {} : { at: door.door.place } : { at: first.place },
    ...judged.wrong.length === 0 ? {} : { fix: 'synthesize the app again and leave its methods, authorizers, stages and permissions as they are, or change the declaration' },
  };
}

export function accessText({ data: { access, scopes } }: BoundRoute): string {
  return access === 'scopes' ? `scopes ${scopes.join(', ')}` : access === 'iam' ? 'a signature' : 'nothing: it is public';
}

/** Whatever the door has for the method and path; parameters by their names. */
export function servedRoutes({ data, door }: BoundRoute): readonly Route[] {
  return (door?.door?.routes ?? []).filter((r) => r.path === data.path && (r.method === data.method || (data.method === 'ANY' && r.method === 'ANY')));
}

function judge(route: BoundRoute, served: readonly Route[], known: Known, { wrong, unknowns }: Judged): readonly Entry[] {
  const { data, door, target } = route;
  const refuse = (code: string, text: string, at?: Place): void => void wrong.push({ code, text, ...at === undefined ? {} : { at } });
  if (door?.door === undefined) {
    if (known.world.unknowns.length > 0) unknowns.push(...known.world.unknowns);
    else refuse('ROUTE_NOT_SERVED', `door \`${data.door}\` is in none of the given templates`);
    return [];
  }
  if (served.length === 0) {
    if (door.door.hidden.length > 0) unknowns.push(...door.door.hidden);
    else refuse('ROUTE_NOT_SERVED', `\`${door.door.label}\` has no method for \`${data.id}\``, door.door.place);
    return [];
  }
  const stages = door.data.stage === undefined ? door.door.stages : door.door.stages.filter((s) => s.id.endsWith(`.${door.data.stage ?? ''}`));
  if (stages.length === 0) refuse('ROUTE_NOT_SERVED', `\`${door.door.label}\` has no stage \`${door.data.stage ?? ''}\``, door.door.place);
  const mine = served.flatMap((r) => [...new Set(r.targets.map((t) => t.target.id))].flatMap((id) => entriesOf(known.world, id).filter((e) => e.route === r)));
  for (const r of served) {
    for (const stage of stages) {
      const there = r.served.get(stage.id);
      if (there === undefined || there.may.isNever()) refuse('ROUTE_NOT_SERVED', `stage \`${stage.id}\` does not serve it`, r.place);
      else if (!r.guard.and(stage.guard).implies(there.must)) unknowns.push(...there.unknowns);
    }
    handled(route, r, known, refuse, unknowns);
    for (const auth of r.auths) if (!auth.guard.isNever()) asks(route, auth, refuse, unknowns);
  }
  profiled(route, refuse, unknowns);
  if (data.access !== 'public') {
    const open = mine.filter((e) => !e.open.may.isNever());
    for (const e of open) {
      if (e.ways.length > 0) refuse('ROUTE_CHECKS_LESS', `a request without an identity gets through: ${e.checks.map((c) => c.text).join('; ')}`, e.because[0]);
      else unknowns.push(...e.open.unknowns);
    }
  }
  if (known.world.unknowns.length > 0) unknowns.push(...known.world.unknowns);
  return target === undefined ? mine : mine.filter((e) => e.target.id === target);
}

type Refuse = (code: string, text: string, at?: Place) => void;

function handled({ data, target, door }: BoundRoute, r: Route, { world }: Known, refuse: Refuse, unknowns: Unknown[]): void {
  const kinds = data.handler.kind;
  if (r.targets.length === 0) return refuse('ROUTE_NOT_CALLED', 'it calls nothing', r.place);
  for (const t of r.targets) {
    const [perhaps] = t.target.mayBe?.filter((m) => m.id === target) ?? [];
    if (t.target.kind === 'unknown') unknowns.push(t.target.unknown!);
    else if (perhaps !== undefined) unknowns.push(perhaps.unknown);
    else if (t.target.kind !== kinds) refuse('ROUTE_NOT_CALLED', `it calls ${t.target.label}, and was declared to call a ${kinds}`, t.place);
    else if (kinds === 'function' && target === undefined) unknowns.push({ token: `handler ${data.handler.path}`, template: t.place.template, pointer: t.place.pointer, why: 'which function was declared is in none of the given templates' });
    else if (kinds === 'function' && t.target.id !== target) refuse('ROUTE_NOT_CALLED', `it calls \`${t.target.label}\`, and was declared to call \`${data.handler.path}\``, t.place);
    else if (t.need.kind === 'permission' && world.functions.has(t.target.id)) {
      for (const stage of door?.door?.stages ?? []) {
        const { need } = t;
        const granted = granting(world, t.target, need, stage);
        if (granted.may.isNever()) refuse('ROUTE_NOT_CALLED', `no statement lets API Gateway call \`${t.target.label}\` for it`, t.place);
        else if (!t.guard.implies(granted.must)) unknowns.push(...granted.unknowns.length > 0 ? granted.unknowns : [{ token: `permission to call ${t.target.label}`, template: t.place.template, pointer: t.place.pointer, why: 'it is not there under every condition' }]);
      }
    }
  }
}

function asks({ data, door }: BoundRoute, auth: Auth, refuse: Refuse, unknowns: Unknown[]): void {
  const wanted = data.access;
  if (auth.kind === 'unknown') return void unknowns.push(...auth.unknowns);
  if (wanted === 'public') return auth.kind === 'none' ? undefined : refuse('ROUTE_CHECKS_MORE', `it was declared public, and asks for ${WORDS[auth.kind]}`, auth.place);
  if (auth.kind === 'lambda') return void unknowns.push({ token: `authorizer ${auth.authorizer?.label ?? ''}`, template: auth.place.template, pointer: auth.place.pointer, why: `what the code of a Lambda authorizer asks is not known; ${wanted === 'iam' ? 'a signature' : 'scopes'} were declared` });
  const right: readonly Auth['kind'][] = wanted === 'iam' ? ['iam'] : ['cognito', 'jwt'];
  if (!right.includes(auth.kind)) return refuse('ROUTE_CHECKS_LESS', `it was declared to ask for ${wanted === 'iam' ? 'a signature' : `a token with ${data.scopes.join(' or ')}`}, and asks for ${WORDS[auth.kind]}`, auth.place);
  if (wanted === 'scopes') scoped(data.scopes, auth, door?.pool, refuse, unknowns);
}

const WORDS: Readonly<Record<Auth['kind'], string>> = { none: 'nothing', iam: 'a signature', cognito: 'a token', jwt: 'a token', lambda: 'what a Lambda authorizer asks', unknown: 'what nobody knows' };

function scoped(declared: readonly string[], auth: Auth, pool: string | undefined, refuse: Refuse, unknowns: Unknown[]): void {
  const { scopes, authorizer, place } = auth;
  const opaque = scopes.filter(isOpaque);
  if (scopes.length === 0) refuse('ROUTE_CHECKS_LESS', `it asks for no scope, and was declared to ask for ${declared.join(' or ')}: the ID token of any client will do`, place);
  else {
    const [less, more] = [scopes.filter((s) => !isOpaque(s) && !declared.includes(shownText(s))), declared.filter((s) => !scopes.some((t) => shownText(t) === s))];
    if (less.length > 0) refuse('ROUTE_CHECKS_LESS', `it takes ${less.map((s) => `\`${shownText(s)}\``).join(' and ')} as well, which was not declared`, place);
    if (opaque.length > 0) unknowns.push({ token: 'AuthorizationScopes', template: place.template, pointer: place.pointer, why: 'the scopes are not known' });
    else if (more.length > 0) refuse('ROUTE_CHECKS_MORE', `it does not take ${more.map((s) => `\`${s}\``).join(' and ')}, which was declared`, place);
  }
  if (pool === undefined || authorizer?.type !== 'cognito' || authorizer.issuers.length === 0) return;
  const others = authorizer.issuers.filter((i) => i !== pool);
  if (others.some(isOpaque)) unknowns.push({ token: 'ProviderARNs', template: place.template, pointer: place.pointer, why: 'whose tokens are taken is not known' });
  else if (others.length > 0) refuse('ROUTE_CHECKS_LESS', `it takes tokens of ${others.map((o) => `\`${shownText(o)}\``).join(' and ')} as well, which is not the identity of the door`, place);
}

/** Whether the route was declared to be asked this way, at this host: what nobody can say was not. */
export function declares(route: BoundRoute, auth: Auth, { host, certificate }: { readonly host: Host; readonly certificate: boolean }): boolean {
  const less: string[] = [];
  const unknowns: Unknown[] = [];
  asks(route, auth, (code) => { if (code === 'ROUTE_CHECKS_LESS') less.push(code); }, unknowns);
  const profile = route.door?.data.profile;
  return less.length === 0 && unknowns.length === 0 && (profile !== 'device-certificate' || certificate) && (profile !== 'private' || host.kind === 'private');
}

/** Of the door: where it may be called. */
function profiled({ door: bound, data }: BoundRoute, refuse: Refuse, unknowns: Unknown[]): void {
  const door = bound?.door;
  if (door === undefined || bound === undefined) return;
  for (const host of door.hosts) {
    const [wanted, holds] = bound.data.profile === 'device-certificate' ? ['a client certificate', both(host.open, not(host.certificate))] as const : bound.data.profile === 'private' && host.kind !== 'private' ? ['to be called through interface endpoints alone', host.open] as const : [undefined, undefined];
    if (holds === undefined || holds.may.isNever()) continue;
    if (holds.must.isNever()) unknowns.push(...holds.unknowns);
    else refuse('ROUTE_CHECKS_LESS', `its door \`${data.door}\` was declared to ask for ${wanted}, and ${host.name} takes requests without`, host.place);
  }
}
