/** The policy of a bucket: one `AWS::S3::BucketPolicy` per bucket, of at most 20 KB. */
import { readIfPossible } from '../../../network/members/read';
import type { ResourceHome } from '../helpers';

export const HOME: ResourceHome = {
  cfnType: 'AWS::S3::BucketPolicy', storeAt: 'Bucket', documentAt: 'PolicyDocument', limit: 20_480,
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html',
  names: (bucket) => ({ Bucket: bucket.ref }),
  isNamed: (literal, store) => store.resource !== undefined && literal === readIfPossible(store.resource, 'BucketName'),
};
