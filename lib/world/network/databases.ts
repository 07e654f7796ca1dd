/**
 * Databases of clusters: an instance of a cluster has the cluster's groups, its own public flag, and stands in the cluster's class.
 *
 *   world.aliases.get('App.Instance1');   // ['App.Cluster']
 *
 * An instance whose cluster is a token may have any groups. Groups in an option group (Oracle) stand on its port alone and are
 * not modelled; they are listed as what could open a path (unmodelled.ts). A proxy forwards to the databases of its target group.
 */
import { exactly } from '../facts';
import { ConnectionSet } from '../../algebra/connection-set';
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import { asText } from '../template/walk';
import type { ClassBuilder, Facing } from './classes';
import type { Context } from './context';
import { exposures, maybe } from './exposure';
import { addRow, facingOf } from './interfaces';
import type { Id } from './model';
import { choices, viewOf } from './read';
import { like, type Ref } from './refs';
import { ALL_CONNECTIONS, NO_CONNECTIONS, portOf } from './sets';
import { INTERFACE_TABLE } from './table';
import type { InterfaceRow } from './table/model';

const FAMILIES = ['RDS', 'DocDB', 'Neptune'];
const rowOf = (type: string): InterfaceRow => INTERFACE_TABLE.find((row) => row.type === type)!;

export function readDatabases(context: Context, builder: ClassBuilder): void {
  for (const family of FAMILIES) {
    const members = new Map<Id, { readonly guard: Guard; readonly resource: Resource }[]>();
    const instances = context.ofType(`AWS::${family}::DBInstance`);
    for (const r of instances) {
      for (const ref of context.refs.all('cluster', viewOf(r).items('DBClusterIdentifier'))) {
        if (ref.unknown !== undefined) strayInstance(context, builder, r, family);
        else members.set(ref.id, [...members.get(ref.id) ?? [], { guard: ref.guard, resource: r }]);
      }
    }
    for (const r of context.ofType(`AWS::${family}::DBCluster`)) cluster(context, builder, r, members.get(r.id) ?? [], family);
    if (family === 'RDS') for (const r of instances) if (viewOf(r).items('DBClusterIdentifier').length === 0) alone(context, builder, r);
  }
  shards(context);
  proxies(context);
}

function cluster(context: Context, builder: ClassBuilder, r: Resource, members: readonly { readonly guard: Guard; readonly resource: Resource }[], family: string): void {
  const row = rowOf(`AWS::${family}::DBCluster`);
  const own = facingOf(context, viewOf(r), row);
  const facings: Facing[] = members.map(({ guard, resource }) => ({
    guard, ipv6: own.ipv6,
    publicIpv4: family === 'DocDB' ? own.publicIpv4 : exposures(context, viewOf(resource), family === 'RDS' ? rowOf('AWS::RDS::DBInstance').publicIpv4 : { path: 'PubliclyAccessible', absent: 'no' }),
  }));
  const ids = addRow(context, builder, row, r, { facings: facings.length === 0 || viewOf(r).items('PubliclyAccessible').length > 0 ? [own, ...facings] : facings });
  for (const { resource } of members) for (const id of ids) context.draft.alias(resource.id, id);
}

function alone(context: Context, builder: ClassBuilder, r: Resource): void {
  // DBSecurityGroups are of EC2-Classic: what they mean in a VPC nobody says.
  const old: readonly Ref[] = viewOf(r).items('DBSecurityGroups').map((item) => ({ guard: item.guard, place: item.place, id: 'external:DBSecurityGroups', token: true, unknown: context.unknown('DBSecurityGroups', item.place, 'groups of EC2-Classic, which is gone') }));
  addRow(context, builder, rowOf(r.type), r, { groups: old, subnets: ofSource(context, r) });
}

/** A replica that names no subnet group stands in that of its source. */
function ofSource(context: Context, r: Resource): readonly Ref[] {
  const view = viewOf(r);
  if (view.items('DBSubnetGroupName').length > 0) return [];
  return context.refs.all('cluster', ['SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier'].flatMap((path) => view.items(path))).flatMap((source) => {
    const of = source.unknown === undefined ? context.templates.resource(source.id) : undefined;
    const groups = of === undefined ? [] : context.refs.all('subnetGroup', viewOf(of).items('DBSubnetGroupName'));
    return groups.flatMap((group) => {
      const resource = group.unknown === undefined ? context.templates.resource(group.id) : undefined;
      return resource === undefined ? [] : context.refs.all('subnet', viewOf(resource).items('SubnetIds')).map((s) => like(s, { guard: s.guard.and(source.guard).and(group.guard) }));
    });
  });
}

/** An instance of a cluster outside. */
function strayInstance(context: Context, builder: ClassBuilder, r: Resource, family: string): void {
  const row: InterfaceRow = { ...rowOf('AWS::RDS::DBInstance'), type: r.type, groups: [], ...family === 'RDS' ? {} : { publicIpv4: undefined } };
  addRow(context, builder, { ...row, hiddenGroups: 'always', without: 'nothing' }, r);
}

/** Aurora Limitless: a shard group may be public where its cluster is not. */
function shards(context: Context): void {
  for (const r of context.ofType('AWS::RDS::DBShardGroup')) {
    for (const ref of context.refs.all('cluster', viewOf(r).items('DBClusterIdentifier'))) {
      const known = context.draft.interfaces.get(ref.id);
      if (known === undefined) continue;
      const unknown = context.typeUnknown(r, 'a shard group has addresses of its own');
      const isPublic = choices(viewOf(r), 'PubliclyAccessible').some((c) => asText(c.value) !== 'false' && c.value !== false && c.value !== undefined);
      if (isPublic) context.draft.interfaces.set(known.id, { ...known, placements: [...known.placements, ...known.placements.map((p) => ({ ...p, guard: p.guard.and(ref.guard), publicIpv4: maybe(unknown), because: [...p.because, r.place] }))] });
    }
  }
}

const PORTS: Readonly<Record<string, number>> = { MYSQL: 3306, POSTGRESQL: 5432, SQLSERVER: 1433 };

function proxies(context: Context): void {
  for (const r of context.ofType('AWS::RDS::DBProxyTargetGroup')) {
    const view = viewOf(r);
    const targets = [...context.refs.all('cluster', view.items('DBClusterIdentifiers')), ...context.refs.all('cluster', view.items('DBInstanceIdentifiers'))];
    for (const proxy of context.refs.all('cluster', view.items('DBProxyName'))) {
      const resource = proxy.unknown === undefined ? context.templates.resource(proxy.id) : undefined;
      if (resource === undefined) continue;
      const engine = asText(choices(viewOf(resource), 'EngineFamily')[0]?.value);
      const port = engine === undefined ? undefined : PORTS[engine.toUpperCase()];
      const listens = port === undefined ? { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [context.unknown('EngineFamily', resource.place, 'the port of the proxy is not known')] } : exactly(ConnectionSet.tcp(port));
      const sources = [proxy.id, ...context.ofType('AWS::RDS::DBProxyEndpoint').filter((e) => context.refs.all('cluster', viewOf(e).items('DBProxyName')).some((ref) => ref.id === proxy.id)).map((e) => e.id)];
      for (const ref of targets) {
        const db = ref.unknown === undefined ? context.templates.resource(ref.id) : undefined;
        const classes = db === undefined ? [] : context.draft.aliases.get(ref.id) ?? [];
        for (const [source, written] of sources.flatMap((s) => (db === undefined ? [undefined] : choices(viewOf(db), 'Port')).map((p) => [s, p] as const))) {
          const connections = written?.value === undefined ? { ...listens, ...db === undefined ? { may: ALL_CONNECTIONS } : {} } : portOf('tcp', written.value, written.place);
          const guard = ref.guard.and(proxy.guard).and(r.guard).and(written?.guard ?? Guard.ALWAYS);
          if (!guard.isNever()) context.draft.forwards.push({ guard, place: r.place, source, targets: classes, unlisted: ref.unknown === undefined ? [] : [ref.unknown], connections, listens, preservesClient: false });
        }
      }
    }
  }
}

