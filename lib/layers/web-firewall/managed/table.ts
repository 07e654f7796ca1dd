/**
 * The table of AWS's managed rule groups, as of a day:
 *
 *   managedGroup('AWS', 'AWSManagedRulesCommonRuleSet')?.capacity   // 700
 *   nearestGroups('AWSManagedRulesComonRuleSet')                    // ; did you mean `AWSManagedRulesCommonRuleSet`? ...
 *
 * What AWS charges, too: prices are the same in all regions. (AWS WAF pricing; "Cost-effective ways for securing your web applications using AWS WAF",
 * AWS networking blog: "The pricing for AWS WAF is consistent across all AWS Regions".)
 */
import { didYouMean } from '../../../intent';
import type { ManagedGroupRow } from './model';
import { FREE_GROUPS } from './rows';
import { PAID_GROUPS } from './rows-paid';

/** When the rows were last held against AWS's pages. */
export const TABLE_DATE = '2026-11-22';

export const MANAGED_GROUPS: readonly ManagedGroupRow[] = [...FREE_GROUPS, ...PAID_GROUPS];

const BY_NAME: ReadonlyMap<string, ManagedGroupRow> = new Map(MANAGED_GROUPS.map((row) => [row.name, row]));

/** USD a month (AWS WAF pricing, read 2026-08). */
export const WEB_ACL_USD = 5;
export const RULE_USD = 1;
/** Above these, requests cost more: "each additional 500 WCUs" (AWS WAF pricing, read 2026-08). */
export const PRICED_CAPACITY = 1500;
export const SURCHARGE_STEP = 500;
export const SURCHARGE_USD_PER_MILLION = 0.2;
/** "The maximum capacity for a web ACL is 5,000 WCUs", hard. (AWS WAF developer guide, "AWS WAF quotas".) */
export const MAX_CAPACITY = 5000;

export function managedGroup(vendor: string, name: string): ManagedGroupRow | undefined {
  return vendor === 'AWS' ? BY_NAME.get(name) : undefined;
}

/** USD per million requests beside the 0.60 of each. */
export function surchargePerMillion(capacity: number): number {
  return Math.ceil(Math.max(0, capacity - PRICED_CAPACITY) / SURCHARGE_STEP) * SURCHARGE_USD_PER_MILLION;
}

export function nearestGroups(name: string): string {
  return didYouMean(name, BY_NAME.keys(), 'managed rule groups');
}
