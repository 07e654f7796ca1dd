/** Small facts for tests of the compiler. */
import type { ActionFacts, ActionKind, FirewallFacts, ManagedRule, OwnRule, RateRule, RuleFacts, StatementFacts } from '../../../../lib/layers/web-firewall/model';

const NAMES: Readonly<Record<ActionKind, string>> = { allow: 'Allow', block: 'Block', count: 'Count', captcha: 'Captcha', challenge: 'Challenge' };

export function action(kind: ActionKind = 'block', more: Partial<ActionFacts> = {}): ActionFacts {
  return { kind, json: { [NAMES[kind]]: {} }, bodies: {}, findings: [], ...more };
}

/** A path that begins so: 2 capacity units. */
export function path(begins: string, more: Partial<StatementFacts> = {}): StatementFacts {
  return {
    json: { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, PositionalConstraint: 'STARTS_WITH', SearchString: begins, TextTransformations: [{ Priority: 0, Type: 'NONE' }] } },
    capacity: 2, reads: [], depth: 1, findings: [], ...more,
  };
}

export function labelled(key: string): StatementFacts {
  return { json: { LabelMatchStatement: { Scope: key.endsWith(':') ? 'NAMESPACE' : 'LABEL', Key: key } }, capacity: 1, reads: [key], depth: 1, findings: [] };
}

export function own(id: string, more: Partial<OwnRule> = {}): OwnRule {
  return { kind: 'own', id, where: `app.ts:${id.length}`, statement: path(`/${id}`), action: action(), labels: [], ...more };
}

export function rate(id: string, more: Partial<RateRule> = {}): RateRule {
  return { kind: 'rate', id, where: 'app.ts:2', keys: [{ kind: 'ip' }], limit: 100, windowSeconds: 300, action: action(), ...more };
}

export function managed(id: string, group = 'AWSManagedRulesCommonRuleSet', more: Partial<ManagedRule> = {}): ManagedRule {
  return { kind: 'managed', id, where: 'app.ts:3', vendor: 'AWS', group, overrides: {}, configs: [], ...more };
}

export function firewall(rules: readonly RuleFacts[], more: Partial<FirewallFacts> = {}): FirewallFacts {
  return { id: 'Firewall', path: 'App/Firewall', scope: 'REGIONAL', mode: { kind: 'enforce' }, protects: ['apiStage'], rules, ...more };
}
