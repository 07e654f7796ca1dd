/**
 * A plan becomes constructs: endpoints first, then rules; then compute waits for what it needs to boot.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type Findings } from '../../intent';
import { facadesAsMade } from '../declaration/declaration';
import type { NetworkPlan } from './compiler/plan';
import { peerKey } from './compiler/rules';
import { checkEndpoint, emitEndpoint, type MadeEndpoint } from './emit-endpoints';
import { emitRules, RulesPlacement } from './emit-rules';
import { existingGroups } from './existing-endpoints';
import { type Microsegmentation } from './microsegmentation';
import { PrefixListIds } from './prefix-list-ids';
import { relativePath, stagePath } from './segment';
import { vpcIdOf, vpcKey } from './vpc';

/** What stands in the way of the endpoints of a plan that is not built. */
export function checkEndpoints(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const { _props: props } = network;
  const refuse = (code: string, message: string): void => findings.error(code, '', message);
  for (const endpoint of plan.endpoints) {
    if (endpoint.access === 'create') checkEndpoint(endpoint, { scope: network, payer: network, facade: network._declaration.scope, vpc: props.vpc, subnets: props.endpointSubnets, refuse });
    else if (endpoint.access === 'existing' && endpoint.kind === 'interface') existingGroups(endpoint.service, props.serviceAccess?.[endpoint.service] ?? props.defaultServiceAccess, refuse);
  }
}

export function emit(network: Microsegmentation, plan: NetworkPlan, findings: Findings): ReadonlyMap<string, MadeEndpoint> {
  const { _props: props, _declaration: { scope } } = network;
  const refuse = (code: string) => (message: string): void => findings.error(code, '', message);
  const endpoints = new Map<string, MadeEndpoint>();
  const groups = new Map<string, string>();
  if (plan.endpoints.length > 0) {
    const home = endpointHome(network);
    for (const endpoint of plan.endpoints) {
      if (endpoint.access === 'create') {
        const made = emitEndpoint(endpoint, { scope: home, payer: network, facade: scope, vpc: props.vpc, subnets: props.endpointSubnets, refuse: (code, message) => findings.error(code, '', message) });
        if (made !== undefined) endpoints.set(endpoint.service, made);
        if (made?.group !== undefined) groups.set(`endpoint:${endpoint.service}`, made.group.attrGroupId);
      } else if (endpoint.access === 'existing' && endpoint.kind === 'interface') {
        const id = existingGroups(endpoint.service, props.serviceAccess?.[endpoint.service] ?? props.defaultServiceAccess, (code, message) => findings.error(code, '', message));
        if (id !== undefined) groups.set(`existing:${vpcKey(id)}`, id);
      }
    }
  }
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
    refuseTwin: (rule, twin) => findings.error('RuleTwice', '', `flows ${[...twin.flows, ...rule.flows].map((f) => `\`${f}\``).join(' and ')} need the same rule under two names, \`${peerKey(twin.peer)}\` and \`${peerKey(rule.peer)}\`, which EC2 refuses as a duplicate; use one name for it in both`),
    scope: new Construct(props.rulesScope ?? network, props.rulesScope === undefined ? 'Rules' : `Rules-${relativePath(network, network.node.path).replaceAll('/', '-')}`),
    placement: props.rulesPlacement ?? RulesPlacement.TOGETHER,
    groupId: (key) => {
      const known = groups.get(key) ?? importedGroups.get(key);
      if (known !== undefined || !key.startsWith('segment:')) return known;
      const name = key.slice('segment:'.length);
      const own = name.startsWith(`${scope}#`) ? network._segments.get(name.slice(scope.length + 1)) : network._foreign.get(name);
      const id = own?._group().attrGroupId;
      if (id !== undefined) groups.set(key, id);
      return id;
    },
    servicePrefixListId: (service, near) => prefixLists.idOf(service as 's3' | 'dynamodb', near, refuse('PrefixListUnknown')),
  });
  for (const segment of network._segments.values()) if (segment._hasOwnGroup) segment._group();
  waitForBoot(network, plan, made, endpoints);
  return endpoints;
}

/**
 * Endpoints belong to the VPC, so the façade that was made first on it holds them all, whoever has flows to them: an endpoint
 * that moved to another stack would be made there before it is gone here, and its names are taken.
 */
function endpointHome(network: Microsegmentation): Construct {
  const vpc = vpcKey(vpcIdOf(network._props.vpc));
  const first = facadesAsMade(network.node.root).filter(isNetwork).find((f) => stagePath(f) === stagePath(network) && vpcKey(vpcIdOf(f._props.vpc)) === vpc);
  const owner = first ?? network;
  return (owner.node.tryFindChild('Endpoints') as Construct | undefined) ?? new Construct(owner, 'Endpoints');
}

/** A data layer that stands alone is a façade without a VPC. (By what it has: the class itself imports this file.) */
const isNetwork = (facade: IConstruct): facade is Microsegmentation => '_segments' in facade;

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
      for (const other of needed) wait(resource, other);
    }
  }
}

/** In one template a resource waits for a resource; across nested stacks, the nested stack that holds it waits, or is waited for. */
function wait(resource: CfnResource, other: CfnResource): void {
  const homes = (r: CfnResource): Map<Stack, CfnResource> => {
    const chain = new Map<Stack, CfnResource>();
    for (let at: CfnResource | undefined = r; at !== undefined; at = Stack.of(at).nestedStackResource) chain.set(Stack.of(at), at);
    return chain;
  };
  const others = homes(other);
  for (const [stack, waiting] of homes(resource)) {
    const awaited = others.get(stack);
    if (awaited === undefined) continue;
    if (awaited !== waiting) waiting.addResourceDependency(awaited);
    return;
  }
}
