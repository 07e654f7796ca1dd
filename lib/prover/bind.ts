/**
 * What the names of an intent mean in the world: which interfaces are members, which groups imported members keep, what a token is.
 *
 *   const bound = templates.intents.map((file) => bindIntent(file, templates, world));
 *   bound[0].members.get('App/ZeroTrust#web');   // ['App.LoadBalancerBE9EEC3A']
 *
 * A member that is found nowhere is in `unbound`: nothing is proved of its segment. A file of another schema, or one that has not
 * the shape of an intent, is an InputError that names the file.
 */
import type { NetworkFile } from '../contract/network-report';
import type { IntentFile, TemplateWorld } from '../world/template/model';
import type { Id, NetworkWorld } from '../world/network/model';
import { interfacesOf, lossOf, resourceOf } from './bind-members';
import { intentOf, networkOf } from './bind-shape';
import { symbolsOf } from './bind-symbols';
import type { BoundIntent } from './network/model';

export function bindIntent(file: IntentFile, templates: TemplateWorld, world: NetworkWorld): BoundIntent {
  const intent = intentOf(file);
  const network: NetworkFile['scopes'] = networkOf(file);
  const symbol = symbolsOf(file.stage, templates, world);
  const members = new Map<string, readonly Id[]>();
  const memberGroups = new Map<string, readonly Id[]>();
  const unbound: BoundIntent['unbound'][number][] = [];
  for (const segment of intent.segments) {
    const key = `${segment.scope}#${segment.id}`;
    const interfaces = new Set<Id>();
    const groups = new Set<Id>();
    for (const member of segment.members) {
      const place = { segment: key, path: member.path, type: member.type, template: member.template, logicalId: member.logicalId };
      if (member.groups !== undefined) {
        const ids = member.groups.map((raw) => symbol(segment.scope, raw));
        // A group that cannot be told from others is as good as no member.
        if (ids.length === 0 || ids.includes(undefined)) unbound.push(place);
        for (const id of ids) for (const group of id === undefined ? [] : groupsNamed(id, world)) groups.add(group);
        continue;
      }
      const resource = resourceOf(member, file, templates);
      const found = resource === undefined ? [] : interfacesOf(resource, templates, world);
      // What became another type since may have an interface, and is not what was declared.
      const lost = lossOf(member, file, templates);
      if (lost !== undefined || found.length === 0) unbound.push(lost === undefined ? place : { ...place, lost });
      for (const id of found) interfaces.add(id);
    }
    // Whoever has the group of an imported member is that member, here as elsewhere.
    if (groups.size > 0) for (const face of world.interfaces.values()) if (face.attachments.some((a) => a.group !== undefined && groups.has(a.group))) interfaces.add(face.id);
    members.set(key, [...interfaces].sort());
    memberGroups.set(key, [...groups].sort());
  }
  return { stage: file.stage, file: file.file, intent, members, memberGroups, network, symbol, unbound };
}

/** A group whose VPC depends on a condition stands in the world once for each: `App.Sg#1`. */
function groupsNamed(id: Id, world: NetworkWorld): readonly Id[] {
  if (world.groups.has(id)) return [id];
  const variants = [...world.groups.keys()].filter((group) => group.startsWith(`${id}#`));
  return variants.length === 0 ? [id] : variants;
}
