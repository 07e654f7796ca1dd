/** Policies of the layer are rendered without CDK's walk: what comes out is what CDK would have said, references to other stacks included. */
import { App, Aws, CfnParameter, CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { Rendered } from '../../../../lib/layers/data/kinds/rendered';
import { read, ReferenceTo } from '../../../../lib/layers/network/members/read';
import { newApp, newStack, synthesize } from '../../../support/apps/synthesize';

/** The same value twice in a template: rendered, and resolved by CDK. */
function both(make: (home: Stack, away: Stack) => unknown): { readonly ours: unknown; readonly theirs: unknown } {
  const app = newApp();
  const [home, away] = [newStack(app, 'Home'), newStack(app, 'Away')];
  const value = make(home, away);
  new CfnResource(home, 'Ours', { type: 'A::B::C', properties: { Value: new Rendered(() => value) } });
  new CfnResource(home, 'Theirs', { type: 'A::B::C', properties: { Value: value } });
  const { Resources } = synthesize(app).templates.Home;
  return { ours: Resources.Ours.Properties.Value, theirs: Resources.Theirs.Properties.Value };
}

test('texts, tokens, intrinsics, lists, references to both stacks, in any mixture (20 runs)', () => {
  const leaves: readonly ((home: Stack, away: Stack) => unknown)[] = [
    () => 'plain', () => '*', () => true, () => 7, () => undefined,
    () => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/x`,
    (home) => `${role(home).roleArn}/*`, (_, away) => role(away).roleArn, (home, away) => `${role(home).roleName}-${role(away).roleName}`,
    (home) => Lazy.string({ produce: () => role(home).roleArn }), () => Token.asAny({ Ref: 'AWS::Region' }),
    (home) => Fn.select(1, Fn.split(':', role(home).roleArn)), (home) => Lazy.list({ produce: () => ['a', role(home).roleArn] }),
    (home) => ((home.node.tryFindChild('P') as CfnParameter | undefined) ?? new CfnParameter(home, 'P')).valueAsString,
  ];
  const role = (stack: Stack): iam.Role => (stack.node.tryFindChild('Role') as iam.Role | undefined) ?? new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const tree = fc.letrec<{ node: (home: Stack, away: Stack) => unknown }>((tie) => ({
    node: fc.oneof({ maxDepth: 3 }, fc.constantFrom(...leaves),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((list) => (home: Stack, away: Stack) => list.map((one) => one(home, away)).filter((v) => v !== undefined)),
      fc.dictionary(fc.constantFrom('Action', 'Resource', 'Condition'), tie('node'), { minKeys: 1 }).map((object) => (home: Stack, away: Stack) => Object.fromEntries(Object.entries(object).map(([k, one]) => [k, one(home, away)])))),
  })).node;
  fc.assert(fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), (list) => {
    const { ours, theirs } = both((home, away) => ({ Statement: list.map((one) => one(home, away) ?? 'absent') }));
    expect(ours).toEqual(theirs);
  }), { numRuns: 20 });
});

test('a reference to another stack makes its export, though nothing else names it', () => {
  const app = newApp();
  const [home, away] = [newStack(app, 'Home'), newStack(app, 'Away')];
  const bucket = new s3.Bucket(away, 'Bucket');
  new CfnResource(home, 'Ours', { type: 'A::B::C', properties: { Value: new Rendered(() => [bucket.bucketArn, `${bucket.bucketArn}/*`]) } });
  const { templates } = synthesize(app);
  expect(JSON.stringify(templates.Home.Resources.Ours)).toContain('Fn::ImportValue');
  expect(Object.keys(templates.Away.Outputs)).toHaveLength(1);
});

test('what was rendered before logical ids were settled is rendered anew', () => {
  const app = newApp();
  const home = newStack(app, 'Home');
  const bucket = new s3.CfnBucket(home, 'Bucket');
  const ours = new CfnResource(home, 'Ours', { type: 'A::B::C', properties: { Value: new Rendered(() => [bucket.attrArn]) } });
  expect(home.resolve((ours as unknown as { _cfnProperties: unknown })._cfnProperties)).toEqual({ Value: [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }] });
  bucket.overrideLogicalId('Settled');
  expect(synthesize(app).templates.Home.Resources.Ours.Properties.Value).toEqual([{ 'Fn::GetAtt': ['Settled', 'Arn'] }]);
});

test('who reads it gets references, not logical ids', () => {
  const home = new Stack(new App(), 'Home');
  const bucket = new s3.CfnBucket(home, 'Bucket');
  const ours = new CfnResource(home, 'Ours', { type: 'A::B::C', properties: { Value: new Rendered(() => ({ Resource: [bucket.attrArn, `${bucket.attrArn}/*`] })) } });
  for (let twice = 0; twice < 2; twice++) {
    const { Resource: [whole, below] } = read(ours, 'Value') as { Resource: [unknown, { 'Fn::Join': [string, unknown[]] }] };
    expect(whole).toEqual(new ReferenceTo(bucket, 'Arn'));
    expect(below['Fn::Join'][1]).toEqual([new ReferenceTo(bucket, 'Arn'), '/*']);
  }
});
