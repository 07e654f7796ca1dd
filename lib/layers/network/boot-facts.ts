/**
 * What a member's own definition says that it needs before its code runs: container secrets, log driver, ECS Exec.
 *
 *   bootFactsOf(member)   // [{ profile: 'ecs-fargate', uses: ['awslogs', 'exec'] }]
 *   bootNotesOf(member)   // images and files that no implied flow reaches
 *
 * Read when the app is synthesized, so that containers added late count, and read without freezing CDK's lazy values, so that
 * those added later still come. A definition that cannot be read (imported, or behind a token) says nothing: its needs are
 * asked for by name (`withImplied`). Not read: the KMS key of an ECS Exec configuration.
 */
import { CfnResource } from 'aws-cdk-lib';
import type { BootFacts, BootUse } from './compiler/plan';
import type { OwnedMember } from './members';
import { isObject, readIfPossible, ReferenceTo, targetOf } from './members/read';

type Container = Readonly<Record<string, unknown>>;

export function bootFactsOf(member: OwnedMember): BootFacts[] {
  if (member.bootProfile === undefined) return [];
  const service = serviceOf(member);
  return [{ profile: member.bootProfile, uses: service === undefined ? [] : usesOfService(service) }];
}

export interface BootNote {
  readonly code: 'ImageOutsideEcr' | 'BootNeedsBucket';
  readonly message: string;
}

/** What would never start, because the network that the segment gets does not lead there. */
export function bootNotesOf(member: OwnedMember): BootNote[] {
  const service = member.bootProfile === undefined ? undefined : serviceOf(member);
  const notes: BootNote[] = [];
  for (const container of service === undefined ? [] : containersOf(service)) {
    const { Image: image, Name: name } = container;
    // A repository of this app is a reference; only a plain text says for sure that it is somewhere else.
    if (typeof image === 'string' && !/\.dkr\.ecr[.-]/.test(image)) {
      notes.push({ code: 'ImageOutsideEcr', message: `container \`${String(name)}\` of \`${member.path}\` comes from \`${image}\`, which no endpoint reaches; put the image into ECR (e.g. with a pull-through cache), or declare a flow from its segment to \`Endpoint.INTERNET\` over tcp/443 in a VPC with NAT` });
    }
    if (Array.isArray(container.EnvironmentFiles) && container.EnvironmentFiles.length > 0) {
      notes.push({ code: 'BootNeedsBucket', message: `container \`${String(name)}\` of \`${member.path}\` reads environment files from S3; declare a flow from its segment to \`Endpoint.awsService('s3')\` with \`s3:GetObject\` on that bucket` });
    }
  }
  return notes;
}

function serviceOf(member: OwnedMember): CfnResource | undefined {
  return member.resources.find(({ resource }) => resource.cfnResourceType === 'AWS::ECS::Service')?.resource;
}

function usesOfService(service: CfnResource): BootUse[] {
  const uses = new Set<BootUse>();
  if (readIfPossible(service, 'EnableExecuteCommand') === true) uses.add('exec');
  for (const container of containersOf(service)) {
    const log = container.LogConfiguration as { LogDriver?: unknown; SecretOptions?: unknown } | undefined;
    if (log?.LogDriver === 'awslogs') uses.add('awslogs');
    for (const list of [container.Secrets, log?.SecretOptions]) {
      for (const secret of Array.isArray(list) ? (list as { ValueFrom?: unknown }[]) : []) uses.add(kindOfSecret(secret.ValueFrom));
    }
    if (container.RepositoryCredentials !== undefined) uses.add('secrets');
  }
  return [...uses].sort();
}

function containersOf(service: CfnResource): readonly Container[] {
  const definition = taskDefinitionOf(service);
  const containers = definition === undefined ? undefined : readIfPossible(definition, 'ContainerDefinitions');
  return Array.isArray(containers) ? (pascal(containers) as Container[]) : [];
}

/** An L1 spells nested properties in camel case, a template in Pascal case; both are read alike. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(v)]));
}

/** The definition that the service names, if it is in this app. */
function taskDefinitionOf(service: CfnResource): CfnResource | undefined {
  const named = targetOf(service, readIfPossible(service, 'TaskDefinition'));
  if (named !== undefined) return named;
  const sibling = (service.node.scope as { taskDefinition?: { node?: { defaultChild?: unknown } } } | undefined)?.taskDefinition?.node?.defaultChild;
  return CfnResource.isCfnResource(sibling) ? sibling : undefined;
}

/** A parameter is one by its type or by its ARN; whatever else a container calls a secret is one. */
function kindOfSecret(valueFrom: unknown): 'secrets' | 'parameters' {
  const types = referencesIn(valueFrom).map(({ target }) => (CfnResource.isCfnResource(target) ? target.cfnResourceType : ''));
  if (types.includes('AWS::SecretsManager::Secret')) return 'secrets';
  if (types.includes('AWS::SSM::Parameter')) return 'parameters';
  const text = JSON.stringify(valueFrom) ?? '';
  return !text.includes('secretsmanager') && /:ssm:|parameter\//.test(text) ? 'parameters' : 'secrets';
}

function referencesIn(value: unknown): ReferenceTo[] {
  if (value instanceof ReferenceTo) return [value];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}
