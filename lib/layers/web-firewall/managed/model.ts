/**
 * What is known of a group of AWS's managed rules, as data. Types only.
 *
 * Not modelled: what the rules match (AWS does not say), and prices by the number of requests, which are told as text.
 */
import type { ActionKind, FirewallScopeName, ProtectedKind } from '../model';

/** A rule: its name, what it does by default, and the labels that it puts on, without the namespace of its group. */
export type ManagedRuleRow = readonly [name: string, action: ActionKind, ...labels: string[]];

/** A static version. AWS announces them in its changelog, and never which of them is the default. */
export interface ManagedVersion {
  readonly name: string;
  /** The day of the changelog, where it was read. */
  readonly released?: string;
  readonly source: string;
}

/** `ManagedRuleGroupConfigs` of a group that does not work without. */
export interface ManagedConfigRow {
  /** `AWSManagedRulesATPRuleSet` */
  readonly key: string;
  readonly required: readonly string[];
}

export interface ManagedGroupRow {
  /** The static of `ManagedRuleGroup`. */
  readonly is: string;
  readonly vendor: 'AWS';
  readonly name: string;
  /** Web ACL capacity units, fixed by AWS. */
  readonly capacity: number;
  /** `awswaf:managed:aws:core-rule-set:` */
  readonly namespace: string;
  /** Where it stands among managed groups. */
  readonly band: 'antiDdos' | 'reputation' | 'managed';
  /** Its place in the band: never changed once released, because that would move rules of web ACLs that exist. */
  readonly slot: number;
  /** What it is for, and what it takes that is no attack. */
  readonly why: string;
  readonly rules: readonly ManagedRuleRow[];
  /** Labels that belong to no rule. */
  readonly labels: readonly string[];
  readonly hasVersions: boolean;
  /** Versions that were read; AWS has more. */
  readonly versions: readonly ManagedVersion[];
  readonly config?: ManagedConfigRow;
  /** USD a month beside the dollar that every rule costs. */
  readonly monthlyUsd: number;
  /** What it costs by use, beside the price of requests. */
  readonly usage?: string;
  /** A web ACL with this group cannot protect these. */
  readonly refusedOn: readonly ProtectedKind[];
  /** Properties of its configuration that work in one scope alone. */
  readonly onlyIn: Readonly<Record<string, FirewallScopeName>>;
  readonly source: string;
  /** What of the row rests on something other than AWS's own pages. */
  readonly unverified?: string;
}
