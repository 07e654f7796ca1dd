/** Whoever deploys a stack keeps the data of its stores, whatever its synthesizer is called; and nobody is guessed. */
import { BootstraplessSynthesizer, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, type IStackSynthesizer, LegacyStackSynthesizer, NestedStack, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrownJewel, DataProtection, type DataProtectionProps } from 'cdk-zero-trust';
import { mistakesOf, newApp, synthesize } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may } from '../../support/iam/evaluate';

const ACCOUNT = '111122223333';
const ENV = { account: ACCOUNT, region: 'eu-west-1' };
const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function appWith(synthesizer: IStackSynthesizer | undefined, props: DataProtectionProps, env: object | undefined = ENV) {
  const app = newApp();
  const stack = new Stack(app, 'App', { ...(env === undefined ? {} : { env }), ...(synthesizer === undefined ? {} : { synthesizer }) });
  new DataProtection(stack, 'Data', props).addStore('documents', { resource: new s3.Bucket(stack, 'Documents'), crownJewel: CrownJewel.restricted() });
  return app;
}

function account(synthesizer: IStackSynthesizer | undefined, props: DataProtectionProps = {}, env?: object): Deployed {
  const { templates } = synthesize(appWith(synthesizer, props, env));
  return new Deployed([{ stackName: 'App', template: templates.App }] as never, ACCOUNT);
}

/** Reads an object, and decrypts it, with every permission of IAM. */
function keeps(deployed: Deployed, arn: string): readonly boolean[] {
  const [bucket, key] = [deployed.named('Documents'), deployed.ofType('AWS::KMS::Key')[0]];
  const identity = [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }];
  const asked = { principal: { arn, account: ACCOUNT }, context: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };
  return [
    may({ ...asked, action: 's3:GetObject', resource: `${deployed.arn(bucket)}/a` }, { identity, policy: deployed.policyOf(bucket), account: ACCOUNT }),
    may({ ...asked, action: 'kms:Decrypt', resource: deployed.arn(key) }, { identity, policy: deployed.policyOf(key), account: ACCOUNT, needsDelegation: true }),
  ];
}

const usual = (kind: string, qualifier = 'hnb659fds'): string => arnOf(`cdk-${qualifier}-${kind}-role-${ACCOUNT}-eu-west-1`);
const own = (): DefaultStackSynthesizer => new DefaultStackSynthesizer({ qualifier: 'team', cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Qualifier}/exec-${AWS::Region}', deployRoleArn: `arn:aws:iam::${ACCOUNT}:role/deploys` });

test.each<[string, IStackSynthesizer | undefined, DataProtectionProps, readonly string[], readonly string[]]>([
  ['none that is said', undefined, {}, [usual('cfn-exec'), usual('deploy')], [usual('lookup'), usual('cfn-exec', 'other'), arnOf('deploys')]],
  ['the default, with a qualifier', new DefaultStackSynthesizer({ qualifier: 'team' }), {}, [usual('cfn-exec', 'team'), usual('deploy', 'team')], [usual('cfn-exec')]],
  ['the default, with roles of its own', own(), {}, [arnOf('team/exec-eu-west-1'), arnOf('deploys')], [usual('cfn-exec'), usual('cfn-exec', 'team'), arnOf('team/exec-us-east-1'), arnOf('deploys2')]],
  ['one without a bootstrap', new BootstraplessSynthesizer({ cloudFormationExecutionRoleArn: arnOf('exec'), deployRoleArn: arnOf('start') }), {}, [arnOf('exec'), arnOf('start')], [usual('cfn-exec')]],
  ['one without roles', new CliCredentialsStackSynthesizer(), { deployerRoles: [arnOf('ci-*')] }, [arnOf('ci-main')], [usual('cfn-exec'), arnOf('ci')]],
  ['the old one', new LegacyStackSynthesizer(), { breakGlassRoles: [arnOf('admin')] }, [arnOf('admin')], [usual('cfn-exec')]],
  ['one without roles, beside a bootstrap', new CliCredentialsStackSynthesizer(), { bootstrapQualifier: 'team' }, [usual('cfn-exec', 'team')], [usual('cfn-exec')]],
  ['the default, and roles that are said', undefined, { deployerRoles: [arnOf('ci')] }, [usual('cfn-exec'), arnOf('ci')], [arnOf('ci2')]],
])('%s', (_, synthesizer, props, kept, refused) => {
  const deployed = account(synthesizer, props);
  for (const arn of kept) expect([arn, ...keeps(deployed, arn)]).toEqual([arn, true, true]);
  for (const arn of refused) expect([arn, ...keeps(deployed, arn)]).toEqual([arn, false, false]);
});

test('a stack that does not say its account: placeholders become what CloudFormation knows', () => {
  const deployed = account(new DefaultStackSynthesizer({ cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/exec' }), {}, {});
  expect([keeps(deployed, arnOf('exec')), keeps(deployed, arnOf('cdk-hnb659fds-deploy-role-x')), keeps(deployed, usual('cfn-exec'))]).toEqual([[true, true], [true, true], [false, false]]);
});

test('a role of another account that is named as the usual one is', () => {
  const theirs = `arn:aws:iam::999988887777:role/cdk-hnb659fds-deploy-role-999988887777-eu-west-1`;
  const { templates } = synthesize(appWith(new DefaultStackSynthesizer({ deployRoleArn: theirs }), {}));
  expect(JSON.stringify(templates)).toContain(`"${theirs}"`);
});

describe('nobody can say who deploys (DeployerUnknown)', () => {
  test.each([['CliCredentialsStackSynthesizer', new CliCredentialsStackSynthesizer()], ['LegacyStackSynthesizer', new LegacyStackSynthesizer()]])('%s', (name, synthesizer) => {
    expect(mistakesOf(appWith(synthesizer, {}))).toEqual([expect.stringMatching(new RegExp(`^DeployerUnknown: stack \`App\` .*\`${name}\`.*\`deployerRoles\``))]);
  });

  test('told once for each stack, of nested stacks by their parent; not where no policy could refuse anybody', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV, synthesizer: new CliCredentialsStackSynthesizer() });
    const data = new DataProtection(new Stack(app, 'Data', { env: ENV }), 'Data');
    data.addStore('a', { resource: new s3.Bucket(stack, 'A') });
    data.addStore('b', { resource: new s3.Bucket(stack, 'B') });
    data.addStore('c', { resource: new s3.Bucket(new NestedStack(stack, 'Nested'), 'C') });
    expect(mistakesOf(app).map((m) => m.split(':')[0])).toEqual(['DeployerUnknown']);
    const imported = newApp();
    const other = new Stack(imported, 'App', { env: ENV, synthesizer: new CliCredentialsStackSynthesizer() });
    new DataProtection(other, 'Data').addStore('news', { resource: sns.Topic.fromTopicArn(other, 'T', `arn:aws:sns:eu-west-1:${ACCOUNT}:news`) });
    expect(mistakesOf(imported)).toEqual([]);
  });

  test('a role of the app that is named as a bootstrap of its own would name it', () => {
    const app = appWith(new DefaultStackSynthesizer({ qualifier: 'team' }), {});
    new iam.Role(app.node.findChild('App') as Stack, 'Named', { roleName: 'cdk-team-deploy-role-x', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(mistakesOf(app).map((m) => m.split(':')[0])).toEqual(['RoleNamedAsDeployer']);
  });
});
