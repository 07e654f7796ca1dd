/**
 * Interfaces that an instance has beside those that it writes: attached by a resource of their own, named by their id, or by the
 * launch template.
 *
 *   world.aliases.get('App.Bastion');   // ['App.Bastion', 'App.Eni']
 *
 * No interface is nobody's. One of which it is not sure that the instance has it (a custom resource looks either up) is a class that
 * may exist, with the interface's groups; one that is outside (`eni-0123`, a parameter) has groups that nobody knows.
 */
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import { maybe } from './exposure';
import type { Id } from './model';
import { viewOf } from './read';
import type { Ref } from './refs';

const NIC = 'AWS::EC2::NetworkInterface';

export function readAttachments(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType('AWS::EC2::NetworkInterfaceAttachment')) {
    const named = (path: string): readonly Ref[] => context.refs.all('interface', viewOf(r).items(path));
    for (const machine of named('InstanceId')) {
      const machines = machine.unknown === undefined ? [machine.id] : machine.token ? context.strangers(r, 'AWS::EC2::Instance') : [];
      for (const nic of named('NetworkInterfaceId')) for (const id of machines) attach(context, builder, r, id, nic, machine.unknown === undefined);
    }
  }
  for (const r of context.ofType('AWS::EC2::Instance')) {
    const view = viewOf(r);
    for (const nic of context.refs.all('interface', view.items('NetworkInterfaces.*.NetworkInterfaceId'))) if (nic.unknown !== undefined) attach(context, builder, r, r.id, nic, true);
    for (const template of ['LaunchTemplateId', 'LaunchTemplateName'].flatMap((name) => context.refs.all('launch', view.items(`LaunchTemplate.${name}`)))) {
      const of = template.unknown === undefined ? context.templates.resource(template.id) : undefined;
      if (of !== undefined) for (const nic of context.refs.all('interface', viewOf(of).items('LaunchTemplateData.NetworkInterfaces.*.NetworkInterfaceId'))) attach(context, builder, r, r.id, nic, true);
    }
  }
}

function attach(context: Context, builder: ClassBuilder, r: Resource, machine: Id, nic: Ref, isSure: boolean): void {
  const { draft } = context;
  const own = [...draft.aliases.get(machine) ?? []];
  const is = (id: Id): void => {
    draft.alias(machine, id);
    for (const one of draft.aliases.get(machine)!) draft.machine(machine, one);
  };
  const known = nic.unknown === undefined ? [nic.id] : nic.token ? context.strangers(r, NIC) : [];
  for (const id of known.flatMap((one) => draft.aliases.get(one) ?? [])) {
    const face = draft.interfaces.get(id);
    if (nic.unknown === undefined && isSure) is(id);
    else if (face !== undefined && !own.includes(id)) {
      const copy = fresh(context, `${r.id}#${id}`);
      draft.interfaces.set(copy, { ...face, id: copy, guard: face.guard.and(Guard.UNSURE), place: r.place, tags: {} });
      is(copy);
    }
  }
  if (nic.unknown !== undefined) for (const id of outside(context, builder, r, own, nic)) is(id);
}

/** Where the others of the instance stand, for want of better knowledge. */
function outside(context: Context, builder: ClassBuilder, r: Resource, own: readonly Id[], nic: Ref): readonly Id[] {
  const vpcs = [...new Set(own.flatMap((id) => context.draft.interfaces.get(id)?.vpc ?? []))];
  if (vpcs.length === 0) return [];
  const exposure = [{ guard: Guard.ALWAYS, exposure: maybe(nic.unknown!), unwritten: true as const }];
  return vpcs.flatMap((id) => builder.add({
    resource: r, id: `${r.id}#attached`, role: 'workload', guard: r.guard.and(nic.guard), place: nic.place, subnets: [], groups: [], vpcs: [{ guard: Guard.ALWAYS, place: nic.place, id }], without: 'vpc',
    hiddenGroups: 'always', facings: [{ guard: Guard.ALWAYS, publicIpv4: exposure, ipv6: exposure }],
  }));
}

function fresh({ draft: { interfaces } }: Context, id: Id): Id {
  for (let n = 1; ; n++) if (!interfaces.has(n === 1 ? id : `${id}#${n}`)) return n === 1 ? id : `${id}#${n}`;
}
