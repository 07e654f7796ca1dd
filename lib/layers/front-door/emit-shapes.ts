/**
 * A plan's properties as CDK's L1 classes take them: ``construct('AWS::ApiGateway::Method', scope, id, properties)``.
 *
 * Typed classes, so that whoever looks for `CfnMethod` (aspects, cdk-nag, other layers) finds one. Templates name properties in
 * PascalCase, classes in camelCase; maps and documents keep their keys. A type that is not in the table becomes a plain `CfnResource`.
 */
import { CfnResource } from 'aws-cdk-lib';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Properties } from './model';

type Make = new (scope: Construct, id: string, props: any) => CfnResource;

/** Asked for one by one: `aws-cdk-lib` loads a service when its first class is named, and most doors are of one protocol. */
const CLASSES: Readonly<Record<string, () => Make>> = {
  'AWS::ApiGateway::RestApi': () => rest.CfnRestApi, 'AWS::ApiGateway::Resource': () => rest.CfnResource, 'AWS::ApiGateway::Method': () => rest.CfnMethod,
  'AWS::ApiGateway::Authorizer': () => rest.CfnAuthorizer, 'AWS::ApiGateway::RequestValidator': () => rest.CfnRequestValidator, 'AWS::ApiGateway::Model': () => rest.CfnModel,
  'AWS::ApiGateway::GatewayResponse': () => rest.CfnGatewayResponse, 'AWS::ApiGateway::Deployment': () => rest.CfnDeployment, 'AWS::ApiGateway::Stage': () => rest.CfnStage,
  'AWS::ApiGateway::DomainName': () => rest.CfnDomainName, 'AWS::ApiGateway::BasePathMapping': () => rest.CfnBasePathMapping,
  'AWS::ApiGateway::UsagePlan': () => rest.CfnUsagePlan, 'AWS::ApiGateway::ApiKey': () => rest.CfnApiKey, 'AWS::ApiGateway::UsagePlanKey': () => rest.CfnUsagePlanKey,
  'AWS::ApiGatewayV2::Api': () => v2.CfnApi, 'AWS::ApiGatewayV2::Route': () => v2.CfnRoute, 'AWS::ApiGatewayV2::Integration': () => v2.CfnIntegration,
  'AWS::ApiGatewayV2::Authorizer': () => v2.CfnAuthorizer, 'AWS::ApiGatewayV2::Deployment': () => v2.CfnDeployment, 'AWS::ApiGatewayV2::Stage': () => v2.CfnStage,
  'AWS::ApiGatewayV2::DomainName': () => v2.CfnDomainName, 'AWS::ApiGatewayV2::ApiMapping': () => v2.CfnApiMapping,
  'AWS::Lambda::Permission': () => lambda.CfnPermission, 'AWS::IAM::Role': () => iam.CfnRole, 'AWS::IAM::RolePolicy': () => iam.CfnRolePolicy, 'AWS::Logs::LogGroup': () => logs.CfnLogGroup,
};

/** Properties that are structs of L1 classes, wherever they stand. */
const STRUCTS = new Set([
  'Integration', 'IntegrationResponses', 'MethodResponses', 'EndpointConfiguration', 'AccessLogSetting', 'MethodSettings', 'MutualTlsAuthentication', 'ApiStages', 'Throttle', 'Quota', 'Policies',
  'AccessLogSettings', 'DefaultRouteSettings', 'CorsConfiguration', 'JwtConfiguration', 'DomainNameConfigurations', 'TlsConfig',
]);
/** Names that do not follow the rule. */
const NAMES: Readonly<Record<string, string>> = { ProviderARNs: 'providerArns' };

/** L1 classes keep the lists and maps that they are given: they get their own. `props`: the same properties as a class takes them. */
export function construct(type: string, scope: Construct, id: string, properties: Properties, props = propsOf(properties)): CfnResource {
  const make = Object.hasOwn(CLASSES, type) ? CLASSES[type]() : undefined;
  return make === undefined ? new CfnResource(scope, id, { type, properties: copied(properties) as Properties }) : new make(scope, id, copied(props));
}

/** Sets what was planned on a resource that was made before, so that others could refer to it. */
export function assign(resource: CfnResource, props: Properties): void {
  Object.assign(resource, copied(props));
}

/** Lists and maps anew, tokens as they are. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copied(v)]));
}

export function propsOf(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [propOf(key), STRUCTS.has(key) ? structOf(value) : value]));
}

/** `RestApiId` -> `restApiId`. */
export function propOf(name: string): string {
  return NAMES[name] ?? name[0].toLowerCase() + name.slice(1);
}

function structOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structOf);
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype ? propsOf(value as Properties) : value;
}
