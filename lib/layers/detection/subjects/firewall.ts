/** Web ACLs with their rules and labels. Dimensions are names of metrics, not names of the things. (AWS WAF developer guide, "AWS WAF metrics and dimensions".) */
import { Stack } from 'aws-cdk-lib';
import { isObject, readIfPossible } from '../../network/members/read';
import type { Draft, ObservedType, Thing } from './draft';
import { type FoundLog, literalOf, logOfGroup, valueOf } from './looking';

function logOf({ resource, look, options }: Thing): FoundLog | undefined {
  if (options.firewallLog !== undefined) return logOfGroup(options.firewallLog);
  if (resource === undefined) return undefined;
  return look.pointing('AWS::WAFv2::LoggingConfiguration', 'ResourceArn', resource).map((c) => look.logAt(c, 'LogDestinationConfigs.0')).find((log) => log !== undefined);
}

/** Rules by the names of their metrics; a list that only the deployment knows has none that could be named. */
function rulesOf({ resource, tell, construct }: Thing): readonly string[] {
  const rules = resource === undefined ? [] : readIfPossible(resource, 'Rules') ?? [];
  if (!Array.isArray(rules)) {
    tell('warning', 'FirewallRulesUnseen', `rules of web ACL \`${construct.node.path}\` are known at deployment alone, so that no rule is watched by itself; expected a list; the web ACL as a whole is watched`);
    return [];
  }
  const names = (rules as Record<string, unknown>[]).map((r) => { const v = r.visibilityConfig ?? r.VisibilityConfig; return isObject(v) ? v.metricName ?? v.MetricName : undefined; });
  return [...new Set(names.filter((n): n is string => typeof n === 'string'))].sort();
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
    const isGlobal = (resource === undefined ? undefined : literalOf(resource, 'Scope')) === 'CLOUDFRONT';
    const WebACL = options.dimensions?.WebACL ?? (resource === undefined ? undefined : valueOf(resource, 'VisibilityConfig.MetricName'));
    const values = { WebACL, ...(isGlobal ? {} : { Region: options.dimensions?.Region ?? Stack.of(construct).region }) };
    const more = isGlobal ? { region: 'us-east-1' } : {};
    return [
      { kind: 'firewall', values, logs: { firewallLog: logOf(thing) }, ...more },
      ...rulesOf(thing).map((Rule): Draft => ({ kind: 'firewallRule', part: `rule ${Rule}`, values: { ...values, Rule }, within: true, isImplied: true, ...more })),
      ...[...new Set(options.labels ?? [])].sort().map((text): Draft => ({ kind: 'firewallLabel', part: `label ${text}`, values: { ...values, ...label(text) }, within: true, ...more })),
    ];
  },
}];
