/** The watch as a construct: what is observed becomes alarms with actions; nothing else changes; whoever changes it later is told. */
import { App, Aspects, CfnCondition, CfnParameter, CfnResource, Duration, Fn, Stack, Stage } from 'aws-cdk-lib';
import { CfnAlarm, CfnAlarmMuteRule, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { readSignalLine } from '../../../lib/contract/signal';
import { AccountBaseline } from '../../../lib/layers/baseline';
import { Posture } from '../../../lib/layers/declaration';
import { MissingPeriod, SignalBus, SignalLog, SignalSeverity, SignalSource, Watch, WatchedKind, WatchPaging } from '../../../lib/layers/detection';
import { facadeApp } from './facade-app';
import { ENV, type Json, logicalId, make, type Made } from './watch-app';

jest.setTimeout(120_000);

const table = (stack: Stack, id = 'Table'): dynamodb.Table => new dynamodb.Table(stack, id, { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
const one = (): Made => make({ noTrailBecause: 'the organization has one' }, (watch, stack) => { watch.observe(table(stack)); });
const alarms = (made: Made): Json[] => made.of('AWS::CloudWatch::Alarm').map((a) => a.Properties as Json).filter((a) => a.AlarmName.startsWith(`${made.watch.watchId}/`));

describe('alarms', () => {
  const made = facadeApp({ writeFlowLog: true });
  const composites = made.of('AWS::CloudWatch::CompositeAlarm').map((c) => c.Properties as Json);
  const grouped = new Set(composites.flatMap((c) => [...(c.AlarmRule as string).matchAll(/ALARM\("([^"]+)"\)/g)].map((m) => m[1])));

  test('none is without an action; what a composite pages for has its own switched off, all else is on', () => {
    expect(alarms(made).length + composites.length).toBe(made.watch.alarmNames().length);
    expect(alarms(made).length).toBeGreaterThan(80);
    const topic = { Ref: logicalId(made.stack, 'Shop/ZeroTrust/Watch/Signals/Topic') };
    for (const alarm of [...alarms(made), ...composites]) expect([alarm.AlarmName, alarm.AlarmActions, alarm.ActionsEnabled]).toStrictEqual([alarm.AlarmName, [topic], !grouped.has(alarm.AlarmName as string)]);
  });

  test('every band stands beside a ceiling on the same metric, and on a model that is made first', () => {
    const bands = Object.values(made.resources()).filter((r: Json) => r.Type === 'AWS::CloudWatch::Alarm' && r.Properties.ThresholdMetricId !== undefined) as Json[];
    expect(bands.length).toBeGreaterThan(20);
    for (const band of bands) {
      const twin = alarms(made).find((a) => a.AlarmName === (band.Properties.AlarmName as string).replace('.band@', '@'));
      expect(twin?.Threshold).toBeGreaterThan(0);
      expect((band.DependsOn as string[]).map((id) => made.resources()[id].Type)).toStrictEqual(['AWS::CloudWatch::AnomalyDetector']);
    }
  });

  test('composites name alarms that are there, and come after them', () => {
    const names = new Set(made.watch.alarmNames());
    for (const name of grouped) expect(names.has(name)).toBe(true);
    for (const c of made.of('AWS::CloudWatch::CompositeAlarm')) {
      const before = (c.DependsOn as string[]).map((id) => made.resources()[id].Properties.AlarmName as string);
      expect(new Set([...before])).toEqual(new Set([...(c.Properties.AlarmRule as string).matchAll(/ALARM\("([^"]+)"\)/g)].map((m) => m[1]).concat(c.Properties.ActionsSuppressor ?? [])));
    }
  });

  test('each says whose it is, what to do, and which flow or route it is about, for people and for the relay', () => {
    for (const { AlarmDescription, AlarmName } of [...alarms(made), ...composites]) {
      expect(AlarmDescription).toMatch(/^\[(low|medium|high|critical)\] .* Owner: shop team\. Runbook: /);
      expect([AlarmName, readSignalLine(AlarmDescription as string)]).toEqual([AlarmName, { line: expect.objectContaining({ owner: 'shop team' }) }]);
    }
    const about = (name: string): unknown => { const read = readSignalLine(alarms(made).find((a) => (a.AlarmName as string).endsWith(`/${name}`))?.AlarmDescription as string); return 'line' in read ? [read.line.flows, read.line.routes] : read; };
    expect(about('route.denied@Shop/ZeroTrust/Door GET /documents/{id}')).toEqual([[], ['GET /documents/{id}']]);
    expect(about('table.read@Shop/Documents')).toEqual([['Shop-Read-reads-documents'], []]);
    expect(about('segment.rejected@Shop/ZeroTrust/Network/api')).toEqual([['web-to-api-tcp-443'], []]);
    expect(about('firewall.blocked@Shop/ZeroTrust/Firewall/WebAcl')).toEqual([[], ['GET /documents', 'GET /documents/{id}']]);
  });

  test('a segment is silent while its VPC rings, a route while its API does', () => {
    const suppressor = (subject: string): unknown => (composites.find((c) => (c.AlarmName as string).endsWith(`/any@${subject}`))?.ActionsSuppressor as string | undefined)?.split('/any@')[1];
    expect([suppressor('Shop/ZeroTrust/Network/web'), suppressor('Shop/ZeroTrust/Door GET /documents'), suppressor('Shop/ZeroTrust/Door')]).toEqual(['Shop/Network/Vpc', 'Shop/ZeroTrust/Door', undefined]);
  });

  test('the whole intent is watched, also what was declared after the watch', () => {
    const kinds = new Set(made.watch._build().plan?.signals.map((s) => s.subject.kind));
    expect([...kinds].sort()).toEqual(['account', 'appClient', 'authorizer', 'bucket', 'firewall', 'key', 'logGroup', 'persona', 'restApi', 'route', 'segment', 'table', 'userPool', 'vpc']);
    const high = facadeApp({ posture: Posture.HIGH, nestedStacks: 3, writeFlowLog: true, dataEvents: true });
    expect(new Set(high.watch._build().plan?.signals.map((s) => s.subject.kind))).toEqual(new Set([...kinds, 'dnsFirewall', 'firewallRule', 'tableReader', 'keyUser']));
    expect(high.of('AWS::EC2::FlowLog').map((f) => f.Properties.TrafficType)).toEqual(['ALL', 'ALL']);
    expect(made.of('AWS::EC2::FlowLog').map((f) => f.Properties.TrafficType).sort()).toEqual(['ALL', 'REJECT']);
  });

  test('metric filters stand on the logs of what is observed', () => {
    const groups = new Set(made.of('AWS::Logs::MetricFilter').map((f) => (f.Properties.LogGroupName as Json).Ref as string));
    expect([...groups].map((id) => made.resources()[id].Type)).toEqual([...groups].map(() => 'AWS::Logs::LogGroup'));
    expect(groups.size).toBe(4); // access log, trail, flow log, firewall log
  });

  test('the signal bus hears of them by their names', () => {
    const pattern = made.of('AWS::Events::Rule').map((r) => r.Properties.EventPattern as Json).find((p) => p.source[0] === 'aws.cloudwatch');
    expect(pattern?.detail.$or[0].alarmName).toContainEqual({ prefix: `${made.watch.watchId}/` });
    expect(made.watch.watchId).toMatch(/^zero-trust-Shop-/);
  });
});

describe('stands for itself', () => {
  test('nothing of what is observed changes', () => {
    const [without, withWatch] = [facadeApp({ withWatch: false }), facadeApp({ writeFlowLog: true })];
    for (const [id, resource] of Object.entries(without.resources())) expect([id, withWatch.resources()[id]]).toStrictEqual([id, resource]);
    const more = Object.keys(withWatch.resources()).filter((id) => !(id in without.resources()));
    expect(more.every((id) => /Watch/.test(id))).toBe(true);
  });

  test('twice the same, whatever the order; another stage has other names, and the same logical ids', () => {
    const build = (names: readonly string[]): Made => make({ noTrailBecause: 'elsewhere' }, (watch, stack) => { for (const name of names) watch.observe(new sqs.Queue(stack, name)); });
    const [a, b, c] = [['A', 'B'], ['B', 'A'], ['A', 'B', 'C']].map(build);
    expect(b.resources()).toEqual(a.resources());
    const own = (made: Made): Json => Object.fromEntries(Object.entries(made.resources()).filter(([id]) => id.startsWith('Watch') && id !== 'WatchDashboardA52F8E1F' && !/Dashboard/.test(id)));
    for (const [id, resource] of Object.entries(own(a))) expect([id, own(c)[id]]).toStrictEqual([id, resource]);
    const staged = (stage: string): Made => make({ noTrailBecause: 'elsewhere' }, (watch, stack) => { watch.observe(new sqs.Queue(stack, 'A')); }, ENV, (app) => new Stack(new Stage(app, stage), 'App', { env: ENV }));
    const [dev, prod] = [staged('Dev'), staged('Prod')];
    expect(dev.watch.watchId).not.toBe(prod.watch.watchId);
  });

  test('a token environment, another stack\'s table, and no region for the dashboard but its own', () => {
    const made = make({ noTrailBecause: 'elsewhere' }, (watch, stack) => { watch.observe(table(new Stack(stack.node.root, 'Data'))); }, null);
    expect(made.told().filter((t) => !t.startsWith('No cross-stack-reference strength'))).toEqual([]);
    expect(JSON.stringify(made.of('AWS::CloudWatch::Dashboard')[0].Properties.DashboardBody)).toContain('{"Ref":"AWS::Region"}');
    expect(alarms(made)[0].Dimensions[0].Value).toEqual({ 'Fn::ImportValue': expect.stringContaining('Table') });
  });

  test('alarms over nested stacks, composites above them', () => {
    const made = make({ nestedStacks: 3, noTrailBecause: 'elsewhere' }, (watch, stack) => { for (const n of [1, 2, 3, 4, 5, 6]) watch.observe(new sqs.Queue(stack, `Queue${n}`)); });
    made.resources();
    const nested = made.stack.node.findAll().filter((c): c is Stack => Stack.isStack(c) && c !== made.stack);
    expect(nested.map((s) => s.node.id).sort()).toEqual(['Alarms-0', 'Alarms-1', 'Alarms-2']);
    expect(made.of('AWS::CloudWatch::CompositeAlarm').length).toBe(6);
    for (const c of made.of('AWS::CloudWatch::CompositeAlarm')) for (const id of c.DependsOn as string[]) expect(made.resources()[id].Type).toBe('AWS::CloudFormation::Stack');
    expect(alarms(made)).toEqual([]);
    expect(nested.flatMap((s) => s.node.findAll().filter((c) => c instanceof CfnAlarm)).length).toBe(12);
  });

  test('per alarm: everything pages, nothing is grouped', () => {
    const made = make({ paging: WatchPaging.PER_ALARM, noTrailBecause: 'elsewhere' }, (watch, stack) => { watch.observe(table(stack)); });
    expect([made.of('AWS::CloudWatch::CompositeAlarm').length, new Set(alarms(made).map((a) => a.ActionsEnabled))]).toEqual([0, new Set([true])]);
  });
});

describe('what is said of it', () => {
  test('figures, off, signals by name and of one\'s own, times not to learn from', () => {
    const made = make({ noTrailBecause: 'elsewhere', signals: ['table.throttled'], timeZone: 'Europe/Berlin' }, (watch, stack) => {
      const [a, b] = [table(stack, 'A'), table(stack, 'B')];
      watch.observe(a);
      watch.observe(b);
      watch.override('table.read', { subject: a, ceiling: 7, period: Duration.minutes(10), severity: SignalSeverity.HIGH });
      watch.override('table.read', { ceiling: 9 });
      watch.off('table.scanned', { because: 'the nightly report scans', subject: b });
      watch.addSignal('table.written', {
        about: WatchedKind.TABLE, title: 'Writes', source: SignalSource.metric({ namespace: 'AWS/DynamoDB', metricName: 'ConsumedWriteCapacityUnits', dimensions: ['TableName'], statistic: 'Sum', sparse: true }),
        ceiling: 100, band: 2, evaluationPeriods: 3, datapointsToAlarm: 2, missingData: MissingPeriod.MISSING, severity: SignalSeverity.LOW, why: 'Somebody writes.', firstStep: 'See who.',
      });
      watch.excludeFromLearning({ start: '2026-12-24T00:00:00', end: '2026-12-27T00:00:00' });
    });
    expect(made.told()).toEqual([]);
    const named = (name: string): Json | undefined => alarms(made).find((a) => (a.AlarmName as string).endsWith(`/${name}`));
    expect([named('table.read@App/A')?.Threshold, named('table.read@App/A')?.Period, named('table.read@App/B')?.Threshold]).toEqual([7, 600, 9]);
    expect([named('table.scanned@App/A') === undefined, named('table.scanned@App/B')]).toEqual([false, undefined]);
    expect(named('table.throttled@App/A')).toBeDefined();
    expect(named('table.written@App/A')).toMatchObject({ Threshold: 100, EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'missing' });
    expect(made.of('AWS::CloudWatch::AnomalyDetector')[0].Properties.Configuration).toEqual({ ExcludedTimeRanges: [{ StartTime: '2026-12-24T00:00:00', EndTime: '2026-12-27T00:00:00' }], MetricTimeZone: 'Europe/Berlin' });
  });

  test('lines of a log, of one\'s own', () => {
    const made = make({}, (watch, stack) => {
      watch.observe(table(stack));
      watch.observe(new AccountBaseline(stack, 'Baseline'));
      watch.addSignal('table.copied', {
        about: WatchedKind.TABLE, title: 'Exports', source: SignalSource.logLines({ log: SignalLog.CLOUD_TRAIL, pattern: '{ ($.eventName = "ExportTableToPointInTime") && ($.requestParameters.tableArn = "<TableArn>") }' }),
        ceiling: 1, severity: SignalSeverity.HIGH, why: 'It is copied.', firstStep: 'See who.',
      });
    });
    expect(made.told()).toEqual([]);
    expect(made.of('AWS::Logs::MetricFilter').filter((f) => JSON.stringify(f.Properties.FilterPattern).includes('ExportTable'))[0].Properties).toMatchObject({
      FilterPattern: { 'Fn::Join': ['', ['{ ($.eventName = "ExportTableToPointInTime") && ($.requestParameters.tableArn = "', { 'Fn::GetAtt': [logicalId(made.stack, 'App/Table/Resource'), 'Arn'] }, '") }']] },
      LogGroupName: { Ref: logicalId(made.stack, 'App/Baseline/Trail/Log') },
    });
  });

  test('nobody is paged while something is deployed, but for what is critical', () => {
    const mute = (everything: boolean): Made => make({}, (watch, stack) => {
      const a = table(stack, 'A');
      watch.observe(a);
      watch.observe(table(stack, 'B'));
      watch.observe(new AccountBaseline(stack, 'Baseline'));
      watch.muteDuring('releases', { schedule: 'cron(0 2 * * SUN)', duration: Duration.hours(2), because: 'releases on Sundays', timeZone: 'Europe/Berlin', everything });
      watch.muteDuring('move', { schedule: 'at(2026-12-24T02:00)', duration: Duration.minutes(30), because: 'the table moves', subjects: [a] });
    });
    const made = mute(false);
    expect(made.told()).toEqual([]);
    const rules = made.of('AWS::CloudWatch::AlarmMuteRule');
    const id = made.watch.watchId;
    const behind = (name: string): string[] => { const { plan } = made.watch._build(); const keys = plan!.composites.find((c) => c.subject === `App/${name}`)!.signals; return plan!.signals.filter((s) => keys.includes(s.key)).flatMap((s) => [s.ceiling!.name, ...(s.band === undefined ? [] : [s.band.name])]).map((n) => n.slice(id.length + 1)).sort(); };
    expect(rules.map((r) => [r.Properties.Name, r.Properties.Rule.Schedule, r.Properties.MuteTargets.AlarmNames.map((n: string) => n.slice(id.length + 1))])).toEqual([
      [`${id}-releases`, { Expression: 'cron(0 2 * * SUN)', Duration: 'PT2H', Timezone: 'Europe/Berlin' }, ['any@App/A', 'any@App/B', 'logGroup.silent@log App/Baseline/Trail/Log', ...['A', 'B'].flatMap((t) => behind(t)).sort()]],
      [`${id}-move`, { Expression: 'at(2026-12-24T02:00)', Duration: 'PT30M', Timezone: 'UTC' }, ['any@App/A', ...behind('A')]],
    ]);
    expect((rules[1].DependsOn as string[]).map((d) => made.resources()[d].Properties.AlarmName as string).sort()).toEqual(['any@App/A', ...behind('A')].map((n) => `${id}/${n}`).sort());
    expect(mute(true).of('AWS::CloudWatch::AlarmMuteRule')[0].Properties.MuteTargets.AlarmNames).toContain(`${id}/account.rootUsed@account`);
  });

  test('what it costs', () => {
    const costs = one().watch.costs();
    expect(costs.map((c) => [c.item, c.quantity])).toEqual([['dashboard', 1], ['alarm', 8], ['composite-alarm', 1]]);
  });
});

describe('who changes it later is told', () => {
  const changed = (change: (made: Made) => void): string[] => { const made = one(); change(made); return made.told(); };
  const alarm = (made: Made): CfnAlarm => { made.watch._build(); return made.watch.node.findAll().find((c): c is CfnAlarm => c instanceof CfnAlarm && !c.node.path.includes('Signals'))!; };
  const aspect = (made: Made, visit: (alarm: CfnAlarm) => void): void => { Aspects.of(made.app).add({ visit: (node) => { if (node instanceof CfnAlarm) visit(node); } }, { priority: 900 }); };

  test.each<[string, (made: Made) => void, string | undefined]>([
    ['no action', (m) => { aspect(m, (a) => { a.alarmActions = []; }); }, 'AlarmActions'],
    ['another topic', (m) => { aspect(m, (a) => { a.alarmActions = ['arn:aws:sns:eu-west-1:111122223333:other']; }); }, 'AlarmActions'],
    ['one more topic', (m) => { aspect(m, (a) => { a.alarmActions = [...a.alarmActions as string[], 'arn:aws:sns:eu-west-1:111122223333:other']; }); }, undefined],
    ['a threshold', (m) => { aspect(m, (a) => { if (a.threshold !== undefined) a.threshold = 1e9; }); }, 'Threshold'],
    ['a threshold by override', (m) => { alarm(m).addPropertyOverride('Threshold', 1e9); }, 'Threshold'],
    ['a unit', (m) => { alarm(m).unit = 'Bytes'; }, 'Unit'],
    ['a unit by override', (m) => { alarm(m).addPropertyOverride('Unit', 'Bytes'); }, 'Unit'],
    ['a condition', (m) => { alarm(m).addOverride('Condition', 'Never'); }, 'Condition'],
    ['another type', (m) => { alarm(m).addOverride('Type', 'AWS::SSM::Parameter'); }, 'Type'],
    ['switched off', (m) => { m.watch._build(); m.watch.node.findAll().find((c): c is CfnCompositeAlarm => c instanceof CfnCompositeAlarm)!.actionsEnabled = false; }, 'ActionsEnabled'],
    ['suppressed', (m) => { m.watch._build(); m.watch.node.findAll().find((c): c is CfnCompositeAlarm => c instanceof CfnCompositeAlarm)!.actionsSuppressor = 'something'; }, 'ActionsSuppressor'],
    ['a rule in place', (m) => { m.watch._build(); m.watch.node.findAll().find((c): c is CfnCompositeAlarm => c instanceof CfnCompositeAlarm)!.alarmRule = 'FALSE'; }, 'AlarmRule'],
    ['removed', (m) => { const a = alarm(m); a.node.scope!.node.tryRemoveChild(a.node.id); }, 'all'],
    ['tags', (m) => { aspect(m, (a) => { a.tags = [{ key: 'team', value: 'platform' }]; }); }, undefined],
    ['the same once more', (m) => { aspect(m, (a) => { if (a.threshold !== undefined) a.threshold = Number(String(a.threshold)); }); }, undefined],
  ])('%s', (_, change, property) => {
    const told = changed(change).filter((t) => !t.startsWith('SignalBusChanged'));
    if (property === undefined) expect(told).toEqual([]);
    else expect([...new Set(told.map((t) => t.split(':')[0]))]).toEqual(['WatchChanged']);
    if (property !== undefined) expect(told[0]).toContain(`\`${property}\``);
  });

  const nested = (): Made => make({ nestedStacks: 2, noTrailBecause: 'elsewhere' }, (watch, stack) => { for (const n of [1, 2, 3]) watch.observe(new sqs.Queue(stack, `Queue${n}`)); });
  const shard = (made: Made): CfnResource => { made.watch._build(); return made.stack.node.findAll().find((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === 'AWS::CloudFormation::Stack')!; };
  test.each<[string, (made: Made) => void, string | undefined]>([
    ['a condition on all its alarms', (m) => { shard(m).addOverride('Condition', 'Never'); }, 'Condition'],
    ['another template', (m) => { shard(m).addPropertyOverride('TemplateURL', 'https://example.com/empty.json'); }, 'TemplateURL'],
    ['other parameters: another topic', (m) => { shard(m).addPropertyOverride('Parameters', {}); }, 'Parameters'],
    ['another type', (m) => { shard(m).addOverride('Type', 'AWS::SSM::Parameter'); }, 'Type'],
    ['a condition of CDK', (m) => { shard(m).cfnOptions.condition = new CfnCondition(m.stack, 'Never'); }, 'Condition'],
    ['removed', (m) => { const s = shard(m); const home = Stack.of(m.watch).node.findAll().find((c) => Stack.isStack(c) && (c as Stack).nestedStackResource === s)!; home.node.scope!.node.tryRemoveChild(home.node.id); }, 'all'],
    ['a tag', (m) => { shard(m).addPropertyOverride('Tags', [{ Key: 'team', Value: 'platform' }]); }, undefined],
  ])('a nested stack of alarms: %s', (_, change, property) => {
    const made = nested();
    change(made);
    const told = made.told();
    expect([...new Set(told.map((t) => t.split(':')[0]))]).toEqual(property === undefined ? [] : ['WatchChanged']);
    if (property !== undefined) expect(told.join()).toContain(`\`${property}\``);
  });

  const flows = (): Made => make({ noTrailBecause: 'elsewhere' }, (watch, stack) => { watch.observe(new ec2.CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' }), { writeFlowLog: true }); });
  const flowLog = (made: Made): ec2.CfnFlowLog => { made.watch._build(); return made.watch.node.findAll().find((c): c is ec2.CfnFlowLog => c instanceof ec2.CfnFlowLog)!; };
  test.each<[string, (log: ec2.CfnFlowLog) => void, string | undefined]>([
    ['nothing', () => undefined, undefined],
    ['accepted flows alone', (f) => { f.trafficType = 'ACCEPT'; }, 'TrafficType'],
    ['another format', (f) => { f.addPropertyOverride('LogFormat', '${srcaddr}'); }, 'LogFormat'],
    ['no tag', (f) => { f.tagFieldSpecifications = undefined; }, 'TagFieldSpecifications'],
    ['another tag first', (f) => { f.addPropertyOverride('TagFieldSpecifications.0.TagKeys', ['Name', 'zero-trust:segment']); }, 'TagFieldSpecifications'],
    ['removed', (f) => { f.node.scope!.node.tryRemoveChild('FlowLog'); }, 'all'],
  ])('the flow log of a watch: %s', (_, change, property) => {
    const made = flows();
    change(flowLog(made));
    const told = made.told();
    expect([...new Set(told.map((t) => t.split(':')[0]))]).toEqual(property === undefined ? [] : ['WatchChanged']);
    if (property !== undefined) expect(told.join()).toContain(`\`${property}\``);
  });

  test.each<[string, (made: Made) => string, boolean]>([
    ['by its name', (m) => `${m.watch.watchId}/any@App/Table`, true], ['by reference', (m) => (m.watch.node.findAll().find((c) => c instanceof CfnCompositeAlarm) as CfnCompositeAlarm).ref, true],
    ['by a text with a reference', (m) => Fn.sub('${Name}', { Name: alarm(m).ref }), true], ['by the bus\'s own name', (m) => (m.watch.bus.node.findChild('Losses') as CfnAlarm).alarmName!, true],
    ['by reference to the bus\'s own', (m) => (m.watch.bus.node.findChild('Losses') as CfnAlarm).ref, true],
    ['another alarm', (m) => new CfnAlarm(m.stack, 'Other', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 }).ref, false], ['a parameter', (m) => new CfnParameter(m.stack, 'Name').valueAsString, false],
  ])('a mute rule of somebody else: %s', (_, target, isOurs) => {
    const told = changed((m) => { m.watch._build(); new CfnAlarmMuteRule(m.stack, 'Mute', { rule: { schedule: { duration: 'PT1H', expression: 'cron(0 2 * * *)' } }, muteTargets: { alarmNames: [target(m)] } }); });
    expect(told.map((t) => t.split(':')[0])).toEqual(isOurs ? ['WatchMutedByOther'] : []);
  });

  test('a mute rule of somebody else', () => {
    expect(changed((m) => { new CfnAlarmMuteRule(m.stack, 'Mute', { rule: { schedule: { duration: 'PT1H', expression: 'cron(0 2 * * *)' } }, muteTargets: { alarmNames: [`${m.watch.watchId}/any@App/Table`, 'other'] } }); })).toEqual([expect.stringMatching(/^WatchMutedByOther: `App\/Mute` mutes `[^`]*any@App\/Table` of watch/)]);
  });

  test('and whoever declares too late gets an error at once', () => {
    const { watch, stack } = one();
    watch._build();
    for (const late of [() => { watch.observe(stack); }, () => { watch.off('table.read', { because: 'late' }); }, () => { watch.override('table.read', { ceiling: 3 }); }, () => { watch.muteDuring('m', {} as never); }, () => { watch.excludeFromLearning({ start: '', end: '' }); }]) expect(late).toThrow(/^DeclaredTooLate: .* watch `App\/Watch`/);
  });
});

test('a finding that is off here and comes by the bus all the same is told', () => {
  const off = (props: object): string[] => make(props, (watch, stack) => { watch.observe(new AccountBaseline(stack, 'Baseline')); watch.off('guardDuty.finding', { because: 'somebody else hears of it' }); }).told();
  expect(off({})).toEqual([expect.stringMatching(/^OverrideWithoutEffect: signal `guardDuty.finding` is turned off here, and signal bus `App\/Watch\/Signals` brings it all the same/)]);
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'App', { env: ENV });
  const watch = new Watch(stack, 'Watch', { owner: 'team', bus: new SignalBus(stack, 'Signals', { findingServices: [] }) });
  watch.observe(new AccountBaseline(stack, 'Baseline'));
  watch.off('guardDuty.finding', { because: 'the organization hears of it' });
  const warnings = (app.synth(), app.node.findAll().flatMap((c) => c.node.metadata).filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data)));
  expect(warnings.map((w) => w.split(':')[0])).toEqual(['FindingsNotRelayed']);
  expect(warnings.join()).not.toContain('`guardDuty.finding`');
});

test('beside a mistake nothing is made', () => {
  const made = make({ owner: '' }, (watch, stack) => { watch.observe(table(stack)); });
  expect(made.told()[0]).toMatch(/^WatchWithoutOwner/);
  expect(made.watch.node.findAll().filter((c) => CfnResource.isCfnResource(c) && !c.node.path.includes('/Signals/'))).toEqual([]);
});

test('a bus that exists is used, and a second one is not made', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'App', { env: ENV });
  const bus = new SignalBus(stack, 'Signals');
  const watch = new Watch(stack, 'Watch', { owner: 'team', bus, noTrailBecause: 'elsewhere' });
  watch.observe(table(stack));
  const resources = app.synth().getStackByName('App').template.Resources as Json;
  expect(Object.values<Json>(resources).filter((r) => r.Type === 'AWS::SNS::Topic').length).toBe(1);
  expect(Object.values<Json>(resources).filter((r) => r.Type === 'AWS::CloudWatch::CompositeAlarm')[0].Properties.AlarmActions).toEqual([{ Ref: stack.getLogicalId(bus.node.findChild('Topic') as CfnResource) }]);
});
