/**
 * A key for one store, made by the library where a crown jewel has none: ``dataKeyFor(store, kind, context, scope)``.
 *
 * The account's root administers it and cannot use it; which roles may use it is written by emit-stores.ts, from the data flows, which
 * AWS services by services.ts, from the store's own policy. It costs about
 * 1 USD a month. It is made only where setting a key replaces nothing; else the closing refuses (`JewelNeedsKey`).
 */
import { CfnDeletionPolicy, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { homeIn, slug } from './homes';
import { rootAdministers } from './key-policies';
import type { ClosingContext, StoreKind } from './kind';
import type { StoreResource } from './model';
import { writeMetadata } from '../network/verbatim';

/** True where the closing that asks for a key is open for want of one, and closing it replaces nothing. */
export function wantsDataKey({ resource, cfnType, key }: StoreResource, kind: StoreKind, context: ClosingContext): boolean {
  if (resource === undefined || key !== undefined || !context.isJewel || context.keyArn !== undefined || kind.type === 'kms') return false;
  // Whatever the row is called: the one that refuses for want of a key.
  const rows = kind.closings.filter((c) => c.types.includes(cfnType)).filter((c) => {
    const found = c.judge(resource, context);
    return found.is === 'refused' && found.code === 'JewelNeedsKey';
  });
  return rows.length > 0 && rows.every((c) => !c.replaces);
}

/** INVARIANT: the logical id depends on the façade and the store's id alone, so that nothing that is added later makes another key. */
export function makeDataKey(store: StoreResource, id: string, scope: Construct, posture: ClosingContext['posture']): CfnKey {
  const stack = store.resource === undefined ? Stack.of(scope) : Stack.of(store.resource);
  const { Sid, ...statement } = rootAdministers();
  const key = new CfnKey(homeIn(stack, scope, 'Keys'), slug(id), {
    description: `Data of store ${id}`,
    enableKeyRotation: true,
    keyPolicy: { Version: '2012-10-17', Statement: [{ Sid, ...statement }] },
  });
  // A key that is gone takes the data with it, snapshots included.
  const kept = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  key.cfnOptions.deletionPolicy = kept;
  key.cfnOptions.updateReplacePolicy = kept;
  writeMetadata(key, 'zero-trust', { store: id });
  MADE.add(key);
  return key;
}

const MADE = new WeakSet<CfnResource>();

export function isDataKey(key: CfnResource): boolean {
  return MADE.has(key);
}
