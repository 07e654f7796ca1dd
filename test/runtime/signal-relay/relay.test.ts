/** Recorded events become signals; what cannot be read becomes one too; nothing is put twice, and nothing is lost without a word. */
import { readSignal, type SignalData, SIGNAL_DETAIL_TYPE, UNREADABLE_SIGNAL } from '../../../lib/contract/signal';
import { type Bus, type PutEntry, type PutResult, relay, signalsOf } from '../../../lib/runtime/signal-relay/relay';
import { RECORDED, recorded, sourceOf } from '../../support/events/recorded';

const HERE = { here: { account: '111122223333', region: 'eu-west-1' }, now: () => new Date('2026-11-22T00:00:00Z') };
const signals = (name: string, change: (event: Record<string, any>) => void = () => undefined): readonly SignalData[] => {
  const event = recorded(name);
  change(event);
  return signalsOf(event, HERE);
};

/** What is no news. */
const SILENT = ['accessanalyzer-deleted'];

test.each(RECORDED.filter((n) => !SILENT.includes(n)).map((n) => [n]))('%s says where its shape is from, and leads to signals that their reader takes', (name) => {
  expect(sourceOf(name)).toMatch(/read 2026-11-22/);
  const made = signals(name);
  expect(made.length).toBeGreaterThan(0);
  for (const signal of made) expect(readSignal(JSON.parse(JSON.stringify(signal)))).toStrictEqual({ signal });
});

/** event, signal, severity, state, subject, and parts of the title or reason. */
const TABLE: readonly (readonly [string, string, string, string, string, string?])[] = [
  ['alarm-raised', 'firewall.blocked', 'high', 'raised', 'firewall Shop/Firewall', 'Many requests are blocked'],
  ['alarm-cleared', 'firewall.blocked', 'high', 'cleared', 'firewall Shop/Firewall'],
  ['alarm-band', 'firewall.blocked', 'high', 'raised', 'firewall Shop/Firewall'],
  ['alarm-composite-muted', 'firewall.blocked', 'high', 'raised', 'firewall Shop/Firewall'],
  ['alarm-no-data', 'watch.blind', 'medium', 'raised', 'firewall Shop/Firewall', 'has no data'],
  ['alarm-composite-without-description', 'watch.group', 'high', 'raised', 'alarm zero-trust-attack@Shop', 'see which of its parts do'],
  ['alarm-of-somebody-else', UNREADABLE_SIGNAL, 'high', 'raised', 'event c4c1c1c9-0000-4000-8000-000000000008', 'ServerCpuTooHigh'],
  ['guardduty-instance', 'guardDuty.finding', 'high', 'raised', 'instance i-0123456789abcdef0'],
  ['guardduty-access-key', 'guardDuty.finding', 'critical', 'raised', 'principal AssumedRole/orders-handler'],
  ['guardduty-bucket-archived', 'guardDuty.finding', 'medium', 'cleared', 'bucket arn:aws:s3:::documents-example'],
  ['guardduty-sample', 'guardDuty.finding', 'low', 'raised', 'instance i-99999999'],
  ['guardduty-attack-sequence', 'guardDuty.attackSequence', 'critical', 'raised', 'principal IAMUser/jane'],
  ['securityhub-failed', 'securityHub.finding', 'critical', 'raised', 'securityGroup arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0'],
  ['securityhub-passed', 'securityHub.finding', 'low', 'cleared', 'securityGroup arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0'],
  ['securityhub-suppressed', 'securityHub.finding', 'high', 'cleared', 'securityGroup arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0'],
  ['securityhub-v2-exposure', 'securityHub.finding', 'critical', 'raised', 'function arn:aws:lambda:eu-west-1:111122223333:function:orders'],
  ['securityhub-v2-access-key', 'securityHub.finding', 'low', 'cleared', 'principal automation'],
  ['securityhub-v2-other-severity', 'securityHub.finding', 'high', 'raised', 'bucket arn:aws:s3:::documents-example'],
  ['securityhub-v2-passed', 'securityHub.finding', 'low', 'cleared', 'account 111122223333'],
  ['accessanalyzer-external', 'accessAnalyzer.external', 'medium', 'raised', 'bucket arn:aws:s3:::documents-example', '999988887777 may s3:GetObject'],
  ['accessanalyzer-public', 'accessAnalyzer.external', 'high', 'raised', 'bucket arn:aws:s3:::documents-example', 'is public'],
  ['accessanalyzer-resolved', 'accessAnalyzer.external', 'medium', 'cleared', 'bucket arn:aws:s3:::documents-example'],
  ['accessanalyzer-error', 'accessAnalyzer.error', 'medium', 'raised', 'bucket arn:aws:s3:::documents-example', 'ACCESS_DENIED'],
  ['accessanalyzer-internal', 'accessAnalyzer.internal', 'medium', 'raised', 'bucket arn:aws:s3:::critical-example'],
  ['accessanalyzer-unused', 'accessAnalyzer.unused', 'low', 'raised', 'principal arn:aws:iam::111122223333:role/forgotten'],
  ['accessanalyzer-preview', UNREADABLE_SIGNAL, 'high', 'raised', 'event aacc1c19-0000-4000-8000-0000000000ff', 'no reader for events `Access Preview State Change`'],
];
test.each(TABLE.map(([name, ...rest]) => [name, rest] as const))('%s: %j', (name, [signal, severity, state, subject, words = '']) => {
  const [made] = signals(name);
  expect({ signal: made.signal, severity: made.severity, state: made.state, subject: `${made.subject.kind} ${made.subject.id}` }).toStrictEqual({ signal, severity, state, subject });
  expect(`${made.title} ${made.reason ?? ''}`).toContain(words);
});

test('an alarm\'s signal has what its line says, and evidence', () => {
  const [made] = signals('alarm-raised');
  expect(made).toMatchObject({ routes: ['GET /orders'], flows: [], owner: 'payments', runbook: 'https://wiki.example.com/firewall.blocked', time: '2026-11-20T08:15:30.123Z', account: '111122223333', region: 'eu-west-1', source: { kind: 'alarm', event: 'c4c1c1c9-0000-4000-8000-000000000001', type: 'zero-trust-firewall.blocked@Shop' } });
  expect(made.evidence[0].url).toBe('https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/zero-trust-firewall.blocked%40Shop');
});

test('raised and cleared have one key and two ids; another alarm has another key', () => {
  const [[raised], [cleared], [band]] = [signals('alarm-raised'), signals('alarm-cleared'), signals('alarm-band')];
  expect(raised.key).toBe(cleared.key);
  expect(raised.id).not.toBe(cleared.id);
  expect(band.key).not.toBe(raised.key);
});

test('what CloudWatch muted is marked, and names what moved the composite', () => {
  const [made] = signals('alarm-composite-muted');
  expect(made.source.isMuted).toBe(true);
  expect(made.evidence.map((e) => e.id)).toContain('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:zero-trust-firewall.blocked@Shop');
  expect(signals('alarm-raised')[0].source).not.toHaveProperty('isMuted');
});

test('a state that is known again ends both the signal and the blindness', () => {
  expect(signals('alarm-first-state').map((s) => [s.signal, s.state])).toStrictEqual([['firewall.blocked', 'cleared'], ['watch.blind', 'cleared']]);
  expect(signals('alarm-no-data')[0].key).toBe(signals('alarm-first-state')[1].key);
});

test('samples are marked', () => expect(signals('guardduty-sample')[0].source.isSample).toBe(true));

test('the key of an access key is no part of a signal', () => {
  for (const name of ['guardduty-access-key', 'securityhub-v2-access-key']) expect(JSON.stringify(signals(name))).not.toContain('ASIAEXAMPLEEXAMPLE00');
});

test('a repeated finding has one key, whatever its event', () => {
  const [one] = signals('guardduty-instance');
  const [two] = signals('guardduty-instance', (e) => { e.id = 'another'; });
  expect(two.key).toBe(one.key);
  expect(two.id).not.toBe(one.id);
});

test('a finding of a member account is of that account', () => {
  expect(signals('guardduty-instance', (e) => { e.detail.accountId = '999988887777'; e.detail.region = 'us-east-1'; })[0]).toMatchObject({ account: '999988887777', region: 'us-east-1' });
});

test.each([[8.9, 'high'], [9, 'critical'], [6.9, 'medium'], [4, 'medium'], [3.9, 'low'], [1, 'low'], [10, 'critical'], [7, 'high']])('GuardDuty\'s %d is %s', (severity, expected) => {
  expect(signals('guardduty-instance', (e) => { e.detail.severity = severity; })[0].severity).toBe(expected);
});

test.each<[string, string, (e: Record<string, any>) => void]>([
  ['no severity', 'guardduty-instance', (e) => { delete e.detail.severity; }], ['a severity that is a text', 'guardduty-instance', (e) => { e.detail.severity = 'high'; }], ['a severity beyond', 'guardduty-instance', (e) => { e.detail.severity = 11; }], ['no id', 'guardduty-instance', (e) => { delete e.detail.id; }],
  ['no findings', 'securityhub-failed', (e) => { e.detail.findings = []; }], ['a finding that is none', 'securityhub-failed', (e) => { e.detail.findings = ['x']; }], ['a label of its own', 'securityhub-failed', (e) => { e.detail.findings[0].Severity.Label = 'URGENT'; }],
  ['a severity that OCSF has not', 'securityhub-v2-exposure', (e) => { e.detail.findings[0].severity_id = 42; }], ['no resource', 'accessanalyzer-external', (e) => { delete e.detail.resource; }], ['a status of its own', 'accessanalyzer-external', (e) => { e.detail.status = 'OPEN'; }],
  ['no state', 'alarm-raised', (e) => { delete e.detail.state; }], ['a state of its own', 'alarm-raised', (e) => { e.detail.state.value = 'MAYBE'; }], ['no name', 'alarm-raised', (e) => { delete e.detail.alarmName; }], ['no ARN', 'alarm-raised', (e) => { e.resources = []; }],
  ['no detail', 'alarm-raised', (e) => { e.detail = null; }], ['no account', 'alarm-raised', (e) => { e.account = '1'; }], ['another service', 'alarm-raised', (e) => { e.source = 'aws.health'; }], ['a time that is none', 'alarm-raised', (e) => { e.time = 'yesterday'; }],
])('%s of %s is told as unreadable, with the id of the event', (_, name, change) => {
  const event = recorded(name);
  change(event);
  const made = signalsOf(event, HERE);
  expect(made.map((s) => s.signal)).toStrictEqual([UNREADABLE_SIGNAL]);
  expect(made[0]).toMatchObject({ severity: 'high', state: 'raised', subject: { kind: 'event', id: event.id } });
  expect(made[0].reason).toMatch(/^[a-z].+[^.]$/);
});

test.each([[null], [undefined], ['text'], [[]], [{}], [{ id: '\u0000' }], [{ id: 7 }]])('%j is told as unreadable', (event) => {
  const [made] = signalsOf(event, HERE);
  expect(made.signal).toBe(UNREADABLE_SIGNAL);
  expect(readSignal(made)).toStrictEqual({ signal: made });
});

test('one finding of many that cannot be read hides no other, and too many are counted', () => {
  const made = signals('securityhub-failed', (e) => { e.detail.findings = [{}, ...Array.from({ length: 120 }, (_, i) => ({ ...e.detail.findings[0], Id: `finding-${i}` }))]; });
  expect(made.length).toBe(101);
  expect(made.filter((s) => s.signal === UNREADABLE_SIGNAL).map((s) => s.reason)).toStrictEqual([expect.stringContaining('no id'), 'the event of Security Hub has 121 findings; 21 were not read']);
  expect(new Set(made.map((s) => s.id)).size).toBe(101);
});

test('whatever stands in an event, every signal is one that its reader takes', () => {
  const fc = jest.requireActual<typeof import('fast-check')>('fast-check');
  const paths = RECORDED.filter((n) => !SILENT.includes(n)).flatMap((name) => leavesOf(recorded(name)).map((path) => ({ name, path })));
  fc.assert(fc.property(fc.constantFrom(...paths), fc.anything(), ({ name, path }, value) => {
    const event = recorded(name);
    path.slice(0, -1).reduce<any>((v, key) => v[key], event)[path.at(-1)!] = value;
    const made = signalsOf(event, HERE);
    expect(made.length > 0 || event.detail.isDeleted === true).toBe(true);
    for (const signal of made) expect(readSignal(signal)).toStrictEqual({ signal });
  }), { numRuns: 600 });
});

function leavesOf(value: any, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  return typeof value !== 'object' || value === null ? [path] : [...(path.length > 0 ? [path] : []), ...Object.keys(value).flatMap((k) => leavesOf(value[k], [...path, Array.isArray(value) ? Number(k) : k]))];
}

describe('putting', () => {
  let next = 0;
  const fresh = (name = 'alarm-raised'): Record<string, any> => ({ ...recorded(name), id: `event-${next++}` });
  const busOf = (answers: readonly ((entries: readonly PutEntry[]) => PutResult)[] = []): Bus & { readonly calls: (readonly PutEntry[])[]; readonly waits: number[] } => {
    const calls: (readonly PutEntry[])[] = [];
    const waits: number[] = [];
    const all = (entries: readonly PutEntry[]): PutResult => ({ FailedEntryCount: 0, Entries: entries.map((_, i) => ({ EventId: `${i}` })) });
    return { ...HERE, name: 'signals', calls, waits, wait: async (ms) => { waits.push(ms); }, put: async (entries) => { calls.push(entries); return (answers[calls.length - 1] ?? all)(entries); } };
  };
  const none = (code: string) => (entries: readonly PutEntry[]): PutResult => ({ FailedEntryCount: entries.length, Entries: entries.map(() => ({ ErrorCode: code })) });

  test('an entry is a signal in the documented envelope', async () => {
    const bus = busOf();
    await expect(relay(fresh(), bus)).resolves.toStrictEqual({ put: 1, unreadable: 0 });
    const [[entry]] = bus.calls;
    expect(entry).toMatchObject({ Source: 'zero-trust', DetailType: SIGNAL_DETAIL_TYPE, EventBusName: 'signals', Time: new Date('2026-11-20T08:15:30.123Z') });
    expect(readSignal(JSON.parse(entry.Detail))).toHaveProperty('signal');
  });

  test('the same event twice is put once', async () => {
    const [bus, event] = [busOf(), fresh()];
    await relay(event, bus);
    await expect(relay(event, bus)).resolves.toStrictEqual({ put: 0, unreadable: 0 });
    expect(bus.calls.length).toBe(1);
  });

  test('only what failed is put again, after a pause', async () => {
    const event = fresh('securityhub-failed');
    event.detail.findings = [1, 2, 3].map((i) => ({ ...event.detail.findings[0], Id: `f-${i}` }));
    const bus = busOf([(entries) => ({ FailedEntryCount: 1, Entries: entries.map((_, i) => (i === 1 ? { ErrorCode: 'ThrottlingException' } : { EventId: 'x' })) })]);
    await relay(event, bus);
    expect(bus.calls.map((c) => c.length)).toStrictEqual([3, 1]);
    expect(JSON.parse(bus.calls[1][0].Detail).evidence[0].id).toBe('f-2');
    expect(bus.waits).toStrictEqual([200]);
  });

  test('what cannot be put fails, so that AWS tries again, and says no more than a code', async () => {
    const [bus, event] = [busOf([none('InternalFailure'), none('InternalFailure'), none('InternalFailure')]), fresh()];
    await expect(relay(event, bus)).rejects.toThrow(/^1 of 1 signals could not be put on the bus: InternalFailure$/);
    expect(bus.calls.length).toBe(3);
    // It was not remembered as put.
    await expect(relay(event, busOf())).resolves.toMatchObject({ put: 1 });
  });

  test('an answer without ids is no success', async () => {
    await expect(relay(fresh(), busOf([() => ({}), () => ({}), () => ({})]))).rejects.toThrow('NoAnswer');
  });

  test('a client that throws is asked again, and its words are not repeated', async () => {
    const fail = (): never => { throw Object.assign(new Error('secret words'), { name: 'AccessDeniedException' }); };
    await expect(relay(fresh(), busOf([fail, fail, fail]))).rejects.toThrow(/^1 of 1 signals could not be put on the bus: AccessDeniedException$/);
    await expect(relay(fresh(), busOf([fail]))).resolves.toMatchObject({ put: 1 });
  });

  test('batches have at most ten entries and 256 KB', async () => {
    const event = fresh('securityhub-failed');
    event.detail.findings = Array.from({ length: 25 }, (_, i) => ({ ...event.detail.findings[0], Id: `f-${i}`, Resources: Array.from({ length: 20 }, (__, j) => ({ Type: 'AwsS3Bucket', Id: `${'€'.repeat(2_000)}${j}` })) }));
    const bus = busOf();
    await expect(relay(event, bus)).resolves.toMatchObject({ put: 25 });
    for (const call of bus.calls) {
      expect(call.length).toBeLessThanOrEqual(10);
      expect(Buffer.byteLength(JSON.stringify(call))).toBeLessThan(256 * 1_024);
    }
  });

  test('what cannot be read is put as well', async () => {
    await expect(relay({ id: `nothing-${next++}` }, busOf())).resolves.toStrictEqual({ put: 1, unreadable: 1 });
  });
});
