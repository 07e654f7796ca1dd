/** Snapshots over time: young, old, stale, gone; one question for many who ask; the table down, slow, half there. Time is the caller's. */
import { type BatchAnswer, StoreError } from '../../../../lib/runtime/authorizer/stores/client';
import { wantedRows } from '../../../../lib/runtime/authorizer/stores';
import type { Found } from '../../../../lib/runtime/authorizer/stores/rows';
import { type Kind, RowStore, type WantedRows } from '../../../../lib/runtime/authorizer/stores/row-store';
import { type FakeTable, fakeTable } from '../support/dynamo';
import { marshal } from '../../../../lib/runtime/authorizer/stores/attributes';
import { deviceRow, sessionRow, subjectRow, THUMBPRINT } from '../support/rows';
import { ISSUER, NOW } from '../support/tokens';

const WANTED: WantedRows = { device: 'd', subject: 's', session: 'o' };
const LIMITS = { snapshotMaxAge: 10, snapshotMaxStale: 300 };

class FakeReader {
  public readonly rows = new Map<string, Found>([['d', deviceRow()], ['s', subjectRow()]]);
  public down = false;
  public left: readonly string[] = [];
  public readonly asked: (readonly string[])[] = [];
  public gate: Promise<void> = Promise.resolve();

  public async batchGet(keys: readonly string[]): Promise<BatchAnswer> {
    this.asked.push(keys);
    await this.gate;
    if (this.down) throw new StoreError('unreachable', 'down');
    const read = keys.filter((key) => !this.left.includes(key));
    return { rows: new Map(read.map((key) => [key, this.rows.get(key)])), left: this.left };
  }
}

const setUp = (limits = LIMITS, most?: number): { reader: FakeReader; store: RowStore } => {
  const reader = new FakeReader();
  return { reader, store: new RowStore(reader, limits, most) };
};
const states = async (store: RowStore, now: number, required: readonly Kind[] = [], wanted = WANTED): Promise<string> => {
  const facts = await store.read(wanted, required, now);
  return (['device', 'subject', 'session'] as const).map((kind) => facts[kind].missing ?? facts[kind].asOf).join(' ');
};

test('one batch for a request; then from memory, at once, until ten seconds', async () => {
  const { reader, store } = setUp();
  expect(await states(store, NOW)).toBe(`${NOW} ${NOW} absent`);
  expect(reader.asked).toEqual([['d', 's', 'o']]);
  expect(store.read(WANTED, [], NOW + 10)).not.toBeInstanceOf(Promise);
  expect(await states(store, NOW + 10)).toBe(`${NOW} ${NOW} absent`);
  expect(await states(store, NOW + 10.1)).toBe(`${NOW + 10.1} ${NOW + 10.1} absent`);
  expect(reader.asked).toHaveLength(2);
});

test('17: a revocation counts after ten seconds at the latest; that a row was not there is no older than that either', async () => {
  const { reader, store } = setUp();
  await states(store, NOW);
  reader.rows.set('o', sessionRow()).set('d', deviceRow({ revoked: true }));
  expect((await store.read(WANTED, [], NOW + 10)).session.missing).toBe('absent');
  const facts = await store.read(WANTED, [], NOW + 11);
  expect([facts.session.value, facts.device.value?.revoked]).toEqual([{ revokedAt: NOW - 5 }, true]);
});

test('p, 16: while the table is down, snapshots serve until five minutes, and none for what the route requires', async () => {
  const { reader, store } = setUp();
  await states(store, NOW);
  reader.down = true;
  expect(await states(store, NOW + 11)).toBe(`${NOW} ${NOW} absent`);
  expect(await states(store, NOW + 300)).toBe(`${NOW} ${NOW} absent`);
  expect(await states(store, NOW + 300.1)).toBe('unreachable unreachable unreachable');
  expect(await states(store, NOW + 11, ['session'])).toBe(`${NOW} ${NOW} unreachable`);
  expect(await states(store, NOW + 11, ['device', 'subject', 'session'])).toBe('unreachable unreachable unreachable');
  // Young ones serve everybody.
  expect(await states(store, NOW + 9, ['device', 'subject', 'session'])).toBe(`${NOW} ${NOW} absent`);
});

test('that the table did not answer is not remembered', async () => {
  const { reader, store } = setUp();
  reader.down = true;
  expect(await states(store, NOW)).toBe('unreachable unreachable unreachable');
  expect(store.size).toBe(0);
  reader.down = false;
  expect(await states(store, NOW)).toBe(`${NOW} ${NOW} absent`);
});

test('keys that were left over are unreachable; the others are known', async () => {
  const { reader, store } = setUp();
  reader.left = ['o'];
  expect(await states(store, NOW)).toBe(`${NOW} ${NOW} unreachable`);
  reader.left = [];
  expect(await states(store, NOW + 1)).toBe(`${NOW} ${NOW} absent`);
  expect(reader.asked[1]).toEqual(['o']);
});

test('many who ask at once ask once, and only for what nobody asked yet', async () => {
  const { reader, store } = setUp();
  let open = (): void => undefined;
  reader.gate = new Promise((resolve) => { open = resolve; });
  const reads = [states(store, NOW), states(store, NOW), states(store, NOW + 1, [], { ...WANTED, session: 'o2' })];
  open();
  expect(await Promise.all(reads)).toEqual([`${NOW} ${NOW} absent`, `${NOW} ${NOW} absent`, `${NOW} ${NOW} absent`]);
  expect(reader.asked).toEqual([['d', 's', 'o'], ['o2']]);
});

test('nobody waits for a question that was put too long ago', async () => {
  const { reader, store } = setUp({ snapshotMaxAge: 0, snapshotMaxStale: 0 });
  let open = (): void => undefined;
  reader.gate = new Promise((resolve) => { open = resolve; });
  const early = states(store, NOW);
  const late = states(store, NOW + 0.5);
  open();
  expect(await Promise.all([early, late])).toEqual([`${NOW} ${NOW} absent`, `${NOW + 0.5} ${NOW + 0.5} absent`]);
  expect(reader.asked).toHaveLength(2);
});

test('an answer that comes late does not take the place of a younger one', async () => {
  const { reader, store } = setUp();
  let open = (): void => undefined;
  reader.gate = new Promise((resolve) => { open = resolve; });
  const slow = states(store, NOW);
  reader.gate = Promise.resolve();
  await states(store, NOW + 11);
  open();
  await slow;
  expect(await states(store, NOW + 12)).toBe(`${NOW + 11} ${NOW + 11} absent`);
});

test('a clock that went back makes snapshots too old, not too young', async () => {
  const { reader, store } = setUp();
  await states(store, NOW);
  expect(await states(store, NOW - 5)).toBe(`${NOW - 5} ${NOW - 5} absent`);
  reader.down = true;
  expect(await states(store, NOW - 400, ['device'])).toBe('unreachable unreachable unreachable');
});

test('memory is bounded, and the oldest goes', async () => {
  const { reader, store } = setUp(LIMITS, 10);
  for (let i = 0; i < 50; i++) await store.read({ device: `d${i}` }, [], NOW);
  expect(store.size).toBe(10);
  await store.read({ device: 'd49' }, [], NOW);
  expect(reader.asked).toHaveLength(50);
});

test('what the request has not is not asked for', async () => {
  const { reader, store } = setUp();
  expect(await states(store, NOW, [], {})).toBe('unasked unasked unasked');
  expect(await states(store, NOW, [], { subject: 's' })).toBe(`unasked ${NOW} unasked`);
  expect(reader.asked).toEqual([['s']]);
});

test('a row that ends while it is remembered is not there from then on', async () => {
  const { reader, store } = setUp();
  reader.rows.set('d', deviceRow({ expiresAt: NOW + 5 }));
  expect(await states(store, NOW)).toBe(`${NOW} ${NOW} absent`);
  expect(await states(store, NOW + 5)).toBe(`absent ${NOW} absent`);
});

describe('over the small client', () => {
  let table: FakeTable;
  beforeEach(async () => { table = await fakeTable(); });
  afterEach(async () => { await table.close(); });

  test('from the token to the facts', async () => {
    const wanted = wantedRows({ issuer: ISSUER, subject: 'ann', session: 'o-1' }, THUMBPRINT);
    for (const [key, row] of [[wanted.device!, deviceRow()], [wanted.subject!, subjectRow()], [wanted.session!, sessionRow()]] as const) table.rows.set(key, marshal({ ...row, pk: key }));
    const store = new RowStore(table.client(), LIMITS);
    expect(await states(store, NOW, [], wanted)).toBe(`${NOW} ${NOW} ${NOW}`);
    table.troubles.push('close', 'close');
    expect(await states(store, NOW + 20, [], wanted)).toBe(`${NOW} ${NOW} ${NOW}`);
    table.troubles.push({ status: 200, body: '{}' }, { status: 200, body: '{}' });
    expect(await states(store, NOW + 20, ['session'], wanted)).toBe(`${NOW} ${NOW} unreachable`);
    table.rows.set(wanted.session!, { pk: { S: wanted.session! }, revokedAt: { S: 'now' } });
    expect(await states(store, NOW + 40, [], wanted)).toBe(`${NOW + 40} ${NOW + 40} malformed`);
  });
});
