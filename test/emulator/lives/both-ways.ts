/**
 * examples/02-both-ways: three stacks, flows both ways. A change of the network touches the stack of the network alone.
 */
import { strict as assert } from 'node:assert';
import { type Edit, Project } from '../project';
import { failing, Life, type World } from './life';

const FILE = 'app.ts';
const CONFIRMED = "because: 'the charge is confirmed later' });";
const ADD_FLOW: Edit = {
  file: FILE, was: CONFIRMED,
  is: `${CONFIRMED}\nzt.addFlow({ source: orders, destination: payments, port: ec2.Port.tcp(9443), authentication, because: 'refunds' });`,
};
const RENAME: Edit = { file: FILE, was: "zt.addSegment('orders', {", is: "zt.addSegment('orders', { displayName: 'Order desk'," };
const FAIL: readonly Edit[] = [
  { file: FILE, was: "import type { Construct } from 'constructs';", is: "import * as iam from 'aws-cdk-lib/aws-iam';\nimport type { Construct } from 'constructs';" },
  {
    file: FILE, was: "because: 'refunds' });",
    is: `because: 'refunds' });\nzt.addFlow({ source: payments, destination: orders, port: ec2.Port.tcp(9444), authentication, because: 'disputes' });\n${failing('Stack.of(zt)', 'zt')}`,
  },
];
const REMOVE_MEMBER: Edit = { file: FILE, was: 'members: [paymentsService]', is: 'members: []' };
/** The rules of its boot go; the endpoints that both services shared permit its part no longer. */
const EXPECTED = [
  /^Remove AWS::EC2::SecurityGroup(In|E)gress for payments\.(container-logs|image-pull)\./,
  /^Modify AWS::EC2::VPCEndpoint PolicyDocument for [a-z0-9.]+$/,
];

export async function bothWays(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, '02-both-ways', 'examples/02-both-ways', ['app.ts', 'acknowledged.ts'], FILE);
  const life = new Life(world, project, ['Network', 'Orders', 'Payments']);

  await report.must('deploys', async () => { await life.deploy('first'); });
  await report.check('security groups, endpoints and flow logs are those of the intent', () => life.compareNetwork());

  await report.must('a flow more adds its two rules and changes nothing else', async () => {
    project.edit(ADD_FLOW);
    assert.deepStrictEqual(await life.deploy('add-flow'), {
      Network: ['Add AWS::EC2::SecurityGroupEgress for orders-to-payments-tcp-9443', 'Add AWS::EC2::SecurityGroupIngress for orders-to-payments-tcp-9443'],
    });
    await life.compareNetwork();
  });
  await report.must('a new display name changes nothing', async () => {
    project.edit(RENAME);
    assert.deepStrictEqual(await life.deploy('rename'), {});
    assert.equal(project.intent.segments.find((s) => s.id === 'orders')?.displayName, 'Order desk');
    await life.compareNetwork();
  });
  await life.failUpdate(FAIL, 'Network', () => life.network());

  await report.check('a member of another stack leaves: refused while that stack imports the group', async () => {
    project.edit(REMOVE_MEMBER);
    const ran = await project.deploy('too-early');
    assert.notEqual(ran.code, 0);
    assert.match(ran.output, /cannot be deleted as it is in use by Payments/);
    assert.equal(await life.stacks.status('Network'), 'UPDATE_ROLLBACK_COMPLETE');
  });
  await report.must('a member of another stack leaves: its own stack first, then the network', async () => {
    const own = await life.deploy('leave', 'Payments', '--exclusively');
    assert.deepStrictEqual(Object.keys(own), ['Payments']);
    const changed = await life.deploy('left');
    assert.deepStrictEqual(Object.keys(changed), ['Network']);
    const others = changed.Network.filter((c) => !c.startsWith('Look at ') && !EXPECTED.some((pattern) => pattern.test(c)));
    assert.deepStrictEqual(others, []);
    await life.compareNetwork(['Payments-ServiceSecurityGroupC96ED6A7']);
  });
  await life.askSecondOpinion();
  await report.check('is destroyed, in the reverse order', async () => {
    life.succeeded(await project.destroy());
    assert.deepStrictEqual(await life.statuses(), [undefined, undefined, undefined]);
  });
}
