/** Closing a store: what is done, what is refused, and that nothing passes for closed that is not. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { closeStore, closingFindings, judgeStore } from '../../../lib/layers/data/close';
import type { Closing, StoreKind } from '../../../lib/layers/data/kind';
import { property, statementsAt } from '../../../lib/layers/data/kinds/helpers';
import { KINDS, kindOf, kindOfCfnType, kindOfType } from '../../../lib/layers/data/kinds';
import { S3 } from '../../../lib/layers/data/kinds/s3';
import { close, contextOf, judge, newStack, only, resourcesOfType, storeOf, templateOf } from './kinds/harness';

const row = (more: Partial<Closing> = {}): Closing => ({
  ...property({ id: 's3.row', types: ['AWS::S3::Bucket'], aspect: 'recovery', path: 'Row', value: '`on`', says: 'x', source: 'x', isClosed: (v) => v === 'on', write: 'on' }), ...more,
});
const kindWith = (...closings: Closing[]): StoreKind => ({ ...S3, closings });
const bucketIn = (stack = newStack()): CfnResource => new CfnResource(stack, 'B', { type: 'AWS::S3::Bucket' });
const properties = (resource: CfnResource): any => resourcesOfType(templateOf(Stack.of(resource)), 'AWS::S3::Bucket')[0].Properties;

test('a closing that replaces the resource is refused, and done where replacement is allowed', () => {
  const bucket = bucketIn();
  const kind = kindWith(row({ replaces: true }));
  const [refused] = close(kind, bucket);
  expect(refused).toMatchObject({ was: 'open', is: 'open', finding: { code: 'ClosingReplaces', level: 'error' } });
  expect(refused.finding?.message).toBe('store `S/B` is open (`s3.row`): got no `Row`, and CloudFormation would replace the resource, with its data, to close it; back the data up and pass `allowReplacement`, or set it on a new resource');
  expect(properties(bucket)).toBeUndefined();
  expect(close(kind, bucket, { allowReplacement: true })[0]).toMatchObject({ was: 'open', is: 'closed' });
  expect(properties(bucket)).toEqual({ Row: 'on' });
});

test('judging says what is open and touches nothing', () => {
  const bucket = bucketIn();
  const [report] = judge(kindWith(row()), bucket);
  expect(report.finding).toMatchObject({ code: 'StoreOpen', message: 'store `S/B` is open (`s3.row`): got no `Row`; expected `on` of `Row`; close it, or hand it to `addStore`' });
  expect(properties(bucket)).toBeUndefined();
});

test('an exception of a row is unknown', () => {
  const [report] = close(kindWith(row({ judge: () => { throw new Error('a bug'); } })), bucketIn(), { isJewel: true });
  expect(report).toMatchObject({ is: 'unknown', got: 'not readable (a bug)', finding: { code: 'ClosingUnknown', level: 'error' } });
});

test.each<[string, () => void, string]>([
  ['writes nothing', () => {}, 'because something else writes the same property'],
  ['throws', () => { throw new Error('a bug'); }, 'it could not be closed (a bug)'],
])('a closing that %s is not believed', (_, closeIt, words) => {
  const [report] = close(kindWith(row({ judge: () => ({ is: 'open', got: 'x', close: closeIt }) })), bucketIn());
  expect(report).toMatchObject({ is: 'open', finding: { code: 'ClosingFailed', level: 'error' } });
  expect(report.finding?.message).toContain(words);
});

test('a closing after which the value is a token is not believed either', () => {
  let judged = 0;
  const [report] = close(kindWith(row({ judge: () => (judged++ === 0 ? { is: 'open', got: 'x', close: () => {} } : { is: 'unknown', got: 'a token' }) })), bucketIn());
  expect(report.finding).toMatchObject({ code: 'ClosingFailed' });
});

test('a policy that a row writes by itself is read again', () => {
  const [report] = close(kindWith(row({ judge: (r) => (statementsAt(r, 'Doc').length > 0 ? { is: 'closed' } : { is: 'open', got: 'x', close: () => r.addPropertyOverride('Doc.Statement', [{ Effect: 'Deny' }]) }) })), bucketIn());
  expect(report).toMatchObject({ was: 'open', is: 'closed' });
});

test('a policy that cannot be written says so with its own code', () => {
  const stack = newStack();
  const queues = ['Q1', 'Q2'].map((id) => new sqs.Queue(stack, id));
  new sqs.QueuePolicy(stack, 'P', { queues });
  const kind = kindOfType('sqs');
  expect(close(only(kind, 'sqs.tls'), queues[0])[0].finding).toMatchObject({ code: 'StorePolicyAmbiguous', level: 'error' });
});

test('what is unknown stops a jewel and warns else', () => {
  const unknown = kindWith(row({ judge: () => ({ is: 'unknown', got: '`Row` is `Chosen`' }) }));
  expect(judge(unknown, bucketIn(), { isJewel: true })[0].finding?.level).toBe('error');
  expect(judge(unknown, bucketIn())[0].finding).toMatchObject({ level: 'warning', message: 'store `S/B` may be open (`s3.row`): got `Row` is `Chosen`, which only the deployment knows; expected `on` of `Row` as a literal; write it down on the resource' });
});

test('an imported store is one finding, not one per row', () => {
  const store = storeOf(S3, s3.Bucket.fromBucketName(newStack(), 'B', 'the-bucket'));
  const reports = closeStore(store, S3, contextOf({ isJewel: true }));
  expect(reports.length).toBeGreaterThan(5);
  expect(closingFindings(reports).map((f) => f.code)).toEqual(['StoreImported']);
});

test('only rows of the resource\'s own type are asked', () => {
  expect(judge(kindWith(row({ types: ['AWS::S3::Other'] })), bucketIn())).toEqual([]);
});

describe('the kinds', () => {
  test('thirteen, each once, and each finds itself', () => {
    expect(KINDS.map((k) => k.type).sort()).toEqual(['docdb', 'dynamodb', 'efs', 'elasticache', 'kinesis', 'kms', 'opensearch', 'rds', 'redshift', 's3', 'secretsmanager', 'sns', 'sqs']);
    for (const kind of KINDS) {
      expect(kindOfType(kind.type)).toBe(kind);
      for (const cfnType of kind.cfnTypes) expect(kindOfCfnType(cfnType)).toBe(kind);
    }
    expect(kindOfCfnType('AWS::Lambda::Function')).toBeUndefined();
  });
  test('what is no store is none', () => {
    const stack = newStack();
    for (const no of [undefined, null, 1, 'x', {}, [], stack, new CfnResource(stack, 'F', { type: 'AWS::Lambda::Function' })]) expect(kindOf(no)).toBeUndefined();
    expect(kindOf(bucketIn())?.kind).toBe(S3);
  });
  test('ids of closings are unique and begin with their kind; each names a source and a type of its kind', () => {
    const ids = KINDS.flatMap((k) => k.closings.map((c) => c.id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of KINDS) {
      for (const closing of kind.closings) {
        expect(closing.id).toMatch(new RegExp(`^${kind.type}\\.[a-z0-9.-]+$`));
        expect(closing.source).toMatch(/^https:\/\//);
        expect(closing.says.length).toBeGreaterThan(10);
        expect(closing.postures.length).toBeGreaterThan(0);
      }
    }
  });
  test('every kind of store is encrypted, over TLS, not public, and kept, or says why not', () => {
    for (const kind of KINDS) {
      const aspects = [...kind.closings.map((c) => c.aspect), ...(kind.byItself ?? []).map((b) => b.aspect)];
      expect([kind.type, ['encryption', 'tls', 'recovery', 'deletion', 'access-log', 'public-access'].filter((a) => !aspects.includes(a as Closing['aspect']))]).toEqual([kind.type, []]);
    }
  });
  test('no Deny of a closing names all of S3 or KMS', () => {
    const stack = newStack();
    for (const kind of KINDS) for (const cfnType of kind.cfnTypes) judgeStore(storeOf(kind, new CfnResource(stack, cfnType.replaceAll(':', ''), { type: cfnType })), kind, contextOf());
    close(S3, bucketIn(stack));
    expect(JSON.stringify(templateOf(stack))).not.toMatch(/"(s3|kms):\*"/);
  });
});
