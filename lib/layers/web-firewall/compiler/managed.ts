/**
 * Managed rule groups: against the table of what AWS has, its versions, its rules, where it works.
 */
import { Token } from 'aws-cdk-lib';
import { didYouMean, type Findings } from '../../../intent';
import { readInstant } from '../../../intent/terms';
import { checkConfig } from '../managed/check-config';
import type { ManagedGroupRow } from '../managed/model';
import { managedGroup, nearestGroups, RULE_USD, TABLE_DATE } from '../managed/table';
import type { FirewallFacts, ManagedRule } from '../model';
import { list } from './draft';
import { overridesOf } from './overrides';
import type { Parts } from './own';

export function managedParts(rule: ManagedRule, isObserving: boolean): Parts {
  const { vendor, group, version, overrides, scopeDown, configs } = rule;
  const row = managedGroup(vendor, group);
  const { json, actions } = overridesOf(isObserving ? rulesOf(rule) : [], overrides, isObserving);
  return {
    statement: {
      ManagedRuleGroupStatement: {
        VendorName: vendor, Name: group, ...(version === undefined ? {} : { Version: version }), ...(configs.length === 0 ? {} : { ManagedRuleGroupConfigs: configs }),
        ...json, ...(scopeDown === undefined ? {} : { ScopeDownStatement: scopeDown.json }),
      },
    },
    // "There's no additional cost for the use of a scope-down statement" beside what stands in it. (AWS WAF developer guide, "Using scope-down statements".)
    acts: { OverrideAction: { None: {} } }, actions, capacity: (row?.capacity ?? numberOf(rule.capacity)) + (scopeDown?.capacity ?? 0),
    labels: [], namespace: row?.namespace, reads: scopeDown?.reads ?? [], monthlyUsd: RULE_USD + (row?.monthlyUsd ?? 0),
  };
}

function numberOf(capacity: number | undefined): number {
  return capacity !== undefined && Number.isFinite(capacity) ? capacity : 0;
}

function rulesOf({ vendor, group, rules = [] }: ManagedRule): readonly string[] {
  return managedGroup(vendor, group)?.rules.map(([name]) => name) ?? rules;
}

export function checkManaged(rule: ManagedRule, pointer: string, isObserving: boolean, facts: FirewallFacts, findings: Findings): void {
  const { id, vendor, group } = rule;
  const row = managedGroup(vendor, group);
  if (row === undefined) checkOther(rule, pointer, facts.scope, findings);
  else {
    if (rule.capacity !== undefined && rule.capacity !== row.capacity) findings.error('ManagedCapacityInvalid', pointer, `rule \`${id}\` says that \`${group}\` takes ${rule.capacity} capacity units; expected ${row.capacity}, as the table of ${TABLE_DATE} has it; leave \`capacity\` out`);
    checkConfig(rule, row, pointer, facts.scope, findings);
    const refused = facts.protects.filter((kind) => row.refusedOn.includes(kind));
    if (refused.length > 0) findings.error('ManagedGroupRefused', pointer, `rule \`${id}\` brings \`${group}\` to ${list(refused)}; expected none of them, because WAF refuses to associate a web ACL with that group; give ${list(refused)} a firewall of its own, without the group`);
  }
  checkVersion(rule, row, pointer, findings);
  const rules = rulesOf(rule);
  if (isObserving && rules.length === 0) findings.error('ObserveNeedsRules', pointer, `rule \`${id}\` observes, and nobody says which rules \`${group}\` has, so that they could count one by one; expected their names, because counting the group as a whole loses the labels; pass \`rules\``);
  if (rules.length === 0) return;
  for (const name of Object.keys(rule.overrides).sort()) {
    if (!rules.includes(name)) findings.error('ManagedRuleUnknown', pointer, `overrides of rule \`${id}\` name \`${name}\`, which \`${group}\` does not have${row === undefined ? '' : ` in the table of ${TABLE_DATE}`}${didYouMean(name, rules, 'rules')}; correct it, because WAF ignores what it does not know`);
  }
}

function checkOther({ id, vendor, group, capacity, seen }: ManagedRule, pointer: string, scope: string, findings: Findings): void {
  if (seen !== undefined) readInstant(seen, 'seen', pointer, findings);
  if (vendor !== 'AWS' && /^(aws|amazon)$/i.test(String(vendor).trim())) findings.error('ManagedGroupUnknown', pointer, `rule \`${id}\` uses \`${group}\` of vendor \`${vendor}\`, which is nobody; did you mean \`AWS\`? correct it`);
  else if (vendor === 'AWS' && (capacity === undefined || seen === undefined)) findings.error('ManagedGroupUnknown', pointer, `rule \`${id}\` uses \`${group}\`, which AWS does not have in the table of ${TABLE_DATE}${nearestGroups(group)}; expected a group of the table, or the day on which AWS listed this one; correct it, or look it up with \`aws wafv2 list-available-managed-rule-groups --scope ${scope}\` and pass \`seen\` of \`ManagedRuleGroup.other\``);
  else if (capacity === undefined || !Number.isInteger(capacity) || capacity < 1) findings.error('ManagedCapacityInvalid', pointer, `rule \`${id}\` says that \`${group}\` of \`${vendor}\` takes \`${capacity ?? 'nothing'}\` capacity units; expected a whole number from 1, because the table has AWS's own groups alone; look it up with \`aws wafv2 describe-managed-rule-group\``);
  else if (vendor === 'AWS') findings.warning('ManagedGroupNotInTable', pointer, `rule \`${id}\` uses \`${group}\`, which is not in the table of ${TABLE_DATE} and was seen on ${seen}${nearestGroups(group)}; what it takes (${capacity}), costs and labels is believed; expected a group of the table; use a newer version of the library, or acknowledge it`);
}

/** `Version_1.19`; another that AWS has by now is believed where its owner says when he saw it. */
function checkVersion({ id, group, version, versionSeen }: ManagedRule, row: ManagedGroupRow | undefined, pointer: string, findings: Findings): void {
  if (version === undefined || Token.isUnresolved(version)) return;
  const look = `look it up with \`aws wafv2 list-available-managed-rule-group-versions --vendor-name ${row?.vendor ?? 'NAME'} --name ${group}\``;
  if (row?.hasVersions === false) findings.error('ManagedVersionUnknown', pointer, `rule \`${id}\` pins \`${group}\` to \`${version}\`; expected no version, because AWS has none of this group; leave \`version\` out`);
  else if (versionSeen !== undefined) readInstant(versionSeen, 'versionSeen', pointer, findings);
  else if (row !== undefined && !row.versions.some((v) => v.name === version)) {
    const known = row.versions.length === 0 ? '' : didYouMean(version, row.versions.map((v) => v.name), 'versions');
    findings.error('ManagedVersionUnknown', pointer, `rule \`${id}\` pins \`${group}\` to \`${version}\`, which is not in the table of ${TABLE_DATE}${known}; expected a version of it, or the day on which AWS listed this one; ${look} and pass \`versionSeen\``);
  }
}
