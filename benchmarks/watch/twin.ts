/** A plain CDK app that writes the same alarms, models, filters, composites and the dashboard by hand: every name and text is a literal, nothing is worked out. */
import { readFileSync } from 'node:fs';
import { type CfnResource, NestedStack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { base, usage } from './base';

interface Written {
  readonly type: string;
  readonly home: string;
  readonly id: string;
  readonly props: Record<string, unknown>;
  readonly dependsOn: readonly string[];
}

const [routes, outdir, recorded] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const [{ prefix }, ...all] = JSON.parse(readFileSync(recorded, 'utf8')) as [{ readonly prefix: string }, ...Written[]];
const { app, stack, door, tables, bus } = base(routes, outdir, [prefix]);
const values: Readonly<Record<string, () => string>> = { topic: () => bus.topicArn, partition: () => stack.partition, log: () => (door.node.findChild('AccessLog') as unknown as { ref: string }).ref };
door._build(); // its log has to be there

const fill = (value: unknown): unknown => {
  if (typeof value === 'string') return value.includes('@@') ? value.replace(/@@(topic|log|partition|table)(\d*)@@/g, (_, name: string, i: string) => (name === 'table' ? tables[Number(i)].ref : values[name]())) : value;
  if (Array.isArray(value)) return value.map(fill);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v)])) : value;
};
const CLASSES: Readonly<Record<string, new (scope: Construct, id: string, props: never) => CfnResource>> = {
  Alarm: cloudwatch.CfnAlarm, AnomalyDetector: cloudwatch.CfnAnomalyDetector, CompositeAlarm: cloudwatch.CfnCompositeAlarm, Dashboard: cloudwatch.CfnDashboard, MetricFilter: CfnMetricFilter,
};
const watch = new Construct(stack, 'Watch');
const made = new Map<string, CfnResource>();
for (const { type, home, id, props } of all) {
  const scope = home === '' ? watch : (watch.node.tryFindChild(home) as NestedStack | undefined) ?? new NestedStack(watch, home, { description: `Alarms of watch Watch, part ${home.split('-')[1]}` });
  const filled = fill(props) as Record<string, unknown>;
  made.set(home === '' ? id : `${home}/${id}`, new CLASSES[type](scope, id, (type === 'Dashboard' ? { ...filled, dashboardBody: stack.toJsonString(filled.dashboardBody) } : filled) as never));
}
const nested = (path: string): CfnResource => made.get(path) ?? (watch.node.findChild(path.replace(/\.NestedStack.*$/, '')) as NestedStack).nestedStackResource as CfnResource;
for (const { home, id, dependsOn } of all) for (const on of dependsOn) made.get(home === '' ? id : `${home}/${id}`)!.addDependency(nested(on));
app.synth();
process.stdout.write(usage());
