/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `ZeroTrust::nothing-more...`: the way of a function outside of a VPC to the internet, which Lambda itself gives it. It is told of those that read a crown jewel. */
const OUTSIDE = 'outside of a VPC Lambda reaches the internet; what a function may do with data there, its role says';
const WAYS: Readonly<Record<string, string>> = {
  OrdersHandler: '78443f4661479083', SupportHandler: '2ee59d2c8636f774', RevenueHandler: '172d42fc40afdc53', ClosingHandler: '0a77ce91bd082c78',
};

export function acknowledge(stack: IConstruct, table: IConstruct): void {
  for (const [id, way] of Object.entries(WAYS)) Validations.of(stack.node.findChild(id)).acknowledge({ id: `ZeroTrust::nothing-more.${way}`, reason: OUTSIDE });
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'logs hold no data of customers; `logKey` would give them a key' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has policies of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the throttle of the door limits them all' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'called and waited for: whoever called sees the failure' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'what this example is about: no VPC' },
  );
  Validations.of(table).acknowledge({ id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last 35 days' });
  Validations.of(stack.node.findChild('Identity')).acknowledge(
    { id: 'AwsSolutions-COG8', reason: 'threat protection costs money per user; its property is `threatProtection`' },
    { id: 'AwsSolutions-L1', reason: 'the runtime for which the hook is built and tested' },
  );
  Validations.of(stack.node.findChild('Door')).acknowledge(
    { id: 'AwsSolutions-APIG3', reason: 'the web firewall is a layer of its own, which is being built' },
    { id: 'AwsSolutions-APIG4', reason: 'GET /health is public, and says why; OPTIONS tells pages what they may ask, and nothing else' },
    { id: 'AwsSolutions-COG4', reason: 'the ledger signs with its role; GET /health is public, and says why' },
    { id: 'NIST.800.53.R5-APIGWAssociatedWithWAF', reason: 'the web firewall is a layer of its own, which is being built' },
    { id: 'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted', reason: 'no cache: answers differ by who asks' },
    { id: 'NIST.800.53.R5-APIGWSSLEnabled', reason: 'behind it are functions; a client certificate is for servers that have to know API Gateway' },
  );
}
