/**
 * Mistakes in what a watch is told: signals, figures, subjects, rows of one's own.
 *
 * Run on the compiler itself: what the construct adds is where it shows them.
 */
import { Annotations, Token } from 'aws-cdk-lib';
import { formatFinding, IntentError } from '../../../lib/intent';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { FilterSource, MetricSource, SignalOverride, SignalRow, SubjectFacts, WatchFacts } from '../../../lib/layers/detection/model';
import { subject, watch } from '../../layers/detection/subjects';
import type { World } from '../world';
import type { Mistake } from './types';

const of = (more: Partial<WatchFacts>) => (w: World): void => {
  const { findings } = compileWatch(watch({ subjects: [QUEUE], ...more }));
  for (const finding of findings.filter((f) => f.level === 'warning')) Annotations.of(w.stack).addWarningV2(`cdk-zero-trust:${finding.code}`, formatFinding(finding));
  const errors = findings.filter((f) => f.level === 'error');
  if (errors.length > 0) throw new IntentError(errors);
};
const QUEUE = subject('queue');
const change = (more: Partial<SignalOverride>) => of({ overrides: [{ signal: 'queue.received', where: 'app.ts:9', ...more }] });
const row = (more: Partial<SignalRow> = {}, source: Partial<MetricSource> = {}): SignalRow => ({
  id: 'queue.emptied', subject: 'queue', title: 'Messages deleted', source: { kind: 'metric', namespace: 'AWS/SQS', metric: 'NumberOfMessagesDeleted', dimensions: ['QueueName'], statistic: 'Sum', isSparse: false, minimumPeriod: 60, ...source },
  period: 300, datapoints: [1, 1], missing: 'notBreaching', ceiling: { when: 'atLeast', value: { sandbox: 9, standard: 9, high: 9 } }, severity: 'low', why: 'Somebody empties it.', first: 'See who.', from: 'standard', reference: 'our runbook', ...more,
});
const rows = (more: Partial<SignalRow>, source: Partial<MetricSource> = {}) => of({ rows: [row(more, source)] });
const filter = (more: Partial<FilterSource>) => of({ rows: [row({ source: { kind: 'filter', log: 'accessLog', pattern: '{ $.status = "418" }', value: '1', dimensions: {}, ...more } })] });
/** Things of one kind, each with a value of its own. */
const many = (kind: SubjectFacts['kind'], value: string, n: number): SubjectFacts[] => Array.from({ length: n }, (_, i) => subject(kind, { id: `${kind} ${i}`, values: { ...subject(kind).values, [value]: `${value.replace(/\W/g, '')}${i}` } }));

export const WATCH_SIGNALS: readonly Mistake[] = [
  { name: 'a typo in a signal', code: 'UnknownSignal', words: ['`queue.recieved`', 'did you mean `queue.received`?'], build: change({ signal: 'queue.recieved' , ceiling: 3 }) },
  { name: 'a typo in a signal by name', code: 'UnknownSignal', words: ['`key.materialExpired`', 'did you mean `key.materialExpiring`?'], build: of({ extra: ['key.materialExpired'] }) },
  { name: 'a signal by name of nothing', code: 'SignalWithoutSubject', words: ['`key.materialExpiring`', '`key`'], build: of({ extra: ['key.materialExpiring'] }) },
  { name: 'a change for somebody else', code: 'UnknownSubject', words: ['`the quue`', 'did you mean `the queue`?'], build: change({ subject: 'the quue', ceiling: 3 }) },
  { name: 'a change for another kind', code: 'UnknownSubject', words: ['`the stream`', '`stream`', '`queue`'], build: of({ subjects: [QUEUE, subject('stream')], overrides: [{ signal: 'queue.received', subject: 'the stream', ceiling: 3, where: '' }] }) },
  { name: 'off without a reason', code: 'SignalOffWithoutReason', words: ['`queue.received`', '`because`'], build: change({ offBecause: ' ' }) },
  { name: 'a change of nothing', code: 'OverrideEmpty', words: ['`queue.received`'], build: change({}) },
  { name: 'one figure twice', code: 'OverrideTwice', words: ['`ceiling`', '`queue.received`'], build: of({ overrides: [3, 4].map((ceiling) => ({ signal: 'queue.received', ceiling, where: '' })) }) },
  { name: 'a figure of a signal that is off', code: 'OverrideWithoutEffect', level: 'warning', words: ['`queue.age`', '`high`', '`standard`'], build: change({ signal: 'queue.age', ceiling: 60 }) },
  { name: 'a figure of one subject of a signal that is off', code: 'OverrideWithoutEffect', level: 'warning', words: ['`queue.age`'], build: change({ signal: 'queue.age', subject: 'the queue', ceiling: 60 }) },
  { name: 'a ceiling of an event', code: 'OverrideWithoutEffect', words: ['`guardDuty.finding`', 'event'], build: of({ subjects: [subject('account')], overrides: [{ signal: 'guardDuty.finding', ceiling: 8, where: '' }] }) },
  { name: 'a severity of an event', code: 'OverrideWithoutEffect', words: ['`guardDuty.finding`', 'the severity of the finding'], build: of({ subjects: [subject('account')], overrides: [{ signal: 'guardDuty.finding', severity: 'low', where: '' }] }) },
  { name: 'silence that reads as fine', code: 'MissingDataMisread', words: ['rings when too little comes', '`missingData`'], build: rows({ ceiling: { when: 'lessThan', value: { sandbox: 1, standard: 1, high: 1 } } }) },
  { name: 'quiet days that ring', code: 'MissingDataMisread', words: ['on every quiet day', '`NOT_BREACHING`'], build: rows({ missing: 'breaching' }, { isSparse: true }) },
  { name: 'an alarm that never ends', code: 'MissingDataMisread', words: ['it never ends'], build: rows({ missing: 'ignore' }, { isSparse: true }) },
  { name: 'an asterisk within a value', code: 'SignalPatternInvalid', words: ['`Ev*ent`', 'no line would match'], build: filter({ pattern: '{ $.eventName = "Ev*ent" }' }) },
  { name: 'two bands on one metric', code: 'BandInvalid', words: ['`queue.received@the queue`', 'one model'], build: rows({ id: 'queue.taken', band: 2 }, { metric: 'NumberOfMessagesReceived' }) },
  { name: 'a ceiling of zero', code: 'CeilingInvalid', words: ['`0`', 'above zero'], build: change({ ceiling: 0 }) },
  { name: 'a ceiling without end', code: 'CeilingInvalid', words: ['`Infinity`'], build: change({ ceiling: Infinity }) },
  { name: 'a band of nothing', code: 'BandInvalid', words: ['`-1`', 'e.g. 3'], build: change({ band: -1 }) },
  { name: 'a band on silence', code: 'BandOnSilence', words: ['`certificate.expiring`', 'upper side'], build: of({ subjects: [subject('certificate')], overrides: [{ signal: 'certificate.expiring', band: 3, where: '' }] }) },
  { name: 'a band without a ceiling', code: 'BandWithoutCeiling', words: ['`queue.emptied`'], build: rows({ ceiling: undefined, band: 3 }) },
  { name: 'no ceiling', code: 'CeilingMissing', words: ['`queue.emptied`'], build: rows({ ceiling: undefined }) },
  { name: 'a period between minutes', code: 'PeriodInvalid', words: ['`90`', 'multiple of 60'], build: change({ period: 90 }) },
  { name: 'a period below the metric\'s', code: 'PeriodBelowMetric', words: ['30 seconds', 'at least 60'], build: change({ period: 30 }) },
  { name: 'a metric that comes once a day, by the minute', code: 'PeriodBelowMetric', words: ['`NumberOfObjects`', '86400'], build: of({ subjects: [subject('bucket')], rows: [row({ id: 'bucket.objects', subject: 'bucket' }, { namespace: 'AWS/S3', metric: 'NumberOfObjects', dimensions: ['BucketName'] })] }) },
  { name: 'four of three', code: 'DatapointsInvalid', words: ['4 of 3'], build: rows({ datapoints: [4, 3] }) },
  { name: 'a long look back', code: 'EvaluationTooLong', words: ['500 times 300 seconds', '86400'], build: rows({ datapoints: [1, 500] }) },
  { name: 'nobody to call', code: 'WatchWithoutOwner', words: ['`watch`', 'team'], build: of({ owner: '' }) },
  { name: 'nothing to watch', code: 'WatchWithoutSubjects', level: 'warning', words: ['`observe`'], build: of({ subjects: [] }) },
  { name: 'half a shard', code: 'ShardsInvalid', words: ['`2.5`', '1 to 100'], build: of({ shards: 2.5 }) },
  { name: 'an exclusion that ends first', code: 'ExclusionInvalid', words: ['`2026-12-27T00:00:00`', 'the earlier first'], build: of({ exclusions: [{ start: '2026-12-27T00:00:00', end: '2026-12-24T00:00:00' }] }) },
  { name: 'a subject without an id', code: 'SubjectIdInvalid', words: ['`queue`'], build: of({ subjects: [subject('queue', { id: '' })] }) },
  { name: 'an id that only the deployment knows', code: 'SubjectIdInvalid', words: ['only the deployment', 'path of its construct'], build: of({ subjects: [subject('queue', { id: Token.asString({ Ref: 'Queue' }) })] }) },
  { name: 'two subjects of one id', code: 'SubjectIdTaken', words: ['`the queue`', 'stream'], build: of({ subjects: [QUEUE, subject('stream', { id: 'the queue' })] }) },
  { name: 'one thing under two ids', code: 'SubjectTwice', words: ['`a`', '`b`', '`queue.received`'], build: of({ subjects: [subject('queue', { id: 'a' }), subject('queue', { id: 'b' })] }) },
  { name: 'a kind that nobody knows', code: 'SubjectKindUnknown', words: ['`queu`', 'did you mean `queue`?'], build: of({ subjects: [subject('queue', { kind: 'queu' as never })] }) },
  { name: 'nothing on', code: 'SubjectUnwatched', level: 'warning', words: ['`the queue`', '`sandbox`'], build: of({ posture: 'sandbox' }) },
  { name: 'a log that is not there', code: 'SignalLogMissing', level: 'warning', words: ['`the segment`', '`flowLog`', '`segment.rejected`'], build: of({ subjects: [subject('segment', { logs: {} }), QUEUE] }) },
  { name: 'a log that is not there, of a signal by name', code: 'SignalLogMissing', words: ['`accessLog`', '`restApi.withoutIdentity`'], build: of({ subjects: [subject('restApi', { logs: {} })], extra: ['restApi.withoutIdentity'] }) },
  { name: 'a value that is not there', code: 'SignalValueMissing', words: ['`QueueName`', '`queue.received`'], build: of({ subjects: [subject('queue', { values: {} })] }) },
  { name: 'a value that is a wildcard', code: 'SignalValueInvalid', words: ['`segment`', '`*`', 'wildcards'], build: of({ subjects: [subject('segment', { values: { segment: '*' } })] }) },
  { name: 'an end that is no time', code: 'SignalValueInvalid', words: ['`notAfterEpoch`', 'whole number'], build: of({ subjects: [subject('truststore', { values: { ApiName: 'a', Stage: 'b', notAfterEpoch: '2027-01-01' } })] }) },
  { name: 'a row without a name', code: 'SignalIdInvalid', words: ['`emptied`', 'two words'], build: rows({ id: 'emptied' }) },
  { name: 'a row of a name that is taken', code: 'SignalIdTaken', words: ['`queue.received`'], build: rows({ id: 'queue.received' }) },
  { name: 'a metric that the service does not publish', code: 'MetricUnknown', words: ['`NumberOfMessageDeleted`', 'did you mean `NumberOfMessagesDeleted`?'], build: rows({}, { metric: 'NumberOfMessageDeleted' }) },
  { name: 'a metric of a service that nobody knows', code: 'MetricNotJudged', level: 'warning', words: ['`AWS/IoT`'], build: rows({}, { namespace: 'AWS/IoT', metric: 'PublishIn.Success' }) },
  { name: 'a metric that nobody knows, of a service that is known', code: 'MetricUnknown', words: ['`SomethingQuiteNew`', 'none of the', '`seen`'], build: rows({}, { metric: 'SomethingQuiteNew' }) },
  { name: 'a metric whose name lacks a word', code: 'MetricUnknown', words: ['`ConsumedReadUnits`', 'did you mean `ConsumedReadCapacityUnits`?'], build: of({ subjects: [subject('table')], rows: [row({ id: 'table.consumed', subject: 'table' }, { namespace: 'AWS/DynamoDB', metric: 'ConsumedReadUnits', dimensions: ['TableName'] })] }) },
  { name: 'a statistic in small letters', code: 'StatisticUnknown', words: ['`sum`', 'did you mean `Sum`?'], build: rows({}, { statistic: 'sum' }) },
  { name: 'a percentile beyond', code: 'StatisticUnknown', words: ['`p101`', '`p99`'], build: rows({}, { statistic: 'p101' }) },
  { name: 'a time zone that is a city', code: 'TimeZoneInvalid', words: ['`Berlin`', 'did you mean `Europe/Berlin`?'], build: of({ timeZone: 'Berlin' }) },
  { name: 'a time zone with a slip', code: 'TimeZoneInvalid', words: ['`Europe/Berln`', 'did you mean `Europe/Berlin`?'], build: of({ timeZone: 'Europe/Berln' }) },
  { name: 'a signal of one\'s own about nothing', code: 'SignalWithoutSubject', words: ['`account.copied`', 'observe a trail'], build: of({ rows: [row({ id: 'account.copied', subject: 'account' })] }) },
  { name: 'a signal of one\'s own without its log', code: 'SignalLogMissing', words: ['`cloudTrail`', '`queue.emptied`', '`AccountBaseline`'], build: of({ subjects: [subject('queue', { logs: {} })], rows: [row({ source: { kind: 'filter', log: 'cloudTrail', pattern: '{ $.eventName = "PurgeQueue" }', value: '1', dimensions: {} } })] }) },
  { name: 'a pattern that never ends', code: 'SignalPatternInvalid', words: ['a `{` that is never closed'], build: filter({ pattern: '{ $.a = "b" ' }) },
  { name: 'a quotation mark that never ends', code: 'SignalPatternInvalid', words: ['a quotation mark that is never closed'], build: filter({ pattern: '{ $.a = "b }' }) },
  { name: 'a field that is a text', code: 'SignalPatternInvalid', words: ['`value`', '`bytes`', '`$.bytes`'], build: filter({ value: 'bytes' }) },
  { name: 'spikes without a band', code: 'OverrideWithoutEffect', words: ['`periodicSpikes`', 'no band'], build: of({ overrides: [{ signal: 'queue.emptied', hasPeriodicSpikes: true, where: '' }], rows: [row()] }) },
  { name: 'a pattern of everything', code: 'SignalPatternInvalid', words: ['every line'], build: filter({ pattern: ' ' }) },
  { name: 'a dimension that the pattern does not name', code: 'SignalPatternInvalid', words: ['`Method`', '($.httpMethod = "*")'], build: filter({ dimensions: { QueueName: '$.status', Method: '$.httpMethod' } }) },
  { name: 'filters beyond the quota of a log', code: 'WatchQuotaExceeded', words: ['`trail`', 'got 101', '`key.denied` (100)'], build: of({ subjects: many('key', 'Key', 100), shards: 4 }) },
  { name: 'a segment that only the deployment knows', code: 'SignalValueInvalid', words: ['`segment`', 'known only to the deployment'], build: of({ subjects: [subject('segment', { values: { segment: Token.asString({ Ref: 'Segment' }) } })] }) },
  { name: 'filters near the quota of a log', code: 'WatchQuotaNear', level: 'warning', words: ['`trail`', '91 of 100'], build: of({ subjects: many('key', 'Key', 90), shards: 4 }) },
  { name: 'more resources than a stack holds', code: 'WatchQuotaExceeded', words: ['got 721', '`nestedStacks`'], build: of({ subjects: many('queue', 'QueueName', 180) }) },
  { name: 'more alarms than a composite holds', code: 'CompositeTooLarge', words: ['101 alarms'], build: of({ overrides: [], rows: Array.from({ length: 99 }, (_, i) => row({ id: `queue.own${i}` })) }) },
  { name: 'an id without room', code: 'AlarmNameTooLong', words: ['230 characters', '255'], build: of({ id: 'x'.repeat(230) }) },
];
