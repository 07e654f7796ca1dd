/**
 * One flow: who, to whom, how, why, until when.
 *
 *   { source: api, destination: docs, over: tcp/5432, authentication: rds-iam, because: 'reads documents' }
 *
 * A flow of which any part cannot be read is left out, after everything that is wrong with it was reported.
 */
import { isExpressible } from './check-expressible';
import { connectionSlug } from './connection-text';
import { EXPECTED_END, type KnownEnds, readEndpoint } from './endpoint';
import { endpointKey, endpointSlug, endpointText } from './endpoint-text';
import { type Findings } from './finding';
import type { Cadence, ConnectionData, EndpointData, FlowData } from './model';
import { readAssurances, readConnections } from './read-how';
import { ObjectReader } from './reader';
import { CADENCES, readId, readInstant } from './terms';

export interface ReadFlow {
  readonly flow: FlowData;
  readonly pointer: string;
}

export function readFlow(value: unknown, pointer: string, known: KnownEnds, findings: Findings): ReadFlow | undefined {
  const r = new ObjectReader(value, pointer, flowLabel(value), findings);
  if (!r.isObject) return undefined;
  const givenId = r.has('id') ? readId(r, 'flow', 'a name', findings) : undefined;
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
  const isMeant = source !== undefined && destination !== undefined && checkSelf(source, destination, withinSegment, r, findings);
  const fits = isMeant && isExpressible(source, destination, connections, known.scope, pointer, findings);
  if (!fits || connections.length === 0 || !authentication || !encryption || because === undefined) return undefined;
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

export function defaultFlowId(source: EndpointData, destination: EndpointData, connections: readonly ConnectionData[]): string {
  const how = destination.kind === 'service' ? '' : `-${connections.map(connectionSlug).join('-')}`;
  return `${endpointSlug(source)}-to-${endpointSlug(destination)}${how}`;
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

function readEnd(field: 'source' | 'destination', r: ObjectReader, known: KnownEnds, findings: Findings): EndpointData | undefined {
  if (r.has(field)) return readEndpoint(r.raw(field), `${field} of ${r.what}`, r.at(field), known, findings);
  findings.error('MissingField', r.pointer, `${r.what} has no \`${field}\`; ${EXPECTED_END}`);
  return undefined;
}

/** Members of one segment may not talk to each other unless a flow says so, in so many words. */
function checkSelf(source: EndpointData, destination: EndpointData, withinSegment: boolean, r: ObjectReader, findings: Findings): boolean {
  const isSelf = source.kind === 'segment' && endpointKey(source) === endpointKey(destination);
  if (isSelf === withinSegment) return true;
  findings.error('SelfFlowNotMeant', isSelf ? r.pointer : r.at('withinSegment'), isSelf
    ? `flow from \`${endpointText(source)}\` to itself lets its members reach each other; if that is meant, add \`withinSegment: true\`, else split the segment`
    : `\`withinSegment\` is set on a flow from \`${endpointText(source)}\` to \`${endpointText(destination)}\`; it means a flow of a segment to itself: remove it`);
  return false;
}
