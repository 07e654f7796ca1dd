/**
 * intent -> plan -> constructs, once per façade, when everything has been said.
 *
 * With any mistake in the intent nothing is made: synth fails with all mistakes, and no half of a network is left.
 */
import { type Finding, Findings, type Intent } from '../../intent';
import { type IdleItem, IMPLIED_TABLE_DATE, QUOTAS } from './catalogue';
import { checkSetup } from './check-setup';
import { type Budget, checkBudgets, ruleBudgets } from './compiler/budget';
import { compileNetwork } from './compiler/compile';
import { checkEndpoints, emit } from './emit';
import { type MadeEndpoint } from './emit-endpoints';
import { RulesPlacement } from './emit-rules';
import { existingGroup } from './existing-endpoints';
import { factsOf } from './facts';
import { checkIdle, idleOf, idleReport } from './idle';
import { joinMembers, sealedGroups } from './membership';
import { type Microsegmentation } from './microsegmentation';
import type { NetworkReport } from './network-file';
import { policyBudgets, stackBudgets } from './stack-budgets';
import { dropStrayConnections } from './stray-connections';
import { hasFlowLog } from './tree-index';
import { vpcIdOf } from './vpc';

export interface BuiltNetwork {
  readonly intent: Intent;
  readonly report: NetworkReport;
  readonly findings: readonly Finding[];
  /** What bills while nothing happens, as far as it is known. */
  readonly idle: readonly IdleItem[];
}

export function buildNetwork(network: Microsegmentation): BuiltNetwork {
  const { _props: props, _declaration: declaration } = network;
  declaration.close();
  const findings = new Findings();
  joinMembers(network);
  const facts = factsOf(network);
  const { intent, findings: declared } = declaration.normalise((id) => network._segments.get(id)?._memberData() ?? []);
  findings.append(declared);
  const plan = compileNetwork(intent, facts);
  findings.append(plan.findings);
  checkSetup(network, plan, findings);
  const quotas = { rulesPerGroup: props.quotas?.rulesPerGroup ?? QUOTAS.rulesPerGroup.value, groupsPerInterface: props.quotas?.groupsPerInterface ?? QUOTAS.groupsPerInterface.value };
  const budgets: Budget[] = ruleBudgets(plan.rules, quotas);
  const full = { ...intent, flows: plan.flows };
  const flowLogs = hasFlowLog(network, vpcIdOf(props.vpc));
  let endpoints: ReadonlyMap<string, MadeEndpoint> = new Map();
  // Nothing is made beside a mistake, but what stands in the way of endpoints is told with it.
  if (findings.errors().length > 0) checkEndpoints(network, plan, findings);
  else {
    endpoints = emit(network, plan, findings);
    budgets.push(...stackBudgets(network, plan));
    budgets.push(...policyBudgets(network, endpoints));
    dropStrayConnections(network.node.root, sealedGroups(network), intent.flows, declaration);
    findings.append(declaration.takeReports());
  }
  checkBudgets(budgets, findings);
  const idle = idleOf(network, plan, endpoints);
  if (network._billsLater.length === 0) checkIdle(network, idle, findings);

  /** What the prover cannot read from templates: an endpoint that is not in them. */
  const whereabouts = (access: string, service: string): { addresses?: readonly string[]; group?: unknown } => {
    const given = props.serviceAccess?.[service] ?? props.defaultServiceAccess;
    if (access === 'sharedHub') return { addresses: facts.hubCidrs(service) };
    return access === 'existing' && given !== undefined ? { group: existingGroup(given).id } : {};
  };
  const report: NetworkReport = {
    scope: declaration.scope,
    rulesPlacement: props.rulesPlacement ?? RulesPlacement.TOGETHER,
    rules: plan.rules.length,
    flowLogs,
    endpoints: plan.endpoints.map(({ service, kind, access, flows }) => ({ service, kind, access, zones: endpoints.get(service)?.zones ?? 0, flows, ...whereabouts(access, service) })),
    budgets,
    idleCost: idleReport(network, idle),
    aggregated: plan.aggregated,
    impliedTable: IMPLIED_TABLE_DATE,
    warnings: findings.all().filter((f) => f.level === 'warning').map(({ code, message }) => ({ code, message })),
  };
  return { intent: full, report, findings: findings.all(), idle };
}
