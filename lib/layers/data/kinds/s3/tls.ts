/** A bucket takes TLS 1.2 and later alone. Verbs by name, never `s3:*`: a Deny of that would hide what it does to its administration. */
import { type CfnResource } from 'aws-cdk-lib';
import { resolveValue } from '../../../network/members/read';
import type { Closing } from '../../kind';
import type { Statement, StoreResource } from '../../model';
import { requireTls } from '../helpers';
import { HOME } from './home';

const types = ['AWS::S3::Bucket'];

/** Every action that a request to a bucket or an object has begins with one of these (a test compares with IAM's list). */
export const VERBS = ['Abort', 'Bypass', 'Create', 'Delete', 'Get', 'Initiate', 'List', 'ObjectOwner', 'Pause', 'Put', 'Replicate', 'Restore', 'Update'].map((verb) => `s3:${verb}*`);

export function tlsRows(store: (bucket: CfnResource) => StoreResource, actions: readonly string[]): Closing[] {
  const arns = (bucket: CfnResource): string[] => {
    const { arn } = store(bucket);
    return [arn, `${arn}/*`];
  };
  const statement = (bucket: CfnResource, Sid: string, Condition: Statement['Condition']): Statement => ({ Sid, Effect: 'Deny', Principal: { AWS: '*' }, Action: VERBS, Resource: arns(bucket), Condition });
  const common = { types, aspect: 'tls' as const, home: HOME, store, actions, resources: (bucket: CfnResource) => arns(bucket).map((arn) => resolveValue(bucket, arn)), property: 'AWS::S3::BucketPolicy PolicyDocument' };
  return [
    requireTls({
      ...common, id: 's3.tls', value: 'Deny where `aws:SecureTransport` is false', says: 'Requests over plain HTTP are refused.',
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
      condition: { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' },
      statement: (bucket) => statement(bucket, 'RequireTls', { Bool: { 'aws:SecureTransport': 'false' } }),
    }),
    requireTls({
      ...common, id: 's3.tls-version', value: 'Deny where `s3:TlsVersion` is below 1.2', says: 'Requests over TLS 1.0 and 1.1 are refused.',
      source: 'https://repost.aws/knowledge-center/s3-enforce-modern-tls',
      condition: { operator: 'NumericLessThan', key: 's3:TlsVersion', value: '1.2' },
      statement: (bucket) => statement(bucket, 'RequireTls12', { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
    }),
  ];
}
