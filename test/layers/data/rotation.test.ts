/** The secret of a database that is rotated: one policy, and the function that rotates keeps its way. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { CrownJewel, DataAccess, DataProtection, type StoreProps } from 'cdk-zero-trust';
import { mistakesOf, newApp, resourcesOfType, synthesize } from '../../support/apps/synthesize';
import { role } from '../../support/iam/app';
import { Deployed } from '../../support/iam/deployed';
import { may } from '../../support/iam/evaluate';

jest.setTimeout(60_000);

const ACCOUNT = '111122223333';
/** As in docs/data.md, "A secret that is rotated". */
const ROTATION = `arn:aws:iam::${ACCOUNT}:role/Documents-*SecretsManager*`;
/**
 * CloudFormation names the role of a nested application by the names of the nested stack, which begins with its parent's, and of the
 * role in AWS's template, both cut to what 64 characters leave: https://github.com/data-dot-all/dataall/issues/1323 shows both names.
 */
const ROTATES = `arn:aws:iam::${ACCOUNT}:role/Documents-DatabaseRotatio-SecretsManagerRDSPostgreS-1ABCDEFGHIJKL`;

function scene(rotate: (database: rds.DatabaseInstance) => unknown, props: Partial<StoreProps> = {}, context: object = {}) {
  const app = newApp(context);
  const stack = new Stack(app, 'Documents', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  const database = new rds.DatabaseInstance(stack, 'Database', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }), storageEncrypted: true,
    credentials: rds.Credentials.fromGeneratedSecret('admin', { encryptionKey: new kms.Key(stack, 'Key') }),
  });
  const data = new DataProtection(stack, 'Data');
  const password = data.addStore('password', { resource: database.secret as secrets.ISecret, crownJewel: CrownJewel.restricted(), ...props });
  data.addDataFlow({ source: role(stack, 'Reader'), store: password, access: DataAccess.reads(), because: 'logs in' });
  rotate(database);
  return { app, stack, database };
}

const single = (database: rds.DatabaseInstance): unknown => database.addRotationSingleUser();

test.each([['with the flag that sends policies to the secret', true], ['without it: the policy names the attachment', false]])('rotated %s: there is one policy, and ours is in it', (_, flag) => {
  const { app } = scene(single, {}, { '@aws-cdk/aws-secretsmanager:useAttachedSecretResourcePolicyForSecretTargetAttachments': flag });
  const { templates } = synthesize(app);
  const policies = resourcesOfType(templates, 'AWS::SecretsManager::ResourcePolicy');
  expect(policies).toHaveLength(1);
  const { ResourcePolicy: document, BlockPublicPolicy: blocks } = policies[0].Properties;
  expect(blocks).toBe(true);
  expect(document.Statement.map((s: { Sid?: string; Action: unknown }) => s.Sid ?? s.Action)).toEqual(expect.arrayContaining(['secretsmanager:DeleteSecret', 'ZeroTrustDenyRead']));
});

test('attached by hand, of another façade', () => {
  const { app } = scene((database) => {
    const other = new secrets.Secret(database.stack, 'Other').attach(database);
    other.addToResourcePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['secretsmanager:DeleteSecret'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] }));
    new DataProtection(database.stack, 'More').addStore('other', { resource: other });
  });
  expect(resourcesOfType(synthesize(app).templates, 'AWS::SecretsManager::ResourcePolicy')).toHaveLength(2); // one for each secret
});

test('two policies of one secret, one by its attachment, are two (StorePolicyAmbiguous)', () => {
  const { app } = scene((database) => {
    const { ref } = database.secret!.node.defaultChild as secrets.CfnSecretTargetAttachment;
    for (const id of ['P1', 'P2']) new secrets.CfnResourcePolicy(database.stack, id, { secretId: ref, resourcePolicy: { Version: '2012-10-17', Statement: [] } });
  });
  expect(mistakesOf(app).map((m) => m.split(':')[0])).toContain('StorePolicyAmbiguous');
});

test('the recipe: the role of the rotation passes, by the beginning of the stack and the name in AWS\'s template; nobody else does', () => {
  const mayOf = (exemptions: StoreProps['exemptions']) => {
    const { templates } = synthesize(scene(single, { exemptions }).app);
    const deployed = new Deployed([{ stackName: 'Documents', template: templates.Documents }] as never, ACCOUNT);
    const [secret] = deployed.ofType('AWS::SecretsManager::Secret');
    return (arn: string, action: string): boolean => may({ principal: { arn, account: ACCOUNT }, action, resource: deployed.arn(secret) }, { identity: [{ Effect: 'Allow', Action: '*', Resource: '*' }], policy: deployed.policyOf(secret), account: ACCOUNT });
  };
  const [exempt, without] = [mayOf([{ roleArn: ROTATION, because: 'rotates the password' }]), mayOf([])];
  for (const action of ['GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage', 'DescribeSecret'].map((a) => `secretsmanager:${a}`)) expect([action, exempt(ROTATES, action)]).toEqual([action, true]);
  expect([without(ROTATES, 'secretsmanager:GetSecretValue'), exempt(`arn:aws:iam::${ACCOUNT}:role/Documents-Other-1`, 'secretsmanager:GetSecretValue')]).toEqual([false, false]);
});
