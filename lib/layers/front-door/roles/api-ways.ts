/**
 * APIs that invoke a function by a role, beside its door: ``roleWaysOf(resources)``, ``functionsBehind(way)``.
 *
 * Such an integration needs no permission of the function, so whoever looks at permissions alone does not see it: a method, an integration
 * or the quick route of another API with credentials, a document of routes, a data source of AppSync.
 * Sources: API Gateway developer guide, "API Gateway permissions model for invoking an API" (`credentials`); `AWS::AppSync::DataSource.ServiceRoleArn`.
 * Not seen: roles that Step Functions, Scheduler and Pipes bring along: these are sources of events, or callers that IAM asks.
 */
import { type CfnResource } from 'aws-cdk-lib';
import { isObject, readIfPossible, typeOf } from '../../network/members/read';
import { isMadeByDoor } from '../made-by-doors';
import { functionsNamed } from './function-ways';

/** Where the function stands, and where the role. */
const WAYS: Readonly<Record<string, readonly (readonly [target: string, role: string])[]>> = {
  'AWS::ApiGateway::Method': [['Integration.Uri', 'Integration.Credentials']],
  'AWS::ApiGatewayV2::Integration': [['IntegrationUri', 'CredentialsArn']],
  'AWS::ApiGatewayV2::Api': [['Target', 'CredentialsArn'], ['Body', 'Body']],
  'AWS::ApiGateway::RestApi': [['Body', 'Body']],
  'AWS::AppSync::DataSource': [['LambdaConfig.LambdaFunctionArn', 'ServiceRoleArn']],
};

export function isRoleWay(resource: CfnResource): boolean {
  return Object.hasOwn(WAYS, typeOf(resource)) && !isMadeByDoor(resource);
}

/** Functions that it invokes by a role. */
export function functionsBehind(way: CfnResource): CfnResource[] {
  const places = Object.hasOwn(WAYS, typeOf(way)) ? WAYS[typeOf(way)] : [];
  return places.flatMap(([target, role]) => {
    const said = readIfPossible(way, role);
    const hasRole = role === 'Body' ? hasCredentials(said) : said !== undefined;
    return hasRole ? functionsNamed(way, readIfPossible(way, target)) : [];
  });
}

function hasCredentials(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasCredentials);
  return isObject(value) && ('credentials' in value || Object.values(value).some(hasCredentials));
}
