/** What cdk-nag says about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function acknowledge(stack: IConstruct): void {
  Validations.of(stack).acknowledge({ id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'logs hold no data of customers; `logging.encryptionKey` would give them a key' });
  for (const id of ['Orders', 'Partners']) {
    Validations.of(stack.node.findChild(id)).acknowledge(
      { id: 'AwsSolutions-APIG2', reason: 'there is no body and no argument to validate' },
      { id: 'AwsSolutions-APIG6', reason: 'the access log says who called what' },
      { id: 'AwsSolutions-COG4', reason: 'callers sign their requests' },
      { id: 'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted', reason: 'no cache: API Gateway answers itself' },
      { id: 'NIST.800.53.R5-APIGWExecutionLoggingEnabled', reason: 'the access log says who called what' },
      { id: 'NIST.800.53.R5-APIGWSSLEnabled', reason: 'API Gateway answers itself: there is no server that has to know it' },
    );
  }
  Validations.of(stack.node.findChild('Users')).acknowledge(
    { id: 'AwsSolutions-COG1', reason: 'length beats a mix of signs (NIST SP 800-63B)' },
    { id: 'AwsSolutions-COG8', reason: 'threat protection costs money per user' },
  );
}
