/**
 * Reading properties by path, whatever stands there:
 *
 *   viewOf(instance).items('NetworkInterfaces.*.GroupSet');   // each with the guard under which it is there, and its place
 *
 * `*` stands for every element of a list; a list at the end of a path is taken apart. A token where a map or a list should
 * stand is one item: the token. What is not written is no item. Nothing here throws.
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { Absent, Choice, Sym, type Value } from '../template/value';
import { alternativesOf, asText, isList, isMap, keyOf, unknownsIn, type Plain } from '../template/walk';
import type { Resource } from '../template/model';

export interface Item {
  readonly guard: Guard;
  readonly value: Plain;
  readonly place: Place;
}

/** A resource, or a part of it: paths are relative to it. */
export interface View {
  /** Of the resource, where it is a whole one. */
  readonly id?: string;
  readonly guard: Guard;
  readonly place: Place;
  items(path: string): readonly Item[];
  /** Whether one of these properties may be written; false is certain. */
  hasAny(names: ReadonlySet<string>): boolean;
}

/** Under a guard of its own where one is given; its items keep the resource's. */
export function viewOf(resource: Resource, guard?: Guard): View {
  return new Whole(resource, guard);
}

/** A whole resource; its place is made when somebody asks. */
class Whole implements View {
  constructor(private readonly resource: Resource, private readonly own: Guard | undefined) {}

  public get id(): string {
    return this.resource.id;
  }

  public get guard(): Guard {
    return this.own ?? this.resource.guard;
  }

  public get place(): Place {
    return this.resource.place;
  }

  public items(path: string): readonly Item[] {
    const { written } = this.resource;
    const segments = segmentsOf(path);
    // Readers ask for many properties of which few are written.
    return written !== undefined && !Object.hasOwn(written, segments[0]) ? NOTHING : itemsOf(this.resource, segments);
  }

  public hasAny(names: ReadonlySet<string>): boolean {
    const { written } = this.resource;
    if (written === undefined) return true;
    for (const name in written) if (names.has(name)) return true;
    return false;
  }
}

/** Into a value that a path led to. */
export function viewInto(item: Item): View {
  return { guard: item.guard, place: item.place, items: (path) => into(item, segmentsOf(path)), hasAny: (names) => !isMap(item.value) || Object.keys(item.value).some((name) => names.has(name)) };
}

const NOTHING: readonly Item[] = [];
const SEGMENTS = new Map<string, readonly string[]>();

function segmentsOf(path: string): readonly string[] {
  let known = SEGMENTS.get(path);
  if (known === undefined) SEGMENTS.set(path, known = path.split('.'));
  return known;
}

function itemsOf(resource: Resource, segments: readonly string[]): readonly Item[] {
  const star = segments.indexOf('*');
  const head = star < 0 ? segments : segments.slice(0, star);
  const value = resource.value(...head);
  if (value === undefined) return [];
  if (isList(value)) {
    const plain = plainList(resource, head, value);
    if (plain !== undefined) return star < 0 ? plain : plain.flatMap((item) => into(item, segments.slice(star + 1)));
  }
  const items = isOne(resource, head, value) ? [new One(resource, head, value)] : resource.items(...head) as readonly Item[];
  return star < 0 ? items : items.flatMap((item) => into(item, segments.slice(star + 1)));
}

/** A list that is written as one, without conditions in it: most are. */
function plainList(resource: Resource, head: readonly string[], list: readonly Value[]): readonly Item[] | undefined {
  let raw: unknown = resource.written;
  for (const name of head) raw = typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name) ? (raw as Readonly<Record<string, unknown>>)[name] : undefined;
  if (!Array.isArray(raw) || raw.length !== list.length || list.some((v) => v instanceof Choice || v instanceof Absent)) return undefined;
  const { guard } = resource;
  if (guard.isNever()) return [];
  return list.map((value, i) => new Element(resource, head, i, guard, value as Plain));
}

/** A scalar, or what one expression without conditions is worth: most that is no list. */
function isOne(resource: Resource, head: readonly string[], value: Value): value is Plain {
  if (typeof value !== 'object' || value === null) return true;
  if (!(value instanceof Sym) || head.length !== 1 || resource.guard.isNever()) return false;
  const raw = resource.written?.[head[0]];
  return typeof raw === 'object' && raw !== null && !Object.hasOwn(raw, 'Fn::If');
}

/** A whole property; its place is made when somebody asks. */
class One implements Item {
  public readonly guard: Guard;

  constructor(private readonly resource: Resource, private readonly path: readonly string[], public readonly value: Plain) {
    this.guard = resource.guard;
  }

  public get place(): Place {
    return this.resource.placeOf(...this.path);
  }
}

/** An element of a list; its place is made when somebody asks. */
class Element implements Item {
  constructor(private readonly resource: Resource, private readonly path: readonly string[], private readonly index: number, public readonly guard: Guard, public readonly value: Plain) {}

  public get place(): Place {
    return this.resource.placeOf(...this.path, String(this.index));
  }
}

function into(item: Item, segments: readonly string[]): readonly Item[] {
  if (segments.length === 0) return apart(item);
  const [name, ...rest] = segments;
  if (name === '*') return apart(item).flatMap((element) => into(element, rest));
  if (!isMap(item.value)) return [item];
  const inner = Object.hasOwn(item.value, name) ? item.value[name] : undefined;
  const place: Place = { ...item.place, pointer: `${item.place.pointer}/${escaped(name)}` };
  return alternativesOf(inner, item.guard).flatMap((a) => into({ ...a, place }, rest));
}

function apart(item: Item): readonly Item[] {
  if (!isList(item.value)) return [item];
  return item.value.flatMap((element, i) => alternativesOf(element, item.guard).flatMap((a) => apart({ ...a, place: { ...item.place, pointer: `${item.place.pointer}/${i}` } })));
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Where the path has no item. */
export function absent(view: View, items: readonly { readonly guard: Guard }[]): Guard {
  return rest(view.guard, items);
}

/** What of a guard none of the parts holds under. */
export function rest(guard: Guard, parts: readonly { readonly guard: Guard }[]): Guard {
  for (const part of parts) if ((part.guard === guard && guard.isSure) || part.guard === Guard.ALWAYS) return Guard.NEVER;
  return parts.length === 0 ? guard : guard.and(anyOf(parts.map((p) => p.guard)).not());
}

export function anyOf(guards: readonly Guard[]): Guard {
  let sum = Guard.NEVER;
  for (const guard of guards) sum = sum.or(guard);
  return sum;
}

/** A property with one value: its alternatives, and `undefined` where it is not written. Guards cover the view's. */
export function choices(view: View, path: string): readonly { readonly guard: Guard; readonly value: Plain | undefined; readonly place: Place }[] {
  const items = view.items(path);
  const none = absent(view, items);
  return none.isNever() ? items : [...items, { guard: none, value: undefined, place: view.place }];
}

/** `true` and `'true'` alike; undefined for what is no known boolean. */
export function asBoolean(value: Plain | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = asText(value)?.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

export function asNumber(value: Plain | undefined): number | undefined {
  const text = asText(value);
  return text !== undefined && /^(0|-?[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined;
}

/** Why a value is not known: its token, or the value itself with `otherwise` as the reason. */
export function unknownOf(value: Value | undefined, place: Place, otherwise: string): Unknown {
  return unknownsIn(value)[0] ?? { token: shown(value), template: place.template, pointer: place.pointer, why: otherwise };
}

/** The user's own text, bounded. */
export function shown(value: Value | undefined): string {
  const text = typeof value === 'string' ? value : keyOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
