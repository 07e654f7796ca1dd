/**
 * What bills while nothing happens, and whether that is more than was wanted.
 */
import { type Findings } from '../../intent';
import { type IdleItem, idleCost } from './catalogue';
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

export function checkIdle(network: Microsegmentation, items: readonly IdleItem[], endpoints: ReadonlyMap<string, MadeEndpoint>, findings: Findings): void {
  const limit = network._props.maxIdleCost;
  if (limit === undefined || (endpoints.size === 0 && network._alsoBills.length === 0)) return;
  const cost = idleCost(items);
  if (cost.monthlyUsd <= limit) return;
  const dearest = cost.lines.filter((l) => l.monthlyUsd > 0).slice(0, 5).map((l) => `${l.why} (${l.monthlyUsd.toFixed(2)})`).join('; ');
  const message = `idle cost is ${cost.monthlyUsd.toFixed(2)} USD a month, more than \`maxIdleCost\` ${limit}; dearest: ${dearest}; share endpoints with \`ServiceAccess.existing\` or \`sharedHub\`, leave implied flows out by name, or raise the limit`;
  if (network._declaration.posture === 'sandbox') findings.warning('IdleCostExceeded', '', message);
  else findings.error('IdleCostExceeded', '', message);
}
