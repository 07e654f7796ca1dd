/**
 * What people read: names and descriptions of alarms.
 *
 * INVARIANT: a name depends on the watch, the signal and the subject alone. What does not fit is cut and told apart by a hash of all.
 */
import { alarmDescription } from '../../../contract/signal-line';
import { idHash } from '../../front-door/compiler/shard';
import { QUOTAS } from '../catalogue/quotas';
import type { Severity, SignalRow, SubjectFacts, WatchFacts } from '../model';

/** Cut names keep at least so much of their subject. */
const LEAST = 12;

/** `<watch>/<signal>@<subject>`, printable ASCII without quotes, which the rules of composite alarms put around it. */
export function alarmName(watch: string, signal: string, subject: string): string {
  const whole = `${watch}/${signal}@${subject}`;
  const clean = whole.replace(/[^\x20-\x7e]|["\\]/g, '-');
  if (clean === whole && whole.length <= QUOTAS.alarmName) return whole;
  const hash = `~${idHash(whole)}`;
  return clean.slice(0, QUOTAS.alarmName - hash.length) + hash;
}

/** Whether a shortened name would still say which signal it is. */
export function isNameable(watch: string, signal: string): boolean {
  return `${watch}/${signal}@`.length + LEAST + 9 <= QUOTAS.alarmName;
}

export function runbookOf(facts: WatchFacts, signal: string): string {
  if (facts.runbooks === undefined) return `cdk-zero-trust docs/signals.md, ${signal}`;
  // `https://runbooks.example.com` would become the address of another host.
  const isPrefix = !/^https?:/i.test(facts.runbooks) || /[/#=?&_-]$/.test(facts.runbooks);
  return `${facts.runbooks}${isPrefix ? '' : '/'}${signal}`;
}

interface Described {
  readonly signal: string;
  readonly subject: SubjectFacts;
  readonly severity: Severity;
  readonly title: string;
  readonly more: string;
  /** It stands behind a composite alarm, which pages for it. */
  readonly isGrouped?: boolean;
}

/** What people read first, then the line that the relay reads. Values that only the deployment knows have no length that is known here: they are left out. */
export function describe(facts: WatchFacts, { signal, subject, severity, title, more, isGrouped = false }: Described): string {
  const runbook = runbookOf(facts, signal.replace(/\.any$/, ''));
  const prose = `[${severity}] ${title}: ${subject.title}. ${more} Owner: ${facts.owner}. Runbook: ${runbook}.`;
  const { kind, id, flows, routes } = subject;
  return alarmDescription(literal(prose), { signal, severity, subject: { kind, id: literal(id) }, flows: flows.map(literal), routes: routes.map(literal), owner: literal(facts.owner), runbook: literal(runbook), ...(isGrouped ? { isGrouped } : {}) });
}

export function words(row: SignalRow, how: string): string {
  return `${how} ${row.why} First: ${row.first}`;
}

function literal(text: string): string {
  return text.replace(/\$\{Token\[[^\]]*\]\}/g, '(known at deployment)');
}
