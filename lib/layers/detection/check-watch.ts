/** What only the construct can see to be wrong: a trail that is not there, findings that no bus brings, stacks that are full, a price. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { FINDING_SIGNALS, type FindingSignalId } from '../../contract/finding-signals';
import { atLeast } from '../../contract/signal-words';
import { compareText, type Findings } from '../../intent';
import { list } from '../front-door/compiler/say';
import { relativePath } from '../network/stage-path';
import { QUOTAS } from './catalogue/quotas';
import { namesOf } from './compiler/budget';
import type { SignalRow, WatchPlan } from './model';
import { rowsOn } from './rows-on';
import type { Observed } from './subjects/observe';
import type { Watch } from './watch';

/** Rows that are on, read the trail, and were not named by anybody. */
export function readingTrail(watch: Watch): readonly SignalRow[] {
  const named = new Set([...watch._props.signals ?? [], ...watch._changes.map((c) => c.said.signal), ...watch._rows.map((r) => r.said.id)]);
  return rowsOn(watch).filter((r) => r.source.kind === 'filter' && r.source.log === 'cloudTrail' && !named.has(r.id));
}

export function checkTrail(watch: Watch, observed: readonly Observed[], findings: Findings): void {
  const { noTrailBecause } = watch._props;
  const path = relativePath(watch, watch.node.path);
  const isThere = observed.some((o) => o.facts.kind === 'account');
  if (noTrailBecause?.trim() === '') error(watch, findings, 'WatchTrailReasonMissing', `\`noTrailBecause\` of watch \`${path}\` is empty; expected why the control plane is not watched here, in a sentence that reviewers will read; write it, or observe a trail`);
  if (noTrailBecause !== undefined && isThere) error(watch, findings, 'WatchTrailContradicted', `watch \`${path}\` observes a trail and has \`noTrailBecause\`; expected one of both; leave one out`);
  if (noTrailBecause !== undefined || isThere) return;
  const kinds = new Set([...observed.map((o) => o.facts.kind), 'account']);
  const blind = readingTrail(watch).filter((r) => kinds.has(r.subject)).map((r) => r.id).sort(compareText);
  if (blind.length > 0) findings.append([{ code: 'TrailNotObserved', level: 'warning', pointer: '', where: watch._site.toString(), message: `watch \`${path}\` observes no trail, so nobody watches ${list(blind, 100)}; expected \`observe\` of an \`AccountBaseline\`, of a trail that writes to CloudWatch Logs, or of its log group (\`holds: ObservedLog.CLOUD_TRAIL\`); observe one, or say \`noTrailBecause\`` }]);
}

/** Beside the compiler's own. */
export function checkPlan(watch: Watch, plan: WatchPlan, mutes: number, findings: Findings): void {
  checkFindingSignals(watch, plan, findings);
  checkStack(watch, plan, mutes, findings);
}

/** Findings of services come by the bus, in its shape. */
function checkFindingSignals(watch: Watch, plan: WatchPlan, findings: Findings): void {
  const relays = watch.bus._relays;
  if (relays === undefined) return;
  const brings = (id: string): boolean => {
    const { services, severity } = FINDING_SIGNALS[id as FindingSignalId];
    return (services as readonly string[]).some((service) => relays.services.includes(service)) && atLeast(severity, relays.floor);
  };
  const lost = plan.signals.filter((s) => s.rule !== undefined).map((s) => s.signal).filter((id) => !brings(id));
  // Whoever turns one off believes that it is off.
  for (const { said: { signal, because }, site } of watch._changes) {
    if (because === undefined || !Object.hasOwn(FINDING_SIGNALS, signal) || !brings(signal)) continue;
    findings.append([{ code: 'OverrideWithoutEffect', level: 'error', pointer: '', where: site.toString(), message: `signal \`${signal}\` is turned off here, and signal bus \`${relativePath(watch.bus, watch.bus.node.path)}\` brings it all the same; expected its service to be left out there; set \`findingServices\` or \`findingSeverity\` of the bus, and leave \`off\` out` }]);
  }
  if (lost.length > 0) findings.append([{ code: 'FindingsNotRelayed', level: 'warning', pointer: '', where: watch._site.toString(), message: `signal bus \`${relativePath(watch.bus, watch.bus.node.path)}\` does not bring ${list([...new Set(lost)].sort(compareText), 12)}, as its \`findingServices\` or its \`findingSeverity\` leave them out; expected all that the posture has on; widen these, or turn the signals off with a reason` }]);
}

/** With what else is in the stack. */
function checkStack(watch: Watch, plan: WatchPlan, mutes: number, findings: Findings): void {
  const stack = Stack.of(watch);
  const there = stack.node.findAll().filter((c) => CfnResource.isCfnResource(c) && Stack.of(c) === stack).length;
  const own = plan.signals.filter((s) => s.shard === undefined);
  const filters = new Set(own.flatMap((s) => s.filter?.key ?? [])).size;
  const detectors = own.filter((s) => s.band !== undefined).length;
  const shards = new Set(plan.signals.flatMap((s) => s.shard ?? [])).size;
  const planned = own.flatMap(namesOf).length + detectors + filters + plan.composites.length + shards + mutes + 1;
  const used = there + planned;
  const relief = watch._props.nestedStacks === undefined ? `set \`nestedStacks\` to ${Math.max(2, Math.ceil(planned / 250))} before the first deployment; afterwards make a second watch for some of it` : 'give the watch a stack of its own, or make a second watch for some of it';
  const message = (words: string): string => `resources of stack \`${stack.stackName}\`: ${words}, ${planned} of them of watch \`${relativePath(watch, watch.node.path)}\`; ${relief}`;
  if (used > QUOTAS.resourcesPerStack) error(watch, findings, 'WatchStackFull', message(`got ${used}, expected at most ${QUOTAS.resourcesPerStack}`));
  else if (used >= QUOTAS.resourcesPerStack * 0.8 && planned < QUOTAS.resourcesPerStack * 0.8) findings.append([{ code: 'WatchQuotaNear', level: 'warning', pointer: '', where: watch._site.toString(), message: message(`${used} of ${QUOTAS.resourcesPerStack}`) }]);
}

export function checkCost(watch: Watch, { monthlyUsd, costs = [] }: WatchPlan, findings: Findings): void {
  const most = watch._props.maxMonthlyCost;
  if (most === undefined || monthlyUsd <= most) return;
  const dearest = costs.slice(0, 4).map((c) => `${c.quantity} x \`${c.item}\` ${c.monthlyUsd.toFixed(2)} USD`).join(', ');
  error(watch, findings, 'WatchCostExceeded', `watch \`${relativePath(watch, watch.node.path)}\` costs ${monthlyUsd.toFixed(2)} USD a month, expected at most ${most}: ${dearest}; observe less, turn signals off with a reason, or raise \`maxMonthlyCost\``);
}

function error(watch: Watch, findings: Findings, code: string, message: string): void {
  findings.append([{ code, level: 'error', pointer: '', where: watch._site.toString(), message }]);
}
