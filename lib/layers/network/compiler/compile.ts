/**
 * intent + facts -> plan. Each flow is compiled for itself: adding, removing or reordering one changes nothing of another.
 */
import { Findings, type FlowData, type Intent, sortById } from '../../../intent';
import { aggregate } from './aggregate';
import { EndpointBook } from './endpoints';
import { impliedFlows } from './implied';
import type { NetworkFacts, NetworkPlan } from './plan';
import { groupKeys, outsidePeers, RuleBook, warnUnmanaged } from './rules';

export function compileNetwork(intent: Intent, facts: NetworkFacts): NetworkPlan {
  const findings = new Findings();
  const rules = new RuleBook();
  const endpoints = new EndpointBook(facts);
  const declared = intent.flows.filter((f) => f.scope === facts.scope);
  const implied = intent.segments
    .filter((s) => s.scope === facts.scope)
    .flatMap((s) => impliedFlows(s, facts.segments.get(`${s.scope}#${s.id}`) ?? NO_FACTS, findings));
  for (const flow of [...declared, ...implied]) addFlow(flow, facts, rules, endpoints, findings);

  const all = rules.all();
  const merged = facts.aggregate ? aggregate(all) : { rules: all, sentences: [] };
  return {
    rules: merged.rules,
    endpoints: endpoints.all(),
    flows: sortById([...declared, ...implied]),
    aggregated: merged.sentences,
    findings: findings.all(),
  };
}

const NO_FACTS = { hasOwnGroup: true, importedGroups: [], bootProfiles: [] };

function addFlow(flow: FlowData, facts: NetworkFacts, rules: RuleBook, endpoints: EndpointBook, findings: Findings): void {
  const { source, destination, connections } = flow;
  if (destination.kind === 'service') {
    endpoints.add(flow, destination, rules, findings);
    return;
  }
  if (source.kind === 'service') return; // refused by the intent
  // INVARIANT: a flow between two segments yields egress on the source's own group and ingress on each group of the destination.
  if (source.kind === 'segment') {
    const groups = groupKeys(source, facts, 'egress');
    if (groups.length === 0 && destination.kind !== 'segment') warnUnmanaged(flow, findings);
    const shard = source.scope === facts.scope ? source.segment : shardOf(destination, source.segment);
    rules.add(flow, { groups, peers: outsidePeers(destination, facts), direction: 'egress', shard }, connections, findings);
  }
  if (destination.kind === 'segment') {
    const groups = groupKeys(destination, facts, 'ingress');
    const shard = destination.scope === facts.scope ? destination.segment : shardOf(source, destination.segment);
    rules.add(flow, { groups, peers: outsidePeers(source, facts), direction: 'ingress', shard }, connections, findings);
  }
}

/** A rule on a group of another façade lives beside the end that this façade owns. */
function shardOf(end: FlowData['source'], otherwise: string): string {
  return end.kind === 'segment' ? end.segment : otherwise;
}
