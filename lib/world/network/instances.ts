/**
 * EC2 instances, network interfaces, and what starts instances: Auto Scaling groups, fleets, Batch, node groups.
 *
 *   world.interfaces.get('App.Asg');   // groups and public flag from its launch template, subnets from the group
 *
 * A launch template or configuration is no interface by itself; `aliases` says which classes are started from it. Each of its
 * network interfaces is a class. A template that is a token may have any groups. The version is taken to be the one that the
 * template writes. Not modelled: prefixes that are delegated to an interface, secondary addresses.
 */
import type { AddressSet } from '../../algebra/address-set';
import { Guard } from '../guard';
import type { Bounds } from '../facts';
import { asText, isMap, type Plain } from '../template/walk';
import type { Resource } from '../template/model';
import { readAttachments } from './attachments';
import { AS_ITS_SUBNET, type ClassBuilder, type Facing } from './classes';
import type { Context } from './context';
import { BY_SUBNET, exposures, maybe, YES, type ExposureAlternative } from './exposure';
import { fixedAddress } from './interfaces';
import type { Id } from './model';
import { absent, anyOf, asNumber, choices, viewInto, viewOf, type Item, type View } from './read';
import { like, type Ref } from './refs';

/** One network interface of an instance, as an instance, a template or a fleet writes it. */
export interface Nic {
  readonly guard: Guard;
  readonly view: View;
  readonly groups: readonly Ref[];
  readonly subnets: readonly Ref[];
  readonly facing: Facing;
  /** Groups that nobody can say. */
  readonly hidden?: true;
  /** The launch template or configuration. */
  readonly from?: Id;
  readonly addresses?: Bounds<AddressSet>;
}

export function readInstances(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType('AWS::EC2::NetworkInterface')) {
    const view = viewOf(r);
    add(context, builder, r, { guard: r.guard, view, groups: context.refs.all('group', view.items('GroupSet')), subnets: context.refs.all('subnet', view.items('SubnetId')), facing: facing(context, view, undefined), ...fixedAddress(view, ['PrivateIpAddress']) });
  }
  for (const r of context.ofType('AWS::EC2::Instance')) for (const nic of withTemplate(context, viewOf(r), ['LaunchTemplate'], 'GroupSet')) add(context, builder, r, nic);
  for (const r of context.ofType('AWS::AutoScaling::AutoScalingGroup')) autoScaling(context, builder, r);
  for (const r of context.ofType('AWS::EC2::EC2Fleet')) fleet(context, builder, r, viewOf(r).items('LaunchTemplateConfigs').map(viewInto));
  for (const r of context.ofType('AWS::EC2::SpotFleet')) {
    fleet(context, builder, r, viewOf(r).items('SpotFleetRequestConfigData.LaunchTemplateConfigs').map(viewInto));
    for (const item of viewOf(r).items('SpotFleetRequestConfigData.LaunchSpecifications')) for (const nic of nicsOf(context, viewInto(item), 'Groups', ['SecurityGroups.*.GroupId'])) add(context, builder, r, nic);
  }
  for (const r of context.ofType('AWS::Batch::ComputeEnvironment')) batch(context, builder, r);
  for (const r of context.ofType('AWS::GameLift::GameServerGroup')) {
    for (const nic of fromTemplates(context, viewOf(r), ['LaunchTemplate'])) add(context, builder, r, { ...nic, subnets: context.refs.all('subnet', viewOf(r).items('VpcSubnets')) });
  }
  for (const r of context.ofType('AWS::PCS::ComputeNodeGroup')) {
    for (const nic of fromTemplates(context, viewOf(r), ['CustomLaunchTemplate'])) add(context, builder, r, { ...nic, subnets: context.refs.all('subnet', viewOf(r).items('SubnetIds')) });
  }
  readAttachments(context, builder);
  context.ofType('AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration');
}

export function add(context: Context, builder: ClassBuilder, r: Resource, nic: Nic, id: Id = r.id): readonly Id[] {
  const guard = nic.guard.and(r.guard);
  if (guard.isNever()) return [];
  const ids = builder.add({
    resource: r, id, role: 'workload', guard, place: nic.from === undefined ? nic.view.place : r.place, subnets: nic.subnets, groups: nic.groups, without: 'default-vpc', facings: nic.facing === AS_ITS_SUBNET[0] ? AS_ITS_SUBNET : [nic.facing],
    ...nic.hidden ? { hiddenGroups: 'always' as const } : {}, ...nic.addresses === undefined ? {} : { addresses: nic.addresses },
  });
  for (const one of ids) context.draft.machine(r.id, one);
  if (nic.from !== undefined) for (const one of ids) context.draft.alias(nic.from, one);
  return ids;
}

/** What says which IPv6 addresses an interface has. */
const DELEGATED = ['Ipv6Prefixes', 'Ipv6PrefixCount', 'PrimaryIpv6', 'EnablePrimaryIpv6'];
const OF_IPV6: ReadonlySet<string> = new Set(['Ipv6AddressCount', 'Ipv6Addresses', ...DELEGATED]);

function facing(context: Context, view: View, publicPath: string | undefined): Facing {
  if (publicPath === undefined && view.guard === Guard.ALWAYS && !view.hasAny(OF_IPV6)) return AS_ITS_SUBNET[0];
  const count = choices(view, 'Ipv6AddressCount');
  const written = view.items('Ipv6Addresses');
  const ipv6: ExposureAlternative[] = count.map(({ guard, value, place }) => {
    if (value === undefined) return { guard, exposure: 'subnet' };
    const n = asNumber(value);
    return { guard, place, exposure: n === undefined ? maybe(context.unknown('Ipv6AddressCount', place, 'how many IPv6 addresses it has is not known')) : n > 0 ? YES : { is: 'no' } };
  });
  const has = anyOf(written.map((w) => w.guard));
  const delegated = DELEGATED.flatMap((name) => view.items(name));
  if (delegated.length > 0 && has.isNever()) ipv6.splice(0, ipv6.length, { guard: Guard.ALWAYS, place: delegated[0].place, exposure: maybe(context.unknown('IPv6 prefix', delegated[0].place, 'which IPv6 addresses it has is not read')) });
  return {
    guard: Guard.ALWAYS,
    publicIpv4: publicPath === undefined ? BY_SUBNET : exposures(context, view, { path: publicPath, absent: 'subnet' }),
    ipv6: has.isNever() ? ipv6 : [{ guard: has, exposure: YES, place: written[0].place }, ...ipv6.map((a) => ({ ...a, guard: a.guard.and(has.not()) })).filter((a) => !a.guard.isNever())],
  };
}

/** What an instance, a launch template or a launch specification says by itself. */
export function nicsOf(context: Context, view: View, groupsKey: 'GroupSet' | 'Groups', lists: readonly string[] = ['SecurityGroupIds', 'SecurityGroups']): Nic[] {
  const out: Nic[] = [];
  const written = view.items('NetworkInterfaces');
  for (const item of written) {
    const nic = viewInto(item);
    // An interface that exists already is a class by its own resource; a token in the place of an interface is one of its own.
    const given = isMap(item.value) ? nic.items('NetworkInterfaceId') : [];
    for (const ref of context.refs.all('interface', given)) if (ref.unknown === undefined && view.id !== undefined) {
      context.draft.alias(view.id, ref.id);
      context.draft.machine(view.id, ref.id);
    }
    const guard = absent(nic, given);
    if (guard.isNever()) continue;
    out.push({
      guard, view: nic, groups: context.refs.all('group', nic.items(groupsKey)), subnets: context.refs.all('subnet', nic.items('SubnetId')),
      facing: facing(context, nic, 'AssociatePublicIpAddress'), ...fixedAddress(nic, ['PrivateIpAddress']),
    });
  }
  const main = absent(view, written);
  if (!main.isNever()) {
    out.push({
      guard: main, view, groups: lists.flatMap((path) => context.refs.all('group', view.items(path))), subnets: subnetsOf(context, view),
      facing: facing(context, view, undefined), ...fixedAddress(view, ['PrivateIpAddress']),
    });
  }
  return out;
}

/** A spot fleet may list several in one text. */
function subnetsOf(context: Context, view: View): readonly Ref[] {
  const items = view.items('SubnetId');
  return context.refs.all('subnet', items.every((item) => typeof item.value !== 'string') ? items : items.flatMap((item): Item[] => (asText(item.value) ?? '').split(',').length > 1 ? asText(item.value)!.split(',').map((id) => ({ guard: item.guard, place: item.place, value: id.trim() as Plain })) : [item]));
}

/** The interfaces that launch templates say, by references at these paths (`LaunchTemplateId`, `LaunchTemplateName`, `Id`, `Name` or the reference itself). */
export function fromTemplates(context: Context, view: View, paths: readonly string[]): Nic[] {
  if (paths.every((path) => view.items(path).length === 0)) return [];
  const out: Nic[] = [];
  const seen = new Map<Id, Guard>();
  for (const path of paths) {
    for (const item of view.items(path)) {
      const spec = viewInto(item);
      const named = ['LaunchTemplateId', 'LaunchTemplateName', 'Id', 'Name', 'TemplateId'].flatMap((name) => spec.items(name)).filter((i) => i.value !== item.value);
      for (const ref of context.refs.all('launch', named.length > 0 ? named : [item])) {
        const guard = ref.guard.and((seen.get(ref.id) ?? Guard.NEVER).not());
        if (guard.isNever()) continue;
        seen.set(ref.id, (seen.get(ref.id) ?? Guard.NEVER).or(guard));
        const template = ref.unknown === undefined ? context.templates.resource(ref.id) : undefined;
        if (template === undefined) out.push({ guard, view, groups: [like(ref, { token: true, unknown: ref.unknown ?? context.unknown(`launch template ${ref.id}`, ref.place, 'a launch template outside these templates') })], subnets: [], facing: unsureFacing(context, ref) });
        else for (const nic of launchNics(context, template)) out.push({ ...nic, guard: nic.guard.and(guard), from: template.id });
      }
    }
  }
  return out.filter((nic) => !nic.guard.isNever());
}

function launchNics(context: Context, template: Resource): Nic[] {
  if (template.type === 'AWS::AutoScaling::LaunchConfiguration') {
    const view = viewOf(template);
    const groups = ['SecurityGroups', 'ClassicLinkVPCSecurityGroups'].flatMap((path) => context.refs.all('group', view.items(path)));
    return [{ guard: template.guard, view, groups, subnets: [], facing: { guard: Guard.ALWAYS, publicIpv4: exposures(context, view, { path: 'AssociatePublicIpAddress', absent: 'subnet' }), ipv6: BY_SUBNET } }];
  }
  const data = viewOf(template).items('LaunchTemplateData');
  return data.flatMap((item) => nicsOf(context, viewInto(item), 'Groups'));
}

function unsureFacing(context: Context, ref: Ref): Facing {
  const unknown = ref.unknown ?? context.unknown('launch template', ref.place, 'a launch template outside these templates');
  const alternatives: readonly ExposureAlternative[] = [{ guard: Guard.ALWAYS, exposure: maybe(unknown) }];
  return { guard: Guard.ALWAYS, publicIpv4: alternatives, ipv6: alternatives };
}

/** What stands on the instance itself counts before its template. */
export function withTemplate(context: Context, view: View, paths: readonly string[], groupsKey: 'GroupSet' | 'Groups'): Nic[] {
  const own = nicsOf(context, view, groupsKey);
  const templates = fromTemplates(context, view, paths);
  if (templates.length === 0) return own;
  const under = anyOf(templates.map((t) => t.guard));
  const out: Nic[] = [];
  for (const nic of own) {
    const alone = nic.guard.and(under.not());
    if (!alone.isNever()) out.push({ ...nic, guard: alone });
    for (const t of templates) {
      const both = nic.guard.and(t.guard);
      if (both.isNever()) continue;
      const isWritten = nic.view !== view;
      out.push({
        ...t, guard: both, view: nic.view,
        groups: isWritten ? nic.groups : [...nic.groups, ...otherwise(nic.groups, t.groups)],
        subnets: [...nic.subnets, ...otherwise(nic.subnets, t.subnets)],
        facing: isWritten ? nic.facing : t.facing,
        ...nic.addresses === undefined ? {} : { addresses: nic.addresses },
      });
    }
  }
  return out;
}

/** What a template says counts where the instance itself, under its conditions, says nothing. */
function otherwise(own: readonly Ref[], template: readonly Ref[]): readonly Ref[] {
  if (own.length === 0) return template;
  const written = anyOf(own.map((o) => o.guard));
  return template.map((t) => like(t, { guard: t.guard.and(written.not()) })).filter((t) => !t.guard.isNever());
}

const SPECIFICATIONS = ['LaunchTemplate', 'LaunchConfigurationName', 'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification', 'MixedInstancesPolicy.LaunchTemplate.Overrides.*.LaunchTemplateSpecification'];

function autoScaling(context: Context, builder: ClassBuilder, r: Resource): void {
  const view = viewOf(r);
  const subnets = context.refs.all('subnet', view.items('VPCZoneIdentifier').flatMap((item): Item[] => asText(item.value)?.includes(',') ? asText(item.value)!.split(',').map((id) => ({ guard: item.guard, place: item.place, value: id.trim() as Plain })) : [item]));
  const nics = fromTemplates(context, view, SPECIFICATIONS);
  const instance = context.refs.all('interface', view.items('InstanceId'));
  for (const ref of instance) {
    const model = ref.unknown === undefined ? context.templates.resource(ref.id) : undefined;
    if (model !== undefined) nics.push(...withTemplate(context, viewOf(model), ['LaunchTemplate'], 'GroupSet').map((nic) => ({ ...nic, guard: nic.guard.and(ref.guard) })));
  }
  const none = absent(view, nics);
  if (!none.isNever()) nics.push({ guard: none, view, groups: [], subnets: [], facing: { guard: Guard.ALWAYS, publicIpv4: BY_SUBNET, ipv6: BY_SUBNET }, hidden: true });
  for (const nic of nics) add(context, builder, r, { ...nic, subnets: [...subnets, ...otherwise(subnets, nic.subnets)] });
}

function fleet(context: Context, builder: ClassBuilder, r: Resource, configs: readonly View[]): void {
  for (const config of configs) {
    const nics = fromTemplates(context, config, ['LaunchTemplateSpecification']);
    const overrides = config.items('Overrides').map(viewInto);
    for (const nic of nics) {
      const written = overrides.filter((o) => o.items('SubnetId').length > 0);
      for (const o of written) add(context, builder, r, { ...nic, guard: nic.guard.and(o.guard), subnets: context.refs.all('subnet', o.items('SubnetId')) });
      const plain = nic.guard.and(anyOf(written.map((o) => o.guard)).not());
      if (!plain.isNever() || overrides.length > written.length) add(context, builder, r, nic);
    }
    // Interfaces that an override writes stand beside those of the template.
    for (const o of overrides) for (const item of o.items('NetworkInterfaces')) for (const nic of nicsOf(context, viewInto(item), 'Groups', [])) add(context, builder, r, { ...nic, groups: context.refs.all('group', viewInto(item).items('Groups')) });
  }
}

function batch(context: Context, builder: ClassBuilder, r: Resource): void {
  const view = viewOf(r);
  const subnets = context.refs.all('subnet', view.items('ComputeResources.Subnets'));
  const groups = context.refs.all('group', view.items('ComputeResources.SecurityGroupIds'));
  if (subnets.length === 0 && groups.length === 0) return;
  const nics = fromTemplates(context, view, ['ComputeResources.LaunchTemplate', 'ComputeResources.LaunchTemplate.Overrides.*']);
  const publicIpv4 = choices(view, 'ComputeResources.Type').map(({ guard, value, place }): ExposureAlternative => (
    /^fargate/i.test(asText(value) ?? '') ? { guard, place, exposure: maybe(context.unknown('AssignPublicIp', place, 'a job definition says whether a job on Fargate has a public address')) } : { guard, exposure: 'subnet' }));
  const own: Nic = { guard: r.guard, view, groups, subnets, facing: { guard: Guard.ALWAYS, publicIpv4, ipv6: BY_SUBNET }, ...groups.length === 0 && nics.length === 0 ? { hidden: true as const } : {} };
  if (nics.length === 0) add(context, builder, r, own);
  else for (const nic of nics) add(context, builder, r, { ...nic, subnets, groups: [...nic.groups, ...otherwise(nic.groups, groups)] });
}
