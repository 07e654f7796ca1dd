/**
 * What the web ACL takes: the sum of its rules and of the labels that they put on, beside what stands in it already. Above 5,000 capacity units WAF refuses it;
 * above 1,500 each request costs more. Answers and headers of all rules have limits of their own ("AWS WAF quotas", fixed: 50 bodies, 50 KB of them, 100 headers).
 */
import { compareText, type Findings } from '../../../intent';
import { MAX_CAPACITY, PRICED_CAPACITY, SURCHARGE_STEP, surchargePerMillion } from '../managed/table';
import type { FirewallFacts, Properties } from '../model';
import { wcu } from '../statement/capacity';
import type { Draft } from './draft';

const CONSUMERS = 5;
const LABELS_OF_ONE = 5;
const [BODIES, BODY_BYTES, HEADERS] = [50, 50 * 1024, 100];

export function capacityOf({ takenCapacity = 0 }: FirewallFacts, drafts: readonly Draft[]): number {
  return drafts.reduce((sum, d) => sum + d.capacity, takenCapacity + labelCapacity(drafts));
}

/** "1 WCU for every 5 labels that you define in your web ACL or rule group rules." (AWS WAF developer guide, "Web request labeling".) */
function labelCapacity(drafts: readonly Draft[]): number {
  return Math.ceil(drafts.reduce((sum, d) => sum + d.labels.length, 0) / LABELS_OF_ONE) * wcu('labels.ofFive');
}

export function checkCapacity(facts: FirewallFacts, drafts: readonly Draft[], findings: Findings): void {
  const { id, maxCapacity = MAX_CAPACITY, takenCapacity = 0 } = facts;
  const total = capacityOf(facts, drafts);
  if (total > maxCapacity) findings.error('FirewallCapacityExceeded', '', `firewall \`${id}\` takes ${total} capacity units; expected at most ${maxCapacity}${maxCapacity === MAX_CAPACITY ? ', which is what WAF has for a web ACL' : ', which is its `maxCapacity`'}; most take ${consumers(drafts, takenCapacity)}; leave some out`);
  else if (total > PRICED_CAPACITY) findings.warning('FirewallCapacityPriced', '', `firewall \`${id}\` takes ${total} capacity units; expected at most ${PRICED_CAPACITY}, above which each ${SURCHARGE_STEP} cost 0.20 USD more per million requests: here ${surchargePerMillion(total).toFixed(2)} beside 0.60; most take ${consumers(drafts, takenCapacity)}; leave some out, or acknowledge the price`);
}

function consumers(drafts: readonly Draft[], takenCapacity: number): string {
  const all = [...drafts.map((d) => ({ name: `\`${d.name}\``, capacity: d.capacity })), ...(takenCapacity > 0 ? [{ name: 'rules that stand in it already', capacity: takenCapacity }] : [])];
  return all.sort((a, b) => b.capacity - a.capacity || compareText(a.name, b.name)).slice(0, CONSUMERS).map((c) => `${c.name} ${c.capacity}`).join(', ');
}

export function checkAnswers(id: string, drafts: readonly Draft[], bodies: Readonly<Record<string, Properties>>, findings: Findings): void {
  const tooMuch = (what: string, got: number, limit: number): void => {
    if (got > limit) findings.error('FirewallAnswersExceeded', '', `rules of firewall \`${id}\` have ${got} ${what}; expected at most ${limit}, which is what WAF has for a web ACL; let rules share them`);
  };
  tooMuch('bodies of answers', Object.keys(bodies).length, BODIES);
  tooMuch('bytes in bodies of answers', Object.values(bodies).reduce((sum, { Content }) => sum + Buffer.byteLength(String(Content)), 0), BODY_BYTES);
  tooMuch('headers that actions add to requests', drafts.reduce((sum, d) => sum + inserted(d.acts) + inserted(d.statement), 0), HEADERS);
}

/** Of an action, and of the overrides in a statement. What is no plain JSON is CDK's, and may hold the whole tree. */
function inserted(value: unknown): number {
  if (typeof value !== 'object' || value === null || !(Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)) return 0;
  return Object.entries(value).reduce((sum, [key, inner]) => sum + (key === 'InsertHeaders' && Array.isArray(inner) ? inner.length : inserted(inner)), 0);
}
