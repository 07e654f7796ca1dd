/** Makes what the formatters read: an intent from its own grammar, and the report of a network that was never built. */
import * as fc from 'fast-check';
import type { NetworkFile, NetworkReport } from '../../lib/contract/network-report';
import { joinPermits, type Permits, permitsText, type StageFiles } from '../../lib/evidence';
import { type FlowData, type Intent, mergeIntents, normaliseIntent } from '../../lib/intent';

export const SCOPE = 'Docs/ZeroTrust';

export function intentOf(input: object, scope = SCOPE, implied: readonly FlowData[] = []): Intent {
  const { intent } = normaliseIntent(input, { scope });
  return { ...intent, flows: [...intent.flows, ...implied] };
}

export function reportOf(over: Partial<NetworkReport> = {}): NetworkReport {
  return {
    scope: SCOPE, rulesPlacement: 'together', rules: 4, flowLogs: true, endpoints: [], budgets: [], aggregated: [], impliedTable: '2026-11-22', warnings: [],
    idleCost: { monthlyUsd: 0, lines: [], belief: false, pricesAsOf: '2026-08', region: 'us-east-1' },
    ...over,
  };
}

export function networkOf(...scopes: NetworkReport[]): NetworkFile {
  return { schema: 'zero-trust/network/1', scopes };
}

export function stageOf(intent: Intent, network: Partial<NetworkReport> = {}, stage = ''): StageFiles {
  return { stage, intent, network: networkOf(...intent.scopes.map(({ scope }) => reportOf({ ...network, scope }))) };
}

export function textOf(input: object | Intent, network: Partial<NetworkReport> = {}, options: { width?: number; colour?: boolean; allBudgets?: boolean; threats?: boolean } = {}): string {
  const intent = 'scopes' in input ? (input as Intent) : intentOf(input);
  return render(joinPermits([stageOf(intent, network)], { threats: options.threats ?? false }), options);
}

export function render(permits: Permits, { width = 100, colour = false, allBudgets = false }: { width?: number; colour?: boolean; allBudgets?: boolean } = {}): string {
  return permitsText(permits, { width, colour, allBudgets });
}

/** The lines below a heading, up to the next empty line. */
export function sectionOf(text: string, heading: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(heading));
  if (start < 0) return [];
  const end = lines.findIndex((line, i) => i > start && line === '');
  return lines.slice(start, end < 0 ? undefined : end);
}

export function impliedFlow(segment: string, name: string, service: string, scope = SCOPE): FlowData {
  return {
    scope, id: `${segment}.${name}.${service}`, source: { kind: 'segment', scope, segment }, destination: { kind: 'service', service, actions: [], resources: [] },
    connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }], authentication: { method: 'sigv4' }, encryption: { method: 'tls' },
    because: `${segment} needs ${service} to boot`, cadence: 'continuous', implied: { segment, profile: 'ecs-fargate', name },
  };
}

const NAMES = ['web', 'api', 'documents', 'a-segment-with-quite-a-long-name'];
const word = fc.constantFrom('reads', 'documents;', 'über', '文書を読む', 'https://example.com/a/very/long/path/without/any/space/in/it', 'not', 'a\u001b[31mb', '\u202Ereversed', 'x'.repeat(70));
const prose = fc.array(word, { minLength: 1, maxLength: 12 }).map((w) => w.join(' '));

const outside = fc.constantFrom<unknown>('internet', 'internet-ipv6', '10.20.0.0/16', '2001:db8::/32', 'pl-0123456789abcdef0', 'account:111122223333/10.8.0.0/16', 'mainframe');
const destination = fc.oneof({ arbitrary: fc.constantFrom<unknown>(...NAMES), weight: 3 }, { arbitrary: outside, weight: 2 }, fc.constantFrom<unknown>('service:s3', { service: 'dynamodb', actions: ['dynamodb:Query'], resources: ['arn:aws:dynamodb:*:*:table/t'] }));
const over = fc.uniqueArray(fc.constantFrom('tcp/443', 'tcp/8000-8100', 'udp/53', 'icmp', 'protocol/50', 'tcp/5432'), { minLength: 1, maxLength: 3 });

/** A flow of which at least one end is a segment, so that most are kept. */
const flow = fc.record({
  ends: fc.oneof(fc.record({ source: fc.constantFrom<unknown>(...NAMES), destination }), fc.record({ source: outside, destination: fc.constantFrom<unknown>(...NAMES) })),
  over,
  authentication: fc.constantFrom<unknown>('mtls', 'sigv4', 'token', { none: 'it cannot' }),
  encryption: fc.constantFrom<unknown>('tls', { none: 'it cannot' }),
  because: prose,
  purpose: fc.option(prose, { nil: undefined }),
  until: fc.option(fc.constant('2027-06-30'), { nil: undefined }),
  cadence: fc.constantFrom('continuous', 'monthly', 'disaster-recovery'),
  id: fc.boolean(),
}).map(({ ends, ...rest }) => ({ ...ends, ...rest })).filter((f) => f.source !== f.destination);

/** Flows of one edge differ in what they go over; to a service an edge has one flow. Else their default ids would be the same. */
function edgeOf({ source, destination: to, over: by }: { source: unknown; destination: unknown; over: string[] }): string {
  const isService = typeof to === 'object' || String(to).startsWith('service:');
  return JSON.stringify([source, to, ...(isService ? [] : [...by].sort())]);
}

/** Two façades with random flows each; every reason begins with a mark of its own: `R0.`, `R1.`, ... */
export const randomIntent: fc.Arbitrary<Intent> = fc.tuple(...['A/One', 'B/Two'].map((scope) => fc.uniqueArray(flow, { maxLength: 12, selector: edgeOf }).map((flows) => ({ scope, flows })))).map((parts) => {
  let mark = 0;
  return mergeIntents(parts.map(({ scope, flows }) => intentOf({
    segments: NAMES.map((id, i) => ({ id, ...(i === 2 ? { crownJewel: { classification: 'restricted' }, displayName: 'Papers' } : {}) })),
    enclaves: [{ id: 'mainframe', cidrs: ['10.90.0.0/24'], owner: 'records', until: '2027-01-01', compensation: 'a firewall' }],
    flows: flows.map((f) => ({ ...f, because: `R${mark}. ${f.because}`, id: f.id ? `own-${mark++}` : (mark++, undefined) })),
  }, scope)));
});
