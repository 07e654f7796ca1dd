/**
 * Whether what a web ACL blocks gets into its log: `keepsBlocked(context, log)`.
 *
 *   DROP what is blocked; or DROP by default, and no filter keeps what is blocked          never
 *   DROP what has a label; KEEP what is blocked *and* has a label, and DROP by default     perhaps: some of what is blocked is lost
 *
 * Source: CloudFormation, AWS::WAFv2::LoggingConfiguration LoggingFilter, Filter (`Requirement`: MEETS_ALL, MEETS_ANY) (2026-11). Where two filters are about one
 * request AWS does not say there which of them counts, so that one that drops some of what is blocked makes it unsure.
 */
import type { Unknown } from '../facts';
import { viewInto, viewOf, type Item } from '../network/read';
import type { Resource } from '../template/model';
import { isMap } from '../template/walk';
import type { Context } from './context';
import { ALWAYS, anyOf, both, NEVER, not, perhaps, when } from './holds';
import type { Holds } from './model';

export function keepsBlocked(context: Context, log: Resource): Holds {
  const view = viewOf(log);
  const destinations = anyOf(view.items('LogDestinationConfigs').map((i) => when(i.guard)));
  const filters = view.items('LoggingFilter');
  const without = not(anyOf(filters.map((f) => when(f.guard))));
  return both(destinations, anyOf([without, ...filters.map((f) => both(when(f.guard), kept(context, f)))]));
}

function kept(context: Context, filter: Item): Holds {
  const unsure = (why: string): Holds => perhaps(filter.guard, { token: 'LoggingFilter', template: filter.place.template, pointer: filter.place.pointer, why } satisfies Unknown);
  if (!isMap(filter.value)) return perhaps(filter.guard, context.unknown(filter.value, filter.place, 'what the log keeps is not known', 'LoggingFilter'));
  const view = viewInto(filter);
  const all = view.items('Filters.*').map((f) => ({ does: context.text(viewInto(f).items('Behavior')[0]?.value), about: aboutBlocked(context, f) }));
  const byDefault = context.text(view.items('DefaultBehavior')[0]?.value);
  if (all.some((f) => f.does === 'DROP' && f.about === 'all')) return NEVER;
  const loses = all.some((f) => f.does !== 'KEEP' && f.about !== 'none');
  const keeps = byDefault === 'KEEP' || all.some((f) => f.does === 'KEEP' && f.about === 'all');
  if (!keeps && byDefault === 'DROP' && all.every((f) => f.does === 'DROP' || f.about === 'none')) return NEVER;
  return keeps && !loses ? ALWAYS : unsure(loses ? 'a filter of the log may drop some of what is blocked' : 'whether the log keeps all of what is blocked is not known');
}

/** Whether a filter is about every blocked request, about some, or about none. */
function aboutBlocked(context: Context, filter: Item): 'all' | 'some' | 'none' {
  const view = viewInto(filter);
  const conditions = view.items('Conditions.*').map((c) => {
    const actions = viewInto(c).items('ActionCondition.Action').map(({ value }) => context.text(value));
    return actions.length === 0 ? 'some' : actions.every((a) => a === 'BLOCK') ? 'all' : actions.every((a) => ACTIONS.includes(a ?? '')) ? 'none' : 'some';
  });
  const requirement = context.text(view.items('Requirement')[0]?.value);
  if (conditions.length === 0) return 'some';
  if (conditions.every((c) => c === conditions[0])) return conditions[0];
  if (requirement === 'MEETS_ANY') return conditions.includes('all') ? 'all' : 'some';
  return requirement === 'MEETS_ALL' && conditions.includes('none') ? 'none' : 'some';
}

/** Other ones than BLOCK. */
const ACTIONS = ['ALLOW', 'COUNT', 'CAPTCHA', 'CHALLENGE', 'EXCLUDED_AS_COUNT'];
