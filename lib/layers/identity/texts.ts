/**
 * A property for a message: `readText(pool, 'MfaConfiguration')` gives `` `OFF` ``, `nothing`, or what only the deployment knows.
 *
 * INVARIANT: what may hold a secret is never shown, in whatever form somebody wrote it; of variables of a function their names are.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { describe, isIntrinsic, read } from '../network/members/read';

export function readText(resource: CfnResource, path: string): string {
  try {
    const value = path.startsWith('DeletionPolicy') || path.startsWith('UpdateReplacePolicy') ? String(path.startsWith('D') ? resource.cfnOptions.deletionPolicy : resource.cfnOptions.updateReplacePolicy) : read(resource, path);
    if (value === undefined) return 'nothing';
    if (isSecret(path)) return hidden(value);
    return isIntrinsic(value) ? `what only the deployment knows (\`${describe(value)}\`)` : `\`${typeof value === 'object' ? JSON.stringify(value) : String(value)}\``;
  } catch {
    return 'what only the deployment knows';
  }
}

/** Details of a provider hold its secret; variables of a function may. */
export function isSecret(path: string): boolean {
  return /^(ProviderDetails|Environment)(\.|$)/.test(path);
}

export function hidden(value: unknown): string {
  const variables = typeof value === 'object' && value !== null ? (value as { readonly [name: string]: unknown }).Variables ?? (value as { readonly [name: string]: unknown }).variables : undefined;
  const names = typeof variables === 'object' && variables !== null && !isIntrinsic(variables) ? Object.keys(variables).sort() : [];
  return names.length === 0 ? 'something that is not shown here' : `something that is not shown here, of ${names.map((n) => `\`${n}\``).join(', ')}`;
}
