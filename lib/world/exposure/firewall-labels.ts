/**
 * Which labels rules of a web ACL or of a rule group put on requests: `labelsOf(context, owner)('app:login', false)`.
 *
 *   app:login                            a rule of the same owner with that label (its place among the rules is not looked at)
 *   awswaf:managed:aws:...               a managed group in the same owner
 *   awswaf:clientip:geo:..., the rest    in full, of somebody else: taken to be there
 *
 * Source: AWS WAF developer guide, "Web request labeling" (2026-11). Not judged: which labels a managed group has, which rules of it act.
 */
import type { Unknown } from '../facts';
import { viewInto, viewOf } from '../network/read';
import type { Resource } from '../template/model';
import { isMap } from '../template/walk';
import type { Context } from './context';
import { ALWAYS, anyOf, both, NEVER, perhaps, when } from './holds';
import type { LabelsPut } from './firewall-statements';
import type { Holds } from './model';
import { isOpaque } from './text';

const MANAGED = 'awswaf:managed:';

export function labelsOf(context: Context, owner: Resource): LabelsPut {
  const put: { readonly label: string; readonly holds: Holds }[] = [];
  let [managed, hidden] = [NEVER, NEVER];
  for (const rule of viewOf(owner).items('Rules')) {
    const unknown = (): Unknown => context.unknown(rule.value, rule.place, 'which labels it puts on is not known', 'Rules');
    if (!isMap(rule.value)) {
      hidden = anyOf([hidden, perhaps(rule.guard, unknown())]);
      continue;
    }
    const view = viewInto(rule);
    managed = anyOf([managed, ...view.items('Statement.ManagedRuleGroupStatement').map((m) => when(m.guard))]);
    for (const { guard, value } of view.items('RuleLabels.*.Name')) {
      const label = context.text(value) ?? '';
      if (label === '' || isOpaque(label)) hidden = anyOf([hidden, perhaps(guard, unknown())]);
      else put.push({ label, holds: both(when(rule.guard), when(guard)) });
    }
  }
  return (key, isNamespace) => {
    if (key === '' || isOpaque(key)) return ALWAYS;
    if (key.startsWith(MANAGED)) return anyOf([managed, hidden]);
    if (key.startsWith('awswaf:')) return ALWAYS;
    return anyOf([hidden, ...put.filter(({ label }) => (isNamespace ? label.startsWith(key) : label === key)).map((p) => p.holds)]);
  };
}
