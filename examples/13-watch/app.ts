/**
 * A documents API that runs already, made with CDK alone, and a watch over it: nothing of the API changes. One trail, one bus for signals, one topic for people,
 * one chat for what is severe.
 */
import { App, aws_apigateway as apigateway, aws_cognito as cognito, aws_dynamodb as dynamodb, aws_lambda as lambda, aws_logs as logs, aws_secretsmanager as secretsmanager, Duration, Stack } from 'aws-cdk-lib';
import { ChatFormat, SignalBus, SignalLog, SignalSeverity, SignalSource, Watch, WatchedKind } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';

export const app = new App();

// What runs already.
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

// What watches it, in a stack of its own.
const watching = new Stack(app, 'Watching', { env: { region: 'eu-west-1' } });
const signals = new SignalBus(watching, 'Signals');
signals.addChatWebhook('Security', { secret: secretsmanager.Secret.fromSecretNameV2(watching, 'Webhook', 'chat/security'), chat: ChatFormat.SLACK, minimumSeverity: SignalSeverity.HIGH });
const watch = new Watch(watching, 'Watch', { owner: 'documents team', runbooks: 'https://runbooks.example.com/', bus: signals, noTrailBecause: 'the organization watches its trail from the account for security' });
watch.observe(api);
watch.observe(pool);
watch.observe(table);

watch.override('restApi.clientErrors', { ceiling: 300 });
watch.off('table.scanned', { because: 'the nightly report scans' });
watch.addSignal('restApi.uploads', {
  about: WatchedKind.REST_API, title: 'Uploads', source: SignalSource.logLines({ log: SignalLog.ACCESS_LOG, pattern: '{ $.httpMethod = "PUT" }' }),
  ceiling: 500, severity: SignalSeverity.MEDIUM, why: 'Somebody fills the table.', firstStep: 'See in the access log whose they are.',
});
watch.muteDuring('releases', { schedule: 'cron(0 6 * * TUE)', duration: Duration.hours(1), timeZone: 'Europe/Berlin', because: 'releases on Tuesdays: alarms ring, and page nobody' });

acknowledge(service, watching);
