/** Lines of test/fixtures/recorded, with what differs in a test. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** One line of a log. */
export type Line = string;
type Json = Readonly<Record<string, unknown>>;

function read<T = Readonly<Record<string, Json>>>(file: string): T {
  return JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'recorded', file), 'utf8')) as T;
}

const TRAIL = read<Readonly<Record<string, { readonly line: Json }>>>('cloudtrail.json');
const ACCESS = read('access-log.json');
const FLOWS = read<Readonly<Record<string, string>>>('flow-log.json');
const FIREWALL = read('firewall-log.json');
const RESOLVER = read('resolver-log.json');
const ACTIVITY = read('user-activity.json');
const FINDINGS = read('findings.json');

function known<T>(lines: Readonly<Record<string, T>>, name: string): T {
  if (!Object.hasOwn(lines, name)) throw new Error(`no line \`${name}\``);
  return lines[name];
}

/** A CloudTrail record, as another call, or of another role. */
export function trail(name: string, service?: string, event?: string, role?: string): Line {
  const { line } = known(TRAIL, name);
  const text = JSON.stringify({ ...line, ...(service === undefined ? {} : { eventSource: `${service}.amazonaws.com` }), ...(event === undefined ? {} : { eventName: event }) });
  return role === undefined ? text : text.replaceAll('documents-reader', role);
}

export function access(more: Json = {}): Line {
  return JSON.stringify({ ...ACCESS.rest, ...more });
}

export function http(more: Json = {}): Line {
  return JSON.stringify({ ...ACCESS.http, ...more });
}

export const flow = (name: string): Line => known(FLOWS, name);
export const waf = (name: string): Line => JSON.stringify(known(FIREWALL, name));
export const dns = (name: string): Line => JSON.stringify(known(RESOLVER, name));
export const activity = (name: string): Line => JSON.stringify(known(ACTIVITY, name));
export const finding = (name: string): unknown => known(FINDINGS, name);
/** Names of fields of access logs. */
export const ACCESS_FIELDS = { rest: Object.keys(ACCESS.rest), http: Object.keys(ACCESS.http) };
