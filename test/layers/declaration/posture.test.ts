/** A posture that nobody knows would be weaker than each where defaults are looked up by its name: every layer refuses it. */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ClosedVpc, DataProtection, FrontDoor, IdentityFoundation, Microsegmentation, ZeroTrust } from '../../../lib';

const vpc = (stack: Stack): ec2.Vpc => new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });

test.each<[string, (stack: Stack, posture: never) => void]>([
  ['ZeroTrust', (stack, posture) => { new ZeroTrust(stack, 'Layer', { vpc: vpc(stack), posture }); }],
  ['Microsegmentation', (stack, posture) => { new Microsegmentation(stack, 'Layer', { vpc: vpc(stack), posture }); }],
  ['ClosedVpc', (stack, posture) => { new ClosedVpc(stack, 'Layer', { posture }); }],
  ['DataProtection', (stack, posture) => { new DataProtection(stack, 'Layer', { posture }); }],
  ['FrontDoor', (stack, posture) => { new FrontDoor(stack, 'Layer', { posture }); }],
  ['IdentityFoundation', (stack, posture) => { new IdentityFoundation(stack, 'Layer', { posture }); }],
])('%s', (_, make) => {
  const app = new App({ context: { 'zero-trust:validate': false } });
  make(new Stack(app, 'App'), 'HIHG' as never);
  expect(() => app.synth()).toThrow(/UnknownValue: `posture` of [^\n]*`HIHG`; did you mean `high`\?; expected one of `sandbox`, `standard`, `high`/);
});

test('the posture of a door within a façade is its own, where it says one', () => {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App');
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: vpc(stack) });
  zt.addFrontDoor('Door', { posture: 'HIHG' as never });
  expect(() => app.synth()).toThrow(/UnknownValue: `posture` of door `Door`/);
});
