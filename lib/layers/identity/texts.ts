/** A property for a message: `readText(pool, 'MfaConfiguration')` gives `` `OFF` ``, `nothing`, or what only the deployment knows. */
import type { CfnResource } from 'aws-cdk-lib';
import { describe, isIntrinsic, read } from '../network/members/read';

export function readText(resource: CfnResource, path: string): string {
  try {
    const value = path.startsWith('DeletionPolicy') || path.startsWith('UpdateReplacePolicy') ? String(path.startsWith('D') ? resource.cfnOptions.deletionPolicy : resource.cfnOptions.updateReplacePolicy) : read(resource, path);
    if (value === undefined) return 'nothing';
    return isIntrinsic(value) ? `what only the deployment knows (\`${describe(value)}\`)` : `\`${typeof value === 'object' ? JSON.stringify(value) : String(value)}\``;
  } catch {
    return 'what only the deployment knows';
  }
}
