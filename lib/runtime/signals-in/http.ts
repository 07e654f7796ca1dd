/**
 * A request of API Gateway (REST, HTTP API) or of a function URL as the endpoint reads it: ``readHttp(event)``; and what it answers: ``answer(401, 'signature-invalid')``.
 *
 * The body is bytes, exactly those that were signed. A header that came twice is none: nobody could say which one counts.
 */
import { own, record, text, type Json } from '../authorizer/event/plain';

export interface HttpRequest {
  readonly method: string;
  /** Lower-case; the first part of it alone. */
  readonly contentType: string;
  readonly body: Buffer;
  /** The last part of the path. */
  readonly name: string;
  header(name: string): string | undefined;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Bytes; API Gateway passes 10 MB on, and Lambda 6. */
export const LARGEST_BODY = 4_000_000;

export function readHttp(event: unknown): HttpRequest | 'request-malformed' | 'body-too-large' {
  const given = record(event);
  const http = record(own(record(own(given, 'requestContext')), 'http'));
  const method = text(own(http, 'method') ?? own(given, 'httpMethod'), 16);
  const path = text(own(given, 'rawPath') ?? own(given, 'path'));
  const [body, isBase64] = [own(given, 'body'), own(given, 'isBase64Encoded')];
  if (method === undefined || path === undefined || !(typeof body === 'string' || body === null || body === undefined)) return 'request-malformed';
  if ((body ?? '').length > LARGEST_BODY * (isBase64 === true ? 4 / 3 : 1)) return 'body-too-large';
  const [one, many] = [record(own(given, 'headers')), record(own(given, 'multiValueHeaders'))];
  const header = (name: string): string | undefined => valueOf(name, one, many);
  return {
    method: method.toUpperCase(), name: path.slice(path.lastIndexOf('/') + 1), header, contentType: (header('content-type') ?? '').split(';')[0].trim().toLowerCase(),
    body: Buffer.from(body ?? '', isBase64 === true ? 'base64' : 'utf8'),
  };
}

function valueOf(name: string, one: Json | undefined, many: Json | undefined): string | undefined {
  const values: unknown[] = [];
  for (const key of Object.keys(many ?? one ?? {}).filter((k) => k.toLowerCase() === name)) {
    const said = own(many ?? one, key);
    values.push(...(Array.isArray(said) ? said as unknown[] : [said]));
  }
  return values.length === 1 ? text(values[0], 8_192) : undefined;
}

/** Of a refusal: a word, and nothing of what was sent. */
export function answer(statusCode: number, error?: string, more: Json = {}): HttpAnswer {
  const body = { ...(error === undefined ? {} : { error }), ...more };
  return { statusCode, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body: Object.keys(body).length === 0 ? '' : JSON.stringify(body) };
}
