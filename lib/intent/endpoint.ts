/**
 * The two ends of a flow, as people write them:
 *
 *   api                               a segment or a legacy enclave
 *   internet, internet-ipv4           anywhere
 *   10.20.0.0/16, 2001:db8::/32       addresses
 *   pl-0123456789abcdef0              a prefix list
 *   service:s3                        an AWS service, by the name of its VPC endpoint
 *   account:111122223333/sg-0abc1234  a group (or a CIDR) in another account
 *   { service: s3, actions: [s3:GetObject], resources: [arn:...] }
 *
 * A text may be any of these; an object says which one it is and is nothing else. Not here: host names (DNS is no packet).
 */
import { isToken } from './clean';
import { readAccount, readCidr, readPrefixList, readService, warnIfWide } from './endpoint-parts';
import { type Findings } from './finding';
import type { EndpointData } from './model';
import { didYouMean } from './nearest';
import { list, ObjectReader, typeName } from './reader';

/** Who is known where the flow is declared. */
export interface KnownEnds {
  readonly scope: string;
  readonly segments: ReadonlySet<string>;
  readonly enclaves: ReadonlyMap<string, readonly string[]>;
  readonly personas: ReadonlySet<string>;
  /** Segments of other façades of the same app, as `scope#id`. */
  readonly foreign: ReadonlySet<string>;
  /** Segments of other repositories, as `scope#id`: they can be claimed from, and named by nothing else. */
  readonly offered?: ReadonlySet<string>;
}

export const EXPECTED_END = 'expected the id of a segment, `internet`, a CIDR, `service:NAME` or `account:ID/...`';
const KINDS = ['segment', 'enclave', 'internet', 'cidr', 'prefixList', 'service', 'account'] as const;
const INTERNET: Readonly<Record<string, readonly (4 | 6)[]>> = { 'internet': [4, 6], 'internet-ipv4': [4], 'internet-ipv6': [6] };
const EVERYBODY = ['any', 'anyone', 'anywhere', 'everybody', 'everyone', 'everywhere', 'world', 'public', 'all', '*'];

export function readEndpoint(value: unknown, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  if (typeof value === 'string') return readText(value.trim(), what, pointer, known, findings);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return readObject(value, what, pointer, known, findings);
  findings.error('WrongType', pointer, `${what} is ${typeName(value)}; ${EXPECTED_END}`);
  return undefined;
}

function readText(text: string, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  const refuse = (code: string, why: string): undefined => { findings.error(code, pointer, `${what} ${why}`); };
  if (text === '') return refuse('EmptyText', `is empty; ${EXPECTED_END}`);
  if (isToken(text)) return refuse('ValueNotLiteral', `is \`${text}\`; expected the value itself, because a rule's identity is made from it`);
  if (Object.hasOwn(INTERNET, text)) return { kind: 'internet', ipVersions: INTERNET[text] };
  if (text.startsWith('service:')) return readService(text.slice('service:'.length).trim(), undefined, what, pointer, findings);
  if (text.startsWith('account:')) {
    const [accountId, ...rest] = text.slice('account:'.length).split('/');
    const target = rest.join('/');
    return target.startsWith('sg-') ? readAccount(accountId, target, undefined, pointer, findings) : readAccount(accountId, undefined, target, pointer, findings);
  }
  if (/^pl-[0-9a-f]*$/.test(text) && !known.segments.has(text)) return readPrefixList(text, undefined, undefined, what, pointer, findings);
  if (known.segments.has(text)) return { kind: 'segment', scope: known.scope, segment: text };
  const cidrs = known.enclaves.get(text);
  if (cidrs !== undefined) return { kind: 'enclave', enclave: text, cidrs };
  return known.personas.has(text) || !isAddress(text) ? unknownEnd(text, known, refuse) : readAddresses(text, what, pointer, findings);
}

function readAddresses(text: string, what: string, pointer: string, findings: Findings): EndpointData | undefined {
  const end = readCidr(text, what, pointer, findings);
  if (end?.kind === 'cidr') warnIfWide(end.cidr, what, pointer, findings);
  return end;
}

/** Digits and dots, or hexadecimal digits and colons, before any slash: meant as an address, however wrong. */
function isAddress(text: string): boolean {
  const head = text.split('/')[0];
  return /^[\d.]*\.[\d.]*$/.test(head) || /^[0-9a-f:.]*:[0-9a-f:.]*(%.*)?$/i.test(head) || /^\d+\/\d+$/.test(text);
}

/** What somebody meant who wrote this. */
function unknownEnd(text: string, known: KnownEnds, refuse: (code: string, why: string) => undefined): undefined {
  if (known.personas.has(text)) return refuse('FlowInexpressible', `is the persona \`${text}\`; no network rule can name a person: declare the flow from where the person connects, and the persona on the route`);
  if (text.startsWith('sg-')) return refuse('EndpointInvalid', `is the security group \`${text}\`; add it to a segment as a member, or write \`account:ID/${text}\` for a group of another account`);
  if (text.startsWith('arn:')) return refuse('EndpointInvalid', `is the ARN \`${text}\`; expected the service and the resource, e.g. \`{ service: s3, resources: ['${text}'] }\``);
  if (EVERYBODY.includes(text.toLowerCase())) return refuse('UnknownSegment', `is \`${text}\`; write \`internet\` if everybody is meant`);
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i.test(text) || text.includes('://')) {
    return refuse('FlowInexpressible', `is the host name \`${text}\`; no rule of a security group can name a host: write its CIDR, a prefix list, \`service:NAME\`, or \`internet\``);
  }
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(text)) return refuse('EndpointInvalid', `is \`${text}\`, which cannot be read; ${EXPECTED_END}`);
  const candidates = [...known.segments, ...known.enclaves.keys(), ...Object.keys(INTERNET)];
  return refuse('UnknownSegment', `is the unknown segment \`${text}\`${didYouMean(text, candidates, 'ends')}; an AWS service is \`service:NAME\``);
}

function readObject(value: object, what: string, pointer: string, known: KnownEnds, findings: Findings): EndpointData | undefined {
  const r = new ObjectReader(value, pointer, what, findings);
  // Another account's end may be addresses there: `{ account, cidr }` is one end.
  const kinds = KINDS.filter((k) => r.has(k) && !(k === 'cidr' && r.has('account')));
  if (kinds.length !== 1) {
    findings.error('EndpointInvalid', pointer, `${what} names ${kinds.length === 0 ? 'nothing' : kinds.map((k) => `\`${k}\``).join(' and ')}; expected exactly one of ${list(KINDS)}`);
    return undefined;
  }
  const result = readKind(kinds[0], r, known, findings);
  r.done();
  return result;
}

function readKind(kind: typeof KINDS[number], r: ObjectReader, known: KnownEnds, findings: Findings): EndpointData | undefined {
  switch (kind) {
    case 'segment': return readSegmentEnd(r, known, findings);
    case 'enclave': {
      const enclave = r.optionalText('enclave');
      const cidrs = enclave === undefined ? undefined : known.enclaves.get(enclave);
      if (enclave !== undefined && cidrs !== undefined) return { kind: 'enclave', enclave, cidrs };
      if (enclave !== undefined) findings.error('UnknownSegment', r.at('enclave'), `${r.what} is the unknown enclave \`${enclave}\`${didYouMean(enclave, known.enclaves.keys(), 'enclaves')}`);
      return undefined;
    }
    case 'internet': {
      const which = r.raw('internet');
      const name = which === true || which === 'both' ? 'internet' : `internet-${String(which)}`;
      if (Object.hasOwn(INTERNET, name)) return { kind: 'internet', ipVersions: INTERNET[name] };
      findings.error('UnknownValue', r.at('internet'), `\`internet\` of ${r.what} is ${typeName(which)}; expected \`both\`, \`ipv4\` or \`ipv6\``);
      return undefined;
    }
    case 'cidr': {
      const cidr = r.optionalText('cidr');
      return cidr === undefined ? undefined : readAddresses(cidr, r.what, r.at('cidr'), findings);
    }
    case 'prefixList': return readPrefixList(r.raw('prefixList'), r.optionalText('name'), r.has('maxEntries') ? r.raw('maxEntries') : undefined, r.what, r.pointer, findings);
    case 'service': {
      const service = r.optionalText('service');
      return service === undefined ? undefined : readService(service, r, r.what, r.pointer, findings);
    }
    case 'account': return readAccount(r.optionalText('account'), r.optionalText('securityGroup'), r.optionalText('cidr'), r.pointer, findings);
  }
}

function readSegmentEnd(r: ObjectReader, known: KnownEnds, findings: Findings): EndpointData | undefined {
  const scope = r.optionalText('scope') ?? known.scope;
  const segment = r.optionalText('segment');
  if (segment === undefined) return undefined;
  if (scope === known.scope ? known.segments.has(segment) : known.foreign.has(`${scope}#${segment}`)) return { kind: 'segment', scope, segment };
  if (known.offered?.has(`${scope}#${segment}`) === true) {
    findings.error('OfferedNeedsClaim', r.at('segment'), `${r.what} is segment \`${segment}\` of \`${scope}\`, which is of another repository; expected a claim on one of its offers (\`addClaim\`), because only its owner can open it`);
    return undefined;
  }
  const ids = scope === known.scope ? known.segments : [...known.foreign].filter((f) => f.startsWith(`${scope}#`)).map((f) => f.slice(scope.length + 1));
  findings.error('UnknownSegment', r.at('segment'), `${r.what} is the unknown segment \`${segment}\`${scope === known.scope ? '' : ` of \`${scope}\``}${didYouMean(segment, ids, 'segments')}`);
  return undefined;
}
