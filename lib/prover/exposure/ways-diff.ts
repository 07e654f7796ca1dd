/**
 * Which ways in a change opens and closes: `waysDiff(before, after)`, as edges from who may come to what is reached.
 *
 *   anybody => Fn : GET /docs of Api at the execute-api host
 *
 * A way is opened where nobody who may take it now might have taken it before: a check that is dropped, a scope more, another pool, a
 * host, a method, a URL, a statement. A web firewall that is taken away opens a way that no intent declares. What was merely possible and is certain now is opened. A way that narrows is opened by nobody
 * and closes the wider one. What is a diff of network edges is judge-diff.ts.
 */
import type { EdgeData } from '../../contract/verdicts';
import { anyOf, either, perhaps } from '../../world/exposure/holds';
import type { Door, Holds, Route } from '../../world/exposure/model';
import { isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import type { Guard } from '../../world/guard';
import { printable } from '../../world/input-error';
import { codeOf } from '../network/cdk-providers';
import type { BoundIntent } from '../network/model';
import { becauseOf } from '../network/witness';
import { boundDoors, boundRoutes } from './bind-doors';
import { isPinned } from './callers';
import { covers, type Demand, whoText } from './demand';
import { allEntries } from './entries';
import { Declared } from './excess';
import { routedEntrances, unfiltered } from './firewall-diff';
import type { Entry } from './model';
import type { Known } from './names';
import { isInvoke } from './permits';
import { concrete } from './requests';
import { signing } from './signers-diff';
import { type Class, Side, unreadable, type WayIn } from './ways-in';

export interface WaysDiff {
  readonly added: readonly EdgeData[];
  readonly removed: readonly EdgeData[];
  readonly unknowns: readonly Unknown[];
}

/** An edge before it is compared. `covers`: whoever comes by the other one may come by this one. */
interface Line {
  readonly group: string;
  readonly key: string;
  readonly source: string;
  readonly holds: Holds;
  readonly covers: (narrow: Line) => boolean;
  readonly demand?: Demand;
  readonly entry?: Entry;
  /** Nobody can say what is asked: it may be nothing. */
  readonly mayBeOpen: boolean;
  readonly data: Pick<EdgeData, 'destination' | 'over' | 'declared' | 'implied' | 'flows' | 'because'>;
}

export function waysDiff(before: Known, after: Known): WaysDiff {
  const [a, b] = [new Side(before, renameOf(before)), new Side(after, renameOf(after))];
  a.compareWith(b);
  b.compareWith(a);
  const [old, next] = [new Map<string, Line>(), new Map<string, Line>()];
  const [oldWays, newWays]: [WayIn[], WayIn[]] = [[], []];
  const doors = [a.doorsById(), b.doorsById()];
  for (const id of [...new Set([...doors[0].keys(), ...doors[1].keys()])].sort()) {
    const [was, is] = doors.map((d) => d.get(id));
    for (const asked of classes(was, is)) {
      if (was !== undefined) oldWays.push(...a.waysOf(was, asked));
      if (is !== undefined) newWays.push(...b.waysOf(is, asked));
    }
  }
  for (const way of oldWays) put(old, lineOfWay(way));
  for (const way of newWays) put(next, lineOfWay(way));
  for (const line of callers(a)) put(old, line);
  for (const line of callers(b)) put(next, line);
  for (const line of signatures(a, b)) put(old, line);
  for (const line of signatures(b, a)) put(next, line);
  const routed = [routedEntrances(a, oldWays), routedEntrances(b, newWays)] as const;
  for (const line of unstopped(a, b, ...routed)) put(old, line);
  for (const line of unstopped(b, a, routed[1], routed[0])) put(next, line);
  const added = opened([...next.values()], [...old.values()]);
  const removed = closed([...old.values()], [...next.values()]);
  const changed = [...added, ...removed];
  return {
    added: added.map(({ line, certain }) => edgeOf(line, certain)), removed: removed.map(({ line, certain }) => edgeOf(line, certain)),
    unknowns: [...before.world.unknowns, ...after.world.unknowns, ...before.world.doors.flatMap(unreadable), ...after.world.doors.flatMap(unreadable), ...changed.filter((c) => !c.certain).flatMap((c) => c.line.holds.unknowns)],
  };
}

/** Where a side is one template, its name is that of a file. */
function renameOf({ templates }: Known): (text: string) => string {
  const [only, ...others] = templates.templates;
  if (only === undefined || others.length > 0) return (text) => text;
  return (text) => [`${only.key}.`].reduce((t, prefix) => (t.startsWith(prefix) ? t.slice(prefix.length) : t).replaceAll(`:${prefix}`, ':').replaceAll(`?${prefix}`, '?'), text);
}

/** Every request that a route of either side is written for. */
function classes(was: Door | undefined, is: Door | undefined): Class[] {
  const routes = new Map<string, Route>();
  for (const r of [...is?.routes ?? [], ...was?.routes ?? []]) if (!routes.has(`${r.method} ${r.path}`)) routes.set(`${r.method} ${r.path}`, { ...r, id: `${r.method} ${r.path}` });
  const merged = { ...is ?? was!, routes: [...routes.values()] };
  return merged.routes.map((route): Class => ({ route, ...concrete(merged, route) }));
}

function lineOfWay({ group, demand, holds, destination, over, declared, losesFirewall, flows, because }: WayIn): Line {
  return { group, key: JSON.stringify([demand, declared]), source: `${whoText(demand)}${losesFirewall === undefined ? '' : `, ${losesFirewall}`}`, holds, demand, mayBeOpen: demand.auth === 'unknown', covers: (o) => o.demand !== undefined && covers(demand, o.demand), data: { destination, over, declared, flows, because } };
}

/** What is no route: statements, what calls on behalf of others, routes that nobody can name. */
function callers({ known, rename }: Side): Line[] {
  const doors = boundDoors(known);
  const declared = new Declared(boundRoutes(known, doors), doors);
  return [...allEntries(known.world).values()].flat().filter((e) => e.route === undefined).map((entry): Line => {
    const { permission: p, trigger, target } = entry;
    const key = rename(p === undefined ? entry.key : [p.principal, p.sourceArn ?? '', p.sourceAccount ?? '', p.organisation ?? '', p.eventToken ?? '', target.qualifier ?? '?'].join('\n'));
    const unknowns = [...p?.unknowns ?? [], ...trigger?.unknown === undefined ? [] : [trigger.unknown]];
    return {
      group: `calls\n${rename(target.id)}`, key, source: entry.entry, entry, mayBeOpen: entry.checks.some((c) => c.identity === 'unknown'),
      holds: unknowns.length === 0 ? entry.reached : perhaps(entry.reached.may, ...unknowns), covers: (o) => o.key === key || wider(entry, o.entry),
      data: { destination: target.label, over: p === undefined ? 'a call' : 'an invoke permission', declared: isDeclared(declared, entry, known.intents), ...isOwnCall(known, entry) ? { implied: true as const } : {}, flows: [], because: entry.because.map((x) => becauseOf(x, x.what)) },
    };
  });
}

/** Whoever may sign, of routes that both sides have. */
function signatures(side: Side, other: Side): Line[] {
  return signing(side, other).map(({ id, signer, holds, destination, declared }): Line => ({
    group: `signature\n${id}`, key: '', source: `a signature of ${signer.label}`, holds, mayBeOpen: false, covers: () => true,
    data: { destination, over: 'a signature', declared, flows: [], because: [becauseOf(signer.place, 'who signs')] },
  }));
}

/** Past no firewall, where no route says it. */
function unstopped(side: Side, other: Side, mine: ReadonlySet<string>, theirs: ReadonlySet<string>): Line[] {
  return unfiltered(side, other, mine, theirs).map(({ id, holds, past, entrance }): Line => ({
    group: `firewall\n${id}`, key: '', source: `internet, ${past}`, holds, mayBeOpen: false, covers: () => true,
    data: { destination: entrance.label, over: 'requests', declared: false, flows: [], because: [becauseOf(entrance.place, 'entrance')] },
  }));
}

/** What an intent says of others: calls that IAM identifies are data flows' affair, as in "nothing more". */
function isDeclared(declared: Declared, entry: Entry, intents: readonly BoundIntent[]): boolean {
  return intents.length > 0 && entry.open.may.isNever() && declared.permits(entry);
}

/**
 * A pool calls the hook of this library, as long as that runs what was written; by a statement for the very pool that names it. Nobody
 * of the app wrote either.
 */
function isOwnCall({ world, templates }: Known, { target, trigger, permission, open }: Entry): boolean {
  const hook = world.functions.get(target.id)?.place;
  if (hook?.hook === undefined || codeOf(hook) === undefined || !open.may.isNever()) return false;
  const isPool = (id: string): boolean => templates.resource(id)?.type === POOL && world.triggers.some((t) => t.id === id && t.target.id === target.id);
  if (trigger !== undefined) return isPool(trigger.id);
  const [, pool] = /^\u0001res:([^\u0002]+)\u0002$/.exec(permission?.sourceArn ?? '') ?? [];
  return permission?.principal === 'cognito-idp.amazonaws.com' && permission.unknowns.length === 0 && isInvoke(permission.action, 'InvokeFunction') === true && pool !== undefined && isPool(pool);
}

const POOL = 'AWS::Cognito::UserPool';

/** A statement for everybody, or for the same principal without a source. */
function wider({ permission: wide }: Entry, narrow: Entry | undefined): boolean {
  const other = narrow?.permission;
  if (wide === undefined || other === undefined || wide.organisation !== undefined || wide.unknowns.length > 0 || isPinned(wide) !== false || wide.sourceArn !== undefined || wide.sourceAccount !== undefined) return false;
  return (wide.principal === '*' || wide.principal === other.principal) && (wide.target.qualifier === other.target.qualifier);
}

/** The same way twice is one. */
function put(lines: Map<string, Line>, line: Line): void {
  const key = `${line.group}\n\n${line.key}`;
  const known = lines.get(key);
  lines.set(key, known === undefined ? line : { ...known, holds: either(known.holds, line.holds) });
}

interface Changed {
  readonly line: Line;
  readonly certain: boolean;
}

function opened(lines: readonly Line[], others: readonly Line[]): Changed[] {
  const groups = grouped(others);
  return lines.flatMap((line): Changed[] => {
    const wide = (groups.get(line.group) ?? []).filter((o) => o.covers(line));
    const was = anyOf(wide.map((o) => o.holds));
    const sure = line.holds.must.isNever() ? line.holds.must : line.holds.must.and(was.must.not());
    if (!sure.isNever() && sure.isSure) return [{ line, certain: true }];
    return !sure.isNever() || !implies(line.holds.may, was.may) ? [{ line, certain: false }] : [];
  });
}

function closed(lines: readonly Line[], others: readonly Line[]): Changed[] {
  const groups = grouped(others);
  return lines.flatMap((line): Changed[] => {
    const wide = (groups.get(line.group) ?? []).filter((o) => o.mayBeOpen || o.covers(line) || mayCover(o.demand, line.demand));
    return implies(line.holds.may, anyOf(wide.map((o) => o.holds)).may) ? [] : [{ line, certain: !line.holds.must.isNever() }];
  });
}

/** A token in the place of scopes or of an issuer may be whatever was there. */
function mayCover(wide: Demand | undefined, narrow: Demand | undefined): boolean {
  return wide !== undefined && narrow !== undefined && wide.auth === narrow.auth && [...wide.scopes, ...wide.issuers, ...wide.audiences].some(isOpaque) && covers({ ...wide, issuers: narrow.issuers, audiences: narrow.audiences, scopes: narrow.scopes }, narrow);
}

function implies(a: Guard, b: Guard): boolean {
  return a.mayImply(b);
}

function grouped(lines: readonly Line[]): ReadonlyMap<string, readonly Line[]> {
  const out = new Map<string, Line[]>();
  for (const line of lines) {
    const list = out.get(line.group);
    if (list === undefined) out.set(line.group, [line]);
    else list.push(line);
  }
  return out;
}

function edgeOf({ source, data: { destination, over, declared, implied, flows, because } }: Line, certain: boolean): EdgeData {
  return { source: printable(source), destination: printable(destination), over: printable(over), certain, declared, ...implied === true ? { implied } : {}, flows, because };
}
