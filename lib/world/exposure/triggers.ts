/**
 * What else calls a function: each resource that names one, by a table of types.
 *
 *   SERVICE   AWS calls, on behalf of whoever IAM lets write to the resource
 *   CALLER    a principal of the account calls: policies that let it, state machines, custom resources
 *   HARMLESS  names a function and never calls it
 *
 * A type that stands in no list is `unmodelled`, never silent. Doors and permissions are read elsewhere. As of 2026-11.
 */
import type { Resource } from '../template/model';
import { Choice, Sym, Text, type Value } from '../template/value';
import { isList, isMap, symsIn } from '../template/walk';
import { type Context, labelOf } from './context';
import type { Target, Trigger } from './model';

const SERVICE: Readonly<Record<string, string>> = {
  'AWS::Lambda::EventSourceMapping': 'Lambda polls the source for whoever may write to it',
  'AWS::S3::Bucket': 'S3 calls for whoever may write to the bucket',
  'AWS::SNS::Subscription': 'SNS calls for whoever may publish to the topic',
  'AWS::SNS::Topic': 'SNS calls for whoever may publish to the topic',
  'AWS::Events::Rule': 'EventBridge calls for whoever may put events on the bus',
  'AWS::Scheduler::Schedule': 'EventBridge Scheduler calls when it is time',
  'AWS::Pipes::Pipe': 'EventBridge Pipes calls for whoever may write to its source',
  'AWS::Logs::SubscriptionFilter': 'CloudWatch Logs calls for whoever may write to the log group',
  'AWS::Cognito::UserPool': 'Cognito calls while somebody signs up or in, before or after it knows who',
  'AWS::Cognito::IdentityPool': 'Cognito calls with events of the identity pool',
  'AWS::IoT::TopicRule': 'IoT calls for whoever may publish to its topics: devices with certificates of the account',
  'AWS::SES::ReceiptRule': 'SES calls for whoever sends mail to the address',
  'AWS::Config::ConfigRule': 'Config calls when a resource changes',
  'AWS::CodePipeline::Pipeline': 'CodePipeline calls when the pipeline runs',
  'AWS::CodeDeploy::DeploymentGroup': 'CodeDeploy calls during a deployment',
  'AWS::CodeCommit::Repository': 'CodeCommit calls for whoever may push',
  'AWS::KinesisFirehose::DeliveryStream': 'Firehose calls for whoever may write to the stream',
  'AWS::SecretsManager::RotationSchedule': 'Secrets Manager calls when a secret is due',
  'AWS::CloudWatch::Alarm': 'CloudWatch calls when the alarm changes its state',
  'AWS::CloudWatch::CompositeAlarm': 'CloudWatch calls when the alarm changes its state',
  'AWS::Bedrock::Agent': 'Bedrock calls for whoever may invoke the agent',
  'AWS::AppConfig::Extension': 'AppConfig calls when a configuration is deployed',
  'AWS::Lambda::EventInvokeConfig': 'Lambda calls with the results of asynchronous calls of another function',
  'AWS::ECS::Service': 'ECS calls during a deployment',
  'AWS::AutoScaling::LifecycleHook': 'Auto Scaling calls when an instance comes or goes',
};
const CALLER: Readonly<Record<string, string>> = {
  'AWS::StepFunctions::StateMachine': 'the state machine calls, started by whoever IAM lets start it',
  'AWS::CloudFormation::CustomResource': 'CloudFormation calls when the stack is deployed',
};
/** Custom resources of CDK that set what a type of AWS would. */
const OF_CDK: Readonly<Record<string, string>> = { 'Custom::S3BucketNotifications': SERVICE['AWS::S3::Bucket'] };
const HARMLESS = new Set([
  'AWS::Lambda::Permission', 'AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::Lambda::Url', 'AWS::Lambda::Function', 'AWS::Lambda::LayerVersionPermission', 'AWS::Lambda::CodeSigningConfig',
  'AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter', 'AWS::Logs::LogStream', 'AWS::Logs::QueryDefinition', 'AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::AnomalyDetector', 'AWS::CloudWatch::InsightRule', 'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::SSM::Parameter', 'AWS::CloudTrail::Trail', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment', 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage', 'AWS::ResourceGroups::Group', 'AWS::Synthetics::Canary', 'AWS::XRay::SamplingRule',
  'AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle', 'AWS::CloudFormation::WaitCondition', 'AWS::CloudFormation::Stack', 'AWS::KMS::Key', 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::ServiceDiscovery::Instance', 'AWS::Serverless::Function',
]);
/** Read as doors. */
const DOORS = new Set([
  'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::VpcLattice::TargetGroup',
  'AWS::AppSync::DataSource', 'AWS::CloudFront::Distribution',
]);
const AUTHORIZERS = new Set(['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer', 'AWS::AppSync::GraphQLApi', 'AWS::IoT::Authorizer']);
/** Services of which no type names a function to call it. */
const NEVER_CALL = /^AWS::(EC2|RDS|EFS|EKS|ElastiCache|IAM::InstanceProfile|Route53|WAFv2|ECR|AutoScaling::AutoScalingGroup|DocDB|Neptune|Redshift|Athena|Glue)(::|$)/;

export function readTriggers(context: Context): void {
  if (context.functions.size === 0) return;
  for (const type of context.templates.typeNames ?? [...new Set(context.templates.resources.map((r) => r.type))].sort()) {
    if (DOORS.has(type) || HARMLESS.has(type) || NEVER_CALL.test(type)) continue;
    for (const resource of context.templates.ofType(type)) for (const target of targetsOf(context, resource)) push(context, resource, target);
  }
}

/** The functions that it names, each once: by reference, or by a name that one of them has. */
function targetsOf(context: Context, resource: Resource): Target[] {
  const found = new Map<string, Target>();
  const put = (value: Value): void => {
    const target = context.target(value, resource.place);
    if (target.kind === 'function' && context.functions.has(target.id)) found.set(target.id, target);
  };
  const properties = resource.value();
  for (const sym of symsIn(properties)) if (FUNCTIONS.has(sym.type)) put(sym);
  if (context.hasNames) textsIn(properties, (text) => { if (text.includes(':function:')) put(text); });
  if (resource.type === 'AWS::Lambda::EventSourceMapping') for (const { value } of resource.alternatives('FunctionName')) put(value as Value);
  return [...found.values()];
}

const FUNCTIONS = new Set(['AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::Serverless::Function']);

/** Every text that stands whole anywhere in it; the literal parts of a mixed one hold no name of a function in full. */
function textsIn(value: Value | undefined, visit: (text: string) => void, depth = 0): void {
  if (typeof value === 'string') return visit(value);
  if (typeof value !== 'object' || value === null || depth > 30) return;
  if (value instanceof Text) return visit(value.parts.map((p) => (typeof p === 'string' ? p : '')).join(''));
  if (value instanceof Choice) return value.alternatives.forEach((a) => textsIn(a.value, visit, depth + 1));
  if (isList(value)) value.forEach((v) => textsIn(v, visit, depth + 1));
  else if (isMap(value)) Object.values(value).forEach((v) => textsIn(v, visit, depth + 1));
}

function push(context: Context, resource: Resource, target: Target): void {
  const { type, id, guard, place } = resource;
  const base = { id, type, label: labelOf(id), guard, place, target };
  if (type.startsWith('AWS::IAM::')) {
    if (mayInvoke(resource.value(), target.id)) context.triggers.push({ ...base, kind: 'iam', text: 'principals with this policy may call it' });
    return;
  }
  const [service, caller] = [own(SERVICE, type) ?? own(OF_CDK, type), own(CALLER, type)];
  const trigger: Pick<Trigger, 'kind' | 'text' | 'unknown'> = service !== undefined ? { kind: 'service', text: service }
    : caller !== undefined ? { kind: 'iam', text: caller }
    : isCustom(context, resource, target) ? { kind: 'iam', text: 'CloudFormation calls when the stack is deployed' }
    : AUTHORIZERS.has(type) ? { kind: 'authorizer', text: 'it is asked about every request, and decides who gets in' }
    : { kind: 'unmodelled', text: 'a type that is not modelled names it', unknown: { token: `type ${type}`, template: place.template, pointer: place.pointer, why: `whether \`${labelOf(id)}\` calls the function, and for whom, is not modelled` } };
  context.triggers.push({ ...base, ...trigger });
}

/** A custom resource calls what stands in `ServiceToken`, and may do anything with what else it is given. */
function isCustom(context: Context, resource: Resource, { id }: Target): boolean {
  const { ServiceToken: token, ...rest } = (resource.value() ?? {}) as Readonly<Record<string, Value>>;
  const names = (value: Value | undefined): boolean => symsIn(value).some((s) => s.type.startsWith('AWS::Lambda::') && context.target(s, resource.place).id === id);
  return !resource.type.startsWith('AWS::') && names(token) && !names(rest);
}

/** Statements that allow `lambda:Invoke...` or more, with the function among their resources. */
function mayInvoke(properties: Value | undefined, id: string): boolean {
  const texts = (value: Value | undefined): readonly Value[] => (isList(value) ? value : value === undefined ? [] : [value]);
  const walk = (value: Value | undefined): boolean => {
    if (isList(value)) return value.some(walk);
    if (!isMap(value)) return false;
    if (value.Effect !== undefined && value.Effect !== 'Deny' && symsIn(value.Resource).some((s) => s.resource === id || s.type.startsWith('AWS::Lambda::'))) return value.Action === undefined || texts(value.Action).some((a) => typeof a !== 'string' || /^(\*|lambda:(\*|invoke.*|i.*\*))$/i.test(a));
    return Object.values(value).some(walk);
  };
  return properties instanceof Sym ? true : walk(properties);
}

/** A template may name a type like a member of every object: `constructor`. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
