/**
 * The last look, when the app is synthesized: what was written stands as it was written. Aspects, overrides and escape hatches come later than the firewall is built.
 *
 * Not seen: what a `Fn::Transform` or a macro does, and what is changed in the account.
 */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import { type Change, rendered } from '../identity/written';
import { isObject, readIfPossible, resourcesIn } from '../network/members/read';
import { ASSOCIATION, type BuiltFirewall } from './build';
import { subjectOf } from './subject';
import { titleOf } from './target-facts';
import type { WebFirewall } from './web-firewall';

/** Nobody planned it, and it opens nothing. Tags of the block sets would, in time (emit.ts). */
const FREE = /^(Tags|Description)(\.|$)/;
const ALLOWS = '{"Allow":{}}';
const LOGGING = 'AWS::WAFv2::LoggingConfiguration';
const SET = 'AWS::WAFv2::IPSet';

export function verifyFirewall(firewall: WebFirewall, { targets, associations }: BuiltFirewall): readonly Finding[] {
  const { firewallId: id, _acl: acl, _written: written } = firewall;
  const findings = new Findings();
  for (const resource of written.resources) {
    const path = resource.node.path;
    if (!isInTree(resource)) {
      findings.error('FirewallChanged', '', `\`${path}\` (\`${resource.cfnResourceType}\`) of firewall \`${id}\` was written and is no longer in the tree, so that the template has it no more; expected it; do not remove it`);
      continue;
    }
    for (const change of written.changesOf(resource).filter((c) => (resource.cfnResourceType === SET || !FREE.test(c.path)) && !(resource === acl && c.path.startsWith('DefaultAction')))) {
      findings.error('FirewallChanged', '', `\`${change.path}\` of \`${path}\`, of firewall \`${id}\`, was changed after the firewall was built${wordsOf(resource, change)}; expected it as the firewall says; say it with a property or a rule of the firewall, and remove the override or aspect that changes it`);
    }
  }
  // `Written` takes an empty struct for nothing, and here it is an action.
  if (isInTree(acl) && JSON.stringify(rendered(acl).Properties?.DefaultAction) !== ALLOWS) findings.error('FirewallChanged', '', `\`DefaultAction\` of \`${acl.node.path}\`, of firewall \`${id}\`, was changed after the firewall was built; expected \`Allow\`, because its rules say what is stopped; remove the override or aspect that changes it`);
  const mine = new Set(written.resources);
  const subjects = new Map(targets.map((t) => [t.resource?.node.path ?? subjectOf(acl, t.arn), t]));
  for (const other of resourcesIn(Stage.of(firewall) ?? firewall.node.root)) {
    if (mine.has(other)) continue;
    if (other.cfnResourceType === LOGGING && subjectOf(other, readIfPossible(other, 'ResourceArn')) === acl.node.path) findings.error('FirewallLogTwice', '', `\`${other.node.path}\` is a second logging configuration of firewall \`${id}\`; expected its own alone, because a web ACL has one; say what it logs with \`logging\`, and remove the other`);
    if (other.cfnResourceType !== ASSOCIATION) continue;
    const target = subjects.get(subjectOf(other, readIfPossible(other, 'ResourceArn')));
    const isOurs = subjectOf(other, readIfPossible(other, 'WebACLArn')) === acl.node.path;
    if (target !== undefined) findings.error('FirewallTargetTaken', '', `firewall \`${id}\` protects ${titleOf(target.kind)} \`${target.path}\`, and \`${other.node.path}\` associates it ${isOurs ? 'once more' : 'with another web ACL'}; expected one web ACL, because a resource has no more; remove \`${other.node.path}\``);
    else if (isOurs) findings.error('FirewallAssociationNotDeclared', '', `\`${other.node.path}\` puts firewall \`${id}\` before something that it was not told of, so that nobody looked whether its rules work there; expected \`protect(FirewallTarget...)\`; call it, and remove \`${other.node.path}\``);
  }
  for (const target of targets.filter((t) => t.kind === 'distribution' && t.resource !== undefined && !associations.has(t))) {
    const resource = target.resource!;
    if (subjectOf(resource, readIfPossible(resource, 'DistributionConfig.WebACLId')) !== acl.node.path) findings.error('FirewallChanged', '', `\`DistributionConfig.WebACLId\` of \`${resource.node.path}\` was changed after firewall \`${id}\` was built, so that it does not protect it; expected its ARN; remove the override or aspect that changes it`);
  }
  const where = firewall._site.toString();
  return findings.all().map((f) => (f.where === '' ? { ...f, where } : f));
}

/** Which rules, where it is they; that a set is filled. */
function wordsOf(resource: CfnResource, { path, now, then }: Change): string {
  if (path === 'Rules' && Array.isArray(now) && Array.isArray(then)) {
    const [after, before] = [byName(now), byName(then)];
    const gone = [...before.keys()].filter((name) => !after.has(name));
    const more = [...after.keys()].filter((name) => !before.has(name));
    const other = [...before].filter(([name, json]) => after.has(name) && after.get(name) !== json).map(([name]) => name);
    const said = [['without', gone], ['with', more], ['with another', other]].flatMap(([word, names]) => (names.length === 0 ? [] : [`${String(word)} ${(names as string[]).map((n) => `\`${n}\``).join(', ')}`]));
    return said.length === 0 ? '' : `: ${said.join('; ')}`;
  }
  return resource.cfnResourceType === SET && path === 'Addresses' ? ': a set that a template fills is emptied of what a responder put there by each change' : '';
}

function byName(rules: readonly unknown[]): Map<string, string> {
  return new Map(rules.filter(isObject).map((rule) => [String(rule.Name), JSON.stringify(rule)]));
}
