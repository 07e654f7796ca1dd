/**
 * The reference app: a load balancer, Fargate, Aurora, a function, endpoints, a VPN gateway. Its data outlives its stack.
 */
import { DescribeDBClustersCommand, RDSClient } from '@aws-sdk/client-rds';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { strict as assert } from 'node:assert';
import { compareData } from '../data-compare';
import { ACCOUNT, REGION } from '../emulator';
import { groupsOfMember } from '../network-deployed';
import { type Edit, Project } from '../project';
import { failing, Life, type World } from './life';

const INTENT = 'bin/documents-intent.ts';
const SERVICE = 'bin/documents-service.ts';
const CERTIFICATE = 'Documents:CertificateArn=arn:aws:acm:eu-west-1:000000000000:certificate/11111111-2222-3333-4444-555555555555';
const CLAIM = "zt.addClaim({ source: api,";
const ADD_FLOW: Edit = {
  file: INTENT, was: CLAIM,
  is: `zt.addFlow({
    id: 'archive-control', source: api, destination: archive, port: ec2.Port.tcp(2122), until: '2027-06-30',
    authentication: FlowAuthentication.none('the mainframe cannot authenticate anybody'),
    encryption: FlowEncryption.none('nothing but the state of the transfer is sent'), because: 'the state of transfers',
  });
  ${CLAIM}`,
};
const RENAME: Edit = { file: INTENT, was: "displayName: 'Documents API'", is: "displayName: 'API of the documents'" };
const FAIL: readonly Edit[] = [
  { file: INTENT, was: 'ec2.Port.tcp(2122)', is: 'ec2.Port.tcp(2123)' },
  { file: SERVICE, was: "    new CfnOutput(this, 'Address'", is: `    ${failing('this', 'zt')}\n    new CfnOutput(this, 'Address'` },
];
const REMOVE_MEMBER: Edit = { file: INTENT, was: 'members: [workloads.loadBalancer]', is: 'members: []' };

export async function reference(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, '00-reference', '.', ['bin'], 'bin/app.ts');
  const life = new Life(world, project, ['Documents', 'DocumentsImages'], ['--parameters', CERTIFICATE]);

  await report.must('deploys, with the functions of CDK that close the default group run', async () => { await life.deploy('first'); });
  await report.check('security groups, members, endpoints and flow logs are those of the intent', () => life.compareNetwork());

  await report.check('policies of roles, stores and key are those of the intent, action by action', async () => {
    const id = (logicalId: string): Promise<string> => life.stacks.physicalId('Documents', logicalId);
    const [cluster, secret, bucket, key] = await Promise.all([id('DatabaseB269D8BB'), id('SealingKey98C9818D'), id('Reports65402A0A'), id('DataKey17AFBB84')]);
    const { DBClusters } = await new RDSClient(emulator.config()).send(new DescribeDBClustersCommand({ DBClusterIdentifier: cluster }));
    const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/${key}`;
    await compareData(emulator, life.stacks, project.intent, [
      { id: 'daily-reports', kind: 's3', name: bucket, arn: `arn:aws:s3:::${bucket}`, keyArn },
      { id: 'documents', kind: 'rds', name: cluster, arn: `arn:aws:rds-db:${REGION}:${ACCOUNT}:dbuser:${DBClusters![0].DbClusterResourceId}`, keyArn },
      { id: 'sealing-key', kind: 'secretsmanager', name: secret, arn: secret, keyArn },
    ], await Promise.all(['ApiTaskExecutionRoleC2344606', 'ApiTaskTaskRoleD15A20E9', 'ReportsJobServiceRole7532BFB4'].map(id)));
  });

  await report.must('a flow more adds its rule, is named by alarms about its segment, and changes nothing else', async () => {
    project.edit(ADD_FLOW);
    assert.deepStrictEqual(await life.deploy('add-flow'), { Documents: [
      'Add AWS::EC2::SecurityGroupEgress for archive-control',
      // Texts of alarms about the segment name its flows; alarms stand in nested stacks.
      'Modify AWS::CloudFormation::Stack TemplateURL for no flow', 'Modify AWS::CloudWatch::CompositeAlarm AlarmDescription for no flow',
    ] });
    await life.compareNetwork();
  });
  await report.must('a new display name changes nothing', async () => {
    project.edit(RENAME);
    assert.deepStrictEqual(await life.deploy('rename'), {});
  });
  await life.failUpdate(FAIL, 'Documents', () => life.network());
  await report.must('a member leaves: it gets its own group back, and carries none of its segment\'s', async () => {
    project.edit(REMOVE_MEMBER);
    const changed = await life.deploy('leave');
    assert.deepStrictEqual(Object.keys(changed), ['Documents']);
    assert.deepStrictEqual(changed.Documents, [
      'Add AWS::EC2::SecurityGroupEgress for no flow', // CDK's own, in the group that the load balancer gets back
      'Modify AWS::EC2::SecurityGroup SecurityGroupEgress for no flow',
      'Modify AWS::ElasticLoadBalancingV2::LoadBalancer SecurityGroups for no flow',
    ]);
    const [own] = (await groupsOfMember(emulator, 'AWS::ElasticLoadBalancingV2::LoadBalancer', await life.stacks.physicalId('Documents', 'LoadBalancerBE9EEC3A')))!;
    assert.equal(own, await life.stacks.physicalId('Documents', 'LoadBalancerSecurityGroupA28D6DD7'));
    await life.compareNetwork(['Documents-LoadBalancerSecurityGroupA28D6DD7']);
  });
  await life.askSecondOpinion();
  await report.check('is destroyed; what holds data stays', async () => {
    const buckets = (await life.stacks.resources('Documents')).filter((r) => r.ResourceType === 'AWS::S3::Bucket').map((r) => r.PhysicalResourceId!);
    life.succeeded(await project.destroy());
    assert.deepStrictEqual(await life.statuses(), [undefined, undefined]);
    const s3 = new S3Client(emulator.config());
    assert.equal(buckets.length, 3);
    for (const bucket of buckets) await s3.send(new HeadBucketCommand({ Bucket: bucket }));
  });
}
