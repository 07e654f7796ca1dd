/**
 * Uses that AWS itself needs, and that no data flow names: without them what is declared would not work.
 *
 *   withImplied(protection, stores, flows)   // stores whose policies admit them as well
 *
 *   the role that a bucket replicates with       replication alone, on the bucket, on destinations of its stack, and on their keys
 *   the execution role of a task definition      reading a secret that its containers name, where the task's role has a data flow to it
 *   CDK's role that empties a bucket             listing and deleting, in a façade with `Posture.SANDBOX`
 *
 * They are admitted, not granted: what a role may do is in its own policies. By name only, so the role stands in the stack of the
 * policy, or the policy's stack needs the role's already; others are told as `GrantRefused`.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { isObject, readIfPossible, ReferenceTo, resourcesIn, targetOf } from '../network/members/read';
import type { DataProtection } from './data-protection';
import type { DataFlowFacts, ImpliedUse, StoreFacts } from './model';
import { ofResource } from './principals';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
const FROM = ['s3:GetObjectLegalHold', 's3:GetObjectRetention', 's3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging', 's3:ListBucket'];
const TO = ['s3:GetObjectVersionTagging', 's3:ObjectOwnerOverrideToBucketOwner', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'];
/** What the handler of `autoDeleteObjects` does: aws-cdk-lib/custom-resource-handlers/dist/aws-s3/auto-delete-objects-handler. */
const EMPTY = ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'];

export function withImplied(protection: DataProtection, stores: readonly StoreFacts[], flows: readonly DataFlowFacts[]): StoreFacts[] {
  const own = stores.filter((s) => s.scope === protection._declaration.scope && s.store.resource !== undefined);
  const found = new Map<StoreFacts, ImpliedUse[]>();
  const admit = (facts: StoreFacts | undefined, role: CfnResource | undefined, use: Omit<ImpliedUse, 'arn' | 'path' | 'resource'>): void => {
    if (facts === undefined || role?.cfnResourceType !== 'AWS::IAM::Role') return;
    found.set(facts, [...found.get(facts) ?? [], { ...named(role), resource: role, ...use }]);
  };
  const storeOf = (from: CfnResource, value: unknown): StoreFacts | undefined => own.find((s) => namesResource(from, value, s.store.resource as CfnResource));
  const types = new Set(own.map((s) => s.store.type));
  if (types.has('s3')) {
    for (const { store: { type, resource } } of stores) if (type === 's3' && resource !== undefined) replication(resource, storeOf, admit);
    if (protection._declaration.posture === 'sandbox') emptying(protection, storeOf, admit);
  }
  if (types.has('secretsmanager')) taskSecrets(protection, flows, storeOf, admit);
  return stores.map((s) => (found.has(s) ? { ...s, implied: found.get(s) } : s));
}

/** As data flows name it: one role has one ARN. */
function named(role: CfnResource): Pick<ImpliedUse, 'arn' | 'path'> {
  const { arn, path } = ofResource(role);
  return { arn, path };
}

type StoreOf = (from: CfnResource, value: unknown) => StoreFacts | undefined;
type Admit = (facts: StoreFacts | undefined, role: CfnResource | undefined, use: Omit<ImpliedUse, 'arn' | 'path' | 'resource'>) => void;

function replication(bucket: CfnResource, storeOf: StoreOf, admit: Admit): void {
  const role = targetOf(bucket, readIfPossible(bucket, 'ReplicationConfiguration.Role'));
  if (role === undefined) return;
  admit(storeOf(bucket, new ReferenceTo(bucket, 'Arn')), role, { actions: FROM, keyActions: ['kms:Decrypt'] });
  const rules = readIfPossible(bucket, 'ReplicationConfiguration.Rules');
  for (const rule of Array.isArray(rules) ? rules : []) {
    const destination = isObject(rule) ? rule.Destination ?? rule.destination : undefined;
    const to = isObject(destination) ? storeOf(bucket, destination.Bucket ?? destination.bucket) : undefined;
    if (to !== undefined && Stack.of(to.store.resource as CfnResource) === Stack.of(role)) admit(to, role, { actions: TO, keyActions: ['kms:Encrypt', 'kms:GenerateDataKey'] });
  }
}

function emptying(protection: DataProtection, storeOf: StoreOf, admit: Admit): void {
  for (const custom of resourcesIn(protection.node.root).filter((r) => r.cfnResourceType === 'Custom::S3AutoDeleteObjects')) {
    const handler = targetOf(custom, readIfPossible(custom, 'ServiceToken'));
    admit(storeOf(custom, readIfPossible(custom, 'BucketName')), handler === undefined ? undefined : targetOf(handler, readIfPossible(handler, 'Role')), { actions: EMPTY, keyActions: [] });
  }
}

/** The agent fetches what the containers find in their environment; a task without a data flow to the secret is no reason for it. */
function taskSecrets(protection: DataProtection, flows: readonly DataFlowFacts[], storeOf: StoreOf, admit: Admit): void {
  for (const task of resourcesIn(protection.node.root).filter((r) => r.cfnResourceType === 'AWS::ECS::TaskDefinition')) {
    const containers = readIfPossible(task, 'ContainerDefinitions');
    const values = (Array.isArray(containers) ? containers : []).flatMap((c: unknown) => {
      const secrets = isObject(c) ? c.Secrets ?? c.secrets : undefined;
      return (Array.isArray(secrets) ? secrets : []).flatMap((s: unknown) => (isObject(s) ? [s.ValueFrom ?? s.valueFrom] : []));
    });
    const role = targetOf(task, readIfPossible(task, 'TaskRoleArn'));
    for (const facts of new Set(values.map((v) => storeOf(task, v)))) {
      if (facts?.store.type !== 'secretsmanager') continue;
      const serving = flows.filter((f) => f.store === `${facts.scope}#${facts.id}` && f.actions.includes('secretsmanager:GetSecretValue') && f.principals.some((p) => p.resource !== undefined && p.resource === role));
      if (serving.length === 0) continue;
      const until = serving.every((f) => f.until !== undefined) ? serving.map((f) => f.until as string).sort((a, b) => Date.parse(a) - Date.parse(b)).pop() : undefined;
      admit(facts, targetOf(task, readIfPossible(task, 'ExecutionRoleArn')), { actions: ['secretsmanager:GetSecretValue'], keyActions: ['kms:Decrypt'], ...(until === undefined ? {} : { until }) });
    }
  }
}

/** Alone, or within a text: `${bucket.arn}/*`, `${secret.arn}:field::`. */
export function namesResource(from: CfnResource, value: unknown, resource: CfnResource): boolean {
  return referencesIn(from, value).some((r) => r.target === resource);
}

export function referencesIn(from: CfnResource, value: unknown): { readonly target: CfnResource; readonly attribute: string }[] {
  if (value instanceof ReferenceTo) return CfnResource.isCfnResource(value.target) ? [{ target: value.target, attribute: value.attribute }] : [];
  if (Array.isArray(value)) return value.flatMap((v) => referencesIn(from, v));
  if (!isObject(value)) return [];
  if (typeof value.Ref === 'string' || 'Fn::GetAtt' in value) {
    const target = targetOf(from, value);
    return target === undefined ? [] : [{ target, attribute: Array.isArray(value['Fn::GetAtt']) ? String(value['Fn::GetAtt'][1]) : 'Ref' }];
  }
  return Object.values(value).flatMap((v) => referencesIn(from, v));
}
