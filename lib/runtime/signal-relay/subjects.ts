/**
 * What a finding is about, in the words of signals: `subjectOfType('AwsS3Bucket', arn)` is `{ kind: 'bucket', id: arn }`.
 *
 * Types as Security Hub writes them (`AwsEc2Instance`), CloudFormation (`AWS::EC2::Instance`, also OCSF) and GuardDuty (`Instance`). One that is not in the
 * table is a `resource`: nothing is dropped for want of a word.
 */
import type { SignalSubject } from '../../contract/signal';

const KINDS: Readonly<Record<string, string>> = {
  account: 'account', ec2instance: 'instance', instance: 'instance', ec2networkinterface: 'networkInterface', ec2securitygroup: 'securityGroup', ec2vpc: 'vpc', ec2subnet: 'subnet',
  s3bucket: 'bucket', s3object: 'bucket', s3accountpublicaccessblock: 'account', iamrole: 'principal', iamuser: 'principal', iamaccesskey: 'principal', iamgroup: 'principal', accesskey: 'principal',
  iampolicy: 'policy', lambdafunction: 'function', lambda: 'function', lambdalayerversion: 'layer', rdsdbinstance: 'database', rdsdbcluster: 'database', rdslimitlessdb: 'database', rdsdbsnapshot: 'snapshot', rdsdbclustersnapshot: 'snapshot',
  ec2snapshot: 'snapshot', ec2volume: 'volume', dynamodbtable: 'table', dynamodbstream: 'stream', kmskey: 'key', secretsmanagersecret: 'secret', sqsqueue: 'queue', snstopic: 'topic', efsfilesystem: 'fileSystem', ecrrepository: 'repository', ecrcontainerimage: 'image',
  ekscluster: 'cluster', kubernetescluster: 'cluster', ecscluster: 'cluster', ecsservice: 'service', ecstask: 'task', container: 'container', apigatewayrestapi: 'restApi', apigatewaystage: 'restApi', apigatewayv2api: 'httpApi', apigatewayv2stage: 'httpApi',
  elbv2loadbalancer: 'loadBalancer', elasticloadbalancingv2loadbalancer: 'loadBalancer', cloudfrontdistribution: 'distribution', wafv2webacl: 'firewall', cognitouserpool: 'userPool', certificatemanagercertificate: 'certificate', cloudtrailtrail: 'trail',
};

export function subjectOfType(type: string, id: string): SignalSubject {
  const word = type.toLowerCase().replace(/[^a-z0-9]/g, '').replace(/^aws/, '');
  return { kind: Object.hasOwn(KINDS, word) ? KINDS[word] : 'resource', id };
}
