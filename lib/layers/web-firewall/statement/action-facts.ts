/**
 * Answers and headers of actions, checked. Limits: https://docs.aws.amazon.com/waf/latest/developerguide/limits.html (fixed quotas), status codes:
 * https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-status-codes.html, names and sizes: WAF's API (wafv2 2019-07-29,
 * botocore 1.43.11). All read 2026-11-22. Not judged here: what all rules of a web ACL need together (50 bodies, 50 KB, 100 headers).
 */
import { createHash } from 'node:crypto';
import type { Duration } from 'aws-cdk-lib';
import { compareText, type Findings } from '../../../intent';
import type { ActionKind, Properties } from '../model';
import type { BlockProps, PuzzleProps, ResponseBodyProps } from './action';
import { isLate, list } from './draft';
import { readPart, STATEMENT_OPTIONS } from './options';

const STATUSES = [
  200, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 415, 416, 421, 429, 500, 501, 502, 503, 504, 505,
];
const LARGEST_BODY = 4096;
const MOST_HEADERS = 10;
/** Put by WAF in front of the names of inserted headers. */
const PREFIX = 'x-amzn-waf-';
const LEAST_IMMUNITY: Readonly<Partial<Record<ActionKind, number>>> = { captcha: 60, challenge: 300 };
const MOST_IMMUNITY = 259_200;

interface HeaderJson {
  readonly Name: string;
  readonly Value: string;
}

export function blockResponse(props: BlockProps, told: Findings): { readonly response?: Properties; readonly bodies: Readonly<Record<string, Properties>> } {
  const { status, headers, body } = readPart(props, STATEMENT_OPTIONS.BlockProps, 'action `block`', told).options;
  if (status === undefined && headers === undefined && body === undefined) return { bodies: {} };
  const code = status ?? 403;
  if (!isLate(code) && !STATUSES.includes(code)) told.error('ActionStatusInvalid', '/Block/CustomResponse/ResponseCode', `got status \`${String(code)}\`; expected one that WAF answers with: ${STATUSES.join(', ')}; choose another`);
  else if (code < 300 && !isLate(code)) told.warning('ActionStatusSucceeds', '/Block/CustomResponse/ResponseCode', `blocked requests are answered with ${code}, as if they had succeeded; expected 400 or more, unless an attacker shall not see that he was blocked; clients and monitors will not see it either`);
  const pointer = '/Block/CustomResponse/ResponseHeaders';
  const named = headerList(headers, pointer, told);
  for (const { Name } of named ?? []) if (Name.toLowerCase() === 'content-type') told.error('ActionHeaderInvalid', pointer, `header \`${Name}\` cannot be set; expected the type with the body; say \`body.contentType\``);
  const key = body === undefined ? undefined : body.id ?? `Body-${createHash('sha256').update(JSON.stringify([body.contentType, body.content])).digest('hex').slice(0, 16)}`;
  if (body !== undefined) checkBody(body, told);
  return {
    response: { ...(key === undefined ? {} : { CustomResponseBodyKey: key }), ResponseCode: code, ...(named === undefined ? {} : { ResponseHeaders: named }) },
    bodies: body === undefined || key === undefined ? {} : { [key]: { Content: body.content, ContentType: body.contentType } },
  };
}

function checkBody({ content, contentType, id }: ResponseBodyProps, told: Findings): void {
  const pointer = '/Block/CustomResponse/CustomResponseBodyKey';
  const refuse = (message: string): void => told.error('ActionBodyInvalid', pointer, message);
  if (id !== undefined && !/^[\w-]{1,128}$/.test(id)) refuse(`\`${id}\` cannot be the id of a body; expected 1 to 128 letters, digits, \`_\` and \`-\`; rename it`);
  if (isLate(content)) {
    if (id === undefined) told.error('ValueNotLiteral', pointer, 'the body of an answer is known only at deployment; expected the text itself, because its name is made from it; write it, or say `body.id`');
    return;
  }
  const size = typeof content === 'string' ? Buffer.byteLength(content) : 0;
  if (size === 0 || size > LARGEST_BODY) refuse(`the body of an answer has ${size} bytes; expected 1 to ${LARGEST_BODY}, which is what WAF takes; ${size === 0 ? 'leave it out' : 'shorten it'}`);
  else if (contentType === 'APPLICATION_JSON' && !isJson(content)) refuse('the body of an answer is no JSON; expected it, because its type says so; correct it, or say `ResponseContentType.TEXT`');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Of an action that lets a request go on, what is right; a puzzle alone has `immunity`. */
export function passingOptions(kind: ActionKind, props: PuzzleProps, told: Findings): Partial<PuzzleProps> {
  const isPuzzle = kind === 'captcha' || kind === 'challenge';
  return readPart(props, isPuzzle ? STATEMENT_OPTIONS.PuzzleProps : STATEMENT_OPTIONS.InsertHeadersProps, `action \`${kind}\``, told).options;
}

export function insertedHeaders(headers: Readonly<Record<string, string>> | undefined, pointer: string, told: Findings): readonly HeaderJson[] | undefined {
  const named = headerList(headers, pointer, told);
  for (const { Name } of named ?? []) if (Name.toLowerCase().startsWith(PREFIX)) told.error('ActionHeaderInvalid', pointer, `header \`${Name}\` begins with \`${PREFIX}\`, which WAF puts in front once more; expected the rest of the name; write \`${Name.slice(PREFIX.length)}\``);
  return named;
}

/** By name: the order of an object's keys says nothing. */
function headerList(headers: Readonly<Record<string, string>> | undefined, pointer: string, told: Findings): readonly HeaderJson[] | undefined {
  if (headers === undefined) return undefined;
  const refuse = (message: string): void => told.error('ActionHeaderInvalid', pointer, message);
  const names = Object.keys(headers).sort(compareText);
  if (names.length > MOST_HEADERS) refuse(`an action has ${names.length} headers; expected at most ${MOST_HEADERS}, which is what WAF takes; leave some out`);
  const twice = names.filter((name) => names.some((other) => other < name && other.toLowerCase() === name.toLowerCase()));
  if (twice.length > 0) refuse(`an action has header ${list(twice)} twice, because names of headers know no capitals; expected each once; remove one`);
  for (const name of names) {
    if (!/^[a-zA-Z0-9._$-]{1,64}$/.test(name)) refuse(`\`${name}\` cannot be a header of an action; expected 1 to 64 letters, digits and \`. _ $ -\`; rename it`);
    const value: unknown = headers[name];
    if (!isLate(value) && !(typeof value === 'string' && value.length > 0 && value.length <= 255 && !/[\r\n]/.test(value))) refuse(`header \`${name}\` has the value \`${String(value)}\`; expected 1 to 255 characters on one line; correct it`);
  }
  return names.length === 0 ? undefined : names.map((Name) => ({ Name, Value: headers[Name] }));
}

export function checkImmunity(kind: ActionKind, immunity: Duration, told: Findings): number | undefined {
  const seconds = immunity.isUnresolved() ? undefined : immunity.toMilliseconds({ integral: false }) / 1000;
  const least = LEAST_IMMUNITY[kind] ?? 0;
  if (seconds !== undefined && Number.isInteger(seconds) && seconds >= least && seconds <= MOST_IMMUNITY) return seconds;
  told.error('ActionImmunityInvalid', '', `a solved ${kind === 'captcha' ? 'CAPTCHA' : 'challenge'} counts for ${seconds === undefined ? 'a time that is known only at deployment' : `${seconds} seconds`}; expected whole seconds from ${least} to ${MOST_IMMUNITY}, which is what WAF takes; correct \`immunity\``);
  return undefined;
}
