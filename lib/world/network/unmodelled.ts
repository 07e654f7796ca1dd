/**
 * What is not modelled, and what it could open.
 *
 * A resource whose type nobody reads *could open a path* where it names a group, a subnet, a VPC, a route table, a list, a balancer
 * or a target group of these templates, or has a property named like one. What it names bounds what it could do:
 *
 * | it names | then |
 * |---|---|
 * | groups or subnets | an interface class that may exist, with these groups in these subnets |
 * | a target group | targets that nobody lists may be in it |
 * | a balancer or a listener | nothing more: it is listed under coverage |
 * | groups, tables, lists, a VPC, and it may write | rules, routes and entries may be added to these; of a VPC to its tables and its default group |
 * | a balancer, a listener, an instance, and it may write | listeners and targets may be added, and a public address |
 *
 * What may write: custom resources, types of other registries, and stacks whose templates are not here.
 *
 * A custom resource that takes something away is not modelled. Only what names nothing that can be pointed at, and still hides
 * resources (a template of another language, a module), is an unknown of the whole world.
 */
import type { Unknown } from '../facts';
import { Guard } from '../guard';
import { isMap, symsIn } from '../template/walk';
import { Absent, Choice, Sym, Text, type Value } from '../template/value';
import type { Resource } from '../template/model';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import type { Coverage, Id } from './model';
import { defaultGroupOf } from './draft';
import { viewOf } from './read';
import { ALL_CONNECTIONS, NO_CONNECTIONS } from './sets';
import { like, type Kind, type Ref } from './refs';
import { INTERFACE_TABLE, isWithoutEffect, READ_TYPES } from './table';

const NAMED = /SecurityGroup|Subnet|VpcConfig|VpcId|VPCId/;
const KINDS: readonly Kind[] = ['group', 'subnet', 'vpc', 'table', 'acl', 'balancer', 'target', 'listener', 'interface'];
/** Middle boxes are read as interfaces, and what they do with packets is not modelled. */
const HALF_READ: ReadonlySet<string> = new Set([...INTERFACE_TABLE, ...READ_TYPES].filter((row) => ('note' in row && /not modelled/.test(row.note ?? '')) || ('what' in row && /not modelled/.test(row.what))).map((row) => row.type));

/** Custom resources, types of other registries, and what makes stacks of templates that are not here: these may do anything. */
const WRITERS = /^(?!AWS::)|^AWS::(?:CloudFormation|ServiceCatalog)::/;

/** By code of their own, or by a row of the table. */
const READ: ReadonlySet<string> = new Set([...INTERFACE_TABLE, ...READ_TYPES].map((row) => row.type));

export const COULD = 'could open a path';
export const NONE = 'no effect on the network';

export function readUnmodelled(context: Context, builder: ClassBuilder): Coverage {
  const { templates } = context;
  const notModelled: Coverage['notModelled'][number][] = [];
  let [resources, modelled] = [0, 0];
  for (const type of templates.typeNames ?? [...new Set(templates.resources.map((r) => r.type))].sort()) {
    const all = templates.ofType(type);
    resources += all.length;
    const isRead = READ.has(type);
    if (isRead && !HALF_READ.has(type)) {
      modelled += all.length;
      continue;
    }
    // Each is asked: it adds what it may add.
    const opening = isRead ? all : isWithoutEffect(type) ? [] : all.filter((r) => opens(context, builder, r));
    notModelled.push({ type, count: all.length, effect: opening.length > 0 ? COULD : NONE, places: all.map((r) => r.place) });
  }
  return { resources, modelled, notModelled };
}

/** Adds what the resource may add to the network; answers whether that is anything. */
function opens(context: Context, builder: ClassBuilder, r: Resource): boolean {
  if (/::MODULE$/.test(r.type)) {
    context.draft.unknowns.push(context.typeUnknown(r, 'a module hides the resources that it makes'));
    return true;
  }
  const properties = r.value();
  const refs = new Map<Kind, Ref[]>();
  for (const sym of symsIn(properties)) {
    for (const kind of KINDS) {
      const id = context.refs.idOf(kind, sym);
      if (id === undefined) continue;
      const list = refs.get(kind) ?? [];
      if (!list.some((known) => known.id === id)) refs.set(kind, [...list, ...context.refs.of(kind, { guard: r.guard, value: sym, place: r.place })]);
      break;
    }
  }
  const named = refs.size === 0 ? unknownNames(properties) : [];
  if (refs.size === 0 && named.length === 0) return false;
  const unknown = context.typeUnknown(r, 'this type is not modelled, and it names a part of the network');
  for (const ref of refs.get('target') ?? []) {
    for (const f of context.draft.behind.get(ref.id) ?? []) {
      context.draft.forwards.push({ ...f, guard: Guard.UNSURE, place: r.place, targets: [], unlisted: [unknown], connections: { may: f.connections.may, must: NO_CONNECTIONS, unknowns: [unknown] } });
    }
  }
  if (WRITERS.test(r.type)) mayWrite(context, refs, unknown);
  const [groups, subnets] = [refs.get('group') ?? [], refs.get('subnet') ?? []];
  const vpcs = refs.get('vpc') ?? [];
  if (groups.length > 0 || subnets.length > 0 || vpcs.length > 0 || named.length > 0) {
    builder.add({
      resource: r, id: r.id, role: 'other', guard: Guard.UNSURE, place: r.place, without: 'vpc', vpcs,
      groups: groups.map((g) => like(g, { guard: Guard.UNSURE })), subnets: subnets.map((s) => like(s, { guard: Guard.UNSURE })),
      hiddenGroups: groups.length === 0 ? 'always' : undefined,
      accepts: undefined,
    });
  }
  return true;
}

/** Properties named like a group or a subnet, with a value that is no reference into these templates. */
function unknownNames(value: Value | undefined): readonly string[] {
  const out: string[] = [];
  const walk = (v: Value | undefined, depth: number): void => {
    if (v === undefined || depth > 12 || v instanceof Sym || v instanceof Text || v instanceof Absent) return;
    if (v instanceof Choice) for (const a of v.alternatives) walk(a.value, depth + 1);
    else if (Array.isArray(v)) for (const item of v as readonly Value[]) walk(item, depth + 1);
    else if (isMap(v)) {
      for (const [name, inner] of Object.entries(v)) {
        if (NAMED.test(name) && !(inner instanceof Absent)) out.push(name);
        walk(inner, depth + 1);
      }
    }
  };
  walk(value, 0);
  return out;
}

/** A custom resource may add to what it is given. */
function mayWrite(context: Context, refs: ReadonlyMap<Kind, readonly Ref[]>, unknown: Unknown): void {
  const { draft } = context;
  const tables = new Set<Id>((refs.get('table') ?? []).map((ref) => ref.id));
  for (const vpc of refs.get('vpc') ?? []) for (const table of draft.routeTables.values()) if (table.vpc === vpc.id) tables.add(table.id);
  for (const subnet of refs.get('subnet') ?? []) for (const t of draft.subnets.get(subnet.id)?.routeTables ?? []) tables.add(t.routeTable);
  for (const ref of refs.get('group') ?? []) draft.groups.get(ref.id)?.open.push(unknown);
  for (const id of tables) draft.routeTables.get(id)?.open.push(unknown);
  for (const ref of refs.get('acl') ?? []) draft.acls.get(ref.id)?.open.push(unknown);
  for (const vpc of refs.get('vpc') ?? []) draft.groups.get(defaultGroupOf(vpc.id))?.open.push(unknown);
  const any = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown] };
  const balancers = [...refs.get('balancer') ?? [], ...(refs.get('listener') ?? []).flatMap((l) => {
    const listener = context.templates.resource(l.id);
    return listener === undefined ? [] : context.refs.all('balancer', viewOf(listener).items('LoadBalancerArn'));
  })];
  for (const id of new Set(balancers.flatMap((b) => draft.aliases.get(b.id) ?? []))) {
    const known = draft.interfaces.get(id);
    if (known === undefined) continue;
    draft.interfaces.set(id, { ...known, accepts: { may: ALL_CONNECTIONS, must: known.accepts.must, unknowns: [...known.accepts.unknowns, unknown] }, ...known.listeners === undefined ? {} : { listeners: [...known.listeners, { guard: Guard.ALWAYS, place: known.place, connections: any }] } });
    draft.forwards.push({ guard: Guard.UNSURE, place: known.place, source: id, targets: [], unlisted: [unknown], connections: any, listens: any, preservesClient: false });
  }
  for (const id of new Set((refs.get('interface') ?? []).flatMap((i) => draft.aliases.get(i.id) ?? []))) {
    const known = draft.interfaces.get(id);
    if (known !== undefined) draft.interfaces.set(id, { ...known, placements: known.placements.map((p) => (p.publicIpv4.is === 'no' ? { ...p, publicIpv4: { is: 'maybe', unknown } } : p)) });
  }
}
