/**
 * A target as facts: its ARN, its construct, and what stands against a web ACL there: `targetFacts(target, firewall)`.
 *
 * ARNs: CloudFormation, AWS::WAFv2::WebACLAssociation ResourceArn (aws-cdk-lib 2.263.0). HTTP APIs have no AWS WAF: API Gateway developer guide, "Choose between REST
 * APIs and HTTP APIs", read 2026-11-22. Network load balancers are not in the list of ARNs. Not seen: what another app associates with the same resource.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type Finding, Findings } from '../../intent';
import { attempt, ownResource } from '../data/kinds/resolve';
import type { FrontDoor } from '../front-door/front-door';
import { isObject, readIfPossible } from '../network/members/read';
import type { FirewallScopeName, ProtectedKind } from './model';
import type { FirewallTarget } from './target';

export interface TargetFacts {
  readonly kind: ProtectedKind;
  /** May be a token; of a distribution its ARN is not needed. */
  readonly arn: string;
  /** Of the construct; what people call it. */
  readonly path: string;
  /** The L1, where this app makes it. */
  readonly resource?: CfnResource;
}

/** Type of the L1, and what people call it. */
const KINDS: Readonly<Record<ProtectedKind, readonly [cfnType: string, title: string, example: string]>> = {
  apiStage: ['AWS::ApiGateway::Stage', 'stage of a REST API', 'FirewallTarget.stage(api.deploymentStage)'],
  loadBalancer: ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'load balancer', 'FirewallTarget.loadBalancer(alb)'],
  userPool: ['AWS::Cognito::UserPool', 'user pool', 'FirewallTarget.userPool(pool)'],
  graphqlApi: ['AWS::AppSync::GraphQLApi', 'GraphQL API', 'FirewallTarget.graphqlApi(api)'],
  verifiedAccess: ['AWS::EC2::VerifiedAccessInstance', 'instance of Verified Access', 'FirewallTarget.verifiedAccess(instance)'],
  appRunner: ['AWS::AppRunner::Service', 'service of App Runner', 'FirewallTarget.appRunner(service)'],
  distribution: ['AWS::CloudFront::Distribution', 'distribution', 'FirewallTarget.distribution(distribution)'],
};

interface Refs {
  readonly stageRef?: { readonly restApiId?: string; readonly apiId?: string; readonly stageName: string };
  readonly loadBalancerRef?: { readonly loadBalancerArn: string };
  readonly userPoolRef?: { readonly userPoolArn: string };
  readonly graphQlApiRef?: { readonly graphQlApiArn: string };
  readonly verifiedAccessInstanceRef?: { readonly verifiedAccessInstanceId: string };
  readonly serviceRef?: { readonly serviceArn: string };
  readonly distributionRef?: { readonly distributionId: string };
}

/** Undefined where it is nothing that a web ACL protects; then it is told. */
export function targetFacts(target: FirewallTarget, firewall: { readonly scope: FirewallScopeName; readonly at: IConstruct; readonly id: string }): { readonly facts?: TargetFacts; readonly findings: readonly Finding[] } {
  const findings = new Findings();
  const kind = (target as FirewallTarget | undefined)?._kind;
  if (kind === undefined || !Object.hasOwn(KINDS, kind)) {
    findings.error('FirewallTargetInvalid', '', `firewall \`${firewall.id}\` is to protect \`${target === null ? 'null' : typeof target}\`; expected a \`FirewallTarget\`; write e.g. \`${KINDS.apiStage[2]}\``);
    return { findings: findings.all() };
  }
  // By what they have: their classes would load layers that the app may not need.
  const of = isObject(target._of) && 'identityHost' in target._of && 'userPool' in target._of ? target._of.userPool : target._of;
  const facts = isObject(of) && 'doorId' in of && '_stage' in of ? ofDoor(of as unknown as FrontDoor, firewall.id, findings) : ofRef(kind, of, firewall, findings);
  if (facts === undefined) return { findings: findings.all() };
  checkPlace(facts, of as IConstruct, firewall, findings);
  return { facts, findings: findings.all() };
}

function ofDoor(door: FrontDoor, id: string, findings: Findings): TargetFacts | undefined {
  const path = door.node.path;
  if (door._stage.cfnResourceType !== KINDS.apiStage[0]) {
    http(path, id, findings);
    return undefined;
  }
  return { kind: 'apiStage', arn: door.stageArn, path, resource: door._stage };
}

function http(path: string, id: string, findings: Findings): void {
  findings.error('FirewallTargetUnsupported', '', `firewall \`${id}\` is to protect \`${path}\`, an HTTP API; expected a REST API (\`DoorProtocol.REST\`), because WAF protects no HTTP API; make it one, or put a distribution before it that nobody can pass by`);
}

function ofRef(kind: ProtectedKind, of: unknown, { at, id }: { readonly at: IConstruct; readonly id: string }, findings: Findings): TargetFacts | undefined {
  const [cfnType, title, example] = KINDS[kind];
  const construct = Construct.isConstruct(of) ? of : undefined;
  const path = construct?.node.path ?? '';
  const resource = construct === undefined ? undefined : ownResource(construct, [cfnType]);
  if (construct !== undefined && (ownResource(construct, ['AWS::ApiGatewayV2::Stage', 'AWS::ApiGatewayV2::Api']) !== undefined || attempt(() => (of as Refs).stageRef?.apiId) !== undefined)) {
    http(path, id, findings);
    return undefined;
  }
  const arn = attempt(() => arnOf(kind, of as Refs, at));
  if (construct === undefined || typeof arn !== 'string' || arn === '' || (CfnResource.isCfnResource(construct) && resource === undefined)) {
    findings.error('FirewallTargetInvalid', '', `firewall \`${id}\` is to protect ${construct === undefined ? `\`${of === null ? 'null' : typeof of}\`` : `\`${path}\``} as a ${title}; expected one, as L1, L2 or import; write e.g. \`${example}\``);
    return undefined;
  }
  const type = kind !== 'loadBalancer' ? undefined : resource !== undefined ? readIfPossible(resource, 'Type') : /:loadbalancer\/(net|gwy)\//.exec(arn)?.[1];
  if (type !== undefined && type !== 'application') {
    findings.error('FirewallTargetUnsupported', '', `firewall \`${id}\` is to protect load balancer \`${path}\` of type \`${typeof type === 'string' ? type : 'chosen at deployment'}\`; expected \`application\`, because WAF protects no others; take an application load balancer, or put a distribution before it`);
    return undefined;
  }
  return { kind, arn, path, ...(resource === undefined ? {} : { resource }) };
}

function arnOf(kind: ProtectedKind, of: Refs, at: IConstruct): string | undefined {
  const { account, partition, region } = Stack.of(at);
  switch (kind) {
    case 'apiStage': return of.stageRef?.restApiId === undefined ? undefined : `arn:${partition}:apigateway:${region}::/restapis/${of.stageRef.restApiId}/stages/${of.stageRef.stageName}`;
    case 'loadBalancer': return of.loadBalancerRef?.loadBalancerArn;
    case 'userPool': return of.userPoolRef?.userPoolArn;
    case 'graphqlApi': return of.graphQlApiRef?.graphQlApiArn;
    case 'verifiedAccess': return of.verifiedAccessInstanceRef === undefined ? undefined : `arn:${partition}:ec2:${region}:${account}:verified-access-instance/${of.verifiedAccessInstanceRef.verifiedAccessInstanceId}`;
    case 'appRunner': return of.serviceRef?.serviceArn;
    default: return of.distributionRef?.distributionId;
  }
}

/** Scope, account and region: a web ACL works in one. */
function checkPlace({ kind, path, resource }: TargetFacts, construct: IConstruct, { scope, at, id }: { readonly scope: FirewallScopeName; readonly at: IConstruct; readonly id: string }, findings: Findings): void {
  const wanted: FirewallScopeName = kind === 'distribution' ? 'CLOUDFRONT' : 'REGIONAL';
  if (scope !== wanted) findings.error('FirewallScopeInvalid', '', `firewall \`${id}\` is \`${scope}\` and is to protect ${KINDS[kind][1]} \`${path}\`; expected \`${wanted}\`, because a web ACL works in one scope; give it a firewall of its own`);
  if (kind === 'distribution' && resource === undefined) findings.error('FirewallTargetImported', '', `firewall \`${id}\` is to protect distribution \`${path}\`, which is imported, and a distribution names its web ACL itself; expected one that this app makes; set \`webAclId\` to \`firewall.webAclArn\` where it is made`);
  const own = resource === undefined ? (construct as { readonly env?: { readonly account?: string; readonly region?: string } }).env : Stack.of(resource);
  const mine = Stack.of(at);
  for (const what of ['account', ...(kind === 'distribution' ? [] : ['region'])] as ('account' | 'region')[]) {
    const [there, here] = [own?.[what], mine[what]];
    if (there === undefined || Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) continue;
    findings.error('FirewallTargetElsewhere', '', `firewall \`${id}\` is in ${what} \`${here}\` and is to protect \`${path}\` in \`${there}\`; expected one ${what}, because WAF associates nothing across; make a firewall in the stack of \`${path}\``);
  }
  if (kind === 'distribution' && resource !== undefined && Stack.of(resource) !== mine && !Token.isUnresolved(mine.region) && Stack.of(resource).region !== mine.region && (Stack.of(resource) as unknown as { readonly _crossRegionReferences?: boolean })._crossRegionReferences !== true) {
    findings.error('FirewallTargetElsewhere', '', `distribution \`${path}\` is made in region \`${Token.isUnresolved(Stack.of(resource).region) ? 'of the deployment' : Stack.of(resource).region}\` and firewall \`${id}\` in \`${mine.region}\`; expected one region, or \`crossRegionReferences: true\` of the stack of \`${path}\`, so that it can name the web ACL; set it, or move the distribution`);
  }
}

export function titleOf(kind: ProtectedKind): string {
  return KINDS[kind][1];
}
