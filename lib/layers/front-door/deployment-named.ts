/**
 * What a deployment's values name beside resources, and what is said there: conditions, mappings, parameters.
 *
 *   const named = new Named();
 *   named.look({ 'Fn::If': ['IsProd', 'AWS_IAM', 'NONE'] }, stack);
 *   named.all();   // the condition `IsProd` with its expression, the parameter in it with its default
 *
 * A method says the same with another condition of the same name, so a hash of what methods say has to know what the names stand for.
 * Only what is named counts, of a mapping the row: other values are nobody's change. A parameter of a nested stack says what its parent
 * passes. Not modelled: macros, and values that somebody passes at deployment (`parameters()` names them).
 */
import { CfnCondition, type CfnElement, CfnMapping, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, type Json, readIfPossible, ReferenceTo, resolveValue } from '../network/members/read';

/** One thing that is named, with what is said there. */
export interface Meaning {
  readonly kind: 'condition' | 'mapping' | 'parameter';
  readonly element: CfnElement;
  readonly said: unknown;
}

type Naming = (inner: unknown, named: Named, stack: Stack) => void;

/** By the key of the function that names. */
const NAMING: ReadonlyMap<string, Naming> = new Map<string, Naming>([
  ['Ref', (inner, named, stack) => named.byName(inner, stack)],
  ['Condition', (inner, named, stack) => named.byName(inner, stack)],
  ['Fn::If', (inner, named, stack) => named.byName(Array.isArray(inner) ? inner[0] : undefined, stack)],
  ['Fn::FindInMap', (inner, named, stack) => { if (Array.isArray(inner)) named.row(inner, stack); }],
  ['Fn::Sub', (inner, named, stack) => {
    const text: unknown = Array.isArray(inner) ? inner[0] : inner;
    if (typeof text === 'string') for (const [, name] of text.matchAll(/\$\{([A-Za-z0-9]+)\}/g)) named.byName(name, stack);
  }],
]);

export class Named {
  private readonly found = new Map<string, Meaning>();
  private readonly texts = new Set<string>();
  private readonly elements = new Map<Stack, ReadonlyMap<string, CfnElement>>();

  /** Of a value that somebody else walks through: one key of it. */
  public note(key: string, inner: unknown, stack: Stack | undefined): void {
    if (stack !== undefined) NAMING.get(key)?.(inner, this, stack);
  }

  /** A reference that was kept. */
  public refer(target: IConstruct): void {
    if (target instanceof CfnParameter) this.parameter(target);
  }

  public condition(element: CfnElement): void {
    if (element instanceof CfnCondition) this.put('', { kind: 'condition', element, said: attempt(() => resolveValue(element, element.expression)) });
  }

  /** The whole value. */
  public look(value: unknown, stack: Stack): void {
    if (value instanceof ReferenceTo) this.refer(value.target);
    else if (typeof value === 'string') for (const [text] of value.matchAll(/\{\{resolve:[^}]*\}\}/g)) this.texts.add(text);
    else if (Array.isArray(value)) for (const one of value) this.look(one, stack);
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        this.note(key, inner, stack);
        this.look(inner, stack);
      }
    }
  }

  public byName(id: unknown, stack: Stack): void {
    if (typeof id !== 'string' || id.includes(':')) return;
    const element = this.elementsOf(stack).get(id);
    if (element instanceof CfnParameter) this.parameter(element);
    else if (element !== undefined) this.condition(element);
  }

  /** Of the names of the map and its keys, each may be a value of the deployment: then all of them are meant. */
  public row([map, ...keys]: readonly unknown[], stack: Stack): void {
    for (const [id, element] of this.elementsOf(stack)) {
      if (!(element instanceof CfnMapping) || (typeof map === 'string' && map !== id)) continue;
      const said = attempt(() => resolveValue(element, (element as unknown as { mapping?: unknown }).mapping));
      this.put(JSON.stringify(keys.slice(0, 2).map((k) => (typeof k === 'string' ? k : null))), { kind: 'mapping', element, said: narrowed(said, keys.slice(0, 2)) });
    }
  }

  /** All, with what is named by what is named; sorted by path. */
  public all(): readonly Meaning[] {
    const seen = new Set<string>();
    for (let more = true; more;) {
      more = false;
      for (const [key, { said, element }] of [...this.found]) {
        if (seen.has(key)) continue;
        seen.add(key);
        more = true;
        this.look(said, Stack.of(element));
      }
    }
    return [...this.found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, meaning]) => meaning);
  }

  /** Paths of parameters, and dynamic references: their values change without a change of the template. */
  public parameters(): readonly string[] {
    const paths = this.all().flatMap(({ kind, element, said }) => (kind === 'parameter' && !hasGiven(said) ? [element.node.path] : []));
    return [...paths, ...this.texts];
  }

  private parameter(element: CfnParameter): void {
    const given = givenTo(element);
    const initial: unknown = attempt(() => resolveValue(element, element.default));
    this.put('', { kind: 'parameter', element, said: given === undefined ? { type: element.type, ...(initial === undefined ? {} : { initial }) } : { given } });
  }

  private put(row: string, meaning: Meaning): void {
    const key = `${meaning.element.node.path} ${row}`;
    if (!this.found.has(key)) this.found.set(key, meaning);
  }

  private elementsOf(stack: Stack): ReadonlyMap<string, CfnElement> {
    const known = this.elements.get(stack);
    if (known !== undefined) return known;
    const all = stack.node.findAll().filter((c): c is CfnElement => (c instanceof CfnCondition || c instanceof CfnMapping || c instanceof CfnParameter) && Stack.of(c) === stack);
    const made = new Map(all.map((e) => [String(stack.resolve(e.logicalId)), e]));
    this.elements.set(stack, made);
    return made;
  }
}

/** A parameter of which nothing is known is told by its name alone, which stands in the value already. */
export function isSaid({ kind, said }: Meaning): boolean {
  return kind !== 'parameter' || (isObject(said) && ('given' in said || 'initial' in said));
}

/** What the parent passes to a parameter of a nested stack; undefined where there is no parent, or nothing is passed. */
export function givenTo(parameter: CfnParameter): unknown {
  const stack = Stack.of(parameter);
  const { nestedStackResource: resource } = stack;
  if (resource === undefined || !CfnResource.isCfnResource(resource)) return undefined;
  const passed = readIfPossible(resource, 'Parameters');
  const id = String(stack.resolve(parameter.logicalId));
  return isObject(passed) && Object.hasOwn(passed, id) ? passed[id] : undefined;
}

function hasGiven(said: unknown): boolean {
  return isObject(said) && 'given' in said;
}

function narrowed(mapping: unknown, [top, second]: readonly unknown[]): unknown {
  if (!isObject(mapping)) return mapping;
  const rows = typeof top === 'string' ? pick(mapping, top) : mapping;
  if (typeof second !== 'string') return rows;
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, isObject(row) ? pick(row, second) : row]));
}

function pick(from: Json, key: string): Json {
  return Object.hasOwn(from, key) ? { [key]: from[key] } : {};
}

function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch {
    return undefined;
  }
}
