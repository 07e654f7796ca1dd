/**
 * What rules of a group do instead of what they would: `RuleActionOverrides`, by name.
 *
 * While a group observes, each of its rules counts, because "if you want the rules in the rule group to only count matches, do not use [the override action]
 * and instead use the rule action override option, with `Count` action" (CloudFormation, AWS::WAFv2::WebACL OverrideAction): labels and metrics stay.
 */
import { compareText } from '../../../intent';
import type { ActionFacts, Properties } from '../model';
import { COUNT, countOf } from './draft';

export interface Overridden {
  /** `{ RuleActionOverrides: [...] }`, or nothing. */
  readonly json: Properties;
  readonly actions: readonly ActionFacts[];
}

/** `all`: names of rules that count while it observes. */
export function overridesOf(all: readonly string[], overrides: Readonly<Record<string, ActionFacts>>, isObserving: boolean): Overridden {
  const names = [...new Set([...(isObserving ? all : []), ...Object.keys(overrides)])].sort(compareText);
  if (names.length === 0) return { json: {}, actions: [] };
  const said = (name: string): ActionFacts | undefined => (Object.hasOwn(overrides, name) ? overrides[name] : undefined);
  const use = (name: string): Properties => {
    const action = said(name);
    if (action === undefined) return COUNT;
    return isObserving ? countOf(action) : action.json;
  };
  return {
    json: { RuleActionOverrides: names.map((Name) => ({ Name, ActionToUse: use(Name) })) },
    actions: isObserving ? [] : names.flatMap((name) => said(name) ?? []),
  };
}
