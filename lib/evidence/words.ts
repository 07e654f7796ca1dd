/**
 * The words of an intent for people: `mtls` is mTLS, a flow to a jewel says so, and a reference of CloudFormation is `${Bucket.Arn}`.
 */
import { type AssuranceData, type EndpointData, endpointText, type GuaranteeData, type SegmentData } from '../intent';

const METHODS: Readonly<Record<string, string>> = { 'sigv4': 'SigV4', 'mtls': 'mTLS', 'rds-iam': 'RDS IAM', 'token': 'token', 'tls': 'TLS' };

/** `mTLS, TLS`; what is missing is loud. */
export function assuranceText(authentication: AssuranceData, encryption: AssuranceData): string {
  const who = authentication.method === 'none' ? 'NOT AUTHENTICATED' : METHODS[authentication.method] ?? authentication.method;
  const wire = encryption.method === 'none' ? 'NOT ENCRYPTED' : METHODS[encryption.method] ?? encryption.method;
  return `${who}, ${wire}`;
}

export function isUnassured(flow: { readonly authentication: AssuranceData; readonly encryption: AssuranceData }): boolean {
  return flow.authentication.method === 'none' || flow.encryption.method === 'none';
}

/** Crown jewels of every scope of a stage as `SCOPE#ID`, so that one of another façade is marked as well. */
export type Jewels = ReadonlySet<string>;

export function jewelsOf(ends: readonly Pick<SegmentData, 'scope' | 'id' | 'crownJewel'>[]): Jewels {
  return new Set(ends.filter((s) => s.crownJewel !== undefined).map((s) => `${s.scope}#${s.id}`));
}

export function endText(end: EndpointData, scope: string, jewels: Jewels): string {
  const text = endpointText(end, scope);
  if (end.kind === 'enclave') return `${text} (legacy)`;
  return isJewel(end, jewels) ? `${text} (crown jewel)` : text;
}

export function isJewel(end: EndpointData, jewels: Jewels): boolean {
  return end.kind === 'segment' && jewels.has(`${end.scope}#${end.segment}`);
}

export function guaranteeText(g: GuaranteeData): string {
  const over = g.over === undefined || g.over === 'all' ? 'any protocol and port' : g.over;
  const level = g.level === undefined ? '' : ` (${g.level})`;
  switch (g.kind) {
    case 'denies': return `${g.source} never reaches ${g.destination} over ${over}${level}`;
    case 'permits': return `${g.source} reaches ${g.destination} over ${over}${level}`;
    case 'onlyVia': return `${g.source} reaches ${g.destination} over ${over} by way of ${words(g.via ?? [], 'or')} only${level}`;
    case 'only': return `only ${words(g.principals ?? [], 'and')} may ${(g.actions ?? []).length === 0 ? 'do anything' : words(g.actions ?? [], 'or')} on ${g.resource}`;
    case 'identified': return `every entry to ${g.target} checks an identity`;
    case 'firewalled': return `every request of the internet to ${g.target} passes a web firewall that stops`;
  }
}

/** A value as a template holds it: text as it stands, a reference as people write it in `Fn::Sub`. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value) ?? 'undefined';
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length !== 1) return JSON.stringify(value);
  const [key, argument] = entries[0];
  if (key === 'Ref' && typeof argument === 'string') return `\${${argument}}`;
  if (key === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.map(String).join('.') : String(argument)}}`;
  if (key === 'Fn::ImportValue') return `\${import ${valueText(argument)}}`;
  if (key === 'Fn::Sub' && typeof argument === 'string') return argument;
  if (key === 'Fn::Join' && Array.isArray(argument) && typeof argument[0] === 'string' && Array.isArray(argument[1])) return argument[1].map(valueText).join(argument[0]);
  return JSON.stringify(value);
}

/** `1 rule`, `2 rules`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function words(items: readonly string[], last: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
}

/** The first few, and how many more there are. */
export function some(items: readonly string[], most: number): string {
  return items.length <= most ? items.join(', ') : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}
