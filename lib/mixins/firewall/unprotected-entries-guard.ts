/**
 * Guards what answers requests and can have a web ACL, below a scope, that of tomorrow included:
 *
 *   UnprotectedEntriesGuard.enable(app);
 *
 * Stages of REST APIs, application load balancers that face the internet, user pools, GraphQL APIs, services of App Runner, instances of Verified Access, distributions:
 * one without a web ACL fails synth until it has one (`WebFirewall.protect`) or is accepted where it stands:
 * `Validations.of(pool).acknowledge({ id: 'cdk-zero-trust:EntryUnprotected', reason: 'of machines alone' })`. It changes nothing, and looks at this app alone.
 * Private APIs and internal load balancers are passed over. HTTP APIs and function URLs cannot have a web ACL: `zero-trust prove` tells them.
 */
import { CfnResource, type IAspect, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { subjectOf } from '../../layers/web-firewall/subject';
import type { WebFirewall } from '../../layers/web-firewall/web-firewall';
import { describe, isIntrinsic, readIfPossible, resourcesIn, targetOf } from '../../layers/network/members/read';
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

/** Fails synth where an entry has no web ACL. A READONLY aspect. */
export class UnprotectedEntriesGuard implements IAspect {
  /** Guards everything below `scope`, and the stages that are there already. */
  public static enable(scope: IConstruct): UnprotectedEntriesGuard {
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
  const roots = new Set(entries.map((e) => Stage.of(e) ?? e.node.root));
  // A condition at the association may leave the entry open.
  const there = new Set([...roots].flatMap((root) => resourcesIn(root)).filter((r) => r.cfnResourceType === ASSOCIATION && r.cfnOptions.condition === undefined).map((r) => subjectOf(r, readIfPossible(r, 'ResourceArn'))));
  // A firewall beside a mistake makes nothing, and says so itself: what it was to protect is not forgotten.
  for (const root of roots) for (const f of root.node.findAll().filter(isFirewall)) for (const { resource } of f._build().targets) if (resource !== undefined) there.add(resource.node.path);
  return entries.filter((entry) => !there.has(entry.node.path) && isOpen(entry)).map((entry) => {
    const [title, fix] = ENTRIES[entry.cfnResourceType];
    return { id: 'EntryUnprotected', construct: entry, finding: finding('error', 'EntryUnprotected', `${title} \`${entry.node.path}\` has no web ACL of this app; expected one before whatever answers requests of anybody; call \`${fix}\` of a \`WebFirewall\``) };
  });
}

function isFirewall(construct: IConstruct): construct is WebFirewall {
  return '_acl' in construct && '_targets' in construct && '_build' in construct;
}

/** What nobody can call from the internet needs none; what cannot be read is open. */
function isOpen(entry: CfnResource): boolean {
  switch (entry.cfnResourceType) {
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer': return readIfPossible(entry, 'Scheme') !== 'internal' && !['network', 'gateway'].includes(describe(readIfPossible(entry, 'Type') ?? ''));
    case 'AWS::CloudFront::Distribution': {
      const acl = readIfPossible(entry, 'DistributionConfig.WebACLId');
      return !((typeof acl === 'string' && acl !== '') || (isIntrinsic(acl) && JSON.stringify(acl) !== '{"Ref":"AWS::NoValue"}'));
    }
    case 'AWS::AppSync::GraphQLApi': return readIfPossible(entry, 'Visibility') !== 'PRIVATE';
    case 'AWS::ApiGateway::Stage': {
      const api = targetOf(entry, readIfPossible(entry, 'RestApiId'));
      const types = api === undefined ? undefined : readIfPossible(api, 'EndpointConfiguration.Types');
      return !(Array.isArray(types) && types.length > 0 && types.every((t) => t === 'PRIVATE'));
    }
    default: return true;
  }
}
