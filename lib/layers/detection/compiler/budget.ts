/** What CloudWatch and CloudFormation would refuse at deployment, and what the watch bills. */
import { compareText } from '../../../intent';
import { list, type Said } from '../../front-door/compiler/say';
import { QUOTAS } from '../catalogue/quotas';
import { WATCH_PRICES, type WatchPrice } from '../catalogue/prices';
import type { PlannedComposite, PlannedSignal, WatchFacts, WatchPlan } from '../model';
import type { Chosen } from './choose';
import { logIdentity } from './resolve';

export type CostLine = NonNullable<WatchPlan['costs']>[number];

export function checkBudget(facts: WatchFacts, chosen: readonly Chosen[], signals: readonly PlannedSignal[], composites: readonly PlannedComposite[], said: Said): void {
  const bands = signals.filter(({ band }) => band !== undefined).length;
  const limit = (what: string, used: number, most: number, relief: string): void => {
    if (used > most) said.error('WatchQuotaExceeded', '', `${what}: got ${used}, expected at most ${most}; ${relief}`);
    else if (used >= most * 0.8) said.warning('WatchQuotaNear', '', `${what}: ${used} of ${most}; ${relief}`);
  };
  limit(`bands of watch \`${facts.id}\` (CloudWatch's quota of anomaly detection models for a region)`, bands, QUOTAS.bandsPerRegion, 'turn signals off with a reason, or watch in another account');
  for (const [log, { keys, regex, bySignal }] of filtersByLog(chosen, signals)) {
    const most = [...bySignal].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).slice(0, 3).map(([signal, n]) => `\`${signal}\` (${n})`).join(', ');
    limit(`metric filters of watch \`${facts.id}\` on log group \`${log}\` (CloudWatch Logs takes 100, those of others among them)`, keys.size, QUOTAS.filtersPerLogGroup, `most are of ${most}: turn some off with a reason, or write a log of its own for some of them`);
    if (regex.size > QUOTAS.regexFiltersPerLogGroup) said.error('WatchQuotaExceeded', '', `metric filters with a regular expression of watch \`${facts.id}\` on log group \`${log}\`: got ${regex.size}, expected at most ${QUOTAS.regexFiltersPerLogGroup}; they are ${list([...regex].sort(), 12)}`);
  }
  const byKey = new Map(signals.map((s) => [s.key, s]));
  for (const composite of composites) {
    const names = composite.signals.flatMap((key) => namesOf(byKey.get(key)!));
    const rule = names.reduce((sum, name) => sum + name.length + 'ALARM("") OR '.length, 0);
    if (names.length > QUOTAS.childrenPerComposite || rule > QUOTAS.compositeRule) said.error('CompositeTooLarge', '', `subject \`${composite.subject}\` has ${names.length} alarms, whose rule has ${rule} characters; a composite alarm takes ${QUOTAS.childrenPerComposite} and ${QUOTAS.compositeRule}; turn some off with a reason, or shorten the id of the watch`);
  }
  checkStacks(facts, signals, composites.length, limit);
}

function checkStacks(facts: WatchFacts, signals: readonly PlannedSignal[], composites: number, limit: (what: string, used: number, most: number, relief: string) => void): void {
  const byShard = new Map<number | undefined, PlannedSignal[]>();
  for (const signal of signals) byShard.set(signal.shard, [...(byShard.get(signal.shard) ?? []), signal]);
  for (const [shard, ones] of [...byShard].sort(([a], [b]) => (a ?? 0) - (b ?? 0))) {
    const resources = ones.reduce((sum, s) => sum + (s.ceiling === undefined ? 0 : 1) + (s.band === undefined ? 0 : 2) + (s.rule === undefined ? 0 : 1), 0) + new Set(ones.flatMap((s) => s.filter?.key ?? [])).size;
    const own = shard === undefined ? composites + 1 : 0;
    const where = shard === undefined ? `watch \`${facts.id}\`` : `nested stack ${shard} of watch \`${facts.id}\``;
    limit(`resources of ${where} (CloudFormation's quota for a stack)`, resources + own, QUOTAS.resourcesPerStack, `set \`nestedStacks\` to ${Math.max(2, Math.ceil((resources * (facts.shards ?? 1)) / 250))} before the first deployment`);
  }
  // Composite alarms name alarms of all nested stacks: they stand with the dashboard in the stack of the watch.
  if (facts.shards !== undefined) limit(`composite alarms and nested stacks of watch \`${facts.id}\` (CloudFormation's quota for a stack)`, composites + 1 + facts.shards, QUOTAS.resourcesPerStack, 'leave the composite alarms out, or split the watch in two');
}

function filtersByLog(chosen: readonly Chosen[], signals: readonly PlannedSignal[]): [string, { keys: Set<string>; regex: Set<string>; bySignal: Map<string, number> }][] {
  const logs = new Map<string, { keys: Set<string>; regex: Set<string>; bySignal: Map<string, number> }>();
  signals.forEach((signal, i) => {
    const { source } = chosen[i].row;
    if (signal.filter === undefined || source.kind !== 'filter') return;
    const id = logIdentity(source.log, signal.subject);
    const log = logs.get(id) ?? { keys: new Set(), regex: new Set(), bySignal: new Map() };
    logs.set(id, log);
    if (log.keys.has(signal.filter.key)) return;
    log.keys.add(signal.filter.key);
    log.bySignal.set(signal.signal, (log.bySignal.get(signal.signal) ?? 0) + 1);
    if (/%[^%"]+%/.test(source.pattern)) log.regex.add(signal.filter.key);
  });
  return [...logs].sort(([a], [b]) => compareText(a, b));
}

export function namesOf(signal: PlannedSignal): string[] {
  return [signal.ceiling, signal.band].flatMap((alarm) => (alarm === undefined ? [] : [alarm.name]));
}

/** Whole cents: no sum depends on the order of addition. */
export function costOf(chosen: readonly Chosen[], signals: readonly PlannedSignal[], composites: readonly PlannedComposite[], dashboards: number): CostLine[] {
  const quantities = new Map<WatchPrice, number>();
  const add = (price: WatchPrice, n: number): void => { quantities.set(price, (quantities.get(price) ?? 0) + n); };
  const metrics = new Set<string>();
  signals.forEach((signal, i) => {
    const { row: { source }, period } = chosen[i];
    if (signal.ceiling === undefined) return;
    const price = period < 60 ? WATCH_PRICES.highResolutionMetric : WATCH_PRICES.alarmMetric;
    const reads = source.kind === 'metric' && source.math?.second !== undefined ? 2 : 1;
    add(price, reads + (signal.band === undefined ? 0 : reads + 2));
    if (signal.filter !== undefined) metrics.add(JSON.stringify([signal.filter.key, source.kind === 'filter' ? Object.keys(source.dimensions).map((name) => signal.subject.values[name]) : []]));
  });
  add(WATCH_PRICES.customMetric, metrics.size);
  add(WATCH_PRICES.composite, composites.length);
  add(WATCH_PRICES.dashboard, dashboards);
  return [...quantities].filter(([, n]) => n > 0)
    .map(([{ item, cents, source, belief }, quantity]) => ({ item, quantity, monthlyUsd: (cents * quantity) / 100, source, belief: belief === true }))
    .sort((a, b) => b.monthlyUsd - a.monthlyUsd || compareText(a.item, b.item));
}
