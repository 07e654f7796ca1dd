/** The plan: names, properties, sharing, cost, quotas; and that no subject moves another. */
import { CfnAlarm, CfnAnomalyDetector } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { readSignalLine, type SignalLine } from '../../../lib/contract/signal';
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import type { PlannedSignal, SubjectFacts, WatchFacts, WatchPlan } from '../../../lib/layers/detection/model';
import { ALL, subject, watch } from './subjects';

const HIGH = compileWatch(watch({ posture: 'high', shards: 3, extra: CATALOGUE.filter((row) => row.from === 'never').map((row) => row.id) }));

function signal(plan: WatchPlan, key: string): PlannedSignal {
  const found = plan.signals.find((s) => s.key === key);
  if (found === undefined) throw new Error(`no \`${key}\``);
  return found;
}

test('a watch over everything plans every row, and nothing is wrong with it', () => {
  expect(HIGH.findings).toEqual([]);
  expect(HIGH.signals.map((s) => s.signal)).toEqual(CATALOGUE.map((row) => row.id));
});

test('a posture has the rows of the laxer ones', () => {
  const ids = (posture: WatchFacts['posture']): string[] => compileWatch(watch({ posture })).signals.map((s) => s.signal);
  const [sandbox, standard, high] = [ids('sandbox'), ids('standard'), ids('high')];
  expect([sandbox.length, standard.length, high.length]).toEqual([3, CATALOGUE.filter((r) => r.from === 'standard').length + 3, CATALOGUE.filter((r) => r.from !== 'never').length]);
  expect(standard.every((id) => high.includes(id))).toBe(true);
});

test('every alarm is complete but for its actions', () => {
  for (const s of HIGH.signals) {
    for (const alarm of [s.ceiling, s.band]) {
      if (alarm === undefined) continue;
      expect(alarm.name.length).toBeLessThanOrEqual(255);
      expect(alarm.description.length).toBeLessThanOrEqual(1024);
      expect(alarm.properties).toMatchObject({ AlarmName: alarm.name, AlarmDescription: alarm.description, ActionsEnabled: true, EvaluationPeriods: expect.any(Number), DatapointsToAlarm: expect.any(Number), TreatMissingData: expect.any(String) });
      expect(Object.keys(alarm.properties).filter((k) => k.endsWith('Actions'))).toEqual([]);
      expect(alarm.description).toMatch(/^\[(low|medium|high|critical)\] .* First: .* Owner: platform team\. Runbook: /);
    }
    expect([s.key, s.ceiling === undefined, s.rule === undefined]).toEqual([s.key, s.rule !== undefined, s.ceiling !== undefined]);
  }
  expect(new Set(HIGH.signals.flatMap((s) => [s.ceiling?.name, s.band?.name]).filter((n) => n !== undefined)).size).toBe(HIGH.signals.filter((s) => s.ceiling).length + HIGH.signals.filter((s) => s.band).length);
});

test('a ceiling, a band and its detector, word for word', () => {
  const facts = watch({ subjects: [subject('natGateway', { flows: ['web-to-internet'], routes: [] })], exclusions: [{ start: '2026-12-24T00:00:00', end: '2026-12-27T00:00:00' }], timeZone: 'Europe/Berlin' });
  const { ceiling, band } = signal(compileWatch(facts), 'natGateway.bytesOut@the natGateway');
  const Dimensions = [{ Name: 'NatGatewayId', Value: 'nat-05dba92075d71c408' }];
  expect(ceiling?.properties).toEqual({
    AlarmName: 'watch/natGateway.bytesOut@the natGateway', AlarmDescription: ceiling?.description, ActionsEnabled: true, EvaluationPeriods: 3, DatapointsToAlarm: 2,
    Namespace: 'AWS/NATGateway', MetricName: 'BytesOutToDestination', Dimensions, Statistic: 'Sum', Period: 300, Threshold: 5 * 1024 ** 3, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching',
  });
  expect(readSignalLine(ceiling?.description ?? '')).toEqual({ line: {
    signal: 'natGateway.bytesOut', severity: 'high', subject: { kind: 'natGateway', id: 'the natGateway' }, flows: ['web-to-internet'], routes: [], owner: 'platform team', runbook: 'cdk-zero-trust docs/signals.md, natGateway.bytesOut', isGrouped: true,
  } });
  expect(band?.description.split('\n')[1]).toBe(ceiling?.description.split('\n')[1]);
  const metric = { Namespace: 'AWS/NATGateway', MetricName: 'BytesOutToDestination', Dimensions };
  expect(band?.properties).toMatchObject({
    ThresholdMetricId: 'ad1', ComparisonOperator: 'GreaterThanUpperThreshold', TreatMissingData: 'notBreaching',
    Metrics: [{ Id: 'm1', MetricStat: { Metric: metric, Period: 300, Stat: 'Sum' }, ReturnData: true }, { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 3)', ReturnData: true }],
  });
  expect(band?.detector).toEqual({ SingleMetricAnomalyDetector: { ...metric, Stat: 'Sum' }, Configuration: { ExcludedTimeRanges: [{ StartTime: '2026-12-24T00:00:00', EndTime: '2026-12-27T00:00:00' }], MetricTimeZone: 'Europe/Berlin' } });
});

test('every band has its ceiling, and rings on its upper side', () => {
  const bands = HIGH.signals.filter((s) => s.band !== undefined);
  expect(bands.length).toBeGreaterThan(60);
  for (const { ceiling, band } of bands) expect([ceiling === undefined, band?.properties.ComparisonOperator]).toEqual([false, 'GreaterThanUpperThreshold']);
});

test('all of it is CloudFormation', () => {
  const stack = new Stack(new App(), 'Stack');
  // The L1 classes throw on what the types do not have.
  HIGH.signals.forEach((s, i) => {
    if (s.ceiling) new CfnAlarm(stack, `C${i}`, lower(s.ceiling.properties) as never);
    if (s.band) { new CfnAlarm(stack, `B${i}`, lower(s.band.properties) as never); new CfnAnomalyDetector(stack, `D${i}`, lower(s.band.detector) as never); }
    if (s.filter) new CfnMetricFilter(stack, `F${i}`, lower(s.filter.properties) as never);
  });
  const template = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Properties: unknown }> };
  HIGH.signals.forEach((s, i) => {
    if (s.ceiling) expect(template.Resources[`C${i}`].Properties).toEqual(s.ceiling.properties);
    if (s.band) expect(template.Resources[`D${i}`].Properties).toEqual(s.band.detector);
    if (s.filter) expect(template.Resources[`F${i}`].Properties).toEqual(s.filter.properties);
  });
});

function lower(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lower);
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k[0].toLowerCase() + k.slice(1), lower(v)])) : value;
}

test('routes of one door share their filters; figures stay apart', () => {
  const route = (path: string): SubjectFacts => subject('route', { id: `door GET ${path}`, values: { Method: 'GET', Resource: path } });
  const plan = compileWatch(watch({ subjects: [route('/a'), route('/b')] }));
  const denied = plan.signals.filter((s) => s.signal === 'route.denied');
  expect(new Set(denied.map((s) => s.filter?.key)).size).toBe(1);
  expect(denied.map((s) => s.ceiling?.properties.Dimensions)).toEqual([[{ Name: 'Method', Value: 'GET' }, { Name: 'Resource', Value: '/a' }], [{ Name: 'Method', Value: 'GET' }, { Name: 'Resource', Value: '/b' }]]);
});

test('filters of another log, another value, or a log that only the deployment knows are not shared', () => {
  const key = (more: Partial<SubjectFacts>): string | undefined => compileWatch(watch({ subjects: [subject('segment', more)] })).signals[0].filter?.key;
  const token = Token.asString({ Ref: 'Log' });
  expect(key({ id: 'a' })).toBe(key({ id: 'b' }));
  expect(key({ values: { segment: 'web' } })).not.toBe(key({}));
  expect(key({ logs: { flowLog: 'other' } })).not.toBe(key({}));
  expect(key({ id: 'a', logs: { flowLog: token } })).not.toBe(key({ id: 'b', logs: { flowLog: token } }));
  expect(key({ id: 'a', logs: { flowLog: token }, logIds: { flowLog: 'Network/Log' } })).toBe(key({ id: 'b', logs: { flowLog: Token.asString({ Ref: 'Log2' }) }, logIds: { flowLog: 'Network/Log' } }));
});

test('long names are cut and stay apart; odd letters are gone', () => {
  const names = ['x'.repeat(400), `${'x'.repeat(400)}y`].map((id) => compileWatch(watch({ subjects: [subject('queue', { id })] })).signals[0].ceiling?.name ?? '');
  expect(names.map((n) => n.length)).toEqual([255, 255]);
  expect(names[0]).not.toBe(names[1]);
  const odd = ['a"b', 'a\\b', 'ä', 'a\nb'].map((id) => compileWatch(watch({ subjects: [subject('queue', { id })] })).signals[0].ceiling?.name ?? '');
  expect(new Set(odd).size).toBe(4);
  for (const name of odd) expect(name).toMatch(/^[\x20-\x7e]+$/);
  for (const name of odd) expect(name).not.toMatch(/["\\]/);
});

test('a description fits, ends in the line that the relay reads, and holds no token', () => {
  for (const length of [800, 560, 570, 580, 590, 600]) {
    const title = `${'t'.repeat(length)}${Token.asString({ Ref: 'Queue' })}${'u'.repeat(600)}`;
    const description = compileWatch(watch({ subjects: [subject('queue', { title })] })).signals[0].ceiling?.description ?? '';
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(description).not.toContain('Token[');
    expect(readSignalLine(description)).toMatchObject({ line: { signal: 'queue.received' } });
  }
  const flows = Array.from({ length: 40 }, (_, i) => `flow-${i}`);
  const read = readSignalLine(compileWatch(watch({ subjects: [subject('queue', { flows })] })).signals[0].ceiling?.description ?? '') as { readonly line: SignalLine };
  expect([read.line.flows[0], read.line.flows.length + (read.line.left?.flows ?? 0)]).toEqual(['flow-0', 40]);
});

describe('one attack is one page', () => {
  const composites = (subjects: readonly SubjectFacts[], more: Partial<WatchFacts> = {}): unknown => compileWatch(watch({ subjects, ...more })).composites.map((c) => [c.subject, c.severity, c.signals.length, c.suppressor?.key]);
  const DENIED = { signal: 'restApi.denied', severity: 'critical' as const, where: '' };
  const route = (path: string, within?: string): SubjectFacts => subject('route', { id: `GET ${path}`, values: { Method: 'GET', Resource: path }, ...(within === undefined ? {} : { within }) });

  test('a composite over what is of one subject, but not over changes of the control plane, of which none may hide another', () => {
    expect(composites([subject('natGateway'), subject('certificate'), subject('account')])).toEqual([['the natGateway', 'high', 3, undefined]]);
    expect(composites(ALL, { isComposite: false })).toEqual([]);
  });

  test('what is critical pages by itself', () => {
    const plan = compileWatch(watch({ subjects: [subject('restApi')], overrides: [DENIED] }));
    expect(plan.signals.map((s) => s.signal)).toContain('restApi.denied');
    expect(plan.composites.flatMap((c) => c.signals)).not.toContain('restApi.denied@the restApi');
  });

  test('parts are silent while their whole rings, whatever stands between', () => {
    const api = subject('restApi', { id: 'api' });
    const persona = subject('persona', { id: 'as read', within: 'GET /a', values: { Method: 'GET', Resource: '/a', scope: 'read' } });
    expect(composites([api, route('/a', 'api'), persona])).toEqual([['GET /a', 'medium', 2, 'any@api'], ['api', 'high', expect.any(Number), undefined], ['as read', 'medium', 2, 'any@GET /a']]);
    expect(composites([api, persona, route('/b', 'api')])).toEqual([['GET /b', 'medium', 2, 'any@api'], ['api', 'high', expect.any(Number), undefined], ['as read', 'medium', 2, undefined]]);
    expect(composites([route('/a', 'nobody')])).toEqual([['GET /a', 'medium', 2, undefined]]);
  });

  test('a single alarm has a composite where it can be silenced', () => {
    const log = (within?: string): SubjectFacts => subject('logGroup', { id: 'log', ...(within === undefined ? {} : { within }) });
    expect(composites([log(), subject('natGateway')])).toEqual([['the natGateway', 'high', 3, undefined]]);
    expect(composites([log('the natGateway'), subject('natGateway')])).toEqual([['log', 'high', 1, 'any@the natGateway'], ['the natGateway', 'high', 3, undefined]]);
  });
});

test('what a subject is known to lack is told once, and is a mistake where it was asked for by name', () => {
  const bucket = subject('bucket', { values: { BucketName: 'b' }, lacks: { FilterId: 'it has no metrics' } });
  const told = (more: Partial<WatchFacts> = {}): unknown => compileWatch(watch({ subjects: [bucket, subject('queue')], ...more })).findings.filter((f) => f.code === 'SignalValueMissing').map((f) => [f.level, f.message]);
  expect(told()).toEqual([['warning', '`the bucket` is not watched by `bucket.deletes`, `bucket.downloaded`, `bucket.refused`: it has no metrics']]);
  expect(told({ overrides: [{ signal: 'bucket.deletes', ceiling: 3, where: '' }] })).toEqual([['error', expect.stringContaining('`bucket.deletes`')], ['warning', expect.not.stringContaining('bucket.deletes')]]);
  const field = subject('restApi', { lacks: { '$.wafStatus': 'not written' } });
  const plan = compileWatch(watch({ subjects: [field] }));
  expect(plan.findings.map((f) => f.message)).toEqual(['`the restApi` is not watched by `restApi.firewallUnreachable`: not written']);
  expect(plan.signals.map((s) => s.signal)).toEqual(expect.arrayContaining(['restApi.denied']));
  expect(plan.signals.map((s) => s.signal)).not.toContain('restApi.firewallUnreachable');
});

test('what it costs, by item', () => {
  const plan = compileWatch(watch({ subjects: [subject('natGateway'), subject('segment'), subject('appClient')], posture: 'standard' }));
  // NAT: three ceilings, two bands; segment: one of each, one custom metric; client: two ceilings and bands over two metrics, two ceilings.
  const alarms = (3 * 1 + 2 * 3) + (1 + 3) + (2 * 2 + 2 * 4 + 2);
  expect(plan.costs?.map(({ item, quantity }) => [item, quantity])).toEqual([['dashboard', 1], ['alarm', alarms], ['composite-alarm', 3], ['custom-metric', 1]]);
  expect(plan.monthlyUsd).toBeCloseTo(3 + alarms * 0.1 + 3 * 0.5 + 0.3, 10);
});

test('overrides: of one subject before those of all, and off', () => {
  const facts = watch({
    subjects: [subject('queue', { id: 'a' }), subject('queue', { id: 'b', values: { QueueName: 'exports' } })],
    overrides: [{ signal: 'queue.received', ceiling: 7, where: '' }, { signal: 'queue.received', subject: 'b', ceiling: 9, period: 600, severity: 'critical', where: '' }, { signal: 'queue.age', offBecause: 'nobody waits', where: '' }],
    posture: 'high',
  });
  const plan = compileWatch(facts);
  expect(plan.findings).toEqual([]);
  expect(plan.signals.map((s) => [s.key, s.ceiling?.properties.Threshold, s.ceiling?.properties.Period, s.severity])).toEqual([['queue.received@a', 7, 300, 'medium'], ['queue.received@b', 9, 600, 'critical']]);
});

test('the dashboard has a widget a signal, its top denied, and at most 500 lines', () => {
  const routes = Array.from({ length: 200 }, (_, i) => subject('route', { id: `r${i}`, title: `GET /${i}`, values: { Method: 'GET', Resource: `/${i}` } }));
  const { dashboard } = compileWatch(watch({ subjects: [...ALL, ...routes] }));
  const widgets = dashboard.widgets as { type: string; properties: { title?: string; metrics?: unknown[]; query?: string; markdown?: string } }[];
  expect(widgets.filter((w) => w.type === 'text').map((w) => w.properties.markdown)).toEqual(['## Segments', '## Routes', '## Firewall', '## Sign-in and authorizers', '## Stores and keys', '## Account, certificates, logs, functions', expect.stringMatching(/^\d+ more lines are not shown/)]);
  expect(widgets.filter((w) => w.type === 'log').map((w) => w.properties.query?.includes('SOURCE \'access\''))).toEqual([true, true]);
  const lines = widgets.flatMap((w) => w.properties.metrics ?? []);
  expect(lines.length).toBeLessThanOrEqual(500);
  expect(widgets.length).toBeLessThanOrEqual(500);
  const failures = widgets.find((w) => w.properties.title?.includes('appClient.signInFailures'));
  expect(failures?.properties.metrics).toEqual([
    [{ expression: 'm0x1 - m0x2', label: 'the appClient', id: 'e0' }],
    ['AWS/Cognito', 'SignInSuccesses', 'UserPool', 'us-west-2_EXAMPLE', 'UserPoolClient', '1example23456789', { stat: 'SampleCount', id: 'm0x1', visible: false }],
    ['AWS/Cognito', 'SignInSuccesses', 'UserPool', 'us-west-2_EXAMPLE', 'UserPoolClient', '1example23456789', { stat: 'Sum', id: 'm0x2', visible: false }],
  ]);
});

test('the dashboard\'s body can be written by CDK, tokens and all', () => {
  const stack = new Stack(new App(), 'Stack');
  const plan = compileWatch(watch({ region: Aws.REGION, subjects: [subject('restApi', { logs: { accessLog: Token.asString({ Ref: 'Log' }) }, values: { ApiName: 'a', Stage: Token.asString({ Ref: 'Stage' }) } })] }));
  const body = JSON.stringify(stack.resolve(stack.toJsonString(plan.dashboard)));
  expect(body).toContain('{"Ref":"AWS::Region"}');
  expect(body).toContain('{"Ref":"Log"}');
  expect(body).not.toContain('Token[');
});

/** What must not change when others come and go. */
function identity(plan: WatchPlan, id: string): unknown {
  return [
    plan.signals.filter((s) => s.subject.id === id).map(({ key, ceiling, band, filter, rule, shard, severity }) => ({ key, ceiling, band, filter, rule, shard, severity })),
    plan.composites.filter((c) => c.subject === id),
  ];
}

test('adding, removing or reordering subjects changes nothing of the others', () => {
  const pool = fc.uniqueArray(fc.record({ kind: fc.constantFrom(...ALL.map((s) => s.kind)), n: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 8, selector: ({ kind, n }) => `${kind}${n}` });
  fc.assert(fc.property(pool, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 7 }), (drawn, shards, cut) => {
    // Values differ, so that no two are one thing.
    const subjects = drawn.map(({ kind, n }) => { const one = subject(kind); return { ...one, id: `${kind} ${n}`, values: Object.fromEntries(Object.entries(one.values).map(([k, v]) => [k, k === 'notAfterEpoch' ? v : `${v}${n}`])) }; });
    const all = compileWatch(watch({ subjects, shards, posture: 'high' }));
    const reordered = compileWatch(watch({ subjects: [...subjects].reverse(), shards, posture: 'high' }));
    const fewer = subjects.slice(0, Math.max(1, subjects.length - cut));
    const some = compileWatch(watch({ subjects: fewer, shards, posture: 'high' }));
    expect(all.findings).toEqual([]);
    expect(reordered).toEqual(all);
    for (const { id } of fewer) expect(identity(some, id)).toEqual(identity(all, id));
  }), { numRuns: 60 });
});
