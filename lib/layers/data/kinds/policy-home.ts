/**
 * Where a store keeps its own policy:
 *
 *   policyInProperty({ path: 'FileSystemPolicy', cfnType: 'AWS::EFS::FileSystem', limit: 20_000, source })      // on the store's own resource
 *   policyResource({ cfnType: 'AWS::S3::BucketPolicy', storeAt: 'Bucket', documentAt: 'PolicyDocument', ... })    // a resource beside it
 *
 * There is one policy per store: the one that its owner wrote, as L2 or L1, in whatever stack of the app, is written into; where
 * there is none an L2 is asked to make its own, so that what is added to it later lands in the same policy. Not modelled:
 * policies that no construct of this app declares; where such a policy exists, CloudFormation refuses ours or replaces it.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { IntentError } from '../../../intent';
import { readIfPossible, resolveValue } from '../../network/members/read';
import type { ResourcePolicyHome } from '../kind';
import type { Statement, StoreResource } from '../model';
import { policiesOn, rememberPolicy } from './policy-index';
import { attempt } from './resolve';
import { isAsPut, othersAt, putStatements, readDocument, SEED, seeded, statementsAt } from './statements';

/** Statements of the layer; those of closings (`RequireTls`) are not among them, and stay when the layer writes again. */
const LAYER = /^ZeroTrust/;

export interface PropertyHome {
  /** Path of the document on the store's resource. */
  readonly path: string;
  readonly cfnType: string;
  readonly limit: number;
  readonly source: string;
  /** Statements without which a first policy would take away what its absence allowed (a key's account would lose it). */
  readonly also?: (store: CfnResource) => readonly Statement[];
}

/** The policy is a property of the store's own resource (KMS key, DynamoDB table, file system, domain). */
export function policyInProperty({ path, limit, cfnType, source, also }: PropertyHome): ResourcePolicyHome {
  return {
    limit, carriedBy: cfnType, source,
    read: (store) => (store.resource === undefined ? [] : statementsAt(store.resource, path)),
    others: (store) => (store.resource === undefined ? [] : othersAt(store.resource, path)),
    write: (store, statements) => {
      const { resource } = store;
      if (resource === undefined) throw notOurs(store, cfnType);
      const isFirst = isAbsent(resource, path);
      if (isFirst && statements.length === 0) return resource;
      putStatements(resource, path, statements, LAYER);
      if (isFirst) alsoPut(resource, path, also?.(resource) ?? []);
      return resource;
    },
    isAsWritten: ({ resource }) => resource !== undefined && isAsPut(resource, path, LAYER),
  };
}

/** What cannot be read is told when statements are put to it. */
function isAbsent(resource: CfnResource, path: string): boolean {
  return attempt(() => readDocument(resource, path) ?? ABSENT) === ABSENT;
}

const ABSENT = Symbol('no document');

export interface ResourceHome {
  readonly cfnType: string;
  /** Where that resource names its store; a list where it may name several. */
  readonly storeAt: string;
  readonly documentAt: string;
  readonly limit: number;
  readonly source: string;
  /** What the policy resource says of the store beside the document, e.g. `{ Bucket: bucket.ref }`. */
  readonly names: (store: CfnResource) => Record<string, unknown>;
  /** Statements without which making the first policy would take away what its absence allowed. */
  readonly also?: (store: CfnResource) => readonly Statement[];
  /** Properties that the policy resource has whoever wrote it, e.g. `BlockPublicPolicy: true`. */
  readonly properties?: Readonly<Record<string, unknown>>;
  /** A literal by which the policy may name the store, beside its ARN and name. */
  readonly isNamed?: (literal: string, store: StoreResource) => boolean;
}

/** The policy is a resource of its own (bucket, queue, topic, stream, secret). */
export function policyResource(home: ResourceHome): ResourcePolicyHome {
  return {
    limit: home.limit, carriedBy: home.cfnType, source: home.source,
    read: (store) => statementsOf(home, store),
    others: (store) => policiesOf(home, store).flatMap((policy) => othersAt(policy, home.documentAt)),
    write: (store, statements, scope) => writeInto(home, store, statements, LAYER, scope),
    // A second policy would take the place of the first, or fail; one that is made under a condition may not be there.
    isAsWritten: (store) => {
      const [policy, second] = policiesOf(home, store);
      return policy !== undefined && second === undefined && isAsPut(policy, home.documentAt, LAYER) && isMadeWith(policy, store.resource);
    },
  };
}

function isMadeWith(policy: CfnResource, store: CfnResource | undefined): boolean {
  const { Condition: over, Type: type } = (policy as unknown as { rawOverrides?: { Condition?: unknown; Type?: unknown } }).rawOverrides ?? {};
  const { condition } = policy.cfnOptions;
  return over === undefined && type === undefined && (condition === undefined || condition === store?.cfnOptions.condition);
}

export function statementsOf(home: ResourceHome, store: StoreResource): Statement[] {
  return policiesOf(home, store).flatMap((policy) => statementsAt(policy, home.documentAt));
}

/** As `write` of a home, for the statements of whom `ours` tells by their Sid. */
export function writeInto(home: ResourceHome, store: StoreResource, statements: readonly Statement[], ours: RegExp, scope: Construct): CfnResource {
  const policies = policiesOf(home, store);
  if (policies.length > 1) {
    throw refusal('StorePolicyAmbiguous', `\`${store.path}\` has ${policies.length} policies (${policies.map((p) => `\`${p.node.path}\``).join(', ')}); expected one, because the service keeps one: merge them`);
  }
  const [policy] = policies;
  if (policy === undefined) {
    if (store.resource === undefined) throw notOurs(store, home.cfnType);
    if (statements.length === 0) return store.resource;
    const made = put(newPolicy(home, store.resource, statements[0], scope), home, statements, ours);
    alsoPut(made, home.documentAt, home.also?.(store.resource) ?? []);
    return made;
  }
  const named = readIfPossible(policy, home.storeAt);
  if (Array.isArray(named) && named.length > 1) {
    throw refusal('StorePolicyAmbiguous', `policy \`${policy.node.path}\` is that of ${named.length} stores; expected one of its own for \`${store.path}\`, because its statements name one store: split it`);
  }
  return put(policy, home, statements, ours);
}

function put(policy: CfnResource, home: ResourceHome, statements: readonly Statement[], ours: RegExp): CfnResource {
  putStatements(policy, home.documentAt, statements, ours);
  for (const [name, value] of Object.entries(home.properties ?? {})) if (readIfPossible(policy, name) === undefined) policy.addPropertyOverride(name, value);
  return policy;
}

function alsoPut(policy: CfnResource, path: string, also: readonly Statement[]): void {
  if (also.length > 0) putStatements(policy, path, also, new RegExp(`^(${also.map((s) => s.Sid).join('|')})$`));
}

/** Every policy of this app on the store: by reference, by name or ARN, or as the home tells names. */
export function policiesOf(home: ResourceHome, store: StoreResource): CfnResource[] {
  const around = store.resource ?? store.construct;
  if (around === undefined) return [];
  const { on, others } = policiesOn(around, home.cfnType, home.storeAt, store.resource);
  if (others.length === 0) return on.map(({ policy }) => policy);
  const names = new Set([store.name, store.arn].flatMap((n) => (n === undefined ? [] : [n, JSON.stringify(resolveValue(around, n))])));
  const isStore = (one: unknown): boolean => (typeof one === 'string' ? names.has(one) || home.isNamed?.(one, store) === true : store.resource === undefined && one !== undefined && names.has(JSON.stringify(one)));
  return [...new Set([...on, ...others.filter((o) => o.others.some(isStore))].map(({ policy }) => policy))];
}

/** An L2 makes its own policy, and knows of it afterwards; an L1 gets one beside it. */
function newPolicy(home: ResourceHome, store: CfnResource, first: Statement, scope: Construct): CfnResource {
  const owner = store.node.scope as (IConstruct & { addToResourcePolicy?: (statement: iam.PolicyStatement) => unknown }) | undefined;
  if (owner?.node.defaultChild === store && typeof owner.addToResourcePolicy === 'function') {
    owner.addToResourcePolicy(iam.PolicyStatement.fromJson({ ...first, Sid: SEED }));
    const made = owner.node.findAll().find((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === home.cfnType);
    if (made !== undefined) {
      seeded(made, home.documentAt);
      return rememberPolicy(made);
    }
  }
  // In the stack of its store: a policy elsewhere would make the two depend on each other.
  const beside = Stack.of(scope) === Stack.of(store) ? scope : Stack.of(store);
  return rememberPolicy(new CfnResource(beside, `Policy${store.node.addr.slice(-8)}`, { type: home.cfnType, properties: home.names(store) }));
}

function notOurs(store: StoreResource, cfnType: string): IntentError {
  return refusal('StorePolicyNotOurs', `the policy of imported store \`${store.path}\` cannot be changed from this app; expected a store that this app creates, or its ${cfnType} in this app; declare the store in the app that owns it, and offer access there`);
}

export function refusal(code: string, message: string): IntentError {
  return new IntentError([{ code, level: 'error', pointer: '', where: '', message }]);
}
