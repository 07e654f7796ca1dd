/**
 * Rules of security groups as the template will say them, for mixins and guards: ``egressOf(group)``, ``openTo(rules)``.
 *
 * A group without egress rules is open: EC2 gives it one that lets everything out. Not modelled: rules that people add in the
 * console, and whether a standalone egress rule takes EC2's own away (AWS says so; MAY keeps it).
 */
import type { CfnResource } from 'aws-cdk-lib';
import { describe, isIntrinsic, isObject, type Json, read, readIfPossible, ReferenceTo, targetOf, Unreadable } from '../layers/network/members/read';
import { NO_TRAFFIC } from '../layers/network/members/seal';

export const GROUP = 'AWS::EC2::SecurityGroup';
export const RULES = { 'AWS::EC2::SecurityGroupIngress': 'ingress', 'AWS::EC2::SecurityGroupEgress': 'egress' } as const;
export type Direction = 'ingress' | 'egress';

/** What CDK's L2 writes for `allowAllOutbound`, whether it was said or not. */
const CDK_DEFAULT = 'Allow all outbound traffic by default';

/** Inline rules in the words of a template; undefined where there are none, `unknown` where only the deployment knows. */
export function inlineRules(group: CfnResource, direction: Direction, ignoreOverridesOf?: string): readonly Json[] | undefined | 'unknown' {
  const path = pathOf(direction);
  try {
    const list = read(group, path, ignoreOverridesOf);
    if (list === undefined || (Array.isArray(list) && list.length === 0)) return undefined;
    return Array.isArray(list) && list.every((rule) => isObject(rule) && !isIntrinsic(rule)) ? (list as Json[]).map(pascal) : 'unknown';
  } catch (error) {
    if (error instanceof Unreadable) return 'unknown';
    throw error;
  }
}

export function pathOf(direction: Direction): string {
  return direction === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
}

/** A rule resource, in the same words. */
export function standaloneRule(rule: CfnResource): Json {
  const names = ['GroupId', 'CidrIp', 'CidrIpv6', 'IpProtocol', 'FromPort', 'ToPort', 'Description', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'SourcePrefixListId', 'DestinationPrefixListId'];
  return Object.fromEntries(names.map((name) => [name, readIfPossible(rule, name)]).filter(([, value]) => value !== undefined));
}

export function isCdkDefault(rule: Json): boolean {
  return rule.CidrIp === '0.0.0.0/0' && String(rule.IpProtocol) === '-1' && rule.Description === CDK_DEFAULT;
}

export function isNoTraffic(rule: Json): boolean {
  return rule.CidrIp === NO_TRAFFIC.CidrIp;
}

/** No network of one owner is wider (docs/errors.md, `CidrVeryWide`). */
const WIDEST = { CidrIp: 8, CidrIpv6: 16 } as const;

/** `everybody`: to or from addresses that are no network of one owner. `unknown`: chosen at deployment. */
export function reachOf(rule: Json): 'everybody' | 'somebody' | 'unknown' {
  let reach: 'somebody' | 'unknown' = 'somebody';
  for (const name of ['CidrIp', 'CidrIpv6'] as const) {
    const value = rule[name];
    if (value === undefined || isVpcRange(value)) continue;
    const mask = typeof value === 'string' ? /\/(\d{1,3})$/.exec(value)?.[1] : undefined;
    if (mask === undefined) reach = 'unknown';
    else if (Number(mask) < WIDEST[name]) return 'everybody';
  }
  return reach;
}

/** The addresses of a VPC or a subnet of this app. */
function isVpcRange(value: unknown): boolean {
  return value instanceof ReferenceTo && /^(CidrBlock|Ipv6CidrBlocks?)$/.test(value.attribute);
}

/** `all traffic to 0.0.0.0/0`, `tcp 443 from ::/0`. */
export function inWords(rule: Json, direction: Direction): string {
  const protocol = describe(rule.IpProtocol ?? 'all traffic');
  const [low, high] = [rule.FromPort, rule.ToPort ?? rule.FromPort].map((port) => (port === undefined ? undefined : describe(port)));
  const ports = protocol === '-1' ? 'all traffic' : low === undefined ? protocol : `${protocol} ${low === high ? low : `${low}-${high}`}`;
  const peer = ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'SourcePrefixListId', 'DestinationPrefixListId'].map((name) => rule[name]).find((v) => v !== undefined);
  return `${ports} ${direction === 'ingress' ? 'from' : 'to'} ${peer === undefined ? 'nobody' : describe(peer)}`;
}

/** The group of this app that a rule names. */
export function groupNamed(rule: CfnResource, value: unknown): CfnResource | undefined {
  const target = value === undefined ? undefined : targetOf(rule, value);
  return target?.cfnResourceType === GROUP ? target : undefined;
}

/** Inline rules come in the casing of the L1. */
function pascal(rule: Json): Json {
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]));
}
