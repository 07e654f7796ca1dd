/**
 * Who logs into a bucket: ``loggedInto(bucket)`` is the path of a bucket or load balancer of this app, or undefined.
 *
 * S3 delivers server access logs, and Elastic Load Balancing those of an Application or Classic Load Balancer, into buckets that encrypt
 * with S3's own keys alone. With a KMS key by default nothing arrives, and nobody is told.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html ("Bucket requirements": SSE-S3)
 *
 * A Network Load Balancer, VPC flow logs and CloudFront take a key whose policy lets log delivery in, so they are not among these.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { isObject, read, readIfPossible, targetOf } from '../../../network/members/read';
import { policiesOn, type PolicyOn } from '../policy-index';
import { attempt } from '../resolve';

const BUCKET = 'AWS::S3::Bucket';
const SOURCES = [[BUCKET, 'LoggingConfiguration.DestinationBucketName'], ['AWS::ElasticLoadBalancing::LoadBalancer', 'AccessLoggingPolicy.S3BucketName'], ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes']] as const;

export function loggedInto(bucket: CfnResource): string | undefined {
  const itself = attempt(() => read(bucket, 'LoggingConfiguration'));
  if (isObject(itself) && itself.DestinationBucketName === undefined && itself.destinationBucketName === undefined) return bucket.node.path;
  const name = readIfPossible(bucket, 'BucketName');
  for (const [type, at] of SOURCES) {
    const { on, others } = policiesOn(bucket, type, at, bucket);
    const found = on[0] ?? others.find((o) => o.others.some((value) => names(o, value, bucket, name)));
    if (found !== undefined) return found.policy.node.path;
  }
  return undefined;
}

/** By its literal name; or as an attribute of a load balancer. */
function names({ policy }: PolicyOn, value: unknown, bucket: CfnResource, name: unknown): boolean {
  if (typeof value === 'string') return value === name;
  if (!isObject(value) || readIfPossible(policy, 'Type') === 'network') return false;
  const [key, of] = [value.Key ?? value.key, value.Value ?? value.value];
  if (typeof key !== 'string' || !/^(access|connection|health_check)_logs\.s3\.bucket$/.test(key)) return false;
  return targetOf(policy, of) === bucket || (typeof of === 'string' && of === name);
}
