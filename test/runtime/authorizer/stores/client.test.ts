/** The small client against a server that answers as DynamoDB does, and as it does on bad days. No trouble is ever read as "there is no such row". */
import * as fc from 'fast-check';
import { marshal, unmarshal, type Value } from '../../../../lib/runtime/authorizer/stores/attributes';
import { StoreError } from '../../../../lib/runtime/authorizer/stores/client';
import { EnvironmentError, readCredentials, readEndpoint } from '../../../../lib/runtime/authorizer/stores/environment';
import { LARGEST_ANSWER } from '../../../../lib/runtime/authorizer/stores/post';
import { type FakeTable, fakeTable, THROTTLED, type Trouble } from '../support/dynamo';
import { NOW } from '../support/tokens';

let table: FakeTable;
beforeEach(async () => { table = await fakeTable(); });
afterEach(async () => { await table.close(); expect(table.wrongSignatures).toBe(0); });

const row = (pk: string, more = {}): object => marshal({ pk, ...more });
const failure = async (call: Promise<unknown>): Promise<string> => call.then(() => 'none', (error: unknown) => (error instanceof StoreError ? error.failure : String(error)));

test('one batch, consistent, over one connection that stays open', async () => {
  table.rows.set('a', row('a', { n: 1.5, yes: true }));
  const client = table.client();
  const { rows, left } = await client.batchGet(['a', 'b'], NOW);
  expect([...rows]).toEqual([['a', { pk: 'a', n: 1.5, yes: true }], ['b', undefined]]);
  expect(left).toEqual([]);
  for (let i = 0; i < 5; i++) await client.batchGet(['a'], NOW);
  expect(table.connections.size).toBe(1);
  expect(table.requests[0].body.RequestItems.state.ConsistentRead).toBe(true);
});

const BAD: readonly (readonly [string, Trouble, string])[] = [
  ['throttled', THROTTLED, 'throttled'],
  ['throttled by the account', { status: 400, body: '{"__type":"x#RequestLimitExceeded"}' }, 'throttled'],
  ['throttled by something before it', { status: 429, body: '' }, 'throttled'],
  ['an error of the server', { status: 500, body: '{"__type":"x#InternalServerError"}' }, 'unreachable'],
  ['a page of a proxy', { status: 503, body: '<html>' }, 'unreachable'],
  ['closed', 'close', 'unreachable'],
  ['half an answer', 'half', 'unreachable'],
  ['silence', 'silence', 'unreachable'],
  ['broken JSON', { status: 200, body: '{"Responses":{"state":[' }, 'unreachable'],
  ['a list', { status: 200, body: '[]' }, 'unreachable'],
  ['nothing', { status: 200, body: '' }, 'unreachable'],
  ['an empty object', { status: 200, body: '{}' }, 'unreachable'],
  ['another table', { status: 200, body: '{"Responses":{"other":[]},"UnprocessedKeys":{}}' }, 'unreachable'],
  ['responses by a prototype', { status: 200, body: '{"Responses":{"__proto__":{"state":[]}},"UnprocessedKeys":{}}' }, 'unreachable'],
  ['a row without a key', { status: 200, body: '{"Responses":{"state":[{"revoked":{"BOOL":false}}]},"UnprocessedKeys":{}}' }, 'unreachable'],
  ['left-over keys that are none', { status: 200, body: '{"Responses":{"state":[]},"UnprocessedKeys":[]}' }, 'unreachable'],
  ['an answer without end', { status: 200, body: `{"Responses":{"state":[]},"x":"${'x'.repeat(LARGEST_ANSWER)}"}` }, 'unreachable'],
  ['left-over keys that cannot be read', { unprocessed: 'garbage' }, 'throttled'],
];

test.each(BAD)('%s: tried once more, and that is enough', async (_, trouble) => {
  table.rows.set('a', row('a'));
  table.troubles.push(trouble);
  expect((await table.client().batchGet(['a'], NOW)).rows.get('a')).toEqual({ pk: 'a' });
  expect(table.requests).toHaveLength(2);
});

test.each(BAD)('%s, twice: a failure, and nothing is known', async (_, trouble, expected) => {
  table.rows.set('a', row('a'));
  table.troubles.push(trouble, trouble);
  expect(await failure(table.client().batchGet(['a'], NOW))).toBe(expected);
  expect(table.requests).toHaveLength(2);
});

test.each([['AccessDeniedException', 400], ['ResourceNotFoundException', 400], ['ValidationException', 400], ['InvalidSignatureException', 400], ['', 403]])('%s is not tried again', async (type, status) => {
  table.troubles.push({ status, body: JSON.stringify({ __type: `x#${type}` }) });
  expect(await failure(table.client().batchGet(['a'], NOW))).toBe('refused');
  expect(table.requests).toHaveLength(1);
});

test('a call ends within its time, its second try included', async () => {
  table.troubles.push('silence', 'silence');
  const before = process.hrtime.bigint();
  expect(await failure(table.client(200).batchGet(['a'], NOW))).toBe('unreachable');
  const tookMs = Number(process.hrtime.bigint() - before) / 1e6;
  expect(tookMs).toBeGreaterThan(150);
  expect(tookMs).toBeLessThan(1_000);
});

test('keys that were left over are asked for again, and only those', async () => {
  for (const key of ['a', 'b', 'c']) table.rows.set(key, row(key));
  table.troubles.push({ unprocessed: ['b'] });
  const { rows, left } = await table.client().batchGet(['a', 'b', 'c', 'd'], NOW);
  expect([...rows.keys()].sort()).toEqual(['a', 'b', 'c', 'd']);
  expect([left, rows.get('d')]).toEqual([[], undefined]);
  expect(table.requests[1].body.RequestItems.state.Keys).toEqual([{ pk: { S: 'b' } }]);
});

test.each<[string, Trouble]>([['left over again', { unprocessed: ['b'] }], ['refused then', { status: 400, body: '{"__type":"x#AccessDeniedException"}' }], ['closed then', 'close']])('keys that were %s are unknown, not absent', async (_, second) => {
  table.rows.set('a', row('a'));
  table.troubles.push({ unprocessed: ['b'] }, second);
  const { rows, left } = await table.client().batchGet(['a', 'b'], NOW);
  expect([...rows.keys()]).toEqual(['a']);
  expect(left).toEqual(['b']);
});

test('one row that cannot be read does not hide the others', async () => {
  table.rows.set('a', row('a')).set('b', { pk: { S: 'b' }, revoked: { BOOL: 'false' } });
  const { rows } = await table.client().batchGet(['a', 'b'], NOW);
  expect([rows.get('a'), rows.get('b')]).toEqual([{ pk: 'a' }, 'malformed']);
});

test('an update sets what is named, by names that no reserved word can upset', async () => {
  table.rows.set('device#x', row('device#x', { tier: 'MANAGED', revoked: false }));
  const client = table.client();
  await client.update('device#x', { revoked: true, status: 'lost' }, { text: 'attribute_exists(pk)', values: { other: 1 } }, NOW);
  expect(unmarshal(table.rows.get('device#x'))).toEqual({ pk: 'device#x', tier: 'MANAGED', revoked: true, status: 'lost' });
  expect(table.requests[0].body).toMatchObject({ UpdateExpression: 'SET #n0 = :n0, #n1 = :n1', ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeNames: { '#n0': 'revoked', '#n1': 'status' }, ExpressionAttributeValues: { ':other': { N: '1' } } });
});

test('nobody there at all', async () => {
  const client = table.client();
  await table.close();
  table = await fakeTable();
  expect(await failure(client.batchGet(['a'], NOW))).toBe('unreachable');
});

const VALUE = fc.letrec<{ value: Value; flat: Value }>((tie) => ({
  flat: fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }).map((n) => n + 0), fc.integer()),
  value: fc.oneof({ maxDepth: 2 }, tie('flat'), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 3 })),
})).value;

test('values that are written come back', () => {
  fc.assert(fc.property(fc.dictionary(fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('constructor', 'toString', 'pk')), VALUE, { maxKeys: 5 }), (given) => {
    const back = unmarshal(JSON.parse(JSON.stringify(marshal(given))));
    expect(JSON.parse(JSON.stringify(back))).toEqual(JSON.parse(JSON.stringify(given)));
  }), { numRuns: 300 });
});

// "DynamoDB low-level API", developer guide: what the item of its example looks like, as far as our types go.
test('as in the developer guide', () => {
  expect(marshal({ Name: 'Amazon DynamoDB', Age: 35, Live: true, Tags: ['Update', 'Help'], Map: { Name: 'Joe', Age: 35 } })).toEqual({
    Name: { S: 'Amazon DynamoDB' }, Age: { N: '35' }, Live: { BOOL: true }, Tags: { L: [{ S: 'Update' }, { S: 'Help' }] }, Map: { M: { Name: { S: 'Joe' }, Age: { N: '35' } } },
  });
  expect(unmarshal({ Tags: { SS: ['Update', 'Help'] } })).toEqual({ Tags: ['Update', 'Help'] });
  expect(() => marshal({ n: NaN })).toThrow('finite');
});

test.each<[string, unknown]>([
  ['no object', 7], ['null', null], ['a list', []], ['no type', { a: {} }], ['two types', { a: { S: 'x', N: '1' } }], ['another type', { a: { B: 'eA==' } }], ['null value', { a: { NULL: true } }],
  ['a number that is no text', { a: { N: 1 } }], ['hexadecimal', { a: { N: '0x10' } }], ['too large', { a: { N: '1e999' } }], ['empty number', { a: { N: '' } }], ['NaN', { a: { N: 'NaN' } }], ['a truth value as text', { a: { BOOL: 'true' } }],
  ['too deep', { a: { L: [{ L: [{ L: [{ L: [{ S: 'x' }] }] }] }] } }], ['too long', { a: { L: Array(1_001).fill({ S: 'x' }) } }], ['type by prototype', JSON.parse('{"a":{"__proto__":{"S":"x"}}}')],
])('%s is no row', (_, item) => { expect(unmarshal(item)).toBeUndefined(); });

test('a name such as __proto__ is a name', () => {
  const read = unmarshal(JSON.parse('{"__proto__":{"BOOL":true},"pk":{"S":"x"}}'));
  expect(Object.keys(read!)).toEqual(['__proto__', 'pk']);
  expect(({} as Record<string, unknown>).BOOL).toBeUndefined();
});

test('the environment says where and who', () => {
  const at = (more: Record<string, string>): string => readEndpoint({ AWS_REGION: 'eu-west-1', ...more }).url.href;
  expect(at({})).toBe('https://dynamodb.eu-west-1.amazonaws.com/');
  expect(at({ AWS_REGION: 'cn-north-1' })).toBe('https://dynamodb.cn-north-1.amazonaws.com.cn/');
  expect(at({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1/', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4566' })).toBe('http://127.0.0.1:4566/');
  expect(readCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: '' })).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
  expect(() => readCredentials({ AWS_ACCESS_KEY_ID: 'a' })).toThrow(EnvironmentError);
});

test.each([[{}], [{ AWS_REGION: 'evil.example/' }], [{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: 'file:///x' }], [{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: 'not a url' }], [{ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: 'http://u:p@h/' }]])('%j is no environment', (environment) => {
  expect(() => readEndpoint(environment as never)).toThrow(EnvironmentError);
});
