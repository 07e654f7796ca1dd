/**
 * Policies of an app by what they are on: ``policiesOn(bucket, 'AWS::S3::BucketPolicy', 'Bucket')`` walks the tree; within
 * ``withPolicyIndex(root, () => ...)`` it is walked once, however many stores ask. Inside, others must neither add policies nor
 * put them on other stores; policies of ours are remembered.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { readIfPossible, targetOf } from '../../network/members/read';

/** A policy, the resources of this app that it is on, and what else it names. */
export interface PolicyOn {
  readonly policy: CfnResource;
  readonly targets: readonly CfnResource[];
  readonly others: readonly unknown[];
}

/** Policies, and what names a bucket for its logs. */
const INDEXED = /Policy$|^AWS::(S3::Bucket|ElasticLoadBalancing(V2)?::LoadBalancer)$/;

class Index {
  /** By type and property. */
  private readonly found = new Map<string, { readonly byTarget: Map<CfnResource, PolicyOn[]>; readonly others: PolicyOn[] }>();
  private readonly byType = new Map<string, CfnResource[]>();

  constructor(root: IConstruct, only?: string) {
    for (const c of root.node.findAll()) if (CfnResource.isCfnResource(c) && (only === undefined ? INDEXED.test(c.cfnResourceType) : c.cfnResourceType === only)) this.remember(c);
  }

  public remember(policy: CfnResource): void {
    this.found.clear();
    const list = this.byType.get(policy.cfnResourceType);
    if (list === undefined) this.byType.set(policy.cfnResourceType, [policy]);
    else if (!list.includes(policy)) list.push(policy);
  }

  public on(cfnType: string, at: string): { readonly byTarget: ReadonlyMap<CfnResource, readonly PolicyOn[]>; readonly others: readonly PolicyOn[] } {
    const key = `${cfnType} ${at}`;
    let found = this.found.get(key);
    if (found === undefined) {
      found = { byTarget: new Map(), others: [] };
      for (const policy of this.byType.get(cfnType) ?? []) add(found, policyOn(policy, at));
      this.found.set(key, found);
    }
    return found;
  }

  /** One that was made just now, without reading the others again. */
  public made(policy: CfnResource): void {
    const known = new Map(this.found);
    this.remember(policy);
    for (const [key, found] of known) {
      const [cfnType, at] = key.split(' ');
      if (cfnType === policy.cfnResourceType) add(found, policyOn(policy, at));
      this.found.set(key, found);
    }
  }
}

function add(found: { readonly byTarget: Map<CfnResource, PolicyOn[]>; readonly others: PolicyOn[] }, on: PolicyOn): void {
  for (const target of on.targets) found.byTarget.set(target, [...found.byTarget.get(target) ?? [], on]);
  if (on.others.length > 0) found.others.push(on);
}

/** What stands for another resource, and where it names that: an attachment has the ARN of its secret. */
const STANDS_FOR: Readonly<Record<string, string>> = { 'AWS::SecretsManager::SecretTargetAttachment': 'SecretId' };

/** The resource that is named, or the one that it stands for. */
export function meantBy(resource: CfnResource, value: unknown): CfnResource | undefined {
  const target = targetOf(resource, value);
  const path = target === undefined ? undefined : STANDS_FOR[target.cfnResourceType];
  return target === undefined || path === undefined ? target : targetOf(target, readIfPossible(target, path)) ?? target;
}

function policyOn(policy: CfnResource, at: string): PolicyOn {
  const named = [readIfPossible(policy, at)].flat();
  const targets = named.map((one) => meantBy(policy, one));
  return { policy, targets: targets.filter((t) => t !== undefined), others: named.filter((_, i) => targets[i] === undefined) };
}

const INDEXES = new WeakMap<IConstruct, Index>();

export function withPolicyIndex<T>(construct: IConstruct, during: () => T): T {
  const { root } = construct.node;
  if (INDEXES.has(root)) return during();
  INDEXES.set(root, new Index(root));
  try {
    return during();
  } finally {
    INDEXES.delete(root);
  }
}

/** Policies of a type that name `store` by reference, and those that name something by another word, of which the caller judges. */
export function policiesOn(around: IConstruct, cfnType: string, at: string, store: CfnResource | undefined): { readonly on: readonly PolicyOn[]; readonly others: readonly PolicyOn[] } {
  const { root } = around.node;
  const { byTarget, others } = (INDEXES.get(root) ?? new Index(root, cfnType)).on(cfnType, at);
  return { on: (store === undefined ? undefined : byTarget.get(store)) ?? [], others };
}

/** One that was made meanwhile. */
export function rememberPolicy(policy: CfnResource): CfnResource {
  INDEXES.get(policy.node.root)?.made(policy);
  return policy;
}
