/**
 * Guards what answers requests and can have a web ACL, below a scope, that of tomorrow included:
 *
 *   UnprotectedEntriesGuard.enable(app);
 *
 * Stages of REST APIs, application load balancers that face the internet, user pools, GraphQL APIs, services of App Runner, instances of Verified Access, distributions:
 * one without a web ACL, or with one of this app that stops nobody, fails synth until it has one (`WebFirewall.protect`) or is accepted where it stands:
 * `Validations.of(pool).acknowledge({ id: 'cdk-zero-trust:EntryUnprotected', reason: 'of machines alone' })`. It changes nothing, and looks at this app alone.
 * Private APIs and internal load balancers are passed over. HTTP APIs and function URLs cannot have a web ACL: `zero-trust prove` tells them.
 */
import { CfnResource, type IAspect, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { worded } from '../../layers/declaration/options';
import { subjectOf } from '../../layers/web-firewall/subject';
import type { WebFirewall } from '../../layers/web-firewall/web-firewall';
import { rendered } from '../../layers/identity/written';
import { describe, isIntrinsic, isObject, readIfPossible, resourcesIn, targetOf } from '../../layers/network/members/read';
import { finding, type Told } from '../findings';
import { enableIn, Watch } from '../guard';

/** Type: what people call it, and how it gets a web ACL. */
const ENTRIES: Readonly<Record<string, readonly [title: string, fix: string]>> = {
  'AWS::ApiGateway::Stage': ['stage', 'protect(FirewallTarget.stage(...))'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['load balancer', 'protect(FirewallTarget.loadBalancer(...))'],
  'AWS::Cognito::UserPool': ['user pool', 'protect(FirewallTarget.userPool(...))'],
  'AWS::AppSync::GraphQLApi': ['GraphQL API', 'protect(FirewallTarget.graphqlApi(...))'],
  'AWS::AppRunner::Service': ['service of App Runner', 'protect(FirewallTarget.appRunner(...))'],
  'AWS::EC2::VerifiedAccessInstance': ['instance of Verified Access', 'protect(FirewallTarget.verifiedAccess(...))'],
  'AWS::CloudFront::Distribution': ['distribution', 'protect(FirewallTarget.distribution(...))'],
};
const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';
const WEB_ACL = 'AWS::WAFv2::WebACL';
const DISTRIBUTION = 'AWS::CloudFront::Distribution';

/** Fails synth where an entry has no web ACL. A READONLY aspect. */
export class UnprotectedEntriesGuard implements IAspect {
  /** Guards everything below `scope`, and the stages that are there already. */
  public static enable(scope: IConstruct): UnprotectedEntriesGuard {
    if (!Construct.isConstruct(scope)) throw new Error(`WrongType: the scope of \`UnprotectedEntriesGuard.enable\` is ${worded(scope)}; expected a construct, e.g. the app; pass that`);
    const guard = new UnprotectedEntriesGuard();
    enableIn(scope, guard);
    return guard;
  }

  private readonly watch = new Watch(this, (other) => other instanceof UnprotectedEntriesGuard, (node) => (CfnResource.isCfnResource(node) && Object.hasOwn(ENTRIES, node.cfnResourceType) ? node : undefined), (entries) => unprotected(entries as CfnResource[]));

  /** Called by CDK. */
  public visit(node: IConstruct): void {
    this.watch.visit(node);
  }
}

function unprotected(entries: readonly CfnResource[]): Told[] {
  if (entries.length === 0) return [];
  const roots = [...new Set(entries.map((e) => Stage.of(e) ?? e.node.root))];
  const resources = roots.flatMap((root) => resourcesIn(root));
  const acls = new Map(resources.filter((r) => r.cfnResourceType === WEB_ACL).map((r) => [r.node.path, r]));
  const firewalls = new Map(roots.flatMap((root) => root.node.findAll().filter(isFirewall)).map((f) => [f._acl.node.path, f._build()]));
  const stops = (acl: string): boolean => {
    const built = firewalls.get(acl);
    if (built !== undefined) return built.stops || !built.isMade;
    return !acls.has(acl) || !stopsNobody(acls.get(acl)!);
  };
  // By entry, the web ACL before it. A condition at the association may leave the entry open.
  const before = new Map(resources.filter((r) => r.cfnResourceType === ASSOCIATION && r.cfnOptions.condition === undefined).map((r) => [subjectOf(r, readIfPossible(r, 'ResourceArn')), subjectOf(r, readIfPossible(r, 'WebACLArn'))]));
  for (const entry of entries) if (entry.cfnResourceType === DISTRIBUTION && hasAcl(entry)) before.set(entry.node.path, subjectOf(entry, aclOf(entry)));
  // A firewall beside a mistake makes nothing, and says so itself: what it was to protect is not forgotten.
  for (const [acl, { targets }] of firewalls) for (const { resource } of targets) if (resource !== undefined) before.set(resource.node.path, acl);
  return entries.filter(isOpen).flatMap((entry) => {
    const acl = before.get(entry.node.path);
    if (acl !== undefined && stops(acl)) return [];
    const [title, fix] = ENTRIES[entry.cfnResourceType];
    const what = acl === undefined ? 'has no web ACL of this app' : `is behind web ACL \`${acl}\`, of which no rule stops anything`;
    const then = acl === undefined ? `call \`${fix}\` of a \`WebFirewall\`` : 'give it a rule that does, e.g. by `preset`';
    return [{ id: 'EntryUnprotected', construct: entry, accepted: 'it then stands there without one', finding: finding('error', 'EntryUnprotected', `${title} \`${entry.node.path}\` ${what}; expected one that stops something before whatever answers requests of anybody; ${then}`) }];
  });
}

/** For certain: it lets by what no rule stops, and each rule of it counts or allows. */
function stopsNobody(acl: CfnResource): boolean {
  const { DefaultAction, Rules = [] } = rendered(acl).Properties ?? {};
  return isObject(DefaultAction) && DefaultAction.Allow !== undefined && Array.isArray(Rules) && Rules.every((rule) => isObject(rule) && (['Count', 'Allow'].some((kind) => isObject(rule.Action) && rule.Action[kind] !== undefined) || (isObject(rule.OverrideAction) && rule.OverrideAction.Count !== undefined)));
}

function aclOf(distribution: CfnResource): unknown {
  return readIfPossible(distribution, 'DistributionConfig.WebACLId');
}

function hasAcl(distribution: CfnResource): boolean {
  const acl = aclOf(distribution);
  return (typeof acl === 'string' && acl !== '') || (isIntrinsic(acl) && JSON.stringify(acl) !== '{"Ref":"AWS::NoValue"}');
}

function isFirewall(construct: IConstruct): construct is WebFirewall {
  return '_acl' in construct && '_targets' in construct && '_build' in construct;
}

/** What nobody can call from the internet needs none; what cannot be read is open. */
function isOpen(entry: CfnResource): boolean {
  switch (entry.cfnResourceType) {
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer': return readIfPossible(entry, 'Scheme') !== 'internal' && !['network', 'gateway'].includes(describe(readIfPossible(entry, 'Type') ?? ''));
    case 'AWS::AppSync::GraphQLApi': return readIfPossible(entry, 'Visibility') !== 'PRIVATE';
    case 'AWS::ApiGateway::Stage': {
      const api = targetOf(entry, readIfPossible(entry, 'RestApiId'));
      const types = api === undefined ? undefined : readIfPossible(api, 'EndpointConfiguration.Types');
      return !(Array.isArray(types) && types.length > 0 && types.every((t) => t === 'PRIVATE'));
    }
    default: return true;
  }
}
