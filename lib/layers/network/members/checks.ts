/**
 * What the table cannot say in a row: ``check(service)`` tells that an ECS service in bridge mode shares its host's groups.
 *
 * A check looks at one resource and answers with a problem, or with notes, a boot profile and a port that depend on how
 * the resource is configured. A value that only CloudFormation knows is taken to be the usual one: the segment's group
 * is then refused at deployment, not silently ignored. Not modelled: ECS deployment controllers `EXTERNAL` and
 * `CODE_DEPLOY`, whose task sets carry groups of their own.
 */
import { CfnResource } from 'aws-cdk-lib';
import { describe, read, targetOf } from './read';
import { BootProfile, MemberNote, MemberProblem, MemberType, problem } from './types';

export interface CheckResult {
  readonly problem?: MemberProblem;
  readonly notes?: readonly MemberNote[];
  readonly bootProfile?: BootProfile;
  readonly defaultPort?: number;
  /** The resource that holds the list in place of this one. */
  readonly instead?: CfnResource;
}

type Check = (resource: CfnResource) => CheckResult;

const CHECKS: Readonly<Record<string, Check>> = {
  'AWS::Lambda::Version': (r) => checkVersion(r, r),
  'AWS::Lambda::Alias': (r) => checkVersion(r, targetOf(r, read(r, 'FunctionVersion')) ?? read(r, 'FunctionVersion')),
  'AWS::ECS::Service': checkEcsService,
  'AWS::EC2::Instance': checkInstance,
  'AWS::EC2::LaunchTemplate': (r) => containerInstance(r, 'LaunchTemplateData.UserData'),
  'AWS::AutoScaling::LaunchConfiguration': (r) => containerInstance(r, 'UserData'),
  'AWS::EC2::VPCEndpoint': checkVpcEndpoint,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': checkLoadBalancer,
  'AWS::RDS::DBInstance': checkDbInstance,
};

export function check(resource: CfnResource): CheckResult {
  return CHECKS[resource.cfnResourceType]?.(resource) ?? {};
}

export function checkVpc(resource: CfnResource, type: MemberType): CheckResult {
  const when = type.inVpcWhen;
  const path = resource.node.path;
  if (when === undefined) return {};
  const there = (property: string): boolean => {
    const value = read(resource, property);
    return value !== undefined && !(Array.isArray(value) && value.length === 0);
  };
  if (there(when.property) || (when.unless ?? []).some(there)) return {};
  if (when.otherwise === 'default-vpc') {
    return { notes: [{ code: 'DefaultVpc', path, message: `member \`${path}\` has no \`${when.property}\`, so it lives in the account's default VPC: its segment's group must be in that VPC too` }] };
  }
  const outside = `\`${resource.cfnResourceType}\` without \`${when.property}\``;
  return {
    problem: problem('MemberNotInVpc', path, {
      what: 'is not in a VPC', got: outside, expected: 'a resource with subnets, because only a network interface carries a security group',
      fix: 'give it a VPC (`vpc`, `vpcSubnets`), or declare its flows by identity instead of by segment; moving some types into a VPC replaces them',
    }),
  };
}

/** A published version keeps the network configuration it was published with; CDK publishes anew only its `currentVersion`. */
function checkVersion(resource: CfnResource, version: unknown): CheckResult {
  const isNew = version === '$LATEST' || (CfnResource.isCfnResource(version) && version.node.scope?.node.id === 'CurrentVersion');
  if (isNew) return {};
  const path = resource.node.path;
  return { notes: [{ code: 'VersionKeepsGroups', path, message: `member \`${path}\` is a version that CDK does not publish anew: one that is deployed already keeps the security groups it was published with; use \`currentVersion\` of the function` }] };
}

function checkEcsService(resource: CfnResource): CheckResult {
  if (read(resource, 'NetworkConfiguration.AwsvpcConfiguration') === undefined) {
    return {
      problem: problem('MemberSharesHost', resource.node.path, {
        what: 'has no network interface of its own', got: 'an ECS service without an `awsvpc` network configuration', expected: 'network mode `awsvpc`',
        fix: 'set `networkMode: NetworkMode.AWS_VPC` on its task definition, or put the Auto Scaling group of its container instances in the segment',
      }),
    };
  }
  const launchType = read(resource, 'LaunchType');
  const providers = read(resource, 'CapacityProviderStrategy');
  const onFargate = launchType === 'FARGATE' || (Array.isArray(providers) && providers.some((p) => String(p?.CapacityProvider ?? p?.capacityProvider).startsWith('FARGATE')));
  const compatible = launchType === undefined && providers === undefined ? targetOf(resource, read(resource, 'TaskDefinition')) : undefined;
  const forFargate = compatible === undefined ? undefined : read(compatible, 'RequiresCompatibilities');
  return onFargate || (Array.isArray(forFargate) && forFargate.includes('FARGATE')) ? { bootProfile: 'ecs-fargate' } : {}; // on EC2 the host pulls images and ships logs, not the task
}

/** Container instances of ECS say so in their user data, from CDK as from every guide. */
function containerInstance(resource: CfnResource, path: string): CheckResult {
  return (JSON.stringify(read(resource, path)) ?? '').includes('ECS_CLUSTER') ? { bootProfile: 'ecs-ec2' } : {};
}

/** EC2 refuses groups on an instance whose launch template brings interfaces: then the template holds the list. */
function checkInstance(resource: CfnResource): CheckResult {
  if (read(resource, 'NetworkInterfaces') !== undefined) return {};
  const template = targetOf(resource, read(resource, 'LaunchTemplate.LaunchTemplateId') ?? read(resource, 'LaunchTemplate.LaunchTemplateName'));
  if (template?.cfnResourceType !== 'AWS::EC2::LaunchTemplate') return {};
  const interfaces = read(template, 'LaunchTemplateData.NetworkInterfaces');
  return Array.isArray(interfaces) && interfaces.length > 0 ? { instead: template } : {};
}

function checkVpcEndpoint(resource: CfnResource): CheckResult {
  const type = read(resource, 'VpcEndpointType') ?? 'Gateway';
  if (type === 'Gateway' || type === 'GatewayLoadBalancer') {
    return {
      problem: problem('MemberHasNoGroups', resource.node.path, {
        what: 'cannot carry a security group', got: `a VPC endpoint of type \`${type}\``, expected: 'type `Interface`',
        fix: 'leave it out of the segment: it is a route, opened by flows to its prefix list and closed by its endpoint policy',
      }),
    };
  }
  const service = JSON.stringify(read(resource, 'ServiceName')) ?? '';
  return service.includes('com.amazonaws.') && !/vpce-svc|smtp/.test(service) ? { defaultPort: 443 } : {};
}

function checkLoadBalancer(resource: CfnResource): CheckResult {
  const path = resource.node.path;
  const type = read(resource, 'Type');
  if (type === 'gateway') {
    return {
      problem: problem('MemberHasNoGroups', path, {
        what: 'cannot carry a security group', got: 'a load balancer of type `gateway`', expected: 'type `application` or `network`',
        fix: 'leave it out of the segment and put its targets in one',
      }),
    };
  }
  const groups = read(resource, 'SecurityGroups', 'SecurityGroups');
  if (type !== 'network' || (groups !== undefined && !(Array.isArray(groups) && groups.length === 0))) return {};
  return {
    notes: [{
      code: 'NlbGroupsReplace', path,
      message: `member \`${path}\` is a network load balancer without security groups: one that is deployed already cannot get them later, so it must be replaced (new name and addresses); a new one is not affected`,
    }],
  };
}

function checkDbInstance(resource: CfnResource): CheckResult {
  const cluster = read(resource, 'DBClusterIdentifier');
  if (cluster === undefined) return {};
  return {
    problem: problem('MemberBelongsToCluster', resource.node.path, {
      what: 'inherits its security groups', got: `an instance of the cluster \`${describe(cluster)}\``, expected: 'the cluster itself',
      fix: 'pass the cluster: its groups are those of all its instances',
    }),
  };
}
