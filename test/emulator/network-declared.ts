/**
 * The network as the intent declares it, as the same edges as network-deployed.ts reads: computed from
 * `zero-trust.intent.json` and `zero-trust.network.json` alone, without the layer that wrote the templates.
 */
import { strict as assert } from 'node:assert';
import type { NetworkFile } from '../../lib/contract/network-report';
import type { ConnectionData, EndpointData, Intent } from '../../lib/intent';
import type { DeployedNetwork } from './network-deployed';

/** AWS's own prefix lists of the region (DescribeManagedPrefixLists in eu-west-1). */
const PREFIX_LISTS: Readonly<Record<string, string>> = { dynamodb: 'pl-6fa54006', s3: 'pl-6da54004' };

/** Fails with the difference where what is deployed is not what is declared. */
export function compareNetwork(deployed: DeployedNetwork, intent: Intent, network: NetworkFile, strays: readonly string[] = []): void {
  const gateways = new Set(network.scopes.flatMap((s) => s.endpoints).filter((e) => e.kind === 'gateway').map((e) => e.service));
  const edges = [...new Set(intent.flows.flatMap((flow) => flow.connections.flatMap((over) => ends(flow.source, gateways).flatMap((source) =>
    ends(flow.destination, gateways).map((destination) => ({ source, destination, text: `${source.name} -> ${destination.name} ${connection(over)}` }))))))];
  const unique = (list: readonly { readonly text: string }[]): readonly string[] => [...new Set(list.map((e) => e.text))].sort();
  const owned = (text: string): boolean => !strays.some((stray) => text.includes(`group ${stray}`));

  assert.deepStrictEqual(deployed.egress.filter(owned), unique(edges.filter((e) => e.source.hasGroup)), 'rules that let out, read back and declared');
  assert.deepStrictEqual(deployed.ingress.filter(owned), unique(edges.filter((e) => e.destination.hasGroup)), 'rules that let in, read back and declared');
  assert.deepStrictEqual(deployed.strays, strays, 'groups with rules that are of no segment');
  assert.deepStrictEqual(deployed.misplaced, [], 'members that do not carry exactly the group of their segment');

  const created = network.scopes.flatMap((s) => s.endpoints).filter((e) => e.access === 'create');
  const actions = (service: string): readonly string[] => [...new Set(intent.flows.flatMap((f) => (f.destination.kind === 'service' && f.destination.service === service ? f.destination.actions : [])))].sort();
  assert.deepStrictEqual(
    deployed.endpoints,
    created.map(({ service, kind }) => ({ service, kind, actions: actions(service) })).sort((a, b) => (a.service < b.service ? -1 : 1)),
    'endpoints and what their policies allow, read back and declared',
  );
  assert.equal(deployed.rules - deployed.egress.filter((e) => !owned(e)).length, network.scopes.reduce((sum, s) => sum + s.rules, 0), 'number of rules, read back and in zero-trust.network.json');
  assert.equal(deployed.flowLogs, network.scopes.every((s) => s.flowLogs), 'flow logs of the VPC');
}

interface End {
  readonly name: string;
  readonly hasGroup: boolean;
}

function ends(end: EndpointData, gateways: ReadonlySet<string>): readonly End[] {
  switch (end.kind) {
    case 'segment': return [{ name: end.segment, hasGroup: true }];
    case 'cidr': return [{ name: end.cidr, hasGroup: false }];
    case 'enclave': return end.cidrs.map((name) => ({ name, hasGroup: false }));
    case 'service':
      if (!gateways.has(end.service)) return [{ name: end.service, hasGroup: true }];
      if (PREFIX_LISTS[end.service] === undefined) throw new Error(`the prefix list of ${end.service} is not known here`);
      return [{ name: PREFIX_LISTS[end.service], hasGroup: false }];
    default: throw new Error(`this suite does not read ends of kind ${end.kind}`);
  }
}

function connection({ protocol, fromPort, toPort }: ConnectionData): string {
  if (fromPort === undefined) return protocol === 'all' ? 'all' : String(protocol);
  return `${protocol}/${fromPort === toPort ? fromPort : `${fromPort}-${toPort}`}`;
}
