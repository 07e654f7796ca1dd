/**
 * What AWS SAM makes of its types beside what stands in the template: URLs, APIs, permissions, roles.
 *
 * It is not expanded here, so each resource of a type that makes ways in, or that may, is unknown to the whole world, as a macro is;
 * a function with a URL or the event of an API is told by name (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html, 2026-11).
 */
import type { Unknown } from '../facts';
import { isMap } from '../template/walk';
import { type Context, labelOf } from './context';
import { shownText } from './text';

/** They call nothing, and nobody calls them. */
const QUIET = new Set(['AWS::Serverless::LayerVersion', 'AWS::Serverless::SimpleTable', 'AWS::Serverless::CapacityProvider']);
const FUNCTION = 'AWS::Serverless::Function';
/** Events that AWS brings on behalf of whoever IAM lets write to their source. */
const WRITTEN = new Set(['CloudWatchEvent', 'CloudWatchLogs', 'Cognito', 'DocumentDB', 'DynamoDB', 'EventBridgeRule', 'Kinesis', 'MQ', 'MSK', 'S3', 'SNS', 'SQS', 'Schedule', 'ScheduleV2', 'SelfManagedKafka', 'IoTRule']);

export function serverlessUnknowns(context: Context): Unknown[] {
  const types = context.templates.typeNames ?? [...new Set(context.templates.resources.map((r) => r.type))].sort();
  return types.filter((type) => type.startsWith('AWS::Serverless::') && !QUIET.has(type)).flatMap((type) => context.templates.ofType(type).map(({ place }): Unknown => ({
    token: `type ${type}`, template: place.template, pointer: place.pointer, why: 'AWS SAM makes ways in of it that are not in the template: URLs, events, APIs, permissions',
  })));
}

/** Functions whose own properties make one: a URL, an API, a skill. */
export function readServerless(context: Context): void {
  for (const resource of context.ofType(FUNCTION)) {
    const { id, type, guard, place } = resource;
    const events = resource.value('Events');
    const kinds = events === undefined ? [] : isMap(events) ? Object.values(events).map((e) => (isMap(e) ? context.text(e.Type) ?? 'an event' : 'an event')) : ['events'];
    const open = [...resource.value('FunctionUrlConfig') === undefined ? [] : ['FunctionUrlConfig'], ...kinds.filter((k) => !WRITTEN.has(k))];
    const base = { id, type, label: labelOf(id), guard, place, target: { kind: 'function', id, label: labelOf(id), qualifier: '' } } as const;
    if (open.length > 0) context.triggers.push({ ...base, kind: 'unmodelled', text: `AWS SAM makes a way in of ${open.map(shownText).join(', ')}`, unknown: { token: `type ${type}`, template: place.template, pointer: place.pointer, why: 'what its URL or its events ask of a request is not in the template' } });
    else if (kinds.length > 0) context.triggers.push({ ...base, kind: 'service', text: `AWS calls for whoever may write to ${kinds.join(', ')}` });
  }
}
