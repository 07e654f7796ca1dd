/**
 * Where a resource says which role it works with: ``roleValues(function)`` is the reference in its `Role`.
 *
 * By L1 type, so that an L2, an L1 and one of `CfnInclude` are read alike. The execution role of a container task is the agent's,
 * not the task's, and is not meant. Not modelled: roles that a workload assumes while it runs, and those of EKS pods.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { readIfPossible, targetOf } from '../network/members/read';

interface Holder {
  /** Paths of the role's ARN or name. */
  readonly role?: readonly string[];
  /** Paths of another resource that says it. */
  readonly via?: readonly string[];
}

/** Property paths of the CloudFormation resource specification. */
const HOLDERS: Readonly<Record<string, Holder>> = {
  'AWS::AppRunner::Service': { role: ['InstanceConfiguration.InstanceRoleArn'] },
  'AWS::AutoScaling::AutoScalingGroup': {
    via: [
      'LaunchTemplate.LaunchTemplateId', 'LaunchTemplate.LaunchTemplateName', 'LaunchConfigurationName',
      'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId', 'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName',
    ],
  },
  'AWS::AutoScaling::LaunchConfiguration': { via: ['IamInstanceProfile'] },
  'AWS::Batch::JobDefinition': { role: ['ContainerProperties.JobRoleArn'] },
  'AWS::CodeBuild::Project': { role: ['ServiceRole'] },
  'AWS::EC2::Instance': { via: ['IamInstanceProfile', 'LaunchTemplate.LaunchTemplateId'] },
  'AWS::EC2::LaunchTemplate': { via: ['LaunchTemplateData.IamInstanceProfile.Arn', 'LaunchTemplateData.IamInstanceProfile.Name'] },
  'AWS::ECS::Service': { via: ['TaskDefinition'] },
  'AWS::ECS::TaskDefinition': { role: ['TaskRoleArn'] },
  'AWS::Glue::Job': { role: ['Role'] },
  'AWS::IAM::InstanceProfile': { role: ['Roles.0'] },
  'AWS::Lambda::Alias': { via: ['FunctionName'] },
  'AWS::Lambda::Function': { role: ['Role'] },
  'AWS::Lambda::Version': { via: ['FunctionName'] },
  'AWS::Pipes::Pipe': { role: ['RoleArn'] },
  'AWS::SageMaker::Model': { role: ['ExecutionRoleArn'] },
  'AWS::SageMaker::NotebookInstance': { role: ['RoleArn'] },
  'AWS::StepFunctions::StateMachine': { role: ['RoleArn'] },
  'AWS::Synthetics::Canary': { role: ['ExecutionRoleArn'] },
};

export const HOLDER_TYPES: readonly string[] = Object.keys(HOLDERS).sort();

export function holdsRole(cfnType: string): boolean {
  return Object.hasOwn(HOLDERS, cfnType);
}

/** References or texts of roles, through the resources that lie between. */
export function roleValues(resource: CfnResource, depth = 0): unknown[] {
  const holder = holdsRole(resource.cfnResourceType) ? HOLDERS[resource.cfnResourceType] : undefined;
  if (holder === undefined || depth > 4) return [];
  const direct = (holder.role ?? []).map((path) => readIfPossible(resource, path)).filter((v) => v !== undefined);
  if (direct.length > 0) return direct;
  for (const path of holder.via ?? []) {
    const target = targetOf(resource, readIfPossible(resource, path));
    if (target !== undefined && holdsRole(target.cfnResourceType)) return roleValues(target, depth + 1);
  }
  return [];
}
