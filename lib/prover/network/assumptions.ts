/**
 * What a verdict rests on, in sentences (docs/semantics.md, 5): the lines that it needs, not all of them.
 */
import type { VerdictKind } from '../../contract/verdicts';
import type { Node, Prepared } from './prepare';
import type { Kind } from './verdict';
import { compare } from './verdict';

const NO_CHANGES = 'nothing changes these resources from outside the given templates, and the right to deploy is not abused';
const DISTINCT = 'a literal id is none of the resources that these templates make; two logical ids are two resources; a parameter is never the id of what its own template makes';
const ALWAYS_THERE = 'DNS, the instance metadata service, the time service and Windows licence activation of the VPC are reachable whatever groups say; connections that are open already stay open';
const AWS = 'the hypervisor separates tenants; a service of AWS does what its documentation says';

export function assumptionsOf(world: Prepared, kind: Kind, verdict: VerdictKind, nodes: Iterable<Node>, more: readonly string[] = []): string[] {
  const saysNo = kind !== 'permits' && kind !== 'nothing-less' && verdict !== 'violated';
  return [NO_CHANGES, DISTINCT, ...saysNo ? [ALWAYS_THERE] : [], AWS, ...more, ...flatVpcs(world, nodes), ...learnedRoutes(world), ...saysNo ? unmodelled(world) : []];
}

/** VPCs outside whose tables and lists are closed: somebody said `flat`. */
function flatVpcs(world: Prepared, nodes: Iterable<Node>): string[] {
  const out = new Set<string>();
  for (const { vpc: id } of nodes) {
    const vpc = world.network.vpcs.get(id);
    if (vpc?.external !== true) continue;
    const [table, acl] = [world.network.routeTables.get(vpc.mainRouteTable), world.network.acls.get(vpc.defaultAcl)];
    if (table?.open.length === 0 && acl?.open.length === 0) out.add(`inside the VPC \`${id.replace(/^external:/, '')}\` the local route and open network ACLs hold (assumed: flat)`);
  }
  return [...out].sort(compare);
}

/** Whatever the question, a route may lead to its answer. */
function learnedRoutes({ network }: Prepared): string[] {
  return (network.learned ?? []).map(({ from, said }) => `${said.startsWith('propagates-within:') ? 'no route beyond these comes' : 'exactly these routes come'} over BGP from \`${from}\`: ${said.slice(said.indexOf(':') + 1).split(',').map((c) => c.trim()).join(', ')} (assumed: propagates)`);
}

function unmodelled(world: Prepared): string[] {
  const types = world.network.coverage.notModelled.filter((t) => t.effect === 'could open a path').map((t) => `${t.type} (${t.count})`);
  return types.length === 0 ? [] : [`resources of types that are not modelled open no path: ${types.join(', ')}`];
}
