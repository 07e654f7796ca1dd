/**
 * Guards all security groups below a scope, those of tomorrow included:
 *
 *   SealedGroupsGuard.enable(app);
 *
 * Open is a group that lets everything out because nobody said anything, and a rule to or from addresses that are no network of
 * one owner (0.0.0.0/0, ::/0, and halves of it). It changes nothing; `zero-trust prove` says what rules permit together. A rule
 * that is meant is accepted where it stands: `Validations.of(group).acknowledge({ id: 'cdk-zero-trust:GroupIngressOpen', ... })`.
 */
import { CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Json } from '../layers/network/members/read';
import { finding, type Told } from './findings';
import { type Direction, GROUP, inlineRules, inWords, pathOf, reachOf, RULES, standaloneRule } from './group-rules';
import { enableIn, Watch } from './guard';

/** Fails synth where a security group is open. A READONLY aspect. */
export class SealedGroupsGuard implements IAspect {
  /** Guards everything below `scope`, and the stages that are there already. */
  public static enable(scope: IConstruct): SealedGroupsGuard {
    const guard = new SealedGroupsGuard();
    enableIn(scope, guard);
    return guard;
  }

  private readonly watch = new Watch(this, (other) => other instanceof SealedGroupsGuard, ownerOf, (resources) => resources.flatMap(open));

  /** Called by CDK. */
  public visit(node: IConstruct): void {
    this.watch.visit(node);
  }
}

function ownerOf(node: IConstruct): IConstruct | undefined {
  return CfnResource.isCfnResource(node) && (node.cfnResourceType === GROUP || node.cfnResourceType in RULES) ? node : undefined;
}

function open(construct: IConstruct): Told[] {
  const resource = construct as CfnResource;
  if (resource.cfnResourceType === GROUP) return [...inline(resource, 'egress'), ...inline(resource, 'ingress')];
  const direction = RULES[resource.cfnResourceType as keyof typeof RULES];
  return judge(resource, direction, [standaloneRule(resource)], `rule \`${resource.node.path}\``);
}

function inline(group: CfnResource, direction: Direction): Told[] {
  const name = `security group \`${group.node.path}\``;
  const rules = inlineRules(group, direction);
  if (rules === 'unknown') return [unknown(group, `${name} may be open: its \`${pathOf(direction)}\` is chosen at deployment; expected a list of rules; write the rules down, and put conditions on rules of their own`)];
  if (rules === undefined && direction === 'egress') {
    return [{ id: 'GroupEgressOpen', construct: group, finding: finding('error', 'GroupEgressOpen', `${name} lets everything out: got no \`${pathOf(direction)}\`, so that EC2 adds a rule for all traffic, expected the peers by name; apply \`SealSecurityGroup\``) }];
  }
  return judge(group, direction, rules ?? [], name);
}

function judge(construct: CfnResource, direction: Direction, rules: readonly Json[], name: string): Told[] {
  const code = direction === 'egress' ? 'GroupEgressOpen' : 'GroupIngressOpen';
  const wide = rules.filter((rule) => reachOf(rule) === 'everybody');
  const chosen = rules.filter((rule) => reachOf(rule) === 'unknown');
  return [
    ...(wide.length === 0 ? [] : [{ id: code, construct, finding: finding('error', direction === 'egress' ? 'GroupEgressOpen' : 'GroupIngressOpen', `${name} is open: got ${wide.map((r) => inWords(r, direction)).join(', ')}, expected the peers by name; ${direction === 'egress' ? 'apply `SealSecurityGroup`, or name a group, a prefix list or the network that is meant' : 'name a group, a prefix list or the network that is meant'}`) }]),
    ...(chosen.length === 0 ? [] : [unknown(construct, `${name} may be open: got ${chosen.map((r) => inWords(r, direction)).join(', ')}, which only the deployment knows; expected literal addresses; write them down`)]),
  ];
}

function unknown(construct: IConstruct, message: string): Told {
  return { id: 'GroupUnknown', construct, finding: finding('warning', 'GroupUnknown', message) };
}
