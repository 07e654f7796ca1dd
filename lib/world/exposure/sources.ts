/**
 * Where events of triggers come from, and who may write to it: queues, topics, buckets, buses, streams, tables, state machines.
 *
 *   world.sources.get('App.Queue')    // { policies: [its QueuePolicy], routes: [{ door, route }], feeds: ['App.Topic'] }
 *
 * Facts: its own policies of these templates, routes of APIs that call its service and name it, and other sources that write into it.
 * One that is named by a text is known by that text alone. Not read: policies elsewhere, access points, ACLs of buckets.
 */
import { viewOf } from '../network/read';
import { own } from '../template/read/body';
import { Sym, type Value } from '../template/value';
import { symsIn } from '../template/walk';
import type { Resource } from '../template/model';
import { type Context, labelOf } from './context';
import type { Door, Id, Policy, Route, Source, Trigger } from './model';
import { policiesOf, policyOf } from './policies';
import { fieldsOf } from './text';

interface Kind {
  /** As integrations name it. */
  readonly service: string;
  readonly actions: readonly string[];
  /** Type, property that names what it is put on, property of the document. */
  readonly policies: readonly (readonly [type: string, on: string, document: string])[];
  /** The property of its own that holds one. */
  readonly inside?: string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::SQS::Queue': { service: 'sqs', actions: ['sqs:SendMessage'], policies: [['AWS::SQS::QueuePolicy', 'Queues', 'PolicyDocument'], ['AWS::SQS::QueueInlinePolicy', 'Queue', 'PolicyDocument']] },
  'AWS::SNS::Topic': { service: 'sns', actions: ['sns:Publish'], policies: [['AWS::SNS::TopicPolicy', 'Topics', 'PolicyDocument'], ['AWS::SNS::TopicInlinePolicy', 'TopicArn', 'PolicyDocument']] },
  'AWS::S3::Bucket': { service: 's3', actions: ['s3:PutObject', 's3:DeleteObject'], policies: [['AWS::S3::BucketPolicy', 'Bucket', 'PolicyDocument']] },
  'AWS::Events::EventBus': { service: 'events', actions: ['events:PutEvents'], policies: [['AWS::Events::EventBusPolicy', 'EventBusName', 'Statement']], inside: 'Policy' },
  'AWS::Kinesis::Stream': { service: 'kinesis', actions: ['kinesis:PutRecord', 'kinesis:PutRecords'], policies: [['AWS::Kinesis::ResourcePolicy', 'ResourceArn', 'ResourcePolicy']] },
  'AWS::DynamoDB::Table': { service: 'dynamodb', actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'], policies: [], inside: 'ResourcePolicy.PolicyDocument' },
  'AWS::StepFunctions::StateMachine': { service: 'states', actions: ['states:StartExecution', 'states:StartSyncExecution'], policies: [] },
  'AWS::KinesisFirehose::DeliveryStream': { service: 'firehose', actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'], policies: [] },
};
const DEFAULT_BUS = 'default';
/** The property of a trigger that names its source; empty: it is one itself. */
const FROM: Readonly<Record<string, string>> = {
  'AWS::Lambda::EventSourceMapping': 'EventSourceArn', 'AWS::SNS::Subscription': 'TopicArn', 'AWS::Events::Rule': 'EventBusName', 'AWS::Pipes::Pipe': 'Source', 'Custom::S3BucketNotifications': 'BucketName',
  'AWS::S3::Bucket': '', 'AWS::SNS::Topic': '', 'AWS::StepFunctions::StateMachine': '', 'AWS::KinesisFirehose::DeliveryStream': '',
};
/** What else is written to by them. */
const INTO: readonly (readonly [type: string, ...to: readonly string[]])[] = [
  ['AWS::SNS::Subscription', 'Endpoint'], ['AWS::SNS::Topic', 'Subscription.*.Endpoint'], ['AWS::Events::Rule', 'Targets.*.Arn'], ['AWS::Pipes::Pipe', 'Target'],
  ['AWS::S3::Bucket', 'NotificationConfiguration.QueueConfigurations.*.Queue', 'NotificationConfiguration.TopicConfigurations.*.Topic'],
];

export function sourceOf(context: Context, resource: Resource | undefined): readonly Id[] {
  const from = resource === undefined ? undefined : own(FROM, resource.type);
  if (resource === undefined || from === undefined) return [];
  if (from === '') return [resource.id];
  if (resource.type === 'AWS::Events::Rule' && resource.value('EventPattern') === undefined) return [];
  const found = context.each(resource, from).map(({ value }) => idOf(context, value as Value | undefined));
  return [...new Set(found.flatMap((id) => id ?? (resource.type === 'AWS::Events::Rule' ? DEFAULT_BUS : [])))];
}

function idOf(context: Context, value: Value | undefined): Id | undefined {
  if (value instanceof Sym && value.resource !== undefined) return value.resource;
  const text = context.text(value);
  return text === undefined ? undefined : /(^|event-bus\/)default$/.test(text) ? DEFAULT_BUS : /\u0001res:([^:\u0002]+)/.exec(text)?.[1] ?? `text:${text}`;
}

/** Of the triggers, and of what writes into theirs. */
export function readSources(context: Context, triggers: readonly Trigger[]): ReadonlyMap<Id, Source> {
  const out = new Map<Id, Source>();
  const wanted = [...new Set(triggers.flatMap((t) => t.sources ?? []))];
  if (wanted.length === 0) return out;
  const feeds = feedsOf(context);
  for (const id of wanted) {
    if (out.has(id)) continue;
    const resource = context.templates.resource(id);
    const kind = id === DEFAULT_BUS ? KINDS['AWS::Events::EventBus'] : own(KINDS, resource?.type ?? '');
    const from = feeds.get(id) ?? [];
    wanted.push(...from);
    out.set(id, { id, label: resource === undefined ? id.replace(/^text:/, '') : labelOf(id), actions: kind?.actions ?? [], policies: kind === undefined ? [] : attached(context, id, kind, resource), routes: kind === undefined ? [] : routesInto(context, id, kind), feeds: from });
  }
  return out;
}

function attached(context: Context, id: Id, { policies, inside }: Kind, resource: Resource | undefined): Policy[] {
  const on = policies.flatMap(([type, property, document]) => context.ofType(type).flatMap((policy) => {
    const names = viewOf(policy).items(property).map(({ value }) => idOf(context, value as Value));
    if (!(names.length === 0 ? [DEFAULT_BUS] : names).some((n) => n === id || isSame(context, n, resource))) return [];
    if (document !== 'Statement') return policiesOf(context, policy, document);
    // Of a bus: one statement, or the older form in properties of its own.
    return policy.value('Statement') === undefined ? flatStatement(context, policy) : context.each(policy, 'Statement').map((a) => policyOf(context, { ...a, value: { Statement: a.value } as never }));
  }));
  return [...on, ...inside === undefined || resource === undefined ? [] : policiesOf(context, resource, inside).filter((p) => p.statements !== undefined || p.unknowns.length > 0)];
}

/** By the name that the template gives it. */
function isSame(context: Context, named: Id | undefined, resource: Resource | undefined): boolean {
  if (named === undefined || !named.startsWith('text:') || resource === undefined) return false;
  const names = ['QueueName', 'TopicName', 'BucketName', 'Name'].flatMap((p) => resource.alternatives(p)).flatMap(({ value }) => context.text(value as Value) ?? []);
  return names.some((n) => named === `text:${n}` || named.endsWith(`/${n}`) || named.endsWith(`:${n}`));
}

/** The older form: `Principal: '*'`, with a condition or none. */
function flatStatement(context: Context, policy: Resource): Policy[] {
  return context.each(policy, 'Principal').map(({ guard, value }) => {
    const text = context.text(value as Value) ?? '\u0001?Principal\u0002';
    const condition = policy.value('Condition') === undefined ? [] : [{ operator: context.text(policy.value('Condition', 'Type')) ?? 'unknown', key: context.text(policy.value('Condition', 'Key')) ?? '', values: [context.text(policy.value('Condition', 'Value')) ?? '\u0001?Value\u0002'] }];
    return { guard, place: policy.place, unknowns: [], statements: [{ effect: 'Allow' as const, principals: [text === '*' ? '*' : `aws:${text}`], actions: [context.text(policy.value('Action')) ?? 'events:PutEvents'], resources: ['*'], conditions: condition, unknowns: [] }] };
  });
}

function feedsOf(context: Context): ReadonlyMap<Id, Id[]> {
  const out = new Map<Id, Id[]>();
  for (const [type, ...paths] of INTO) {
    for (const resource of context.ofType(type)) {
      for (const { value } of paths.flatMap((path) => viewOf(resource).items(path))) {
        const to = idOf(context, value as Value);
        if (to !== undefined) out.set(to, [...out.get(to) ?? [], ...sourceOf(context, resource)]);
      }
    }
  }
  return out;
}

/** Of a route that names none of its service, nobody knows which it means. */
function routesInto(context: Context, id: Id, { service }: Kind): Source['routes'] {
  return context.doors.flatMap((door) => door.routes.flatMap((route) => route.targets.filter((t) => t.target.kind === 'service' && serviceOf(t.target.id, t.target.label) === service).flatMap(({ guard, target }) => {
    const syms = symsIn(integrationOf(context, door, route, target.id)).flatMap((s) => s.resource ?? []).filter((r) => own(KINDS, context.templates.resource(r)?.type ?? '')?.service === service);
    return syms.length > 0 && !syms.includes(id) ? [] : [{ door: door.id, route: route.id, guard }];
  })));
}

const SUBTYPES: Readonly<Record<string, string>> = { eventbridge: 'events', stepfunctions: 'states' };

/** `service:arn:aws:apigateway:R:sqs:path/...`, `SQS-SendMessage`. */
function serviceOf(id: string, label: string): string {
  const [, , kind, , service = ''] = fieldsOf(id.replace(/^service:/, ''));
  if (kind === 'apigateway') return service;
  const word = label.split('-')[0].toLowerCase();
  return own(SUBTYPES, word) ?? word;
}

function integrationOf({ templates }: Context, door: Door, route: Route, target: Id): Value | undefined {
  const [method, called] = [templates.resource(route.id.replace(/#\d+$/, '')), templates.resource(target.replace(/^service:/, ''))];
  if (called !== undefined) return called.value();
  return method?.type === 'AWS::ApiGateway::Method' ? method.value('Integration') : templates.resource(door.id)?.value('Body');
}
