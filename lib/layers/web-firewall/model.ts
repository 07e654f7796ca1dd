/**
 * The web firewall between its halves: what the app says (`FirewallFacts`, with tokens) -> `compileFirewall` (pure) -> `FirewallPlan` -> emit.
 * FIXED between the files of lib/layers/web-firewall and lib/mixins; additions only.
 *
 * Not modelled: what the rules of a managed group match (they are AWS's), and what a request costs.
 */
import type { Finding } from '../../intent';

/** Plain CloudFormation: properties in a template's casing; values may be tokens. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where a web ACL works. It cannot be changed later: another scope is another web ACL. */
export type FirewallScopeName = 'REGIONAL' | 'CLOUDFRONT';

/** A statement as it was built: what the template gets, what it costs, what it reads. */
export interface StatementFacts {
  /** `AWS::WAFv2::WebACL.Statement`; values may be tokens (ARNs of sets). */
  readonly json: Properties;
  /** Web ACL capacity units (WCU), with all that is nested. */
  readonly capacity: number;
  /** Labels that it matches on, in full or as they were said, sorted. */
  readonly reads: readonly string[];
  /** Where alone it works, e.g. with a set of that scope. @default - everywhere */
  readonly only?: FirewallScopeName;
  /** Kinds of what is protected for which WAF has what it looks at, e.g. fingerprints; elsewhere it answers as if that were missing. @default - all kinds */
  readonly onlyFor?: readonly ProtectedKind[];
  /** Depth of nested statements that WAF counts; 1 for a leaf. */
  readonly depth: number;
  /** What is wrong with it; pointers are within the statement (`/AndStatement/Statements/0`). */
  readonly findings: readonly Finding[];
}

export type ActionKind = 'allow' | 'block' | 'count' | 'captcha' | 'challenge';

/** What a rule does with what it matches. */
export interface ActionFacts {
  readonly kind: ActionKind;
  /** `AWS::WAFv2::WebACL.RuleAction`. */
  readonly json: Properties;
  /** Bodies of answers that the action names, by key: `CustomResponseBodies` of the web ACL. */
  readonly bodies: Readonly<Record<string, Properties>>;
  /** Seconds for which a solved puzzle counts, of `captcha` and `challenge`: `CaptchaConfig`, `ChallengeConfig` of the rule. */
  readonly immunitySeconds?: number;
  readonly findings: readonly Finding[];
}

interface RuleBase {
  /** Unique in the firewall: name of the rule, of its metric, and its owner's word for it. `[A-Za-z0-9_-]`, at most 128. */
  readonly id: string;
  /** Where it was declared. */
  readonly where: string;
  /**
   * Priority within the band of its kind, 0 to 999,999.
   * @default - from a hash of the id, so that no other rule can move it
   */
  readonly priority?: number;
  /** Counts instead of acting until then, whatever the firewall does: an ISO-8601 instant or date. */
  readonly observeUntil?: string;
  /** What is wrong with how it was said. */
  readonly findings?: readonly Finding[];
  /** It lacks what it cannot do without, which is told: it becomes no rule. */
  readonly isUnread?: boolean;
}

/** A rule of our own. */
export interface OwnRule extends RuleBase {
  readonly kind: 'own';
  readonly statement: StatementFacts;
  readonly action: ActionFacts;
  /** Put onto what it matches, for later rules. */
  readonly labels: readonly string[];
}

/** One key of what is counted together. Several make one compound key. */
export interface RateKeyFacts {
  readonly kind: 'ip' | 'forwardedIp' | 'header' | 'cookie' | 'queryArgument' | 'queryString' | 'httpMethod' | 'uriPath' | 'labelNamespace' | 'ja3Fingerprint' | 'ja4Fingerprint' | 'asn';
  /** Name of the header, cookie, argument, or the namespace. */
  readonly name?: string;
  readonly transformations?: readonly string[];
  /** A request without it is no escape: what matches those that leave the key out. Absent where no request can (address, method). */
  readonly absent?: StatementFacts;
}

/** At most `limit` requests a window for each key; with its twin for requests that leave the key out. */
export interface RateRule extends RuleBase {
  readonly kind: 'rate';
  readonly keys: readonly RateKeyFacts[];
  readonly limit: number;
  /** 60, 120, 300 or 600. */
  readonly windowSeconds: number;
  readonly scopeDown?: StatementFacts;
  readonly action: ActionFacts;
}

/** A group of AWS's (or a vendor's) rules. */
export interface ManagedRule extends RuleBase {
  readonly kind: 'managed';
  readonly vendor: string;
  /** `AWSManagedRulesCommonRuleSet` */
  readonly group: string;
  /** @default - AWS's default version, which moves */
  readonly version?: string;
  readonly overrides: Readonly<Record<string, ActionFacts>>;
  readonly scopeDown?: StatementFacts;
  /** `ManagedRuleGroupConfigs`. */
  readonly configs: readonly Properties[];
  /** Of a group that is not in the table: what the user says it takes. */
  readonly capacity?: number;
  /** Of a group that is not in the table: names of its rules, so that each can count. @default - it cannot observe */
  readonly rules?: readonly string[];
  /** Of a version that is not in the table: the day on which the user saw it in AWS's list, an ISO-8601 date. */
  readonly versionSeen?: string;
  /** Of a group of AWS that is not in the table: the day on which the user saw it in AWS's list, an ISO-8601 date. */
  readonly seen?: string;
}

/** A rule group of the user's own, or a vendor's, by ARN. */
export interface GroupRule extends RuleBase {
  readonly kind: 'ruleGroup';
  readonly arn: string;
  readonly capacity: number;
  readonly overrides: Readonly<Record<string, ActionFacts>>;
  /** Names of its rules, so that each can count. @default - it cannot observe */
  readonly rules?: readonly string[];
}

/** Addresses that a responder blocks: the set is created empty, and its contents are never the template's again. */
export interface BlockSetRule extends RuleBase {
  readonly kind: 'blockSet';
  readonly ipv4Arn: string;
  readonly ipv6Arn: string;
  /** Reads the caller from this header where a proxy stands before. @default - the address that connects */
  readonly forwardedHeader?: string;
  readonly action: ActionFacts;
}

export type RuleFacts = OwnRule | RateRule | ManagedRule | GroupRule | BlockSetRule;

/** `observe`: every rule counts, labels and metrics stay. It ends. */
export type ModeFacts = { readonly kind: 'enforce' } | { readonly kind: 'observe'; readonly until: string };

/** What stands in a web ACL that is not ours. */
export interface TakenPriority {
  readonly priority: number;
  readonly name: string;
}

export interface FirewallFacts {
  readonly id: string;
  /** Of its construct within the stage. */
  readonly path: string;
  readonly scope: FirewallScopeName;
  readonly mode: ModeFacts;
  /** The caller's time, ISO-8601. @default - dates are not judged, and it is said */
  readonly now?: string;
  readonly rules: readonly RuleFacts[];
  /** First priority of the bands, where they go into a web ACL that exists. @default 0 */
  readonly firstPriority?: number;
  /** Rules of that web ACL. @default - none */
  readonly taken?: readonly TakenPriority[];
  /** Capacity that stands in it already. @default 0 */
  readonly takenCapacity?: number;
  /** Statements of rules that stand in it already that refer to sets and rule groups. @default 0 */
  readonly takenReferences?: number;
  /** Kinds of what it protects, e.g. `userPool`, for the traps that hang on them. */
  readonly protects: readonly ProtectedKind[];
  /** WCU over which it is an error. @default 5000 */
  readonly maxCapacity?: number;
}

export type ProtectedKind = 'apiStage' | 'loadBalancer' | 'userPool' | 'graphqlApi' | 'distribution' | 'verifiedAccess' | 'appRunner';

/** One rule of the web ACL. */
export interface PlannedRule {
  /** Of the rule that it came from; a rate rule and its twin have one. */
  readonly rule: string;
  readonly name: string;
  readonly priority: number;
  /** `AWS::WAFv2::WebACL.Rule`, whole. */
  readonly json: Properties;
  readonly capacity: number;
  readonly metricName: string;
  /** It counts, and does not act. */
  readonly isObserving: boolean;
  /** USD a month while nothing happens. */
  readonly monthlyUsd: number;
}

export interface FirewallPlan {
  /** By priority. */
  readonly rules: readonly PlannedRule[];
  readonly capacity: number;
  readonly monthlyUsd: number;
  /** `CustomResponseBodies`. */
  readonly bodies: Readonly<Record<string, Properties>>;
  readonly findings: readonly Finding[];
}
