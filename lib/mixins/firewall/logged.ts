/** Whether a web ACL of this app says what it does: a logging configuration of the same stage is about it, and is there whenever the web ACL is. Not seen: one of another app. */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import { readIfPossible, resourcesIn } from '../../layers/network/members/read';
import { subjectOf } from '../../layers/web-firewall/subject';

const LOGGING = 'AWS::WAFv2::LoggingConfiguration';

export function isLogged(acl: CfnResource): boolean {
  return resourcesIn(Stage.of(acl) ?? acl.node.root).some((r) => r.cfnResourceType === LOGGING && isThere(r, acl) && subjectOf(r, readIfPossible(r, 'ResourceArn')) === acl.node.path);
}

function isThere({ cfnOptions: { condition } }: CfnResource, acl: CfnResource): boolean {
  return condition === undefined || condition === acl.cfnOptions.condition;
}
