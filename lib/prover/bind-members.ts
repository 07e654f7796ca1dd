/**
 * From a member of the intent to its interfaces: `interfacesOf(launchTemplate, templates, world)` are those of the Auto Scaling
 * groups that use it.
 *
 * A member is a resource of a template. Some have interface classes of their own, one or several; some stand in the network by
 * others (launch templates, file systems, instances of a cluster): the reader of the world knows which (`aliases`). An alias or a
 * version of a function is the function.
 */
import type { MemberData } from '../intent/model';
import type { Id, NetworkWorld } from '../world/network/model';
import type { IntentFile, Resource, TemplateFile, TemplateWorld } from '../world/template/model';
import { Sym } from '../world/template/value';

/** The resource that a member is: its template is a file beside the intent. */
export function resourceOf(member: MemberData, file: IntentFile, templates: TemplateWorld): Resource | undefined {
  const here = templatesOf(member, file, templates);
  // Two files of one name would be two resources: neither is taken for the member.
  return here.length === 1 && member.logicalId !== undefined ? templates.resource(`${here[0].key}.${member.logicalId}`) : undefined;
}

/**
 * Why a member is not what was declared, where that is certain: the resource was removed, or is of another type. Undefined where it
 * is, and where the templates may still make it.
 */
export function lossOf(member: MemberData, file: IntentFile, templates: TemplateWorld): string | undefined {
  if (member.template === undefined || member.logicalId === undefined || templates.unknowns.length > 0) return undefined;
  const here = templatesOf(member, file, templates);
  if (here.length > 1) return undefined;
  const resource = resourceOf(member, file, templates);
  if (resource === undefined) return here.length === 0 ? `its template \`${member.template}\` is not in the assembly` : `\`${member.template}\` has no resource \`${member.logicalId}\``;
  return resource.type === member.type ? undefined : `the resource is of type \`${resource.type}\`, and was a \`${member.type}\` when it became a member`;
}

function templatesOf(member: MemberData, { stage, directory }: IntentFile, templates: TemplateWorld): readonly TemplateFile[] {
  const name = member.template;
  if (name === undefined) return [];
  const file = [directory, name].filter((part) => part !== '' && part !== '.').join('/');
  const ofStage = templates.templates.filter((t) => t.stage === stage);
  const exact = ofStage.filter((t) => t.file === file);
  // An intent may be held against another assembly of the same app (`diff`), which was read from elsewhere.
  return exact.length > 0 ? exact : ofStage.filter((t) => t.file === name || t.file.endsWith(`/${name}`));
}

/** Its own classes, and those by which it stands in the network. Sorted. */
export function interfacesOf(resource: Resource, templates: TemplateWorld, world: NetworkWorld): readonly Id[] {
  const found = new Set([...classesOf(resource, templates, world), ...world.aliases?.get(resource.id) ?? []]);
  if (found.size === 0 && QUALIFIED.includes(resource.type)) {
    for (const { value } of resource.alternatives('FunctionName')) {
      const named = value instanceof Sym && value.resource !== undefined ? templates.resource(value.resource) : undefined;
      for (const id of named === undefined ? [] : classesOf(named, templates, world)) found.add(id);
    }
  }
  return [...found].sort();
}

const QUALIFIED: readonly string[] = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** `App.Cluster` and `App.Cluster#nodes`. */
function classesOf({ id }: Resource, templates: TemplateWorld, world: NetworkWorld): readonly Id[] {
  let index = CLASSES.get(world);
  if (index === undefined) {
    index = new Map();
    for (const face of world.interfaces.keys()) {
      const owner = ownerOf(face, templates);
      index.set(owner, [...index.get(owner) ?? [], face]);
    }
    CLASSES.set(world, index);
  }
  return index.get(id) ?? [];
}

/** `App.Cluster` for `App.Cluster#nodes`. A template's own key may have a `#` too: `App#2.Cluster`. */
function ownerOf(id: Id, templates: TemplateWorld): Id {
  for (let at = id.indexOf('#'); at >= 0; at = id.indexOf('#', at + 1)) if (templates.resource(id.slice(0, at)) !== undefined) return id.slice(0, at);
  return id;
}

/** Classes by the resource that they are of. */
const CLASSES = new WeakMap<NetworkWorld, Map<Id, readonly Id[]>>();
