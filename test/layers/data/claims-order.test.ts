/**
 * A jewel and who claims it: the consumer's stack may stand before or after the owner's, with weak or strong references, and the
 * consumer gets what the offer says, the key that the library makes for the jewel included.
 */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection } from 'cdk-zero-trust';

interface Made {
  readonly stacks: Readonly<Record<'owner' | 'user', Stack>>;
  readonly app: App;
}

function made(ids: { readonly owner: string; readonly user: string }, references: 'strong' | 'weak'): Made {
  const app = new App({ context: { 'zero-trust:validate': false, '@aws-cdk/core:defaultCrossStackReferences': references } });
  const [first, second] = [ids.owner, ids.user].sort().map((id) => new Stack(app, id));
  const stacks = ids.owner < ids.user ? { owner: first, user: second } : { owner: second, user: first };
  const owner = new DataProtection(stacks.owner, 'Data');
  const papers = owner.addStore('papers', { resource: new s3.Bucket(stacks.owner, 'Papers'), crownJewel: CrownJewel.restricted(), offers: [{ id: 'read', access: DataAccess.actions(['s3:GetObject']), because: 'audits' }] });
  const user = new DataProtection(stacks.user, 'Data');
  const role = new iam.Role(stacks.user, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  user.addDataClaim({ source: role, store: papers, offer: 'read', because: 'audits' });
  return { stacks, app };
}

describe.each(['strong', 'weak'] as const)('with %s references', (references) => {
  test.each([['before', { owner: 'A', user: 'B' }], ['after', { owner: 'B', user: 'A' }]])('whose owner stands %s the consumer, gives the key as well', (_, ids) => {
    const { app, stacks } = made(ids, references);
    app.synth();
    const statements = Object.values<any>(Template.fromStack(stacks.user).findResources('AWS::IAM::RolePolicy')).flatMap((p) => p.Properties.PolicyDocument.Statement);
    expect(statements.map((s) => s.Action)).toEqual([['s3:GetObject'], ['kms:Decrypt']]);
    const reference = references === 'strong' ? 'Fn::ImportValue' : 'Fn::GetStackOutput';
    for (const s of statements) expect(JSON.stringify(s.Resource)).toContain(reference);
    // The owner waits for nobody, and knows the consumer by its tag alone.
    expect(stacks.owner.dependencies).toEqual([]);
    expect(JSON.stringify(Template.fromStack(stacks.owner).toJSON())).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
  });
});

test('an owner is closed once, whoever asks first', () => {
  const { app, stacks } = made({ owner: 'B', user: 'A' }, 'strong');
  app.synth();
  Template.fromStack(stacks.owner).resourceCountIs('AWS::KMS::Key', 1);
  Template.fromStack(stacks.owner).resourceCountIs('AWS::S3::BucketPolicy', 1);
});
