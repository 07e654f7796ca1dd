/**
 * What answers a route of an HTTP API, as `AWS::ApiGatewayV2::Integration`:
 *
 *   integrationOf(handler)   // AWS_PROXY with payload 2.0 for a function; HTTP_PROXY through a VPC link for a service behind a listener
 *
 * A private integration gets the listener as its URI, and the URL's host as the name that its certificate must have. The path of the
 * URL is written over the request's, which would begin with the name of the stage ("Working with AWS Lambda proxy integrations for
 * HTTP APIs", "Create private integrations for HTTP APIs", "Transform API requests and responses").
 */
import type { HandlerFacts, Properties } from '../model';

/** HTTP APIs wait no longer. (Quotas: 30 seconds, not adjustable.) */
const TIMEOUT_MS = 30_000;

export function integrationOf(handler: HandlerFacts): Properties {
  if (handler.kind === 'function') return { IntegrationType: 'AWS_PROXY', IntegrationUri: handler.functionArn, PayloadFormatVersion: '2.0', TimeoutInMillis: timeoutOf(handler) };
  const target = privateTarget(handler);
  if (target === undefined) return {};
  return {
    IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: target.link, IntegrationUri: target.listener,
    IntegrationMethod: text(handler.integration.IntegrationHttpMethod) ?? 'ANY', PayloadFormatVersion: '1.0', TimeoutInMillis: timeoutOf(handler),
    ...(target.host === undefined ? {} : { TlsConfig: { ServerNameToVerify: target.host } }),
    RequestParameters: { 'overwrite:path': target.path },
  };
}

export interface PrivateTarget {
  readonly link: unknown;
  /** ARN of the listener. */
  readonly listener: unknown;
  /** Of an https URL. */
  readonly host?: string;
  readonly path: string;
}

/** Undefined where there is no VPC link or no listener: a name alone is reached by REST APIs. */
export function privateTarget({ integration }: HandlerFacts): PrivateTarget | undefined {
  const { ConnectionId: link, IntegrationTarget: listener, Uri: uri } = integration;
  if (link === undefined || listener === undefined) return undefined;
  const [, scheme, host, path = ''] = /^(https?):\/\/([^/?#]+)([^?#]*)/.exec(String(uri)) ?? [];
  return {
    link, listener, ...(scheme === 'https' ? { host: host.replace(/:\d+$/, '') } : {}),
    path: scheme === undefined || path === '' ? '$request.path' : path.replace(/\{([^}]+?)\+?\}/g, '$request.path.$1'),
  };
}

function timeoutOf({ integration }: HandlerFacts): number {
  const said = Number(integration.TimeoutInMillis);
  return Number.isFinite(said) && said > 0 ? Math.min(said, TIMEOUT_MS) : TIMEOUT_MS;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
