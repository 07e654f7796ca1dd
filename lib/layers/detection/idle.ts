/**
 * What a watch costs while nothing happens, as lines of the stage's report: `idleOf(watch)`. Beside what `costs()` lists, a bus that the watch made has a key and an alarm of its own.
 */
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IdleItem } from '../network/catalogue';
import type { Watch } from './watch';

const WHAT: Readonly<Record<string, string>> = {
  'alarm': 'metrics of alarms', 'composite-alarm': 'composite alarms', 'custom-metric': 'metrics of filters', 'dashboard': 'dashboard', 'high-resolution-alarm': 'metrics of alarms of high resolution',
};

export function idleOf(watch: Watch): readonly IdleItem[] {
  const { bus, _props: { bus: given, topic, topicKey } } = watch;
  const of = `watch ${watch.node.id}`;
  const own = given === undefined ? bus.node.findAll().filter((c) => c instanceof CfnAlarm).length : 0;
  return [
    ...(watch._build().plan?.costs ?? []).map(({ item, quantity }) => ({ item, quantity, why: `${WHAT[item] ?? item} of ${of}` })),
    ...(own === 0 ? [] : [{ item: 'alarm', quantity: own, why: `alarms of the bus of ${of}` }]),
    ...(given === undefined && topic === undefined && topicKey === undefined ? [{ item: 'kms-key', quantity: 1, why: `key of the topic of ${of}` }] : []),
  ];
}
