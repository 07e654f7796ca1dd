/**
 * What a member's own definition says that it needs before its code runs: container secrets, log driver, ECS Exec.
 *
 *   bootFactsOf(member)   // [{ profile: 'ecs-fargate', uses: ['awslogs', 'exec'] }]
 *
 * Read when the app is synthesized, so that containers added late count. A definition that cannot be read (imported, or
 * behind a token) says nothing: its needs are asked for by name (`withImplied`).
 */
import { CfnResource, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { BootFacts, BootUse } from './compiler/plan';
import type { OwnedMember } from './members';

export function bootFactsOf(member: OwnedMember): BootFacts[] {
  if (member.bootProfile === undefined) return [];
  const service = member.resources.find(({ resource }) => resource.cfnResourceType === 'AWS::ECS::Service')?.resource;
  return [{ profile: member.bootProfile, uses: service === undefined ? [] : usesOfService(service) }];
}

function usesOfService(service: CfnResource): BootUse[] {
  const uses = new Set<BootUse>();
  const props = propertiesOf(service);
  if (props.EnableExecuteCommand === true) uses.add('exec');
  const definition = taskDefinitionOf(service);
  if (definition === undefined) return [...uses].sort();
  const containers = propertiesOf(definition).ContainerDefinitions;
  for (const container of Array.isArray(containers) ? (containers as Record<string, unknown>[]) : []) {
    if ((container.LogConfiguration as { LogDriver?: unknown } | undefined)?.LogDriver === 'awslogs') uses.add('awslogs');
    for (const secret of Array.isArray(container.Secrets) ? (container.Secrets as { ValueFrom?: unknown }[]) : []) {
      uses.add(kindOfSecret(secret.ValueFrom, definition));
    }
  }
  return [...uses].sort();
}

/** The definition that the service names, if it is in this app. */
function taskDefinitionOf(service: CfnResource): CfnResource | undefined {
  const raw: unknown = (service as CfnResource & { taskDefinition?: unknown }).taskDefinition;
  const token: unknown = typeof raw === 'string' ? Tokenization.reverseString(raw).firstToken : raw;
  if (Reference.isReference(token) && CfnResource.isCfnResource(token.target)) return token.target;
  const sibling = (service.node.scope as { taskDefinition?: { node?: { defaultChild?: unknown } } } | undefined)?.taskDefinition?.node?.defaultChild;
  return CfnResource.isCfnResource(sibling) ? sibling : undefined;
}

/** A parameter has no `secretsmanager` in its ARN and is no secret by its type. */
function kindOfSecret(valueFrom: unknown, near: CfnResource): 'secrets' | 'parameters' {
  const text = JSON.stringify(valueFrom) ?? '';
  if (text.includes('secretsmanager')) return 'secrets';
  if (/:ssm:|parameter\//.test(text)) return 'parameters';
  const logicalId = /"Ref":"([A-Za-z0-9]+)"/.exec(text)?.[1];
  const target = Stack.of(near).node.findAll().find((c) => CfnResource.isCfnResource(c) && Stack.of(c).resolve(c.logicalId) === logicalId);
  return CfnResource.isCfnResource(target) && target.cfnResourceType === 'AWS::SSM::Parameter' ? 'parameters' : 'secrets';
}

function propertiesOf(resource: CfnResource): Record<string, unknown> {
  const stack = Stack.of(resource);
  const resolved = stack.resolve((resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation()) as { Resources?: Record<string, { Properties?: Record<string, unknown> }> };
  return Object.values(resolved.Resources ?? {})[0]?.Properties ?? {};
}
