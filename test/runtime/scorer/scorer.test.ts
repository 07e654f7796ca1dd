/** Lines of the audit log -> rows of subjects: any order, any batches, sent again, sealed otherwise, poison, the table down. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { openSeal, readObservation, sealSubject } from '../../../lib/contract/access/observation';
import type { Reason } from '../../../lib/contract/access/reasons';
import { subjectKey } from '../../../lib/runtime/authorizer/stores/keys';
import { readSubject } from '../../../lib/runtime/authorizer/stores/rows';
import { Scorer } from '../../../lib/runtime/scorer/score';
import { WEIGHTS } from '../../../lib/runtime/state/weights';
import { ISSUER, NOW } from '../authorizer/support/tokens';
import { OTHER_THUMBPRINT, THUMBPRINT } from '../authorizer/support/rows';
import { MemoryTable } from '../state/support/table';

const KEY = Buffer.alloc(32, 7);
const ANN = subjectKey(ISSUER, 'ann');
const BOB = subjectKey(ISSUER, 'bob');

interface Said { readonly row?: string; readonly source?: string; readonly sequence: number; readonly at?: number; readonly outcome?: string; readonly reasons?: readonly string[]; readonly device?: string | null; readonly country?: string; readonly key?: Buffer; readonly more?: object }
const line = ({ row = ANN, source = 'env-1', sequence, at = NOW, outcome = 'allow', reasons = ['permitted'], device = THUMBPRINT, country = 'DE', key = KEY, more = {} }: Said): string => JSON.stringify({
  schema: 'zero-trust/decision/1', outcome, reasons, subject: 'h:x', device: device === null ? null : `x5t#S256${device}`, source, sequence, at: new Date(at * 1_000).toISOString(), seal: sealSubject(key, { row, country }), ...more,
});
const denied = (sequence: number, reason: Reason, at = NOW, more: object = {}): string => line({ sequence, at, outcome: 'deny', reasons: [reason], ...more });
const packed = (lines: readonly string[], messageType = 'DATA_MESSAGE'): string => gzipSync(JSON.stringify({ messageType, logEvents: lines.map((message, i) => ({ id: `${i}`, timestamp: 1, message })) })).toString('base64');
const stream = (...records: readonly (readonly string[] | string)[]): object => ({ Records: records.map((one, i) => ({ kinesis: { sequenceNumber: `r${i + 1}`, data: typeof one === 'string' ? one : packed(one) } })) });

function setUp(): { table: MemoryTable; scorer: Scorer; told: string[]; row(key?: string): ReturnType<typeof readSubject>['fact']['value'] } {
  const table = new MemoryTable();
  table.rows.set('key#audit', { pk: 'key#audit', key: KEY.toString('base64url') });
  const told: string[] = [];
  return { table, told, scorer: new Scorer({ table, write: (text) => { told.push(text); } }), row: (key = ANN) => readSubject(table.rows.get(key), NOW).fact.value };
}

test('what the authorizer reads: velocity, denials, risk, devices and places, of one write for each subject', async () => {
  const { table, scorer, row } = setUp();
  const lines = [line({ sequence: 1, at: NOW - 30 }), line({ sequence: 2, at: NOW - 90, country: 'FR' }), denied(3, 'proof-replayed', NOW, { device: OTHER_THUMBPRINT, country: 'AU' }), denied(4, 'risk-too-high', NOW - 1), line({ sequence: 5, row: BOB })];
  expect(await scorer.handle(stream(lines), NOW)).toEqual({ batchItemFailures: [] });
  expect(row()).toEqual({ riskScore: 30, updatedAt: NOW, recentDenials: 1, velocity: 3, devices: [THUMBPRINT], places: [{ country: 'DE', at: NOW - 30 }, { country: 'FR', at: NOW - 90 }] });
  expect(row(BOB)).toMatchObject({ riskScore: 0, velocity: 1 });
  expect(table.writes).toBe(2);
});

test.each(Object.keys(WEIGHTS) as Reason[])('a refusal for %s has the points that are stated, half of them after an hour, and none after six', async (reason) => {
  const { scorer, row } = setUp();
  await scorer.handle(stream([denied(1, reason)]), NOW);
  expect(row()?.riskScore).toBe(WEIGHTS[reason]?.points);
  await scorer.handle(stream([line({ sequence: 2, at: NOW + 3_600 })]), NOW + 3_600);
  expect(row()?.riskScore).toBe((WEIGHTS[reason]?.points ?? 0) / 2);
  await scorer.handle(stream([line({ sequence: 3, at: NOW + 6 * 3_600 })]), NOW + 6 * 3_600);
  expect(row()?.riskScore).toBe(0);
});

test.each<Reason>(['risk-too-high', 'velocity-too-high', 'store-unreachable', 'internal-error', 'outside-hours', 'deadline'])('a refusal for %s is held against nobody: it would be the cause of the next', async (reason) => {
  const { scorer, row } = setUp();
  await scorer.handle(stream([denied(1, reason), denied(2, reason)]), NOW);
  expect(row()).toMatchObject({ riskScore: 0, recentDenials: 0, velocity: 2 });
});

const DECISIONS = Array.from({ length: 30 }, (_, i) => line({
  source: `env-${i % 3}`, sequence: i + 1, at: NOW - ((i * 977) % 20_000), ...(i % 4 === 0 ? { outcome: 'deny', reasons: [['token-revoked', 'certificate-mismatch', 'deadline', 'persona-missing'][(i / 4) % 4]] } : {}),
  device: i % 5 === 0 ? OTHER_THUMBPRINT : THUMBPRINT, country: ['DE', 'FR', 'PL'][i % 3],
}));
const reference = (async () => { const { scorer, table } = setUp(); await scorer.handle(stream(DECISIONS), NOW); return table.content('subject#'); })();

test('any order, any batches, any repetition of the same decisions give the same row', async () => {
  const expected = await reference;
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray(DECISIONS, { minLength: 30 }), fc.integer({ min: 1, max: 12 }), fc.array(fc.constantFrom(...DECISIONS), { maxLength: 20 }), async (shuffled, size, again) => {
    const { scorer, table } = setUp();
    const all = [...again, ...shuffled, ...again];
    for (let i = 0; i < all.length; i += size) await scorer.handle(stream(all.slice(i, i + size)), NOW);
    expect(table.content('subject#')).toEqual(expected);
  }), { numRuns: 40, seed: 8 });
});

test('a batch that comes again changes nothing, and writes nothing', async () => {
  const { scorer, table } = setUp();
  await scorer.handle(stream(DECISIONS), NOW);
  const { writes } = table;
  expect(await scorer.handle(stream(DECISIONS), NOW)).toEqual({ batchItemFailures: [] });
  expect(table.writes).toBe(writes);
});

test('a write whose answer was lost is found done; somebody who writes meanwhile is not undone', async () => {
  const { scorer, table, row } = setUp();
  table.losesAnswers = 1;
  await scorer.handle(stream([line({ sequence: 1 })]), NOW);
  let once = true;
  table.meanwhile = (key) => {
    if (!once || key !== ANN) return;
    once = false;
    const there = table.rows.get(ANN) as Record<string, never>;
    table.rows.set(ANN, { ...there, revokedBefore: NOW, edition: (there.edition as number) + 1 });
  };
  await scorer.handle(stream([line({ sequence: 2, at: NOW + 1 })]), NOW);
  expect(row()).toMatchObject({ revokedBefore: NOW, velocity: 2, updatedAt: NOW + 1 });
});

test('only the records of the subject whose row cannot be written come again; the others are done', async () => {
  const { scorer, table, row } = setUp();
  table.down.add(BOB);
  const event = stream([line({ sequence: 1 })], [line({ sequence: 2, row: BOB })], [line({ sequence: 3 }), line({ sequence: 4, row: BOB })]);
  expect(await scorer.handle(event, NOW)).toEqual({ batchItemFailures: [{ itemIdentifier: 'r2' }, { itemIdentifier: 'r3' }] });
  expect(row()?.velocity).toBe(2);
  table.down.clear();
  expect(await scorer.handle(event, NOW)).toEqual({ batchItemFailures: [] });
  expect([row()?.velocity, row(BOB)?.velocity]).toEqual([2, 2]);
});

test.each([
  ['no gzip', 'bm8=', 'not-gzip'], ['gzip of no JSON', gzipSync('{').toString('base64'), 'not-json'], ['of somebody else', packed([], 'OTHER'), 'not-of-logs'],
  ['a bomb', packed(['x'.repeat(17_000_000)]), 'not-gzip'],
])('a record that is %s is put aside and told, and holds up nothing', async (_, data, because) => {
  const { scorer, table, told, row } = setUp();
  expect(await scorer.handle(stream(data, [line({ sequence: 1 })]), NOW)).toEqual({ batchItemFailures: [] });
  expect(row()?.velocity).toBe(1);
  expect(Object.values(table.content('aside#'))).toMatchObject([{ record: 'r1', because, expiresAt: NOW + 14 * 86_400 }]);
  expect(told.some((text) => text.includes('zero-trust/scorer-aside/1') && text.includes('r1'))).toBe(true);
});

test.each<[string, string, number]>([
  ['of Lambda itself', 'REPORT RequestId: 1', 0], ['of another schema', '{"schema":"x","a":"\\"zero-trust/decision/1\\""}', 0], ['without a subject', line({ sequence: 1, more: { subject: null } }), 0],
  ['of a key that was destroyed', line({ sequence: 1, key: Buffer.alloc(32, 9) }), 0], ['cut off', line({ sequence: 1 }).slice(0, -20), 0],
  ['without a seal', line({ sequence: 1, more: { seal: undefined } }), 1], ['of a sequence that is a text', line({ sequence: 1, more: { sequence: '1' } }), 1], ['of next year', line({ sequence: 1, at: NOW + 31_536_000 }), 1],
  ['of an outcome that is none', line({ sequence: 1, more: { outcome: '__proto__' } }), 1], ['of a device that is none', line({ sequence: 1, more: { device: 'x' } }), 1],
])('a line %s is passed over or put aside, and counted for nobody', async (_, text, aside) => {
  const { scorer, table, row } = setUp();
  expect(await scorer.handle(stream([text, line({ sequence: 9 })]), NOW)).toEqual({ batchItemFailures: [] });
  expect([row()?.velocity, Object.keys(table.content('aside#')).length]).toEqual([1, aside]);
});

test('a new key of the log is found when lines under it come', async () => {
  const { scorer, table, row } = setUp();
  await scorer.handle(stream([line({ sequence: 1 })]), NOW);
  const key = Buffer.alloc(32, 8);
  table.rows.set('key#audit', { pk: 'key#audit', key: key.toString('base64url') });
  await scorer.handle(stream([line({ sequence: 2, key }), line({ sequence: 3 })]), NOW + 30);
  expect(row()?.velocity).toBe(3);
});

test('a row that cannot be read is left as it is, and its lines are put aside', async () => {
  const { scorer, table } = setUp();
  table.rows.set(ANN, { pk: ANN, riskScore: 'high' });
  expect(await scorer.handle(stream([line({ sequence: 1 })]), NOW)).toEqual({ batchItemFailures: [] });
  expect(table.rows.get(ANN)).toEqual({ pk: ANN, riskScore: 'high' });
  expect(Object.keys(table.content('aside#'))).toHaveLength(1);
});

test('the table down: everything comes again; directly subscribed it throws, and so does an event of somebody else', async () => {
  const { scorer, table } = setUp();
  table.isDown = true;
  await expect(scorer.handle(stream([line({ sequence: 1 })]), NOW)).rejects.toThrow('down');
  table.isDown = false;
  table.down.add(ANN);
  await expect(scorer.handle({ awslogs: { data: packed([line({ sequence: 1 })]) } }, NOW)).rejects.toThrow('store-unreachable');
  table.down.clear();
  expect(await scorer.handle({ awslogs: { data: packed([line({ sequence: 1 })]) } }, NOW)).toEqual({ batchItemFailures: [] });
  await expect(scorer.handle({ detail: {} }, NOW)).rejects.toThrow('neither');
});

test('a row that somebody wrote by hand keeps what it said', async () => {
  const { scorer, table, row } = setUp();
  table.rows.set(ANN, { pk: ANN, riskScore: 20, updatedAt: NOW - 9, recentDenials: 0, velocity: 1, devices: [OTHER_THUMBPRINT], places: [{ country: 'PL', at: NOW - 9 }], revokedBefore: NOW - 99, note: 'by hand' });
  await scorer.handle(stream([line({ sequence: 1 })]), NOW);
  expect(row()).toMatchObject({ riskScore: 20, revokedBefore: NOW - 99, devices: [THUMBPRINT, OTHER_THUMBPRINT], places: [{ country: 'DE' }, { country: 'PL' }] });
  expect(table.rows.get(ANN)).toMatchObject({ note: 'by hand' });
});

test('a flood is counted up to 1,500 a minute, and its row stays smaller than 40 kB', async () => {
  const { scorer, table, row } = setUp();
  await scorer.handle(stream(Array.from({ length: 2_000 }, (_, i) => line({ sequence: i + 1, at: NOW - (i % 50) }))), NOW);
  expect(row()?.velocity).toBe(1_500);
  expect(JSON.stringify(table.rows.get(ANN)).length).toBeLessThan(40_000);
});

test('a seal says nothing without its key, the same to the same key, and cannot be bent', () => {
  const seal = sealSubject(KEY, { row: ANN, country: 'DE' });
  expect(sealSubject(KEY, { row: ANN, country: 'DE' })).toBe(seal);
  expect(sealSubject(KEY, { row: ANN })).not.toBe(seal);
  expect(openSeal(KEY, seal)).toEqual({ row: ANN, country: 'DE' });
  expect(openSeal(Buffer.alloc(32, 1), seal)).toBeUndefined();
  for (let i = 3; i < seal.length; i += 7) expect(openSeal(KEY, `${seal.slice(0, i)}${seal[i] === 'A' ? 'B' : 'A'}${seal.slice(i + 1)}`)).toBeUndefined();
  expect(readObservation(line({ sequence: 1, row: 'device#x' }), KEY)).toEqual({ because: 'sealed-otherwise' });
});
