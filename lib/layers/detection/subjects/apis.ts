/**
 * APIs by their stages. What their access logs say is read field by field: a signal whose field is not written is told as not watching.
 *
 * Not modelled: WebSocket APIs, and stages that another app makes (say their names in `dimensions`).
 */
import type { CfnResource } from 'aws-cdk-lib';
import { accessLogFormat } from '../../front-door/access-log';
import { HTTP_LOG_FIELDS } from '../../front-door/compiler/http-stage';
import { readIfPossible } from '../../network/members/read';
import { CATALOGUE } from '../catalogue';
import type { SubjectKind } from '../model';
import type { Draft, ObservedType, Thing } from './draft';
import { type FoundLog, literalOf, logOfGroup, valueOf } from './looking';

interface Protocol {
  readonly kind: SubjectKind;
  readonly stage: string;
  readonly id: 'RestApiId' | 'ApiId';
  readonly log: 'AccessLogSetting' | 'AccessLogSettings';
  readonly authorizer: string;
  /** Variable of `$context` by field. */
  readonly fields: () => Readonly<Record<string, string>>;
}

const REST: Protocol = {
  kind: 'restApi', stage: 'AWS::ApiGateway::Stage', id: 'RestApiId', log: 'AccessLogSetting', authorizer: 'AWS::ApiGateway::Authorizer',
  fields: () => JSON.parse(accessLogFormat()) as Record<string, string>,
};
const HTTP: Protocol = {
  kind: 'httpApi', stage: 'AWS::ApiGatewayV2::Stage', id: 'ApiId', log: 'AccessLogSettings', authorizer: 'AWS::ApiGatewayV2::Authorizer',
  fields: () => JSON.parse(accessLogFormat(HTTP_LOG_FIELDS)) as Record<string, string>,
};

/** A stage as others of its parts see it. */
export interface SeenStage {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly log?: FoundLog;
  readonly lacks: Readonly<Record<string, string>>;
}

const SELECTOR = /\$\.([A-Za-z][A-Za-z0-9]*)/g;
let read: ReadonlySet<string> | undefined;

/** Fields of access logs that some signal reads. */
function fieldsRead(): ReadonlySet<string> {
  read ??= new Set(CATALOGUE.flatMap(({ source }) => (source.kind === 'filter' && source.log === 'accessLog' ? [...source.pattern.matchAll(SELECTOR)].map((m) => m[1]) : [])));
  return read;
}

/** Fields that are not written, or hold something else. */
function missingFields({ fields, kind }: Protocol, stage: CfnResource, log: Protocol['log']): Readonly<Record<string, string>> {
  const format = literalOf(stage, `${log}.Format`);
  let written: Readonly<Record<string, unknown>> = {};
  try {
    written = JSON.parse(format ?? '') as Record<string, unknown>;
  } catch {
    // A format that is no JSON, or is known at deployment alone, has none that could be read.
  }
  const wanted = fields();
  const missing = [...fieldsRead()].filter((name) => Object.hasOwn(wanted, name) && written?.[name] !== wanted[name]).sort();
  const why = `the access log of stage \`${stage.node.path}\` does not write ${missing.map((name) => `\`"${name}":"${wanted[name]}"\``).join(', ')}; add that to its format, or use \`Watch.${kind === 'restApi' ? '' : 'HTTP_'}ACCESS_LOG_FORMAT\``;
  return Object.fromEntries(missing.map((name) => [`$.${name}`, why]));
}

function seenStages(protocol: Protocol, { resource, ref, look, options }: Thing, api: CfnResource | undefined): readonly SeenStage[] {
  const own = options.dimensions ?? {};
  const name = protocol.kind === 'restApi' ? { ApiName: own.ApiName ?? (api === undefined ? undefined : valueOf(api, 'Name')) } : { ApiId: own.ApiId ?? api?.ref ?? ref?.apiId };
  const given = options.accessLog === undefined ? undefined : logOfGroup(options.accessLog);
  const stages = resource?.cfnResourceType === protocol.stage ? [resource] : api === undefined ? [] : look.pointing(protocol.stage, protocol.id, api);
  if (stages.length === 0 || own.Stage !== undefined) {
    const lacks: Record<string, string> = own.Stage !== undefined ? {} : { Stage: 'no stage of it is seen here; say `dimensions: { Stage: \'prod\' }`, or observe the stage' };
    return [{ values: { ...name, Stage: own.Stage }, ...(given === undefined ? {} : { log: given }), lacks }];
  }
  return stages.map((stage) => {
    const log = given ?? look.logAt(stage, `${protocol.log}.DestinationArn`);
    return { values: { ...name, Stage: valueOf(stage, 'StageName') }, ...(log === undefined ? {} : { log }), lacks: given !== undefined || log === undefined ? {} : missingFields(protocol, stage, protocol.log) };
  });
}

function apiDrafts(protocol: Protocol, thing: Thing): readonly Draft[] {
  const { resource, look, tell, construct } = thing;
  const isStage = resource?.cfnResourceType === protocol.stage;
  const api = isStage ? look.of('AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api').find((r) => look.pointing(protocol.stage, protocol.id, r).includes(resource)) : resource;
  if (protocol === HTTP && api !== undefined && (literalOf(api, 'ProtocolType') ?? 'HTTP') !== 'HTTP') {
    tell('error', 'ObservedKindUnsupported', `\`${construct.node.path}\` is a WebSocket API, of which no signal is known; expected a REST or HTTP API; add signals of your own with \`addSignal\``);
    return [];
  }
  const stages = seenStages(protocol, thing, api);
  const authorizers = api === undefined ? [] : look.pointing(protocol.authorizer, protocol.id, api);
  const functions = [...new Set(authorizers.flatMap((a) => look.named(a, readIfPossible(a, 'AuthorizerUri'))).filter((c) => (c as Partial<CfnResource>).cfnResourceType === 'AWS::Lambda::Function'))];
  return [
    ...stages.flatMap((stage, i): Draft[] => stageDrafts(protocol, stage, stages.length > 1 ? `stage ${literal(stage.values.Stage, i)}` : undefined, authorizers.length > 0)),
    ...functions.map((f): Draft => ({ kind: 'authorizerFunction', part: `authorizer ${f.node.path.replace(/\/Resource$/, '')}`, values: { FunctionName: (f as CfnResource).ref }, ...(stages.length > 1 ? {} : { within: true as const }), isImplied: true })),
  ];
}

/** The API itself, and what its authorizers answer. */
export function stageDrafts(protocol: Pick<Protocol, 'kind'>, { values, log, lacks }: SeenStage, part: string | undefined, hasAuthorizers: boolean, routes: readonly string[] = []): Draft[] {
  const common = { logs: { accessLog: log }, lacks, routes };
  return [
    { kind: protocol.kind, ...(part === undefined ? {} : { part }), values, ...common },
    ...(protocol.kind === 'restApi' && hasAuthorizers ? [{ kind: 'authorizer' as const, part: part === undefined ? 'authorizers' : `${part} authorizers`, values: {}, ...common, within: part ?? (true as const), isImplied: true as const }] : []),
  ];
}

function literal(text: string | undefined, i: number): string {
  return text === undefined || text.includes('${Token[') ? String(i) : text;
}

/** The only stage of an API of ours. */
export function seenStageOf(isHttp: boolean, thing: Thing, api: CfnResource): SeenStage {
  return seenStages(isHttp ? HTTP : REST, thing, api)[0];
}

export const APIS: readonly ObservedType[] = [
  { types: ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage'], words: 'a REST API or its stage', refs: ['restApiRef'], read: (thing) => apiDrafts(REST, thing) },
  { types: ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'], words: 'an HTTP API or its stage', refs: ['apiRef'], read: (thing) => apiDrafts(HTTP, thing) },
];
