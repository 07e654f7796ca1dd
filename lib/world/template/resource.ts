/**
 * A resource as readers of the world see it: properties by path, evaluated when they are asked for, each with its place.
 *
 *   resource.items('SecurityGroupIngress')   // one entry for each rule that can exist, under its conditions
 *
 * What stands literally is handed out as it stands, and the common ways there are short.
 */
import type { Place } from '../facts';
import { Guard } from '../guard';
import { childPointer } from '../../document/tree';
import type { ConstructPaths } from './construct-paths';
import { branchesOf, choice } from './evaluate/combine';
import { RESOLVE } from './evaluate/dynamic';
import { intrinsicIn, type Scope } from './evaluate/scope';
import type { Alternative, Resource, TemplateFile } from './model';
import { isRaw, own, type Raw, type RawResource } from './read/body';
import { Absent, Choice, Sym, type Value } from './value';
import { alternativesOf, isMap } from './walk';

/** A part of the template under a condition: as it is written, or evaluated already. */
type Node = { readonly guard: Guard; readonly pointer: string } & ({ readonly raw: unknown; readonly value?: undefined } | { readonly raw?: undefined; readonly value: Value });

/** Conditions within conditions; beyond, the evaluation ends in a symbol. */
const DEEPEST = 100;

const NONE: readonly Alternative[] = [];
const NOTHING = { raw: undefined };

export class TemplateResource implements Resource {
  private ownId?: string;
  private existence?: Guard;
  private ownPlace?: Place;
  private isPlain?: boolean;

  constructor(private readonly scope: Scope, public readonly logicalId: string, private readonly raw: RawResource, private readonly paths: ConstructPaths) {}

  public get id(): string {
    this.ownId ??= `${this.scope.key}.${this.logicalId}`;
    return this.ownId;
  }

  public get type(): string {
    return this.raw.Type;
  }

  public get condition(): string | undefined {
    return typeof this.raw.Condition === 'string' ? this.raw.Condition : undefined;
  }

  public get dependsOn(): readonly string[] {
    const { DependsOn: written } = this.raw;
    return (Array.isArray(written) ? written as readonly unknown[] : [written]).filter((id): id is string => typeof id === 'string');
  }

  public get template(): TemplateFile {
    return this.scope.file;
  }

  public get guard(): Guard {
    this.existence ??= this.scope.existence(this.raw);
    return this.existence;
  }

  public get place(): Place {
    if (this.ownPlace === undefined) {
      const metadata = isRaw(this.raw.Metadata) ? this.raw.Metadata : undefined;
      const written = metadata && own(metadata, 'aws:cdk:path');
      const constructPath = typeof written === 'string' ? written : this.paths.find(this.scope, this.logicalId);
      const ours = metadata && own(metadata, 'zero-trust');
      const place: { -readonly [K in keyof Place]: Place[K] } = { template: this.scope.file.file, pointer: childPointer('/Resources', this.logicalId), resource: this.logicalId };
      if (constructPath !== undefined) place.constructPath = constructPath;
      if (isRaw(ours) && Array.isArray(ours.flows)) place.flows = ours.flows.every((f) => typeof f === 'string') ? ours.flows : ours.flows.filter((f): f is string => typeof f === 'string');
      if (isRaw(ours) && typeof ours.public === 'string') place.publicBecause = ours.public;
      if (isRaw(ours) && typeof ours.hook === 'string' && typeof ours.code === 'string' && isRaw(this.raw.Properties)) place.hook = { mark: ours.code, properties: this.raw.Properties };
      if (isRaw(ours) && typeof ours.firewall === 'string') place.firewall = ours;
      this.ownPlace = place;
    }
    return this.ownPlace;
  }

  /** For readers of very many resources: see model.ts. */
  public get written(): Raw | undefined {
    return this.hasPlainProperties() ? this.raw.Properties as Raw : undefined;
  }

  public placeOf(...path: string[]): Place {
    return this.at(path.reduce(childPointer, this.propertiesPointer));
  }

  public value(...path: string[]): Value | undefined {
    if (path.length === 1 && this.hasPlainProperties()) {
      const properties = this.raw.Properties as Raw;
      return Object.hasOwn(properties, path[0]) ? this.literal(properties[path[0]], path) : undefined;
    }
    const literal = this.literalAt(path);
    return literal === undefined ? this.general(path) : this.literal(literal.raw, path);
  }

  private literal(node: unknown, path: readonly string[]): Value | undefined {
    if (typeof node === 'number' || typeof node === 'boolean' || (typeof node === 'string' && !node.includes(RESOLVE))) return node;
    if (node === undefined || node === null) return undefined;
    const value = this.scope.known(node) ?? this.scope.evaluate(node, path.reduce(childPointer, this.propertiesPointer));
    return value instanceof Absent ? undefined : value;
  }

  public alternatives(...path: string[]): readonly Alternative[] {
    const literal = this.literalAt(path);
    if (literal === NOTHING) return NONE;
    if (literal !== undefined) {
      const { raw } = literal;
      const value = typeof raw === 'object' || (typeof raw === 'string' && raw.includes(RESOLVE)) ? this.scope.known(raw) : raw as Exclude<Alternative['value'], object>;
      if (value !== undefined && !(value instanceof Choice || value instanceof Absent)) return this.guard.isNever() ? NONE : [this.alternative(this.guard, value, path.reduce(childPointer, this.propertiesPointer))];
    }
    return this.nodesAt(path).flatMap((node) => this.split(node)).flatMap((node) => this.plain(node));
  }

  public items(...path: string[]): readonly Alternative[] {
    const out: Alternative[] = [];
    for (const list of this.nodesAt(path).flatMap((node) => this.split(node))) {
      if (list.value === undefined && Array.isArray(list.raw)) {
        list.raw.forEach((raw: unknown, i) => {
          for (const item of this.split({ guard: list.guard, pointer: `${list.pointer}/${i}`, raw })) out.push(...this.plain(item));
        });
        continue;
      }
      for (const { guard, value, place } of this.plain(list)) {
        // A list that an expression makes; what is no list is the one item that a reader must make sense of.
        if (Array.isArray(value)) for (const item of value as readonly Value[]) out.push(...alternativesOf(item, guard).map((a) => this.alternative(a.guard, a.value, place.pointer)));
        else out.push(this.alternative(guard, value, place.pointer));
      }
    }
    return out;
  }

  /** No expression stands where the properties should. */
  private hasPlainProperties(): boolean {
    const { Properties: properties } = this.raw;
    this.isPlain ??= isRaw(properties) && intrinsicIn(properties) === undefined;
    return this.isPlain;
  }

  private get propertiesPointer(): string {
    return `${childPointer('/Resources', this.logicalId)}/Properties`;
  }

  private at(pointer: string): Place {
    const { template, resource, constructPath, flows } = this.place;
    const place: { -readonly [K in keyof Place]: Place[K] } = { template, pointer, resource };
    if (constructPath !== undefined) place.constructPath = constructPath;
    if (flows !== undefined) place.flows = flows;
    return place;
  }

  /** What a path of names without expressions leads to: most of what is asked for. Undefined where that takes more. */
  private literalAt(path: readonly string[]): { readonly raw: unknown } | undefined {
    if (!this.hasPlainProperties()) return undefined;
    let node: unknown = this.raw.Properties;
    for (let i = 0; i < path.length; i += 1) {
      if (!isRaw(node) || (i > 0 && intrinsicIn(node) !== undefined)) return undefined;
      if (!Object.hasOwn(node, path[i])) return NOTHING;
      node = node[path[i]];
    }
    return { raw: node };
  }

  /** The way through expressions; as a Choice that holds always. */
  private general(path: readonly string[]): Value | undefined {
    const value = choice(this.nodesAt(path, Guard.ALWAYS).map((node) => ({ guard: node.guard, value: this.valueOf(node) })));
    return value instanceof Absent ? undefined : value;
  }

  private nodesAt(path: readonly string[], guard: Guard = this.guard): Node[] {
    const literal = this.literalAt(path);
    if (literal !== undefined) return literal === NOTHING ? [{ guard, pointer: this.propertiesPointer, value: Absent.VALUE }] : [{ guard, pointer: path.reduce(childPointer, this.propertiesPointer), raw: literal.raw }];
    let nodes: Node[] = [{ guard, pointer: this.propertiesPointer, raw: this.raw.Properties ?? {} }];
    for (const name of path) nodes = nodes.flatMap((node) => this.split(node)).flatMap((node) => this.child(node, name));
    return nodes;
  }

  /** `Fn::If` as its branches, each with the pointer where it is written. */
  private split(node: Node, depth = 0): Node[] {
    if (node.guard.isNever()) return [];
    if (depth > DEEPEST) return [node];
    const { raw } = node;
    if (node.value !== undefined || !isRaw(raw)) return [node];
    const branches = own(raw, 'Fn::If');
    if (!Array.isArray(branches) || branches.length !== 3 || typeof branches[0] !== 'string' || Object.keys(raw).length !== 1 || !Object.hasOwn(this.scope.body.Conditions, branches[0])) return [node];
    const holds = this.scope.condition(branches[0]);
    return [
      ...this.split({ guard: node.guard.and(holds), pointer: `${node.pointer}/Fn::If/1`, raw: branches[1] as unknown }, depth + 1),
      ...this.split({ guard: node.guard.and(holds.not()), pointer: `${node.pointer}/Fn::If/2`, raw: branches[2] as unknown }, depth + 1),
    ];
  }

  private child(node: Node, name: string): Node[] {
    const pointer = childPointer(node.pointer, name);
    if (node.value === undefined && typeof node.raw === 'object' && node.raw !== null && (Array.isArray(node.raw) || intrinsicIn(node.raw as never) === undefined)) {
      return [Object.hasOwn(node.raw, name) ? { guard: node.guard, pointer, raw: (node.raw as Record<string, unknown>)[name] } : { guard: node.guard, pointer, value: Absent.VALUE }];
    }
    return branchesOf(this.valueOf(node)).flatMap((branch): Node[] => {
      const { value } = branch;
      const at = { guard: node.guard.and(branch.guard), pointer: node.pointer };
      if (value instanceof Sym) return [{ ...at, value: this.scope.derived(`property ${name}`, value) }];
      if (!(isMap(value) || Array.isArray(value)) || !Object.hasOwn(value, name)) return [{ ...at, value: Absent.VALUE }];
      return [{ ...at, value: (value as Readonly<Record<string, Value>>)[name] }];
    });
  }

  private valueOf(node: Node): Value {
    return node.value ?? this.scope.evaluate(node.raw, node.pointer);
  }

  private plain(node: Node): Alternative[] {
    return alternativesOf(this.valueOf(node), node.guard).map(({ guard, value }) => this.alternative(guard, value, node.pointer));
  }

  private alternative(guard: Guard, value: Alternative['value'], pointer: string): Alternative {
    return { guard, value, place: this.at(pointer) };
  }
}

