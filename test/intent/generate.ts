/**
 * Random intents that hold no mistake, in all the words that the grammar has: `fc.property(validIntents, ...)`.
 *
 * And their undoing: `asInput(intent)` writes a normalised intent as somebody could have declared it.
 */
import * as fc from 'fast-check';
import { connectionText, type EndpointData, endpointText, type Intent } from '../../lib/intent';
import type { Json } from './support';

const SEGMENTS = ['api', 'docs', 'jobs', 'web'];
const text = fc.constantFrom('reads documents', 'a reason: with a colon', 'ünïcödé', '0', 'null', '- x');
const instant = fc.constantFrom('2027-06-30', '2028-02-29T00:00:00Z', '2027-12-31T23:59:59.5+05:30');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Connections that never overlap, so that flows between the same ends are no duplicates. */
const CONNECTIONS = ['tcp/443', 'tcp/80', 'TCP/8000-8100', 'udp/53', 'icmp/8', 'icmp/3/4', 'icmpv6/128', 'ip/50', 'protocol/47'];
const OUTSIDE = ['internet', 'internet-ipv4', '10.0.0.0/8', '2001:db8::/32', 'mainframe', 'pl-63a5400a', 'account:111122223333/sg-0abc1234', 'account:111122223333/172.16.0.0/12'];
const IPV4_ONLY = ['internet-ipv4', '10.0.0.0/8', 'mainframe', 'account:111122223333/172.16.0.0/12'];

const how = fc.oneof(
  fc.record({ authentication: fc.constantFrom('sigv4', 'mtls', 'RDS-IAM') }),
  fc.record({ authentication: fc.constantFrom('token', 'mtls'), encryption: fc.constant('tls') }),
  fc.record({ authentication: fc.record({ none: text }), encryption: fc.oneof(fc.record({ none: text }), fc.constant('tls')) }),
);
/** A crown jewel takes no other. */
const strict = fc.constantFrom({ authentication: 'sigv4' }, { authentication: 'token', encryption: 'tls' });

const flow = fc.record({
  source: fc.constantFrom(...SEGMENTS, ...OUTSIDE),
  destination: fc.constantFrom(...SEGMENTS, ...OUTSIDE, 'service:s3', 'service:ecr.api'),
  over: fc.uniqueArray(fc.constantFrom(...CONNECTIONS), { minLength: 1, maxLength: 3 }),
  how, strict, because: text, purpose: maybe(text), until: maybe(instant), cadence: maybe(fc.constantFrom('daily', 'yearly')),
  asObject: fc.boolean(), alone: fc.boolean(),
});

const guarantee = fc.oneof(
  fc.record({ denies: fc.record({ source: fc.constantFrom('internet', 'web', '10.0.0.0/8'), destination: fc.constantFrom(...SEGMENTS), over: fc.constantFrom('all', 'tcp/80, tcp/443', 'icmp/8/0') }) }),
  fc.record({ permits: fc.record({ source: fc.constant('web'), destination: fc.constant('api'), level: fc.constantFrom('packet', 'pivot') }) }),
  fc.record({ onlyVia: fc.record({ source: fc.constant('internet'), destination: fc.constant('docs'), via: fc.constantFrom(['web'], ['web', 'api']) }) }),
  fc.record({ only: fc.record({ principals: fc.constantFrom([], ['B', 'A']), resource: fc.constant('Table'), actions: fc.constant(['s3:PutObject', 's3:GetObject']) }) }),
  fc.record({ identified: fc.record({ target: text }) }),
);

export const validIntents: fc.Arbitrary<Json> = fc.record({
  flows: fc.array(flow, { maxLength: 8 }), guarantees: fc.array(guarantee, { maxLength: 3 }), offer: how, title: maybe(text),
  jewel: fc.boolean(), claim: fc.boolean(), schema: fc.boolean(),
}).map(({ flows, guarantees, offer, title, jewel, claim, schema }) => {
  const isJewel = (end: string): boolean => jewel && end === 'docs';
  const taken = new Set<string>();
  const declared: Json[] = [];
  for (const { source, destination, over, how: any, strict: safe, asObject, alone, ...rest } of flows) {
    const isSelf = source === destination;
    const isService = destination.startsWith('service:');
    const isReachable = SEGMENTS.includes(source) || (SEGMENTS.includes(destination) && !isService);
    const ends = [source, destination];
    const fits = over.filter((c) => !(c.startsWith('icmpv6') && ends.some((e) => IPV4_ONLY.includes(e))) && !(c.startsWith('icmp/') && ends.includes('2001:db8::/32')) && !taken.has(`${source} ${destination} ${c}`));
    if (!isReachable || (isService ? taken.has(`${source} ${destination}`) : fits.length === 0)) continue;
    taken.add(`${source} ${destination}`);
    fits.forEach((c) => taken.add(`${source} ${destination} ${c}`));
    declared.push({
      ...rest,
      source: asObject && SEGMENTS.includes(source) ? { segment: source } : source,
      destination: isService && asObject ? { service: destination.slice(8), actions: ['s3:PutObject', 's3:GetObject'], resources: ['arn:aws:s3:::b/*', 'arn:aws:s3:::a/*'] } : destination,
      ...(isService ? {} : { over: alone && fits.length === 1 ? fits[0] : fits, ...(isJewel(source) || isJewel(destination) ? safe : any) }),
      ...(isSelf ? { withinSegment: true } : {}),
    });
  }
  const read = { id: 'read', over: ['tcp/9000'], because: 'an offer', ...(jewel ? { authentication: 'mtls' } : offer) };
  return JSON.parse(JSON.stringify({
    schema: schema ? 'zero-trust/intent/1' : undefined,
    segments: SEGMENTS.map((id) => (id === 'docs' ? { id, displayName: title, crownJewel: jewel ? { classification: 'restricted' } : undefined, implied: { leaveOut: ['logs', 'exec'] }, offers: [read, { ...read, id: 'write', over: 'tcp/9001' }] } : { id })),
    enclaves: [{ id: 'mainframe', cidrs: ['10.9.1.0/24', '10.9.0.0/24'], owner: 'finance', until: '2027-12-31', compensation: 'a firewall' }],
    personas: [{ id: 'employee', groups: ['staff', 'admins'] }, { id: 'auditor' }],
    flows: declared,
    claims: claim ? [{ source: 'jobs', segment: 'docs', offer: 'read', because: 'a claim' }] : [],
    guarantees,
  })) as Json;
});

/** Every list of it in another order. */
export function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((v): [number, unknown] => [random(), shuffled(v, random)]).sort(([a], [b]) => a - b).map(([, v]) => v);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]): [number, string, unknown] => [random(), k, shuffled(v, random)]).sort(([a], [b]) => a - b).map(([, k, v]) => [k, v]));
}

export function asInput(intent: Intent): Json {
  const assurance = ({ method, because }: { method: string; because?: string }): unknown => (method === 'none' ? { none: because } : method);
  const end = (e: EndpointData): unknown => (e.kind === 'service' ? { service: e.service, actions: e.actions, resources: e.resources } : e.kind === 'prefixList' ? { prefixList: e.prefixListId, name: e.name } : endpointText(e));
  const terms = (t: { connections: Intent['flows'][number]['connections']; authentication: { method: string }; encryption: { method: string } }): Json =>
    ({ over: t.connections.map(connectionText), authentication: assurance(t.authentication), encryption: assurance(t.encryption) });
  const plain = ({ scope, ...rest }: Json): Json => rest;
  return {
    schema: intent.schema,
    posture: intent.scopes[0].posture,
    segments: intent.segments.map(({ scope, members, offers, ...s }) => ({ ...s, offers: offers.map(({ connections, authentication, encryption, ...o }) => ({ ...o, ...terms({ connections, authentication, encryption }) })) })),
    enclaves: intent.enclaves.map((e) => plain({ ...e })),
    personas: intent.personas.map((p) => plain({ ...p })),
    flows: intent.flows.filter((f) => !f.claims).map(({ scope, connections, source, destination, authentication, encryption, ...f }) => ({ ...f, source: end(source), destination: end(destination), ...terms({ connections, authentication, encryption }) })),
    claims: intent.flows.filter((f) => f.claims).map((f) => ({ id: f.id, source: endpointText(f.source), segment: f.claims?.segment, offer: f.claims?.offer, because: f.because })),
    guarantees: intent.guarantees.map(({ scope, kind, ...g }) => ({ [kind]: g })),
  };
}
