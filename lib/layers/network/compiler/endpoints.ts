/**
 * Flows to AWS services become one endpoint per service, each with a policy as narrow as its flows, and no open group.
 *
 * A flow that names actions or resources permits those; one that names neither permits the whole service, but for
 * principals and resources of this account only: an endpoint is never a way out to somebody else's bucket.
 */
import { compareText, connectionText, type EndpointData, type Findings, type FlowData } from '../../../intent';
import { type EndpointService, findService, unknownService } from '../catalogue';
import type { EndpointPlan, EndpointStatement, GroupKey, NetworkFacts, PeerPlan } from './plan';
import { cidrPeer, groupKeys, type RuleBook, warnUnmanaged } from './rules';

type ServiceEnd = Extract<EndpointData, { kind: 'service' }>;

export class EndpointBook {
  private readonly plans = new Map<string, { row: EndpointService; flows: Set<string>; statements: EndpointStatement[] }>();

  constructor(private readonly facts: NetworkFacts) {}

  public add(flow: FlowData, end: ServiceEnd, rules: RuleBook, findings: Findings): void {
    const row = findService(end.service);
    if (row === undefined) {
      findings.error('ServiceUnknown', '', `flow \`${flow.id}\`: ${unknownService(end.service)}`);
      return;
    }
    if (flow.source.kind !== 'segment') return;
    const off = flow.connections.filter((c) => !row.ports.some((port) => c.protocol === 'all' || (c.protocol === 'tcp' && (c.fromPort ?? 0) <= port && port <= (c.toPort ?? 65535))));
    if (off.length > 0) {
      findings.error('PortNotOfService', '', `flow \`${flow.id}\` goes to \`${row.name}\` over \`${off.map(connectionText).join(', ')}\`; its endpoint listens on ${row.ports.map((p) => `\`tcp/${p}\``).join(', ')}: state one of these`);
      return;
    }
    const access = this.facts.access(row.name, row.endpoint);
    const plan = this.plans.get(row.name) ?? { row, flows: new Set<string>(), statements: [] };
    this.plans.set(row.name, plan);
    plan.flows.add(flow.id);
    if (access === 'create') {
      if (row.policy) plan.statements.push(statementOf(flow, end, row));
      else if (end.actions.length > 0 || end.resources.length > 0) {
        findings.warning('ServiceWithoutPolicy', '', `flow \`${flow.id}\` names actions or resources of \`${row.name}\`, whose endpoint takes no policy; only its group and IAM limit who reaches what`);
      }
    }

    const peers = this.peers(row, access);
    const isEntered = row.endpoint === 'interface' && (access === 'create' || access === 'existing');
    if (!isEntered && groupKeys(flow.source, this.facts, 'egress').length === 0) warnUnmanaged(flow, findings);
    rules.add(flow, { groups: groupKeys(flow.source, this.facts, 'egress'), peers, direction: 'egress', shard: flow.source.segment }, flow.connections, findings);
    if (isEntered) {
      const sources: PeerPlan[] = groupKeys(flow.source, this.facts, 'peer').map((group) => ({ kind: 'group', group }));
      rules.add(flow, { groups: [this.groupOf(row.name)], peers: sources, direction: 'ingress', shard: flow.source.segment }, flow.connections, findings);
    }
  }

  private peers(row: EndpointService, access: string): PeerPlan[] {
    switch (access) {
      case 'nat': return [cidrPeer('0.0.0.0/0')];
      case 'sharedHub': return this.facts.hubCidrs(row.name).map(cidrPeer);
      default: return row.endpoint === 'gateway'
        ? [{ kind: 'servicePrefixList', service: row.name }]
        : [{ kind: 'group', group: this.groupOf(row.name) }];
    }
  }

  private groupOf(service: string): GroupKey {
    return this.facts.endpointGroup?.(service) ?? `endpoint:${service}`;
  }

  public all(): EndpointPlan[] {
    return [...this.plans.values()]
      .map(({ row, flows, statements }) => ({
        service: row.name,
        kind: row.endpoint,
        access: this.facts.access(row.name, row.endpoint),
        flows: [...flows].sort(compareText),
        statements: [...statements].sort((a, b) => compareText(a.flow, b.flow)),
      }))
      .sort((a, b) => compareText(a.service, b.service));
  }
}

function statementOf(flow: FlowData, end: ServiceEnd, row: EndpointService): EndpointStatement {
  const narrowed = end.resources.length > 0 && !end.resources.some(isEverything);
  return {
    flow: flow.id,
    actions: end.actions.length > 0 ? end.actions : [`${row.iamPrefix}:*`],
    resources: end.resources.length > 0 ? end.resources : ['*'],
    ownPrincipals: flow.implied?.anonymous !== true,
    // A named resource may well be somebody else's (a layer bucket of AWS): then its name is the limit.
    ownResources: !narrowed && flow.implied === undefined,
  };
}

/** `*`, or all resources of a kind without an owner in the name, as all buckets are: no limit at all. */
function isEverything(resource: unknown): boolean {
  return typeof resource === 'string' && /^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+(\/\*)?)$/.test(resource);
}
