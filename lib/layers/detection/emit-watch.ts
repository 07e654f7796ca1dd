/**
 * A plan becomes constructs: ``emitWatch(plan, { scope, topicArn, ... })``.
 *
 * INVARIANT: a construct path is the watch, the shard and the key of the signal, so its logical id and its stack depend on nothing else. INVARIANT: every alarm names
 * the topic in its actions; what pages as a part of a composite alarm has them switched off, and its changes of state go to the bus all the same, since CloudWatch sends those
 * to EventBridge whatever actions do. (Amazon CloudWatch user guide, "Alarm events and EventBridge", stored copies without a date, looked up 2026-11-22: "whenever an alarm changes
 * state"; of actions not a word. Unverified: that it holds where they are switched off. Of muted ones the page on MuteTargets says it.)
 * Findings of services are no rules here: the signal bus has them.
 */
import { type CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnAlarmMuteRule, CfnAnomalyDetector, CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { idHash, shardOf } from '../front-door/compiler/shard';
import type { PlannedMute } from './mute';
import type { PlannedSignal, Properties, WatchPlan } from './model';

/** What was written: the resource, and its properties as its class takes them. */
export interface WrittenResource {
  readonly resource: CfnResource;
  readonly props: Properties;
  /** What it watches, for messages. */
  readonly what: string;
  /** CDK fills its properties in: only what is overridden is a change. */
  readonly isOfCdk?: true;
}

export interface EmittedWatch {
  readonly written: readonly WrittenResource[];
  readonly stacks: readonly NestedStack[];
}

export interface WatchEmitter {
  readonly scope: Construct;
  readonly watchId: string;
  readonly topicArn: string;
  readonly mutes: readonly PlannedMute[];
}

type Make = new (scope: Construct, id: string, props: any) => CfnResource;

/** How long a part waits for its whole to ring, and stays silent after it; seconds. Ceilings of both are judged every five minutes. */
const [WAIT, EXTENSION] = [120, 300];

export function emitWatch(plan: WatchPlan, { scope, watchId, topicArn, mutes }: WatchEmitter): EmittedWatch {
  const written: WrittenResource[] = [];
  const stacks = new Map<number, NestedStack>();
  const make = (type: Make, home: Construct, id: string, props: Properties, what: string): CfnResource => {
    const resource = new type(home, id, copied(props));
    written.push({ resource, props, what });
    return resource;
  };
  const homeOf = (shard: number | undefined): Construct => {
    if (shard === undefined) return scope;
    const known = stacks.get(shard);
    if (known !== undefined) return known;
    const made = new NestedStack(scope, `Alarms-${shard}`, { description: `Alarms of watch ${scope.node.id}, part ${shard}` });
    stacks.set(shard, made);
    // Whoever takes it out, or hands it other parameters, takes all its alarms out.
    written.push({ resource: made.nestedStackResource as CfnResource, props: {}, what: `alarms, part ${shard}`, isOfCdk: true });
    return made;
  };
  const shards = plan.signals.reduce((most, s) => Math.max(most, (s.shard ?? -1) + 1), 0);
  const grouped = new Set(plan.composites.flatMap((c) => c.signals));
  const alarms = new Map<string, readonly CfnResource[]>();
  const filters = new Set<string>();
  const pages = { alarmActions: [topicArn], okActions: [topicArn] };
  for (const signal of plan.signals) {
    if (signal.filter !== undefined && !filters.has(signal.filter.key)) {
      filters.add(signal.filter.key);
      // Shared by subjects whose alarms live in several stacks: it goes by its own name.
      make(CfnMetricFilter, homeOf(shards === 0 ? undefined : shardOf(signal.filter.key, shards)), constructId(`Filter ${signal.filter.key}`), struct(signal.filter.properties), signal.signal);
    }
    alarms.set(signal.key, emitAlarms(signal, homeOf(signal.shard), grouped.has(signal.key) ? { ...pages, actionsEnabled: false } : pages, make));
  }
  const composites = new Map<string, CfnResource>();
  const nested = (resource: CfnResource): CfnResource => {
    const stack = Stack.of(resource);
    return stack === Stack.of(scope) ? resource : stack.nestedStackResource as CfnResource;
  };
  const byKey = new Map(plan.signals.map((s) => [s.key, s]));
  for (const composite of plan.composites) {
    const children = composite.signals.flatMap((key) => [byKey.get(key)?.ceiling, byKey.get(key)?.band].flatMap((alarm) => alarm?.name ?? []));
    composites.set(composite.key, make(CfnCompositeAlarm, scope, constructId(composite.key), {
      alarmName: composite.name, alarmDescription: composite.description, actionsEnabled: true, ...pages, alarmRule: children.map((name) => `ALARM("${name}")`).join(' OR '),
      ...(composite.suppressor === undefined ? {} : { actionsSuppressor: composite.suppressor.name, actionsSuppressorWaitPeriod: WAIT, actionsSuppressorExtensionPeriod: EXTENSION }),
    }, composite.subject));
  }
  for (const { key, signals, suppressor } of plan.composites) {
    const resource = composites.get(key)!;
    // Alarms are named in its rule, and have to be there.
    for (const child of new Set(signals.flatMap((s) => alarms.get(s) ?? []).map(nested))) resource.addResourceDependency(child);
    const whole = suppressor === undefined ? undefined : composites.get(suppressor.key);
    if (whole !== undefined) resource.addResourceDependency(whole);
  }
  make(CfnDashboard, scope, 'Dashboard', { dashboardName: watchId, dashboardBody: Stack.of(scope).toJsonString(plan.dashboard) }, 'the dashboard');
  for (const { id, properties } of mutes) {
    const rule = make(CfnAlarmMuteRule, scope, id, struct(properties), id);
    const muted = new Set((properties.MuteTargets as { readonly AlarmNames: readonly string[] }).AlarmNames);
    const named = [...plan.composites.filter((c) => muted.has(c.name)).map((c) => composites.get(c.key)!), ...plan.signals.filter((s) => muted.has(s.ceiling?.name ?? '') || muted.has(s.band?.name ?? '')).flatMap((s) => alarms.get(s.key) ?? [])];
    for (const alarm of new Set(named.map(nested))) rule.addResourceDependency(alarm);
  }
  return { written, stacks: [...stacks.values()] };
}

/** Its alarms; a band stands on a model that is there. */
function emitAlarms({ key, signal, subject, ceiling, band }: PlannedSignal, home: Construct, actions: Properties, make: (type: Make, home: Construct, id: string, props: Properties, what: string) => CfnResource): readonly CfnResource[] {
  const what = `${signal} of ${subject.id}`;
  if (ceiling === undefined) return []; // an event: the bus has it
  const alarms = [make(CfnAlarm, home, constructId(key), { ...struct(ceiling.properties), ...actions }, what)];
  if (band !== undefined) {
    const detector = make(CfnAnomalyDetector, home, constructId(`${key} model`), struct(band.detector), what);
    const alarm = make(CfnAlarm, home, constructId(`${key} band`), { ...struct(band.properties), ...actions }, what);
    alarm.addResourceDependency(detector);
    alarms.push(alarm);
  }
  return alarms;
}

/** `route.denied@App/Door GET /documents/{id}` -> `route-denied-App-Door-GET-documents-id-1a2b3c4d`: what is cut away is in the hash. */
function constructId(key: string): string {
  return `${key.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 120)}-${idHash(key)}`;
}

/** Templates name properties in PascalCase, L1 classes in camelCase; nothing of CloudWatch's is a map with keys of one's own. */
function struct(properties: Properties): Record<string, unknown> {
  return lower(properties) as Record<string, unknown>;
}

function lower(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lower);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [propOf(k), lower(v)]));
}

/** As CDK's generator: `OKActions` is `okActions`. */
function propOf(name: string): string {
  return name === 'OKActions' ? 'okActions' : name[0].toLowerCase() + name.slice(1);
}

/** L1 classes keep the lists and structs that they are given: they get their own. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copied(v)]));
}
