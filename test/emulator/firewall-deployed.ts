/**
 * Web firewalls as WAF's API tells of them, and what a template says of the same resources, in the API's words: references are `ARN`, texts to look for base64, regular
 * expressions objects. (AWS WAF API reference, WebACL, Rule, RegexPatternSet; CloudFormation, AWS::WAFv2::WebACL; read 2026-11-22.)
 */
import { type Emulator, ACCOUNT, REGION, ROOT_CREDENTIALS } from './emulator';
import { send, signed } from './http';
import type { Template } from './project';
import type { Stacks } from './stacks';

export type Json = any;

/** A call of a service that speaks JSON; there is no client of these two among the development dependencies. Throws the error's name. */
export async function ask(emulator: Emulator, call: 'AWSWAF_20190729' | 'Logs_20140328', action: string, data: object): Promise<Json> {
  const asked = { method: 'POST', path: '/', headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${call}.${action}` }, body: JSON.stringify(data) };
  const { status, body } = await send(emulator, signed(emulator, call === 'Logs_20140328' ? 'logs' : 'wafv2', ROOT_CREDENTIALS, asked));
  if (status !== 200) throw new Error(`${action}: ${body?.__type}: ${body?.message}`);
  return body;
}

/** `Ref` of everything that WAF holds. */
export function partsOf(ref: string): { readonly Name: string; readonly Id: string; readonly Scope: string } {
  const [Name, Id, Scope] = ref.split('|');
  return { Name, Id, Scope };
}

const READ: Readonly<Record<string, string>> = { 'AWS::WAFv2::WebACL': 'WebACL', 'AWS::WAFv2::IPSet': 'IPSet', 'AWS::WAFv2::RegexPatternSet': 'RegexPatternSet', 'AWS::WAFv2::RuleGroup': 'RuleGroup' };

/** All that WAF holds of a stack, by logical id; identities aside. */
export async function readFirewall(emulator: Emulator, stacks: Stacks, stack: string): Promise<Readonly<Record<string, Json>>> {
  const found: Record<string, Json> = {};
  for (const { LogicalResourceId: id, PhysicalResourceId: ref, ResourceType: type } of await stacks.resources(stack)) {
    const kind = READ[type!];
    if (kind !== undefined) found[id!] = (await ask(emulator, 'AWSWAF_20190729', `Get${kind}`, partsOf(ref!)))[kind];
    if (type === 'AWS::WAFv2::LoggingConfiguration') found[id!] = (await ask(emulator, 'AWSWAF_20190729', 'GetLoggingConfiguration', { ResourceArn: ref })).LoggingConfiguration;
  }
  return found;
}

/** The same as the template says it: `Ref`, `Fn::GetAtt` and `Fn::Join` stand for what CloudFormation made. */
export async function declaredFirewall(stacks: Stacks, stack: string, template: Template, read: Readonly<Record<string, Json>>): Promise<Readonly<Record<string, Json>>> {
  const ids = new Map((await stacks.resources(stack)).map((r) => [r.LogicalResourceId!, r.PhysicalResourceId!]));
  const pseudo: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT };
  const value = (said: Json): Json => {
    if (Array.isArray(said)) return said.map(value);
    if (typeof said !== 'object' || said === null) return said;
    if ('Ref' in said) return pseudo[said.Ref] ?? ids.get(said.Ref);
    if ('Fn::GetAtt' in said) return read[said['Fn::GetAtt'][0]].ARN;
    if ('Fn::Join' in said) return said['Fn::Join'][1].map(value).join(said['Fn::Join'][0]);
    return Object.fromEntries(Object.entries(said).map(([key, inner]) => {
      if (key === 'SearchString') return [key, Buffer.from(inner as string).toString('base64')];
      if (key === 'RegularExpressionList') return [key, (inner as string[]).map((RegexString) => ({ RegexString }))];
      return /^(IPSet|RegexPatternSet|RuleGroup)ReferenceStatement$/.test(key) ? [key, renamed(value(inner))] : [key, value(inner)];
    }));
  };
  return Object.fromEntries(Object.entries(template.Resources).filter(([id]) => read[id] !== undefined).map(([id, { Properties }]) => [id, value(Properties)]));
}

function renamed({ Arn: ARN, ...rest }: Json): Json {
  return { ARN, ...rest };
}

/** What a rule does, and nothing else of it: an own rule its action, a group what it is overridden with, rule by rule. */
export function actionOf({ Action, OverrideAction, Statement }: Json): string {
  if (Action !== undefined) return Object.keys(Action as object).join();
  const { RuleActionOverrides = [] } = Statement.ManagedRuleGroupStatement ?? Statement.RuleGroupReferenceStatement;
  const overrides = (RuleActionOverrides as Json[]).map((o) => Object.keys(o.ActionToUse as object).join());
  return `${Object.keys(OverrideAction as object).join()} group${[...new Set(overrides)].map((action) => `, ${overrides.filter((o) => o === action).length} ${action}`).join('')}`;
}

/** A rule without what it does. */
export function actless(rule: Json): Json {
  return JSON.parse(JSON.stringify(rule, (key, value) => (['Action', 'OverrideAction', 'RuleActionOverrides'].includes(key) ? undefined : value)));
}
