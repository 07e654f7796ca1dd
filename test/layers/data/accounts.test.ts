/** Literal ARNs beside a stack that does not say its account: nobody guesses whose they are. */
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection } from 'cdk-zero-trust';
import { ENV, mistakesOf, resourcesOfType, synthesize } from '../../support/apps/synthesize';

const KEY = 'arn:aws:kms:eu-west-1:999988887777:key/0d1b3c52-0000-4000-8000-000000000001';

function reader(roleOf: (stack: Stack) => iam.IRole, env: typeof ENV | undefined): App {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Home', { env });
  const data = new DataProtection(stack, 'Data');
  data.addDataFlow({ id: 'reads', source: roleOf(stack), store: data.addStore('documents', { resource: new s3.CfnBucket(stack, 'Bucket') }), access: DataAccess.reads(), because: 'reads' });
  return app;
}
const byArn = (account: string) => (stack: Stack): iam.IRole => iam.Role.fromRoleArn(stack, 'Partner', `arn:aws:iam::${account}:role/partner`);

test.each(['111122223333', '999988887777'])('a role of account %s', (account) => {
  expect(mistakesOf(reader(byArn(account), undefined))).toEqual([expect.stringMatching(new RegExp(`^AccountNotSaid: role .* of data flow \`reads\` is of account \`${account}\`, and stack \`Home\` does not say its own.*by its name`))]);
});

test('of which both accounts are said is granted its policy here, or told to its owner', () => {
  const [own, foreign] = [ENV.account, '999988887777'].map((account) => synthesize(reader(byArn(account), ENV)));
  expect([own, foreign].map(({ templates }) => resourcesOfType(templates, 'AWS::IAM::RolePolicy').length)).toEqual([1, 0]);
  expect(foreign.warnings).toEqual([expect.stringContaining('RolePolicyNotOurs')]);
});

test('of which only the name is said is of this account', () => {
  expect(mistakesOf(reader((stack) => iam.Role.fromRoleName(stack, 'Reader', 'reader'), undefined))).toEqual([]);
});

describe('a key that is a literal ARN', () => {
  const store = (isJewel: boolean, env: typeof ENV | undefined, isStated: boolean): App => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Home', { env });
    const key = kms.Key.fromKeyArn(stack, 'Key', KEY);
    const resource = new s3.Bucket(stack, 'Bucket', isStated ? {} : { encryptionKey: key });
    new DataProtection(stack, 'Data').addStore('documents', { resource, ...(isStated ? { key } : {}), ...(isJewel ? { crownJewel: CrownJewel.restricted() } : {}) });
    return app;
  };

  test.each([true, false])('of a crown jewel is refused; stated beside it: %s', (isStated) => {
    expect(mistakesOf(store(true, undefined, isStated))).toEqual([expect.stringMatching(/^AccountNotSaid: the key of store `documents` is `arn:aws:kms:eu-west-1:999988887777:key/)]);
    expect(mistakesOf(store(true, ENV, isStated))).toEqual([]);
  });

  test('of another store is a warning', () => {
    expect(synthesize(store(false, undefined, false)).warnings.filter((w) => w.includes('AccountNotSaid'))).toHaveLength(1);
  });
});
