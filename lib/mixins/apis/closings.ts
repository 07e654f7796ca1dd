/**
 * What `CloseApi` closes, row by row; docs/existing-stacks.md has the table.
 *
 *   CLOSINGS.map((closing) => closing.judge({ api, kind, ... }))   // open, with what was got and how to close it
 *
 * Each writes one thing and nothing beside it; a value that only the deployment knows is `unknown`, never closed.
 * Sources: API Gateway developer guide, "Disable the default endpoint for REST APIs" (a new deployment is needed), "Gateway responses",
 * "Security policies for custom domains"; docs of `AWS::ApiGateway::Stage.MethodSettings` (data trace logs whole requests).
 */
import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { CfnGatewayResponse, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { hasIntrinsic, isTrue, override } from '../../layers/data/kinds/rows';
import { accessLogFormat } from '../../layers/front-door/access-log';
import { HTTP_LOG_FIELDS } from '../../layers/front-door/compiler/http-stage';
import { resourcesNaming, STAGES } from '../../layers/front-door/deployment-hash';
import { gatewayResponses } from '../../layers/front-door/gateway-responses';
import { describe, isObject, type Json, read, readIfPossible, targetOf, typeOf, Unreadable } from '../../layers/network/members/read';

export interface ClosingOfApi {
  readonly id: string;
  readonly judge: (on: ApiToClose) => readonly Judged[];
}

export interface ApiToClose {
  readonly kind: 'rest' | 'http';
  readonly api: CfnResource;
  /** Where new resources stand. */
  readonly home: () => Construct;
  readonly logGroupArn?: string;
  readonly throttle?: { readonly rate: number; readonly burst: number };
}

/** Nothing: closed, or not asked of it. */
export interface Judged {
  readonly is: 'open' | 'unknown' | 'refused';
  readonly at: CfnResource;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
  readonly close?: () => void;
}

const MAPPINGS: readonly string[] = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::BasePathMappingV2', 'AWS::ApiGatewayV2::ApiMapping'];
const WRITE = 'write it down, or apply `CloseApi`';

export const CLOSINGS: readonly ClosingOfApi[] = [
  {
    id: 'api.default-host',
    judge: ({ api }) => {
      if (mappingsOf(api).length === 0) return []; // then it is the only way in
      const value = readIfPossible(api, 'DisableExecuteApiEndpoint');
      if (isTrue(value)) return [];
      if (hasIntrinsic(value)) return [unknown(api, 'DisableExecuteApiEndpoint', value)];
      return [{ is: 'open', at: api, got: `\`DisableExecuteApiEndpoint\` \`${describe(value ?? 'nothing')}\``, expected: '`true`, because the default host is a way around the custom domain', fix: WRITE, close: () => override(api, 'DisableExecuteApiEndpoint', true) }];
    },
  },
  {
    id: 'api.data-trace',
    judge: ({ api, kind }) => (kind !== 'rest' ? [] : stagesOf(api).flatMap((stage) => settingsOf(stage).flatMap((one, i): Judged[] => {
      if (one === 'unknown') return [unknown(stage, 'MethodSettings', 'a value of the deployment')];
      const value = one.DataTraceEnabled;
      if (hasIntrinsic(value)) return [unknown(stage, `MethodSettings.${i}.DataTraceEnabled`, value)];
      if (!isTrue(value)) return [];
      return [{ is: 'open', at: stage, got: `\`MethodSettings.${i}.DataTraceEnabled\` \`true\``, expected: '`false`, because it logs whole requests with their tokens', fix: WRITE, close: () => override(stage, `MethodSettings.${i}.DataTraceEnabled`, false) }];
    }))),
  },
  {
    id: 'api.access-log',
    judge: (on) => stagesOf(on.api).flatMap((stage): Judged[] => {
      const name = on.kind === 'rest' ? 'AccessLogSetting' : 'AccessLogSettings';
      const value = readIfPossible(stage, name);
      if (isObject(value) && (value.DestinationArn ?? value.destinationArn) !== undefined) {
        const format = describe(value.Format ?? value.format ?? '');
        if (!/\$context\.identity\.apiKey(?![A-Za-z])/.test(format)) return [];
        return [{ is: 'refused', at: stage, got: `\`${name}.Format\` with \`$context.identity.apiKey\``, expected: 'a log without secrets', fix: 'log `apiKeyId` instead' }];
      }
      if (hasIntrinsic(value)) return [unknown(stage, name, value)];
      return [{ is: 'open', at: stage, got: `no \`${name}\``, expected: 'a log of who called what', fix: WRITE, close: () => { stage.addPropertyOverride(name, { DestinationArn: on.logGroupArn ?? logGroup(on, stage), Format: accessLogFormat(on.kind === 'rest' ? undefined : HTTP_LOG_FIELDS) }); } }];
    }),
  },
  {
    id: 'api.throttle',
    judge: (on) => stagesOf(on.api).flatMap((stage) => throttleOf(on, stage)),
  },
  {
    id: 'api.unauthorized-response',
    judge: (on) => (on.kind !== 'rest' ? [] : responses(on)),
  },
  {
    id: 'api.tls',
    judge: ({ api }) => mappingsOf(api).flatMap((mapping) => {
      const domain = targetOf(mapping, readIfPossible(mapping, 'DomainName'));
      return domain === undefined ? [] : tlsOf(domain);
    }),
  },
];

function mappingsOf(api: CfnResource): CfnResource[] {
  return resourcesNaming(api, (r) => MAPPINGS.includes(typeOf(r)));
}

function stagesOf(api: CfnResource): CfnResource[] {
  return resourcesNaming(api, (r) => STAGES.includes(typeOf(r)));
}

/** In the words of a template. */
function settingsOf(stage: CfnResource): readonly (Json | 'unknown')[] {
  try {
    const list = read(stage, 'MethodSettings');
    if (list === undefined) return [];
    return Array.isArray(list) ? list.map((one: unknown) => (isObject(one) ? Object.fromEntries(Object.entries(one).map(([k, v]) => [k[0].toUpperCase() + k.slice(1), v])) : 'unknown')) : ['unknown'];
  } catch (error) {
    if (error instanceof Unreadable) return ['unknown'];
    throw error;
  }
}

function throttleOf({ kind, throttle }: ApiToClose, stage: CfnResource): Judged[] {
  const settings = settingsOf(stage);
  if (settings.includes('unknown')) return [unknown(stage, 'MethodSettings', 'a value of the deployment')];
  const at = settings.findIndex((one) => one !== 'unknown' && one.HttpMethod === '*' && one.ResourcePath === '/*');
  const path = kind === 'rest' ? `MethodSettings.${at < 0 ? settings.length : at}` : 'DefaultRouteSettings';
  const now = kind === 'rest' ? (settings[at] as Json | undefined) : (readIfPossible(stage, path) as Json | undefined);
  const limit = (name: string): unknown => now?.[name] ?? now?.[name[0].toLowerCase() + name.slice(1)];
  const missing = ['ThrottlingRateLimit', 'ThrottlingBurstLimit'].filter((name) => limit(name) === undefined || Number(limit(name)) < 0);
  if (missing.length === 0) return [];
  const got = `no ${missing.map((m) => `\`${m}\``).join(', ')} for the whole stage`;
  const words = { at: stage, got, expected: 'a limit of its own, because all APIs of an account share one quota' };
  if (throttle === undefined) return [{ ...words, is: 'refused', fix: 'pass `throttle`: how much is usual, only you know' }];
  return [{
    ...words, is: 'open', fix: WRITE,
    close: () => {
      const limits = { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst };
      // An index of a list that is not there would become a key.
      if (kind === 'rest' && settings.length === 0) {
        if (stage instanceof CfnStage) stage.methodSettings = [{ httpMethod: '*', resourcePath: '/*', throttlingRateLimit: throttle.rate, throttlingBurstLimit: throttle.burst }];
        else stage.addPropertyOverride('MethodSettings', [{ HttpMethod: '*', ResourcePath: '/*', ...limits }]);
        return;
      }
      if (kind === 'rest' && at < 0) {
        override(stage, `${path}.HttpMethod`, '*');
        override(stage, `${path}.ResourcePath`, '/*');
      }
      for (const name of missing) override(stage, `${path}.${name}`, limits[name as keyof typeof limits]);
    },
  }];
}

const HEADER = 'gatewayresponse.header.WWW-Authenticate';

/** A 401 says how to authenticate; what API Gateway says by itself tells why it refused. */
function responses({ api, home }: ApiToClose): Judged[] {
  const made = new Map(resourcesNaming(api, (r) => typeOf(r) === 'AWS::ApiGateway::GatewayResponse').map((r) => [String(readIfPossible(r, 'ResponseType')), r]));
  const wanted = gatewayResponses(undefined);
  const missing = Object.keys(wanted).filter((type) => !made.has(type));
  const own = made.get('UNAUTHORIZED');
  const parameters = own === undefined ? undefined : readIfPossible(own, 'ResponseParameters');
  const silent = own !== undefined && !(isObject(parameters) && Object.keys(parameters).some((k) => k.toLowerCase() === HEADER.toLowerCase()));
  return [
    ...(missing.length === 0 ? [] : [{
      is: 'open' as const, at: api, got: `no gateway responses of ${missing.map((m) => `\`${m}\``).join(', ')}`, expected: 'answers of its own that say nothing of why', fix: WRITE,
      close: () => missing.forEach((type) => {
        const { ResponseParameters, ResponseTemplates, StatusCode } = wanted[type] as { ResponseParameters: Record<string, string>; ResponseTemplates: Record<string, string>; StatusCode?: string };
        new CfnGatewayResponse(home(), `ZeroTrust-${type}`, { restApiId: api.ref, responseType: type, responseParameters: ResponseParameters, responseTemplates: ResponseTemplates, ...(StatusCode === undefined ? {} : { statusCode: StatusCode }) });
      }),
    }]),
    ...(silent ? [{ is: 'open' as const, at: own, got: 'a gateway response `UNAUTHORIZED` without `WWW-Authenticate`', expected: 'the header, as RFC 9110 asks of every 401', fix: WRITE, close: () => own.addPropertyOverride(`ResponseParameters.${HEADER.replaceAll('.', '\\.')}`, '\'Bearer\'') }] : []),
  ];
}

function tlsOf(domain: CfnResource): Judged[] {
  const configurations = readIfPossible(domain, 'DomainNameConfigurations');
  const places = Array.isArray(configurations) ? configurations.map((_, i) => `DomainNameConfigurations.${i}.SecurityPolicy`) : ['SecurityPolicy'];
  return places.flatMap((path): Judged[] => {
    const value = readIfPossible(domain, path);
    if (hasIntrinsic(value)) return [unknown(domain, path, value)];
    if (typeof value === 'string' && value !== 'TLS_1_0') return [];
    return [{ is: 'open', at: domain, got: `\`${path}\` \`${describe(value ?? 'nothing')}\``, expected: 'at least `TLS_1_2`', fix: WRITE, close: () => override(domain, path, 'TLS_1_2') }];
  });
}

function logGroup({ home }: ApiToClose, stage: CfnResource): string {
  const id = `AccessLog-${stage.node.path.split('/').slice(-2).join('-')}`.replace(/[^A-Za-z0-9-]/g, '');
  const known = home().node.tryFindChild(id) as CfnLogGroup | undefined;
  if (known !== undefined) return known.attrArn;
  const group = new CfnLogGroup(home(), id, { retentionInDays: 365 });
  group.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return group.attrArn;
}

function unknown(at: CfnResource, path: string, value: unknown): Judged {
  return { is: 'unknown', at, got: `\`${path}\` is \`${describe(value)}\``, expected: 'a literal', fix: 'write it down' };
}
