/** Who must boot waits for the rules and endpoints that it needs to boot, and for nothing else. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Endpoint, ServiceAccess, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import { func, ground, type Ground, HOW, instance, task } from '../../support/apps/ground';
import { type Json, newStack, resourcesOf, type Synthesized, synthesize } from '../../support/apps/synthesize';

/** What a resource waits for, by type and flows; an endpoint, which flows share, by its service. */
function waitsFor({ templates }: Synthesized, stack: string, logicalId: string): string[] {
  const { [logicalId]: resource } = templates[stack].Resources as Json;
  const named = (resource.DependsOn ?? []) as string[];
  return named.map((id) => {
    const other = templates[stack].Resources[id] as Json;
    const { flows = [], service = '' } = other.Metadata?.['zero-trust'] ?? {};
    return `${other.Type.replace('AWS::EC2::', '')} ${service}${flows.join()}`;
  }).sort();
}

function facade({ stack, vpc }: Ground, props: Partial<ZeroTrustProps> = {}): ZeroTrust {
  return new ZeroTrust(stack, 'ZeroTrust', { vpc, ...props });
}

const BOOT = [
  'SecurityGroupEgress api.image-pull.ecr-api,api.image-pull.ecr-api.2', 'SecurityGroupEgress api.image-pull.ecr-dkr', 'SecurityGroupEgress api.image-pull.s3',
  'SecurityGroupIngress api.image-pull.ecr-api,api.image-pull.ecr-api.2', 'SecurityGroupIngress api.image-pull.ecr-dkr',
  'VPCEndpoint ecr.api', 'VPCEndpoint ecr.dkr', 'VPCEndpoint s3',
];

test('a task waits for both sides of every implied rule, and for the endpoints', () => {
  const on = ground();
  facade(on).addSegment('api', { members: [task(on.stack, 'Task')] });
  expect(waitsFor(synthesize(on.app), 'App', 'Task')).toEqual(BOOT);
});

test('not for flows that people wrote: another one never touches the task', () => {
  const on = ground();
  const zt = facade(on);
  const api = zt.addSegment('api', { members: [task(on.stack, 'Task')] });
  const docs = zt.addSegment('docs', { members: [instance(on.stack, 'Docs')] });
  zt.addFlow({ source: api, destination: docs, port: ec2.Port.tcp(5432), ...HOW });
  zt.addFlow({ source: api, destination: Endpoint.awsService('sqs'), because: 'x' });
  zt.addFlow({ source: Endpoint.INTERNET, destination: api, port: ec2.Port.tcp(443), ...HOW });
  const made = synthesize(on.app);
  expect(waitsFor(made, 'App', 'Task')).toEqual(BOOT);
  expect(waitsFor(made, 'App', 'Docs')).toEqual([]);
});

test('not otherwise where people wrote a flow to the same service', () => {
  const on = ground();
  const zt = facade(on);
  const api = zt.addSegment('api', { members: [task(on.stack, 'Task')] });
  for (const service of ['s3', 'ecr.dkr']) zt.addFlow({ id: service.replace('.', '-'), source: api, destination: Endpoint.awsService(service), because: 'x' });
  const plain = waitsFor(synthesize(on.app), 'App', 'Task').map((text) => text.replace(/,?(s3|ecr-dkr)$/, ''));
  expect(plain.map((text) => text.split(' ')[0])).toEqual(BOOT.map((text) => text.split(' ')[0]));
});

test('what needs nothing waits for nothing, beside one that does', () => {
  const on = ground();
  facade(on).addSegment('api', { members: [func(on.stack, 'Function'), instance(on.stack, 'Instance')] });
  const made = synthesize(on.app);
  expect([waitsFor(made, 'App', 'Function'), waitsFor(made, 'App', 'Instance')]).toEqual([[], []]);
});

test('what was left out by name is not waited for', () => {
  const on = ground();
  facade(on).addSegment('api', { members: [task(on.stack, 'Task')], withoutImplied: ['image-pull'] });
  expect(waitsFor(synthesize(on.app), 'App', 'Task')).toEqual([]);
});

test('an instance that is to be reached by Session Manager waits for that', () => {
  const on = ground();
  facade(on).addSegment('api', { members: [instance(on.stack, 'Instance')], withImplied: ['session-manager'] });
  expect(waitsFor(synthesize(on.app), 'App', 'Instance')).toHaveLength(6);
});

test('with endpoints that were there, only the rules are waited for', () => {
  const on = ground();
  const theirs = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(on.stack, 'Theirs', { vpcEndpointId: 'vpce-1', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(on.stack, 'Group', 'sg-0aaaaaaaaaaaaaaa1')] });
  facade(on, { defaultServiceAccess: ServiceAccess.existing(theirs) }).addSegment('api', { members: [task(on.stack, 'Task')] });
  expect(new Set(waitsFor(synthesize(on.app), 'App', 'Task').map((text) => text.split(' ')[0]))).toEqual(new Set(['SecurityGroupEgress', 'SecurityGroupIngress']));
});

test('a member in another stack cannot wait for its rules, and makes no circle', () => {
  const on = ground();
  const other = newStack(on.app, 'Other');
  facade(on).addSegment('api', { members: [task(other, 'Task')] });
  expect(waitsFor(synthesize(on.app), 'Other', 'Task')).toEqual([]);
});

describe('an L2 service', () => {
  const service = (on: Ground, more: (definition: ecs.FargateTaskDefinition) => void = () => undefined): Synthesized => {
    const taskDefinition = new ecs.FargateTaskDefinition(on.stack, 'Definition');
    const fargate = new ecs.FargateService(on.stack, 'Service', { cluster: new ecs.Cluster(on.stack, 'Cluster', { vpc: on.vpc }), taskDefinition, enableExecuteCommand: true });
    facade(on).addSegment('api', { members: [fargate] });
    taskDefinition.addContainer('main', { image: ecs.ContainerImage.fromRegistry('image'), logging: ecs.LogDriver.awsLogs({ streamPrefix: 'x' }) });
    more(taskDefinition);
    return synthesize(on.app);
  };
  const flowsOf = ({ intents }: Synthesized): string[] => ((JSON.parse(Object.values(intents)[0]) as Json).flows as Json[]).map((f) => f.id as string);

  test('needs what its definition shows, containers added late included', () => {
    const made = service(ground());
    expect(flowsOf(made)).toEqual(['api.container-logs.logs', 'api.exec.ssmmessages', 'api.image-pull.ecr-api', 'api.image-pull.ecr-api.2', 'api.image-pull.ecr-dkr', 'api.image-pull.s3']);
    const [id] = resourcesOf(made.templates).find(([, r]) => r.Type === 'AWS::ECS::Service')!;
    expect(waitsFor(made, 'App', id.split('/')[1]).filter((text) => text.includes('container-logs') || text === 'VPCEndpoint logs')).toHaveLength(3);
  });

  test('with secrets and parameters, needs these', () => {
    const made = service(ground(), (definition) => {
      definition.addContainer('side', { image: ecs.ContainerImage.fromRegistry('image'), secrets: {
        A: ecs.Secret.fromSecretsManager(Secret.fromSecretCompleteArn(definition, 'Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf')),
        B: ecs.Secret.fromSsmParameter(StringParameter.fromStringParameterName(definition, 'Parameter', 'name')),
      } });
    });
    expect(flowsOf(made)).toEqual(expect.arrayContaining(['api.container-secrets.secretsmanager', 'api.container-parameters.ssm']));
  });
});
