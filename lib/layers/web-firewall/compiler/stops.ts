/**
 * Whether some rule would stop somebody once it acts: `stopsAnything(rules)`. A date until which rules count ends, and is no matter here.
 *
 * A block set is created empty, and a responder may never fill it: it stops nobody. A group that the table does not have is believed to stop something.
 * Not judged: what a rule matches, and rules that let everybody by before it; `zero-trust prove` looks at these.
 */
import { managedGroup } from '../managed/table';
import type { ActionFacts, RuleFacts } from '../model';

const STOPS: readonly string[] = ['block', 'captcha', 'challenge'];

export function stopsAnything(rules: readonly RuleFacts[]): boolean {
  return rules.some((rule) => rule.isUnread !== true && stops(rule));
}

function stops(rule: RuleFacts): boolean {
  switch (rule.kind) {
    case 'blockSet': return false;
    case 'own':
    case 'rate': return STOPS.includes(rule.action.kind);
    case 'ruleGroup': return anyOf(rule.rules?.map((name) => [name, 'block']), rule.overrides);
    default: return anyOf(managedGroup(rule.vendor, rule.group)?.rules ?? rule.rules?.map((name) => [name, 'block']), rule.overrides);
  }
}

/** `rules`: names, and what each does by default. */
function anyOf(rules: readonly (readonly [name: string, action: string, ...labels: string[]])[] | undefined, overrides: Readonly<Record<string, ActionFacts>>): boolean {
  if (rules === undefined || rules.length === 0) return true;
  return rules.some(([name, action]) => STOPS.includes(Object.hasOwn(overrides, name) ? overrides[name].kind : action));
}
