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
import { own } from '../template/read/body';
import { Choice, Sym, Text, type Value } from '../template/value';
import { isList, isMap, symsIn } from '../template/walk';
import { type Context, labelOf } from './context';
import type { Target, Trigger } from './model';
import { sourceOf } from './sources';
import type { Unknown } from '../facts';

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
  'AWS::Lambda::Permission', 'AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::Lambda::Url', 'AWS::Lambda::Function', 'AWS::Lambda::LayerVersionPermission', 'AWS::Lambda::CodeSigningConfig', 'AWS::Lambda::LayerVersion', 'AWS::Lambda::CapacityProvider', 'AWS::Lambda::MicrovmImage', 'AWS::Lambda::NetworkConnector',
  'AWS::Logs::LogGroup', 'AWS::Logs::MetricFilter', 'AWS::Logs::LogStream', 'AWS::Logs::QueryDefinition', 'AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::AnomalyDetector', 'AWS::CloudWatch::InsightRule', 'AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::SSM::Parameter', 'AWS::CloudTrail::Trail', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment', 'AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage', 'AWS::ResourceGroups::Group', 'AWS::Synthetics::Canary', 'AWS::XRay::SamplingRule',
  'AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle', 'AWS::CloudFormation::WaitCondition', 'AWS::CloudFormation::Stack', 'AWS::KMS::Key', 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::ServiceDiscovery::Instance', 'AWS::Serverless::Function',
]);
/** Read as doors. */
const DOORS = new Set([
  'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::VpcLattice::TargetGroup',
  'AWS::AppSync::DataSource', 'AWS::CloudFront::Distribution',
]);
const AUTHORIZERS = new Set(['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer', 'AWS::AppSync::GraphQLApi', 'AWS::IoT::Authorizer', 'AWS::EC2::ClientVpnEndpoint']);
/** Services of which no type names a function to call it. */
const NEVER_CALL = /^AWS::(EC2(?!::ClientVpnEndpoint)|RDS|EFS|EKS|ElastiCache|IAM::InstanceProfile|Route53|WAFv2|ECR|AutoScaling::AutoScalingGroup|DocDB|Neptune|Redshift|Athena|Glue)(::|$)/;

export function readTriggers(context: Context): void {
  if (context.functions.size === 0) return;
  for (const type of context.templates.typeNames ?? [...new Set(context.templates.resources.map((r) => r.type))].sort()) {
    if (DOORS.has(type) || HARMLESS.has(type) || NEVER_CALL.test(type)) continue;
    for (const resource of context.templates.ofType(type)) for (const target of targetsOf(context, resource)) push(context, resource, target);
  }
}

/** The functions that it names, each once: by reference, by a name that one of them has, or by a token in a place for functions. */
function targetsOf(context: Context, resource: Resource): Target[] {
  const found = new Map<string, Target>();
  const put = (value: Value): void => {
    const target = context.target(value, resource.place);
    if (target.kind === 'service' || target.kind === 'http') return;
    if (context.functions.has(target.id) || target.mayBe !== undefined) found.set(target.id, target);
  };
  const properties = resource.value();
  for (const sym of symsIn(properties)) if (FUNCTIONS.has(sym.type)) put(sym);
  if (!context.names.hasAny && context.templates.templates.length < 2) return [...found.values()];
  const isOfAws = resource.type.startsWith('AWS::');
  const modelled = own(SERVICE, resource.type) !== undefined || own(CALLER, resource.type) !== undefined;
  textsIn(properties, (value, path) => {
    const text = context.text(value) ?? '';
    if (text.includes(':function:')) return put(value);
    const isPlace = (modelled ? CALLED : FOR_FUNCTIONS).test(path) && !NOT_FUNCTIONS.test(path);
    if (typeof value === 'string' ? !isPlace : !isPlace || isBare(value)) return mentioned(context, resource, text, isOfAws, found);
    put(value);
  });
  return [...found.values()];
}

/** A name that stands as a word in a document, or anywhere in a custom resource. */
function mentioned(context: Context, resource: Resource, text: string, isOfAws: boolean, found: Map<string, Target>): void {
  if (isOfAws && !/lambda|function/i.test(text)) return;
  const mayBe = context.names.within(text, resource.place);
  if (mayBe.length > 0) found.set(`external:${text}`, { kind: 'unknown', id: `external:${text}`, label: 'a name', mayBe });
}

/** What a template makes is no name of a function; what it is told may be. */
function isBare(value: Value): boolean {
  return value instanceof Sym && value.resource !== undefined && value.type.startsWith('AWS::') && value.type !== 'AWS::CloudFormation::Stack' && value.type !== 'AWS::CloudFormation::CustomResource';
}

const FUNCTIONS = new Set(['AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::Serverless::Function']);
/** Paths of properties that hold what is called, of types in the tables above; and of other types, as their authors name them. */
const CALLED = /lambda|function|(^|\.)endpoint$|targets?(\.\d+)?\.arn$|destinationarn$|enrichment$/i;
const FOR_FUNCTIONS = /lambda|function|integration|endpoint|uri$|handler|hooktargetarn$|destination|(^|\.)(resource|target)?arn$/i;
const NOT_FUNCTIONS = /(role|kms|key|topic|queue|certificate|secret|policy|log|bucket|stream|table|targetgroup|loadbalancer|listener|cluster|vpc|network|pool|layers?|version|runtime|event|type|mode|name(?<!functionname|lambdaname))(arns?|id|identifier|uri|name)?(\.\d+)?$/i;

/** Every text and token, with the names of the properties that lead to it. */
function textsIn(value: Value | undefined, visit: (text: string | Text | Sym, path: string) => void, path = '', depth = 0): void {
  if (typeof value === 'string' || value instanceof Text || value instanceof Sym) return visit(value, path);
  if (typeof value !== 'object' || value === null || depth > 30) return;
  if (value instanceof Choice) return value.alternatives.forEach((a) => textsIn(a.value, visit, path, depth + 1));
  if (isList(value)) value.forEach((v, i) => textsIn(v, visit, `${path}.${i}`, depth + 1));
  else if (isMap(value)) for (const [name, inner] of Object.entries(value)) textsIn(inner, visit, path === '' ? name : `${path}.${name}`, depth + 1);
}

function push(context: Context, resource: Resource, target: Target): void {
  const { type, id, guard, place } = resource;
  const base = { id, type, label: labelOf(id), guard, place, target };
  if (type.startsWith('AWS::IAM::')) {
    if (mayInvoke(resource.value(), target.id)) context.triggers.push({ ...base, kind: 'iam', text: 'principals with this policy may call it' });
    return;
  }
  const [service, caller] = [own(SERVICE, type) ?? own(OF_CDK, type), own(CALLER, type)];
  const trigger: Pick<Trigger, 'kind' | 'text' | 'unknown'> = service !== undefined ? { kind: 'service', text: service, ...unasked(context, resource, target) }
    : caller !== undefined ? { kind: 'iam', text: caller }
    : isCustom(context, resource, target) ? { kind: 'iam', text: 'CloudFormation calls when the stack is deployed' }
    : AUTHORIZERS.has(type) ? { kind: 'authorizer', text: 'it is asked about every request, and decides who gets in' }
    : { kind: 'unmodelled', text: 'a type that is not modelled names it', unknown: { token: `type ${type}`, template: place.template, pointer: place.pointer, why: `whether \`${labelOf(id)}\` calls the function, and for whom, is not modelled` } };
  const sources = sourceOf(context, resource);
  context.triggers.push({ ...base, ...trigger, ...sources.length === 0 ? {} : { sources } });
}

/** After somebody has signed in, or an administrator made him. (Cognito developer guide, "Customizing user pool workflows with Lambda triggers", 2026-11.) */
const SIGNED_IN = /^(PreTokenGeneration|PreTokenGenerationConfig|PostAuthentication|PostConfirmation|KMSKeyID)$/;

/** What anybody sets off: mail, a sign-up, a sign-in before it is known who. */
function unasked(context: Context, resource: Resource, { id }: Target): { readonly unknown?: Unknown } {
  const { type, place } = resource;
  const because = (why: string): { readonly unknown: Unknown } => ({ unknown: { token: labelOf(resource.id), template: place.template, pointer: place.pointer, why } });
  if (type === 'AWS::SES::ReceiptRule') return because('whoever sends mail to the address sets it off');
  if (type === 'AWS::Cognito::IdentityPool') return [false, 'false'].includes(resource.value('AllowUnauthenticatedIdentities') as never) ? {} : because('guests of the identity pool set it off');
  if (type !== 'AWS::Cognito::UserPool') return {};
  const hooks = resource.value('LambdaConfig');
  const called = (value: Value | undefined): boolean => symsIn(value).some((s) => s.type.startsWith('AWS::Lambda::') && context.target(s, place).id === id);
  const isByAdmin = [true, 'true'].includes(resource.value('AdminCreateUserConfig', 'AllowAdminCreateUserOnly') as never);
  const open = isMap(hooks) ? Object.keys(hooks).filter((name) => !SIGNED_IN.test(name) && !(name === 'PreSignUp' && isByAdmin) && (called(hooks[name]) || symsIn(hooks[name]).length === 0)) : hooks === undefined ? [] : ['LambdaConfig'];
  return open.length === 0 ? {} : because(`whoever signs up or begins to sign in sets it off (${open.join(', ')})`);
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
