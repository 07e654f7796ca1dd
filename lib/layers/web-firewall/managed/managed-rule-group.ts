/**
 * A group of managed rules, with what it is told:
 *
 *   ManagedRuleGroup.COMMON
 *   ManagedRuleGroup.accountTakeover({ loginPath: '/login', request: { payload: PayloadType.JSON, usernameField: '/user', passwordField: '/password' } })
 *   ManagedRuleGroup.other({ vendor: 'F5', name: 'OWASP_Managed', capacity: 1000 })
 *
 * What is known of AWS's groups (capacity, rules, labels, prices, where they work) stands in table.ts; what is wrong with a configuration is told at synth.
 */
import { instanceOf, readEarly, readOption, type Told } from '../../declaration/options';
import type { ManagedRule, Properties } from '../model';
import { actionsOf, statementOf } from '../parts';
import { PART, readRule } from '../rule-options';
import type { FirewallAction, FirewallStatement } from '../statement';
import { accountCreationConfig, type AccountCreationOptions, accountTakeoverConfig, type AccountTakeoverOptions, type AntiDdosOptions, antiDdosConfig, type BotControlOptions, botControlConfig, type ResponseSigns } from './config';
import { MANAGED_OPTIONS } from './options';
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
  /**
   * Of a group of AWS that this version of the library does not know: the day on which `aws wafv2 list-available-managed-rule-groups` listed it, an ISO-8601 date.
   * @default - a group of AWS must be in the table
   */
  readonly seen?: string;
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
    return ManagedRuleGroup.configured('AWSManagedRulesBotControlRuleSet', readEarly(options, MANAGED_OPTIONS.BotControlOptions), botControlConfig);
  }

  /** Takeover of accounts (ATP). 50 capacity units, 10 USD a month more, and a price by login. Not for user pools of Cognito: use `ThreatProtection` there. */
  public static accountTakeover(options: AccountTakeoverOptions): ManagedRuleGroup {
    return ManagedRuleGroup.configured('AWSManagedRulesATPRuleSet', readEarly(options, MANAGED_OPTIONS.AccountTakeoverOptions), accountTakeoverConfig);
  }

  /** Creation of accounts by fraud (ACFP). 50 capacity units, 10 USD a month more, and a price by sign-up. Not for user pools of Cognito. */
  public static accountCreation(options: AccountCreationOptions): ManagedRuleGroup {
    return ManagedRuleGroup.configured('AWSManagedRulesACFPRuleSet', readEarly(options, MANAGED_OPTIONS.AccountCreationOptions), accountCreationConfig);
  }

  /** Floods. 50 capacity units, 20 USD a month more, and a price by request. It stands before every other rule. */
  public static antiDdos(options: AntiDdosOptions = {}): ManagedRuleGroup {
    return ManagedRuleGroup.configured('AWSManagedRulesAntiDDoSRuleSet', readEarly(options, MANAGED_OPTIONS.AntiDdosOptions), antiDdosConfig);
  }

  /** A group of the Marketplace, subscribed to already; or one of AWS's that this version of the library does not know, with `seen`. What is said of it is believed. */
  public static other(props: OtherManagedGroupProps): ManagedRuleGroup {
    const { options: { vendor, name, capacity, rules, seen }, told } = readEarly(props, MANAGED_OPTIONS.OtherManagedGroupProps);
    return new ManagedRuleGroup(vendor ?? '', name ?? '', capacity ?? 0, [], capacity, rules, told, seen);
  }

  private static aws(name: string): ManagedRuleGroup {
    return new ManagedRuleGroup('AWS', name, managedGroup('AWS', name)?.capacity ?? 0, []);
  }

  /** One that is told something; where that is wrong, nothing of it is read. */
  private static configured(name: string, { options, told }: { readonly options: object; readonly told?: Told }, config: (options: any) => Properties): ManagedRuleGroup {
    const signs = (options as { readonly response?: ResponseSigns }).response?._told;
    const both: Told | undefined = told === undefined && signs === undefined ? undefined : (what, tell) => { told?.(what, tell); signs?.(what, tell); };
    return new ManagedRuleGroup('AWS', name, managedGroup('AWS', name)?.capacity ?? 0, both === undefined ? [{ [name]: config(options) }] : [], undefined, undefined, both);
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
    /**
     * What is wrong with what it was told.
     * @internal
     */
    public readonly _told?: Told,
    /** @internal */
    public readonly _seen?: string,
  ) {}
}

const GROUP = instanceOf(() => ManagedRuleGroup, 'ManagedRuleGroup', 'one of `ManagedRuleGroup`, e.g. `ManagedRuleGroup.COMMON`', PART);

/** A group in a firewall, as facts. */
export function managedRuleFacts(id: string, group: ManagedRuleGroup, props: ManagedGroupOptions, where: string): ManagedRule {
  const { options: { version, versionSeen, overrides, scopeDown, observeUntil, priority }, findings, isUnread } = readRule(props, MANAGED_OPTIONS.ManagedGroupOptions, id, (_, tell) => {
    if (!(group instanceof ManagedRuleGroup)) readOption<unknown>(group, GROUP, 'the group of `addManagedGroup`', tell);
    else group._told?.(`managed group \`${group.name}\``, tell);
  });
  if (isUnread) return { kind: 'managed', id, where, findings, isUnread, vendor: '', group: '', overrides: {}, configs: [] };
  return {
    kind: 'managed', id, where, priority, observeUntil, vendor: group.vendor, group: group.name, version, versionSeen, configs: group._configs,
    capacity: group._capacity, rules: group._rules, seen: group._seen, scopeDown: statementOf(scopeDown), overrides: actionsOf(overrides), findings,
  };
}
