/**
 * Findings about the proof itself: the glass is broken, an acknowledgement hides nothing, the end of an entry was not checked.
 */
import type { Acknowledgements } from './acknowledgements';
import { GRACE_DAYS } from '../prover/baseline';
import { shortHash } from '../prover/short-hash';
import type { Accepted } from './baseline';
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

/**
 * The CDK CLI shows what is about the stacks that it is asked for, and takes for a success what it does not show: of an app with
 * stages a plain `cdk synth` asks for none of theirs. What is about the app is always shown.
 */
export function failingFinding(failing: readonly Finding[]): Finding[] {
  if (failing.length === 0) return [];
  const ids = [...new Set(failing.map((f) => f.id))];
  return [notice('fails', 'error', `${failing.length === 1 ? 'a finding fails' : `${failing.length} findings fail`} this app: ${ids.slice(0, MOST_FAILING).map((id) => `\`${id}\``).join(', ')}${ids.length > MOST_FAILING ? `, and ${ids.length - MOST_FAILING} more` : ''}`, 'CDK shows those of the stacks that it was asked for: all are in validation-report.json, and shown by `cdk synth "**"`')];
}

const MOST_FAILING = 8;

/** CDK clears no directory: what an app declared there once is not what this one declares. */
export function staleFindings(files: readonly string[]): Finding[] {
  return files.map((file) => notice(`stale-intent.${shortHash(file)}`, 'warning', `\`${file}\` is of an earlier synth, and nothing that it declares counts: no façade of this app wrote it`, 'remove it and the zero-trust.network.json beside it'));
}

/** An acknowledgement that outlives its finding would hide the next one of that name. */
export function idleFindings(acknowledgements: Acknowledgements, ids: ReadonlySet<string>): Finding[] {
  return acknowledgements.idle(ids)
    .filter(({ id }) => !id.startsWith('acknowledgement.') && !id.startsWith('break-glass.'))
    .map(({ id, at }) => ({ ...notice(`acknowledgement.${id}`, 'info', `\`ZeroTrust::${id}\` is acknowledged and hides nothing: there is no such finding`, 'remove the acknowledgement'), at: { constructPath: at, locations: [] } }));
}

/** Entries of a baseline end, one by one; what nobody needs any more goes with the next update. */
export function baselineFindings({ ending, ended, idle, unchecked, lasting, unowned, stray }: Accepted): Finding[] {
  const of = (e: { readonly id: string; readonly owner: string; readonly until: string }): string => `\`${e.id}\` of ${e.owner}, until ${e.until}`;
  const update = 'settle it with its owner, then run `zero-trust prove --baseline FILE --update-baseline`';
  return [
    ...ended.map((e) => notice(`baseline.ended.${e.id}`, 'warning', `the baseline accepts it no longer: ${of(e)}`, update)),
    ...ending.map((e) => notice(`baseline.ending.${e.id}`, 'warning', `the baseline has accepted it for its time, and fails it ${GRACE_DAYS} days after that: ${of(e)}`, update)),
    ...stray.map(({ entry, question }) => notice(`baseline.stray.${entry.id}`, 'warning', `the baseline accepts it no longer: \`${entry.id}\` was \`${entry.question}\`, and is \`${question}\` now`, update)),
    ...lasting.map((e) => notice(`baseline.lasting.${e.id}`, 'warning', `the baseline accepts it for more than a year: ${of(e)}`, 'write a nearer end, so that somebody looks again')),
    // Its id is of those entries: whoever acknowledged one list has not acknowledged the next.
    ...(unowned.length === 0 ? [] : [notice(`baseline.unassigned.${shortHash(unowned.map((e) => e.id).sort().join(' '))}`, 'warning', `the baseline accepts in nobody's name: ${unowned.map((e) => `\`${e.id}\``).join(', ')}`, 'write who answers for it in the place of `unassigned`')]),
    ...(idle.length === 0 ? [] : [notice('baseline.idle', 'info', `the baseline accepts what is not there any more: ${idle.map((e) => `\`${e.id}\``).join(', ')}`, 'run `zero-trust prove --baseline FILE --update-baseline`')]),
    ...(unchecked === 0 ? [] : [notice('baseline.unchecked', 'info', `the baseline accepts ${unchecked === 1 ? 'a finding' : `${unchecked} findings`} without a look at the end, because the time is not known`, `pass it as context: \`-c ${NOW_CONTEXT}=$(date -u +%FT%TZ)\``)]),
  ];
}
