/** Where the layer makes policies: below the façade, or in the stack of what they belong to, where that is another. */
import { Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { relativePath } from '../network/stage-path';
import { shortHash } from './compiler/admission';
import type { DataProtection } from './data-protection';
import type { PrincipalFacts } from './model';

/** What the policies of a role are made beside: `policiesScope` where it is said, else what has the role. */
export function policyScopeOf({ resource }: PrincipalFacts, protection: DataProtection): IConstruct {
  return protection._props.policiesScope ?? resource ?? protection;
}

/** Below a scope that the user chose; several façades may choose the same. */
export function homeBelow(chosen: Construct, scope: Construct, id: string): Construct {
  const path = relativePath(scope, scope.node.path);
  return child(child(chosen, `ZeroTrust-${slug(path)}-${shortHash(path)}`), id);
}

export function homeIn(stack: Stack, scope: Construct, id: string): Construct {
  if (stack === Stack.of(scope)) return child(scope, id);
  return homeBelow(stack, scope, id);
}

/** A construct path as part of an id. */
export function slug(path: string): string {
  return path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(-80);
}

function child(scope: Construct, id: string): Construct {
  return (scope.node.tryFindChild(id) as Construct | undefined) ?? new Construct(scope, id);
}
