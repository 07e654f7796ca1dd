/**
 * A queue, an API and a web firewall before it, and a watch over all three. Signals go to the topic for people and to the bus, from where a queue takes them.
 */
import { App, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { FirewallPreset, Posture, SignalBus, SignalSeverity, Watch, WebFirewall } from 'cdk-zero-trust';
import type { Construct } from 'constructs';

class Watched extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const imports = new sqs.Queue(this, 'Imports', { queueName: 'imports' });
    const api = new apigateway.RestApi(this, 'Api', { cloudWatchRole: false });
    api.root.addMethod('GET', new apigateway.MockIntegration());
    const firewall = new WebFirewall(this, 'Firewall', { preset: FirewallPreset.BASELINE, posture: Posture.SANDBOX });

    const bus = new SignalBus(this, 'Signals', { posture: Posture.SANDBOX, reservedConcurrency: 0 });
    const people = new sqs.Queue(this, 'People', { queueName: 'people' });
    people.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [people.queueArn], principals: [new iam.ServicePrincipal('sns.amazonaws.com')], conditions: { ArnEquals: { 'aws:SourceArn': bus.topicArn } } }));
    new CfnSubscription(this, 'Subscription', { topicArn: bus.topicArn, protocol: 'sqs', endpoint: people.queueArn });
    const responder = new sqs.Queue(this, 'Responder', { queueName: 'responder' });
    bus.subscribe('Responder', new targets.SqsQueue(responder), { minimumSeverity: SignalSeverity.MEDIUM, cleared: true });

    const watch = new Watch(this, 'Watch', { owner: 'platform team', bus, noTrailBecause: 'the emulator has none' });
    watch.observe(imports);
    watch.observe(api);
    watch.observe(firewall);
    watch.override('queue.received', { ceiling: 100, period: Duration.minutes(1) });
    new CfnOutput(this, 'WatchId', { value: watch.watchId });
  }
}

export const app = new App();
new Watched(app, 'WatchApp', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
