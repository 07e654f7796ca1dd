/**
 * A plan becomes constructs: endpoints first, then rules; then compute waits for what it needs to boot.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type Findings } from '../../intent';
import type { NetworkPlan } from './compiler/plan';
import { emitEndpoint, type MadeEndpoint } from './emit-endpoints';
import { emitRules, RulesPlacement } from './emit-rules';
import { existingGroups } from './existing-endpoints';
import { type Microsegmentation } from './microsegmentation';
import { PrefixListIds } from './prefix-list-ids';
import { relativePath, stagePath } from './segment';

export interface Reached {
  readonly endpoints: ReadonlyMap<string, MadeEndpoint>;
  /** Ids of the groups of endpoints, by their keys in the plan. */
  readonly groups: ReadonlyMap<string, string>;
}

export function emitEndpoints(network: Microsegmentation, plan: NetworkPlan, findings: Findings): Reached {
  const { _props: props } = network;
  const endpoints = new Map<string, MadeEndpoint>();
  const groups = new Map<string, string>();
  // A segment of that name was refused already.
  if (plan.endpoints.length > 0 && network.node.tryFindChild('Endpoints') === undefined) {
    const home = new Construct(network, 'Endpoints');
    for (const endpoint of plan.endpoints) {
      if (endpoint.access === 'create') {
        const made = emitEndpoint(endpoint, { scope: home, vpc: props.vpc, subnets: props.endpointSubnets, refuse: (code, message) => findings.error(code, '', message) });
        if (made !== undefined) endpoints.set(endpoint.service, made);
        if (made?.group !== undefined) groups.set(`endpoint:${endpoint.service}`, made.group.attrGroupId);
      } else if (endpoint.access === 'existing' && endpoint.kind === 'interface') {
        const id = existingGroups(endpoint.service, props.serviceAccess?.[endpoint.service] ?? props.defaultServiceAccess, (code, message) => findings.error(code, '', message));
        if (id !== undefined) groups.set(`endpoint:${endpoint.service}`, id);
      }
    }
  }
  return { endpoints, groups };
}

export function emit(network: Microsegmentation, plan: NetworkPlan, endpoints: Reached['endpoints'], groups: Reached['groups'], findings: Findings): void {
  const { _props: props, _declaration: { scope } } = network;
  const refuse = (code: string) => (message: string): void => findings.error(code, '', message);
  const importedGroups = new Map<string, string>();
  for (const [id, segment] of network._segments) {
    for (const [name, group] of segment._importedGroups) importedGroups.set(`imported:${scope}#${id}/${name}`, group.id);
  }
  for (const [key, segment] of network._foreign) {
    for (const [name, group] of segment._importedGroups) importedGroups.set(`imported:${key}/${name}`, group.id);
  }
  const prefixLists = new PrefixListIds(network, props.prefixListIds ?? {});
  refuseTwins(network, plan, findings);
  const made = emitRules(plan.rules, {
    scope: new Construct(props.rulesScope ?? network, props.rulesScope === undefined ? 'Rules' : `Rules-${relativePath(network, network.node.path).replaceAll('/', '-')}`),
    placement: props.rulesPlacement ?? RulesPlacement.TOGETHER,
    groupId: (key) => {
      if (!key.startsWith('segment:')) return groups.get(key) ?? importedGroups.get(key);
      const name = key.slice('segment:'.length);
      const own = name.startsWith(`${scope}#`) ? network._segments.get(name.slice(scope.length + 1)) : network._foreign.get(name);
      return own?._group().attrGroupId;
    },
    servicePrefixListId: (service, near) => prefixLists.idOf(service as 's3' | 'dynamodb', near, refuse('PrefixListUnknown')),
  });
  for (const segment of network._segments.values()) if (segment._hasOwnGroup) segment._group();
  waitForBoot(network, plan, made, endpoints);
}

const ruleOwners = new WeakMap<IConstruct, Map<string, string>>();

/** EC2 refuses a rule that is there already: two façades may not declare the same edge. */
function refuseTwins(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const owners = ruleOwners.get(network.node.root) ?? new Map<string, string>();
  ruleOwners.set(network.node.root, owners);
  for (const rule of plan.rules) {
    // The same scope in two stages of one app is two deployments.
    const key = `${stagePath(network)} ${rule.id}`;
    const other = owners.get(key);
    if (other !== undefined && other !== network.node.path) {
      findings.error('DuplicateFlow', '', `flow ${rule.flows.map((f) => `\`${f}\``).join(', ')} needs a rule that \`${relativePath(network, other)}\` makes already; declare the flow in one of the two`);
    } else owners.set(key, network.node.path);
  }
}

/**
 * A task or an instance that starts before it may pull its image fails, or boots half: in the same stack it waits for the
 * rules and endpoints that it needs to boot. Only for these, so that another flow never touches the member.
 */
function waitForBoot(network: Microsegmentation, plan: NetworkPlan, made: ReadonlyMap<string, CfnResource>, endpoints: ReadonlyMap<string, MadeEndpoint>): void {
  for (const [id, segment] of network._segments) {
    // By flow, not by `implied`: a rule that people asked for as well is no less needed.
    const boots = new Set(plan.flows.filter((f) => f.implied?.segment === id).map((f) => f.id));
    const needed: CfnResource[] = plan.rules.filter((r) => r.flows.some((f) => boots.has(f))).map((r) => made.get(r.id)).filter((r): r is CfnResource => r !== undefined);
    if (needed.length === 0) continue;
    const services = new Set(plan.flows.filter((f) => f.implied?.segment === id).map((f) => (f.destination.kind === 'service' ? f.destination.service : '')));
    for (const service of services) {
      const endpoint = endpoints.get(service);
      if (endpoint !== undefined) needed.push(endpoint.resource);
    }
    for (const { resource } of segment._owned.filter((m) => m.bootProfile !== undefined).flatMap((m) => m.resources)) {
      for (const other of needed) {
        const home = Stack.of(other);
        const within = home.nestedStackParent === Stack.of(resource) ? home.nestedStackResource : other;
        if (within !== undefined && Stack.of(within) === Stack.of(resource)) resource.addResourceDependency(within);
      }
    }
  }
}
