/** The orders API as it has run for years: whoever knows its address may call it. Nothing in here knows of identities. */
import { type App, aws_apigateway as apigateway, aws_lambda as lambda, Stack } from 'aws-cdk-lib';

const CODE = `
exports.handler = async ({ httpMethod, resource }) => ({ statusCode: 200, body: JSON.stringify({ answered: httpMethod + ' ' + resource }) });
`;

export class Orders extends Stack {
  public readonly api: apigateway.RestApi;

  constructor(app: App) {
    super(app, 'Orders', { env: { region: 'eu-west-1' } });
    const handler = new lambda.Function(this, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(CODE) });
    this.api = new apigateway.RestApi(this, 'Api', { cloudWatchRole: false, endpointTypes: [apigateway.EndpointType.REGIONAL] });
    const answer = new apigateway.LambdaIntegration(handler);
    const orders = this.api.root.addResource('orders');
    orders.addMethod('GET', answer);
    orders.addMethod('POST', answer);
    orders.addResource('{id}').addMethod('GET', answer);
    this.api.root.addResource('health').addMethod('GET', answer);
  }
}
