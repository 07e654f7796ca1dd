/** Facts of AWS's that the catalogue states: letters of published patterns, periods, whole names of segments, and what was read where. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Token } from 'aws-cdk-lib';
import { CATALOGUE, shortestPeriod } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { MetricSource, SignalRow, SubjectFacts } from '../../../lib/layers/detection/model';
import { matches as matchesEvent } from '../../support/events/pattern';
import { readPattern } from '../../support/filter-pattern';
import { finding, flow } from './recorded';
import { subject, watch } from './subjects';

const ROOT = path.join(__dirname, '..', '..', '..');

/**
 * First sixteen digits of SHA-256 of each pattern, CloudWatch.1 to 14, as the source of Automated Security Response on AWS has it.
 * (aws-solutions/automated-security-response-on-aws@362b0ac, source/playbooks/common/cloudwatch_get_input_values.py; taken from a transcription of that file.)
 */
const PUBLISHED = [
  '6a0b7f784762869e', '466f930215a09922', 'eb559f4cf2daab4b', 'd1ebb2d6b7d7ae81', '037532dd537f0b35', 'bcfb694063da6d42', 'c7fbbaef305dcd35',
  'd85ab6c6d49ecdaf', '8b70feeb359142ce', 'c6576bd66d8e6515', '031a82d4527c2b9e', 'c75ebb0b7f8941a6', 'f599187c59cd91a6', 'f447626dc43e393e',
];

test('the patterns of CloudWatch.1 to 14 are the published ones, letter by letter', () => {
  const got = PUBLISHED.map((_, i) => CATALOGUE.filter((row) => row.reference.endsWith(`CloudWatch.${i + 1}`)).map(({ source }) => (
    source.kind === 'filter' ? createHash('sha256').update(source.pattern).digest('hex').slice(0, 16) : 'no filter'
  )).join());
  expect(got).toEqual(PUBLISHED);
});

/** What a segment's filter sees, of lines. */
function seen(id: string, names: readonly string[]): string[] {
  const plan = compileWatch(watch({ subjects: [subject('segment', { values: { segment: id } })] }));
  expect(plan.findings).toEqual([]);
  const { FilterPattern } = plan.signals[0].filter?.properties as { FilterPattern: string };
  return names.filter((name) => readPattern(FilterPattern).matches(flow(name)));
}

test('a segment counts its own flows, not those of one whose id holds its own', () => {
  const lines = ['rejected', 'rejectedElsewhere', 'rejectedOfHyphenated', 'rejectedOfHyphenatedPlain', 'accepted', 'noData'];
  expect(seen('documents', lines)).toEqual(['rejected']);
  expect(seen('documents-old', lines)).toEqual(['rejectedOfHyphenated', 'rejectedOfHyphenatedPlain']);
  expect(['old', 'document', 'we'].map((id) => seen(id, lines))).toEqual([[], [], []]);
});

test.each([['known only to the deployment', Token.asString({ Ref: 'Segment' })], ['`docu%`', 'docu%'], ['`a"b`', 'a"b']])('a segment whose id is %s is refused', (words, id) => {
  const { findings, signals } = compileWatch(watch({ subjects: [subject('segment', { values: { segment: id } })] }));
  expect([findings.map((f) => f.code), signals]).toEqual([expect.arrayContaining(['SignalValueInvalid']), []]);
  expect(findings.map((f) => f.message).join()).toContain(words);
});

test.each([['accessAnalyzer.external', 'external', 'externalDeleted'], ['accessAnalyzer.unused', 'unused', 'unusedDeleted']])('%s does not ring for a finding that is gone', (id, there, gone) => {
  const plan = compileWatch(watch({ subjects: [subject('account')], extra: [id] }));
  const rule = plan.signals.find((s) => s.signal === id)?.rule;
  expect([there, gone].map((name) => matchesEvent(rule, finding(name)))).toEqual([true, false]);
});

test.each([
  ['AWS/Route53Resolver', 'FirewallRuleGroupQueryVolume', 300], ['AWS/DynamoDB', 'TransactionConflict', 300], ['AWS/DynamoDB', 'ReturnedItemCount', 60], ['AWS/S3', 'NumberOfObjects', 86400],
  ['AWS/S3', 'AllRequests', 60], ['AWS/CertificateManager', 'DaysToExpiry', 86400], ['AWS/NATGateway', 'BytesOutToDestination', 60],
])('%s %s comes every %i seconds', (namespace, metric, seconds) => {
  expect(shortestPeriod(namespace, metric)).toBe(seconds);
});

/** A row of the app's own. */
function own(source: Partial<MetricSource>): { level: string; code: string }[] {
  const row: SignalRow = {
    id: 'queue.own', subject: 'queue', title: 'Own', source: { kind: 'metric', namespace: 'AWS/SQS', metric: 'NumberOfMessagesDeleted', dimensions: ['QueueName'], statistic: 'Sum', isSparse: false, minimumPeriod: 60, ...source },
    period: 300, datapoints: [1, 1], missing: 'notBreaching', ceiling: { when: 'atLeast', value: { sandbox: 9, standard: 9, high: 9 } }, severity: 'low', why: 'So.', first: 'See.', from: 'standard', reference: 'our runbook',
  };
  return compileWatch(watch({ subjects: [subject('queue')], rows: [row] })).findings.map(({ level, code }) => ({ level, code }));
}

test('a metric that nobody knows is a mistake; where somebody has seen it, it is believed; one of a service that the table has not is told', () => {
  expect(own({})).toEqual([]);
  expect(own({ metric: 'NumberOfMessageDeleted' })).toContainEqual({ level: 'error', code: 'MetricUnknown' });
  expect(own({ metric: 'SomethingQuiteNew' })).toEqual([{ level: 'error', code: 'MetricUnknown' }]);
  expect(own({ metric: 'SomethingQuiteNew', seen: 'SQS developer guide, 2026-11-22' })).toEqual([]);
  expect(own({ metric: 'SomethingQuiteNew', seen: ' ' })).toEqual([{ level: 'error', code: 'MetricUnknown' }]);
  expect(own({ namespace: 'AWS/NotInTheTable' })).toEqual([{ level: 'warning', code: 'MetricNotJudged' }]);
  expect(own({ namespace: 'AWS/Route53Resolver', metric: 'InboundQueryVolume' })).toContainEqual({ level: 'error', code: 'PeriodBelowMetric' });
});

test('bands stay below the quota of models for a region', () => {
  const queues = (n: number): SubjectFacts[] => Array.from({ length: n }, (_, i) => subject('queue', { id: `queue ${i}`, values: { QueueName: `q${i}` } }));
  const codes = (n: number): string[] => compileWatch(watch({ subjects: queues(n), shards: 10, isComposite: false })).findings.filter((f) => f.message.startsWith('bands')).map((f) => f.code);
  const each = compileWatch(watch({ subjects: queues(1) })).signals.filter((s) => s.band !== undefined).length;
  expect(each).toBeGreaterThan(0);
  expect([codes(Math.floor(399 / each)), codes(Math.floor(500 / each)), codes(Math.floor(500 / each) + 1)]).toEqual([[], ['WatchQuotaNear'], ['WatchQuotaExceeded']]);
});

function filesOf(folder: string): [string, string][] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).filter((e) => e.isFile()).map((e) => e.name).map((file) => [`${folder}/${file}`, readFileSync(path.join(ROOT, folder, file), 'utf8')]);
}

test('nothing claims that a page was read live', () => {
  const files = [...['lib/layers/detection', 'lib/layers/detection/catalogue', 'lib/layers/detection/compiler', 'lib/layers/detection/subjects', 'lib/layers/baseline', 'lib/contract', 'lib/runtime/signal-relay', 'lib/runtime/chat-webhook', 'test/fixtures/recorded'].flatMap(filesOf), ['docs/signals.md', readFileSync(path.join(ROOT, 'docs/signals.md'), 'utf8')]];
  expect(files.filter(([, text]) => /\bread,? (on )?20\d\d-\d\d-\d\d/i.test(text)).map(([file]) => file)).toEqual([]);
});

test('every line says what it was taken from', () => {
  const COPY = /awsdocs\/[\w-]+@[0-9a-f]{7}|stored copy without a date/;
  const WRITTEN = 'written after the documented fields; not recorded';
  const wrong = filesOf('test/fixtures/recorded').filter(([file]) => file.endsWith('.json')).flatMap(([file, text]) => {
    const all = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const sources = file.endsWith('cloudtrail.json') ? Object.values(all).map((line) => (line as { source?: unknown }).source) : [all.source];
    return sources.filter((s) => typeof s !== 'string' || (!COPY.test(s) && !s.includes(WRITTEN))).map((s) => `${file}: ${String(s)}`);
  });
  expect(wrong).toEqual([]);
});
