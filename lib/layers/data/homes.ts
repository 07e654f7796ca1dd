/** Where the layer makes policies: below the façade, or in the stack of what they belong to, where that is another. */
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { relativePath } from '../network/segment';
import { shortHash } from './compiler/admission';

export function homeIn(stack: Stack, scope: Construct, id: string): Construct {
  if (stack === Stack.of(scope)) return child(scope, id);
  const path = relativePath(scope, scope.node.path);
  return child(child(stack, `ZeroTrust-${slug(path)}-${shortHash(path)}`), id);
}

/** A construct path as part of an id. */
export function slug(path: string): string {
  return path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(-80);
}

function child(scope: Construct, id: string): Construct {
  return (scope.node.tryFindChild(id) as Construct | undefined) ?? new Construct(scope, id);
}
