/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const NEXT = 'as it was: identity comes first, `CloseApi` is the next step';

export function acknowledge(stack: IConstruct): void {
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-L1', reason: 'the runtime for which the hook is built and tested' },
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'holds errors of the hook, and neither tokens nor names' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has policies of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the account\'s limit is enough for an example' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'called and waited for: whoever called sees the failure' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'an example without a VPC' },
  );
  Validations.of(stack.node.findChild('Api')).acknowledge(
    // The proof believes no reason that stands in a template: whoever leaves a way open says so twice.
    { id: 'ZeroTrust::standing.ce30413af9a10248', reason: 'GET /health says that the service is there, and nothing else' },
    { id: 'AwsSolutions-APIG1', reason: NEXT },
    { id: 'AwsSolutions-APIG2', reason: NEXT },
    { id: 'AwsSolutions-APIG3', reason: NEXT },
    { id: 'AwsSolutions-APIG4', reason: 'GET /health is left open, with its reason' },
    { id: 'AwsSolutions-APIG6', reason: NEXT },
    { id: 'AwsSolutions-COG4', reason: 'GET /health is left open, with its reason' },
    { id: 'NIST.800.53.R5-APIGWAssociatedWithWAF', reason: NEXT },
    { id: 'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted', reason: 'no cache: answers differ by who asks' },
    { id: 'NIST.800.53.R5-APIGWExecutionLoggingEnabled', reason: NEXT },
    { id: 'NIST.800.53.R5-APIGWSSLEnabled', reason: 'behind it is a function; a client certificate is for servers that have to know API Gateway' },
  );
  Validations.of(stack.node.findChild('Identity')).acknowledge({ id: 'AwsSolutions-COG8', reason: 'threat protection costs money per user; its property is `threatProtection`' });
}
