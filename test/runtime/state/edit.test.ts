/** Conditions as they go to DynamoDB, and writers that meet. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoClient } from '../../../lib/runtime/authorizer/stores/client';
import { RowEditor } from '../../../lib/runtime/state/edit';
import { NOW } from '../authorizer/support/tokens';
import { MemoryTable } from './support/table';

test('a condition without values has none in the request: DynamoDB refuses an empty map of them', async () => {
  const puts: Record<string, unknown>[] = [];
  let row: unknown;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => { text += String(part); }).on('end', () => {
      const body = JSON.parse(text) as { Item?: unknown };
      if (body.Item !== undefined) { puts.push(body as never); row = body.Item; }
      response.writeHead(200).end(body.Item === undefined ? JSON.stringify({ Responses: { t: row === undefined ? [] : [row] }, UnprocessedKeys: {} }) : '{}');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const client = new DynamoClient({ table: 't', endpoint: { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), region: 'eu-west-1' }, credentials: () => ({ accessKeyId: 'a', secretAccessKey: 'b' }), timeoutMs: 2_000 });
  try {
    const editor = new RowEditor(client);
    await editor.edit('k', () => ({ a: 1 }), NOW);
    await editor.edit('k', () => ({ a: 2 }), NOW);
    expect(await editor.edit('k', () => ({ a: 2 }), NOW)).toEqual({ outcome: 'unchanged', row: { a: 2 } });
  } finally {
    client.close();
    server.closeAllConnections();
    server.close();
  }
  expect(puts.map(({ ConditionExpression: condition, ExpressionAttributeValues: values }) => [condition, values])).toEqual([['attribute_not_exists(pk)', undefined], ['edition = :edition', { ':edition': { N: '1' } }]]);
});

test('of many who write at once nobody is undone, and who meets too many gives up', async () => {
  const table = new MemoryTable();
  const add = async (n: number): Promise<unknown> => new RowEditor(table).edit('k', (row) => ({ ...row, [`n${n}`]: true }), NOW);
  await Promise.all([1, 2, 3, 4, 5].map(add));
  expect(table.content().k).toEqual({ pk: 'k', n1: true, n2: true, n3: true, n4: true, n5: true });
  let edition = 100;
  table.meanwhile = () => { table.rows.set('k', { pk: 'k', edition: edition++ }); };
  await expect(add(6)).rejects.toMatchObject({ failure: 'throttled' });
});

test.each([['past its end', { expiresAt: NOW - 1, a: 1 }, undefined], ['not past its end', { expiresAt: NOW + 1, a: 1 }, { expiresAt: NOW + 1, a: 1 }], ['of somebody who does not count', { a: 1 }, { a: 1 }]])('a row %s', async (_, present, seen) => {
  const table = new MemoryTable();
  table.rows.set('k', { pk: 'k', ...present });
  let given: unknown = 'nothing';
  await new RowEditor(table).edit('k', (row) => { given = row; return { b: 2 }; }, NOW);
  expect(given === undefined ? undefined : { ...given as object }).toEqual(seen);
  expect(table.content().k).toEqual({ pk: 'k', b: 2 });
});

test.each([['malformed', 'malformed' as const], ['whose count is none', { pk: 'k', edition: 'x' }], ['whose end is none', { pk: 'k', expiresAt: 'x' }]])('a row that is %s is left', async (_, present) => {
  const table = new MemoryTable();
  table.rows.set('k', present);
  await expect(new RowEditor(table).edit('k', () => ({}), NOW)).rejects.toMatchObject({ reason: 'row-malformed' });
  expect(table.rows.get('k')).toBe(present);
});
