/**
 * intent -> plan -> constructs, once per façade, when everything has been said.
 *
 * With any mistake in the intent nothing is made: synth fails with all mistakes, and no half of a network is left.
 */
import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IConstruct } from 'constructs';
import { compareText, type Finding, Findings, type Intent } from '../../intent';
import { Posture } from '../declaration/posture';
import { type IdleItem, idleCost, IMPLIED_TABLE_DATE, PRICES_DATE, QUOTAS } from './catalogue';
import { checkServiceAccess } from './check-service-access';
import { type Budget, checkBudgets, ruleBudgets } from './compiler/budget';
import { compileNetwork } from './compiler/compile';
import type { EndpointPlan, NetworkFacts, NetworkPlan, SegmentFacts, ServiceAccessKind } from './compiler/plan';
import { emitEndpoint, type MadeEndpoint, policyDocument } from './emit-endpoints';
import { emitRules, RulesPlacement } from './emit-rules';
import { existingGroups } from './existing-endpoints';
import { type Microsegmentation } from './microsegmentation';
import type { NetworkReport } from './network-file';
import { PrefixListIds } from './prefix-list-ids';
import { relativePath, type Segment } from './segment';
import { stackBudgets } from './stack-budgets';
import { dropStrayConnections } from './stray-connections';
import { indexOf } from './tree-index';
import { vpcIdOf, vpcKey } from './vpc';

export interface BuiltNetwork {
  readonly intent: Intent;
  readonly report: NetworkReport;
  readonly findings: readonly Finding[];
}

export function buildNetwork(network: Microsegmentation): BuiltNetwork {
  const { _props: props, _declaration: declaration } = network;
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
  const flowLogs = hasFlowLog(network);
  const isSound = findings.errors().length === 0;
  // Also beside other mistakes, so that those of endpoints are told with them.
  const { endpoints, groups } = emitEndpoints(network, plan, findings);
  if (isSound) {
    emit(network, plan, endpoints, groups, findings);
    budgets.push(...stackBudgets(network, plan));
    budgets.push(...policyBudgets(network, endpoints));
    dropStrayConnections(network.node.root, sealedGroups(network), intent.flows, declaration);
    findings.append(declaration.takeReports());
  }
  checkBudgets(budgets, findings);
  const idle = idleOf(network, plan, endpoints);
  checkIdle(network, idle, endpoints, findings);

  const report: NetworkReport = {
    scope: declaration.scope,
    rulesPlacement: props.rulesPlacement ?? RulesPlacement.TOGETHER,
    rules: plan.rules.length,
    flowLogs,
    endpoints: plan.endpoints.map(({ service, kind, access, flows }) => ({ service, kind, access, zones: endpoints.get(service)?.zones ?? 0, flows })),
    budgets,
    idleCost: { ...idleCost(idle), pricesAsOf: PRICES_DATE, region: 'us-east-1', ...(props.maxIdleCost === undefined ? {} : { maximumUsd: props.maxIdleCost }) },
    aggregated: plan.aggregated,
    impliedTable: IMPLIED_TABLE_DATE,
    warnings: findings.all().filter((f) => f.level === 'warning').map(({ code, message }) => ({ code, message })),
  };
  return { intent: full, report, findings: findings.all() };
}

const sealed = new WeakMap<Microsegmentation, Map<ec2.CfnSecurityGroup, Segment>>();

function joinMembers(network: Microsegmentation): void {
  const groups = new Map<ec2.CfnSecurityGroup, Segment>();
  for (const segment of network._segments.values()) {
    for (const group of segment._join()) groups.set(group, segment);
  }
  sealed.set(network, groups);
  for (const segment of network._segments.values()) claimImported(network, segment);
}

/** Imported groups of the app, by the segment that has them: two segments on one group could not be told apart. */
const importedBy = new WeakMap<IConstruct, Map<string, Segment>>();

function claimImported(network: Microsegmentation, segment: Segment): void {
  const claimed = importedBy.get(network.node.root) ?? new Map<string, Segment>();
  importedBy.set(network.node.root, claimed);
  for (const [name, group] of segment._importedGroups) {
    const key = `${stageOf(network)} ${vpcKey(group.id)}`;
    const other = claimed.get(key);
    if (other !== undefined && other !== segment) {
      network._declaration.report('error', 'MemberInTwoSegments', `imported group \`${name}\` is in segment \`${segment.segmentId}\` and in \`${other.segmentId}\`; expected one segment per group, because its rules cannot tell two apart: drop it from one of them`);
    } else claimed.set(key, segment);
  }
}

function sealedGroups(network: Microsegmentation): ReadonlyMap<ec2.CfnSecurityGroup, Segment> {
  return sealed.get(network) ?? new Map();
}

function factsOf(network: Microsegmentation): NetworkFacts {
  const { _props: props, _declaration: { scope } } = network;
  const segments = new Map<string, SegmentFacts>();
  for (const [id, segment] of network._segments) segments.set(`${scope}#${id}`, segment._facts());
  for (const [key, segment] of network._foreign) segments.set(key, segment._facts());
  const accessOf = (service: string, kind: 'gateway' | 'interface'): ServiceAccessKind => {
    const given = props.serviceAccess?.[service] ?? props.defaultServiceAccess;
    if (given !== undefined) return given.kind as ServiceAccessKind;
    return props.posture === Posture.SANDBOX && kind === 'interface' ? 'nat' : 'create';
  };
  return {
    scope,
    segments,
    access: accessOf,
    hubCidrs: (service) => (props.serviceAccess?.[service] ?? props.defaultServiceAccess)?.cidrs ?? [],
    aggregate: props.aggregateRules ?? false,
  };
}

/** Constructs beside the segments; `Rules` and `Endpoints` are reserved words of every intent. */
const OWN_CHILDREN = ['PrefixList-dynamodb', 'PrefixList-s3'];

/** Mistakes in how the layer was set up, and things about it that people should know. */
function checkSetup(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const { _props: props, _declaration: declaration } = network;
  for (const [id, segment] of network._segments) {
    if (OWN_CHILDREN.includes(id)) findings.error('IdReserved', '', `segment id \`${id}\` is what the network layer calls a construct of its own; choose another id`);
    if (!segment._hasMembers) findings.warning('SegmentWithoutMembers', '', `segment \`${id}\` has no members; its flows open nothing until \`addMember\` is called`);
  }
  if (vpcIdOf(props.vpc) === 'vpc-12345') {
    findings.warning('DummyLookup', '', 'the VPC is the placeholder `vpc-12345` of a look-up that has not been made; run `cdk synth` with credentials once and commit `cdk.context.json`');
  }
  checkServiceAccess(props.serviceAccess ?? {}, props.defaultServiceAccess, findings);
  const nat = plan.flows.filter((f) => f.destination.kind === 'service' && (props.serviceAccess?.[f.destination.service] ?? props.defaultServiceAccess)?.kind === 'nat');
  if (nat.length > 0 && declaration.posture === 'high') {
    findings.error('PostureRefusesNat', '', `flows ${nat.map((f) => `\`${f.id}\``).join(', ')} go through NAT, which opens tcp/443 to every address and which posture \`high\` refuses; use \`ServiceAccess.create()\`, \`existing\` or \`sharedHub\``);
  }
  const q = props.quotas;
  if (q !== undefined && (q.rulesPerGroup ?? 60) * (q.groupsPerInterface ?? 5) > QUOTAS.rulesTimesGroups.value) {
    findings.error('QuotasImpossible', '', `quotas of ${q.rulesPerGroup ?? 60} rules per group and ${q.groupsPerInterface ?? 5} groups per interface multiply to more than 1000, which EC2 does not grant; lower one of them`);
  }
  if (props.maxIdleCost !== undefined && !(props.maxIdleCost >= 0)) findings.error('WrongType', '', `\`maxIdleCost\` is \`${props.maxIdleCost}\`; expected USD a month, 0 or more`);
}

interface Reached {
  readonly endpoints: ReadonlyMap<string, MadeEndpoint>;
  /** Ids of the groups of endpoints, by their keys in the plan. */
  readonly groups: ReadonlyMap<string, string>;
}

function emitEndpoints(network: Microsegmentation, plan: NetworkPlan, findings: Findings): Reached {
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

function emit(network: Microsegmentation, plan: NetworkPlan, endpoints: Reached['endpoints'], groups: Reached['groups'], findings: Findings): void {
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
  for (const segment of network._segments.values()) if (segment._facts().hasOwnGroup) segment._group();
  waitForBoot(network, plan, made, endpoints);
}

function stageOf(scope: IConstruct): string {
  return Stage.of(scope)?.node.path ?? '';
}

const ruleOwners = new WeakMap<IConstruct, Map<string, string>>();

/** EC2 refuses a rule that is there already: two façades may not declare the same edge. */
function refuseTwins(network: Microsegmentation, plan: NetworkPlan, findings: Findings): void {
  const owners = ruleOwners.get(network.node.root) ?? new Map<string, string>();
  ruleOwners.set(network.node.root, owners);
  for (const rule of plan.rules) {
    // The same scope in two stages of one app is two deployments.
    const key = `${stageOf(network)} ${rule.id}`;
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

function policyBudgets(network: Microsegmentation, endpoints: ReadonlyMap<string, MadeEndpoint>): Budget[] {
  return [...endpoints].filter(([, made]) => made.statements.length > 0).map(([service, made]) => {
    const stack = Stack.of(network);
    const size = (statements: readonly MadeEndpoint['statements'][number][]): number => JSON.stringify(stack.resolve(policyDocument(statements, stack))).length;
    return {
      name: 'characters of endpoint policy',
      subject: `endpoint ${service}`,
      used: size(made.statements),
      limit: QUOTAS.endpointPolicyCharacters.value,
      relief: 'name fewer or shorter resources in the flows to this service',
      flows: made.statements.map((s) => ({ flow: s.flow, cost: size([s]) })).sort((a, b) => b.cost - a.cost || compareText(a.flow, b.flow)).slice(0, 5),
    };
  });
}

/** An endpoint that two façades share is paid for once: where it is made. */
function idleOf(network: Microsegmentation, plan: NetworkPlan, endpoints: ReadonlyMap<string, MadeEndpoint>): IdleItem[] {
  return plan.endpoints.filter((e) => endpoints.get(e.service)?.resource.node.scopes.includes(network)).map((e: EndpointPlan) => e.kind === 'interface'
    ? { item: 'interface-endpoint', quantity: endpoints.get(e.service)?.zones ?? 0, why: `${e.service}, for ${e.flows.join(', ')}` }
    : { item: 'gateway-endpoint', quantity: 1, why: `${e.service}, for ${e.flows.join(', ')}` });
}

function checkIdle(network: Microsegmentation, items: readonly IdleItem[], endpoints: ReadonlyMap<string, MadeEndpoint>, findings: Findings): void {
  const limit = network._props.maxIdleCost;
  if (limit === undefined || endpoints.size === 0) return;
  const cost = idleCost(items);
  if (cost.monthlyUsd <= limit) return;
  const dearest = cost.lines.filter((l) => l.monthlyUsd > 0).slice(0, 5).map((l) => `${l.why} (${l.monthlyUsd.toFixed(2)})`).join('; ');
  const message = `idle cost is ${cost.monthlyUsd.toFixed(2)} USD a month, more than \`maxIdleCost\` ${limit}; dearest: ${dearest}; share endpoints with \`ServiceAccess.existing\` or \`sharedHub\`, leave implied flows out by name, or raise the limit`;
  if (network._declaration.posture === 'sandbox') findings.warning('IdleCostExceeded', '', message);
  else findings.error('IdleCostExceeded', '', message);
}

/** A flow log of this VPC in this app, whoever made it. */
function hasFlowLog(network: Microsegmentation): boolean {
  const vpc = vpcKey(vpcIdOf(network._props.vpc));
  return indexOf(network.node.root).flowLogs.some(({ resourceId }) => typeof resourceId === 'string' && vpcKey(resourceId) === vpc);
}

