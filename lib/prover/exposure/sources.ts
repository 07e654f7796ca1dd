/**
 * Whether nobody writes to a source, so that what it calls is called for nobody: `writable(world, 'App.Queue')`.
 *
 *   its policy lets everybody write       a route that asks for nothing writes to it       one that it is fed from is open
 *
 * Never certain: what a message makes of it is not looked at. Statements for services are taken to be limited, whatever they say.
 */
import { anyOf, NEVER, perhaps } from '../../world/exposure/holds';
import type { Condition, ExposureWorld, Holds, Policy, Source, Statement } from '../../world/exposure/model';
import { fieldsOf, isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import { and, type Answer, conditionHolds, negated, operatorOf, or } from './conditions';
import { mayDo } from './guests';
import type { Entry } from './model';
import { like } from './permits';
import { callers } from './policy';

export type Openings = (door: string, route: string) => readonly Entry[];

export function writable(world: ExposureWorld, id: string, openings: Openings, seen = new Set<string>()): Holds {
  const source = world.sources.get(id);
  if (source === undefined || seen.has(id)) return NEVER;
  seen.add(id);
  return anyOf([
    ...source.policies.filter((p) => letsAnybody(p, source)).map((p) => perhaps(p.guard, because(p.place, source, 'its policy lets everybody write to it, or may'))),
    ...source.routes.flatMap(({ door, route, guard }) => openings(door, route).map((e) => perhaps(e.open.may.and(guard), because(e.because[0], source, `${e.entry} writes to it without asking who comes, or may`), ...e.open.unknowns))),
    ...world.guests.flatMap((g) => mayDo(world, g, source.actions, id).map((u) => perhaps(g.guard, u))),
    ...source.feeds.map((from) => writable(world, from, openings, seen)),
  ]);
}

function because({ template, pointer }: { readonly template: string; readonly pointer: string }, { label }: Source, why: string): Unknown {
  return { token: label, template, pointer, why };
}

function letsAnybody({ statements, unknowns }: Policy, { actions, id }: Source): boolean {
  if (statements === undefined) return unknowns.length > 0;
  const asked = { action: '', resource: '', every: '', arn: '', isPrivate: false };
  return [true, false].flatMap((isSigned) => callers(statements, { ...asked, isSigned })).some((caller) => actions.some((action) => {
    const of = (s: Statement): Answer => and([acts(s, action), whom(s), onIt(s, id), ...s.conditions.map((c) => onBehalf(c) ?? conditionHolds(c, caller)), ...s.unknowns.length > 0 ? [undefined] : []]);
    return statements.some((s) => s.effect !== 'Deny' && of(s) !== false) && !statements.some((s) => s.effect === 'Deny' && of(s) === true);
  }));
}

/** A service brings what somebody's resource sends: one that no statement pins is anybody's. Undefined: it says nothing of that. */
function onBehalf({ operator, key, values }: Condition): boolean | undefined {
  const how = operatorOf(operator);
  if (!/^aws:source(arn|account)$/i.test(key) || how === undefined || how.isNegated || how.plain === 'Null') return undefined;
  return values.every((v) => /^[^*?\u0001]*$|^\d{12}$/.test(v) || /^\u0001(res|pseudo|fn|api):[^\u0002]*\u0002$/.test(v) || /^(\d{12}|\u0001pseudo:.*)$/s.test(fieldsOf(v)[4] ?? '')) ? undefined : true;
}

function acts({ actions, notActions }: Statement, wanted: string): Answer {
  const one = (p: string): Answer => (isOpaque(p) ? undefined : like(p.toLowerCase(), wanted.toLowerCase()));
  return actions !== undefined ? or(actions.map(one)) : notActions === undefined ? false : negated(or(notActions.map(one)));
}

function whom({ principals, notPrincipals }: Statement): Answer {
  const one = (p: string): Answer => (p === '*' ? true : p === 'other:*' || /^aws:[^\u0001]*[*?]/.test(p) ? undefined : false);
  return principals !== undefined ? or(principals.map(one)) : notPrincipals === undefined ? false : negated(or(notPrincipals.map(one)));
}

/** All of it by its mark; a part of it, or another text, may be what counts. */
function onIt({ resources, notResources }: Statement, id: string): Answer {
  const one = (p: string): Answer => (p === '*' || p === `\u0001res:${id}\u0002` || p === `\u0001res:${id}\u0002/*` ? true : undefined);
  return resources !== undefined ? or(resources.map(one)) : notResources === undefined ? true : negated(or(notResources.map(one)));
}
