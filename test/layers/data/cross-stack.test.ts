/**
 * A jewel whose role, store and key stand in stacks of their own: who passes, that no stacks need each other, with each kind of CDK's
 * references; and what cannot be, in words of ours.
 */
import { App, Aws, CfnResource, PhysicalName, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection, type DataProtectionProps, type DataStore } from 'cdk-zero-trust';
import type { Construct } from 'constructs';
import { judge } from '../../../lib/prover/judge';
import { readTemplates } from '../../../lib/world/template';
import { Deployed } from '../../support/iam/deployed';
import { may, type PlainStatement, type Principal } from '../../support/iam/evaluate';

const ENV = { account: '111122223333', region: 'us-east-1' };
const MODES = ['strong', 'weak', 'both', undefined] as const;
type Mode = typeof MODES[number];
const JEWEL = { crownJewel: CrownJewel.restricted() };
const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

function newApp(mode: Mode = 'strong'): App {
  return new App({ analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, ...(mode === undefined ? {} : { '@aws-cdk/core:defaultCrossStackReferences': mode }) } });
}

const stacksIn = (scope: App | Stage, ids: string, props: StackProps = { env: ENV }): Record<string, Stack> => Object.fromEntries([...ids].map((id) => [id, new Stack(scope, id, props)]));
const role = (scope: Construct, id: string): iam.Role => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const bucket = (scope: Construct, id: string, encryptionKey: kms.IKey = new kms.Key(scope, `KeyOf${id}`)): s3.Bucket => new s3.Bucket(scope, id, { encryptionKey });

interface Made {
  readonly account: Deployed;
  /** `A -> B`. */
  readonly needs: readonly string[];
  readonly text: string;
}

function synth(app: App): Made {
  const assembly = app.synth();
  const stacks = assembly.stacksRecursively;
  return {
    account: new Deployed(stacks, ENV.account),
    needs: stacks.flatMap((s) => s.dependencies.filter((d) => stacks.some((o) => o.id === d.id)).map((d) => `${s.stackName} -> ${d.id}`)).sort(),
    text: JSON.stringify(stacks.map((s) => s.template as unknown)),
  };
}

function mistakes(app: App): string[] {
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Validation failed')).map((line) => line.replace(/^.*?\] /, ''));
  }
  return [];
}

/** May read an object and use its key for it; may write one. */
function access({ account }: Made, who: string | Principal, store: string, key = `KeyOf${store}`): readonly boolean[] {
  const { principal, identity } = typeof who === 'string' ? account.role(account.named(who)) : { principal: who, identity: EVERYTHING };
  const at = account.named(store);
  const object = (action: string): boolean => may({ principal, action, resource: `${account.arn(at)}/a` }, { identity, policy: account.policyOf(at), account: ENV.account });
  const decrypt = may({ principal, action: 'kms:Decrypt', resource: account.arn(account.named(key)), context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, { identity, policy: account.policyOf(account.named(key)), account: ENV.account, needsDelegation: true });
  return [object('s3:GetObject'), decrypt, object('s3:PutObject')];
}

const stranger: Principal = { arn: `arn:aws:iam::${ENV.account}:role/stranger`, account: ENV.account, tags: {} };

describe.each(MODES)('references: %s', (mode) => {
  test.each([...'ABCD'])('role in A, store in B, key in C, the façade in %s', (facade) => {
    const app = newApp(mode);
    const { A, B, C, ...others } = stacksIn(app, 'ABCD');
    const data = new DataProtection({ A, B, C, ...others }[facade]!, 'Data');
    const store = data.addStore('documents', { resource: bucket(B, 'Documents', new kms.Key(C, 'KeyOfDocuments')), ...JEWEL });
    data.addDataFlow({ source: role(A, 'Reader'), store, access: DataAccess.reads(), because: 'shows documents' });
    role(A, 'Other');
    const made = synth(app);
    expect(access(made, 'Reader', 'Documents')).toEqual([true, true, false]);
    expect(access(made, 'Other', 'Documents')).toEqual([false, false, false]);
    expect(access(made, stranger, 'Documents')).toEqual([false, false, false]);
    expect(made.needs).toEqual(['A -> B', 'A -> C', 'B -> C']);
  });

  test('both directions at once, with the policies in a stack that nobody depends on', () => {
    const app = newApp(mode);
    const { A, B, P } = stacksIn(app, 'ABP');
    const data = new DataProtection(A, 'Data', { policiesScope: P });
    const [one, two] = [data.addStore('one', { resource: bucket(A, 'One'), ...JEWEL }), data.addStore('two', { resource: bucket(B, 'Two'), ...JEWEL })];
    data.addDataFlow({ source: role(A, 'OfA'), store: two, access: DataAccess.reads(), because: 'x' });
    data.addDataFlow({ source: role(B, 'OfB'), store: one, access: DataAccess.reads(), because: 'x' });
    const made = synth(app);
    expect([access(made, 'OfA', 'Two'), access(made, 'OfB', 'One')]).toEqual([[true, true, false], [true, true, false]]);
    expect([access(made, 'OfA', 'One'), access(made, 'OfB', 'Two'), access(made, stranger, 'One')]).toEqual(Array(3).fill([false, false, false]));
    expect(made.needs).toEqual(['P -> A', 'P -> B']);
    expect(made.account.ofType('AWS::IAM::RolePolicy').map((n) => n.split('.')[0])).toEqual(['P', 'P']);
  });

  test('two façades that claim from each other', () => {
    const app = newApp(mode);
    const { A, B, P } = stacksIn(app, 'ABP');
    const side = (stack: Stack, name: string): { readonly data: DataProtection; readonly store: DataStore } => {
      const data = new DataProtection(stack, 'Data', { policiesScope: P });
      return { data, store: data.addStore('documents', { resource: bucket(stack, name), ...JEWEL, offers: [{ id: 'read', access: DataAccess.reads(), because: 'x' }] }) };
    };
    const [one, two] = [side(A, 'One'), side(B, 'Two')];
    one.data.addDataClaim({ source: role(A, 'OfA'), store: two.store, offer: 'read', because: 'x' });
    two.data.addDataClaim({ source: role(B, 'OfB'), store: one.store, offer: 'read', because: 'x' });
    const made = synth(app);
    expect([access(made, 'OfA', 'Two'), access(made, 'OfB', 'One')]).toEqual([[true, true, false], [true, true, false]]);
    expect(made.needs).toEqual(['P -> A', 'P -> B']);
    // And the proof finds each grant, in whatever stack it stands.
    const { file } = judge(readTemplates([app.outdir], { cwd: '/', assume: {} }));
    expect(file.verdicts.map((v) => [v.kind, v.verdict])).toEqual([['claim', 'proved'], ['claim', 'proved']]);
  });

  test('a function that is told the name of the table, in a stage', () => {
    const app = newApp(mode);
    const { A, B } = stacksIn(new Stage(app, 'Prod'), 'AB');
    const table = new dynamodb.CfnTable(B, 'Table', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }], billingMode: 'PAY_PER_REQUEST' });
    const fn = new lambda.Function(A, 'Fn', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), environment: { TABLE: table.ref } });
    const data = new DataProtection(B, 'Data');
    data.addDataFlow({ source: fn, store: data.addStore('documents', { resource: table, ...JEWEL }), access: DataAccess.readsAndWrites(), because: 'x' });
    const stacks = app.synth().getNestedAssembly('assembly-Prod').stacks;
    expect(stacks.flatMap((s) => s.dependencies.filter((d) => stacks.some((o) => o.id === d.id)).map((d) => `${s.displayName} -> ${d.id}`))).toEqual([expect.stringMatching(/A.* -> Prod.*B|A.* -> ProdB/)]);
    expect(JSON.stringify(stacks.map((s) => s.template as unknown))).toContain('zero-trust:B.Data.documents');
  });

  test('another region works: IAM is everywhere, and the key stays with its store', () => {
    const app = newApp(mode);
    const { A } = stacksIn(app, 'A', { env: { ...ENV, region: 'eu-west-1' } });
    const { B } = stacksIn(app, 'B');
    const data = new DataProtection(B, 'Data');
    data.addDataFlow({ source: role(A, 'Reader'), store: data.addStore('documents', { resource: bucket(B, 'Documents'), ...JEWEL }), access: DataAccess.reads(), because: 'x' });
    const made = synth(app);
    expect(made.needs).toEqual(['A -> B']);
    expect(made.text).toContain('"kms:ViaService":');
    expect(made.text).not.toContain('s3.eu-west-1.amazonaws.com');
  });
});

test('the placement of policies does not change what is permitted, and their ids stay while flows are added', () => {
  const build = (props: (stacks: Record<string, Stack>) => DataProtectionProps, more = false): Made => {
    const app = newApp();
    const stacks = stacksIn(app, 'ABP');
    const data = new DataProtection(stacks.B, 'Data', props(stacks));
    const store = data.addStore('documents', { resource: bucket(stacks.B, 'Documents'), ...JEWEL });
    data.addDataFlow({ source: role(stacks.A, 'Reader'), store, access: DataAccess.reads(), because: 'x' });
    if (more) data.addDataFlow({ source: role(stacks.A, 'Writer'), store, access: DataAccess.writes(), because: 'x' });
    return synth(app);
  };
  const apart = build(({ P }) => ({ policiesScope: P }));
  expect(access(apart, 'Reader', 'Documents')).toEqual(access(build(() => ({})), 'Reader', 'Documents'));
  const [before, after] = [apart, build(({ P }) => ({ policiesScope: P }), true)].map((m) => m.account.ofType('AWS::IAM::RolePolicy'));
  expect(after).toEqual(expect.arrayContaining([...before]));
  expect(after).toHaveLength(2);
});

describe('what cannot be is told, never CDK\'s own error', () => {
  const flow = (app: App, roleIn: Stack, storeIn: Stack, { name, key, facade = storeIn, props = {}, holder = role(roleIn, 'Reader') }: { name?: string; key?: kms.IKey; facade?: Stack; props?: DataProtectionProps; holder?: iam.IRole } = {}): string[] => {
    const data = new DataProtection(facade, 'Data', props);
    const resource = new s3.Bucket(storeIn, 'Documents', { ...(name === undefined ? {} : { bucketName: name }), ...(key === undefined ? {} : { encryptionKey: key }) });
    data.addDataFlow({ id: 'reads', source: holder, store: data.addStore('documents', { resource }), access: DataAccess.reads(), because: 'x' });
    return mistakes(app);
  };
  const inCircle = (words: RegExp): unknown[] => [expect.stringMatching(new RegExp(`^StacksInCircle: .*${words.source}`))];

  test('roles of two stacks use each other\'s stores', () => {
    const app = newApp();
    const { A, B } = stacksIn(app, 'AB');
    const data = new DataProtection(A, 'Data');
    const [one, two] = [data.addStore('one', { resource: bucket(A, 'One') }), data.addStore('two', { resource: bucket(B, 'Two') })];
    data.addDataFlow({ id: 'first', source: role(A, 'OfA'), store: two, access: DataAccess.reads(), because: 'x' });
    data.addDataFlow({ id: 'second', source: role(B, 'OfB'), store: one, access: DataAccess.reads(), because: 'x' });
    expect(mistakes(app)).toEqual(inCircle(/`second` lets role `B\/OfB` use store `one`, so stack `B` needs stack `A`; and `A` needs `B` \(by the policies of data flows\).*`policiesScope`.*\(cross-stack\.test\.ts:\d+\)$/));
  });

  test('two façades do', () => {
    const app = newApp();
    const { A, B } = stacksIn(app, 'AB');
    const offers = [{ id: 'read', access: DataAccess.reads(), because: 'x' }];
    const [one, two] = [A, B].map((s) => { const data = new DataProtection(s, 'Data'); return { data, s, store: data.addStore('documents', { resource: bucket(s, 'Documents'), offers }) }; });
    one.data.addDataClaim({ source: role(A, 'OfA'), store: two.store, offer: 'read', because: 'x' });
    two.data.addDataClaim({ source: role(B, 'OfB'), store: one.store, offer: 'read', because: 'x' });
    expect(mistakes(app)).toEqual(inCircle(/so stack `B` needs stack `A`; and `A` needs `B`/));
  });

  test('the store\'s stack needs the role\'s already: by a reference, by several steps, by word', () => {
    const app = newApp();
    const { A, B } = stacksIn(app, 'AB');
    new CfnResource(B, 'Notice', { type: 'AWS::SNS::Topic', properties: { DisplayName: new lambda.CfnFunction(A, 'Fn', { role: 'r', code: {} }).ref } });
    expect(flow(app, A, B)).toEqual(inCircle(/and `B` needs `A` \(`B\/Notice` names `A\/Fn`\)/));

    const long = newApp();
    const stacks = stacksIn(long, 'ABC');
    new CfnResource(stacks.B, 'Notice', { type: 'AWS::SNS::Topic', properties: { DisplayName: new lambda.CfnFunction(stacks.C, 'Fn', { role: 'r', code: {} }).ref } });
    stacks.C.addStackDependency(stacks.A);
    expect(flow(long, stacks.A, stacks.B)).toEqual(inCircle(/and `B` needs `C` \(`B\/Notice` names `C\/Fn`\), `C` needs `A` \(they were made dependent\)/));
  });

  test('the key\'s stack needs the role\'s', () => {
    const app = newApp();
    const { A, B, C } = stacksIn(app, 'ABC');
    C.addStackDependency(A);
    expect(flow(app, A, B, { key: new kms.Key(C, 'Key') })).toContainEqual(expect.stringMatching(/^StacksInCircle: .*so stack `A` needs stack `C`; and `C` needs `A`/));
  });

  test('the stack of `policiesScope` is one that a store needs', () => {
    const app = newApp();
    const { A, B, P } = stacksIn(app, 'ABP');
    B.addStackDependency(P);
    expect(flow(app, A, B, { props: { policiesScope: P } })).toEqual(inCircle(/so stack `P` needs stack `B`; and `B` needs `P`.*choose a `policiesScope` in a stack that nobody depends on; this is `P`/));
  });

  test('a policy in another stack closes the circle, and opens nothing else', () => {
    const app = newApp();
    const { A, B, P } = stacksIn(app, 'ABP');
    new CfnResource(B, 'Notice', { type: 'AWS::SNS::Topic', properties: { DisplayName: new lambda.CfnFunction(A, 'Fn', { role: 'r', code: {} }).ref } });
    expect(flow(app, A, B, { props: { policiesScope: P } })).toEqual([]);
  });

  test('a store of another stage', () => {
    const app = newApp();
    const [{ A }, { B }] = [stacksIn(new Stage(app, 'One'), 'A'), stacksIn(new Stage(app, 'Two'), 'B')];
    expect(flow(app, A, B)).toEqual([expect.stringMatching(/^StoreInOtherStage: data flow `reads` lets role `One\/A\/Reader` use store `documents`, and store `documents` is in stage `Two`, the role's policy in stage `One`.*`offeredStore`/)]);
    const scopes = newApp();
    const [{ A: a, B: b }, { P }] = [stacksIn(new Stage(scopes, 'One'), 'AB'), stacksIn(new Stage(scopes, 'Two'), 'P')];
    expect(flow(scopes, a, b, { props: { policiesScope: P } })[0]).toMatch(/^StoreInOtherStage: /);
  });

  test('an account or region that only one of the two stacks says', () => {
    const app = newApp();
    const [{ A }, { B }] = [stacksIn(app, 'A', {}), stacksIn(app, 'B')];
    expect(flow(app, A, B)).toEqual([expect.stringMatching(/^StoreOutOfReach: .*the account of stack `A` is not said while that of `B` is/)]);
    const regions = newApp();
    const [{ A: a }, { B: b }] = [stacksIn(regions, 'A', { env: { account: ENV.account } }), stacksIn(regions, 'B')];
    expect(flow(regions, a, b)).toEqual([expect.stringMatching(/^StoreOutOfReach: .*the region of stack `A` is not said/)]);
    const neither = newApp();
    const { A: c, B: d } = stacksIn(neither, 'AB', {});
    expect(flow(neither, c, d)).toEqual([]);
  });

  test('another account, without names; with names it works', () => {
    const accounts = (): { app: App; A: Stack; B: Stack } => {
      const app = newApp('weak');
      return { app, A: stacksIn(app, 'A', { env: { ...ENV, account: '444455556666' } }).A, B: stacksIn(app, 'B').B };
    };
    const named = (A: Stack, roleName: string): iam.Role => new iam.Role(A, 'Named', { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const none = accounts();
    expect(flow(none.app, none.A, none.B)).toContainEqual(expect.stringMatching(/^StoreOutOfReach: .*which are of two accounts, and `A\/Reader` has no name of its own.*`PhysicalName\.GENERATE_IF_NEEDED`/));
    const both = accounts();
    expect(flow(both.app, both.A, both.B, { name: 'company-documents', holder: named(both.A, 'reader') })).toEqual([]);
    const generated = accounts();
    expect(flow(generated.app, generated.A, generated.B, { name: PhysicalName.GENERATE_IF_NEEDED, holder: named(generated.A, PhysicalName.GENERATE_IF_NEEDED) })).toEqual([]);
  });

  test('a key of another region', () => {
    const app = newApp();
    const [{ A }, { B }] = [stacksIn(app, 'A', { env: { ...ENV, region: 'eu-west-1' } }), stacksIn(app, 'B')];
    const data = new DataProtection(B, 'Data');
    data.addStore('documents', { resource: new s3.Bucket(B, 'Documents'), key: new kms.Key(A, 'Key') });
    expect(mistakes(app)).toEqual([expect.stringMatching(/^KeyInOtherRegion: store `documents` is in region `us-east-1` and its key `A\/Key\/Resource` in `eu-west-1`/)]);
    const literal = newApp();
    const { B: b } = stacksIn(literal, 'B');
    expect(flow(literal, b, b, { key: kms.Key.fromKeyArn(b, 'Key', `arn:aws:kms:eu-west-1:${ENV.account}:key/1`) })).toEqual([expect.stringMatching(/^KeyInOtherRegion: .*`arn:aws:kms:eu-west-1/)]);
    const own = newApp();
    const { B: c } = stacksIn(own, 'B');
    expect(flow(own, c, c, { key: kms.Key.fromKeyArn(c, 'Key', `arn:${Aws.PARTITION}:kms:us-east-1:${ENV.account}:key/1`) })).toEqual([]);
  });
});
