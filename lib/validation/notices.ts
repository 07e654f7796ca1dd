/**
 * Findings about the proof itself: the glass is broken, an acknowledgement hides nothing, the end of an entry was not checked.
 */
import type { Acknowledgements } from './acknowledgements';
import { type Accepted, GRACE_DAYS } from './baseline';
import type { BreakGlass } from './break-glass';
import { BREAK_GLASS_CONTEXT, NOW_CONTEXT } from './context';
import type { Finding, Severity } from './findings';

/** About the app, at its root. */
export function notice(id: string, severity: Severity, description: string, fix?: string): Finding {
  return { id, severity, description, fix, at: { constructPath: '', locations: [] } };
}

/** Whatever is acknowledged: a broken glass is always in sight. */
export function breakGlassFindings(glass: BreakGlass, acknowledgements: Acknowledgements): Finding[] {
  if (glass.is === 'absent') return [];
  const id = acknowledgements.unacknowledged(`break-glass.${glass.is}`);
  if (glass.is === 'refused') return [notice(id, 'warning', `the context \`${BREAK_GLASS_CONTEXT}\` opens nothing: ${glass.why}`, 'correct it, or remove it')];
  return [notice(id, 'warning', `the glass is broken: findings do not fail until ${glass.until} (it is ${glass.now}), in the name of ${glass.by}: ${glass.reason}`, `remove the context \`${BREAK_GLASS_CONTEXT}\` when it is over`)];
}

/** An acknowledgement that outlives its finding would hide the next one of that name. */
export function idleFindings(acknowledgements: Acknowledgements, ids: ReadonlySet<string>): Finding[] {
  return acknowledgements.idle(ids)
    .filter(({ id }) => !id.startsWith('acknowledgement.') && !id.startsWith('break-glass.'))
    .map(({ id, at }) => ({ ...notice(`acknowledgement.${id}`, 'info', `\`ZeroTrust::${id}\` is acknowledged and hides nothing: there is no such finding`, 'remove the acknowledgement'), at: { constructPath: at, locations: [] } }));
}

/** Entries of a baseline end, one by one; what nobody needs any more goes with the next update. */
export function baselineFindings({ ending, ended, idle, unchecked }: Accepted): Finding[] {
  const of = (e: { readonly id: string; readonly owner: string; readonly until: string }): string => `\`${e.id}\` of ${e.owner}, until ${e.until}`;
  const update = 'settle it with its owner, then run `zero-trust prove --baseline FILE --update-baseline`';
  return [
    ...ended.map((e) => notice(`baseline.ended.${e.id}`, 'warning', `the baseline accepts it no longer: ${of(e)}`, update)),
    ...ending.map((e) => notice(`baseline.ending.${e.id}`, 'warning', `the baseline has accepted it for its time, and fails it ${GRACE_DAYS} days after that: ${of(e)}`, update)),
    ...(idle.length === 0 ? [] : [notice('baseline.idle', 'info', `the baseline accepts what is not there any more: ${idle.map((e) => `\`${e.id}\``).join(', ')}`, 'run `zero-trust prove --baseline FILE --update-baseline`')]),
    ...(unchecked === 0 ? [] : [notice('baseline.unchecked', 'info', `the baseline accepts ${unchecked === 1 ? 'a finding' : `${unchecked} findings`} without a look at the end, because the time is not known`, `pass it as context: \`-c ${NOW_CONTEXT}=$(date -u +%FT%TZ)\``)]),
  ];
}
