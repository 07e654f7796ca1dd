/** A shop that has run for years: an API whose callers sign their requests, a pool of users, a web ACL of another team before the partners' API. */
import { ArnFormat, aws_apigateway as apigateway, aws_cognito as cognito, aws_logs as logs, aws_wafv2 as waf, type Stack } from 'aws-cdk-lib';

export interface Shop {
  readonly orders: apigateway.RestApi;
  readonly users: cognito.UserPool;
  readonly partnersAcl: waf.CfnWebACL;
}

export function shop(stack: Stack): Shop {
  const orders = api(stack, 'Orders');
  const partners = api(stack, 'Partners');
  const users = new cognito.UserPool(stack, 'Users', { signInAliases: { email: true }, passwordPolicy: { minLength: 14 }, mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } });
  const seen = (metricName: string): waf.CfnWebACL.VisibilityConfigProperty => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
  const partnersAcl = new waf.CfnWebACL(stack, 'PartnersAcl', {
    scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: seen('partners'),
    rules: [{ name: 'countries', priority: 0, action: { block: {} }, statement: { notStatement: { statement: { geoMatchStatement: { countryCodes: ['DE', 'FR'] } } } }, visibilityConfig: seen('countries') }],
  });
  new waf.CfnWebACLAssociation(stack, 'PartnersAclAssociation', { resourceArn: partners.deploymentStage.stageArn, webAclArn: partnersAcl.attrArn });
  const log = new logs.CfnLogGroup(stack, 'PartnersAclLog', { logGroupName: 'aws-waf-logs-partners', retentionInDays: 365 });
  new waf.CfnLoggingConfiguration(stack, 'PartnersAclLogging', { resourceArn: partnersAcl.attrArn, logDestinationConfigs: [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: log.ref, arnFormat: ArnFormat.COLON_RESOURCE_NAME })] });
  return { orders, users, partnersAcl };
}

/** Answered by API Gateway itself. */
function api(stack: Stack, id: string): apigateway.RestApi {
  const made = new apigateway.RestApi(stack, id, {
    cloudWatchRole: false, defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
    deployOptions: { throttlingRateLimit: 100, throttlingBurstLimit: 200, accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, `${id}Log`, { retention: logs.RetentionDays.ONE_YEAR })) },
  });
  const answer = new apigateway.MockIntegration({ requestTemplates: { 'application/json': '{"statusCode":200}' }, integrationResponses: [{ statusCode: '200' }] });
  made.root.addResource('status').addMethod('GET', answer, { methodResponses: [{ statusCode: '200' }] });
  return made;
}
