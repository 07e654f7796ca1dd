/**
 * Where the route table of a subnet sends an address: the longest prefix wins, the local route of every block of the VPC is in
 * every table.
 */
import { type Address, isPublic, within } from './addresses';
import type { Network, Placement, Route, Subnet } from './model';

export type Way =
  | { readonly to: 'vpc'; readonly vpc: string; readonly over: 'local' | 'peering' | 'transit' }
  | { readonly to: 'internet'; readonly by: 'gateway' | 'nat' | 'egressOnly'; readonly nat?: string }
  | { readonly to: 'private' }
  | { readonly to: 'nowhere'; readonly why: string };

const nowhere = (why: string): Way => ({ to: 'nowhere', why });

export function wayOf(network: Network, subnet: Subnet, to: Address): Way {
  const vpc = network.vpcs.get(subnet.vpc)!;
  const local = Math.max(-1, ...vpc.ranges.filter((r) => within(r, to)).map((r) => r.length));
  const routes = subnet.routes.filter((r) => within(r.range, to));
  const best = routes.reduce<Route | undefined>((a, b) => (a === undefined || b.range.length > a.range.length ? b : a), undefined);
  if (local >= 0 && local >= (best?.range.length ?? -1)) return { to: 'vpc', vpc: vpc.id, over: 'local' };
  if (best === undefined) return nowhere('no route');
  const { kind, id } = best.target;
  if (kind === 'transit') return transitWay(network, id, subnet.vpc, to);
  const gateway = network.gateways.get(id);
  if (gateway === undefined) return nowhere(`no gateway ${id}`);
  switch (gateway.kind) {
    case 'internet': {
      if (!gateway.vpcs.includes(subnet.vpc)) return nowhere(`${id} is not attached`);
      return isPublic(to) ? { to: 'internet', by: 'gateway' } : nowhere(`${id} carries public addresses only`);
    }
    case 'vpn': return gateway.vpcs.includes(subnet.vpc) ? { to: 'private' } : nowhere(`${id} is not attached`);
    case 'egressOnly':
      return gateway.vpc === subnet.vpc && to.version === 6 && isPublic(to) ? { to: 'internet', by: 'egressOnly' } : nowhere(`${id} does not carry it`);
    case 'nat': return gateway.isPrivate || to.version === 6 ? nowhere(`${id} does not carry it`) : { to: 'internet', by: 'nat', nat: id };
    case 'peering': {
      const other = gateway.vpcs.find((v) => v !== subnet.vpc);
      if (!gateway.vpcs.includes(subnet.vpc) || other === undefined) return nowhere(`${id} is not a peering of ${subnet.vpc}`);
      return network.vpcs.get(other)?.ranges.some((r) => within(r, to)) === true ? { to: 'vpc', vpc: other, over: 'peering' } : nowhere(`${id}: nobody there has it`);
    }
  }
}

function transitWay(network: Network, id: string, from: string, to: Address): Way {
  const transit = network.transits.get(id);
  const mine = transit?.attachments.find((a) => a.vpc === from);
  if (transit === undefined || mine === undefined) return nowhere(`${from} does not hang on ${id}`);
  const routes = transit.routes.filter((r) => r.table === mine.table && within(r.range, to));
  const best = routes.reduce<(typeof routes)[number] | undefined>((a, b) => (a === undefined || b.range.length > a.range.length ? b : a), undefined);
  const next = transit.attachments.find((a) => a.id === best?.attachment);
  if (next === undefined) return nowhere(`${id} has no route`);
  if (next.vpc === undefined) return { to: 'private' };
  return network.vpcs.get(next.vpc)?.ranges.some((r) => within(r, to)) === true && next.vpc !== from ? { to: 'vpc', vpc: next.vpc, over: 'transit' } : nowhere(`${id}: nobody there has it`);
}

/** The way out to the internet holds for this placement, in that direction. */
export function carriesInternet(network: Network, way: Way, subnet: Subnet, place: Placement, to: Address, direction: 'in' | 'out'): string | undefined {
  if (way.to !== 'internet') return way.to === 'nowhere' ? way.why : 'the route does not lead to the internet';
  if (way.by === 'gateway') {
    if (to.version === 4 ? !place.public4 : !place.has6) return 'no public address';
    return isBlocked(network, subnet, direction) ? 'public access is blocked' : undefined;
  }
  if (direction === 'in') return `${way.by} is outwards only`;
  if (way.by === 'egressOnly') {
    if (!place.has6) return 'no IPv6 address';
    return isBlocked(network, subnet, 'outwardsOnly') ? 'public access is blocked' : undefined;
  }
  const nat = network.gateways.get(way.nat!);
  const home = nat?.kind === 'nat' ? network.subnets.get(nat.subnet) : undefined;
  if (home === undefined || home.vpc !== subnet.vpc) return 'the NAT gateway stands nowhere';
  const onward = wayOf(network, home, to);
  if (onward.to !== 'internet' || onward.by !== 'gateway') return 'the subnet of the NAT gateway does not lead to the internet';
  return isBlocked(network, home, 'outwardsOnly') ? 'public access is blocked' : undefined;
}

/**
 * Ingress-only blocks all but what NAT and egress-only gateways carry. An exemption for egress is one from bidirectional blocking.
 */
function isBlocked(network: Network, subnet: Subnet, direction: 'in' | 'out' | 'outwardsOnly'): boolean {
  if (network.block === 'off') return false;
  const exempt = [subnet.id, subnet.vpc].map((id) => network.exempt.get(id));
  if (exempt.includes('bidirectional')) return false;
  return network.block === 'ingress' ? direction !== 'outwardsOnly' : direction === 'in' || !exempt.includes('egress');
}
