/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function acknowledge(stack: IConstruct): void {
  // The proof believes no reason that stands in a template: whoever leaves a way open says so twice.
  Validations.of(stack.node.findChild('Api')).acknowledge({ id: 'ZeroTrust::standing.ce30413af9a10248', reason: 'GET /health says that the service is there, and nothing else' });
  Validations.of(stack.node.findChild('Identity')).acknowledge({ id: 'ZeroTrust::nothing-more.6f7267abdaf5efb8', reason: 'outside of a VPC Lambda reaches the internet; the hook calls nobody, and its role permits its log alone' });
}
