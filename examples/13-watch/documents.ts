/** What runs already: a documents API that somebody made with CDK alone. */
import { type App, aws_apigateway as apigateway, aws_cognito as cognito, aws_dynamodb as dynamodb, aws_lambda as lambda, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Watch } from 'cdk-zero-trust';

export function documents(app: App): { readonly service: Stack; readonly api: apigateway.LambdaRestApi; readonly pool: cognito.UserPool; readonly table: dynamodb.Table } {
  const service = new Stack(app, 'Documents', { env: { region: 'eu-west-1' } });
  const table = new dynamodb.Table(service, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } });
  const handler = new lambda.Function(service, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });') });
  table.grantReadData(handler);
  const pool = new cognito.UserPool(service, 'People', { mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false }, passwordPolicy: { minLength: 12, requireLowercase: true, requireUppercase: true, requireDigits: true, requireSymbols: true } });
  pool.addClient('portal', { authFlows: { userSrp: true } });
  const api = new apigateway.LambdaRestApi(service, 'Api', {
    handler, proxy: false, cloudWatchRole: true,
    deployOptions: {
      loggingLevel: apigateway.MethodLoggingLevel.ERROR, accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(service, 'AccessLog', { retention: logs.RetentionDays.ONE_YEAR })),
      accessLogFormat: apigateway.AccessLogFormat.custom(Watch.ACCESS_LOG_FORMAT),
    },
  });
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(service, 'Tokens', { cognitoUserPools: [pool] });
  api.root.addResource('documents').addMethod('GET', undefined, { authorizer, authorizationScopes: ['documents/read'] });
  return { service, api, pool, table };
}
