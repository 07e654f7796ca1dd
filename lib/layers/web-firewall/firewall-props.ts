/** What a web firewall is told when it is made, and of each rule. */
import type { Duration } from 'aws-cdk-lib';
import type { aws_kms as kms, aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import type { Posture } from '../declaration/posture';
import type { FirewallLogDestination, FirewallLogFilter } from './logs';
import type { FirewallMode } from './mode';
import type { FirewallPreset } from './preset';
import type { FirewallAction, FirewallStatement } from './statement';

/** Where a web ACL works. It cannot be changed later: another scope is another web ACL. */
export enum FirewallScope {
  /** Stages of REST APIs, load balancers, user pools, GraphQL APIs, App Runner, Verified Access, in its own region. */
  REGIONAL = 'REGIONAL',
  /** Distributions of CloudFront. The stack has to be in `us-east-1`. */
  CLOUDFRONT = 'CLOUDFRONT',
}

/** A rule of one's own. */
export interface FirewallRuleProps {
  /** What it looks for. */
  readonly statement: FirewallStatement;
  /**
   * What it does with what it finds.
   * @default FirewallAction.block()
   */
  readonly action?: FirewallAction;
  /**
   * Labels that it puts on, for later rules: `tenant:blue`.
   * @default - none
   */
  readonly labels?: string[];
  /**
   * Its place among rules of its kind, 0 to 999,999. Those that allow stand before managed groups, all others behind.
   * @default - from a hash of the id, so that no other rule moves it
   */
  readonly priority?: number;
  /**
   * It only counts until then: an ISO-8601 date (its end, UTC) or instant.
   * @default - as the firewall's mode says
   */
  readonly observeUntil?: string;
}

/** A rule group of one's own, or of a vendor, in a firewall. */
export interface FirewallGroupProps {
  /** The group: `FirewallRuleGroup.ruleGroup`, an L1, or an import. */
  readonly group: waf.IRuleGroupRef;
  /** Web ACL capacity units that it was made with; `aws wafv2 get-rule-group` says it. */
  readonly capacity: number;
  /**
   * Names of its rules, so that each can count while the firewall observes.
   * @default - it cannot observe
   */
  readonly rules?: string[];
  /**
   * What single rules of it do instead of their own action, by name.
   * @default - what they do
   */
  readonly overrides?: { [rule: string]: FirewallAction };
  /**
   * Its place among rule groups, 0 to 999,999.
   * @default - from a hash of the id
   */
  readonly priority?: number;
  /**
   * Its rules only count until then: an ISO-8601 date or instant.
   * @default - as the firewall's mode says
   */
  readonly observeUntil?: string;
}

/** How much of a body WAF sees. More than the default costs more per request (AWS WAF pricing). */
export enum BodyLimit {
  /** 8 KB. */
  KB_8 = 'KB_8',
  /** 16 KB, the default of AWS. */
  KB_16 = 'KB_16',
  /** 32 KB. */
  KB_32 = 'KB_32',
  /** 48 KB. */
  KB_48 = 'KB_48',
  /** 64 KB. */
  KB_64 = 'KB_64',
}

/** How much of a body WAF sees, by what it protects. Of load balancers and GraphQL APIs it is 8 KB, always. (CloudFormation, AWS::WAFv2::WebACL AssociationConfig.) */
export interface BodyInspectionProps {
  /** @default BodyLimit.KB_16 */
  readonly apiStages?: BodyLimit;
  /** @default BodyLimit.KB_16 */
  readonly userPools?: BodyLimit;
  /** @default BodyLimit.KB_16 */
  readonly appRunner?: BodyLimit;
  /** @default BodyLimit.KB_16 */
  readonly verifiedAccess?: BodyLimit;
  /** @default BodyLimit.KB_16 */
  readonly distributions?: BodyLimit;
}

/** Where the firewall says what it did, and what it never says. There is always a log. */
export interface FirewallLogProps {
  /**
   * A log group, bucket or delivery stream that exists. Its name begins with `aws-waf-logs-`, which is what WAF asks for.
   * @default - a log group of its own
   */
  readonly destination?: FirewallLogDestination;
  /**
   * How long its own log group keeps what it has, in days that CloudWatch Logs knows, e.g. `Duration.days(30)`.
   * @default - by posture: SANDBOX 7 days, STANDARD 365, HIGH 731
   */
  readonly retention?: Duration;
  /**
   * Encrypts its own log group. The key's policy has to let CloudWatch Logs use it.
   * @default - CloudWatch Logs' own key
   */
  readonly encryptionKey?: kms.IKeyRef;
  /**
   * What is kept.
   * @default FirewallLogFilter.EVERYTHING
   */
  readonly filter?: FirewallLogFilter;
  /**
   * Headers whose values stand in no log and no sample, beside `authorization` and `cookie`.
   * @default - none more
   */
  readonly hiddenHeaders?: string[];
  /**
   * Arguments of the query string whose values stand in no log and no sample, e.g. `token`.
   * @default - none
   */
  readonly hiddenQueryArguments?: string[];
}

/** How a web firewall is made. */
export interface WebFirewallProps {
  /**
   * Rules to begin with.
   * @default - none; only those that are added
   */
  readonly preset?: FirewallPreset;
  /**
   * Whether its rules act.
   * @default FirewallMode.ENFORCE
   */
  readonly mode?: FirewallMode;
  /** @default FirewallScope.REGIONAL */
  readonly scope?: FirewallScope;
  /**
   * Addresses that a responder blocks: two sets, created empty, that no deployment fills or empties.
   * @default true
   */
  readonly blockSet?: boolean;
  /**
   * The header in which a proxy of yours, which overwrites it, says who calls. Rules of the preset count and block by it.
   * @default - the address that connects
   */
  readonly forwardedHeader?: string;
  /** @default - a log group of its own; `authorization` and `cookie` are hidden */
  readonly logging?: FirewallLogProps;
  /** @default - AWS's: 16 KB, 8 KB of load balancers and GraphQL APIs */
  readonly bodyInspection?: BodyInspectionProps;
  /**
   * Hosts whose tokens of CAPTCHA and challenge it takes beside those of what it protects, with all below them: `example.com`.
   * @default - none
   */
  readonly tokenDomains?: string[];
  /**
   * Capacity units over which it is an error, to keep the price of requests: up to 1,500 it is 0.60 USD per million.
   * @default 5000
   */
  readonly maxCapacity?: number;
  /**
   * How long its log is kept, and whether it stays when the stack is deleted.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
}
