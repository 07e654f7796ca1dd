/**
 * Buckets into which stores of this app are to log (`accessLogs`), with who logs there: ``logTargets(protection).get(bucket)``.
 *
 * A bucket of logs may be closed before the store that logs there says so on its resource.
 */
import { CfnResource } from 'aws-cdk-lib';
import { ReferenceTo, resolveValue } from '../network/members/read';
import type { DataProtection } from './data-protection';
import { DataStore } from './data-store';

const KNOWN = new WeakMap<DataProtection, ReadonlyMap<CfnResource, string>>();

export function logTargets(protection: DataProtection): ReadonlyMap<CfnResource, string> {
  const known = KNOWN.get(protection) ?? found(protection);
  KNOWN.set(protection, known);
  return known;
}

function found(protection: DataProtection): Map<CfnResource, string> {
  const targets = new Map<CfnResource, string>();
  for (const store of protection.node.root.node.findAll().filter((c): c is DataStore => c instanceof DataStore)) {
    const { accessLogs, resource } = store._host.props;
    const name = accessLogs === undefined ? undefined : resolveValue(resource, accessLogs.bucketRef.bucketName);
    if (name instanceof ReferenceTo && CfnResource.isCfnResource(name.target)) targets.set(name.target, resource.node.path);
  }
  return targets;
}
