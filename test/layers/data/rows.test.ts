/** Rows by owner, asked of the IAM evaluator over the templates: own and shared rows, never others', no Scan, no listing of all. */
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { kindOfType } from '../../../lib/layers/data/kinds';
import { OwnerRows, type OwnerRowsProps } from '../../../lib/layers/data/rows';
import { ACCOUNT, type FlowInput, protect, type Protected, role } from '../../support/iam/app';
import { may } from '../../support/iam/evaluate';

const ROWS: OwnerRowsProps = { prefix: 'USER#', shared: [{ tag: 'team', prefix: 'TEAM#' }], common: ['PUBLIC'] };
const FILES: OwnerRowsProps = { prefix: 'users/', shared: [{ tag: 'team', prefix: 'teams/' }], common: ['public/', 'terms.pdf'] };
const ALICE = { sub: 'alice', team: 'red' };

function withRows(kind: 'table' | 'bucket', props: OwnerRowsProps, flow: Partial<FlowInput> = {}): Protected {
  return protect((stack) => {
    const resource: IConstruct = kind === 'bucket' ? new s3.Bucket(stack, 'Store') : new dynamodb.Table(stack, 'Store', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
    return { stores: { store: { resource } }, flows: [{ id: 'users', source: role(stack, 'Users'), store: 'store', access: 'read-write', rows: OwnerRows.byTag('sub', props).data, ...flow }] };
  });
}

/** Asks as a session of the role with these tags. */
function session(result: Protected): (tags: Record<string, string>, action: string, what?: { keys?: readonly string[]; path?: string; prefix?: string }) => boolean {
  const account = result.account();
  const { principal, identity } = account.role(account.named('Users'));
  const name = account.named('Store');
  return (tags, action, { keys, path, prefix } = {}) => may(
    { principal: { ...principal, tags }, action, resource: `${account.arn(name)}${path ?? ''}`, context: { ...(keys === undefined ? {} : { 'dynamodb:LeadingKeys': keys }), ...(prefix === undefined ? {} : { 's3:prefix': prefix }) } },
    { identity, policy: account.policyOf(name), account: ACCOUNT },
  );
}

describe('tables', () => {
  const ask = session(withRows('table', ROWS));
  const get = (tags: Record<string, string>, ...keys: string[]): boolean => ask(tags, 'dynamodb:GetItem', { keys });

  test('own rows, those of the group, those of everybody; never others\'', () => {
    expect([get(ALICE, 'USER#alice'), get(ALICE, 'TEAM#red'), get(ALICE, 'PUBLIC')]).toEqual([true, true, true]);
    expect([get(ALICE, 'USER#bob'), get(ALICE, 'TEAM#blue'), get(ALICE, 'USER#alice2'), get(ALICE, 'alice'), get(ALICE, 'SECRET')]).toEqual([false, false, false, false, false]);
    expect(ask(ALICE, 'dynamodb:BatchGetItem', { keys: ['USER#alice', 'TEAM#red', 'PUBLIC'] })).toBe(true);
    expect(ask(ALICE, 'dynamodb:BatchGetItem', { keys: ['USER#alice', 'USER#bob'] })).toBe(false);
    expect(ask(ALICE, 'dynamodb:Query', { keys: ['USER#bob'] })).toBe(false);
  });

  test('without keys nothing: a Scan, and PartiQL over the whole table, send none', () => {
    for (const action of ['dynamodb:Scan', 'dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:PartiQLDelete']) {
      expect([action, ask(ALICE, action)]).toEqual([action, false]);
      expect([action, ask(ALICE, action, { keys: [] })]).toEqual([action, false]);
    }
    expect(ask(ALICE, 'dynamodb:Scan', { keys: ['USER#alice'] })).toBe(false);
    expect(ask(ALICE, 'dynamodb:PartiQLSelect', { keys: ['USER#alice'] })).toBe(true);
  });

  test('what is everybody\'s to read is nobody\'s to write', () => {
    expect(ask(ALICE, 'dynamodb:PutItem', { keys: ['USER#alice'] })).toBe(true);
    expect(ask(ALICE, 'dynamodb:PutItem', { keys: ['TEAM#red'] })).toBe(true);
    expect(ask(ALICE, 'dynamodb:PutItem', { keys: ['PUBLIC'] })).toBe(false);
    expect(ask(ALICE, 'dynamodb:DeleteItem', { keys: ['USER#bob'] })).toBe(false);
  });

  test('a session without a group has its own rows still; one without a name has nothing', () => {
    expect([get({ sub: 'alice' }, 'USER#alice'), get({ sub: 'alice' }, 'TEAM#red'), get({ sub: 'alice' }, 'TEAM#')]).toEqual([true, false, false]);
    expect([get({ team: 'red' }, 'TEAM#red'), get({}, 'USER#'), get({}, 'PUBLIC')]).toEqual([false, false, false]);
  });

  test('an index has other keys: it is not meant unless the flow names it', () => {
    expect(ask(ALICE, 'dynamodb:Query', { keys: ['USER#alice'], path: '/index/byMail' })).toBe(false);
    const named = session(withRows('table', ROWS, { access: 'read', parts: ['byMail'] }));
    expect(named(ALICE, 'dynamodb:Query', { keys: ['USER#alice'], path: '/index/byMail' })).toBe(true);
    expect(named(ALICE, 'dynamodb:Query', { keys: ['USER#bob'], path: '/index/byMail' })).toBe(false);
  });

  test('the store\'s own policy lets the rest of the data plane through to nobody', () => {
    const result = withRows('table', ROWS);
    const account = result.account();
    const everything = [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }];
    const scan = may({ principal: account.role(account.named('Users')).principal, action: 'dynamodb:Scan', resource: account.arn(account.named('Store')) }, { identity: everything, policy: account.policyOf(account.named('Store')), account: ACCOUNT });
    expect(scan).toBe(false);
  });
});

describe('buckets', () => {
  const ask = session(withRows('bucket', FILES));
  const get = (tags: Record<string, string>, path: string): boolean => ask(tags, 's3:GetObject', { path: `/${path}` });

  test('own objects, those of the group, those of everybody; never others\'', () => {
    expect([get(ALICE, 'users/alice/a'), get(ALICE, 'teams/red/a'), get(ALICE, 'public/a'), get(ALICE, 'terms.pdf')]).toEqual([true, true, true, true]);
    expect([get(ALICE, 'users/bob/a'), get(ALICE, 'users/alice2/a'), get(ALICE, 'teams/blue/a'), get(ALICE, 'terms.pdf.old'), get(ALICE, 'users/alice')]).toEqual([false, false, false, false, false]);
    expect([ask(ALICE, 's3:PutObject', { path: '/users/alice/a' }), ask(ALICE, 's3:PutObject', { path: '/public/a' })]).toEqual([true, false]);
  });

  test('a listing is of one\'s own prefix, never of the whole bucket', () => {
    const lists = (prefix?: string): boolean => ask(ALICE, 's3:ListBucket', prefix === undefined ? {} : { prefix });
    expect([lists('users/alice/'), lists('teams/red/'), lists('public/')]).toEqual([true, true, true]);
    expect([lists(), lists(''), lists('users/'), lists('users/bob/'), lists('users/alice')]).toEqual([false, false, false, false, false]);
  });

  test('a name with a slash in it has no rows: they would be somebody else\'s as well', () => {
    expect(get({ sub: 'alice/archive' }, 'users/alice/archive/a')).toBe(false);
    expect(get({ sub: 'alice', team: 'red/x' }, 'teams/red/x/a')).toBe(false);
  });
});

describe('mistakes', () => {
  const codes = (result: Protected): string[] => result.reports.map((r) => r.code);

  test.each<[string, string, OwnerRowsProps]>([
    ['RowsOverlap', 'no prefix beside a group', { shared: [{ tag: 'team', prefix: 'TEAM#' }] }],
    ['RowsOverlap', 'one begins as the other', { prefix: 'U', shared: [{ tag: 'team', prefix: 'UT#' }] }],
    ['RowsOverlap', 'rows of everybody that could be somebody\'s', { prefix: 'USER#', common: ['USER#public'] }],
    ['RowsOverlap', 'one tag for owner and group', { prefix: 'USER#', shared: [{ tag: 'SUB', prefix: 'TEAM#' }] }],
    ['RowsPrefixInvalid', 'a pattern', { prefix: 'USER*' }],
    ['RowsPrefixInvalid', 'a variable', { prefix: 'USER#', common: ['${aws:username}'] }],
    ['RowsTagInvalid', 'a tag that is no key', { prefix: 'USER#', shared: [{ tag: 'a}b', prefix: 'TEAM#' }] }],
    ['RowsTagInvalid', 'a tag of AWS', { prefix: 'USER#', shared: [{ tag: 'aws:x', prefix: 'TEAM#' }] }],
  ])('%s: %s', (code, _, props) => expect(codes(withRows('table', props))).toEqual([code]));

  test('actions that IAM cannot narrow are refused where they are listed, and left out where they are not', () => {
    const listed = withRows('table', ROWS, { access: 'actions', actions: ['dynamodb:GetItem', 'dynamodb:Scan'] });
    expect(listed.reports).toEqual([{ level: 'error', code: 'RowsNotLimited', message: expect.stringContaining('lists `dynamodb:Scan`, which IAM cannot narrow to rows') }]);
    const granted = withRows('table', ROWS).plan.roles.flatMap((r) => r.leaves.flatMap((l) => l.statements.flatMap((s) => s.Action)));
    expect(granted).toContain('dynamodb:Query');
    expect(granted).not.toContain('dynamodb:Scan');
  });

  test('parts of a bucket and rows at once; rows of a store that has none', () => {
    expect(codes(withRows('bucket', FILES, { parts: ['daily/*'] }))).toEqual(['RowsWithParts']);
    const queue = protect((stack) => ({ stores: { queue: { resource: new sqs.Queue(stack, 'Queue') } }, flows: [{ id: 'users', source: role(stack, 'Users'), store: 'queue', access: 'read', rows: OwnerRows.byTag('sub').data }] }));
    expect(queue.reports.map((r) => [r.code, r.message.includes(kindOfType('sqs').name)])).toEqual([['RowsNotSupported', true]]);
  });
});
