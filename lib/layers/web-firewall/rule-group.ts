/**
 * Rules as a group, for web ACLs of other apps:
 *
 *   const group = new FirewallRuleGroup(this, 'Rules', { capacity: 100 });
 *   group.addRule('no-admin', { statement });
 *   group.linesToPaste(10);      // the rule that the owner of the web ACL adds to his template; also an output of the stack
 *   group.linesForApi(10);       // the same for `aws wafv2 update-web-acl`, and the rule editor of the console
 *
 * Its capacity is fixed when it is made: WAF never changes it, and another one is another group. So it has room to grow, and what does not fit is an error.
 * Managed groups and other groups cannot stand in one (CloudFormation, AWS::WAFv2::RuleGroup: its `Statement` has neither).
 */
import { CfnOutput, Names, Stack } from 'aws-cdk-lib';
import { CfnRuleGroup } from 'aws-cdk-lib/aws-wafv2';
import type { aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import { Construct } from 'constructs';
import type { Finding } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { readAt } from '../declaration/options';
import { Written } from '../identity/written';
import { compiledAtSynth, told } from '../layer';
import { type FirewallRuleProps, FirewallScope } from './firewall-props';
import { later } from './later';
import type { FirewallMode } from './mode';
import { FIREWALL_OPTIONS } from './options';
import { type RateRuleOptions, rateRuleFacts } from './rate-key';
import { ownRuleFacts, RuleList } from './rule-list';

/** How a rule group is made. */
export interface FirewallRuleGroupProps {
  /** Web ACL capacity units that it may take, for ever: 1 to 5,000. The web ACL pays all of them, used or not. */
  readonly capacity: number;
  /** @default FirewallScope.REGIONAL */
  readonly scope?: FirewallScope;
  /**
   * Whether its rules act.
   * @default FirewallMode.ENFORCE
   */
  readonly mode?: FirewallMode;
}

/** A rule group for web ACLs that are not of this app. */
export class FirewallRuleGroup extends Construct {
  /** @internal */
  public readonly _props: FirewallRuleGroupProps;
  /** @internal What is wrong with how it was made. */
  public readonly _told: readonly Finding[];
  /** @internal */
  public readonly _list: RuleList;
  /** @internal */
  public readonly _group: CfnRuleGroup;
  /** @internal */
  public readonly _site = new CallSite();
  /** @internal */
  public readonly _written = new Written();
  private built?: { readonly findings: readonly Finding[] };

  constructor(scope: Construct, id: string, props: FirewallRuleGroupProps) {
    super(scope, id);
    const { options, findings } = readAt(props, FIREWALL_OPTIONS.FirewallRuleGroupProps, `rule group \`${id}\``);
    this._props = options as FirewallRuleGroupProps;
    this._told = findings;
    this._list = new RuleList(`rule group \`${id}\``);
    const metricName = Names.uniqueResourceName(this, { maxLength: 128, separator: '-' });
    this._group = this._written.taking(this, () => new CfnRuleGroup(this, 'Group', {
      capacity: this._props.capacity ?? 1, scope: this._props.scope ?? FirewallScope.REGIONAL, visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName },
    }));
    new CfnOutput(this, 'LinesToPaste', { value: this.linesToPaste(0), description: 'A rule for web ACLs in templates of CloudFormation that are to use this group; give it a priority of their own' });
    new CfnOutput(this, 'LinesForApi', { value: this.linesForApi(0), description: 'The same rule as WAF itself takes it: in the API, the command line and the console' });
    compiledAtSynth(this, () => this._build(), () => later().groups.verifyGroup(this));
  }

  /** Adds a rule. Its id is the name of the rule and of its metric. */
  public addRule(id: string, props: FirewallRuleProps): void {
    this._list.add(id, (where) => ownRuleFacts(id, props, where));
  }

  /** Adds a limit of requests, and beside it the same limit for requests that leave its key out. At most 4 of both together. */
  public addRateLimit(id: string, props: RateRuleOptions): void {
    this._list.add(id, (where) => rateRuleFacts(id, props, where));
  }

  /** For `addRuleGroup` of a firewall, and for whatever else takes a rule group. */
  public get ruleGroup(): waf.IRuleGroupRef {
    return this._group;
  }

  /** ARN of the group. */
  public get ruleGroupArn(): string {
    return this._group.attrArn;
  }

  /**
   * The rule that the owner of a web ACL adds to it, as JSON of a CloudFormation template.
   *
   * @param priority its place in that web ACL, a whole number that no other rule there has
   */
  public linesToPaste(priority: number): string {
    return this.lines(priority, { Arn: this.ruleGroupArn });
  }

  /**
   * The same as JSON of WAF's API, which writes `ARN` where CloudFormation writes `Arn`: for `aws wafv2 update-web-acl` and the rule editor of the console.
   * (WAF API, RuleGroupReferenceStatement; CloudFormation, AWS::WAFv2::WebACL RuleGroupReferenceStatement; read 2026-11-23.)
   *
   * @param priority its place in that web ACL, a whole number that no other rule there has
   */
  public linesForApi(priority: number): string {
    return this.lines(priority, { ARN: this.ruleGroupArn });
  }

  private lines(priority: number, RuleGroupReferenceStatement: object): string {
    const Name = this.node.id;
    return Stack.of(this).toJsonString({
      Name, Priority: priority, Statement: { RuleGroupReferenceStatement }, OverrideAction: { None: {} }, VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: Name, SampledRequestsEnabled: true },
    });
  }

  /** @internal */
  public _build(): { readonly findings: readonly Finding[] } {
    this.built ??= told(this, { findings: later().groups.buildGroup(this) });
    return this.built;
  }
}
