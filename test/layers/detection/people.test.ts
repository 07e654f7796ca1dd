/** What reaches people: what pages, the chat, mute rules, the words of a page, the first look at the dashboard; and that no signal is lost without a word. */
import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { readSignalLine } from '../../../lib/contract/signal';
import { AccountBaseline } from '../../../lib/layers/baseline';
import { Posture } from '../../../lib/layers/declaration';
import { ChatFormat, SignalLog, SignalSeverity, SignalSource, Watch, WatchedKind, WatchPaging } from '../../../lib/layers/detection';
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { compileWatch } from '../../../lib/layers/detection/compiler/compile';
import { patternProblem } from '../../../lib/layers/detection/compiler/pattern';
import { isStatistic } from '../../../lib/layers/detection/compiler/statistics';
import { isZone, nearestZone } from '../../../lib/layers/detection/compiler/zones';
import { signalsOf } from '../../../lib/runtime/signal-relay/relay';
import { matches } from '../../support/events/pattern';
import { recorded } from '../../support/events/recorded';
import { subject, watch as factsOf } from './subjects';
import { ENV, type Json, make, type Made } from './watch-app';

jest.setTimeout(120_000);

const HERE = { here: ENV, now: () => new Date('2026-11-22T00:00:00Z') };
const table = (stack: Stack, id = 'Table'): dynamodb.Table => new dynamodb.Table(stack, id, { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
const elsewhere = { noTrailBecause: 'the organization has one' };
const chat = (watch: Watch, stack: Stack, more: object = {}): void => { watch.bus.addChatWebhook('Security', { secret: secretsmanager.Secret.fromSecretNameV2(stack, 'Webhook', 'chat/security'), chat: ChatFormat.SLACK, minimumSeverity: SignalSeverity.LOW, ...more }); };

describe('what pages', () => {
  const app = (more: object = {}, paging?: WatchPaging): Made => make(paging === undefined ? {} : { paging }, (watch, stack) => { watch.observe(table(stack)); watch.observe(new AccountBaseline(stack, 'Baseline')); chat(watch, stack, more); });
  /** The event of an alarm of the template, as the chat's rule sees it. */
  const heard = (made: Made, change: (event: Json) => void = () => undefined): string[] => {
    const rule = made.of('AWS::Events::Rule').find((r) => r.Properties.Description === 'Signals for a chat')!.Properties.EventPattern as Json;
    return [...made.of('AWS::CloudWatch::Alarm'), ...made.of('AWS::CloudWatch::CompositeAlarm')].map((a) => a.Properties as Json).filter((a) => (a.AlarmName as string).startsWith(`${made.watch.watchId}/`)).filter((alarm) => {
      const event = recorded('alarm-raised');
      event.detail.alarmName = alarm.AlarmName;
      event.detail.configuration.description = alarm.AlarmDescription;
      event.resources = [`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarm.AlarmName}`];
      change(event);
      return signalsOf(event, HERE).some((signal) => matches(rule, { 'source': 'zero-trust', 'detail-type': 'zero-trust.signal/1', 'detail': JSON.parse(JSON.stringify(signal)) as Json }));
    }).map((a) => (a.AlarmName as string).slice(made.watch.watchId.length + 1));
  };

  test('a chat hears of an attack once: of the composite, and of what stands alone', () => {
    const names = heard(app({ minimumSeverity: SignalSeverity.LOW }));
    expect(names.filter((n) => n.endsWith('@App/Table'))).toEqual(['any@App/Table']);
    expect(names).toContain('account.rootUsed@account');
    const made = app();
    const paging = heard(made);
    const on = [...made.of('AWS::CloudWatch::Alarm'), ...made.of('AWS::CloudWatch::CompositeAlarm')].filter((a) => a.Properties.ActionsEnabled === true && (a.Properties.AlarmName as string).startsWith(`${made.watch.watchId}/`)).map((a) => (a.Properties.AlarmName as string).slice(made.watch.watchId.length + 1));
    expect([...paging].sort()).toEqual([...on].sort());
  });

  test('and of each alarm where it asks so, or where each pages', () => {
    for (const made of [app({ onlyPages: false }), app({}, WatchPaging.PER_ALARM)]) expect(heard(made).filter((n) => n.endsWith('@App/Table')).length).toBeGreaterThanOrEqual(4);
  });

  test('a part that is blind is told: no composite says it', () => {
    const names = heard(app(), (event) => { event.detail.state.value = 'INSUFFICIENT_DATA'; });
    expect(names.filter((n) => n.startsWith('table.'))).not.toEqual([]);
  });

  test('the line of an alarm says whether it stands behind a composite, as its actions do', () => {
    const made = app();
    for (const { Properties } of made.of('AWS::CloudWatch::Alarm').filter((a) => (a.Properties.AlarmName as string).startsWith(`${made.watch.watchId}/`))) {
      const read = readSignalLine(Properties.AlarmDescription as string);
      expect([Properties.AlarmName, 'line' in read && read.line.isGrouped === true]).toEqual([Properties.AlarmName, Properties.ActionsEnabled === false]);
    }
  });

  test('a composite whose event has no description is heard of by who asks for high', () => {
    const [group] = signalsOf(recorded('alarm-composite-without-description'), HERE);
    expect([group.signal, group.severity]).toEqual(['watch.group', 'high']);
    expect(compileWatch(factsOf({ posture: 'high' })).composites.map((c) => c.severity)).not.toContain('critical');
  });

  test('its words name what can ring, the most severe first', () => {
    const text = (kind: 'natGateway' | 'restApi'): string => compileWatch(factsOf({ subjects: [subject(kind)], posture: 'high' })).composites[0].description;
    expect(text('natGateway')).toMatch(/^\[high\] Something is wrong: the natGateway\. One or more of bytesOut \(high\), /);
    const names = compileWatch(factsOf({ subjects: [subject('restApi')], posture: 'high' })).composites[0].signals.map((s) => s.replace(/^restApi\.|@.*$/g, ''));
    for (const name of names.length <= 8 ? names : []) expect(text('restApi')).toContain(`${name} (`);
    const many = compileWatch(factsOf({ subjects: [subject('restApi')], posture: 'high', rows: Array.from({ length: 9 }, (_, i) => ({ ...CATALOGUE.find((r) => r.id === 'restApi.denied')!, id: `restApi.own${i}`, band: undefined })) })).composites[0].description;
    expect(many).toMatch(/ and \d+ more\. Which of them/);
    expect(many.length).toBeLessThanOrEqual(1024);
  });
});

describe('a mute rule covers all that reaches people', () => {
  const mutes = (n: number, subjects: boolean): { readonly made: Made; readonly names: string[][] } => {
    const made = make(elsewhere, (watch, stack) => {
      const queues = Array.from({ length: n }, (_, i) => new sqs.Queue(stack, `Q${i}`));
      for (const q of queues) watch.observe(q);
      watch.muteDuring('releases', { schedule: 'cron(0 2 * * SUN)', duration: Duration.hours(1), because: 'releases', ...(subjects ? { subjects: [queues[0]] } : {}) });
    });
    return { made, names: made.of('AWS::CloudWatch::AlarmMuteRule').map((r) => (r.Properties.MuteTargets.AlarmNames as string[]).map((name) => name.slice(made.watch.watchId.length + 1))) };
  };
  test('also the alarms behind a composite', () => {
    expect(mutes(2, true).names).toEqual([['any@App/Q0', 'queue.received.band@App/Q0', 'queue.received@App/Q0']]);
  });
  test('in rules of a hundred, what pages first, and all of it once', () => {
    const { made, names } = mutes(50, false);
    expect(names.map((n) => n.length)).toEqual([100, 50]);
    expect(names[0].slice(0, 50).every((n) => n.startsWith('any@'))).toBe(true);
    expect(names.flat().sort()).toEqual(made.watch.alarmNames().map((n) => n.slice(made.watch.watchId.length + 1)));
  });
});

test('the dashboard begins with what rings now', () => {
  const made = make(elsewhere, (watch, stack) => { watch.observe(table(stack)); watch.observe(new sqs.Queue(stack, 'Queue')); });
  const body = JSON.stringify(made.of('AWS::CloudWatch::Dashboard')[0].Properties.DashboardBody);
  expect(body).toMatch(/^\{"Fn::Join":\["",\["\{\\"widgets\\":\[\{\\"type\\":\\"alarm\\"/);
  const alarms = (n: number): Json => (compileWatch(factsOf({ alarmArn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:', subjects: Array.from({ length: n }, (_, i) => subject('queue', { id: `q${i}`, values: { QueueName: `q${i}` } })) })).dashboard.widgets as Json[])[0].properties as Json;
  expect(alarms(2)).toMatchObject({ alarms: ['arn:aws:cloudwatch:eu-west-1:1:alarm:watch/any@q0', 'arn:aws:cloudwatch:eu-west-1:1:alarm:watch/any@q1'], sortBy: 'stateUpdatedTimestamp' });
  expect([alarms(120).alarms.length, alarms(120).title]).toEqual([100, expect.stringContaining('20 more are not shown')]);
});

describe('one program for several postures', () => {
  const built = (posture: Posture): string[] => make({ ...elsewhere, posture }, (watch, stack) => {
    watch.observe(table(stack));
    watch.off('table.scanned', { because: 'the nightly report scans' });
    watch.override('table.read', { ceiling: 9 });
  }).told().map((t) => t.split(':')[0]);
  test('what is off is off', () => { expect(built(Posture.STANDARD)).toEqual([]); });
  test('a figure without effect is a warning at most', () => { expect(built(Posture.SANDBOX)).toEqual(['OverrideWithoutEffect', 'SubjectUnwatched']); });
  test('it is a warning, and all the rest is made', () => {
    expect(make({ ...elsewhere, posture: Posture.SANDBOX }, (watch, stack) => { watch.observe(table(stack)); watch.off('table.scanned', { because: 'x' }); }).of('AWS::CloudWatch::Dashboard').length).toBe(1);
  });
});

describe('a signal of one\'s own is never lost without a word', () => {
  const own = (about: WatchedKind, log: SignalLog, props: object = elsewhere): string[] => make(props, (watch, stack) => {
    watch.observe(table(stack));
    watch.addSignal('own.copied', { about, title: 'Exports', source: SignalSource.logLines({ log, pattern: '{ $.eventName = "ExportTableToPointInTime" }' }), ceiling: 1, severity: SignalSeverity.HIGH, why: 'It is copied.', firstStep: 'See who.' });
  }).told().map((t) => t.split(':')[0]);
  test('no trail, and a reason', () => { expect(own(WatchedKind.TABLE, SignalLog.CLOUD_TRAIL)).toEqual(['SignalLogMissing']); });
  test('no trail, and no reason', () => { expect(own(WatchedKind.TABLE, SignalLog.CLOUD_TRAIL, {})).toContain('SignalLogMissing'); });
  test('about an account that is not observed', () => { expect(own(WatchedKind.ACCOUNT, SignalLog.CLOUD_TRAIL)).toEqual(['SignalWithoutSubject']); });
});

test.each(['Sum', 'p99', 'p99.9', 'p100', 'IQM', 'tm90', 'wm98', 'tc10', 'ts5.5', 'TM(10%:90%)', 'TM(:90%)', 'PR(:300)', 'PR(100:2000)', 'TC(0.02:)', 'TS(80%:)', 'WM(10%:90%)'])('%s is a statistic', (text) => { expect(isStatistic(text)).toBe(true); });
test.each(['sum', 'Average ', 'p', 'p101', 'P99', 'tm', 'TM()', 'TM(:)', 'PR(10%:)', 'avg', '', 'constructor'])('`%s` is none', (text) => { expect(isStatistic(text)).toBe(false); });
test('what is no plain statistic is an extended one', () => {
  const row = { ...CATALOGUE.find((r) => r.id === 'queue.received')!, id: 'queue.own', band: undefined };
  const stat = (statistic: string): unknown => compileWatch(factsOf({ subjects: [subject('queue')], rows: [{ ...row, source: { ...row.source, statistic } as never }] })).signals.find((s) => s.signal === 'queue.own')?.ceiling?.properties;
  expect(stat('TC(10%:90%)')).toMatchObject({ ExtendedStatistic: 'TC(10%:90%)' });
  expect(stat('Maximum')).toMatchObject({ Statistic: 'Maximum' });
});

test.each(['Europe/Berlin', 'UTC', 'Etc/GMT+1', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Asia/Calcutta', 'GMT', 'Europe/Zwickaustadt'])('%s is a time zone', (zone) => { expect(isZone(zone)).toBe(true); });
test.each([['Berlin', 'Europe/Berlin'], ['New York', 'America/New_York'], ['europe/berlin', 'Europe/Berlin'], ['Europe/Berln', 'Europe/Berlin'], ['Mars/Base', undefined], ['', undefined], ['__proto__', undefined], ['Europe/', undefined]])('`%s` is none', (zone, near) => {
  expect(isZone(zone)).toBe(false);
  if (near !== undefined) expect(nearestZone(zone)).toBe(near);
});

test('patterns of the catalogue, and those of AWS\'s pages, can be read', () => {
  const all = CATALOGUE.flatMap((r) => (r.source.kind === 'filter' ? [r.source.pattern] : []));
  expect(all.length).toBeGreaterThan(40);
  const pages = ['{ $.user.email = "*" }', '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', '{ $.SomeObject IS NULL }', '{ $.SomeOtherObject NOT EXISTS }', '{ $.ThisFlag IS TRUE }', '{ $.sourceIPAddress = 123.123.* }', '{ $.cpu = %[0-9]+% }', '{ $.num >= 1.5e3 }', '{ $.a[*] = "x" || ($.b != -1 && $.c = *) }',
    'ERROR', '"INTERNAL SERVER ERROR"', '?ERROR ?WARN', 'ERROR -"not this"', '%auth.*fail%', '[ip, user, ..., status_code = 4*, bytes > 1000]', '[w1=ERROR, w2]', '{ $.[\'cluster.name\'] = "c" }', '{ $.x = "say \\"hi\\"" }', '{$.eventType="UpdateTrail"}'];
  for (const pattern of [...all, ...pages]) expect([pattern, patternProblem(pattern)]).toEqual([pattern, undefined]);
});
test.each([['{ $.a == "b" ', 'where'], ['{ $.a = "b"', 'never closed'], ['{ ($.a = "b" }', '`(`'], ['{ $.a = "b" ) }', '`) }`'], ['{ $.a "b" }', 'operator'], ['{ a = 1 }', 'field'], ['{ }', 'no condition'], ['{ $.a = 1 && }', 'no condition'], ['{ $.a = 1 } x', 'behind its end'], ['[ip, user', '`[`'], ['"ERROR', 'quotation mark'], ['{ $.a = "b }', 'quotation mark'], ['{ $.a = }', 'value'], ['{ $.a = 1 $.b = 2 }', 'belongs']])('%s is refused', (pattern, words) => { expect(patternProblem(pattern)).toContain(words); });

test.each([['https://runbooks.example.com', 'https://runbooks.example.com/'], ['https://runbooks.example.com/', 'https://runbooks.example.com/'], ['https://wiki.example.com/watch#', 'https://wiki.example.com/watch#'], ['https://wiki.example.com/?page=', 'https://wiki.example.com/?page='], ['https://wiki.example.com/runbooks', 'https://wiki.example.com/runbooks/'], ['runbook ', 'runbook ']])('runbooks at `%s`', (runbooks, begins) => {
  const [signal] = compileWatch(factsOf({ subjects: [subject('queue')], runbooks })).signals;
  expect(readSignalLine(signal.ceiling?.description ?? '')).toMatchObject({ line: { runbook: `${begins}queue.received` } });
});

test('spikes that come again and again are usual to a band, where it is said', () => {
  const made = make(elsewhere, (watch, stack) => { const t = table(stack); watch.observe(t); watch.observe(table(stack, 'Other')); watch.override('table.read', { subject: t, periodicSpikes: true }); });
  expect(made.told()).toEqual([]);
  const models = made.of('AWS::CloudWatch::AnomalyDetector').map((m) => m.Properties as Json);
  expect(models.filter((m) => m.MetricCharacteristics !== undefined).map((m) => m.MetricCharacteristics)).toEqual([{ PeriodicSpikes: true }]);
  expect(models.length).toBeGreaterThan(2);
});

describe('a firewall whose rules are known', () => {
  const visibility = (metricName: string) => ({ metricName, sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true });
  const rule = (name: string, more: object): object => ({ name, priority: name.length, visibilityConfig: visibility(name), statement: { geoMatchStatement: { countryCodes: ['KP'] } }, ...more });
  const group = (name: string, more: object = {}): object => rule('group', { statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ...more } }, overrideAction: { none: {} } });
  const signals = (...rules: object[]): string[] => make({ ...elsewhere, posture: Posture.HIGH }, (watch, stack) => {
    watch.observe(new wafv2.CfnWebACL(stack, 'Acl', { scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: visibility('acl'), rules: rules as never }));
  }).watch._build().plan!.signals.map((s) => s.key.replace('App/Acl', 'acl'));
  test('what blocks counts nothing, what counts blocks nothing, what allows does neither', () => {
    const keys = signals(rule('block', { action: { block: {} } }), rule('counts', { action: { count: {} } }), rule('allowed', { action: { allow: {} } }));
    expect(keys.filter((k) => k.startsWith('firewallRule.'))).toEqual(['firewallRule.blocked@acl rule block', 'firewallRule.counted@acl rule counts']);
    expect(keys).not.toContain('firewall.challenged@acl');
    expect(keys).toContain('firewall.counted@acl');
  });
  test('of a group nobody knows: it may count, and one that sets puzzles may set them', () => {
    expect(signals(group('AWSManagedRulesCommonRuleSet')).filter((k) => /Rule\.|challenged/.test(k))).toEqual(['firewallRule.blocked@acl rule group', 'firewallRule.counted@acl rule group']);
    for (const g of [group('AWSManagedRulesBotControlRuleSet'), group('AWSManagedRulesCommonRuleSet', { ruleActionOverrides: [{ name: 'NoUserAgent_HEADER', actionToUse: { challenge: {} } }] }), rule('other', { statement: { ruleGroupReferenceStatement: { arn: 'arn' } }, overrideAction: { none: {} } }), rule('puzzle', { action: { challenge: {} } })]) expect(signals(g)).toContain('firewall.challenged@acl');
  });
});

test('mistakes in options have a place, and say what is expected', () => {
  const told = (props: object): string => { const made = make(); try { new Watch(made.stack, 'Second', props as never); made.app.synth(); } catch (error) { return (error as Error).message; } return ''; };
  expect(told({})).toMatch(/people\.test\.ts:\d+.*MissingField|MissingField.*people\.test\.ts:\d+/);
  expect(told({})).toContain('expected who is called when an alarm rings, e.g. a team');
});

test('what is not known of an API is told once, and how to say it', () => {
  const told = make(elsewhere, (watch, stack) => { watch.observe(apigateway.RestApi.fromRestApiId(stack, 'Imported', 'a1b2c3')); }).told().filter((t) => t.startsWith('SignalValueMissing'));
  expect(told.length).toBe(1);
  expect(told[0]).toContain('`dimensions: { ApiName: \'...\' }`');
});
