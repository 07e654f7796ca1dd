/**
 * The two ends of a flow, as people write them:
 *
 *   api                               a segment or a legacy enclave
 *   internet, internet-ipv4           anywhere
 *   10.20.0.0/16, 2001:db8::/32       addresses
 *   pl-0123456789abcdef0              a prefix list
 *   service:s3                        an AWS service, by the name of its VPC endpoint
 *   account:111122223333/sg-0abc      a group (or a CIDR) in another account
 *   { service: s3, actions: [s3:GetObject], resources: [arn:...] }
 */
import { parseCidr } from '../algebra';
import { type Findings } from './finding';
import type { EndpointData } from './model';
import { didYouMean } from './nearest';
import { ObjectReader, typeName } from './reader';

/** Who is known where the flow is declared. */
export interface KnownEnds {
  readonly scope: string;
  readonly segments: ReadonlySet<string>;
  readonly enclaves: ReadonlyMap<string, readonly string[]>;
  readonly personas: ReadonlySet<string>;
  /** Segments of other façades of the same app, as `scope#id`. */
  readonly foreign: ReadonlySet<string>;
}

export function readEndpoint(value: unknown, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  if (typeof value === 'string') return readText(value.trim(), what, pointer, known, findings);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return readObject(value, what, pointer, known, findings);
  findings.error('WrongType', pointer, `${what} is ${typeName(value)}; expected the id of a segment, \`internet\`, a CIDR, \`service:NAME\` or \`account:ID/...\``);
  return undefined;
}

function readText(text: string, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  if (text === 'internet') return { kind: 'internet', ipVersions: [4, 6] };
  if (text === 'internet-ipv4') return { kind: 'internet', ipVersions: [4] };
  if (text === 'internet-ipv6') return { kind: 'internet', ipVersions: [6] };
  if (text.startsWith('service:')) return { kind: 'service', service: text.slice('service:'.length).trim(), actions: [], resources: [] };
  if (text.startsWith('account:')) {
    const [accountId, ...rest] = text.slice('account:'.length).split('/');
    const target = rest.join('/');
    return readAccount(accountId, target.startsWith('sg-') ? target : undefined, target.startsWith('sg-') ? undefined : target, pointer, findings);
  }
  if (/^pl-[0-9a-f]{8,17}$/.test(text)) return { kind: 'prefixList', name: text, prefixListId: text };
  if (known.segments.has(text)) return { kind: 'segment', scope: known.scope, segment: text };
  const cidrs = known.enclaves.get(text);
  if (cidrs !== undefined) return { kind: 'enclave', enclave: text, cidrs };
  if (known.personas.has(text)) {
    findings.error('FlowInexpressible', pointer, `${what} is the persona \`${text}\`; no network rule can name a person: declare the flow from where the person connects, and the persona on the route`);
    return undefined;
  }
  if (/[:/]|^\d+\.\d/.test(text)) return readCidr(text, what, pointer, findings);
  findings.error('UnknownSegment', pointer, `${what} is the unknown segment \`${text}\`${didYouMean(text, [...known.segments, ...known.enclaves.keys()], 'segments')}`);
  return undefined;
}

function readObject(value: object, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  const r = new ObjectReader(value, pointer, what, findings);
  const kinds = ['segment', 'enclave', 'internet', 'cidr', 'prefixList', 'service', 'account'].filter((k) => r.has(k));
  if (kinds.length !== 1) {
    findings.error('EndpointInvalid', pointer, `${what} names ${kinds.length === 0 ? 'nothing' : kinds.map((k) => `\`${k}\``).join(' and ')}; expected exactly one of \`segment\`, \`enclave\`, \`internet\`, \`cidr\`, \`prefixList\`, \`service\`, \`account\``);
    return undefined;
  }
  let result: EndpointData | undefined;
  switch (kinds[0]) {
    case 'segment': {
      const scope = r.optionalText('scope');
      const segment = r.optionalText('segment');
      if (segment === undefined) break;
      if (scope === undefined || scope === known.scope) result = readText(segment, what, pointer, known, findings);
      else if (known.foreign.has(`${scope}#${segment}`)) result = { kind: 'segment', scope, segment };
      else findings.error('UnknownSegment', pointer, `${what} is the unknown segment \`${segment}\` of \`${scope}\`; expected a segment of this app`);
      break;
    }
    case 'enclave': {
      const enclave = r.optionalText('enclave');
      const cidrs = enclave === undefined ? undefined : known.enclaves.get(enclave);
      if (enclave !== undefined && cidrs !== undefined) result = { kind: 'enclave', enclave, cidrs };
      else if (enclave !== undefined) findings.error('UnknownSegment', pointer, `${what} is the unknown enclave \`${enclave}\`${didYouMean(enclave, known.enclaves.keys(), 'enclaves')}`);
      break;
    }
    case 'internet': {
      const which = r.raw('internet');
      if (which === true || which === 'both') result = { kind: 'internet', ipVersions: [4, 6] };
      else if (which === 'ipv4') result = { kind: 'internet', ipVersions: [4] };
      else if (which === 'ipv6') result = { kind: 'internet', ipVersions: [6] };
      else findings.error('UnknownValue', r.at('internet'), `\`internet\` is ${typeName(which)}; expected \`both\`, \`ipv4\` or \`ipv6\``);
      break;
    }
    case 'cidr': {
      const cidr = r.optionalText('cidr');
      result = cidr === undefined ? undefined : readCidr(cidr, what, r.at('cidr'), findings);
      break;
    }
    case 'prefixList': {
      const prefixListId = r.raw('prefixList');
      const name = r.optionalText('name') ?? (typeof prefixListId === 'string' ? prefixListId : undefined);
      const maxEntries = r.raw('maxEntries');
      if (name === undefined) findings.error('MissingField', pointer, `${what} is a prefix list without a \`name\`; expected a name when the id is not a literal`);
      else if (maxEntries !== undefined && !(Number.isInteger(maxEntries) && (maxEntries as number) > 0 && (maxEntries as number) <= 1000)) {
        findings.error('WrongType', r.at('maxEntries'), `\`maxEntries\` is ${typeName(maxEntries)}; expected a whole number from 1 to 1000`);
      } else result = { kind: 'prefixList', name, prefixListId, ...(maxEntries === undefined ? {} : { maxEntries: maxEntries as number }) };
      break;
    }
    case 'service': {
      const service = r.optionalText('service');
      const actions = r.texts('actions');
      const resources = r.items('resources');
      actions.forEach((action, i) => {
        if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) findings.error('ActionInvalid', `${r.at('actions')}/${i}`, `action \`${action}\` cannot be read; expected \`service:Action\``);
      });
      if (service !== undefined) result = { kind: 'service', service, actions: [...new Set(actions)].sort(), resources };
      break;
    }
    default:
      result = readAccount(r.optionalText('account'), r.optionalText('securityGroup'), r.optionalText('cidr'), pointer, findings);
  }
  r.done();
  return result;
}

function readAccount(accountId: string | undefined, securityGroupId: string | undefined, cidr: string | undefined, pointer: string, findings: Findings): EndpointData | undefined {
  if (accountId === undefined) return undefined;
  if (!/^\d{12}$/.test(accountId)) {
    findings.error('AccountInvalid', pointer, `account \`${accountId}\` is not an account id; expected 12 digits, e.g. \`account:111122223333/sg-0abc1234\``);
    return undefined;
  }
  if ((securityGroupId === undefined) === (cidr === undefined || cidr === '')) {
    findings.error('AccountInvalid', pointer, `account \`${accountId}\` says not what is there; expected one security group (of a peered VPC) or one CIDR, e.g. \`account:${accountId}/10.8.0.0/16\``);
    return undefined;
  }
  if (securityGroupId !== undefined) {
    if (/^sg-[0-9a-f]{8,17}$/.test(securityGroupId)) return { kind: 'account', accountId, securityGroupId };
    findings.error('AccountInvalid', pointer, `security group \`${securityGroupId}\` of account \`${accountId}\` is not an id; expected \`sg-\` and 8 or 17 hexadecimal digits`);
    return undefined;
  }
  const read = readCidr(cidr as string, `account \`${accountId}\``, pointer, findings);
  return read?.kind === 'cidr' ? { kind: 'account', accountId, cidr: read.cidr } : undefined;
}

/** Everybody is `internet`, in words: `0.0.0.0/0` is accepted and becomes that, so that no report hides it. */
export function readCidr(text: string, what: string, pointer: string, findings: Findings): EndpointData | undefined {
  const parsed = parseCidr(text);
  if (!parsed.ok) {
    const { code, what: wrong, expected, fix } = parsed.error;
    findings.error(`Cidr${code}`, pointer, `${what} is \`${text}\`: ${wrong}; expected ${expected}; ${fix}`);
    return undefined;
  }
  const cidr = parsed.value.text;
  if (cidr === '0.0.0.0/0') return { kind: 'internet', ipVersions: [4] };
  if (cidr === '::/0') return { kind: 'internet', ipVersions: [6] };
  return { kind: 'cidr', cidr };
}

/** A key that is equal exactly where two ends are the same. */
export function endpointKey(e: EndpointData): string {
  switch (e.kind) {
    case 'segment': return `segment:${e.scope}#${e.segment}`;
    case 'enclave': return `enclave:${e.enclave}`;
    case 'internet': return `internet:${e.ipVersions.join()}`;
    case 'cidr': return `cidr:${e.cidr}`;
    case 'prefixList': return `prefix-list:${e.name}`;
    case 'service': return `service:${e.service}:${e.actions.join()}:${JSON.stringify(e.resources)}`;
    case 'account': return `account:${e.accountId}/${e.securityGroupId ?? e.cidr}`;
  }
}

/** As people write it. */
export function endpointText(e: EndpointData, scope?: string): string {
  switch (e.kind) {
    case 'segment': return scope === undefined || e.scope === scope ? e.segment : `${e.scope}#${e.segment}`;
    case 'enclave': return e.enclave;
    case 'internet': return e.ipVersions.length === 2 ? 'internet' : `internet-ipv${e.ipVersions[0]}`;
    case 'cidr': return e.cidr;
    case 'prefixList': return e.name;
    case 'service': return `service:${e.service}`;
    case 'account': return `account:${e.accountId}/${e.securityGroupId ?? e.cidr}`;
  }
}

/** The part of a default flow id that says who: letters, digits and hyphens. */
export function endpointSlug(e: EndpointData): string {
  const text = e.kind === 'service' ? e.service : e.kind === 'segment' ? e.segment : endpointText(e);
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
}
