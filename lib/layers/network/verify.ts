/**
 * After everybody has had their say: nobody else has put rules on the groups of segments and endpoints, and every member's
 * list is still exactly its segment's group.
 *
 *   verifyNetwork(network)   // UndeclaredRule, MemberListChanged
 *
 * Runs with CDK's validation, when aspects are done. A safety net for the library's own groups; that the whole template
 * permits no more than the intent is the prover's to show.
 */
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { type CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IConstruct } from 'constructs';
import { type Finding } from '../../intent';
import { isEmitted } from './emit-rules';
import { readIfPossible, targetOf } from './members/read';
import { type Microsegmentation } from './microsegmentation';
import { relativePath } from './segment';

const RULES = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'];

export function verifyNetwork(network: Microsegmentation): Finding[] {
  const error = (code: string, message: string): Finding => ({ code, level: 'error', pointer: '', where: '', message });
  const groups = new Map<IConstruct, string>();
  for (const [id, segment] of network._segments) if (segment._hasOwnGroup) groups.set(segment._group(), `segment \`${id}\``);
  for (const child of network.node.tryFindChild('Endpoints')?.node.children ?? []) {
    if (CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::EC2::SecurityGroup') groups.set(child, `endpoint \`${child.node.id.replace(/-Group$/, '')}\``);
  }
  return [
    ...foreignRules(network).flatMap(({ rule, group }) => {
      const owner = groups.get(group);
      return owner === undefined ? [] : [error('UndeclaredRule', `\`${relativePath(rule, rule.node.path)}\` puts a rule on the group of ${owner} that no flow declares; remove it, and declare a flow instead`)];
    }),
    ...[...groups].filter(([group]) => !isClosed(group as CfnSecurityGroup)).map(([group, owner]) => error('UndeclaredRule', `the group of ${owner}, \`${relativePath(group, group.node.path)}\`, was given rules of its own; expected none beside those of flows: remove what changes its properties`)),
    ...changedLists(network).map((message) => error('MemberListChanged', message)),
  ];
}

interface ForeignRule {
  readonly rule: CfnResource;
  readonly group: CfnResource;
}

const scans = new WeakMap<IConstruct, readonly ForeignRule[]>();

/** Rules of others in the stage, with the group they are on; one walk for all façades, because a stage is validated at once. */
function foreignRules(network: Microsegmentation): readonly ForeignRule[] {
  const stage = Stage.of(network) ?? network.node.root;
  let rules = scans.get(stage);
  if (rules === undefined) {
    rules = stage.node.findAll()
      .filter((c): c is CfnResource => CfnResource.isCfnResource(c) && RULES.includes(c.cfnResourceType) && !isEmitted(c))
      .flatMap((rule) => {
        const group = targetOf(rule, readIfPossible(rule, 'GroupId'));
        return group === undefined ? [] : [{ rule, group }];
      });
    scans.set(stage, rules);
  }
  return rules;
}

/** Exactly the rule that matches nothing, and no ingress. */
function isClosed(group: CfnSecurityGroup): boolean {
  const egress = readIfPossible(group, 'SecurityGroupEgress');
  const ingress = readIfPossible(group, 'SecurityGroupIngress');
  const none = ingress === undefined || (Array.isArray(ingress) && ingress.length === 0);
  return none && Array.isArray(egress) && egress.length === 1 && JSON.stringify(egress[0]).includes('"255.255.255.255/32"');
}

function changedLists(network: Microsegmentation): string[] {
  const messages: string[] = [];
  for (const [id, segment] of network._segments) {
    for (const { resource, slots } of segment._owned.flatMap((m) => m.resources)) {
      const expected = JSON.stringify(Stack.of(resource).resolve([segment.securityGroupId]));
      for (const slot of slots) {
        const list = readIfPossible(resource, slot);
        const isExact = Array.isArray(list) && list.length === 1 && targetOf(resource, list[0]) === segment._group();
        if (isExact || JSON.stringify(Stack.of(resource).resolve(list)) === expected) continue;
        messages.push(`\`${slot}\` of \`${relativePath(resource, resource.node.path)}\` is no longer exactly the group of segment \`${id}\`, because something changed it after it joined; remove that override`);
      }
    }
  }
  return messages;
}
