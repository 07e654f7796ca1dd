/**
 * A group of managed rules, with what it is told:
 *
 *   ManagedRuleGroup.COMMON
 *   ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: PayloadType.JSON, usernameField: '/user', passwordField: '/password' } })
 *   ManagedRuleGroup.other({ vendor: 'F5', name: 'OWASP_Managed', capacity: 1000 })
 *
 * What is known of AWS's groups (capacity, rules, labels, prices, where they work) stands in table.ts; what is wrong with a configuration is told at synth.
 */
import type { ManagedRule, Properties } from '../model';
import { actionOf, statementOf } from '../parts';
import type { FirewallAction, FirewallStatement } from '../statement';
import { accountCreationConfig, type AccountCreationOptions, accountTakeoverConfig, type AccountTakeoverOptions, type AntiDdosOptions, antiDdosConfig, type BotControlOptions, botControlConfig } from './config';
import { managedGroup } from './table';

/** How a managed group is used in a firewall. */
export interface ManagedGroupOptions {
  /**
   * A static version, e.g. `Version_1.19`: its rules change no more, and it ends when AWS says so.
   * @default - AWS's default version, which moves
   */
  readonly version?: string;
  /**
   * The day on which AWS listed the version, an ISO-8601 date, where the library's table does not know it: AWS publishes no complete list.
   * @default - the version must be in the table
   */
  readonly versionSeen?: string;
  /**
   * What single rules of the group do instead of their default, by the rule's name.
   * @default - what AWS has them do
   */
  readonly overrides?: { [rule: string]: FirewallAction };
  /**
   * Requests that the group sees; the others pass it by, and are not billed by it.
   * @default - all
   */
  readonly scopeDown?: FirewallStatement;
  /**
   * Its rules only count until then: an ISO-8601 date or instant.
   * @default - as the firewall's mode says
   */
  readonly observeUntil?: string;
  /**
   * Its place among managed groups, 0 to 999,999.
   * @default - fixed by the library for AWS's groups, else from a hash of the id
   */
  readonly priority?: number;
}

/** A group that is not in the table of AWS's. */
export interface OtherManagedGroupProps {
  /** As it stands in the Marketplace, e.g. `F5`. */
  readonly vendor: string;
  readonly name: string;
  /** Web ACL capacity units that it takes, as `aws wafv2 describe-managed-rule-group` says. */
  readonly capacity: number;
  /**
   * Names of its rules, so that each can count while the firewall observes, and overrides can be checked.
   * @default - it cannot observe
   */
  readonly rules?: string[];
}

/** A group of rules that AWS, or a vendor, keeps. */
export class ManagedRuleGroup {
  /** What web applications are attacked with: cross-site scripting, file inclusion, SSRF. 700 capacity units. Takes bodies over 8 KB for attacks. */
  public static readonly COMMON = ManagedRuleGroup.aws('AWSManagedRulesCommonRuleSet');
  /** Paths of administration pages. 100 capacity units. */
  public static readonly ADMIN_PROTECTION = ManagedRuleGroup.aws('AWSManagedRulesAdminProtectionRuleSet');
  /** What nobody sends in good faith: Log4Shell, Java deserialization, React2Shell. 200 capacity units. */
  public static readonly KNOWN_BAD_INPUTS = ManagedRuleGroup.aws('AWSManagedRulesKnownBadInputsRuleSet');
  /** SQL in arguments, bodies, cookies, paths. 200 capacity units. */
  public static readonly SQL_INJECTION = ManagedRuleGroup.aws('AWSManagedRulesSQLiRuleSet');
  /** Files of Linux. 200 capacity units. */
  public static readonly LINUX = ManagedRuleGroup.aws('AWSManagedRulesLinuxRuleSet');
  /** Commands of POSIX shells. 100 capacity units. */
  public static readonly UNIX = ManagedRuleGroup.aws('AWSManagedRulesUnixRuleSet');
  /** Commands of Windows and PowerShell. 200 capacity units. */
  public static readonly WINDOWS = ManagedRuleGroup.aws('AWSManagedRulesWindowsRuleSet');
  /** Unsafe functions of PHP. 100 capacity units. */
  public static readonly PHP = ManagedRuleGroup.aws('AWSManagedRulesPHPRuleSet');
  /** Commands and paths of WordPress. 100 capacity units. */
  public static readonly WORDPRESS = ManagedRuleGroup.aws('AWSManagedRulesWordPressRuleSet');
  /** Addresses that Amazon knows for bots and reconnaissance. 25 capacity units. */
  public static readonly IP_REPUTATION = ManagedRuleGroup.aws('AWSManagedRulesAmazonIpReputationList');
  /** Tor, anonymous proxies, hosting providers. 50 capacity units. Takes servers of partners for them. */
  public static readonly ANONYMOUS_IP = ManagedRuleGroup.aws('AWSManagedRulesAnonymousIpList');

  /** Bots. 50 capacity units, 10 USD a month more, and a price by request. */
  public static botControl(options: BotControlOptions = {}): ManagedRuleGroup {
    return ManagedRuleGroup.aws('AWSManagedRulesBotControlRuleSet', botControlConfig(options));
  }

  /** Takeover of accounts (ATP). 50 capacity units, 10 USD a month more, and a price by login. Not for user pools of Cognito: use `ThreatProtection` there. */
  public static accountTakeover(options: AccountTakeoverOptions): ManagedRuleGroup {
    return ManagedRuleGroup.aws('AWSManagedRulesATPRuleSet', accountTakeoverConfig(options));
  }

  /** Creation of accounts by fraud (ACFP). 50 capacity units, 10 USD a month more, and a price by sign-up. Not for user pools of Cognito. */
  public static accountCreation(options: AccountCreationOptions): ManagedRuleGroup {
    return ManagedRuleGroup.aws('AWSManagedRulesACFPRuleSet', accountCreationConfig(options));
  }

  /** Floods. 50 capacity units, 20 USD a month more, and a price by request. It stands before every other rule. */
  public static antiDdos(options: AntiDdosOptions = {}): ManagedRuleGroup {
    return ManagedRuleGroup.aws('AWSManagedRulesAntiDDoSRuleSet', antiDdosConfig(options));
  }

  /** A group of the Marketplace, subscribed to already, or one of AWS's that this version of the library does not know. What is said of it is believed. */
  public static other(props: OtherManagedGroupProps): ManagedRuleGroup {
    return new ManagedRuleGroup(props.vendor, props.name, props.capacity, [], props.capacity, props.rules);
  }

  private static aws(name: string, config?: Properties): ManagedRuleGroup {
    return new ManagedRuleGroup('AWS', name, managedGroup('AWS', name)?.capacity ?? 0, config === undefined ? [] : [{ [name]: config }]);
  }

  private constructor(
    /** `AWS`, or a seller of the Marketplace. */
    public readonly vendor: string,
    /** `AWSManagedRulesCommonRuleSet` */
    public readonly name: string,
    /** Web ACL capacity units that it takes. */
    public readonly capacity: number,
    /**
     * `ManagedRuleGroupConfigs`
     * @internal
     */
    public readonly _configs: readonly Properties[],
    /**
     * As it was said of a group that is not in the table.
     * @internal
     */
    public readonly _capacity?: number,
    /** @internal */
    public readonly _rules?: readonly string[],
  ) {}
}

/** A group in a firewall, as facts. */
export function managedRuleFacts(id: string, group: ManagedRuleGroup, options: ManagedGroupOptions, where: string): ManagedRule {
  const { version, versionSeen, overrides = {}, scopeDown, observeUntil, priority } = options;
  return {
    kind: 'managed', id, where, priority, observeUntil, vendor: group.vendor, group: group.name, version, versionSeen, configs: group._configs,
    capacity: group._capacity, rules: group._rules, scopeDown: statementOf(scopeDown),
    overrides: Object.fromEntries(Object.entries(overrides).map(([rule, action]) => [rule, actionOf(action)])),
  };
}
