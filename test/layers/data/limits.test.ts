/**
 * Beyond `until`, parts and rows the store itself refuses a role, whatever else allows it; within them nobody is refused who is
 * declared, also where one role has several data flows. Asked of an IAM evaluator over the templates.
 */
import { Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { guardedTagKey, wordsOfTag } from '../../../lib/contract/guarded-tag';
import { denials } from '../../../lib/layers/data/compiler/permits';
import type { RowsData } from '../../../lib/layers/data/model';
import { ACCOUNT, BREAK_GLASS, type FlowInput, protect, type Protected, role } from '../../support/iam/app';
import { may, type PlainStatement, type Principal } from '../../support/iam/evaluate';

const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const [BEFORE, AFTER] = ['2027-06-30T23:59:59Z', '2027-07-01T00:00:00Z'];
const UNTIL = '2027-06-30';

type Context = Record<string, string | readonly string[]>;

/** One role, in the store's stack or another, and what it may do once something else allows it everything. */
function asker(result: Protected, storeId = 'Store', roleId = 'Reader'): (action: string, below?: string, context?: Context, tags?: Record<string, string>) => boolean {
  const account = result.account();
  const name = account.named(storeId);
  const { principal } = account.role(account.named(roleId));
  return (action, below = '', context = {}, tags = {}) => may(
    { principal: { ...principal, tags: { ...principal.tags, ...tags } }, action, resource: `${account.arn(name)}${below}`, context: { 'aws:CurrentTime': BEFORE, ...context } },
    { identity: EVERYTHING, policy: account.policyOf(name), account: ACCOUNT, needsDelegation: storeId === 'Key' },
  );
}

type Flow = Partial<FlowInput> & Pick<FlowInput, 'access'>;

function withFlows(store: (stack: Stack) => IConstruct, flows: readonly Flow[], isElsewhere = false): Protected {
  return protect((stack) => {
    const source = role(isElsewhere ? new Stack(stack.node.root as never, 'Other') : stack, 'Reader');
    return { stores: { store: { resource: store(stack) } }, flows: flows.map((f, n): FlowInput => ({ id: `flow-${n}`, source, store: 'store', ...f })) };
  });
}

const bucket = (stack: Stack): IConstruct => new s3.Bucket(stack, 'Store', { encryptionKey: new kms.Key(stack, 'Key') });
const table = (stack: Stack): IConstruct => new dynamodb.Table(stack, 'Store', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
const ROWS: RowsData = { ownerTag: 'sub', prefix: 'USER#', shared: [{ tag: 'team', prefix: 'TEAM#' }], common: ['PUBLIC'] };
const FOLDERS: RowsData = { ownerTag: 'sub', prefix: 'users/', shared: [{ tag: 'team', prefix: 'teams/' }], common: ['public/'] };

describe.each([['in the store\'s stack', false], ['in another stack', true]])('a role %s with every permission', (_, isElsewhere) => {
  test('`until`: then the store and its key refuse it', () => {
    const result = withFlows(bucket, [{ access: 'read', until: UNTIL }], isElsewhere);
    const [store, key] = [asker(result), asker(result, 'Key')];
    expect([store('s3:GetObject', '/a'), store('s3:ListBucket'), key('kms:Decrypt')]).toEqual([true, true, true]);
    const late = { 'aws:CurrentTime': AFTER };
    expect([store('s3:GetObject', '/a', late), store('s3:ListBucket', '', late), key('kms:Decrypt', '', late)]).toEqual([false, false, false]);
  });

  test.each<[string, (stack: Stack) => IConstruct, string]>([
    ['a queue', (s) => new sqs.Queue(s, 'Store'), 'sqs:ReceiveMessage'],
    ['a secret', (s) => new secrets.Secret(s, 'Store'), 'secretsmanager:GetSecretValue'],
    ['a table', table, 'dynamodb:Scan'],
    ['a key', (s) => new kms.Key(s, 'Store'), 'kms:Decrypt'],
  ])('`until` of %s', (__, store, action) => {
    const ask = asker(withFlows(store, [{ access: 'read', until: UNTIL }], isElsewhere));
    expect([ask(action), ask(action, '', { 'aws:CurrentTime': AFTER })]).toEqual([true, false]);
  });

  test('parts: only objects below them, and their listing', () => {
    const ask = asker(withFlows(bucket, [{ access: 'read-write', parts: ['daily/*', 'index'] }], isElsewhere));
    expect(['/daily/1', '/index', '/salaries/1', '/indexes'].map((key) => [ask('s3:GetObject', key), ask('s3:PutObject', key)])).toEqual([[true, true], [true, true], [false, false], [false, false]]);
    expect([ask('s3:ListBucket', '', { 's3:prefix': 'daily/x' }), ask('s3:ListBucket', '', { 's3:prefix': 'salaries/' }), ask('s3:ListBucket')]).toEqual([true, false, false]);
  });

  test('several data flows of one role: what any of them permits, at any time', () => {
    const ask = asker(withFlows(bucket, [
      { access: 'read', parts: ['a/*'], until: UNTIL }, { access: 'read', parts: ['b/*'] }, { access: 'actions', actions: ['s3:GetObject'], parts: ['c/*'], until: '2028-01-01T00:00:00Z' }, { access: 'write', until: UNTIL },
    ], isElsewhere));
    const at = (time: string): string => ['a', 'b', 'c', 'd'].filter((k) => ask('s3:GetObject', `/${k}/1`, { 'aws:CurrentTime': time })).join('');
    expect([at(BEFORE), at(AFTER), at('2028-01-01T00:00:00Z')]).toEqual(['abc', 'bc', 'b']);
    expect([ask('s3:PutObject', '/d/1'), ask('s3:PutObject', '/a/1', { 'aws:CurrentTime': AFTER }), ask('s3:GetObjectTagging', '/c/1'), ask('s3:GetObjectTagging', '/b/1')]).toEqual([true, false, false, true]);
  });

  test('an unlimited data flow beside a limited one: nothing is refused', () => {
    const ask = asker(withFlows(bucket, [{ access: 'read', parts: ['a/*'], until: UNTIL }, { access: 'read' }, { access: 'write', parts: ['a/*'] }], isElsewhere));
    expect([ask('s3:GetObject', '/b/1', { 'aws:CurrentTime': AFTER }), ask('s3:ListBucket'), ask('s3:PutObject', '/b/1'), ask('s3:PutObject', '/a/1')]).toEqual([true, true, false, true]);
  });

  test('rows of a table: other keys, requests without keys and sessions without tags', () => {
    const ask = asker(withFlows(table, [{ access: 'read-write', rows: ROWS }], isElsewhere));
    const get = (keys: readonly string[] | undefined, tags: Record<string, string>, action = 'dynamodb:GetItem'): boolean => ask(action, '', keys === undefined ? {} : { 'dynamodb:LeadingKeys': keys }, tags);
    const [alice, red] = [{ sub: 'alice' }, { sub: 'alice', team: 'red' }];
    expect([get(['USER#alice'], alice), get(['USER#bob'], alice), get(['PUBLIC'], alice), get(['TEAM#red'], alice), get(['TEAM#red'], red), get(['USER#alice'], red)]).toEqual([true, false, true, false, true, true]);
    expect([get(['USER#alice', 'USER#bob'], alice, 'dynamodb:BatchGetItem'), get(['USER#alice', 'PUBLIC'], alice, 'dynamodb:BatchGetItem')]).toEqual([false, true]);
    expect([get(undefined, alice, 'dynamodb:PartiQLSelect'), get(undefined, alice, 'dynamodb:Scan'), get(['USER#alice'], {}), get(['USER#'], {}), get(['PUBLIC'], { team: 'red' })]).toEqual([false, false, false, false, false]);
    expect([get(['USER#alice'], alice, 'dynamodb:PutItem'), get(['PUBLIC'], alice, 'dynamodb:PutItem')]).toEqual([true, false]);
  });

  test('rows of a bucket', () => {
    const ask = asker(withFlows(bucket, [{ access: 'read-write', rows: FOLDERS }], isElsewhere));
    const [alice, red] = [{ sub: 'alice' }, { sub: 'alice', team: 'red' }];
    const get = (key: string, tags: Record<string, string>): boolean => ask('s3:GetObject', `/${key}`, {}, tags);
    expect([get('users/alice/a', alice), get('users/bob/a', alice), get('public/a', alice), get('teams/red/a', alice), get('teams/red/a', red), get('users/alice2/a', alice)]).toEqual([true, false, true, false, true, false]);
    expect([get('users/alice/a', {}), get('public/a', { team: 'red' }), get('users/a/b/c', { sub: 'a/b' })]).toEqual([false, false, false]);
    const list = (prefix: string | undefined, tags: Record<string, string>): boolean => ask('s3:ListBucket', '', prefix === undefined ? {} : { 's3:prefix': prefix }, tags);
    expect([list('users/alice/', alice), list('users/', alice), list(undefined, alice), list('teams/red/', red), list('teams/red/', alice)]).toEqual([true, false, false, true, false]);
    expect([ask('s3:PutObject', '/users/alice/a', {}, alice), ask('s3:PutObject', '/public/a', {}, alice)]).toEqual([true, false]);
  });

  test('rows beside parts', () => {
    const ask = asker(withFlows(bucket, [{ access: 'read', rows: FOLDERS }, { access: 'read', parts: ['shared/*'], until: UNTIL }], isElsewhere));
    expect([ask('s3:GetObject', '/shared/a'), ask('s3:GetObject', '/users/alice/a', {}, { sub: 'alice' }), ask('s3:GetObject', '/users/alice/a'), ask('s3:GetObject', '/shared/a', { 'aws:CurrentTime': AFTER })]).toEqual([true, true, false, false]);
  });

  test('more groups than can be told apart: any of them, but no other owner', () => {
    const shared = ['a', 'b', 'c', 'd', 'e'].map((tag) => ({ tag, prefix: `${tag}#` }));
    const ask = asker(withFlows(table, [{ access: 'read', rows: { ...ROWS, shared } }], isElsewhere));
    const get = (key: string, tags: Record<string, string>): boolean => ask('dynamodb:GetItem', '', { 'dynamodb:LeadingKeys': [key] }, tags);
    expect([get('USER#alice', { sub: 'alice' }), get('USER#bob', { sub: 'alice' }), get('e#red', { sub: 'alice', e: 'red' }), get('e#blue', { sub: 'alice', e: 'red' }), get('USER#alice', {})]).toEqual([true, false, true, true, false]);
  });
});

test('roles with the same limits stand in one statement, and nobody else does', () => {
  const result = protect((stack) => ({
    stores: { store: { resource: bucket(stack) } },
    flows: [...['A', 'B'].map((id): FlowInput => ({ id, source: role(stack, id), store: 'store', access: 'read', parts: ['daily/*'] })), { id: 'C', source: role(stack, 'C'), store: 'store', access: 'read' }],
  }));
  const account = result.account();
  const limits = account.policyOf(account.named('Store')).filter((s) => s.Sid?.startsWith('ZeroTrustLimit'));
  expect(limits.map((s) => [s.Condition?.ArnEquals, s.NotResource])).toEqual([
    [{ 'aws:PrincipalArn': ['A', 'B'].map((id) => account.arn(account.named(id))) }, [`${account.arn(account.named('Store'))}/daily/*`]],
    [{ 'aws:PrincipalArn': ['A', 'B'].map((id) => account.arn(account.named(id))) }, undefined],
  ]);
  expect(asker(result, 'Store', 'C')('s3:GetObject', '/other')).toBe(true);
});

test('without limits there is no statement of them, and the words of tags are those of always', () => {
  const result = withFlows(bucket, [{ access: 'read-write' }], true);
  const account = result.account();
  expect([...account.policyOf(account.named('Store')), ...account.policyOf(account.named('Key'))].filter((s) => s.Sid?.startsWith('ZeroTrustLimit'))).toEqual([]);
  expect(account.role(account.named('Reader')).principal.tags).toEqual({ [guardedTagKey('App/Data', 'store')]: '/read/write/' });
});

test('an exempt role is never denied, also where a data flow names it', () => {
  const result = protect((stack) => ({ stores: { store: { resource: bucket(stack) } }, flows: [{ id: 'x', source: iam.Role.fromRoleArn(stack, 'Glass', BREAK_GLASS), store: 'store', access: 'read', parts: ['a/*'] }] }), { account: ACCOUNT, region: 'us-east-1' });
  const account = result.account();
  const name = account.named('Store');
  expect(may({ principal: { arn: BREAK_GLASS, account: ACCOUNT }, action: 's3:GetObject', resource: `${account.arn(name)}/b` }, { identity: EVERYTHING, policy: account.policyOf(name), account: ACCOUNT })).toBe(true);
});

test('a role that is known by name here and by its tag elsewhere keeps what it has by name', () => {
  // The key's stack is another than the bucket's: there the role carries words, here others carry the same.
  const result = protect((stack) => {
    const keys = new Stack(stack.node.root as never, 'Keys');
    const store = new s3.Bucket(stack, 'Store', { encryptionKey: new kms.Key(keys, 'Key') });
    const [here, there] = [role(stack, 'Reader'), role(new Stack(stack.node.root as never, 'Other'), 'Outsider')];
    return { stores: { store: { resource: store } }, flows: [
      { id: 'a', source: here, store: 'store', access: 'read', parts: ['a/*'] }, { id: 'b', source: here, store: 'store', access: 'read', parts: ['b/*'] },
      { id: 'c', source: there, store: 'store', access: 'read', parts: ['a/*'] },
    ] };
  });
  const [reader, outsider] = [asker(result), asker(result, 'Store', 'Outsider')];
  expect(['/a/1', '/b/1'].map((key) => [reader('s3:GetObject', key), outsider('s3:GetObject', key)])).toEqual([[true, true], [true, false]]);
});

describe('offers', () => {
  const KEY = guardedTagKey('App/Data', 'store');
  const actions = ['s3:GetObject'];
  const offered = (): Protected => protect((stack) => ({
    stores: { store: { resource: bucket(stack), offers: [{ id: 'closed', access: 'actions', actions, parts: ['closed/*'], because: 'x' }, { id: 'open', access: 'actions', actions, parts: ['open/*'], because: 'x' }, { id: 'all', access: 'read', actions: ['s3:GetObject', 's3:ListBucket'], parts: [], because: 'x' }] } },
    flows: [],
  }));

  test('who claims one is held to its parts; who brings several together is refused nothing of them', () => {
    const account = offered().account();
    const name = account.named('Store');
    const policy = account.policyOf(name);
    const words = wordsOfTag(JSON.stringify(policy).match(/\*\/[0-9a-f]{8}\/\*/g)!.join('')).filter((w) => /^[0-9a-f]{8}$/.test(w));
    const distinct = [...new Set(words)].sort();
    expect(distinct).toHaveLength(2);
    const reads = (value: string, key: string): boolean => may({ principal: { arn: `arn:aws:iam::${ACCOUNT}:role/x`, account: ACCOUNT, tags: { [KEY]: value } } as Principal, action: 's3:GetObject', resource: `${account.arn(name)}/${key}` }, { identity: EVERYTHING, policy, account: ACCOUNT });
    const each = distinct.map((w) => ['closed/1', 'open/1', 'other'].map((k) => reads(`/${w}/`, k)));
    expect(each.map((row) => row.filter((x) => x).length)).toEqual([1, 1]);
    expect(['closed/1', 'open/1'].map((k) => reads(`/${distinct.join('/')}/`, k))).toEqual([true, true]);
    expect(['closed/1', 'other'].map((k) => [reads('/read/', k), reads(`/${distinct[0]}/read/`, k)])).toEqual([[true, true], [true, true]]);
  });
});

test('paths of a domain, whose policy cannot name it', () => {
  const result = protect((stack) => ({
    stores: { search: { resource: new opensearch.CfnDomain(stack, 'Domain', { domainName: 'docs' }) } },
    flows: [{ id: 'reads', source: role(stack, 'Reader'), store: 'search', access: 'read', parts: ['documents/_search'] }],
  }));
  const { Properties: { AccessPolicies: { Statement: statements } } } = Object.values<any>(result.template().Resources).find((r) => r.Type === 'AWS::OpenSearchService::Domain');
  const [limit] = statements.filter((s: PlainStatement) => s.Sid?.startsWith('ZeroTrustLimit'));
  expect(JSON.stringify(limit.NotResource)).toMatch(/:domain\/\*\/documents\/_search"/);
  expect([limit.Resource, limit.Principal]).toEqual([undefined, { AWS: '*' }]);
});

test('a policy that would be too long with all limits goes without the longest of them, and says so; a crown jewel is refused', () => {
  const many = (count: number): Protected => protect((stack) => ({
    stores: { store: { resource: bucket(stack) } },
    flows: Array.from({ length: count }, (_, n): FlowInput => ({ id: `reads-${n}`, source: role(stack, `Reader${n}`), store: 'store', access: 'read', parts: [`prefix-${n}/*`] })),
  }));
  const codes = (result: Protected): string[] => result.reports.map((r) => `${r.level} ${r.code}`);
  expect(codes(many(8))).toEqual([]);
  const result = many(40);
  expect(codes(result)).toEqual(['warning LimitsNotInPolicy']);
  expect(result.reports[0].message).toMatch(/^the policy of `App\/Store` would have \d+ characters with all limits of its data flows: got \d+ statements too many, .* `reads-0`, .* and 35 more/);
  const account = result.account();
  const sids = account.policyOf(account.named('Store')).map((s) => s.Sid);
  expect([sids.some((s) => s?.startsWith('ZeroTrustDeny')), sids.filter((s) => s?.startsWith('ZeroTrustLimit')).length > 10]).toEqual([true, true]);
  expect(JSON.stringify(account.policyOf(account.named('Store'))).length).toBeLessThan(20_480);
  expect([asker(result, 'Store', 'Reader7')('s3:GetObject', '/prefix-7/a')]).toEqual([true]);
});

describe('denials of a union', () => {
  test('of nothing: everything; of all: nothing', () => {
    expect(denials([])).toEqual([{ having: [], lacking: [] }]);
    expect(denials([{ tags: [] }, { tags: [], names: ['a'] }])).toEqual([]);
  });

  test('what ends later stays until then', () => {
    expect(denials([{ tags: [], until: '2027-01-01T00:00:00Z' }, { tags: [], names: ['a'], until: '2028-01-01T01:00:00+01:00' }])).toEqual([
      { since: '2027-01-01T00:00:00Z', having: [], lacking: [], names: ['a'] }, { since: '2028-01-01T01:00:00+01:00', having: [], lacking: [] },
    ]);
  });
});
