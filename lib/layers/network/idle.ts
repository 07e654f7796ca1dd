/**
 * What bills while nothing happens, and whether that is more than was wanted. A watch is about what the network made, so what it costs is known last: `withLaterBills`.
 */
import { type Finding, Findings } from '../../intent';
import type { IdleCostReport } from '../../contract/network-report';
import type { BuiltNetwork } from './build';
import { type IdleItem, idleCost, PRICES_DATE } from './catalogue';
import type { EndpointPlan, NetworkPlan } from './compiler/plan';
import { type MadeEndpoint } from './emit-endpoints';
import { type Microsegmentation } from './microsegmentation';

/** An endpoint that two façades share is paid for once: by the façade that needed it first. */
export function idleOf(network: Microsegmentation, plan: NetworkPlan, endpoints: ReadonlyMap<string, MadeEndpoint>): IdleItem[] {
  const own = plan.endpoints.filter((e) => endpoints.get(e.service)?.payer === network).map((e: EndpointPlan) => e.kind === 'interface'
    ? { item: 'interface-endpoint', quantity: endpoints.get(e.service)?.zones ?? 0, why: `${e.service}, for ${e.flows.join(', ')}` }
    : { item: 'gateway-endpoint', quantity: 1, why: `${e.service}, for ${e.flows.join(', ')}` });
  return [...own, ...network._alsoBills.flatMap((read) => read())];
}

/** The same network, when everything else is built: what that bills stands in the report, and counts for the limit. */
export function withLaterBills(network: Microsegmentation, built: BuiltNetwork): BuiltNetwork & { readonly late: readonly Finding[] } {
  if (network._billsLater.length === 0) return { ...built, late: [] };
  const idle = [...built.idle, ...network._billsLater.flatMap((read) => read())];
  const findings = new Findings();
  checkIdle(network, idle, findings);
  const late = findings.all();
  const warnings = late.filter((f) => f.level === 'warning').map(({ code, message }) => ({ code, message }));
  return { ...built, idle, late, findings: [...built.findings, ...late], report: { ...built.report, idleCost: idleReport(network, idle), warnings: [...built.report.warnings, ...warnings] } };
}

export function idleReport({ _props: { maxIdleCost } }: Microsegmentation, items: readonly IdleItem[]): IdleCostReport {
  return { ...idleCost(items), pricesAsOf: PRICES_DATE, region: 'us-east-1', ...(maxIdleCost === undefined ? {} : { maximumUsd: maxIdleCost }) };
}

export function checkIdle(network: Microsegmentation, items: readonly IdleItem[], findings: Findings): void {
  const limit = network._props.maxIdleCost;
  if (limit === undefined || items.length === 0) return;
  const cost = idleCost(items);
  if (cost.monthlyUsd <= limit) return;
  const dearest = cost.lines.filter((l) => l.monthlyUsd > 0).slice(0, 5).map((l) => `${l.why} (${l.monthlyUsd.toFixed(2)})`).join('; ');
  const message = `idle cost is ${cost.monthlyUsd.toFixed(2)} USD a month, more than \`maxIdleCost\` ${limit}; dearest: ${dearest}; share endpoints with \`ServiceAccess.existing\` or \`sharedHub\`, leave implied flows out by name${network._billsLater.length === 0 ? '' : ', turn signals of the watch off with a reason'}, or raise the limit`;
  if (network._declaration.posture === 'sandbox') findings.warning('IdleCostExceeded', '', message);
  else findings.error('IdleCostExceeded', '', message);
}
