/**
 * The way out in an emergency: an app synthesizes in spite of findings, for a reason, in somebody's name, until a date.
 *
 *   cdk deploy -c zero-trust:now=$(date -u +%FT%TZ) -c zero-trust:breakGlass='{"reason":"INC-7 restore orders","by":"mara","until":"2027-03-01T18:00:00Z"}'
 *
 * The time comes from the caller, as everywhere at synth: without `zero-trust:now` nothing is opened. It is open for a week at
 * most, so that it cannot become a habit. Open or refused, it is a finding of its own. See docs/adr/0008.
 */
import type { IConstruct } from 'constructs';
import { BREAK_GLASS_CONTEXT, NOW_CONTEXT } from './context';
import { DAYS, readInstant } from './instant';

const LONGEST_DAYS = 7;
const FIELDS = ['reason', 'by', 'until'] as const;

export type BreakGlass =
  | { readonly is: 'absent' }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'open'; readonly reason: string; readonly by: string; readonly until: string; readonly now: string };

export function readBreakGlass(root: IConstruct): BreakGlass {
  const given: unknown = root.node.tryGetContext(BREAK_GLASS_CONTEXT);
  if (given === undefined || given === null || given === false || given === '') return { is: 'absent' };
  const value = typeof given === 'string' ? parsed(given) : given;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('it cannot be read; expected `{ "reason": "...", "by": "...", "until": "2027-03-01T18:00:00Z" }`');
  const fields = value as Readonly<Record<string, unknown>>;
  const stray = Object.keys(fields).find((k) => !(FIELDS as readonly string[]).includes(k));
  if (stray !== undefined) return refused(`field \`${stray}\` is not known; expected \`reason\`, \`by\` and \`until\``);
  for (const name of FIELDS) if (typeof fields[name] !== 'string' || fields[name].trim() === '') return refused(`it says no \`${name}\`; expected \`reason\`, \`by\` and \`until\``);
  const { reason, by, until } = fields as Record<(typeof FIELDS)[number], string>;
  return within({ reason: reason.trim(), by: by.trim(), until }, root.node.tryGetContext(NOW_CONTEXT));
}

function within({ reason, by, until }: { readonly reason: string; readonly by: string; readonly until: string }, now: unknown): BreakGlass {
  const end = readInstant(until);
  if (end === undefined) return refused(`\`until\` is \`${until}\`; expected a date such as \`2027-03-01\`, or an instant with an offset such as \`2027-03-01T18:00:00Z\``);
  const start = readInstant(now);
  if (start === undefined) return refused(`the time is not known: pass it as context \`${NOW_CONTEXT}\`, e.g. \`-c ${NOW_CONTEXT}=$(date -u +%FT%TZ)\`${now === undefined ? '' : '; got no ISO-8601 instant'}`);
  if (end <= start) return refused(`it ended at \`${until}\`, and it is \`${String(now)}\``);
  if (end - start > DAYS(LONGEST_DAYS)) return refused(`it would be open until \`${until}\`; expected at most ${LONGEST_DAYS} days after \`${NOW_CONTEXT}\`, which is \`${String(now)}\``);
  return { is: 'open', reason, by, until, now: String(now) };
}

function refused(why: string): BreakGlass {
  return { is: 'refused', why };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
