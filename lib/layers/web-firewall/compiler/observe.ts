/**
 * Until when rules only count. An end that is over is an error, because a firewall that counts stops nobody; one that is more than a year away is a warning, because it
 * is no end; without the time it is told that nobody looked.
 */
import type { Findings } from '../../../intent';
import { readInstant } from '../../../intent/terms';
import type { FirewallFacts, RuleFacts } from '../model';

const DAY = 86_400_000;
/** As with what a baseline of the proof accepts: within a year somebody looks again. */
const LONG = 366 * DAY;

export function isObserving(rule: RuleFacts, { mode }: FirewallFacts): boolean {
  return mode.kind === 'observe' || rule.observeUntil !== undefined;
}

export function checkObserve({ id, mode, now, rules }: FirewallFacts, findings: Findings): void {
  const at = now === undefined ? undefined : readInstant(now, 'zero-trust:now', '', findings);
  const ends: [what: string, until: string, pointer: string][] = rules.flatMap((rule, i) => (rule.observeUntil === undefined ? [] : [[`rule \`${rule.id}\` of firewall \`${id}\``, rule.observeUntil, `/rules/${i}`]]));
  if (mode.kind === 'observe') ends.unshift([`firewall \`${id}\``, mode.until, '/mode']);
  for (const [what, until, pointer] of ends) {
    if (readInstant(until, 'until', pointer, findings) === undefined || at === undefined) continue;
    if (Date.parse(at) >= endOf(until)) findings.error('FirewallObserveEnded', pointer, `${what} only counts, and was to do so until \`${until}\`; expected it to act from then on; use \`FirewallMode.ENFORCE\` or leave \`observeUntil\` out, or set another end`);
    else if (endOf(until) - Date.parse(at) > LONG) findings.warning('FirewallObserveLong', pointer, `${what} only counts until \`${until}\`, more than a year from now; expected an end that somebody waits for, within a year, because until then it stops nobody; set a nearer one`);
  }
  if (ends.length > 0 && now === undefined) findings.warning('FirewallObserveNotJudged', ends[0][2], `${ends[0][0]}${ends.length === 1 ? '' : ` and ${ends.length - 1} more`} only ${ends.length === 1 ? 'counts' : 'count'}, until \`${ends[0][1]}\`${ends.length === 1 ? '' : ' and other days'}; nobody looked whether that is over; expected the time in context \`zero-trust:now\`; pass it, e.g. \`cdk synth -c zero-trust:now=$(date -u +%FT%TZ)\``);
}

/** A day ends with its last second, UTC. */
function endOf(until: string): number {
  return until.length === 10 ? Date.parse(`${until}T00:00:00Z`) + DAY : Date.parse(until);
}
