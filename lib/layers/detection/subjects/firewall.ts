/** Web ACLs with their rules and labels. Dimensions are names of metrics, not names of the things. (AWS WAF developer guide, "AWS WAF metrics and dimensions".) */
import { Stack, Token } from 'aws-cdk-lib';
import { isObject, readIfPossible } from '../../network/members/read';
import type { Draft, ObservedType, Thing } from './draft';
import { type FoundLog, literalOf, logOfGroup, valueOf } from './looking';

function logOf({ resource, look, options }: Thing): FoundLog | undefined {
  if (options.firewallLog !== undefined) return logOfGroup(options.firewallLog);
  if (resource === undefined) return undefined;
  return look.pointing('AWS::WAFv2::LoggingConfiguration', 'ResourceArn', resource).map((c) => look.logAt(c, 'LogDestinationConfigs.0')).find((log) => log !== undefined);
}

/** By its scope, or by its ARN where this app does not make it; undefined where that is known at deployment alone. */
function isGlobalAcl({ resource, ref }: Thing): boolean | undefined {
  if (resource !== undefined) {
    const scope = literalOf(resource, 'Scope');
    return scope === undefined ? undefined : scope === 'CLOUDFRONT';
  }
  const arn = ref?.webAclArn;
  return arn === undefined || Token.isUnresolved(arn) ? undefined : arn.includes(':global/');
}

/** Requests that were let through and stand in no log, because its filter drops them: a rule that counted, or a label, would keep them. */
function unkept({ resource, look, options }: Thing): Readonly<Record<string, string>> {
  const [logging] = resource === undefined || options.firewallLog !== undefined ? [] : look.pointing('AWS::WAFv2::LoggingConfiguration', 'ResourceArn', resource);
  const filter = logging === undefined ? undefined : JSON.stringify(readIfPossible(logging, 'LoggingFilter') ?? {}).toUpperCase();
  const isKept = filter === undefined || !filter.includes('"DROP"') || /"(ALLOW|COUNT|EXCLUDED_AS_COUNT)"/.test(filter) || filter.includes('AWSWAF:MANAGED');
  return isKept ? {} : { '$.action': `the log of web ACL \`${resource!.node.path}\` does not keep what was let through (\`LoggingFilter\`); keep what rules counted, e.g. \`FirewallLogFilter.ACTED_ON\`` };
}

/** A rule by the name of its metric, and the metrics that it never publishes. */
interface Rule {
  readonly name: string;
  readonly never: readonly string[];
}

const PUZZLES: readonly (readonly [word: string, metric: string])[] = [['challenge', 'ChallengeRequests'], ['captcha', 'CaptchaRequests']];
/** Groups of AWS that set puzzles by themselves (AWS WAF developer guide, "AWS Managed Rules rule groups list"); what others do is not known. */
const PUZZLING = /BotControl|ATPRuleSet|ACFPRuleSet|AntiDDoS/i;

/** What a rule can do, in lower-case words of actions; undefined where nobody knows, e.g. of a group. */
function actionsOf(rule: Record<string, unknown>): string | undefined {
  const action = rule.action ?? rule.Action;
  return isObject(action) && !Token.isUnresolved(action) ? Object.keys(action).map((word) => word.toLowerCase()).join() : undefined;
}

/** By action. Whoever has solved a puzzle is treated as by `Count`, so nothing is said of rules that set one; a group may do anything. */
const NEVER: Readonly<Record<string, readonly string[]>> = { allow: ['CountedRequests', 'BlockedRequests'], block: ['CountedRequests'], count: ['BlockedRequests'] };

function neverOf(rule: Record<string, unknown>): readonly string[] {
  const action = actionsOf(rule) ?? '';
  return Object.hasOwn(NEVER, action) ? NEVER[action] : [];
}

/** Puzzles that no rule of the web ACL sets. */
function neverOfAll({ resource }: Thing): readonly string[] {
  const rules = resource === undefined ? undefined : readIfPossible(resource, 'Rules') ?? [];
  if (!Array.isArray(rules) || Token.isUnresolved(rules)) return [];
  const texts = rules.map((rule) => JSON.stringify(rule) ?? '');
  if (texts.some((text) => /RuleGroupReferenceStatement/i.test(text) || text.includes('Token[') || (/ManagedRuleGroupStatement/i.test(text) && (!/"vendorName":"AWS"/i.test(text) || PUZZLING.test(text))))) return [];
  return PUZZLES.filter(([word]) => !texts.some((text) => new RegExp(`"${word}":`, 'i').test(text))).map(([, metric]) => metric);
}

/** Rules by the names of their metrics; a list that only the deployment knows has none that could be named. */
function rulesOf({ resource, tell, construct }: Thing): readonly Rule[] {
  const rules = resource === undefined ? [] : readIfPossible(resource, 'Rules') ?? [];
  if (!Array.isArray(rules)) {
    tell('warning', 'FirewallRulesUnseen', `rules of web ACL \`${construct.node.path}\` are known at deployment alone, so that no rule is watched by itself; expected a list; the web ACL as a whole is watched`);
    return [];
  }
  const named = new Map<string, readonly string[]>();
  for (const rule of rules as Record<string, unknown>[]) {
    const v = rule.visibilityConfig ?? rule.VisibilityConfig;
    const name: unknown = isObject(v) ? v.metricName ?? v.MetricName : undefined;
    if (typeof name !== 'string') continue;
    // Rules that share a metric: it has what either publishes.
    const never = neverOf(rule);
    named.set(name, named.get(name)?.filter((metric) => never.includes(metric)) ?? never);
  }
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, never]) => ({ name, never }));
}

/** `awswaf:managed:aws:bot-control:bot:verified` -> its namespace and its last word. */
function label(text: string): { readonly LabelNamespace: string; readonly LabelName: string } {
  const at = text.lastIndexOf(':');
  return { LabelNamespace: text.slice(0, Math.max(0, at)), LabelName: text.slice(at + 1) };
}

export const FIREWALL: readonly ObservedType[] = [{
  types: ['AWS::WAFv2::WebACL'], words: 'a web ACL', refs: ['webAclRef'],
  read: (thing) => {
    const { resource, options, construct } = thing;
    const isGlobal = isGlobalAcl(thing);
    if (isGlobal === undefined) thing.tell('warning', 'ObservedElsewhere', `whether web ACL \`${construct.node.path}\` is regional is known at deployment alone; its metrics are looked for in this region, and those of one for CloudFront are in us-east-1, without a region among their dimensions; expected a scope that is known now; write \`Scope\`, or import it by an ARN that is known`);
    const WebACL = options.dimensions?.WebACL ?? (resource === undefined ? undefined : valueOf(resource, 'VisibilityConfig.MetricName'));
    const values = { WebACL, ...(isGlobal === true ? {} : { Region: options.dimensions?.Region ?? Stack.of(construct).region }) };
    const more = isGlobal === true ? { region: 'us-east-1' } : {};
    return [
      { kind: 'firewall', values, logs: { firewallLog: logOf(thing) }, lacks: unkept(thing), never: neverOfAll(thing), ...more },
      ...rulesOf(thing).map(({ name: Rule, never }): Draft => ({ kind: 'firewallRule', part: `rule ${Rule}`, values: { ...values, Rule }, never, within: true, isImplied: true, ...more })),
      ...[...new Set(options.labels ?? [])].sort().map((text): Draft => ({ kind: 'firewallLabel', part: `label ${text}`, values: { ...values, ...label(text) }, within: true, ...more })),
    ];
  },
}];
