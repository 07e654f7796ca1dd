/**
 * cdk-nag's AwsSolutions and NIST 800-53 R5 packs say nothing unexplained about the reference app and the examples.
 */
import { rmSync } from 'node:fs';
import { App, Fn, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { APPS, loadApp } from '../examples/apps';
import { EXPLAINED, UNDECIDED } from './explained';
import { judge } from './judge';

describe.each(APPS)('$name', (example) => {
  const app = loadApp(example);
  const { directory } = app.synth(); // aspects make the rules and endpoints
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const judgement = judge(app, EXPLAINED[example.name] ?? []);

  test('every finding is explained', () => expect(judgement.unexplained).toStrictEqual([]));
  test('every explanation is needed', () => expect(judgement.unused).toStrictEqual([]));
  test('every explanation gives a reason', () => expect(judgement.withoutReason).toStrictEqual([]));
  test('rules that could not decide are listed', () => expect(judgement.undecided).toStrictEqual(UNDECIDED[example.name]));
});

test('the tables name no app that is gone', () => {
  const names = APPS.map((a) => a.name);
  expect(Object.keys(EXPLAINED)).toStrictEqual(names);
  expect(Object.keys(UNDECIDED)).toStrictEqual(names);
});

describe('the judge itself', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const bucket = new Bucket(stack, 'Bucket');
  new ec2.CfnSecurityGroup(stack, 'Group', {
    groupDescription: 'opened to a range that no rule can read',
    securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: Fn.importValue('somewhere') }],
  });
  Validations.of(stack).acknowledge({ id: 'AwsSolutions-S1', reason: 'a bucket of this test' }, { id: 'AwsSolutions-VPC7', reason: 'there is no VPC' });
  const judgement = judge(app, [{ path: bucket.node.path, rule: 'AwsSolutions-S10', reason: 'the path is of the L2: a table names exact paths' }]);

  test('sees what nobody explained', () => expect(judgement.unexplained).toContain('AwsSolutions-S10 @ Stack/Bucket/Resource'));
  test('takes an acknowledgement for all that is below', () => expect(judgement.unexplained).not.toContain('AwsSolutions-S1 @ Stack/Bucket/Resource'));
  test('tells a rule that threw from one that found something', () => expect(judgement.undecided).toContain('AwsSolutions-EC23 @ Stack/Group'));
  test('names what nobody needs', () => expect(judgement.unused).toStrictEqual(['AwsSolutions-S10 @ Stack/Bucket', 'AwsSolutions-VPC7 @ Stack']));
});
