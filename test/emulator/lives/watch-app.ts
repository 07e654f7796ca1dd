/**
 * A watch: what is deployed is read back and compared with its plan; a static alarm rings through PutMetricData, comes to the topic once, as its composite, and to the bus,
 * and is over again. A firewall is watched too; what stands of it is firewall-app.ts's to read. Bands are made and never ring here: their maths are CloudWatch's.
 */
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { strict as assert } from 'node:assert';
import { readSignal } from '../../../lib/contract/signal';
import { Project } from '../project';
import { Life, type World } from './life';

const FILE = 'watch-app.ts';
const STACK = 'WatchApp';
const SECONDS = 60;

export async function watchApp(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, 'watch-app', 'test/emulator/apps', [FILE], FILE);
  const life = new Life(world, project, [STACK]);
  await report.must('deploys', async () => { await life.deploy('first'); });

  const cloudWatch = new CloudWatchClient(emulator.config());
  const sqs = new SQSClient(emulator.config());
  const template = (await life.stacks.template(STACK))! as unknown as { readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, any> }>> };
  const planned = Object.values(template.Resources);
  const id = planned.find((r) => r.Type === 'AWS::CloudWatch::Dashboard')!.Properties.DashboardName as string;
  const queueUrl = (name: string): string => `${emulator.url}/000000000000/${name}`;

  await report.check('alarms stand as they were planned: figures, actions, which of them act', async () => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${id}/`, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }));
    const mine = planned.filter((r) => String(r.Properties.AlarmName ?? '').startsWith(`${id}/`));
    assert.equal(MetricAlarms.length + CompositeAlarms.length, mine.length);
    for (const { Properties: p } of mine.filter((r) => r.Type === 'AWS::CloudWatch::Alarm' && r.Properties.Metrics === undefined)) {
      const there = MetricAlarms.find((a: MetricAlarm) => a.AlarmName === p.AlarmName);
      assert.deepStrictEqual([there?.Threshold, there?.Period, there?.ComparisonOperator, there?.TreatMissingData, there?.AlarmDescription, there?.AlarmActions?.length], [p.Threshold, p.Period, p.ComparisonOperator, p.TreatMissingData, p.AlarmDescription, 1]);
      assert.equal(there?.ActionsEnabled, p.ActionsEnabled !== false, p.AlarmName as string);
    }
    for (const { Properties: p } of mine.filter((r) => r.Type === 'AWS::CloudWatch::CompositeAlarm')) assert.equal(CompositeAlarms.find((a) => a.AlarmName === p.AlarmName)?.AlarmRule, p.AlarmRule);
  });

  const put = async (value: number): Promise<void> => {
    for (let minute = 0; minute < 4; minute++) await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData: [{ MetricName: 'NumberOfMessagesReceived', Dimensions: [{ Name: 'QueueName', Value: 'imports' }], Value: value, Timestamp: new Date(Date.now() - minute * 60_000) }] }));
  };
  const taken = async (name: string, isWanted: (body: any) => boolean): Promise<any[]> => {
    const found: any[] = [];
    for (const end = Date.now() + SECONDS * 1000; Date.now() < end;) {
      // An alarm is judged when somebody looks.
      await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${id}/queue`, AlarmTypes: ['MetricAlarm'] }));
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl(name), MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
      for (const message of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(name), ReceiptHandle: message.ReceiptHandle }));
        found.push(JSON.parse(message.Body!));
      }
      if (found.some(isWanted)) return found;
    }
    throw new Error(`nothing came to \`${name}\` in ${SECONDS} s but ${JSON.stringify(found).slice(0, 2000)}\n${emulator.complaints()}`);
  };

  await report.check('a static alarm rings through PutMetricData: people are paged once, by its composite', async () => {
    await put(500);
    const pages = await taken('people', (m) => String(m.Message).includes(`${id}/any@`));
    const alarms = pages.map((m) => JSON.parse(m.Message as string)).filter((m) => m.NewStateValue === 'ALARM').map((m) => m.AlarmName as string);
    assert.deepStrictEqual(alarms, [`${id}/any@WatchApp/Imports`]);
  });
  await report.check('and the bus has it, in the shape that is documented', async () => {
    const events = await taken('responder', (e) => e.detail?.signal === 'queue.received' && e.detail.state === 'raised');
    const event = events.find((e) => e.detail?.signal === 'queue.received' && e.detail.state === 'raised');
    const read = readSignal(event?.detail);
    assert.ok('signal' in read, JSON.stringify(read));
    assert.deepStrictEqual([read.signal.severity, read.signal.subject, read.signal.owner, event['detail-type']], ['medium', { kind: 'queue', id: 'WatchApp/Imports' }, 'platform team', 'zero-trust.signal/1']);
  });
  await report.check('the web firewall is deployed', async () => {
    assert.ok((await life.stacks.resources(STACK)).some((r) => r.ResourceType === 'AWS::WAFv2::WebACL' && r.PhysicalResourceId !== undefined));
  });
  await report.check('nothing is left when it is gone', async () => {
    life.succeeded(await project.destroy());
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${id}/`, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));
    assert.deepStrictEqual([MetricAlarms, CompositeAlarms], [[], []]);
  });
}
