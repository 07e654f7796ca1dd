/**
 * What is left to stop by rules in their order: `stopsInOrder(rules, byDefault)`, of a web ACL and of a rule group.
 *
 * A rule that lets everybody by ends the evaluation: what stands after it decides nothing. INVARIANT: a rule whose place cannot be read may stand before all
 * others and behind them, so that what it stops and what it lets by is MAY and never MUST.
 */
import type { Unknown } from '../facts';
import type { FirewallRule } from './firewall-model';
import { anyOf, both, not, perhaps } from './holds';
import type { Holds } from './model';

export type Ordered = Pick<FirewallRule, 'priority' | 'place' | 'stops' | 'allows' | 'everybody'>;

/** `rest`: what is stopped where no rule decides. */
export function stopsInOrder(rules: readonly Ordered[], rest: Holds): Holds {
  const placed = rules.filter((r) => r.priority !== undefined).sort((a, b) => a.priority! - b.priority!);
  let stops = rest;
  for (const rule of placed.reverse()) stops = anyOf([rule.stops, both(stops, not(letsAll(rule)))]);
  for (const rule of rules.filter((r) => r.priority === undefined)) {
    const unknown: Unknown = { token: 'Priority', template: rule.place.template, pointer: rule.place.pointer, why: 'where the rule stands among the others is not known' };
    stops = anyOf([both(stops, not(unsure(letsAll(rule), unknown))), unsure(rule.stops, unknown)]);
  }
  return stops;
}

function letsAll({ allows, everybody }: Ordered): Holds {
  return both(allows, everybody);
}

function unsure({ may, unknowns }: Holds, unknown: Unknown): Holds {
  return perhaps(may, ...unknowns, unknown);
}
