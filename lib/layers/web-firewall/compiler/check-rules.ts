/**
 * Names and places of all rules together: each has one of its own, in the firewall and beside what stands in the web ACL already.
 *
 * A rule's name is its metric's, too: "The name can contain only alphanumeric characters (A-Z, a-z, 0-9), hyphens and underscores ... can't contain ... metric
 * names that are reserved for AWS WAF, for example `All` and `Default_Action`". (AWS WAF API, Rule and VisibilityConfig.)
 */
import { Token } from 'aws-cdk-lib';
import type { Findings } from '../../../intent';
import type { FirewallFacts, ManagedRule, RuleFacts } from '../model';
import { BAND_WIDTH, BANDS, HIGHEST_FIRST, isPlace } from './bands';
import type { Draft } from './draft';
import { TWIN } from './rate';

const LONGEST = 128;
const RESERVED = ['All', 'Default_Action'];

export function checkRules(facts: FirewallFacts, drafts: readonly Draft[], findings: Findings): void {
  const { firstPriority = 0, id, rules } = facts;
  if (!Number.isInteger(firstPriority) || firstPriority < 0 || firstPriority > HIGHEST_FIRST) findings.error('FirewallPriorityInvalid', '', `the bands of firewall \`${id}\` begin at priority \`${firstPriority}\`; expected a whole number from 0 to ${HIGHEST_FIRST}, so that all ${BANDS.length} bands have room; change it`);
  rules.forEach((rule, i) => {
    if (rule.priority !== undefined && !isPlace(rule.priority)) findings.error('FirewallPriorityInvalid', `/rules/${i}`, `\`priority\` of rule \`${rule.id}\` is \`${rule.priority}\`; expected a whole number from 0 to ${BAND_WIDTH - 1}, its place among ${BANDS[drafts.find((d) => d.rule === rule)?.band ?? 7]}; change it, or leave it out`);
  });
  checkNames(facts, drafts, findings);
  checkPlaces(facts, drafts, findings);
  checkGroups(facts, findings);
}

function checkNames({ rules, taken = [] }: FirewallFacts, drafts: readonly Draft[], findings: Findings): void {
  rules.forEach(({ id, kind }, i) => {
    const longest = kind === 'rate' ? LONGEST - TWIN.length : LONGEST;
    if (typeof id !== 'string' || Token.isUnresolved(id) || !/^[A-Za-z0-9_-]+$/.test(id) || id.length > longest) findings.error('FirewallRuleIdInvalid', `/rules/${i}`, `rule id \`${String(id)}\` cannot be the name of a rule and of its metric; expected 1 to ${longest} letters, digits, \`-\` and \`_\`; rename it`);
    else if (RESERVED.includes(id)) findings.error('FirewallRuleIdInvalid', `/rules/${i}`, `rule id \`${id}\` is a metric of WAF itself; expected another; rename it`);
  });
  const owners = new Map<string, Draft>();
  for (const draft of drafts) {
    const owner = owners.get(draft.name);
    if (owner === undefined) owners.set(draft.name, draft);
    else findings.error('FirewallRuleIdTaken', draft.pointer, `rules \`${owner.rule.id}\` and \`${draft.rule.id}\` are both named \`${draft.name}\`${draft.name === draft.rule.id && draft.name === owner.rule.id ? '' : `, which a rate rule calls what it does with requests that leave its key out`}${findings.at(owner.pointer)}; expected a name for each; rename one of them`);
  }
  for (const { name } of taken) {
    const draft = owners.get(name);
    if (draft !== undefined) findings.error('FirewallRuleIdTaken', draft.pointer, `rule \`${name}\` stands in the web ACL already, and is not ours; expected another name; rename \`${draft.rule.id}\``);
  }
}

function checkPlaces({ taken = [] }: FirewallFacts, drafts: readonly Draft[], findings: Findings): void {
  const owners = new Map<number, string>(taken.map(({ priority, name }) => [priority, name]));
  const groups = new Map<number, string | undefined>();
  const foreign = new Set(owners.keys());
  for (const { name, priority, pointer, rule } of drafts) {
    const owner = owners.get(priority);
    const group = groupOf(rule);
    const isRepeated = group !== undefined && groups.get(priority) === group; // told as that, once
    if (owner === undefined) {
      owners.set(priority, name);
      groups.set(priority, group);
    } else if (owner !== name && !isRepeated) findings.error('FirewallPriorityTaken', pointer, `rules \`${owner}\` and \`${name}\` both have priority ${priority}; expected one for each; ${foreign.has(priority) ? `set \`priority\` of \`${rule.id}\`, or begin the bands elsewhere with \`firstPriority\`` : `set \`priority\` of \`${rule.id}\` or of \`${owner}\` to another place`}`);
  }
  const first = drafts.find((d) => d.band === 0);
  const before = first === undefined ? [] : taken.filter((t) => t.priority < first.priority).map((t) => t.name).sort();
  if (first !== undefined && before.length > 0) findings.warning('AntiDdosNotFirst', first.pointer, `rule \`${first.name}\` is to know a flood when it sees one, and ${before.length} rules of the web ACL stand before it, \`${before[0]}\` among them: what they stop or let through it does not see; expected it first; give those rules priorities above ${first.priority}`);
}

function groupOf(rule: RuleFacts): string | undefined {
  return rule.kind === 'managed' ? `${rule.vendor} ${rule.group}` : undefined;
}

function checkGroups({ rules }: FirewallFacts, findings: Findings): void {
  const owners = new Map<string, ManagedRule>();
  rules.forEach((rule, i) => {
    if (rule.kind !== 'managed' || rule.isUnread === true) return;
    const key = groupOf(rule)!;
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, rule);
    else findings.error('ManagedGroupRepeated', `/rules/${i}`, `rules \`${owner.id}\` and \`${rule.id}\` both bring managed group \`${rule.group}\`; expected it once, because each costs its capacity and its price; remove one, or join what they override`);
  });
}
