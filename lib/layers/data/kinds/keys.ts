/**
 * Whose key encrypts a store: ``whoseKey(table, read(table, 'SSESpecification.KMSMasterKeyId'))`` is `own`, `aws`, `none` or
 * `unknown`; ``keyIn(table, 'SSESpecification.KMSMasterKeyId')`` is its ARN and, where this app makes it, its resource.
 *
 * A literal ARN or id of a key is taken for the customer's own, because people write down only those; keys of AWS are named
 * by their alias `alias/aws/...`. A parameter or an imported value may be either: unknown.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { isObject, readIfPossible, ReferenceTo, resolveValue, targetOf } from '../../network/members/read';
import type { StoreResource } from '../model';
import { attempt } from './resolve';
import { asToken } from './tokens';
import { valuesAt } from './values';

export function whoseKey(resource: CfnResource, value: unknown, known?: string): 'own' | 'aws' | 'none' | 'unknown' {
  if (value === undefined || value === null || value === '') return 'none';
  // The key that the layer wrote, whatever its form.
  if (known !== undefined && JSON.stringify(value) === JSON.stringify(resolveValue(resource, known))) return 'own';
  if (typeof value === 'string') return /(^|:)alias\/aws\//.test(value) ? 'aws' : 'own';
  const target = targetOf(resource, value);
  if (target?.cfnResourceType === 'AWS::KMS::Key' || target?.cfnResourceType === 'AWS::KMS::ReplicaKey') return 'own';
  if (target?.cfnResourceType === 'AWS::KMS::Alias') return whoseKey(target, readIfPossible(target, 'TargetKeyId'));
  if (target !== undefined) return 'unknown';
  const text = literalParts(value);
  if (text === undefined) return 'unknown';
  return /:alias\/aws\//.test(text) ? 'aws' : /:(key|alias)\/[^\0]+$/.test(text) ? 'own' : 'unknown';
}

/** The key at a path: its ARN, and its resource where this app makes it. Undefined where none can be named by an ARN. */
export function keyIn(resource: CfnResource, path: string): StoreResource['key'] {
  const values = attempt(() => valuesAt(resource, path)) ?? [];
  const isOne = values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));
  return isOne ? keyNamed(resource, values[0]) : undefined;
}

export function keyNamed(resource: CfnResource, value: unknown): StoreResource['key'] {
  if (value === undefined || value === '' || whoseKey(resource, value) === 'aws') return undefined;
  const target = targetOf(resource, value);
  if (target?.cfnResourceType === 'AWS::KMS::Alias') return keyNamed(target, readIfPossible(target, 'TargetKeyId'));
  if (target?.cfnResourceType === 'AWS::KMS::Key' || target?.cfnResourceType === 'AWS::KMS::ReplicaKey') {
    return { arn: Token.asString(target.getAtt('Arn')), ...(target.cfnResourceType === 'AWS::KMS::Key' ? { resource: target } : {}) };
  }
  if (typeof value === 'string') {
    if (/:alias\/|^alias\//.test(value)) return undefined; // an alias is no resource that a policy can name
    return { arn: value.startsWith('arn:') ? value : Stack.of(resource).formatArn({ service: 'kms', resource: 'key', resourceName: value }) };
  }
  if (literalParts(value)?.includes(':alias/')) return undefined;
  return { arn: asToken(value) };
}

/** The text of a join with a zero byte for each part that is not literal; undefined where there is nothing literal. */
export function literalParts(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof ReferenceTo || !isObject(value)) return undefined;
  const join = value['Fn::Join'];
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1])) return join[1].map((part) => literalParts(part) ?? '\0').join(join[0]);
  const sub = value['Fn::Sub'];
  const text = Array.isArray(sub) ? sub[0] : sub;
  return typeof text === 'string' ? text.replace(/\$\{[^}]*\}/g, '\0') : undefined;
}
