/**
 * Adds rules to a web ACL that this app makes and that is not a `WebFirewall`:
 *
 *   const rules = new FirewallRules({ firstPriority: 20_000_000 });
 *   rules.addManagedGroup(ManagedRuleGroup.KNOWN_BAD_INPUTS);
 *   webAcl.with(rules);
 *
 * They take priorities in bands from `firstPriority` on, and every other rule stays as it was written. A priority or a name that somebody has is refused, and so is more
 * capacity than WAF has. It acts at once, twice is the same as once, and it looks again when the app is synthesized: at what was added later, and at what the web ACL protects.
 * Beside a mistake it adds nothing, and nobody can accept that. An imported web ACL is of another app: `FirewallRuleGroup` prints what to paste there.
 */
import { type CfnResource, Mixin, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding } from '../../intent';
import { CallSite } from '../../layers/declaration/call-site';
import { readAt } from '../../layers/declaration/options';
import { ownResource } from '../../layers/data/kinds/resolve';
import { subjectOf } from '../../layers/web-firewall/subject';
import { readIfPossible, resourcesIn } from '../../layers/network/members/read';
import type { FirewallGroupProps, FirewallRuleProps } from '../../layers/web-firewall/firewall-props';
import { type ManagedGroupOptions, type ManagedRuleGroup, managedRuleFacts } from '../../layers/web-firewall/managed/managed-rule-group';
import type { FirewallMode } from '../../layers/web-firewall/mode';
import { type RateRuleOptions, rateRuleFacts } from '../../layers/web-firewall/rate-key';
import { groupRuleFacts, ownRuleFacts, RuleList } from '../../layers/web-firewall/rule-list';
import { finding, tell, type Told } from '../findings';
import { OPTIONS } from './options';
type Added = typeof import('./add-rules');
const WEB_ACL = 'AWS::WAFv2::WebACL';

/** How rules are added to a web ACL that exists. */
export interface FirewallRulesProps {
  /**
   * Whether these rules act.
   * @default FirewallMode.ENFORCE
   */
  readonly mode?: FirewallMode;
  /**
   * First priority of their bands, which take 9,000,000.
   * @default 0
   */
  readonly firstPriority?: number;
}

/** Rules for web ACLs that exist. */
export class FirewallRules extends Mixin {
  private readonly props: FirewallRulesProps;
  private readonly told: readonly Finding[];
  private readonly site = new CallSite();
  private readonly list = new RuleList('rules of a web ACL');

  constructor(props: FirewallRulesProps = {}) {
    super();
    const { options, findings } = readAt(props, OPTIONS.FirewallRulesProps, '`FirewallRules`', this.site.toString());
    this.props = options;
    this.told = findings;
  }

  /** Adds a rule. Its id is the name of the rule and of its metric. */
  public addRule(id: string, props: FirewallRuleProps): void {
    this.list.add(id, (where) => ownRuleFacts(id, props, where));
  }

  /** Adds a limit of requests, and beside it the same limit for requests that leave its key out. */
  public addRateLimit(id: string, props: RateRuleOptions): void {
    this.list.add(id, (where) => rateRuleFacts(id, props, where));
  }

  /** Adds a group of rules that AWS or a vendor keeps. Its name is the id of the rule. */
  public addManagedGroup(group: ManagedRuleGroup, options: ManagedGroupOptions = {}): void {
    this.list.add(group?.name, (where) => managedRuleFacts(String(group?.name), group, options, where));
  }

  /** Adds a rule group of one's own, or of a vendor. */
  public addRuleGroup(id: string, props: FirewallGroupProps): void {
    this.list.add(id, (where) => groupRuleFacts(id, props, where));
  }

  /** True for a web ACL, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return ownResource(construct, [WEB_ACL]) !== undefined || 'webAclRef' in construct;
  }

  /** Adds them. What is said of this mixin afterwards comes too late. */
  public applyTo(construct: IConstruct): void {
    this.list.close();
    const acl = ownResource(construct, [WEB_ACL]);
    const where = this.site.toString();
    const report = (code: string, message: string): Told[] => [{ id: code, construct, finding: finding('error', code, message, where), isFinal: true }];
    if (acl === undefined) {
      construct.node.addValidation({ validate: () => tell(report('FirewallAclImported', `web ACL \`${construct.node.path}\` is imported, so \`FirewallRules\` changes nothing there; expected one that this app makes; put the rules into a \`FirewallRuleGroup\`, and paste what it prints where the web ACL is made`)) });
      return;
    }
    if (isOurs(acl)) {
      construct.node.addValidation({ validate: () => tell(report('FirewallAclOwned', `web ACL \`${acl.node.path}\` is written by a \`WebFirewall\`; expected its own rules alone; add them with \`addRule\`, \`addRateLimit\` and \`addManagedGroup\` there`)) });
      return;
    }
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { addRules, judgeAdded } = require('./add-rules') as Added; // most apps add none
    const added = addRules(acl, { rules: this.list.facts(), mode: this.props.mode, firstPriority: this.props.firstPriority ?? 0, where, told: this.told });
    if (added === undefined) return; // these very rules are there
    construct.node.addValidation({ validate: () => tell(judgeAdded(acl, added, protectedBy(acl)).map((f) => ({ id: f.code, construct, finding: f, isFinal: f.level === 'error', accepted: 'the rules are added all the same' }))) });
  }
}

/** A firewall's web ACL is filled when all is said, and verified. */
function isOurs(acl: CfnResource): boolean {
  return (acl.node.scope as { readonly _acl?: unknown } | undefined)?._acl === acl;
}

const BY_TYPE = {
  'AWS::ApiGateway::Stage': 'apiStage', 'AWS::ElasticLoadBalancingV2::LoadBalancer': 'loadBalancer', 'AWS::Cognito::UserPool': 'userPool', 'AWS::AppSync::GraphQLApi': 'graphqlApi',
  'AWS::EC2::VerifiedAccessInstance': 'verifiedAccess', 'AWS::AppRunner::Service': 'appRunner',
} as const;

/** What of this app stands behind it. */
function protectedBy(acl: CfnResource): (typeof BY_TYPE[keyof typeof BY_TYPE])[] {
  const all = resourcesIn(Stage.of(acl) ?? acl.node.root);
  const subjects = new Set(all.filter((r) => r.cfnResourceType === 'AWS::WAFv2::WebACLAssociation' && subjectOf(r, readIfPossible(r, 'WebACLArn')) === acl.node.path).map((r) => subjectOf(r, readIfPossible(r, 'ResourceArn'))));
  return [...new Set(all.filter((r) => subjects.has(r.node.path)).flatMap((r) => (Object.hasOwn(BY_TYPE, r.cfnResourceType) ? [BY_TYPE[r.cfnResourceType as keyof typeof BY_TYPE]] : [])))].sort();
}
