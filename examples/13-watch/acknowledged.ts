/** What cdk-nag says about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function acknowledge(service: IConstruct, watching: IConstruct): void {
  Validations.of(watching.node.findChild('Watch')).acknowledge(
    { id: 'NIST.800.53.R5-CloudWatchAlarmAction', reason: 'one attack is one page: alarms of one subject page as its composite alarm, and stand on the bus one by one' },
  );
  Validations.of(watching.node.findChild('Signals')).acknowledge(
    { id: 'AwsSolutions-L1', reason: 'the relay runs on the runtime that the library is tested with' },
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'its logs name alarms and hold no data of customers' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has a policy of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the chat takes what the account has left; what waits is not lost' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'no VPC: it calls AWS and a chat' },
  );
  Validations.of(service).acknowledge(
    { id: 'AwsSolutions-APIG2', reason: 'there is no body to validate' },
    { id: 'AwsSolutions-APIG3', reason: 'a web firewall is what 12-web-firewall is about' },
    { id: 'AwsSolutions-COG8', reason: 'threat protection costs money per user' },
    { id: 'NIST.800.53.R5-APIGWAssociatedWithWAF', reason: 'a web firewall is what 12-web-firewall is about' },
    { id: 'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted', reason: 'no cache: answers are of one subject' },
    { id: 'NIST.800.53.R5-APIGWSSLEnabled', reason: 'a function stands behind it: there is no server that has to know it' },
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'the access log holds no token and no body' },
    { id: 'NIST.800.53.R5-DynamoDBAutoScalingEnabled', reason: 'what little there is fits into the provisioned capacity' },
    { id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last days' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has policies of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the account\'s limit is enough for an example' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'it is called by people, who see its failure' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'no VPC: it calls one table' },
  );
}
