/**
 * Whether the policies of roles can name what they have to, across stacks:
 *
 *   checkStacks(protection, flows, stores)   // StacksInCircle, StoreInOtherStage, StoreOutOfReach, KeyInOtherRegion
 *
 * A store's policy knows roles of other stacks by their tag, so its stack needs nobody. A role's policy names the store and its key:
 * its stack needs theirs, and where theirs needs it already, CloudFormation could deploy neither. CDK says so only when all is
 * written, in words about references; here it is said in words about data flows, with what closes the circle.
 *
 * Other regions work: IAM is everywhere, and CDK hands the ARN over. Not looked at: circles among nested stacks of one stack, and
 * references that an aspect adds later.
 */
import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { relativePath } from '../network/segment';
import { needsOf } from './compiler/reaches';
import type { DataProtection } from './data-protection';
import { policyScopeOf } from './homes';
import type { DataFlowFacts, PrincipalFacts, StoreFacts } from './model';

/** A policy in one stack that names something in another. */
interface Edge {
  readonly flow: DataFlowFacts;
  readonly principal: PrincipalFacts;
  readonly facts?: StoreFacts;
  readonly source: Stack;
  readonly target: Stack;
}

/** What façades of an app that were built before need of each other's stacks. */
const BUILT = new WeakMap<IConstruct, Map<Stack, Set<Stack>>>();

export function checkStacks(protection: DataProtection, flows: readonly DataFlowFacts[], stores: readonly StoreFacts[]): readonly Finding[] {
  const findings = new Findings();
  const byKey = new Map(stores.map((s) => [`${s.scope}#${s.id}`, s]));
  for (const facts of stores) checkKey(facts, findings);
  const edges = flows.flatMap((flow) => {
    const facts = byKey.get(flow.store);
    return facts === undefined ? [] : flow.principals.flatMap((principal) => edgesOf(protection, flow, principal, facts));
  });
  const report = (code: string, edge: Edge, message: string): void => {
    findings.append([{ code, level: 'error', pointer: '', where: protection._sites.get(edge.flow.id)?.toString() ?? '', message }]);
  };
  // Each mistake once: hundreds of flows may lead from one stack to another.
  for (const edge of firstOf(edges, ({ source, target, facts, principal }) => `${source.node.path} ${target.node.path} ${facts?.id ?? principal.path}`)) checkEnvironments(edge, report);
  for (const edge of firstOf(flows.flatMap((flow) => foreignersOf(flow, byKey.get(flow.store))), ({ principal, target }) => `${principal.path} ${target.node.path}`)) checkForeigner(edge, report);
  if (findings.errors().length === 0) checkCircles(protection, firstOf(edges, ({ source, target }) => `${source.node.path} ${target.node.path}`), report);
  return findings.all();
}

type Report = (code: string, edge: Edge, message: string) => void;

function edgesOf(protection: DataProtection, flow: DataFlowFacts, principal: PrincipalFacts, facts: StoreFacts): Edge[] {
  if (principal.isImmutable === true) return [];
  const source = topOf(policyScopeOf(principal, protection));
  const named = [facts.store.resource, facts.store.key?.resource].filter((r) => r !== undefined);
  const role = protection._props.policiesScope === undefined || principal.resource === undefined ? [] : [{ flow, principal, source, target: topOf(principal.resource) }];
  return [...named.map((r): Edge => ({ flow, principal, facts, source, target: topOf(r) })), ...role].filter((e) => e.target !== source);
}

/** Nested stacks stand and fall with their parent. */
function topOf(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  return stack;
}

function checkEnvironments(edge: Edge, report: Report): void {
  const { flow, principal, facts, source, target } = edge;
  const [here, there] = [Stage.of(source), Stage.of(target)];
  const what = facts === undefined ? `role \`${principal.path}\`` : `store \`${facts.id}\``;
  const who = `data flow \`${flow.id}\` lets role \`${principal.path}\` use store \`${flow.store.split('#').pop() ?? ''}\``;
  if (here !== there) {
    report('StoreInOtherStage', edge, `${who}, and ${what} is in ${stageName(there)}, the role's policy in ${stageName(here)}; expected one stage, because stages are deployed apart and nothing of one can name what another makes; offer the store and claim it by \`offeredStore\`, as across repositories`);
    return;
  }
  for (const part of ['account', 'region'] as const) {
    if (Token.isUnresolved(source[part]) === Token.isUnresolved(target[part])) continue;
    report('StoreOutOfReach', edge, `${who}, and the ${part} of stack \`${(Token.isUnresolved(source[part]) ? source : target).node.path}\` is not said while that of \`${(Token.isUnresolved(source[part]) ? target : source).node.path}\` is; expected both or neither, because nobody knows whether they are the same; set \`env\` of both`);
    return;
  }
  const store = facts?.store;
  for (const arn of store === undefined ? [principal.arn] : [store.arn, ...(store.key === undefined ? [] : [store.key.arn])]) checkName(source, arn, who, edge, report);
}

/** CDK names what another account makes by its name, where it has one. */
function checkName(stack: Stack, arn: string, who: string, edge: Edge, report: Report): void {
  try {
    stack.resolve(arn);
  } catch (error) {
    const said = /Cannot use resource '([^']+)' in a cross-environment fashion/.exec(error instanceof Error ? error.message : '');
    report('StoreOutOfReach', edge, said === null
      ? `${who}, and what its policy has to name cannot be named in stack \`${stack.node.path}\`: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}; put role and store into stacks of one account and region`
      : `${who}, which are of two accounts, and \`${relativePath(stack, said[1])}\` has no name of its own; expected one, because in another account it can be named by that alone; set its name (\`roleName\`, \`bucketName\`, \`tableName\`, ...) or \`PhysicalName.GENERATE_IF_NEEDED\``);
  }
}

/** A role of another account is named by its ARN in the store's policy. */
function foreignersOf(flow: DataFlowFacts, facts: StoreFacts | undefined): Edge[] {
  const { resource } = facts?.store ?? {};
  if (facts === undefined || resource === undefined) return [];
  const target = topOf(resource);
  return flow.principals.flatMap((principal): Edge[] => {
    const source = principal.resource === undefined ? undefined : topOf(principal.resource);
    const isForeign = source !== undefined && principal.account !== undefined && !Token.isUnresolved(target.account) && principal.account !== target.account;
    return isForeign && Stage.of(source) === Stage.of(target) ? [{ flow, principal, facts, source, target }] : [];
  });
}

function checkForeigner(edge: Edge, report: Report): void {
  const { flow, principal, target } = edge;
  checkName(target, principal.arn, `data flow \`${flow.id}\` lets role \`${principal.path}\` use store \`${flow.store.split('#').pop() ?? ''}\``, edge, report);
}

function firstOf(edges: readonly Edge[], keyOf: (edge: Edge) => string): Edge[] {
  return [...new Map([...edges].reverse().map((e): [string, Edge] => [keyOf(e), e])).values()].reverse();
}

/** Every service takes keys of its own region alone. (AWS KMS developer guide, "How AWS services use AWS KMS"; a replica of a multi-Region key is a key of its own.) */
function checkKey({ id, store: { resource, key } }: StoreFacts, findings: Findings): void {
  if (resource === undefined || key === undefined) return;
  const own = Stack.of(resource).region;
  const other = key.resource !== undefined ? Stack.of(key.resource).region : Token.isUnresolved(key.arn) ? own : key.arn.split(':')[3];
  if (Token.isUnresolved(own) || Token.isUnresolved(other) || other === undefined || other === '' || own === other) return;
  findings.error('KeyInOtherRegion', '', `store \`${id}\` is in region \`${own}\` and its key \`${key.resource?.node.path ?? key.arn}\` in \`${other}\`; expected one region, because a service takes keys of its own region alone; make the key in \`${own}\`, or a replica of it there`);
}

/** Only stacks that somebody's policy may close a circle with are looked into. */
function checkCircles(protection: DataProtection, edges: readonly Edge[], report: Report): void {
  const { root } = protection.node;
  const ours = BUILT.get(root) ?? new Map<Stack, Set<Stack>>();
  BUILT.set(root, ours);
  const scanned = new Map<Stack, Map<Stack, string>>();
  for (const edge of edges) {
    const { flow, principal, source, target } = edge;
    const way = wayBetween(target, source, (stack) => {
      let known = scanned.get(stack);
      if (known === undefined) scanned.set(stack, known = referencesOf(stack));
      return new Map([...[...ours.get(stack) ?? []].map((s): [Stack, string] => [s, 'by the policies of data flows']), ...known]);
    });
    if (way !== undefined) {
      const steps = way.map(({ stack, next, why }) => `\`${stack.node.path}\` needs \`${next.node.path}\` (${why})`).join(', ');
      const fix = protection._props.policiesScope === undefined
        ? 'put the policies of roles into a stack that nobody depends on: `policiesScope` of the data layer, for every façade of the circle'
        : `choose a \`policiesScope\` in a stack that nobody depends on; this is \`${source.node.path}\``;
      report('StacksInCircle', edge, `data flow \`${flow.id}\` lets role \`${principal.path}\` use store \`${flow.store.split('#').pop() ?? ''}\`, so stack \`${source.node.path}\` needs stack \`${target.node.path}\`; and ${steps}; expected no circle, because CloudFormation deploys one stack after the other; ${fix}`);
    }
    ours.set(source, (ours.get(source) ?? new Set<Stack>()).add(target));
  }
}

interface Step {
  readonly stack: Stack;
  readonly next: Stack;
  readonly why: string;
}

/** The shortest. */
function wayBetween(from: Stack, to: Stack, needs: (stack: Stack) => ReadonlyMap<Stack, string>): readonly Step[] | undefined {
  const queue: (readonly [Stack, readonly Step[]])[] = [[from, []]];
  const seen = new Set([from]);
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const [stack, way] = at;
    for (const [next, why] of needs(stack)) {
      const longer = [...way, { stack, next, why }];
      if (next === to) return longer;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([next, longer]);
    }
  }
  return undefined;
}

/** Stacks that a stack depends on, each with what makes it so. */
function referencesOf(stack: Stack): Map<Stack, string> {
  const found = new Map(stack.dependencies.map((s): [Stack, string] => [topOf(s), 'they were made dependent']));
  for (const resource of stack.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && topOf(c) === stack)) {
    for (const needed of neededBy(resource)) {
      const other = topOf(needed);
      if (other !== stack && !found.has(other)) found.set(other, `\`${relativePath(resource, resource.node.path)}\` names \`${relativePath(needed, needed.node.path)}\``);
    }
  }
  return found;
}

/** What cannot be read yet is CDK's to judge. */
function neededBy(resource: CfnResource): readonly CfnResource[] {
  try {
    return needsOf(resource);
  } catch {
    return [];
  }
}

function stageName(stage: Construct | undefined): string {
  return stage === undefined || stage.node.path === '' ? 'the app itself' : `stage \`${stage.node.path}\``;
}
