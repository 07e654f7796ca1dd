/**
 * What people call the target of `ask invoke`, of `identified` and of `firewalled`: `resolveTarget('DocumentsFunction', known)`.
 *
 * A function, an alias or a version of one, by logical id, `Stack.LogicalId`, construct path, or the id that its author wrote where no
 * other has it (`Read` for `Shop/Read/Resource`); a segment of the intent, for its functions; an API, a front door or another door,
 * for whatever is behind it; a parameter or a name that an integration calls. A name that means nothing is a NameError with the
 * nearest one. Stages, balancers, distributions, user pools and whatever else requests arrive at (entrances) have names as well: for `firewalled` beside the others,
 * for the rest where no function and no API has that name.
 */
import { didYouMean, nearest } from '../../intent/nearest';
import { labelOf } from '../../world/exposure/context';
import type { ExposureWorld } from '../../world/exposure/model';
import type { Place } from '../../world/facts';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { Sym } from '../../world/template/value';
import { resourceOf } from '../bind-members';
import type { BoundIntent } from '../network/model';
import { NameError } from '../network/names';
import { allEntries } from './entries';
import type { Entry } from './model';

export interface Known {
  readonly world: ExposureWorld;
  readonly templates: TemplateWorld;
  readonly intents: readonly BoundIntent[];
}

export interface Asked {
  readonly label: string;
  readonly entries: readonly Entry[];
  /** The functions that are meant; empty where a door is. */
  readonly functions: readonly string[];
}

const QUALIFIED = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** `isEntrance`: places where requests arrive may be meant, too. */
export function resolveTarget(name: string, known: Known, isEntrance = false): Asked {
  const { world, templates } = known;
  const wanted = name.trim();
  const entries = allEntries(world);
  const ofFunctions = (ids: readonly string[]): Asked => ({ label: wanted, functions: ids, entries: ids.flatMap((id) => entries.get(id) ?? []) });
  const segment = inSegment(wanted, known);
  if (segment !== undefined) return ofFunctions(segment);

  const resources = resourcesNamed(wanted, name, templates, known, isEntrance);
  const functions = [...new Set(resources.flatMap((r) => functionOf(r, templates)))].filter((id) => world.functions.has(id));
  if (functions.length > 0) return ofFunctions(functions);
  const doors = world.doors.filter((d) => resources.some((r) => r.id === d.id));
  if (doors.length > 0) return { label: wanted, functions: [], entries: [...entries.values()].flat().filter((e) => e.door !== undefined && doors.includes(e.door)) };
  const outside = [...entries.keys()].filter((id) => id === `external:${wanted}` || labelsOf(entries.get(id)!).includes(wanted));
  if (outside.length > 0) return { label: wanted, functions: [], entries: outside.flatMap((id) => entries.get(id) ?? []) };
  if (resources.length > 0) throw new NameError('NotAnEnd', name, `\`${name}\` is a \`${resources[0].type}\`, which no entry leads to; name a function, an API,${isEntrance ? ' a stage, a balancer, a distribution, a user pool,' : ''} or a segment that has functions`);
  throw new NameError('UnknownName', name, `unknown name \`${name}\`${didYouMean(wanted, namesLike(wanted, known, isEntrance), isEntrance ? 'functions, APIs and entrances' : 'functions and APIs')}`);
}

/** `${App.FnArn}` is the parameter `FnArn`. */
function labelsOf([first]: readonly Entry[]): string[] {
  const { label } = first.target;
  const [, token] = /^\$\{(?:.*\.)?([A-Za-z0-9]+)\}$/.exec(label) ?? [];
  return [label, ...token === undefined ? [] : [token], ...label.split(':').slice(-1)];
}

/** A segment of that name; it has one before anything else. */
export function isSegment(name: string, known: Known): boolean {
  return inSegment(name.trim(), known) !== undefined;
}

function inSegment(wanted: string, { intents, templates, world }: Known): readonly string[] | undefined {
  const found = intents.flatMap((bound) => bound.intent.segments.filter((s) => [s.id, `${s.scope}#${s.id}`, `${bound.stage}/${s.scope}#${s.id}`].includes(wanted)).map((s) => ({ bound, s })));
  if (found.length > 1) throw new NameError('AmbiguousName', wanted, `\`${wanted}\` is the name of ${found.length} segments; write ${found.map(({ bound, s }) => `\`${bound.stage === '' ? '' : `${bound.stage}/`}${s.scope}#${s.id}\``).join(' or ')}`);
  if (found.length === 0) return undefined;
  const [{ bound, s }] = found;
  const directory = bound.file?.includes('/') === true ? bound.file.slice(0, bound.file.lastIndexOf('/')) : '';
  const ids = s.members.flatMap((m) => {
    const resource = resourceOf(m, { stage: bound.stage, directory, file: bound.file ?? '', intent: undefined }, templates);
    return resource === undefined ? [] : functionOf(resource, templates);
  }).filter((id) => world.functions.has(id));
  if (ids.length === 0) throw new NameError('NotAnEnd', wanted, `segment \`${wanted}\` has no function among its members; name a function or an API`);
  return [...new Set(ids)].sort();
}

function functionOf(resource: Resource, templates: TemplateWorld): string[] {
  if (!QUALIFIED.includes(resource.type)) return [resource.id];
  return resource.alternatives('FunctionName').flatMap(({ value }) => (value instanceof Sym && value.resource !== undefined ? functionOf(templates.resource(value.resource) ?? resource, templates) : []));
}

type Named = readonly { readonly id: string; readonly place: Place }[];

function entrancesOf({ world }: Pick<Known, 'world'>): Named {
  return world.firewalls.entrances.filter((e) => !e.open.may.isNever());
}

function calledOf({ world }: Pick<Known, 'world'>): Named {
  return [...[...world.functions].map(([id, { place }]) => ({ id, place })), ...world.doors];
}

/** Construct paths as their authors know them: without what CDK puts below. */
function pathsOf(named: Named): readonly string[] {
  return [...new Set(named.flatMap(({ place: { constructPath } }) => (constructPath === undefined ? [] : [constructPath.replace(/\/(Resource|Default)$/, '')])))].sort();
}

/** In the way in which the unknown name is written; logical ids only where nothing has a construct path. */
function namesLike(wanted: string, known: Known, isEntrance: boolean): ReadonlySet<string> {
  const named = [...calledOf(known), ...isEntrance ? entrancesOf(known) : []];
  const ids = named.map((n) => n.id);
  const paths = pathsOf(named);
  const lasts = [...new Set(paths.flatMap((p) => p.split('/').slice(1)))];
  if (wanted.includes('.')) return new Set(ids);
  if (wanted.includes('/')) return new Set(paths);
  const near = nearest(wanted, lasts.filter((id) => placesOf(id, named).length === 1)) ?? nearest(wanted, ids.map(labelOf));
  return new Set([...near === undefined ? [] : [near], ...paths.length > 0 ? paths : ids.map(labelOf)]);
}

/** Where an id that somebody wrote stands: construct paths that end with it, at or above what has a name here. */
function placesOf(id: string, named: Named): readonly string[] {
  const found = new Set<string>();
  for (const path of pathsOf(named)) {
    const parts = path.split('/');
    parts.forEach((part, i) => { if (i > 0 && part === id) found.add(parts.slice(0, i + 1).join('/')); });
  }
  return [...found].sort();
}

/** Resources of a logical id, `Stack.LogicalId`, or a construct path; of an id that somebody wrote, where it stands in one place. */
export function resourcesNamed(wanted: string, got: string, templates: TemplateWorld, known?: Pick<Known, 'world'>, isEntrance = false): readonly Resource[] {
  const exact = templates.resource(wanted);
  if (exact !== undefined) return [exact];
  if (/^[A-Za-z0-9]+$/.test(wanted)) {
    const named = templates.templates.flatMap((t) => templates.resource(`${t.key}.${wanted}`) ?? []);
    if (named.length > 1) throw new NameError('AmbiguousName', got, `\`${got}\` is a logical id in ${named.length} stacks; write ${named.map((r) => `\`${r.id}\``).sort().join(' or ')}`);
    if (named.length === 1) return named;
  }
  const below = pathNamed(wanted, templates);
  if (below.length > 0 || known === undefined || wanted.includes('/')) return below;
  const called = placesOf(wanted, isEntrance ? [...calledOf(known), ...entrancesOf(known)] : calledOf(known));
  const places = called.length > 0 ? called : placesOf(wanted, entrancesOf(known));
  if (places.length > 1) throw new NameError('AmbiguousName', got, `\`${got}\` is the id of ${places.length} constructs; write ${places.map((p) => `\`${p}\``).join(' or ')}`);
  return places.flatMap((p) => pathNamed(p, templates));
}

function pathNamed(wanted: string, templates: TemplateWorld): readonly Resource[] {
  const path = wanted.replace(/\/+$/, '');
  return wanted.includes('/') || /^[A-Za-z]/.test(wanted) ? templates.resources.filter(({ place: { constructPath } }) => constructPath === path || constructPath?.startsWith(`${path}/`) === true) : [];
}
