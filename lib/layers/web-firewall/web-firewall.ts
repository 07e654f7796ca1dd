/**
 * A web ACL whose rules are typed, counted and dated:
 *
 *   const firewall = new WebFirewall(this, 'Firewall', { preset: FirewallPreset.API, mode: FirewallMode.observe('2027-01-31') });
 *   firewall.addRule('no-admin', { statement: FirewallStatement.byteMatch({ part: RequestPart.uriPath(), position: PositionalConstraint.STARTS_WITH, text: '/admin' }) });
 *   firewall.protect(FirewallTarget.frontDoor(door));
 *
 * There is always a log, and what it must not hold is hidden in it. Everything is compiled once, when the app is synthesized; then all mistakes are reported together, and
 * beside one nothing is made. Whoever changes afterwards what was written is told.
 * Not modelled: what the rules of managed groups match (they are AWS's), and what a request costs.
 */
import type { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Finding } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { readAt } from '../declaration/options';
import { Posture } from '../declaration/posture';
import { Written } from '../identity/written';
import { compiledAtSynth, told } from '../layer';
import { BlockedAddresses, partOf } from './blocked-addresses';
import type { BuiltFirewall } from './build';
import type { IdleItem } from '../network/catalogue';
import type { EmittedSets } from './emit';
import { type FirewallGroupProps, type FirewallRuleProps, FirewallScope, type WebFirewallProps } from './firewall-props';
import { later } from './later';
import { type ManagedGroupOptions, type ManagedRuleGroup, managedRuleFacts } from './managed/managed-rule-group';
import { FIREWALL_OPTIONS } from './options';
import { type RateRuleOptions, rateRuleFacts } from './rate-key';
import { groupRuleFacts, ownRuleFacts, RuleList } from './rule-list';
import type { FirewallTarget } from './target';

/** What a firewall takes and costs. */
export interface FirewallEstimate {
  /** Web ACL capacity units; up to 1,500 a request costs the base price. */
  readonly capacity: number;
  /** US dollars a month while nothing happens: the web ACL, its rules, subscriptions of managed groups. List price of all regions. */
  readonly monthlyUsd: number;
}

/** A web firewall. */
export class WebFirewall extends Construct {
  /** Its name in reports: the id of the construct. */
  public readonly firewallId: string;
  /** @internal */
  public readonly _props: WebFirewallProps;
  /** @internal What is wrong with how it was made. */
  public readonly _told: readonly Finding[];
  /** @internal */
  public readonly _site = new CallSite();
  /** @internal */
  public readonly _rules: RuleList;
  /** @internal */
  public readonly _targets: { readonly target: FirewallTarget; readonly site: CallSite }[] = [];
  /** @internal */
  public readonly _acl: CfnWebACL;
  /** @internal */
  public readonly _sets?: EmittedSets;
  /** @internal What was written, to be looked at once more at synth. */
  public readonly _written = new Written();
  private readonly log?: CfnLogGroup;
  private built?: BuiltFirewall;

  constructor(scope: Construct, id: string, props: WebFirewallProps = {}) {
    super(scope, id);
    this.firewallId = id;
    const { options, findings } = readAt(props, FIREWALL_OPTIONS.WebFirewallProps, `firewall \`${id}\``);
    this._props = props = options;
    this._told = findings;
    this._rules = new RuleList(`firewall \`${id}\``);
    const where = props.scope ?? FirewallScope.REGIONAL;
    this._acl = this._written.taking(this, () => later().emit.emitWebAcl(this, { scope: where }));
    if (props.blockSet !== false) this._sets = this._written.taking(this, () => later().emit.emitBlockSets(this, where));
    if (props.logging?.destination === undefined) this.log = this._written.taking(this, () => later().emit.emitLogGroup(this, props.posture ?? Posture.STANDARD, props.logging ?? {}));
    compiledAtSynth(this, () => this._build(), (built) => (built.isMade ? later().verify.verifyFirewall(this, built) : []));
  }

  /** Adds a rule. Its id is the name of the rule and of its metric: letters, digits, `-` and `_`. */
  public addRule(id: string, props: FirewallRuleProps): void {
    this._rules.add(id, (where) => ownRuleFacts(id, props, where));
  }

  /** Adds a limit of requests, and beside it the same limit for requests that leave its key out. */
  public addRateLimit(id: string, props: RateRuleOptions): void {
    this._rules.add(id, (where) => rateRuleFacts(id, props, where));
  }

  /**
   * Adds a group of rules that AWS or a vendor keeps. Its name is the id of the rule.
   *
   * One that the preset has takes the preset's place, under the preset's id: what its rules do instead, which requests it sees, its version and its end are as said here; `overrides` of
   * the preset stay for rules of which none is said.
   */
  public addManagedGroup(group: ManagedRuleGroup, options: ManagedGroupOptions = {}): void {
    this._rules.add(group?.name, (where) => managedRuleFacts(String(group?.name), group, options, where));
  }

  /** Adds a rule group of one's own, or of a vendor, by what it was made with. */
  public addRuleGroup(id: string, props: FirewallGroupProps): void {
    this._rules.add(id, (where) => groupRuleFacts(id, props, where));
  }

  /** Stands before it from now on. A resource has one web ACL. */
  public protect(target: FirewallTarget): void {
    this._rules.assertOpen('a target');
    this._targets.push({ target, site: new CallSite() });
  }

  /** Sets of addresses that a responder blocks. Throws where `blockSet` is false. */
  public get blockedAddresses(): BlockedAddresses {
    if (this._sets === undefined) throw new Error(`FirewallWithoutBlockSet: firewall \`${this.firewallId}\` has no set of blocked addresses; leave \`blockSet\` out`);
    return BlockedAddresses._of(this._sets);
  }

  /** ARN of the web ACL. */
  public get webAclArn(): string {
    return this._acl.attrArn;
  }

  /** Id of the web ACL. */
  public get webAclId(): string {
    return this._acl.attrId;
  }

  /** Name of the web ACL, which CloudFormation makes up. */
  public get webAclName(): string {
    return partOf(this._acl.ref, 0);
  }

  /** Dimension `WebACL` of its metrics in `AWS/WAFV2`. The dimension `Rule` is the id of a rule. */
  public get metricName(): string {
    return (this._acl.visibilityConfig as CfnWebACL.VisibilityConfigProperty).metricName;
  }

  /** Its own log group; undefined where it logs to a destination that exists. */
  public get logGroupName(): string | undefined {
    return this.log?.ref;
  }

  /** What it takes and costs with what was added by now. */
  public estimate(): FirewallEstimate {
    const { capacity, monthlyUsd } = this.built?.plan ?? later().build.planOf(this);
    return { capacity, monthlyUsd };
  }

  /** @internal Compiles once; what is declared later comes too late. */
  public _build(): BuiltFirewall {
    this.built ??= told(this, later().build.buildFirewall(this));
    return this.built;
  }

  /** @internal What it costs idle, for the report of a façade. */
  public _idleItems(): readonly IdleItem[] {
    return later().idle.idleOf(this.firewallId, this.built?.plan ?? later().build.planOf(this));
  }
}
