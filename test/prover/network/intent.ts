/**
 * Bound intents by hand: `boundOf({ segments: { web: ['Web'], db: { members: ['Db'], jewel: true } }, flows: [['web', 'db', 'tcp/5432']] })`.
 *
 * Ends of flows: a segment, `internet`, `internet-ipv4`, a CIDR, `service:NAME`, `list:NAME` (its token is `{ Ref: NAME }`), `account:ID/sg-...`.
 */
import type { EndpointReport, NetworkReport } from '../../../lib/contract/network-report';
import type { ConnectionData, EndpointData, GuaranteeData, Intent } from '../../../lib/intent/model';
import type { BoundIntent } from '../../../lib/prover/network/model';
import { id } from './world';

export const SCOPE = 'App/ZeroTrust';

export interface IntentSpec {
  readonly stage?: string;
  readonly segments: Readonly<Record<string, readonly string[] | { readonly members?: readonly string[]; readonly groups?: readonly string[]; readonly jewel?: true; readonly unbound?: readonly string[] }>>;
  /** Source, destination, connections, id, implied. */
  readonly flows?: readonly (readonly [source: string, destination: string, over: string, id?: string, implied?: 'implied'])[];
  readonly enclaves?: Readonly<Record<string, readonly string[]>>;
  readonly guarantees?: readonly Omit<GuaranteeData, 'scope'>[];
  readonly endpoints?: readonly Pick<EndpointReport, 'service' | 'kind' | 'access' | 'addresses' | 'group'>[];
}

export function boundOf(spec: IntentSpec): BoundIntent {
  const segments = Object.entries(spec.segments).map(([name, s]) => ({ name, ...('length' in s ? { members: s as readonly string[] } : s as Exclude<typeof s, readonly string[]>) }));
  const known = { method: 'none', because: 'a test' };
  const end = (text: string): EndpointData => {
    if (segments.some((s) => s.name === text)) return { kind: 'segment', scope: SCOPE, segment: text };
    if (text.startsWith('internet')) return { kind: 'internet', ipVersions: text === 'internet-ipv4' ? [4] : text === 'internet-ipv6' ? [6] : [4, 6] };
    if (text.startsWith('service:')) return { kind: 'service', service: text.slice(8), actions: [], resources: [] };
    if (text.startsWith('list:')) return { kind: 'prefixList', name: text.slice(5), prefixListId: { Ref: text.slice(5) } };
    if (text.startsWith('account:')) return { kind: 'account', accountId: text.slice(8, 20), securityGroupId: text.slice(21) };
    if (spec.enclaves?.[text] !== undefined) return { kind: 'enclave', enclave: text, cidrs: spec.enclaves[text] };
    return { kind: 'cidr', cidr: text };
  };
  const intent: Intent = {
    schema: 'zero-trust/intent/1',
    scopes: [{ scope: SCOPE, posture: 'standard' }],
    personas: [],
    enclaves: Object.entries(spec.enclaves ?? {}).map(([name, cidrs]) => ({ scope: SCOPE, id: name, displayName: name, cidrs, owner: 'a', until: '2099-01-01', compensation: 'none' })),
    segments: segments.map((s) => ({
      scope: SCOPE, id: s.name, displayName: s.name, offers: [], implied: { leaveOut: [], add: [] },
      members: (s.members ?? []).map((m) => ({ path: m, type: 'test' })),
      ...s.jewel === true ? { crownJewel: { classification: 'restricted' } } : {},
    })),
    flows: (spec.flows ?? []).map(([source, destination, over, name, implied]) => ({
      scope: SCOPE, id: name ?? `${source}-to-${destination}-${over}`.replace(/[^A-Za-z0-9]+/g, '-'), source: end(source), destination: end(destination), connections: over.split(', ').map(connection),
      authentication: known, encryption: known, because: 'a test', cadence: 'continuous',
      ...implied === undefined ? {} : { implied: { segment: source, profile: 'lambda', name: 'logs' } },
    })),
    guarantees: (spec.guarantees ?? []).map((g) => ({ scope: SCOPE, ...g })),
  };
  return {
    stage: spec.stage ?? '',
    intent,
    members: new Map(segments.map((s) => [`${SCOPE}#${s.name}`, (s.members ?? []).map(id)])),
    memberGroups: new Map(segments.filter((s) => s.groups !== undefined).map((s) => [`${SCOPE}#${s.name}`, s.groups!.map(id)])),
    network: spec.endpoints === undefined ? [] : [{ scope: SCOPE, endpoints: spec.endpoints.map((e) => ({ zones: 0, flows: [], ...e })) } as unknown as NetworkReport],
    unbound: segments.flatMap((s) => (s.unbound ?? []).map((path) => ({ segment: `${SCOPE}#${s.name}`, path, type: 'AWS::X::Y' }))),
  };
}

function connection(text: string): ConnectionData {
  const [protocol, ports] = text.split('/');
  if (ports === undefined) return protocol === 'tcp' || protocol === 'udp' ? { protocol, fromPort: 0, toPort: 65535 } : { protocol };
  const [from, to] = ports.split('-').map(Number);
  return { protocol, fromPort: from, toPort: to ?? from };
}
