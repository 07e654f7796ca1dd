/**
 * VPC endpoints: `world.endpoints.get('App.S3')!.service` is `com.amazonaws.eu-west-1.s3`; where the region is not known it is
 * `com.amazonaws.${AWS::Region}.s3`, which is the name of the service all the same.
 *
 * Interface endpoints are interface classes as well (interfaces.ts); gateway endpoints write routes into tables. Policies are
 * kept as they stand. A Gateway Load Balancer endpoint leads to an appliance that is not modelled.
 */
import type { Unknown } from '../facts';
import { Sym, Text } from '../template/value';
import { asText, type Plain } from '../template/walk';
import type { Context } from './context';
import type { VpcEndpoint } from './model';
import { choices, unknownOf, viewOf } from './read';
import type { Place } from '../facts';

const KINDS: Readonly<Record<string, VpcEndpoint['kind']>> = { Gateway: 'gateway', Interface: 'interface', GatewayLoadBalancer: 'gatewayLoadBalancer' };

export function readEndpoints(context: Context): void {
  for (const r of context.ofType('AWS::EC2::VPCEndpoint')) {
    const view = viewOf(r);
    const services = choices(view, 'ServiceName');
    const service = services.length === 1 ? serviceOf(services[0].value, services[0].place) : unknownOf(services[0]?.value, r.place, 'the service depends on a condition');
    const kinds = choices(view, 'VpcEndpointType').map((k) => (k.value === undefined ? 'gateway' : KINDS[asText(k.value) ?? ''] ?? 'other'));
    const kind = kinds.every((k) => k === kinds[0]) ? kinds[0] : 'other';
    const routeTables = context.refs.all('table', view.items('RouteTableIds')).map((ref) => {
      const table = ref.unknown === undefined ? ref.id : context.externals.table(ref.id, ref.unknown, ref.place).id;
      return { guard: ref.guard, routeTable: table };
    });
    const policy = r.value('PolicyDocument');
    for (const { id, guard, vpc } of context.split(r)) {
      context.draft.endpoints.set(id, { id, guard, place: r.place, vpc, kind, service, routeTables, ...policy === undefined ? {} : { policy } });
    }
  }
}

/** Once the classes are there. */
export function linkEndpoints(context: Context): void {
  for (const [id, endpoint] of context.draft.endpoints) {
    if (endpoint.kind !== 'gateway' && context.draft.interfaces.has(id)) context.draft.endpoints.set(id, { ...endpoint, interface: id });
  }
}

function serviceOf(value: Plain | undefined, place: Place): string | Unknown {
  const text = asText(value);
  if (text !== undefined) return text;
  if (value instanceof Text && value.parts.every((p) => typeof p === 'string' || isPseudo(p))) {
    return value.parts.map((p) => (typeof p === 'string' ? p : `\${${p.unknown.token.replace(/^Ref /, '')}}`)).join('');
  }
  return unknownOf(value, place, 'the service of an endpoint');
}

function isPseudo(sym: Sym): boolean {
  return /^Ref AWS::(Region|Partition|URLSuffix)$/.test(sym.unknown.token);
}
