/**
 * The library's side: the door and the tables are observed. With a file for a third argument it writes down what it made, resource by resource, as literals: that is
 * what the twin makes by hand.
 */
import { writeFileSync } from 'node:fs';
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Watch } from '../../lib';
import { base, SHARDS, usage } from './base';

const [routes, outdir, record] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const { app, stack, door, tables, bus } = base(routes, outdir);
const watch = new Watch(stack, 'Watch', { owner: 'platform team', bus, nestedStacks: SHARDS, noTrailBecause: 'measured without' });
watch.observe(door);
for (const table of tables) watch.observe(table);
app.synth();
process.stdout.write(usage());

if (record !== undefined) {
  const { emitted: { written } } = watch._build();
  const names = new Map<string, string>([[bus.topicArn, '@@topic@@'], [stack.partition, '@@partition@@'], [(door.node.findChild('AccessLog') as unknown as { ref: string }).ref, '@@log@@'], ...tables.map((t, i): [string, string] => [t.ref, `@@table${i}@@`])]);
  const literal = (props: unknown): unknown => JSON.parse([...names].reduce((text, [token, name]) => text.replaceAll(token, name), JSON.stringify(props)));
  const homeOf = (r: CfnResource): string => (Stack.of(r) === stack ? '' : Stack.of(r).node.id);
  const dashboard = watch._build().plan!.dashboard;
  // The twin makes its nested stacks where something stands in them.
  writeFileSync(record, JSON.stringify(written.filter(({ resource }) => resource.cfnResourceType !== 'AWS::CloudFormation::Stack').map(({ resource, props }) => ({
    type: resource.cfnResourceType.split('::').pop(), home: homeOf(resource), id: resource.node.id,
    props: literal('dashboardBody' in props ? { ...props, dashboardBody: dashboard } : props), dependsOn: resource.obtainDependencies().map((d) => (d as CfnResource).node.path.split('/').slice(2).join('/')),
  }))));
  process.stderr.write(JSON.stringify({ id: watch.watchId, usd: watch.costs() }));
}
