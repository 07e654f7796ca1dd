/** Who writes the logs of REST APIs has to be told to: once for an account and a region. */
import { Annotations, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { DoorProfile, DoorProtocol, FrontDoor, RouteHandler } from '../../../lib/layers/front-door';
import { made, type Made, ofType, type Workshop } from './made';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

const ID = 'GatewayLogRoleMissing';
const told = ({ warnings }: Made): string[] => warnings.filter((w) => w.includes(ID));
const open = (door: FrontDoor, w: Workshop): void => { door.addRoute('GET /health', { handler: w.handler('Health'), publicBecause: 'the status page asks' }); };
const another = (stack: Stack, w: Workshop, id = 'Other'): void => { new FrontDoor(stack, id).addRoute('GET /health', { handler: RouteHandler.function(w.fn('Health', stack)), publicBecause: 'x' }); };

test.each<[string, number, (door: FrontDoor, w: Workshop) => void]>([
  ['one door', 1, open],
  ['two doors of one account and region', 1, (door, w) => { open(door, w); another(w.stack, w); another(new Stack(w.stack.node.root, 'Second', { env: { account: '111122223333', region: 'eu-west-1' } }), w); }],
  ['two regions', 2, (door, w) => { open(door, w); another(new Stack(w.stack.node.root, 'Second', { env: { account: '111122223333', region: 'eu-central-1' } }), w); }],
  ['the app makes the role', 0, (door, w) => { open(door, w); new apigateway.CfnAccount(w.stack, 'Account', {}); }],
  ['the role of another region', 1, (door, w) => { open(door, w); new apigateway.CfnAccount(new Stack(w.stack.node.root, 'Second', { env: { account: '111122223333', region: 'eu-central-1' } }), 'Account', {}); }],
  ['somebody acknowledged it', 0, (door, w) => { open(door, w); Annotations.of(w.stack).acknowledgeWarning(`cdk-zero-trust:${ID}`, 'the platform team makes it'); }],
])('%s: told %i times', (_, count, declare) => expect(told(made(declare))).toHaveLength(count));

test('an HTTP API needs none', () => expect(told(made(open, { props: () => ({ protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS12 }) }))).toEqual([]));

test('a private door of signed routes alone denies other endpoints, and lets callers in by their own policies', () => {
  const all = made((door, w) => { door.addRoute('GET /jobs', { handler: w.handler('Jobs'), callers: [w.role('Batch')] }); }, { props: (w) => ({ profile: DoorProfile.PRIVATE, vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(w.stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 })] }) });
  expect(all.errors).toEqual([]);
  const [[, api]] = ofType(all, 'AWS::ApiGateway::RestApi');
  expect(api.Properties.Policy.Statement).toEqual([{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/*'], Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] } } }]);
  const [[, policy]] = ofType(all, 'AWS::IAM::RolePolicy');
  expect(policy.Properties.PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ['arn:aws:execute-api:eu-west-1:111122223333:Door.Api/live/GET/jobs'] }]);
});
