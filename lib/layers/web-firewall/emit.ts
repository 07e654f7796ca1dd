/**
 * Resources of a firewall. What others refer to (the web ACL, the block sets, the log group) is made at once; rules, sets of statements, associations and the
 * logging configuration when all is said.
 *
 * What CloudFormation does with the sets of blocked addresses: it calls WAF for a resource only where the template says something else of it than the template before
 * (CloudFormation user guide, "Understand update behaviors of stack resources": it "updates resources based on differences between what you submit and the stack's current template"), so an unchanged `Addresses: []` never empties a set that a responder
 * filled; but *any* change of that resource is `UpdateIPSet` with all its addresses, which does (aws-waf-security-automations, issue 233). Hence a set here has nothing that
 * could change: no name, no description, and, being no taggable class, no tags of CDK. Read 2026-11-22; what a change of the *stack's* tags does is `unverified`.
 *
 * Its log group lets the delivery service write by a policy of its own (`ResourcePolicyDocument`): "an account can have a maximum of 10 policies without resourceARN and
 * one per LogGroup resourceARN" (CloudWatch Logs API, PutResourcePolicy). Statement: CloudWatch Logs user guide, "Logs sent to CloudWatch Logs". Read 2026-11-22.
 */
import { createHash } from 'node:crypto';
import { CfnDeletionPolicy, CfnOutput, CfnResource, Names, Stack } from 'aws-cdk-lib';
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Posture } from '../../intent';
import { LOG_DAYS } from '../identity/emit-hook';
import type { Written } from '../identity/written';
import { isPlain } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import { LOG_PREFIX } from './check-firewall';
import type { WebFirewallProps } from './firewall-props';
import type { FirewallPlan, Properties } from './model';
import { type PlannedSet, withArns } from './statement/planned-set';
import type { TargetFacts } from './target-facts';
import { typedProps } from './typed';

/** Where WAF's tokens and sessions stand: hidden always. */
export const ALWAYS_HIDDEN: readonly string[] = ['authorization', 'cookie'];
/** `AssociateWebACL` takes one call in two seconds (AWS WAF developer guide, "AWS WAF quotas", as of 2023; `unverified` of this year): above so many at once CloudFormation is throttled. */
export const AT_ONCE = 10;

export function emitWebAcl(scope: Construct, { scope: where = 'REGIONAL' }: { readonly scope?: string }): CfnWebACL {
  return new CfnWebACL(scope, 'WebAcl', {
    scope: where, defaultAction: { allow: {} }, rules: [],
    visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-' }) },
  });
}

export interface EmittedSets {
  readonly ipv4: CfnResource;
  readonly ipv6: CfnResource;
}

/** Empty, for ever as far as templates go. `Ref` is `NAME|ID|SCOPE`, which is all that `UpdateIPSet` wants. */
export function emitBlockSets(scope: Construct, where: string): EmittedSets {
  const make = (id: string, IPAddressVersion: string): CfnResource => {
    const set = new CfnResource(scope, id, { type: 'AWS::WAFv2::IPSet', properties: { Addresses: [], IPAddressVersion, Scope: where } });
    new CfnOutput(scope, `${id}Ref`, { value: set.ref, description: `Set of blocked ${IPAddressVersion} addresses for a responder: name, id and scope` });
    return set;
  };
  return { ipv4: make('BlockedIpv4', 'IPV4'), ipv6: make('BlockedIpv6', 'IPV6') };
}

export function emitLogGroup(scope: Construct, posture: Posture, { retention, encryptionKey }: NonNullable<WebFirewallProps['logging']>): CfnLogGroup {
  const { account, partition, region } = Stack.of(scope);
  const logGroupName = `${LOG_PREFIX}${Names.uniqueResourceName(scope, { maxLength: 100, separator: '-' })}`;
  const log = new CfnLogGroup(scope, 'Log', {
    logGroupName, retentionInDays: retention?.toDays({ integral: false }) ?? LOG_DAYS[posture], ...(encryptionKey === undefined ? {} : { kmsKeyId: encryptionKey.keyRef.keyArn }),
    resourcePolicyDocument: { Version: '2012-10-17', Statement: [{
      Sid: 'FirewallWrites', Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:log-stream:*`,
      Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } },
    }] },
  });
  log.cfnOptions.deletionPolicy = log.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  return log;
}

/** The ARN of a log group without `:*`, which WAF refuses; it names the group, which is therefore made before. */
export function arnOfLogGroup(at: Construct, logGroupName: string): string {
  const { account, partition, region } = Stack.of(at);
  return `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}`;
}

export interface WebAclProps {
  readonly plan: FirewallPlan;
  readonly sets: readonly PlannedSet[];
  readonly props: WebFirewallProps;
}

/** Rules and all that is beside them, onto the web ACL that is there. */
export function fillWebAcl(scope: Construct, acl: CfnWebACL, written: Written, { plan, sets, props }: WebAclProps): void {
  const { scope: where = 'REGIONAL', tokenDomains, bodyInspection = {}, logging = {} } = props;
  const made = new Map(sets.map((set) => {
    const { type, properties } = set.resource(where);
    return [set.path, written.taking(scope, () => new CfnResource(scope, set.path, { type, properties }))] as const;
  }));
  const arnOf = (set: PlannedSet): string => made.get(set.path)!.getAtt('Arn').toString();
  const limits = Object.entries({ API_GATEWAY: bodyInspection.apiStages, COGNITO_USER_POOL: bodyInspection.userPools, APP_RUNNER_SERVICE: bodyInspection.appRunner, VERIFIED_ACCESS_INSTANCE: bodyInspection.verifiedAccess, CLOUDFRONT: bodyInspection.distributions }).filter(([, limit]) => limit !== undefined);
  const properties: Properties = {
    Rules: plan.rules.map((rule) => withArns(rule.json, arnOf)), DataProtectionConfig: { DataProtections: protections(logging) },
    ...(Object.keys(plan.bodies).length === 0 ? {} : { CustomResponseBodies: plan.bodies }),
    ...(limits.length === 0 ? {} : { AssociationConfig: { RequestBody: Object.fromEntries(limits.map(([kind, limit]) => [kind, { DefaultSizeInspectionLimit: limit }])) } }),
    ...((tokenDomains ?? []).length === 0 ? {} : { TokenDomains: [...new Set(tokenDomains)].sort() }),
  };
  const typed = typedProps(CfnWebACL, scope, { ...properties, DefaultAction: { Allow: {} }, Scope: where, VisibilityConfig: {} });
  for (const name of ['rules', 'dataProtectionConfig', 'customResponseBodies', 'associationConfig', 'tokenDomains']) if (typed[name] !== undefined) written.put(acl, name, typed[name]);
}

/** Of the web ACL, so that samples, which the console shows, are as silent as the log. (AWS WAF developer guide, "Data protection", read 2026-11-22.) */
function protections({ hiddenHeaders = [], hiddenQueryArguments = [] }: NonNullable<WebFirewallProps['logging']>): Properties[] {
  const of = (FieldType: string, FieldKeys: readonly string[]): Properties[] => (FieldKeys.length === 0 ? [] : [{ Action: 'SUBSTITUTION', Field: { FieldType, FieldKeys } }]);
  return [...of('SINGLE_HEADER', headersHidden(hiddenHeaders)), ...of('SINGLE_QUERY_ARGUMENT', [...new Set(hiddenQueryArguments)].sort())];
}

function headersHidden(more: readonly string[]): string[] {
  return [...new Set([...ALWAYS_HIDDEN, ...more.map((h) => h.toLowerCase())])].sort();
}

export function emitLogging(scope: Construct, acl: CfnWebACL, logArn: string, logging: NonNullable<WebFirewallProps['logging']>): CfnLoggingConfiguration {
  const filter = logging.filter?._json();
  const LoggingFilter = filter === undefined ? {} : { loggingFilter: filter };
  return new CfnLoggingConfiguration(scope, 'Logging', {
    resourceArn: acl.attrArn, logDestinationConfigs: [logArn], ...LoggingFilter,
    redactedFields: headersHidden(logging.hiddenHeaders ?? []).map((Name) => ({ singleHeader: { Name } })),
  });
}

/** Ids hang on the target alone; above `AT_ONCE` each waits for the one before. */
export function emitAssociations(scope: Construct, acl: CfnWebACL, targets: readonly TargetFacts[]): ReadonlyMap<TargetFacts, CfnWebACLAssociation> {
  const made = new Map<TargetFacts, CfnWebACLAssociation>();
  const regional = targets.filter((t) => t.kind !== 'distribution').map((t) => [associationId(scope, t), t] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  let before: CfnWebACLAssociation | undefined;
  for (const [id, target] of regional) {
    const association = new CfnWebACLAssociation(scope, id, { resourceArn: target.arn, webAclArn: acl.attrArn });
    // An ARN that names the API does not wait for its stage.
    if (target.resource !== undefined) association.addResourceDependency(target.resource);
    if (before !== undefined && regional.length > AT_ONCE) association.addResourceDependency(before);
    made.set(target, (before = association));
  }
  return made;
}

/** `Association-Door-1a2b3c4d`: of the path within the stack or the stage, which is the same in all copies of it. */
function associationId(scope: Construct, { path, arn }: TargetFacts): string {
  const stack = `${Stack.of(scope).node.path}/`;
  const relative = path.startsWith(stack) ? path.slice(stack.length) : relativePath(scope, path);
  const hash = createHash('sha256').update(relative === '' ? arn : relative).digest('hex').slice(0, 8);
  return `Association-${relative.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 100)}-${hash}`;
}

/** A distribution names its web ACL itself. */
export function emitOnDistributions(acl: CfnWebACL, targets: readonly TargetFacts[]): void {
  for (const { resource } of targets.filter((t) => t.kind === 'distribution')) {
    if (resource === undefined) continue;
    const config = resource instanceof CfnDistribution ? resource.distributionConfig : undefined;
    // Not by an override: CDK does not see references to other stacks there.
    if (resource instanceof CfnDistribution && isPlain(config)) resource.distributionConfig = { ...config, webAclId: acl.attrArn } as unknown as CfnDistribution.DistributionConfigProperty;
    else resource.addPropertyOverride('DistributionConfig.WebACLId', acl.attrArn);
  }
}
