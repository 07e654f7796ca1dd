/**
 * API Gateway writes the logs of REST APIs once the account has a role for it in the region, and CloudFormation refuses a stage with
 * logs before: `checkLogRole(door)` says it once for each account and region of an app, where nothing of the app makes that role.
 *
 * It is never made here: there is one for all APIs, and whoever removes a stack with it takes the logs of the others away. HTTP APIs
 * need none. (API Gateway developer guide, "Set up CloudWatch logging for REST APIs"; CloudFormation, AWS::ApiGateway::Account.) Not
 * seen: what other apps made of the account.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareText, type Finding } from '../../intent';
import { resourcesIn } from '../network/members/read';
import { Said } from './compiler/say';
import type { FrontDoor } from './front-door';
import { DoorProtocol } from './profiles';

const LINES = [
  'const role = new iam.Role(stack, \'ApiGatewayLogs\', { assumedBy: new iam.ServicePrincipal(\'apigateway.amazonaws.com\') });',
  'role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName(\'service-role/AmazonAPIGatewayPushToCloudWatchLogs\'));',
  'const account = new apigateway.CfnAccount(stack, \'ApiGatewayAccount\', { cloudWatchRoleArn: role.roleArn });',
  'account.applyRemovalPolicy(RemovalPolicy.RETAIN);',
  'role.applyRemovalPolicy(RemovalPolicy.RETAIN);',
];

export function checkLogRole(door: FrontDoor): readonly Finding[] {
  const said = new Said();
  if (door._props.protocol === DoorProtocol.HTTP) return said.all;
  const { accounts, resources } = around(door);
  if (accounts.length > 0) {
    // Within one stack nothing else says which of the two is first; another stack says so with `addDependency`.
    for (const account of accounts) if (Stack.of(account) === Stack.of(door._stage)) door._stage.addResourceDependency(account);
    return said.all;
  }
  const doors = resources.filter((r) => r.cfnResourceType === 'AWS::ApiGateway::RestApi' && (r.node.scope as Partial<FrontDoor> | undefined)?._known?.api === r).map((r) => r.node.scope!.node.path).sort(compareText);
  if (doors[0] === door.node.path) said.warning('GatewayLogRoleMissing', '', logRoleText(`door \`${door.doorId}\``));
  return said.all;
}

/** The same of an API that exists and gets a log. */
export function lacksLogRole(api: IConstruct): boolean {
  return around(api).accounts.length === 0;
}

export function logRoleText(who: string): string {
  return `${who} writes logs, and nothing in this app gives API Gateway the role for it, which an account has once in a region: got no \`AWS::ApiGateway::Account\`; without it CloudFormation refuses the stage; expected it here or in another app, in which case acknowledge this; paste into one stack of the account and region, deployed before this one: ${LINES.map((l) => `\`${l}\``).join(' ')}`;
}

/** What the app makes in the same account and region. */
function around(scope: IConstruct): { readonly accounts: readonly CfnResource[]; readonly resources: readonly CfnResource[] } {
  const place = ({ account, region }: Stack): string => `${account} ${region}`;
  const mine = place(Stack.of(scope));
  const resources = resourcesIn(scope.node.root).filter((r) => place(Stack.of(r)) === mine);
  return { resources, accounts: resources.filter((r) => r.cfnResourceType === 'AWS::ApiGateway::Account') };
}
