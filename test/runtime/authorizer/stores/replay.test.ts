/** A proof is good once, wherever it is used; bad days of the table never make it good twice, nor bad at first use. */
import { marshal } from '../../../../lib/runtime/authorizer/stores/attributes';
import { StoreError } from '../../../../lib/runtime/authorizer/stores/client';
import { ReplayStore } from '../../../../lib/runtime/authorizer/stores/replay';
import { type FakeTable, fakeTable, THROTTLED } from '../support/dynamo';
import { NOW } from '../support/tokens';

let table: FakeTable;
let store: ReplayStore;
let count = 0;
beforeEach(async () => { table = await fakeTable(); store = new ReplayStore(table.client(), () => `u${++count}`); });
afterEach(async () => { await table.close(); expect(table.wrongSignatures).toBe(0); });

const PROOF = { id: 'key#jti', until: NOW + 60.5 };

test('13: fresh, then replayed; h: the same id of another key is fresh', async () => {
  expect(await store.first(PROOF, NOW)).toBe('fresh');
  expect(await store.first(PROOF, NOW + 1)).toBe('replayed');
  expect(await store.first({ ...PROOF, id: 'other#jti' }, NOW)).toBe('fresh');
  expect(table.rows.get('proof#key#jti')).toMatchObject({ pk: { S: 'proof#key#jti' }, expiresAt: { N: String(NOW + 61) } });
});

test('of many at once one is fresh', async () => {
  const uses = await Promise.all(Array.from({ length: 8 }, async () => store.first(PROOF, NOW)));
  expect(uses.sort()).toEqual(['fresh', ...Array<string>(7).fill('replayed')]);
});

test('a row past its end counts as none, though the table has not deleted it', async () => {
  await store.first(PROOF, NOW);
  expect(await store.first({ ...PROOF, until: NOW + 300 }, NOW + 61)).toBe('replayed');
  expect(await store.first({ ...PROOF, until: NOW + 300 }, NOW + 62)).toBe('fresh');
});

test('a write whose answer was lost is not a replay of itself', async () => {
  table.troubles.push('done-and-close');
  expect(await store.first(PROOF, NOW)).toBe('fresh');
  expect(table.requests).toHaveLength(2);
  table.troubles.push('close');
  expect(await store.first(PROOF, NOW)).toBe('replayed');
});

test('a table that does not say what stands there is believed that something does', async () => {
  table.troubles.push({ status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}' });
  expect(await store.first(PROOF, NOW)).toBe('replayed');
});

test.each(['close', 'silence', 'half', THROTTLED, { status: 500, body: '' }, { status: 200, body: '{' }, { status: 400, body: '{"__type":"x#AccessDeniedException"}' }] as const)('%j: unreachable', async (trouble) => {
  table.troubles.push(trouble, trouble);
  expect(await store.first(PROOF, NOW)).toBe('unreachable');
});

test('whatever is thrown: unreachable', async () => {
  for (const error of [new Error('x'), new StoreError('refused', 'x'), undefined]) expect(await new ReplayStore({ put: async () => { throw error; } }, () => 'u').first(PROOF, NOW)).toBe('unreachable');
  // By another writer.
  const item = marshal({ by: 'somebody' }) as never;
  expect(await new ReplayStore({ put: async () => { throw new StoreError('condition', 'x', item); } }, () => 'u').first(PROOF, NOW)).toBe('replayed');
});
