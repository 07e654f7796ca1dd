/**
 * What is observed -> alarms, filters, rules, composite alarms and a dashboard: ``compileWatch(facts)``.
 *
 * Pure: no App, no construct, no clock. The order of subjects is of no account, and what is planned for one depends on no other: adding or
 * removing a subject changes no key, name or shard of another; a whole or a part that comes or goes changes who silences whom. With an error among the findings the plan must not be made.
 */
import { compareText } from '../../../intent';
import { shardOf } from '../../front-door/compiler/shard';
import { list, Said } from '../../front-door/compiler/say';
import { CATALOGUE } from '../catalogue';
import type { PlannedSignal, WatchFacts, WatchPlan } from '../model';
import { planAlarms } from './alarm';
import { checkBudget, costOf, namesOf } from './budget';
import { checkFacts } from './check-facts';
import { checkRows } from './check-rows';
import { choose, type Chosen } from './choose';
import { planDashboard } from './dashboard';
import { groupsOf, isGrouped, planComposites } from './group';
import { isNameable } from './names';

export function compileWatch(facts: WatchFacts): WatchPlan {
  const said = new Said();
  const rows = [...CATALOGUE, ...checkRows(facts.rows ?? [], said)];
  checkFacts(facts, rows, said);
  const chosen = unique(facts, choose(facts, rows, said), said);
  const groups = groupsOf(facts, chosen);
  const signals = chosen.map((one): PlannedSignal => {
    const key = keyOf(one);
    return { ...planAlarms(facts, one, key, isGrouped(groups, one)), ...(facts.shards === undefined ? {} : { shard: shardOf(key, facts.shards) }) };
  });
  const composites = planComposites(facts, groups);
  checkNames(facts, signals, said);
  checkModels(signals, said);
  const watched = new Set(signals.map((one) => one.subject.id));
  const isTold = (id: string): boolean => said.all.some((f) => f.message.includes(`\`${id}\``));
  const unwatched = facts.subjects.filter((s) => !watched.has(s.id) && !isTold(s.id)).map((s) => s.id).sort(compareText);
  if (unwatched.length > 0 && said.all.every((f) => f.level === 'warning')) said.warning('SubjectUnwatched', '', `watch \`${facts.id}\` observes ${list(unwatched)}, and no signal of theirs is on in posture \`${facts.posture}\`; ask for some by name, choose a stricter posture, or do not observe them`);
  checkBudget(facts, chosen, signals, composites, said);
  const dashboard = planDashboard(facts, chosen, pagersOf(signals, composites));
  const costs = costOf(chosen, signals, composites, 1);
  const cents = costs.reduce((sum, line) => sum + Math.round(line.monthlyUsd * 100), 0);
  return { signals, composites, dashboard, monthlyUsd: cents / 100, costs, findings: said.all };
}

/** Names of what pages: composite alarms, and alarms that stand alone. */
function pagersOf(signals: readonly PlannedSignal[], composites: WatchPlan['composites']): string[] {
  const grouped = new Set(composites.flatMap((c) => c.signals));
  return [...composites.map((c) => c.name), ...signals.filter((s) => !grouped.has(s.key)).flatMap(namesOf).sort(compareText)];
}

function keyOf({ row, subject }: Chosen): string {
  return `${row.id}@${subject.id}`;
}

/** One thing observed under two ids would ring twice, and CloudWatch keeps one model of a metric. */
function unique(facts: WatchFacts, chosen: readonly Chosen[], said: Said): Chosen[] {
  const sorted = [...chosen].sort((a, b) => compareText(keyOf(a), keyOf(b)));
  const seen = new Map<string, Chosen>();
  const twins = new Map<string, [Chosen, string[]]>();
  for (const one of sorted) {
    const { source } = one.row;
    if (source.kind !== 'metric') continue;
    const { dimensions, math } = { dimensions: source.dimensions.map((d) => one.subject.values[d.replace(/\?$/, '')] ?? d), math: source.math };
    const same = JSON.stringify([one.row.id, dimensions, math ?? null]);
    const twin = seen.get(same);
    if (twin === undefined) seen.set(same, one);
    else if (twin.subject.id !== one.subject.id) {
      const pair = JSON.stringify([twin.subject.id, one.subject.id]);
      twins.set(pair, [twin, [...(twins.get(pair)?.[1] ?? []), one.row.id]]);
    }
  }
  for (const [pair, [twin, ids]] of twins) {
    const [, second] = JSON.parse(pair) as [string, string];
    const where = facts.subjects.find((s) => s.id === second)?.where ?? '';
    said.error('SubjectTwice', where, `\`${twin.subject.id}\` and \`${second}\` are one thing: ${list(ids)} would ring twice; observe it once`);
  }
  // Two subjects of one id are told; the plan has one of them.
  return sorted.filter((one, i) => i === 0 || keyOf(one) !== keyOf(sorted[i - 1]));
}

/** CloudWatch keeps one model of a metric: a second one would be refused, or take the first one away when it goes. */
function checkModels(signals: readonly PlannedSignal[], said: Said): void {
  const seen = new Map<string, PlannedSignal>();
  for (const signal of signals) {
    if (signal.band === undefined) continue;
    const { Configuration, ...metric } = signal.band.detector;
    void Configuration;
    const key = JSON.stringify(metric);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, signal);
    else if (first.signal !== signal.signal) said.error('BandInvalid', '', `bands of \`${first.key}\` and \`${signal.key}\` stand on one metric with one statistic, of which CloudWatch keeps one model; expected one band; leave one out`);
  }
}

function checkNames(facts: WatchFacts, signals: readonly PlannedSignal[], said: Said): void {
  const bad = [...new Set(signals.map((s) => s.signal))].filter((signal) => !isNameable(facts.id, `${signal}.band`));
  if (bad.length > 0) said.error('AlarmNameTooLong', '', `alarms of watch \`${facts.id}\` begin with its id, of ${facts.id.length} characters, and leave no room in the 255 of CloudWatch to say what they are about (${list(bad)}); shorten the id`);
}
