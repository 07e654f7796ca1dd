/**
 * Where a rule stands: `firstPriority + band x 1,000,000 + place`.
 *
 * INVARIANT: the place hangs on the rule alone (what it says, its group's slot in the table, or a hash of its id), so adding, removing and reordering rules
 * moves no other. Bands, and slots of the table, are never renumbered: that would reorder web ACLs that exist.
 */
import { createHash } from 'node:crypto';
import { managedGroup } from '../managed/table';
import type { RuleFacts } from '../model';

export const BAND_WIDTH = 1_000_000;
/** In the order in which WAF asks them. */
export const BANDS = ['managed anti-DDoS', 'block sets', 'own rules that allow', 'rate rules', 'managed reputation', 'managed groups', 'rule groups', 'own rules that do not allow', 'rate rules by label'] as const;
/** Priorities are 32-bit integers (CloudFormation, AWS::WAFv2::WebACL Rule; a bound that AWS does not publish, `unverified`). */
export const HIGHEST_FIRST = 2_147_483_647 - BANDS.length * BAND_WIDTH;

export function bandOf(rule: RuleFacts): number {
  switch (rule.kind) {
    case 'blockSet': return 1;
    case 'own': return rule.action.kind === 'allow' ? 2 : 7;
    // Labels are seen by later rules alone. Another key moved no rate rule, and none ever moves by it.
    case 'rate': return rule.keys.some((key) => key.kind === 'labelNamespace') ? 8 : 3;
    case 'ruleGroup': return 6;
    default: {
      const band = managedGroup(rule.vendor, rule.group)?.band;
      return band === 'antiDdos' ? 0 : band === 'reputation' ? 4 : 5;
    }
  }
}

export function isPlace(place: unknown): place is number {
  return typeof place === 'number' && Number.isInteger(place) && place >= 0 && place < BAND_WIDTH;
}

/** Within its band. `name` is that of the rule, or of the twin of a rate rule, which has no place of its own to say. */
export function placeOf(rule: RuleFacts, name: string): number {
  if (name === rule.id && isPlace(rule.priority)) return rule.priority;
  const slot = rule.kind === 'managed' ? managedGroup(rule.vendor, rule.group)?.slot : undefined;
  return slot ?? createHash('sha256').update(String(name)).digest().readUInt32BE(0) % BAND_WIDTH;
}
