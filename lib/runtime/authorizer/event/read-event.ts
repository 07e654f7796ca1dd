/**
 * The authorizer's event as the engine judges it: ``readEvent(event)``.
 *
 *   REST API, REQUEST authorizer (payload 1.0)  // `methodArn`, `resource`, `requestContext.identity`
 *   HTTP API, REQUEST authorizer (payload 2.0)  // `routeArn`, `routeKey`, `requestContext.http`, `requestContext.authentication`
 *
 * What the event says twice has to be the same both times. A TOKEN authorizer's event has no request in it and is refused, as are WebSocket events. (API Gateway
 * developer guide, "Input to an API Gateway Lambda authorizer"; "Working with AWS Lambda authorizers for HTTP APIs".)
 */
import { isIP } from 'node:net';
import type { AccessRequest, ClientCertificate } from '../../../contract/access/request';
import type { Reason } from '../../../contract/access/reasons';
import { agree } from './path';
import { type Json, own, record, text } from './plain';

export type EventReading =
  | { readonly request: AccessRequest; readonly refusal?: undefined }
  /** `kind` and `methodArn` as far as they are known: the answer needs them. */
  | { readonly refusal: Reason; readonly request?: undefined; readonly kind: 'rest' | 'http'; readonly methodArn?: string };

/** API Gateway passes on 10,240 bytes of request line and headers; more is no event of its. */
const LONGEST = 16_384;
const MOST_HEADERS = 256;
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

export function readEvent(event: unknown): EventReading {
  const all = record(event);
  const isHttp = own(all, 'version') === '2.0';
  const kind = isHttp ? 'http' : 'rest';
  const methodArn = isHttp ? undefined : text(own(all, 'methodArn'));
  const refuse = (refusal: Reason): EventReading => ({ refusal, kind, ...(methodArn === undefined ? {} : { methodArn }) });
  const context = record(own(all, 'requestContext'));
  if (all === undefined || context === undefined || own(all, 'type') !== 'REQUEST') return refuse('event-malformed');
  const said = isHttp ? ofHttp(all, context) : ofRest(all, context, methodArn);
  const { headers, query } = said ?? {};
  if (said === undefined || headers === undefined || query === undefined) return refuse('event-malformed');
  const parameters = agree(said.template, said.path, said.parameters);
  if (parameters === undefined) return refuse('path-ambiguous');
  const { template: _, parameters: __, ...rest } = said;
  return { request: { kind, ...rest, headers, query, pathParameters: parameters, ...(methodArn === undefined ? {} : { methodArn }) } };
}

interface Said extends Omit<AccessRequest, 'kind' | 'headers' | 'query' | 'pathParameters'> {
  readonly headers?: AccessRequest['headers'];
  readonly query?: AccessRequest['query'];
  /** `/documents/{id}`. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
}

function ofRest(event: Json, context: Json, methodArn: string | undefined): Said | undefined {
  const [method, template] = [text(own(event, 'httpMethod')), text(own(event, 'resource'))];
  const common = ofBoth(context, record(own(context, 'identity')), own(record(own(context, 'identity')), 'clientCert'));
  const path = text(own(event, 'path'), LONGEST);
  const parameters = texts(own(event, 'pathParameters'));
  if (method === undefined || !METHODS.includes(method) || template === undefined || path === undefined || parameters === undefined || common === undefined || methodArn === undefined) return undefined;
  if (own(context, 'httpMethod') !== method || own(context, 'resourcePath') !== template) return undefined;
  if (!methodArn.includes(`:${common.apiId}/${common.stage}/${method}/`)) return undefined;
  return {
    ...common, method, template, route: `${method} ${template}`, path, parameters,
    headers: lists(own(event, 'multiValueHeaders'), own(event, 'headers'), lowerCase), query: lists(own(event, 'multiValueQueryStringParameters'), own(event, 'queryStringParameters')),
  };
}

function ofHttp(event: Json, context: Json): Said | undefined {
  const http = record(own(context, 'http'));
  const [method, route] = [text(own(http, 'method')), text(own(event, 'routeKey'))];
  const common = ofBoth(context, http, own(record(own(context, 'authentication')), 'clientCert'));
  const path = text(own(event, 'rawPath'), LONGEST);
  const parameters = texts(own(event, 'pathParameters'));
  const [, verb, template] = /^([A-Z]+) (\/.*)$/.exec(route ?? '') ?? [];
  if (method === undefined || !METHODS.includes(method) || template === undefined || path === undefined || parameters === undefined || common === undefined) return undefined;
  if (own(context, 'routeKey') !== route || (verb !== 'ANY' && verb !== method)) return undefined;
  return {
    ...common, method, template, route: `${verb} ${template}`, path, parameters,
    headers: lists(undefined, own(event, 'headers'), lowerCase), query: lists(undefined, own(event, 'queryStringParameters')),
  };
}

type Common = Pick<AccessRequest, 'apiId' | 'stage' | 'requestId' | 'host' | 'sourceIp' | 'certificate'>;

function ofBoth(context: Json, from: Json | undefined, certificate: unknown): Common | undefined {
  const [apiId, stage, requestId, domain, sourceIp] = [own(context, 'apiId'), own(context, 'stage'), own(context, 'requestId'), own(context, 'domainName'), own(from, 'sourceIp')].map((v) => text(v));
  if (apiId === undefined || stage === undefined || requestId === undefined || domain === undefined || sourceIp === undefined || isIP(sourceIp) === 0) return undefined;
  const common = { apiId, stage, requestId, host: domain.toLowerCase().replace(/\.$/, ''), sourceIp };
  if (certificate === undefined || certificate === null) return common;
  const read = certificateOf(record(certificate));
  return read === undefined ? undefined : { ...common, certificate: read };
}

/** Half a certificate is none that could be judged, so the event is refused. */
function certificateOf(cert: Json | undefined): ClientCertificate | undefined {
  const pem: unknown = own(cert, 'clientCertPem');
  const [subjectDn, issuerDn, serial] = [own(cert, 'subjectDN') === '' ? '-' : text(own(cert, 'subjectDN')), text(own(cert, 'issuerDN')), text(own(cert, 'serialNumber'))];
  if (typeof pem !== 'string' || pem.length > LONGEST || subjectDn === undefined || issuerDn === undefined || serial === undefined) return undefined;
  const serialNumber = serial.replace(/:/g, '').toLowerCase().replace(/^0+(?=.)/, '');
  return /^[0-9a-f]+$/.test(serialNumber) ? { pem, subjectDn: subjectDn === '-' ? '' : subjectDn, issuerDn, serialNumber } : undefined;
}

/** Undefined where one is no text. */
function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(record(value) ?? { bad: 0 });
  return entries.every(([, v]) => typeof v === 'string' && v.length <= LONGEST) ? Object.fromEntries(entries) as Record<string, string> : undefined;
}

const lowerCase = (name: string): string => name.toLowerCase();

/** Every value of every name; a name that only the single-valued map has counts too. Undefined where something is no text, or there is too much. */
function lists(many: unknown, single: unknown, nameOf = (name: string): string => name): Readonly<Record<string, readonly string[]>> | undefined {
  const all = new Map<string, string[]>();
  const add = (name: string, value: unknown): boolean => {
    if (typeof value !== 'string' || value.length > LONGEST) return false;
    const before = all.get(nameOf(name));
    if (before === undefined) all.set(nameOf(name), [value]);
    else before.push(value);
    return all.size <= MOST_HEADERS;
  };
  const [multi, one] = [many ?? {}, single ?? {}].map(record);
  if (multi === undefined || one === undefined) return undefined;
  for (const [name, values] of Object.entries(multi)) if (!Array.isArray(values) || !values.every((v) => add(name, v))) return undefined;
  const known = new Set(all.keys());
  for (const [name, value] of Object.entries(one)) if (!known.has(nameOf(name)) && !add(name, value)) return undefined;
  return Object.fromEntries(all);
}
