/**
 * Templates in, the network of their world out: see model.ts for what is in it, table/ for which types stand in it.
 *
 *   const world = readNetwork(readTemplates(['cdk.out'], { cwd }), { assume: { 'vpc-0123': 'flat' } });
 *
 * Reads in the order of what refers to what: groups, VPCs, subnets, tables and lists are declared first; then gateways, routes and
 * rules; then interface classes; then what forwards to them; last, what nobody read. Never throws on what a template holds.
 */
import type { TemplateWorld } from '../template/model';
import { declareAcls, readAcls } from './acls';
import { readApis } from './apis';
import { readBalancers, readClassicBalancers, readClassicForwards, readForwards } from './balancers';
import { ClassBuilder } from './classes';
import { Context } from './context';
import { readDatabases } from './databases';
import { readEks } from './eks';
import { linkEndpoints, readEndpoints } from './endpoints';
import { readEntries } from './entries';
import { readGateways } from './gateways';
import { declareGroups, readGroups } from './groups';
import { readInstances } from './instances';
import { readInterfaces } from './interfaces';
import type { Id, NetworkWorld } from './model';
import { readPrefixLists } from './prefix-lists';
import { declareTables, readRouting } from './routing';
import { readTransit } from './transit';
import { readUnmodelled } from './unmodelled';
import { readPublicAccessBlocks, readSubnets, readVpcs } from './vpcs';

export { INTERFACE_TABLE, isWithoutEffect, READ_TYPES, SERVICES_WITHOUT_EFFECT, WITHOUT_EFFECT } from './table';
export type { InterfaceRow } from './table';

export interface NetworkOptions {
  /** Entries `NAME=flat`: an external VPC (or subnet) in which the local route and open lists hold. Others are the templates'. */
  readonly assume?: Readonly<Record<string, string>>;
}

export function readNetwork(templates: TemplateWorld, { assume = {} }: NetworkOptions = {}): NetworkWorld {
  const context = new Context(templates, assume);
  const { draft } = context;
  readVpcs(context);
  readSubnets(context);
  declareGroups(context);
  declareTables(context);
  declareAcls(context);
  readPrefixLists(context);
  readGateways(context);
  readRouting(context);
  readTransit(context);
  readAcls(context);
  readGroups(context);
  readEndpoints(context);

  const builder = new ClassBuilder(context);
  readInterfaces(context, builder);
  readInstances(context, builder);
  readEks(context, builder);
  readDatabases(context, builder);
  readBalancers(context, builder);
  readClassicBalancers(context, builder);
  linkEndpoints(context);

  readForwards(context);
  readClassicForwards(context);
  readApis(context);
  readEntries(context, builder);
  readPublicAccessBlocks(context);
  const coverage = readUnmodelled(context, builder);
  context.externals.finish();

  const unknowns = [...templates.unknowns, ...draft.unknowns];
  return {
    vpcs: sorted(draft.vpcs), subnets: sorted(draft.subnets), routeTables: sorted(draft.routeTables), acls: sorted(draft.acls), groups: sorted(draft.groups),
    prefixLists: sorted(draft.prefixLists), gateways: sorted(draft.gateways), interfaces: sorted(draft.interfaces), endpoints: sorted(draft.endpoints),
    forwards: draft.forwards, aliases: aliases(draft.aliases), machines: [...draft.machines.values()].filter((ids) => ids.length > 1).map((ids) => [...ids].sort()), conditions: templates.conditions, never: never(templates), learned: [...context.learned].sort(([a], [b]) => (a < b ? -1 : 1)).map(([from, said]) => ({ from, said })), coverage, unknowns,
  };
}

/** Without conditions everything is there. */
function never({ conditions, resources }: TemplateWorld): NonNullable<NetworkWorld['never']> {
  return new Map(conditions.size === 0 ? [] : resources.filter((r) => r.guard.isNever()).map((r) => [r.id, { ...r.place, ...r.condition === undefined ? {} : { condition: r.condition } }]));
}

function sorted<T>(map: ReadonlyMap<Id, T>): ReadonlyMap<Id, T> {
  let last = '';
  for (const id of map.keys()) {
    // Most are read in this order.
    if (id < last) return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
    last = id;
  }
  return map;
}

/** Only where it says more than the id itself. */
function aliases(map: ReadonlyMap<Id, readonly Id[]>): ReadonlyMap<Id, readonly Id[]> {
  const out = new Map<Id, readonly Id[]>();
  for (const [id, to] of map) if (to.length !== 1 || to[0] !== id) out.set(id, [...to].sort());
  return sorted(out);
}
