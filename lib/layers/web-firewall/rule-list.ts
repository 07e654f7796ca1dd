/**
 * Rules as they are added, to be facts when all is said: of a firewall, of a rule group, of rules for a web ACL that exists.
 *
 *   rules.add(id, site, (where) => ownRuleFacts(id, props, where));
 *
 * Something that is no list, no props, no group becomes facts that are told as wrong, so that all other mistakes are told with it.
 */
import { CallSite } from '../declaration/call-site';
import type { ActionFacts, GroupRule, OwnRule, RuleFacts } from './model';
import type { FirewallGroupProps, FirewallRuleProps } from './firewall-props';
import { actionOf, statementOf } from './parts';
import { FirewallAction } from './statement/action';
import type { FirewallStatement } from './statement/statement';

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
  const { statement, action, labels, priority, observeUntil } = props ?? {} as FirewallRuleProps;
  const acts = action === undefined ? FirewallAction.block()._facts() : actionOf(action);
  const unsure = acts.kind === 'allow' ? 'noMatch' : 'match';
  const said = typeof (statement as Partial<FirewallStatement> | undefined)?._facts === 'function' ? statement._facts(unsure) : statementOf((statement ?? null) as never)!;
  return { kind: 'own', id, where, statement: said, action: acts, labels: Array.isArray(labels) ? [...labels] : [], priority, observeUntil };
}

export function groupRuleFacts(id: string, props: FirewallGroupProps, where: string): GroupRule {
  const { group, capacity, rules, overrides, priority, observeUntil } = props ?? {} as FirewallGroupProps;
  return {
    kind: 'ruleGroup', id, where, arn: arnOfGroup(group), capacity, priority, observeUntil, overrides: actionsOf(overrides ?? {}), ...(rules === undefined ? {} : { rules: [...rules] }),
  };
}

/** Empty where it is no group; the firewall tells it. */
function arnOfGroup(group: unknown): string {
  try {
    return String((group as { readonly ruleGroupRef: { readonly ruleGroupArn: string } }).ruleGroupRef.ruleGroupArn);
  } catch {
    return '';
  }
}

function actionsOf(overrides: { readonly [rule: string]: FirewallAction }): Readonly<Record<string, ActionFacts>> {
  return Object.fromEntries(Object.entries(overrides).map(([rule, action]) => [rule, actionOf(action)]));
}
