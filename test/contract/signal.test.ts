/** `zero-trust.signal/1`: the reader takes it and nothing else, the published schema says the same, and the line of an alarm survives its description. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { alarmDescription, atLeast, LONGEST, LONGEST_DESCRIPTION, plainText, readSignal, readSignalLine, shortSubject, type SignalData, type SignalLine, signalHash, signalLine } from '../../lib/contract/signal';

const SCHEMA = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'docs', 'schemas', 'signal-1.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
const bySchema = (value: unknown): boolean => validate(JSON.parse(JSON.stringify(value) ?? 'null')) === true;

const GOOD: SignalData = {
  schema: 'zero-trust.signal/1', id: '0'.repeat(32), key: 'f'.repeat(32), signal: 'firewall.blocked', severity: 'high', state: 'raised', title: 'Many requests are blocked', reason: 'Threshold crossed',
  subject: { kind: 'firewall', id: 'Shop/Firewall' }, flows: [], routes: ['GET /orders'], left: { flows: 0, routes: 3 }, time: '2026-11-20T08:15:30.123Z', account: '111122223333', region: 'eu-west-1',
  owner: 'payments', runbook: 'https://wiki.example.com/firewall', evidence: [{ kind: 'alarm', id: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x', url: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home' }],
  source: { kind: 'alarm', event: 'c4c1c1c9', type: 'zero-trust-x', isSample: false, isMuted: true },
};
const SMALL: SignalData = { schema: GOOD.schema, id: GOOD.id, key: GOOD.key, signal: 'x', severity: 'low', state: 'cleared', title: 't', subject: { kind: 'a', id: 'b' }, flows: [], routes: [], time: '2026-11-20T08:15:30Z', account: '111122223333', region: 'us-gov-west-1', evidence: [], source: { kind: 'relay', event: 'e' } };

test.each([['in full', GOOD], ['with the least', SMALL]])('a signal %s is read as it stands, and the schema takes it', (_, signal) => {
  expect(readSignal(JSON.parse(JSON.stringify(signal)))).toStrictEqual({ signal });
  expect(bySchema(signal)).toBe(true);
});

test('what a reader does not know is passed over', () => {
  const newer = { ...GOOD, later: 1, subject: { ...GOOD.subject, more: true } };
  expect(readSignal(newer)).toStrictEqual({ signal: GOOD });
  expect(bySchema(newer)).toBe(true);
});

const WRONG: readonly (readonly [string, unknown])[] = [
  ['nothing', null], ['a list', [GOOD]], ['another schema', { ...GOOD, schema: 'zero-trust.signal/2' }],
  ['no id', { ...GOOD, id: undefined }], ['an id of capitals', { ...GOOD, id: 'A'.repeat(32) }], ['a short key', { ...GOOD, key: 'f' }],
  ['a signal of spaces', { ...GOOD, signal: 'firewall blocked' }], ['a long signal', { ...GOOD, signal: 'a'.repeat(65) }], ['an unknown severity', { ...GOOD, severity: 'urgent' }], ['an unknown state', { ...GOOD, state: 'open' }],
  ['no title', { ...GOOD, title: '' }], ['a long title', { ...GOOD, title: 'a'.repeat(257) }], ['a number for a reason', { ...GOOD, reason: 1 }],
  ['no subject', { ...GOOD, subject: undefined }], ['a subject without id', { ...GOOD, subject: { kind: 'a' } }], ['a kind of capitals', { ...GOOD, subject: { kind: 'Firewall', id: 'a' } }],
  ['flows that are no list', { ...GOOD, flows: 'a' }], ['a flow that is no text', { ...GOOD, flows: [1] }], ['too many routes', { ...GOOD, routes: Array.from({ length: 101 }, () => 'a') }], ['half of a remainder', { ...GOOD, left: { flows: 1 } }], ['a negative remainder', { ...GOOD, left: { flows: -1, routes: 0 } }],
  ['a time with an offset', { ...GOOD, time: '2026-11-20T08:15:30+01:00' }], ['a date', { ...GOOD, time: '2026-11-20' }],
  ['an account of letters', { ...GOOD, account: '11112222333x' }], ['no region', { ...GOOD, region: 'everywhere' }],
  ['evidence of an unknown kind', { ...GOOD, evidence: [{ kind: 'page', id: 'a' }] }], ['a link that is not https', { ...GOOD, evidence: [{ kind: 'alarm', id: 'a', url: 'http://example.com' }] }], ['a link with a quote', { ...GOOD, evidence: [{ kind: 'alarm', id: 'a', url: 'https://example.com/"><script>' }] }],
  ['too much evidence', { ...GOOD, evidence: Array.from({ length: 11 }, () => ({ kind: 'alarm', id: 'a' })) }],
  ['an unknown source', { ...GOOD, source: { kind: 'mail', event: 'a' } }], ['a source without event', { ...GOOD, source: { kind: 'alarm' } }], ['a flag that is a text', { ...GOOD, source: { ...GOOD.source, isSample: 'false' } }],
];
test.each(WRONG)('%s is refused by reader and schema, with a reason', (_, value) => {
  const read = readSignal(value);
  expect('because' in read && read.because.length > 0).toBe(true);
  expect(bySchema(value)).toBe(false);
});

test.each([['two lines', { ...GOOD, title: 'a\nb' }], ['a mark that turns text around', { ...GOOD, title: 'a\u202eb' }], ['a day that is none', { ...GOOD, time: '2026-02-30T00:00:00Z' }]])('%s is refused by the reader, though a schema cannot say it', (_, value) => {
  expect(readSignal(value)).toHaveProperty('because');
});

test('whatever stands in one field, the reader gives a signal that the schema takes, or refuses', () => {
  fc.assert(fc.property(fc.constantFrom(...Object.keys(GOOD)), fc.anything(), (field, value) => {
    const read = readSignal({ ...GOOD, [field]: value });
    if ('signal' in read) expect(bySchema(read.signal)).toBe(true);
  }), { numRuns: 300 });
});

test('severities are in order', () => {
  expect(atLeast('critical', 'high')).toBe(true);
  expect(atLeast('high', 'high')).toBe(true);
  expect(atLeast('medium', 'high')).toBe(false);
});

test('texts are one line, and are cut between characters', () => {
  expect(plainText(' a\r\n\tb\u202ec ', 99)).toBe('a b c');
  expect(plainText('😀'.repeat(5), 4)).toBe('😀…');
  expect(signalHash('a', 'b')).not.toBe(signalHash('ab', ''));
});

const LINE: SignalLine = { signal: 'route.denied', severity: 'high', subject: { kind: 'route', id: 'door GET /documents/{id}' }, flows: [], routes: ['GET /documents/{id}'], owner: 'payments', runbook: 'https://wiki.example.com/route.denied' };

test('the line stands last, and is read back', () => {
  const description = alarmDescription('Denials of a route are unusual.\nFirst: look who asks.', LINE);
  expect(description).toBe(`Denials of a route are unusual. First: look who asks.\nzero-trust:${JSON.stringify({ signal: LINE.signal, severity: LINE.severity, subject: LINE.subject, routes: LINE.routes, owner: LINE.owner, runbook: LINE.runbook })}`);
  expect(readSignalLine(description)).toStrictEqual({ line: LINE });
  expect(alarmDescription('', LINE)).toBe(signalLine(LINE));
});

test('long lists are shortened, and the line says how many were left out', () => {
  const flows = Array.from({ length: 80 }, (_, i) => `orders-to-database-${i}`);
  const description = alarmDescription('why '.repeat(400), { ...LINE, flows });
  const read = readSignalLine(description);
  if ('because' in read) throw new Error(read.because);
  expect(description.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
  expect(read.line.flows.length).toBeGreaterThan(3);
  expect(read.line.flows.length + read.line.left!.flows).toBe(80);
  expect(read.line.routes.length + read.line.left!.routes).toBe(1);
  expect(read.line).toMatchObject({ subject: LINE.subject, owner: 'payments', runbook: LINE.runbook });
});

test('whatever is said, a description has room, and its line tells signal, severity and subject', () => {
  const id = fc.string({ minLength: 1, maxLength: 600, unit: 'binary' }).filter((t) => plainText(t, 10_000) !== '');
  fc.assert(fc.property(fc.string({ maxLength: 2_000 }), id, fc.array(id, { maxLength: 60 }), fc.option(id, { nil: undefined }), fc.option(id, { nil: undefined }), (prose, subject, flows, owner, runbook) => {
    const description = alarmDescription(prose, { signal: `a${'b'.repeat(63)}`, severity: 'critical', subject: { kind: `k${'i'.repeat(31)}`, id: subject }, flows, routes: [], ...(owner === undefined ? {} : { owner }), ...(runbook === undefined ? {} : { runbook }) });
    expect(description.length).toBeLessThanOrEqual(LONGEST_DESCRIPTION);
    const read = readSignalLine(description);
    if ('because' in read) throw new Error(`${read.because}: ${description}`);
    expect(read.line.flows.length + (read.line.left?.flows ?? 0)).toBe(flows.length);
    expect(read.line.subject.id.length).toBeLessThanOrEqual(LONGEST.subject);
  }), { numRuns: 200 });
});

test('long ids that differ at their end stay different', () => {
  expect(shortSubject(`${'a'.repeat(300)}1`)).not.toBe(shortSubject(`${'a'.repeat(300)}2`));
  expect(shortSubject('Shop/Firewall')).toBe('Shop/Firewall');
});

test.each([
  ['no line', 'Goes into alarm when the server is busy'], ['a line that is not last', `${signalLine(LINE)}\nmore`], ['no JSON', 'zero-trust:{"signal"'], ['a list', 'zero-trust:[]'], ['no subject', 'zero-trust:{"signal":"a","severity":"low"}'],
  ['a severity of its own', 'zero-trust:{"signal":"a","severity":"urgent","subject":{"kind":"a","id":"b"}}'], ['flows that are no texts', 'zero-trust:{"signal":"a","severity":"low","subject":{"kind":"a","id":"b"},"flows":[1]}'], ['nothing', ''],
])('%s is no line, with a reason', (_, description) => expect(readSignalLine(description)).toHaveProperty('because'));
