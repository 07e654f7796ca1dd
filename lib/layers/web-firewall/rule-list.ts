/**
 * Rules as they are added, to be facts when all is said: of a firewall, of a rule group, of rules for a web ACL that exists.
 *
 *   rules.add(id, site, (where) => ownRuleFacts(id, props, where));
 *
 * What is wrong with options is told with the rule; a rule that lacks what it cannot do without becomes none.
 */
import { CallSite } from '../declaration/call-site';
import type { GroupRule, OwnRule, RuleFacts } from './model';
import type { FirewallGroupProps, FirewallRuleProps } from './firewall-props';
import { actionsOf, NO_ACTION, NO_STATEMENT } from './parts';
import { readRule, RULE_OPTIONS } from './rule-options';
import { FirewallAction } from './statement/action';

export class RuleList {
  private readonly all: { readonly site: CallSite; readonly make: (where: string) => RuleFacts }[] = [];
  private isClosed = false;

  constructor(private readonly whose: string) {}

  /** Throws where everything has been compiled: what is said now would be lost. */
  public add(id: string, make: (where: string) => RuleFacts): void {
    this.assertOpen(`rule \`${String(id)}\``);
    this.all.push({ site: new CallSite(), make });
  }

  public assertOpen(what: string): void {
    if (this.isClosed) throw new Error(`DeclaredTooLate: ${what} of ${this.whose} is declared after the app was synthesized (or by an aspect that ran later), when it is built already; declare it before`);
  }

  public close(): void {
    this.isClosed = true;
  }

  public facts(): RuleFacts[] {
    return this.all.map(({ site, make }) => make(site.toString()));
  }
}

/** A statement where WAF cannot look is unsure: `noMatch` lets nobody pass by a rule that allows, `match` by all others. */
export function ownRuleFacts(id: string, props: FirewallRuleProps, where: string): OwnRule {
  const { options: { statement, action = FirewallAction.block(), labels = [], priority, observeUntil }, findings, isUnread } = readRule(props, RULE_OPTIONS.FirewallRuleProps, id);
  if (isUnread) return { kind: 'own', id, where, findings, isUnread, statement: NO_STATEMENT, action: NO_ACTION, labels: [] };
  const acts = action._facts();
  return { kind: 'own', id, where, statement: statement._facts(acts.kind === 'allow' ? 'noMatch' : 'match'), action: acts, labels: [...labels], priority, observeUntil, findings };
}

export function groupRuleFacts(id: string, props: FirewallGroupProps, where: string): GroupRule {
  const { options: { group, capacity, rules, overrides, priority, observeUntil }, findings, isUnread } = readRule(props, RULE_OPTIONS.FirewallGroupProps, id);
  if (isUnread) return { kind: 'ruleGroup', id, where, findings, isUnread, arn: '', capacity: 0, overrides: {} };
  return { kind: 'ruleGroup', id, where, arn: group.ruleGroupRef.ruleGroupArn, capacity, priority, observeUntil, overrides: actionsOf(overrides), findings, ...(rules === undefined ? {} : { rules: [...rules] }) };
}
