/**
 * One flow: who, to whom, how, why, until when.
 *
 *   { source: api, destination: docs, over: tcp/5432, authentication: rds-iam, because: 'reads documents' }
 *
 * What it does not say is closed: no authentication, no encryption and no reason are mistakes, not defaults.
 */
import { endpointKey, endpointSlug, endpointText, type KnownEnds, readEndpoint } from './endpoint';
import { compareText, type Findings } from './finding';
import type { AssuranceData, Cadence, ConnectionData, EndpointData, FlowData, OfferData } from './model';
import { ObjectReader } from './reader';
import { AUTHENTICATIONS, CADENCES, connectionSlug, connectionText, ENCRYPTIONS, readAssurance, readConnection, readId, readInstant } from './terms';

/** A method of authentication that cannot be had without TLS: its flow need not say so twice. */
const ALWAYS_TLS = ['sigv4', 'mtls', 'rds-iam'];

export interface ReadFlow {
  readonly flow: FlowData;
  readonly pointer: string;
}

export function readFlow(value: unknown, pointer: string, known: KnownEnds, findings: Findings): ReadFlow | undefined {
  const r = new ObjectReader(value, pointer, flowLabel(value), findings);
  if (!r.isObject) return undefined;
  const givenId = r.has('id') ? readId(r.optionalText('id'), 'flow', r.at('id'), findings) : undefined;
  const source = readEnd('source', r, known, findings);
  const destination = readEnd('destination', r, known, findings);
  const connections = readConnections(r, destination, findings);
  const because = r.text('because', 'the reason why this is permitted, in a sentence');
  const purpose = r.optionalText('purpose');
  const until = readInstant(r.optionalText('until'), 'until', r.at('until'), findings);
  const cadence = (r.oneOf('cadence', CADENCES) ?? 'continuous') as Cadence;
  const withinSegment = r.flag('withinSegment');
  const { authentication, encryption } = readAssurances(r, destination?.kind === 'service', findings);
  r.done();
  if (!source || !destination || connections.length === 0 || !authentication || !encryption || because === undefined) return undefined;

  const sameSegment = source.kind === 'segment' && endpointKey(source) === endpointKey(destination);
  if (sameSegment && !withinSegment) {
    findings.error('SelfFlowNotMeant', pointer, `flow from \`${endpointText(source)}\` to itself lets its members reach each other; if that is meant, add \`withinSegment: true\`, else split the segment`);
    return undefined;
  }
  if (withinSegment && !sameSegment) {
    findings.error('SelfFlowNotMeant', r.at('withinSegment'), `\`withinSegment\` is set on a flow from \`${endpointText(source)}\` to \`${endpointText(destination)}\`; it means a flow of a segment to itself: remove it`);
    return undefined;
  }
  if (!isExpressible(source, destination, pointer, findings)) return undefined;

  return {
    pointer,
    flow: {
      scope: known.scope,
      id: givenId ?? defaultFlowId(source, destination, connections),
      source,
      destination,
      connections,
      authentication,
      encryption,
      because,
      ...(purpose === undefined ? {} : { purpose }),
      ...(until === undefined ? {} : { until }),
      cadence,
      ...(withinSegment ? { withinSegment: true as const } : {}),
    },
  };
}

/** A flow in the user's words, whatever is wrong with it. */
function flowLabel(value: unknown): string {
  const { id, source, destination } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof id === 'string') return `flow \`${id}\``;
  const name = (end: unknown): string => {
    if (typeof end === 'string') return end;
    const data = (typeof end === 'object' && end !== null ? end : {}) as Record<string, unknown>;
    const known = data.segment ?? data.enclave ?? data.cidr ?? data.name ?? data.prefixList ?? data.service ?? data.account;
    return typeof known === 'string' ? known : '?';
  };
  return source === undefined && destination === undefined ? 'a flow' : `the flow from \`${name(source)}\` to \`${name(destination)}\``;
}

export function defaultFlowId(source: EndpointData, destination: EndpointData, connections: readonly ConnectionData[]): string {
  const how = destination.kind === 'service' ? '' : `-${connections.map(connectionSlug).join('-')}`;
  return `${endpointSlug(source)}-to-${endpointSlug(destination)}${how}`;
}

function readEnd(field: 'source' | 'destination', r: ObjectReader, known: KnownEnds, findings: Findings): EndpointData | undefined {
  if (!r.has(field)) {
    findings.error('MissingField', r.pointer, `${r.what} has no \`${field}\`; expected the id of a segment, \`internet\`, a CIDR, \`service:NAME\` or \`account:ID/...\``);
    return undefined;
  }
  return readEndpoint(r.raw(field), `${field} of ${r.what}`, r.at(field), known, findings);
}

/** `over: tcp/443` or `over: [tcp/80, tcp/443]`. To an AWS service it is HTTPS unless said otherwise. */
export function readConnections(r: ObjectReader, destination: EndpointData | undefined, findings: Findings): ConnectionData[] {
  if (!r.has('over')) {
    if (destination?.kind === 'service') return [{ protocol: 'tcp', fromPort: 443, toPort: 443 }];
    findings.error('MissingField', r.pointer, `${r.what} has no \`over\` (\`port\` in code); expected a connection such as \`tcp/443\`, or \`all\``);
    return [];
  }
  const value = r.raw('over');
  const items = Array.isArray(value) ? value : [value];
  if (items.length === 0) findings.error('MissingField', r.at('over'), `\`over\` of ${r.what} is an empty list; expected a connection such as \`tcp/443\``);
  const read = items.map((item, i) => readConnection(item, Array.isArray(value) ? `${r.at('over')}/${i}` : r.at('over'), findings));
  if (read.some((c) => c === undefined)) return [];
  const unique = new Map((read as ConnectionData[]).map((c) => [connectionText(c), c]));
  return [...unique.values()].sort(compareConnections);
}

export function compareConnections(a: ConnectionData, b: ConnectionData): number {
  return compareText(a.protocol, b.protocol) || (a.fromPort ?? -1) - (b.fromPort ?? -1) || (a.toPort ?? -1) - (b.toPort ?? -1);
}

/** Calls to AWS services are signed and use TLS by nature; everything else says how it is authenticated and encrypted. */
export function readAssurances(r: ObjectReader, toService: boolean, findings: Findings): { authentication?: AssuranceData; encryption?: AssuranceData } {
  let authentication: AssuranceData | undefined;
  if (r.has('authentication')) authentication = readAssurance(r.raw('authentication'), 'authentication', AUTHENTICATIONS, r.at('authentication'), findings);
  else if (toService) authentication = { method: 'sigv4' };
  else findings.error('AuthenticationMissing', r.pointer, `${r.what} does not say how the connection is authenticated; a network location proves nothing: set \`authentication\` to \`sigv4\`, \`mtls\`, \`rds-iam\` or \`token\`, or to \`{ none: 'why' }\``);

  let encryption: AssuranceData | undefined;
  if (r.has('encryption')) encryption = readAssurance(r.raw('encryption'), 'encryption', ENCRYPTIONS, r.at('encryption'), findings);
  else if (toService || (authentication && ALWAYS_TLS.includes(authentication.method))) encryption = { method: 'tls' };
  else if (!r.has('authentication') || authentication) {
    findings.error('EncryptionMissing', r.pointer, `${r.what} does not say how the connection is encrypted; set \`encryption\` to \`tls\`, or to \`{ none: 'why' }\``);
  }
  return { authentication, encryption };
}

/** Rules hang on the groups of segments: a flow without a segment at one end, or into a service, has nowhere to be. */
function isExpressible(source: EndpointData, destination: EndpointData, pointer: string, findings: Findings): boolean {
  const ends = `\`${endpointText(source)}\` to \`${endpointText(destination)}\``;
  if (source.kind === 'service') {
    findings.error('FlowInexpressible', pointer, `flow from ${ends} starts at an AWS service; services have no group to name: use their prefix list as the source (e.g. of CloudFront or VPC Lattice)`);
    return false;
  }
  if (source.kind !== 'segment' && destination.kind !== 'segment') {
    findings.error('FlowInexpressible', pointer, `flow from ${ends} touches no segment, so no rule of this stack can permit it; declare it where one of its ends is a segment`);
    return false;
  }
  return true;
}

export function readOffer(value: unknown, pointer: string, findings: Findings): OfferData | undefined {
  const r = new ObjectReader(value, pointer, 'an offer', findings);
  if (!r.isObject) return undefined;
  const id = readId(r.text('id', 'a name that consumers claim'), 'offer', r.at('id'), findings);
  const connections = readConnections(r, undefined, findings);
  const because = r.text('because', 'what the offer is for');
  const { authentication, encryption } = readAssurances(r, false, findings);
  r.done();
  if (id === undefined || connections.length === 0 || because === undefined || !authentication || !encryption) return undefined;
  return { id, connections, authentication, encryption, because };
}
