/**
 * Doors as they are often built, in plain CDK, one stack each: every one looks closed. `zero-trust prove` shows who gets in.
 *
 *   npx cdk synth --quiet --output mistakes.out --app 'node -r ../../scripts/ts.cjs mistakes.ts'
 */
import { App, aws_apigateway as apigateway, aws_certificatemanager as acm, aws_cognito as cognito, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, Stack } from 'aws-cdk-lib';

/** A function and a REST API before it, without the role for logs that belongs to the account. */
class Mistake extends Stack {
  public readonly handler = new lambda.Function(this, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "{}" });') });

  constructor(app: App, id: string) {
    super(app, id, { env: { account: '111122223333', region: 'eu-west-1' } });
  }

  public api(props: apigateway.RestApiProps = {}): apigateway.RestApi {
    return new apigateway.RestApi(this, 'Api', { cloudWatchRole: false, ...props });
  }

  public get answer(): apigateway.LambdaIntegration {
    return new apigateway.LambdaIntegration(this.handler);
  }

  public tokens(): apigateway.CognitoUserPoolsAuthorizer {
    return new apigateway.CognitoUserPoolsAuthorizer(this, 'Tokens', { cognitoUserPools: [new cognito.UserPool(this, 'Pool')] });
  }
}

export const app = new App();

// 1. Devices show a certificate at the custom domain. The API's own host asks for none.
const bypass = new Mistake(app, 'MtlsBypass');
const truststore = s3.Bucket.fromBucketName(bypass, 'Truststore', 'truststore-of-devices');
bypass.api({
  domainName: { domainName: 'devices.example.com', certificate: acm.Certificate.fromCertificateArn(bypass, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012'), endpointType: apigateway.EndpointType.REGIONAL, securityPolicy: apigateway.SecurityPolicy.TLS_1_2, mtls: { bucket: truststore, key: 'devices.pem' } },
}).root.addMethod('GET', bypass.answer);

// 2. An authorizer of Cognito without scopes: it takes the ID token of any client of the pool, and looks at no right at all.
const anyToken = new Mistake(app, 'AnyToken');
anyToken.api().root.addMethod('GET', anyToken.answer, { authorizer: anyToken.tokens(), authorizationType: apigateway.AuthorizationType.COGNITO });

// 3. An API key, which clients ship in their code, for an identity.
const key = new Mistake(app, 'KeyForIdentity');
key.api({ apiKeySourceType: apigateway.ApiKeySourceType.HEADER }).root.addMethod('GET', key.answer, { apiKeyRequired: true });

// 4. A door with tokens and scopes, and beside it a URL of the function that asks nobody.
const url = new Mistake(app, 'UrlBeside');
url.api().root.addMethod('GET', url.answer, { authorizer: url.tokens(), authorizationType: apigateway.AuthorizationType.COGNITO, authorizationScopes: ['orders/read'] });
url.handler.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });

// 5. A permission for API Gateway without a source: an API of any account may stand before the function.
const deputy = new Mistake(app, 'AnyApi');
deputy.handler.addPermission('Gateway', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') });

// 6. A proxy of everything with tokens, and OPTIONS for CORS that goes to the function, too.
const options = new Mistake(app, 'OptionsBeside');
const proxy = options.api().root.addResource('{proxy+}');
proxy.addMethod('ANY', options.answer, { authorizer: options.tokens(), authorizationType: apigateway.AuthorizationType.COGNITO, authorizationScopes: ['orders/read'] });
proxy.addMethod('OPTIONS', options.answer);
