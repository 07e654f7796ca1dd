/**
 * Until when a rule may count, and whether that is over: `deadline(acl, rule, now)`; of all that counts in a web ACL: `promises(acl, now)`.
 *
 * A date is what the library wrote beside a web ACL of its own: of the rule, or of the whole firewall while it observes. A date is its end, UTC; an instant is itself; `now`
 * as a date is its beginning. Nobody reads a clock here: without `now` nothing is over, and nothing is in time.
 */
import type { FirewallRule, WebAcl } from '../../world/exposure/firewall-model';

export interface Deadline {
  readonly until: string;
  /** Undefined: no time was given, or one of the two cannot be read. */
  readonly isOver?: boolean;
  readonly why?: string;
}

/** Undefined: nobody promised an end. */
export function deadline({ promise }: WebAcl, { name }: Pick<FirewallRule, 'name'>, now: string | undefined): Deadline | undefined {
  const until = promise === undefined ? undefined : Object.hasOwn(promise.rules, name) ? promise.rules[name] : promise.mode === 'observe' ? promise.until ?? '' : undefined;
  if (until === undefined) return undefined;
  const end = instant(until, true);
  if (end === undefined) return { until, why: until === '' ? 'it observes, and its metadata has no date' : `its end, \`${until}\`, is no ISO-8601 date` };
  if (now === undefined) return { until, why: 'no time was given to judge the date by' };
  const at = instant(now, false);
  return at === undefined ? { until, why: `the time that was given, \`${now}\`, is no ISO-8601 date` } : { until, isOver: at >= end };
}

/** Undefined: nothing counts, or something does of which nobody said until when. */
export function promises(acl: WebAcl, now: string | undefined): readonly Deadline[] | undefined {
  const ends = acl.rules.filter((r) => !r.counts.may.isNever()).map((r) => deadline(acl, r, now));
  return ends.length > 0 && ends.every((e): e is Deadline => e !== undefined) ? ends : undefined;
}

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const DAY = 86_400_000;

function instant(text: string, isEnd: boolean): number | undefined {
  const m = INSTANT.exec(text);
  if (m === null) return undefined;
  const midnight = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  // Date rolls over: the 30th of February is no day.
  if (new Date(midnight).getUTCMonth() !== Number(m[2]) - 1) return undefined;
  const at = m[4] === undefined ? midnight + (isEnd ? DAY : 0) : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
