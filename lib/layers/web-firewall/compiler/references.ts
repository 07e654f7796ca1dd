/**
 * Statements that refer to something else: sets of addresses, sets of patterns, rule groups.
 *
 * "Maximum number of reference statements per protection pack (web ACL). In a protection pack (web ACL), a reference statement can reference a rule group, IP set,
 * or regex pattern set": 50; per rule group: 50, of sets. Fixed. (AWS WAF developer guide, "AWS WAF quotas"; read 2026-11-23 in its English, Japanese and Chinese copies.)
 * Whether managed groups are among these rule groups AWS does not say; people who pack rules by it count them. So they are a warning.
 */
import { compareText, type Findings } from '../../../intent';
import { isStruct } from '../../network/members/read';
import type { FirewallFacts } from '../model';
import type { Draft } from './draft';

export const MOST_REFERENCES = 50;
const REFERRING = ['IPSetReferenceStatement', 'RegexPatternSetReferenceStatement', 'RuleGroupReferenceStatement'];
const SHOWN = 5;

/** Those in a statement or a rule, in a template's casing. Sets that are yet to be made are no plain objects, and hold none. */
export function referencesIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + referencesIn(one), 0);
  if (!isStruct(value)) return 0;
  return Object.entries(value).reduce((sum, [name, one]) => sum + (one !== undefined && REFERRING.includes(name) ? 1 : referencesIn(one)), 0); // CDK names what was not set, too
}

export function checkReferences({ id, takenReferences = 0 }: FirewallFacts, drafts: readonly Draft[], findings: Findings): void {
  const all = drafts.map(({ name, statement }) => ({ name: `\`${name}\``, count: referencesIn(statement) }));
  const count = all.reduce((sum, one) => sum + one.count, takenReferences);
  const managed = drafts.filter(({ rule }) => rule.kind === 'managed').length;
  if (count + managed <= MOST_REFERENCES) return;
  const most = [...all, { name: 'rules that stand in it already', count: takenReferences }].filter((one) => one.count > 0).sort((a, b) => b.count - a.count || compareText(a.name, b.name)).slice(0, SHOWN).map((one) => `${one.name} ${one.count}`).join(', ');
  const fix = `${most === '' ? '' : `most have ${most}; `}let statements share sets, or put rules into a rule group, which counts as one`;
  if (count > MOST_REFERENCES) findings.error('FirewallReferencesExceeded', '', `in firewall \`${id}\` ${count} statements refer to sets and rule groups; expected at most ${MOST_REFERENCES}, which is what WAF takes of a web ACL, and of a rule group; ${fix}`);
  else findings.warning('FirewallReferencesExceeded', '', `in firewall \`${id}\` ${count} statements refer to sets and rule groups, and ${managed} more to managed groups; expected at most ${MOST_REFERENCES} in all, because AWS does not say whether WAF counts managed groups; ${fix}`);
}
