/** The other side: a plain CDK app that writes the same API, permissions, roles and policies by hand, with L1s. */
import { App, Aws, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import * as api from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import { ACTIONS } from '../synth/data-actions';
import { ACTION, CODE, collectionId, collectionsOf, ENV, personaOf, PERSONAS, routeOf, SCHEMA, scopeOf, shardsOf, usage } from './shape';

const [count, outdir, hasData] = [Number(process.argv[2]), process.argv[3], process.argv[4] === 'data'];
const app = new App({ outdir });
const stack = new Stack(app, 'Stack', { env: ENV });
const pool = new cognito.CfnUserPool(stack, 'Pool');
const batch = new iam.Role(stack, 'Batch', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const routes = Array.from({ length: count }, (_, i) => routeOf(i));
const collections = collectionsOf(count);

// Handlers, each with a role and a log group of its own.
const handlers = Array.from({ length: collections }, (_, c) => {
  const id = collectionId(c);
  const logGroup = new LogGroup(stack, `${id}-log`, { retention: RetentionDays.ONE_YEAR });
  const role = new iam.Role(stack, `${id}-role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com').withConditions({ StringEqualsIfExists: { 'aws:SourceAccount': ENV.account } }),
    description: `Handler Stack/${id}-role`,
    inlinePolicies: { OwnLog: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({
      sid: 'OwnLog', actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`arn:${Aws.PARTITION}:logs:${ENV.region}:${ENV.account}:log-group:${logGroup.logGroupName}:*`],
    })] }) },
  });
  const fn = new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(CODE), role, logGroup });
  fn.node.addDependency(logGroup);
  return { role, fn };
});

// Tables: who may do what with each, and a policy that denies it to all others.
const actionsOf = handlers.map((_, c) => [...new Set(routes.filter((r) => r.collection === c && r.access !== 'public').map((r) => ACTION[r.method]))].sort());
const arn = (name: string, account: string = Aws.ACCOUNT_ID): string => `arn:${Aws.PARTITION}:iam::${account}:role/${name}`;
const EXEMPT = [arn('cdk-hnb659fds-cfn-exec-role-*'), arn('cdk-hnb659fds-deploy-role-*'), ...ACTIONS.table.serviceRoles.map((name) => arn(`aws-service-role/${name}`, ENV.account))];
for (let p = 0; p < (hasData ? PERSONAS : 0); p++) {
  const mine = handlers.flatMap((handler, c) => (personaOf(c) === p && actionsOf[c].length > 0 ? [{ ...handler, actions: actionsOf[c] }] : []));
  const classes = new Map<string, { actions: string[]; roles: string[] }>();
  for (const action of ACTIONS.table.tls) {
    const roles = mine.filter((h) => h.actions.includes(action)).map((h) => h.role.roleArn);
    const known = classes.get(roles.join());
    if (known === undefined) classes.set(roles.join(), { actions: [action], roles });
    else known.actions.push(action);
  }
  const table = new dynamodb.Table(stack, `Things${p}`, {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  });
  (table.node.defaultChild as dynamodb.CfnTable).resourcePolicy = { policyDocument: { Version: '2012-10-17', Statement: [
    { Effect: 'Deny', Principal: '*', Action: ACTIONS.table.tls, Resource: ['*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ...[...classes.values()].map(({ actions, roles }) => ({
      Effect: 'Deny', Principal: '*', Action: actions, Resource: ['*'],
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [...EXEMPT, ...roles] }, BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
    })),
  ] } };
  for (const { fn, role, actions } of mine) {
    const policy = new iam.CfnRolePolicy(stack, `Policy-${fn.node.id}`, {
      roleName: role.roleName, policyName: 'data', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: [table.tableArn] }] },
    });
    fn.node.addDependency(policy);
  }
}

// The API, in a construct of its own as whoever writes it for a second app has it: its logical ids are then of the same kind as ours
// (CDK hashes the path of whatever does not stand directly in a stack).
const door = new Construct(stack, 'Door');
const rest = new api.CfnRestApi(door, 'Api', {
  name: 'Door', endpointConfiguration: { types: ['REGIONAL'] }, disableExecuteApiEndpoint: false, apiKeySourceType: 'HEADER',
  securityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', endpointAccessMode: 'STRICT',
});
const restApiId = rest.ref;
const authorizer = new api.CfnAuthorizer(door, 'Authorizer', { restApiId, name: 'Door-tokens', type: 'COGNITO_USER_POOLS', identitySource: 'method.request.header.Authorization', providerArns: [pool.attrArn], authorizerResultTtlInSeconds: 0 });
const validator = new api.CfnRequestValidator(door, 'Validator', { restApiId, name: 'Door-all', validateRequestBody: true, validateRequestParameters: true });
const frozen: CfnResource[] = [authorizer, validator];
const NO_STORE = { 'gatewayresponse.header.Cache-Control': '\'no-store\'' };
const answer = (responseType: string, message: string, more: { statusCode?: string; headers?: Record<string, string> } = {}): void => {
  frozen.push(new api.CfnGatewayResponse(door, `Response-${responseType}`, {
    restApiId, responseType, statusCode: more.statusCode, responseParameters: { ...NO_STORE, ...more.headers },
    responseTemplates: { 'application/json': JSON.stringify({ message, requestId: '$context.requestId' }) },
  }));
};
answer('DEFAULT_4XX', 'refused');
answer('DEFAULT_5XX', 'failed');
answer('UNAUTHORIZED', 'unauthorized', { statusCode: '401', headers: { 'gatewayresponse.header.WWW-Authenticate': '\'Bearer\'' } });

const paths = new Map<string, string>([['', rest.attrRootResourceId]]);
const pathOf = (path: string): string => {
  const known = paths.get(path);
  if (known !== undefined) return known;
  const cut = path.lastIndexOf('/');
  const resource = new api.CfnResource(door, `Path-${path.replace(/[^a-z0-9]/g, '-')}`, { restApiId, parentId: pathOf(path.slice(0, cut)), pathPart: path.slice(cut + 1) });
  frozen.push(resource);
  paths.set(path, resource.ref);
  return resource.ref;
};

const shards = shardsOf(count);
const nested = Array.from({ length: shards ?? 0 }, (_, i) => new NestedStack(door, `Routes-${i}`, { description: `Routes of the front door Door, part ${i}` }));
frozen.push(...nested.map((n) => n.nestedStackResource as CfnResource));
const homeOf = (id: string): Construct => (shards === undefined ? door : nested[createHash('sha256').update(id).digest().readUInt32BE(0) % shards]);
const invoke = (method: string, path: string): string => `arn:${Aws.PARTITION}:execute-api:${ENV.region}:${ENV.account}:${restApiId}/live/${method}${path.replace(/\{[^}]*\}/g, '*')}`;

for (const { id, method, path, collection, access } of routes) {
  const home = homeOf(id);
  const name = id.replace(/[^A-Za-z0-9]+/g, '-');
  const { fn } = handlers[collection];
  const resourceId = pathOf(path);
  const model = method !== 'POST' ? undefined : new api.CfnModel(home, `Model-${name}`, { restApiId, contentType: 'application/json', schema: { $schema: 'http://json-schema.org/draft-04/schema#', ...SCHEMA } });
  const made = new api.CfnMethod(home, `Method-${name}`, {
    restApiId, resourceId, httpMethod: method, apiKeyRequired: false, requestValidatorId: validator.ref,
    ...(access === 'public' ? { authorizationType: 'NONE' } : access === 'signed' ? { authorizationType: 'AWS_IAM' }
      : { authorizationType: 'COGNITO_USER_POOLS', authorizerId: authorizer.ref, authorizationScopes: [scopeOf({ id, method, path, collection, access })] }),
    ...(model === undefined ? {} : { requestModels: { 'application/json': model.ref, '$default': model.ref } }),
    ...(path.includes('{') ? { requestParameters: { 'method.request.path.id': true } } : {}),
    integration: { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: `arn:${Aws.PARTITION}:apigateway:${ENV.region}:lambda:path/2015-03-31/functions/${fn.functionArn}/invocations` },
  });
  if (shards === undefined) frozen.push(made, ...(model === undefined ? [] : [model]));
  new lambda.CfnPermission(home, `Permission-${name}`, { action: 'lambda:InvokeFunction', functionName: fn.functionArn, principal: 'apigateway.amazonaws.com', sourceArn: invoke(method, path), sourceAccount: ENV.account });
}

// Whoever forgets this one serves the old API for ever.
const deployment = new api.CfnDeployment(door, 'Deployment', { restApiId });
deployment.overrideLogicalId(`Deployment${createHash('sha256').update(JSON.stringify([routes, SCHEMA])).digest('hex').slice(0, 16)}`);
for (const resource of frozen) deployment.addResourceDependency(resource);

const retained = (id: string, logGroupName?: string): CfnLogGroup => {
  const group = new CfnLogGroup(door, id, { retentionInDays: 365, ...(logGroupName === undefined ? {} : { logGroupName }) });
  group.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return group;
};
const accessLog = retained('AccessLog');
const executionLog = retained('ExecutionLog', `API-Gateway-Execution-Logs_${restApiId}/live`);
new api.CfnStage(door, 'Stage', {
  restApiId, deploymentId: deployment.ref, stageName: 'live', accessLogSetting: { destinationArn: accessLog.attrArn, format: LOG_FORMAT() },
  methodSettings: [{ httpMethod: '*', resourcePath: '/*', loggingLevel: 'ERROR', dataTraceEnabled: false, metricsEnabled: false, cachingEnabled: false, throttlingRateLimit: 100, throttlingBurstLimit: 200 }],
}).addResourceDependency(executionLog);

const signed = routes.filter((r) => r.access === 'signed').map((r) => `${r.method}${r.path}`.replace(/\{[^}]*\}/g, '*')).sort();
if (signed.length > 0) {
  new iam.CfnRolePolicy(stack, 'BatchPolicy', {
    roleName: batch.roleName, policyName: 'door',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: signed.map((s) => `arn:${Aws.PARTITION}:execute-api:${ENV.region}:${ENV.account}:${restApiId}/live/${s}`) }] },
  });
}

app.synth();
process.stdout.write(usage());

/** What the access log says: by name in the log, the variable of `$context` where it has another name. */
function LOG_FORMAT(): string {
  const fields = `requestId extendedRequestId accountId apiId stage domainName httpMethod resourcePath path protocol status responseLength requestTimeEpoch responseLatency
    integrationStatus=integration.status integrationLatency=integration.latency sourceIp=identity.sourceIp userAgent=identity.userAgent user=identity.user userArn=identity.userArn
    caller=identity.caller callerAccountId=identity.accountId apiKeyId=identity.apiKeyId principalOrgId=identity.principalOrgId cognitoIdentityId=identity.cognitoIdentityId
    cognitoAuthenticationType=identity.cognitoAuthenticationType certificateSubject=identity.clientCert.subjectDN certificateIssuer=identity.clientCert.issuerDN
    certificateSerial=identity.clientCert.serialNumber certificateNotBefore=identity.clientCert.validity.notBefore certificateNotAfter=identity.clientCert.validity.notAfter
    principalId=authorizer.principalId subject=authorizer.claims.sub clientId=authorizer.claims.client_id scope=authorizer.claims.scope tokenId=authorizer.claims.jti
    authorizerStatus=authorizer.status authorizerError=authorizer.error authorizerLatency=authorizer.latency authorizerIntegrationStatus=authorizer.integrationStatus
    authorizerRequestId=authorizer.requestId authorizeStatus=authorize.status authorizeError=authorize.error authorizeLatency=authorize.latency
    authenticateStatus=authenticate.status authenticateError=authenticate.error wafStatus=waf.status wafError=waf.error wafLatency=waf.latency wafResponseCode webaclArn
    errorMessage=error.message errorResponseType=error.responseType validationError=error.validationErrorString tlsVersion cipherSuite`.split(/\s+/);
  return JSON.stringify(Object.fromEntries(fields.map((field) => field.split('=')).map(([name, variable = name]) => [name, `$context.${variable}`])));
}
