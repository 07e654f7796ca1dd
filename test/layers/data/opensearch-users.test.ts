/** Who is master of a domain stays so; and users with passwords, whom the policy refuses, are told. */
import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import { DataProtection, Posture } from 'cdk-zero-trust';
import { type Json, newApp, resourcesOfType, synthesize } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may, type PlainStatement } from '../../support/iam/evaluate';

const ACCOUNT = '111122223333';

function domain(advanced: (stack: Stack) => Json) {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const key = new kms.Key(stack, 'Key');
  const resource = new CfnResource(stack, 'Domain', { type: 'AWS::OpenSearchService::Domain', properties: { AdvancedSecurityOptions: { Enabled: true, ...advanced(stack) }, EncryptionAtRestOptions: { Enabled: true, KmsKeyId: key.keyArn }, NodeToNodeEncryptionOptions: { Enabled: true } } });
  new DataProtection(stack, 'Data', { posture: Posture.SANDBOX }).addStore('documents', { resource });
  const { templates, warnings } = synthesize(app);
  const deployed = new Deployed([{ stackName: 'App', template: templates.App }] as never, ACCOUNT);
  // The evaluator of these tests knows references to roles; policies of domains are read here.
  const text = JSON.stringify(resourcesOfType(templates, 'AWS::OpenSearchService::Domain')[0].Properties.AccessPolicies.Statement).replace(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, `"arn:aws:iam::${ACCOUNT}:role/$1"`).replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g, '"arn:aws$1"').replace(/\{"Fn::Join":[^}]*\}[^\]]*\]\]\}/g, '"arn:aws:iam::0:role/x"');
  const asks = (arn: string): boolean => may({ principal: { arn, account: ACCOUNT }, action: 'es:ESHttpPut', resource: 'arn:aws:es:eu-west-1:111122223333:domain/d/_plugins/_security' }, { identity: [{ Effect: 'Allow', Action: '*', Resource: '*' }], policy: JSON.parse(text) as PlainStatement[], account: ACCOUNT });
  return { asks, deployed, keyPolicy: JSON.stringify(deployed.policyOf(deployed.named('Key'))), warnings: warnings.filter((w) => w.startsWith('InternalUsersRefused')) };
}

const MASTER = `arn:aws:iam::${ACCOUNT}:role/master`;

test('the master user, by a literal arn and by a role of this app; it gets nothing of the key', () => {
  const literal = domain(() => ({ MasterUserOptions: { MasterUserARN: MASTER } }));
  expect([literal.asks(MASTER), literal.asks(`${MASTER}2`)]).toEqual([true, false]);
  expect(literal.keyPolicy).not.toContain('role/master');
  const own = domain((stack) => ({ MasterUserOptions: { MasterUserARN: new iam.Role(stack, 'Master', { assumedBy: new iam.AccountRootPrincipal() }).roleArn } }));
  expect([own.asks(own.deployed.arn(own.deployed.named('Master'))), own.asks(`arn:aws:iam::${ACCOUNT}:role/Other`)]).toEqual([true, false]);
  expect(domain(() => ({})).asks(MASTER)).toBe(false);
});

test.each<[string, (stack: Stack) => unknown, boolean]>([
  ['on', () => true, true], ['on, as text', () => 'true', true], ['chosen at deployment', (stack) => new CfnParameter(stack, 'Users').valueAsString, true], ['off', () => false, false], ['not said', () => undefined, false],
])('users of its own: %s', (_, value, told) => {
  const { warnings } = domain((stack) => ({ InternalUserDatabaseEnabled: value(stack) }));
  expect(warnings).toHaveLength(told ? 1 : 0);
  if (told) expect(warnings[0]).toContain('`App/Domain` has users of its own');
});

test('of an L2', () => {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: { account: ACCOUNT, region: 'eu-west-1' } });
  const resource = new opensearch.Domain(stack, 'Domain', { version: opensearch.EngineVersion.OPENSEARCH_2_17, enforceHttps: true, nodeToNodeEncryption: true, encryptionAtRest: { enabled: true }, fineGrainedAccessControl: { masterUserName: 'admin' } });
  new DataProtection(stack, 'Data', { posture: Posture.SANDBOX }).addStore('documents', { resource });
  expect(synthesize(app).warnings.filter((w) => w.startsWith('InternalUsersRefused'))).toHaveLength(1);
});
