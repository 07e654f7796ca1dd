/**
 * One template in the making, with the names that stand in it. Layout (layout.ts) cuts it into stacks afterwards, so that every
 * part refers to every other by `Ref` and `Fn::GetAtt` here.
 */
import type { Template } from '../world-simulator';
import type { Draw } from './draw';
import type { Token } from './model';

export const ref = (Ref: string): Template => ({ Ref });
export const att = (...parts: string[]): Template => ({ 'Fn::GetAtt': parts });

export interface Net {
  readonly vpc: string;
  readonly block: string;
  /** Written, or only known to a deployment. */
  readonly block6?: 'written' | 'amazon';
  readonly subnets: readonly Sub[];
  readonly gateway?: string;
}

export interface Sub {
  readonly id: string;
  readonly vpc: string;
  readonly block: string;
  readonly kind: 'public' | 'private' | 'isolated';
  readonly has6: boolean;
}

export class Sketch {
  public readonly resources: Record<string, Template> = {};
  public readonly parameters: Record<string, Template> = {};
  public readonly conditions: Record<string, Template> = {};
  public readonly mappings: Record<string, Template> = {};
  public readonly tokens: Token[] = [];
  public readonly nets: Net[] = [];
  public isPlain = true;
  /** Half of the worlds leave nothing open but conditions. */
  public readonly isOpen: boolean;
  private count = 0;

  constructor(public readonly draw: Draw) {
    this.isOpen = draw.chance(0.5);
  }

  /** A token or hearsay, where the world has such. */
  public opens(p: number): boolean {
    return this.draw.chance(p) && this.isOpen;
  }

  public add(prefix: string, type: string, properties: Template, more: Template = {}): string {
    const id = `${prefix}${this.count++}`;
    this.resources[id] = { Type: type, Properties: properties, ...more };
    return id;
  }

  /** Under a condition once in a while: `{ Condition }` or nothing. */
  public maybe(p = 0.08): Template {
    return this.draw.chance(p) ? { Condition: this.condition() } : {};
  }

  /** A value in two alternatives, once in a while. */
  public either<T>(value: T, other: T, p = 0.06): T {
    return this.draw.chance(p) ? { 'Fn::If': [this.condition(), value, other] } as T : value;
  }

  public condition(): string {
    const { draw } = this;
    const names = Object.keys(this.conditions);
    if (names.length > 0 && (names.length > 3 || draw.chance(0.6))) return draw.pick(names);
    const name = `Is${names.length}`;
    const equals = { 'Fn::Equals': [ref(this.stage()), draw.pick(['dev', 'prod', 'test'])] };
    this.conditions[name] = names.length > 0 && draw.chance(0.4)
      ? draw.pick([{ 'Fn::Not': [{ Condition: draw.pick(names) }] }, { 'Fn::And': [{ Condition: draw.pick(names) }, equals] }, { 'Fn::Or': [{ Condition: draw.pick(names) }, equals] }])
      : draw.chance(0.3) ? { 'Fn::Not': [equals] } : equals;
    return name;
  }

  /** A parameter that a token's value stands for. */
  public token(prefix: string, type: string, values: readonly string[], more: Template = {}): Template {
    const same = this.tokens.filter((t) => t.name.startsWith(prefix) && !t.isChoice && t.kind === 'parameter');
    this.isPlain = false;
    if (same.length > 0 && this.draw.chance(0.4)) return ref(this.draw.pick(same).name);
    const name = `${prefix}${this.count++}`;
    this.parameters[name] = { Type: type, ...more };
    this.tokens.push({ kind: 'parameter', name, values, isChoice: false });
    return ref(name);
  }

  /** An export that none of these stacks makes. */
  public foreign(name: string, values: readonly string[]): Template {
    this.isPlain = false;
    if (!this.tokens.some((t) => t.name === name)) this.tokens.push({ kind: 'import', name, values, isChoice: false });
    return { 'Fn::ImportValue': name };
  }

  private stage(): string {
    const { draw } = this;
    const existing = this.tokens.filter((t) => t.isChoice);
    if (existing.length > 1 || (existing.length === 1 && draw.chance(0.7))) return draw.pick(existing).name;
    const name = `Stage${this.count++}`;
    const isClosed = draw.chance(0.5);
    this.parameters[name] = { Type: 'String', ...(isClosed && { AllowedValues: ['dev', 'prod'] }), ...(draw.chance(0.5) && { Default: 'dev' }) };
    this.tokens.push({ kind: 'parameter', name, values: isClosed ? ['dev', 'prod'] : ['dev', 'prod', 'test', 'other'], isChoice: true });
    return name;
  }
}
