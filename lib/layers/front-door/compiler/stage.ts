/**
 * The stage: where the API is served, how fast, and what is written down of it.
 *
 * Settings of one method replace those of the stage as a whole, so each entry says everything. Execution logs name errors and never
 * requests: `DataTraceEnabled` would write bodies and headers, tokens among them. Both log groups are made here, so that they end;
 * API Gateway would make the second one itself, to be kept for ever. It writes to neither before the account has a role for it
 * (`AWS::ApiGateway::Account`), which is the account's to set, once, and never made here.
 */
import type { Posture } from '../../../intent';
import { accessLogFormat } from '../access-log';
import { type DoorFacts, Planned, type PlannedResource, PlannedText, type Properties, type RouteFacts } from '../model';
import { API } from './arns';
import { partsOf } from './route-paths';

export const STAGE = 'Stage';
export const DEPLOYMENT = 'Deployment';
const ACCESS_LOG = 'AccessLog';
const EXECUTION_LOG = 'ExecutionLog';

/** Days; values that CloudWatch Logs knows. */
const RETENTION: Readonly<Partial<Record<Posture, number>>> = { sandbox: 7, standard: 365, high: 731 };
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

export function planStage(facts: DoorFacts, routes: readonly RouteFacts[]): PlannedResource[] {
  return [
    ...planLogs(facts),
    { key: DEPLOYMENT, type: 'AWS::ApiGateway::Deployment', dependsOn: [], routes: [], properties: { RestApiId: new Planned(API) } },
    {
      key: STAGE, type: 'AWS::ApiGateway::Stage', dependsOn: [EXECUTION_LOG], routes: [],
      properties: {
        RestApiId: new Planned(API), DeploymentId: new Planned(DEPLOYMENT), StageName: facts.stageName,
        AccessLogSetting: { DestinationArn: new Planned(ACCESS_LOG, 'Arn'), Format: accessLogFormat() },
        MethodSettings: [
          setting('*', '/*', facts.throttle),
          ...routes.flatMap((r) => (r.throttle === undefined ? [] : methodsOf(r).map((method) => setting(method, encoded(r.data.path), r.throttle ?? facts.throttle)))),
        ],
      },
    },
  ];
}

/** Of the door, whatever its protocol. */
export function planAccessLog(facts: DoorFacts): PlannedResource {
  return logGroup(ACCESS_LOG, facts, {});
}

function planLogs(facts: DoorFacts): PlannedResource[] {
  return [
    planAccessLog(facts),
    // The name is API Gateway's own. (API Gateway developer guide, "CloudWatch log formats for API Gateway".)
    logGroup(EXECUTION_LOG, facts, { LogGroupName: new PlannedText(['API-Gateway-Execution-Logs_', new Planned(API), `/${facts.stageName}`]) }),
  ];
}

function logGroup(key: string, { posture = 'standard', logKeyArn }: DoorFacts, more: Properties): PlannedResource {
  return {
    key, type: 'AWS::Logs::LogGroup', dependsOn: [], routes: [],
    properties: { ...more, RetentionInDays: RETENTION[posture] ?? RETENTION.high, ...(logKeyArn === undefined ? {} : { KmsKeyId: logKeyArn }) },
    ...(posture === 'sandbox' ? {} : { retained: true as const }),
  };
}

function setting(HttpMethod: string, ResourcePath: string, { rate, burst }: { readonly rate: number; readonly burst: number }): Properties {
  return { HttpMethod, ResourcePath, LoggingLevel: 'ERROR', DataTraceEnabled: false, MetricsEnabled: false, CachingEnabled: false, ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
}

/** Settings are looked up by the method of the request. */
function methodsOf({ data: { method } }: RouteFacts): readonly string[] {
  return method === 'ANY' ? METHODS : [method];
}

/** `/~1documents~1{id}`. (CloudFormation reference, AWS::ApiGateway::Stage MethodSetting, `ResourcePath`.) */
function encoded(path: string): string {
  return path === '/' ? '/' : `/~1${partsOf(path).join('~1')}`;
}
