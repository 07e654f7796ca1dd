/**
 * Rules as they were said -> rules of a web ACL, with what they take and cost:
 *
 *   const { rules, capacity, monthlyUsd, bodies, findings } = compileFirewall(facts);
 *
 * INVARIANT: JSON, name and priority of a rule hang on that rule alone. Where there are errors the plan is what it would be, and nobody emits it.
 */
import { compareText, Findings } from '../../../intent';
import { WEB_ACL_USD } from '../managed/table';
import type { ActionFacts, FirewallFacts, FirewallPlan, ManagedRule, PlannedRule, Properties, RateRule, RuleFacts, StatementFacts } from '../model';
import { BAND_WIDTH, bandOf, placeOf } from './bands';
import { capacityOf, checkAnswers, checkCapacity } from './check-capacity';
import { checkRules } from './check-rules';
import { type Draft, list, placed } from './draft';
import { checkForwarded } from './forwarded';
import { checkLabels } from './labels';
import { checkManaged, managedParts } from './managed';
import { checkObserve, isObserving } from './observe';
import { blockSetParts, FORWARDED, groupParts, ownParts, type Parts } from './own';
import { checkRate, checkRates, rateParts, TWIN } from './rate';
import { checkReferences } from './references';

export function compileFirewall(facts: FirewallFacts): FirewallPlan {
  const findings = new Findings((pointer) => facts.rules[Number(pointer.split('/')[2])]?.where ?? '');
  checkObserve(facts, findings);
  const drafts = facts.rules.flatMap((rule, i) => draftsOf(rule, `/rules/${i}`, facts, findings)).sort((a, b) => a.priority - b.priority || compareText(a.name, b.name));
  checkRules(facts, drafts, findings);
  const rates = facts.rules.flatMap((rule, i) => (rule.kind === 'rate' && rule.isUnread !== true ? [{ rule, pointer: `/rules/${i}` }] : []));
  checkRates(rates, drafts.filter((d) => d.isRate).length, findings);
  checkLabels(drafts, facts.taken === undefined, findings);
  checkForwarded(facts, findings);
  checkCapacity(facts, drafts, findings);
  checkReferences(facts, drafts, findings);
  const bodies = bodiesOf(drafts, findings);
  checkAnswers(facts.id, drafts, bodies, findings);
  // A web ACL that exists costs its owner already.
  const ofAcl = facts.taken === undefined && facts.takenCapacity === undefined && facts.firstPriority === undefined ? WEB_ACL_USD : 0;
  return {
    rules: drafts.map(planned), capacity: capacityOf(facts, drafts), bodies,
    monthlyUsd: drafts.reduce((sum, d) => sum + d.monthlyUsd, ofAcl), findings: findings.all(),
  };
}

function draftsOf(rule: RuleFacts, pointer: string, facts: FirewallFacts, findings: Findings): Draft[] {
  findings.append(placed(rule.findings ?? [], pointer, rule.where));
  if (rule.isUnread === true) return [];
  const observing = isObserving(rule, facts);
  checkParts(rule, pointer, facts, findings);
  const band = bandOf(rule);
  return partsOf(rule, pointer, observing, facts, findings).map((parts, i) => {
    const name = i === 0 ? rule.id : `${rule.id}${rule.kind === 'blockSet' ? FORWARDED : TWIN}`;
    return { ...parts, rule, pointer, name, band, priority: (facts.firstPriority ?? 0) + band * BAND_WIDTH + placeOf(rule, name), isObserving: observing, isRate: rule.kind === 'rate' };
  });
}

function partsOf(rule: RuleFacts, pointer: string, observing: boolean, facts: FirewallFacts, findings: Findings): readonly Parts[] {
  switch (rule.kind) {
    case 'own': return [ownParts(rule, observing)];
    case 'blockSet': return blockSetParts(rule, observing);
    case 'ruleGroup': return [groupParts(rule, observing, pointer, findings)];
    case 'rate':
      checkRate(rule, pointer, facts, findings);
      return rateParts(rule, observing);
    default:
      checkManaged(rule, pointer, observing, facts, findings);
      return [managedParts(rule, observing)];
  }
}

/** What its parts told of themselves, and whether they work where the web ACL is. */
function checkParts(rule: RuleFacts, pointer: string, { scope, protects }: FirewallFacts, findings: Findings): void {
  for (const [name, statement] of statementsOf(rule)) {
    findings.append(placed(statement.findings, `${pointer}/${name}`, rule.where));
    if (statement.only !== undefined && statement.only !== scope) findings.error('StatementOutOfScope', pointer, `\`${name}\` of rule \`${rule.id}\` works in \`${statement.only}\` alone, and the firewall is \`${scope}\`; expected a statement of that scope; match something else, or make the firewall \`${statement.only}\``);
    const { onlyFor = protects } = statement;
    const without = protects.filter((kind) => !onlyFor.includes(kind));
    if (without.length > 0 && without.length === protects.length) findings.error('StatementOutOfScope', pointer, `\`${name}\` of rule \`${rule.id}\` looks at what requests to ${list(without)} never have; expected ${list(onlyFor)} behind the firewall, the only ones with it; match something else`);
    else if (without.length > 0) findings.warning('StatementNotEverywhere', pointer, `\`${name}\` of rule \`${rule.id}\` looks at what requests to ${list(without)} never have, and answers there as if it were missing; expected ${list(onlyFor)} alone behind the firewall; give ${list(without)} one of its own`);
  }
  for (const [name, action] of actionsOf(rule)) findings.append(placed(action.findings, `${pointer}/${name}`, rule.where));
}

function statementsOf(rule: RuleFacts): [string, StatementFacts][] {
  if (rule.kind === 'own') return [['statement', rule.statement]];
  const scopeDown = (rule as RateRule | ManagedRule).scopeDown;
  return scopeDown === undefined ? [] : [['scopeDown', scopeDown]];
}

function actionsOf(rule: RuleFacts): [string, ActionFacts][] {
  if (rule.kind === 'managed' || rule.kind === 'ruleGroup') return Object.entries(rule.overrides).sort(([a], [b]) => compareText(a, b)).map(([name, action]) => [`overrides/${name}`, action]);
  return [['action', rule.action]];
}

function planned({ rule, name, priority, statement, acts, labels, actions, capacity, isObserving: observing, monthlyUsd }: Draft): PlannedRule {
  return {
    rule: rule.id, name, priority, capacity, metricName: name, isObserving: observing, monthlyUsd,
    json: {
      Name: name, Priority: priority, Statement: statement, ...acts, ...(labels.length === 0 ? {} : { RuleLabels: labels.map((Name) => ({ Name })) }),
      ...immunity('CaptchaConfig', actions.filter((a) => a.kind === 'captcha')), ...immunity('ChallengeConfig', actions.filter((a) => a.kind === 'challenge')),
      VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: name, SampledRequestsEnabled: true },
    },
  };
}

/** Of a group, the shortest that its overrides say: WAF has one for all rules of a group. */
function immunity(property: string, actions: readonly ActionFacts[]): Properties {
  const said = actions.flatMap((a) => a.immunitySeconds ?? []);
  return said.length === 0 ? {} : { [property]: { ImmunityTimeProperty: { ImmunityTime: Math.min(...said) } } };
}

function bodiesOf(drafts: readonly Draft[], findings: Findings): Readonly<Record<string, Properties>> {
  const all = new Map<string, { readonly body: Properties; readonly of: string }>();
  for (const { rule, pointer, actions } of drafts) {
    for (const [key, body] of actions.flatMap((a) => Object.entries(a.bodies))) {
      const known = all.get(key);
      if (known === undefined) all.set(key, { body, of: rule.id });
      else if (JSON.stringify(known.body) !== JSON.stringify(body)) findings.error('FirewallBodyTaken', pointer, `rules \`${known.of}\` and \`${rule.id}\` answer with bodies that differ under one key, \`${key}\`; expected one body for each key; rename one of them`);
    }
  }
  return Object.fromEntries([...all].sort(([a], [b]) => compareText(a, b)).map(([key, { body }]) => [key, body]));
}
