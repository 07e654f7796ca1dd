/**
 * What the policies of stores and keys do, asked of a small IAM evaluator over the templates: who passes, who does not, and that
 * nobody is locked out.
 */
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { guardedTagKey } from '../../../lib/layers/data/guarded-tag';
import { locksOut } from '../../../lib/layers/data/key-lock-out';
import { KEY_ADMINISTRATION, KEY_USE, rootAdministers } from '../../../lib/layers/data/key-policies';
import { ACCOUNT, BREAK_GLASS, DEPLOYER, protect, type Protected, role } from '../../support/iam/app';
import { may, type PlainStatement, type Principal } from '../../support/iam/evaluate';

const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const VIA_S3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
const someone = (name: string, tags: Readonly<Record<string, string>> = {}, account = ACCOUNT): Principal => ({ arn: `arn:aws:iam::${account}:role/${name}`, account, tags });

/** Asks of one store and its key. */
function asked(result: Protected, storeId = 'Documents', keyId = 'Key'): {
  object: (principal: Principal, action: string, identity?: readonly PlainStatement[], path?: string, context?: Record<string, string>) => boolean;
  store: (principal: Principal, action: string, identity?: readonly PlainStatement[]) => boolean;
  key: (principal: Principal, action: string, identity?: readonly PlainStatement[], context?: Record<string, string>) => boolean;
  role: (id: string) => { principal: Principal; identity: readonly PlainStatement[] };
} {
  const account = result.account();
  const [store, key] = [account.named(storeId), account.named(keyId)];
  const policies = { policy: account.policyOf(store), account: ACCOUNT };
  const keyPolicies = { policy: account.policyOf(key), account: ACCOUNT, needsDelegation: true };
  return {
    object: (principal, action, identity = EVERYTHING, path = 'a.txt', context = {}) => may({ principal, action, resource: `${account.arn(store)}/${path}`, context }, { ...policies, identity }),
    store: (principal, action, identity = EVERYTHING) => may({ principal, action, resource: account.arn(store) }, { ...policies, identity }),
    key: (principal, action, identity = EVERYTHING, context = VIA_S3) => may({ principal, action, resource: account.arn(key), context }, { ...keyPolicies, identity }),
    role: (id) => account.role(account.named(id)),
  };
}

function ownKey(stack: Stack): { key: kms.Key; bucket: s3.Bucket } {
  const key = new kms.Key(stack, 'Key');
  return { key, bucket: new s3.Bucket(stack, 'Documents', { encryptionKey: key }) };
}

const readerAndWriter = (): Protected => protect((stack) => ({
  stores: { documents: { resource: ownKey(stack).bucket } },
  flows: [
    { id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read' },
    { id: 'writes', source: role(stack, 'Writer'), store: 'documents', access: 'write' },
  ],
}));

test('a reader reads and does not write, also where somebody gives him every permission; a stranger with every permission has nothing', () => {
  const { object, store, key, role: of } = asked(readerAndWriter());
  const reader = of('Reader');
  expect([object(reader.principal, 's3:GetObject', reader.identity), store(reader.principal, 's3:ListBucket', reader.identity), key(reader.principal, 'kms:Decrypt', reader.identity)]).toEqual([true, true, true]);
  expect([object(reader.principal, 's3:PutObject', reader.identity), key(reader.principal, 'kms:GenerateDataKey', reader.identity)]).toEqual([false, false]);
  expect([object(reader.principal, 's3:GetObject'), object(reader.principal, 's3:PutObject'), object(reader.principal, 's3:DeleteObjectVersion'), key(reader.principal, 'kms:GenerateDataKey')]).toEqual([true, false, false, false]);
  const writer = of('Writer');
  expect([object(writer.principal, 's3:PutObject', writer.identity), key(writer.principal, 'kms:GenerateDataKey', writer.identity), object(writer.principal, 's3:GetObject')]).toEqual([true, true, false]);
  const stranger = someone('admin');
  expect(['s3:GetObject', 's3:PutObject', 's3:GetObjectAcl', 's3:RestoreObject'].map((a) => object(stranger, a))).toEqual([false, false, false, false]);
  expect([...KEY_USE].filter((a) => key(stranger, a))).toEqual([]);
  expect(object({}, 's3:GetObject', [])).toBe(false);
});

test('the key is used through the store\'s service only', () => {
  const { key, role: of } = asked(readerAndWriter());
  const { principal, identity } = of('Reader');
  expect([key(principal, 'kms:Decrypt', identity, VIA_S3), key(principal, 'kms:Decrypt', identity, { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' }), key(principal, 'kms:Decrypt', identity, {})]).toEqual([true, false, false]);
});

test('nobody is locked out: deployer, break-glass and root keep administration, deployer and break-glass keep data', () => {
  const { object, store, key } = asked(readerAndWriter());
  const root: Principal = { arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT };
  const keepers = [{ arn: DEPLOYER, account: ACCOUNT }, { arn: BREAK_GLASS, account: ACCOUNT }, root, someone('admin')];
  for (const who of keepers) {
    for (const action of ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:DeleteBucket', 's3:PutEncryptionConfiguration', 's3:PutBucketTagging']) expect([who.arn, action, store(who, action)]).toEqual([who.arn, action, true]);
    for (const action of KEY_ADMINISTRATION) expect([who.arn, action, key(who, action)]).toEqual([who.arn, action, true]);
  }
  for (const who of keepers.slice(0, 2)) expect([object(who, 's3:GetObject'), object(who, 's3:PutObject'), key(who, 'kms:CreateGrant'), key(who, 'kms:Decrypt')]).toEqual([true, true, true, true]);
  expect(object(root, 's3:GetObject')).toBe(false);
});

test('services go on: log delivery, replication and backup are the service itself, or a role that only it can assume', () => {
  const { object, key } = asked(readerAndWriter());
  const service: Principal = { service: 'logging.s3.amazonaws.com' };
  const allow: PlainStatement[] = [{ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject', Resource: '*' }];
  const account = readerAndWriter().account();
  const policy = [...account.policyOf(account.named('Documents')), ...allow];
  expect(may({ principal: service, action: 's3:PutObject', resource: 'arn:aws:s3:::x/log' }, { identity: [], policy, account: ACCOUNT })).toBe(true);
  const linked = someone('aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup');
  expect([object(linked, 's3:GetObjectVersion'), key(linked, 'kms:Decrypt')]).toEqual([true, true]);
  expect(object(someone('aws-service-role/evil.amazonaws.com/AWSServiceRoleForEvil'), 's3:GetObject')).toBe(false);
});

test('no Deny names a wildcard, an administration or the policy itself', () => {
  const result = readerAndWriter();
  const account = result.account();
  const denied = [...account.policyOf(account.named('Documents')), ...account.policyOf(account.named('Key'))].filter((s) => s.Effect === 'Deny').flatMap((s) => s.Action as string[]);
  expect(denied.length).toBeGreaterThan(40);
  expect(denied.filter((a) => a.includes('*') || /Policy|Configuration|^s3:(Create|Delete)Bucket|^kms:(Put|Schedule|Disable|Describe)/.test(a))).toEqual([]);
});

test('listed actions are permitted alone, and split the classes of the policy', () => {
  const { object, role: of } = asked(protect((stack) => ({
    stores: { documents: { resource: ownKey(stack).bucket } },
    flows: [{ id: 'tags', source: role(stack, 'Tagger'), store: 'documents', access: 'actions', actions: ['s3:GetObjectTagging', 's3:PutObjectTagging'] }, { id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read' }],
  })));
  const { principal, identity } = of('Tagger');
  expect([object(principal, 's3:GetObjectTagging', identity), object(principal, 's3:PutObjectTagging', identity)]).toEqual([true, true]);
  expect([object(principal, 's3:GetObject'), object(principal, 's3:PutObject')]).toEqual([false, false]);
  const reader = of('Reader');
  expect([object(reader.principal, 's3:GetObjectTagging', reader.identity), object(reader.principal, 's3:PutObjectTagging')]).toEqual([true, false]);
});

test('parts: only keys below them, and only their listing', () => {
  const result = protect((stack) => ({
    stores: { documents: { resource: ownKey(stack).bucket } },
    flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read', parts: ['daily/*'] }],
  }));
  const { object, role: of } = asked(result);
  const { principal, identity } = of('Reader');
  expect([object(principal, 's3:GetObject', identity, 'daily/1'), object(principal, 's3:GetObject', identity, 'salaries/1')]).toEqual([true, false]);
  const account = result.account();
  const lists = (context: Record<string, string>): boolean => may({ principal, action: 's3:ListBucket', resource: account.arn(account.named('Documents')), context }, { identity, policy: account.policyOf(account.named('Documents')), account: ACCOUNT });
  expect([lists({ 's3:prefix': 'daily/' }), lists({ 's3:prefix': 'salaries/' }), lists({})]).toEqual([true, false, false]);
});

test('a permission ends when the flow says, a day counts to its end', () => {
  const { object, role: of } = asked(protect((stack) => ({
    stores: { documents: { resource: ownKey(stack).bucket } },
    flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read', until: '2027-06-30' }],
  })));
  const { principal, identity } = of('Reader');
  const at = (now: string): boolean => object(principal, 's3:GetObject', identity, 'a', { 'aws:CurrentTime': now });
  expect([at('2027-06-30T23:59:59Z'), at('2027-07-01T00:00:00Z')]).toEqual([true, false]);
});

describe('across stacks', () => {
  const across = (): Protected => protect((stack) => {
    const other = new Stack(stack.node.root as never, 'Other');
    return {
      stores: { documents: { resource: ownKey(stack).bucket, offers: [{ id: 'read', access: 'read', actions: ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:ListBucket'], parts: [], because: 'offered' }] } },
      flows: [{ id: 'writes', source: role(other, 'Outsider'), store: 'documents', access: 'write' }],
    };
  });
  const KEY = guardedTagKey('App/Data', 'documents');

  test('a role of another stack passes by its tag, to what the tag says; so does one that claims an offer', () => {
    const { object, key, role: of } = asked(across());
    const { principal, identity } = of('Outsider');
    expect(principal.tags).toEqual({ [KEY]: '/write/' });
    expect([object(principal, 's3:PutObject', identity), key(principal, 'kms:GenerateDataKey', identity), object(principal, 's3:GetObject')]).toEqual([true, true, false]);
    const consumer = someone('consumer', { [KEY]: '/read/' });
    expect([object(consumer, 's3:GetObject'), object(consumer, 's3:PutObject'), key(consumer, 'kms:Decrypt')]).toEqual([true, false, true]);
    expect(['read', '/reader/', '', '/READ/'].map((value) => object(someone('x', { [KEY]: value }), 's3:GetObject'))).toEqual([false, false, false, false]);
  });

  test('the store\'s stack does not need the other: no cycle', () => {
    const result = across();
    expect(JSON.stringify(result.template())).not.toContain('Fn::ImportValue');
    expect(result.app.synth().getStackByName('App').dependencies.map((d) => d.id)).toEqual(['App.assets']);
  });

  test('a tag of a role of another account admits nobody, also where the owner lets the whole organization in', () => {
    const account = across().account();
    const policy = [...account.policyOf(account.named('Documents')), { Effect: 'Allow' as const, Principal: '*', Action: 's3:GetObject', Resource: '*' }];
    const read = (principal: Principal): boolean => may({ principal, action: 's3:GetObject', resource: `${account.arn(account.named('Documents'))}/a` }, { identity: EVERYTHING, policy, account: ACCOUNT });
    expect([read(someone('x', { [KEY]: '/read/' })), read(someone('x', { [KEY]: '/read/' }, '999988887777'))]).toEqual([true, false]);
  });
});

test('a role that needs the store before it is made is known by its tag: no circle in one stack either', () => {
  const result = protect((stack) => {
    const key = new kms.Key(stack, 'Key');
    const reader = role(stack, 'Reader', { managedPolicies: [new iam.ManagedPolicy(stack, 'Own', { statements: [new iam.PolicyStatement({ actions: ['kms:DescribeKey'], resources: [key.keyArn] })] })] });
    const free = role(stack, 'Free');
    return { stores: { signing: { resource: key } }, flows: [{ id: 'reads', source: reader, store: 'signing', access: 'read' }, { id: 'also', source: free, store: 'signing', access: 'read' }] };
  });
  const text = JSON.stringify(Object.values<any>(result.template().Resources).find((r) => r.Type === 'AWS::KMS::Key').Properties.KeyPolicy);
  expect([text.includes('"ReaderF7BF189D"'), /"Fn::GetAtt":\["Free\w+","Arn"\]/.test(text)]).toEqual([false, true]);
  const account = result.account();
  const { principal, identity } = account.role(account.named('Reader'));
  expect(may({ principal, action: 'kms:Decrypt', resource: account.arn(account.named('Key')) }, { identity, policy: account.policyOf(account.named('Key')), account: ACCOUNT, needsDelegation: true })).toBe(true);
});

test('a role of another account is let in by its ARN, with the account as the principal', () => {
  const result = protect((stack) => ({
    stores: { documents: { resource: ownKey(stack).bucket } },
    flows: [{ id: 'partner', source: iam.Role.fromRoleArn(stack, 'Partner', 'arn:aws:iam::999988887777:role/partner'), store: 'documents', access: 'read', parts: ['shared/*'] }],
  }), { account: ACCOUNT, region: 'us-east-1' });
  const { object, key } = asked(result);
  const partner = someone('partner', {}, '999988887777');
  expect([object(partner, 's3:GetObject', EVERYTHING, 'shared/1'), object(partner, 's3:GetObject', EVERYTHING, 'own/1'), object(partner, 's3:PutObject', EVERYTHING, 'shared/1')]).toEqual([true, false, false]);
  expect([key(partner, 'kms:Decrypt'), key(partner, 'kms:GenerateDataKey')]).toEqual([true, false]);
  expect(object(someone('other', {}, '999988887777'), 's3:GetObject', EVERYTHING, 'shared/1')).toBe(false);
});

test('a key that two stores share serves both; it is written once', () => {
  const result = protect((stack) => {
    const { key, bucket } = ownKey(stack);
    const secret = new secrets.Secret(stack, 'Password', { encryptionKey: key });
    return {
      stores: { documents: { resource: bucket }, password: { resource: secret } },
      flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read' }, { id: 'fetches', source: role(stack, 'Fetcher'), store: 'password', access: 'read' }],
    };
  });
  const { key, role: of } = asked(result);
  const [reader, fetcher] = [of('Reader'), of('Fetcher')];
  const VIA_SECRETS = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };
  expect([key(reader.principal, 'kms:Decrypt', reader.identity), key(fetcher.principal, 'kms:Decrypt', fetcher.identity, VIA_SECRETS), key(fetcher.principal, 'kms:Decrypt', fetcher.identity, VIA_S3)]).toEqual([true, true, false]);
  const sids = result.account().policyOf(result.account().named('Key')).map((s) => s.Sid).filter((s) => s !== undefined);
  expect(new Set(sids).size).toBe(sids.length);
});

test('a key that is a store itself: its users, and nobody else', () => {
  const result = protect((stack) => ({
    stores: { signing: { resource: new kms.Key(stack, 'Key') } },
    flows: [{ id: 'decrypts', source: role(stack, 'Reader'), store: 'signing', access: 'actions', actions: ['kms:Decrypt'] }],
  }));
  const account = result.account();
  const reader = account.role(account.named('Reader'));
  const ask = (principal: Principal, action: string, identity: readonly PlainStatement[]): boolean => may({ principal, action, resource: account.arn(account.named('Key')) }, { identity, policy: account.policyOf(account.named('Key')), account: ACCOUNT, needsDelegation: true });
  expect([ask(reader.principal, 'kms:Decrypt', reader.identity), ask(reader.principal, 'kms:Encrypt', EVERYTHING), ask(someone('admin'), 'kms:Decrypt', EVERYTHING), ask(someone('admin'), 'kms:PutKeyPolicy', EVERYTHING)]).toEqual([true, false, false, true]);
});

test('a key that the library makes: the account administers it, and only the declared, the deployer and break-glass use it', () => {
  const result = protect((stack) => {
    const key = new kms.CfnKey(stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [rootAdministers()] } });
    const bucketEncryption = { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.attrArn } }] };
    return { stores: { documents: { resource: new s3.CfnBucket(stack, 'Documents', { bucketEncryption }) } }, flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'documents', access: 'read' }] };
  });
  const { key, role: of } = asked(result);
  const { principal, identity } = of('Reader');
  expect([key(principal, 'kms:Decrypt', identity), key(principal, 'kms:GenerateDataKey'), key(someone('admin'), 'kms:Decrypt')]).toEqual([true, false, false]);
  for (const arn of [DEPLOYER, BREAK_GLASS]) expect(['kms:CreateGrant', 'kms:Decrypt', 'kms:PutKeyPolicy'].map((a) => key({ arn, account: ACCOUNT }, a))).toEqual([true, true, true]);
  expect(['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'].map((a) => key({ arn: `arn:aws:iam::${ACCOUNT}:root`, account: ACCOUNT }, a))).toEqual([true, true]);
});

test('others\' statements stay, before and after, and writing again replaces ours', () => {
  const result = protect((stack) => {
    const { bucket, key } = ownKey(stack);
    bucket.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Theirs', actions: ['s3:GetObject'], principals: [new iam.AccountPrincipal('999988887777')], resources: [bucket.arnForObjects('*')] }));
    key.addToResourcePolicy(new iam.PolicyStatement({ sid: 'KeyTheirs', actions: ['kms:Decrypt'], principals: [new iam.ServicePrincipal('sns.amazonaws.com')], resources: ['*'] }));
    return { stores: { documents: { resource: bucket } }, flows: [] };
  });
  const account = result.account();
  expect(account.policyOf(account.named('Documents')).map((s) => s.Sid)).toEqual(expect.arrayContaining(['Theirs', 'ZeroTrustDenyAll']));
  expect(account.policyOf(account.named('Key')).map((s) => s.Sid)).toContain('KeyTheirs');
});

describe('mistakes', () => {
  const codes = (result: Protected): string[] => result.reports.map((r) => `${r.level} ${r.code}`);

  test('a policy above its limit names the flows that cost most', () => {
    const result = protect((stack) => ({
      stores: { documents: { resource: new s3.Bucket(stack, 'Documents') } },
      flows: Array.from({ length: 230 }, (_, n) => ({ id: `reads-${n}`, source: iam.Role.fromRoleArn(stack, `R${n}`, `arn:aws:iam::111122223333:role/${'a-very-long-name-of-a-role-'.repeat(2)}${n}`), store: 'documents', access: n === 7 ? 'read-write' as const : 'read' as const })),
    }), { account: ACCOUNT, region: 'us-east-1' });
    expect(codes(result)).toEqual(['error ResourcePolicyTooLong']);
    expect(result.reports[0].message).toMatch(/^the policy of `App\/Documents` would have \d{5} characters, \d+ of them from others; expected at most 20480, .* cost most are `reads-7` \(\d+\), /);
  });

  test('a key whose own policy names nobody who may change it', () => {
    const lockedOut = (policy: iam.PolicyDocument): Protected => protect((stack) => {
      const key = new kms.CfnKey(stack, 'Key', { keyPolicy: policy });
      return { stores: { documents: { resource: new s3.CfnBucket(stack, 'Documents', { bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key.attrArn } }] } }) } }, flows: [] };
    });
    const use = new iam.PolicyStatement({ actions: ['kms:Decrypt'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] });
    expect(codes(lockedOut(new iam.PolicyDocument({ statements: [use] })))).toEqual(['error KeyLocksOut']);
    const administer = new iam.PolicyStatement({ actions: ['kms:*'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] });
    expect(codes(lockedOut(new iam.PolicyDocument({ statements: [administer] })))).toEqual([]);
  });

  test('imported: the statement to paste, for the store and for the key', () => {
    const result = protect((stack) => {
      const bucket = s3.Bucket.fromBucketAttributes(stack, 'Legacy', { bucketArn: 'arn:aws:s3:::legacy', encryptionKey: kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:us-east-1:111122223333:key/abc') });
      return { stores: { legacy: { resource: bucket } }, flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'legacy', access: 'read' }] };
    });
    expect(codes(result)).toEqual(['warning StorePolicyNotOurs', 'warning KeyPolicyNotOurs']);
    for (const { message } of result.reports) {
      expect(message).toContain(`"aws:PrincipalTag/${guardedTagKey('App/Data', 'legacy')}":["*/read/*"]`);
      expect(message).not.toContain('Token[');
    }
    // The role can still be recognised there: it carries the tag.
    const account = result.account();
    expect(account.role(account.named('Reader')).principal.tags).toEqual({ [guardedTagKey('App/Data', 'legacy')]: '/read/' });
  });

  test('an offered store of another repository is its owner\'s: nothing is written and nothing told', () => {
    const result = protect((stack) => ({
      stores: { legacy: { resource: s3.Bucket.fromBucketArn(stack, 'Legacy', 'arn:aws:s3:::legacy') } },
      flows: [{ id: 'claims', source: role(stack, 'Reader'), store: 'legacy', access: 'read', claims: { scope: 'Owner', store: 'legacy', offer: 'read' } }],
    }));
    expect(result.reports).toEqual([]);
  });
});

describe('locksOut', () => {
  const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const admin: PlainStatement = { Effect: 'Allow', Principal: root, Action: ['kms:*'], Resource: ['*'] };
  const judge = (...statements: PlainStatement[]): boolean => locksOut(statements as never, ACCOUNT) !== undefined;

  test.each<[string, boolean, PlainStatement[]]>([
    ['root administers', false, [admin]],
    ['what the library gives its own keys', false, [rootAdministers() as PlainStatement]],
    ['a role of the account', false, [{ ...admin, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` } }]],
    ['no statement at all', true, []],
    ['only use', true, [{ ...admin, Action: ['kms:Decrypt'] }]],
    ['only under a condition', true, [{ ...admin, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }]],
    ['only another account', true, [{ ...admin, Principal: { AWS: 'arn:aws:iam::999988887777:root' } }]],
    ['only a service', true, [{ ...admin, Principal: { Service: 'rds.amazonaws.com' } }]],
    ['what only the deployment knows', true, [{ ...admin, Principal: { AWS: { Ref: 'Somebody' } } }]],
    ['a Deny of everything to everybody', true, [admin, { Effect: 'Deny', Principal: '*', Action: ['kms:*'], Resource: ['*'] }]],
    ['a Deny of everything to root', true, [admin, { Effect: 'Deny', Principal: root, Action: ['kms:PutKeyPolicy'], Resource: ['*'] }]],
    ['a Deny that leaves a role in', false, [admin, { Effect: 'Deny', Principal: '*', Action: ['kms:*'], Resource: ['*'], Condition: { ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:role/admin`] } } }]],
    ['a Deny of use', false, [admin, { Effect: 'Deny', Principal: '*', Action: ['kms:Decrypt'], Resource: ['*'] }]],
    ['NotAction', true, [admin, { Effect: 'Deny', Principal: '*', NotAction: ['kms:Decrypt'], Resource: ['*'] } as never]],
  ])('%s: %s', (_, locked, statements) => expect(judge(...statements)).toBe(locked));
});
