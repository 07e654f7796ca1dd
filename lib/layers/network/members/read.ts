/**
 * Reads what a resource will say in its template, before synthesis: ``read(service, 'NetworkConfiguration.AwsvpcConfiguration')``.
 *
 * Works on every L1 alike: typed, raw `CfnResource`, or from `CfnInclude`. References between constructs come back as
 * `ReferenceTo`, everything else as CloudFormation JSON. A lazy value that is read here stays lazy: CDK caches the first
 * result of `Lazy.list` and friends, and whatever the user added afterwards would be lost without a word.
 * Not modelled: `Fn::Transform`, and properties that a CloudFormation macro adds.
 */
import { CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A property that cannot be read; `resolveMember` turns it into a problem. */
export class Unreadable extends Error {
  constructor(public readonly resource: IConstruct, public readonly path: string, public readonly got: string) {
    super(`\`${path}\` of \`${resource.node.path}\` is ${got}`);
  }
}

/** `{ Ref }` or `{ Fn::GetAtt }` to a construct of this app. */
export class ReferenceTo {
  constructor(public readonly target: IConstruct, public readonly attribute: string) {}
  public toString(): string {
    return this.attribute === 'Ref' ? this.target.node.path : `${this.target.node.path}.${this.attribute}`;
  }
  public toJSON(): string {
    return this.toString();
  }
}

export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ReferenceTo);
}

/** An intrinsic function: a value that only CloudFormation knows. */
export function isIntrinsic(value: unknown): boolean {
  if (value instanceof ReferenceTo) return true;
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

/**
 * The value at a path (no `[]`), undefined where absent. Overrides count, the last word as in the template;
 * with `ignoreOverridesOf` those at that very path do not.
 */
export function read(resource: CfnResource, path: string, ignoreOverridesOf?: string): unknown {
  const internals = resource as unknown as { cfnProperties?: Json; _cfnProperties?: Json; rawOverrides?: { Properties?: Json } };
  const segments = path.split('.');
  try {
    const base = descend(resource, internals.cfnProperties ?? internals._cfnProperties ?? {}, segments);
    if (path === ignoreOverridesOf) return base;
    return overlay(base, overridesAt(resource, internals.rawOverrides?.Properties, segments));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(resource, path, `not readable (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** The type that the template will say: an override is the last word. */
export function typeOf(resource: CfnResource): string {
  const { rawOverrides } = resource as unknown as { rawOverrides?: Json };
  return rawOverrides?.Type === undefined ? resource.cfnResourceType : String(rawOverrides.Type);
}

/** For looking around among resources of others: what cannot be read there is not ours to judge. */
export function readIfPossible(resource: CfnResource, path: string): unknown {
  try {
    return read(resource, path);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Every concrete place that a path with `[]` stands for. A list that only CloudFormation knows is unreadable. */
export function places(resource: CfnResource, path: string): string[] {
  const at = path.indexOf('[]');
  if (at < 0) return [path];
  const list = read(resource, path.slice(0, at));
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new Unreadable(resource, path.slice(0, at), `chosen at deployment by \`${describe(list)}\``);
  return list.flatMap((_, index) => places(resource, `${path.slice(0, at)}.${index}${path.slice(at + 2)}`));
}

/** What a list of ids may refer to: a construct, a resource of the same stack by logical id, or nothing known. */
export function targetOf(resource: CfnResource, value: unknown): CfnResource | undefined {
  if (value instanceof ReferenceTo) return CfnResource.isCfnResource(value.target) ? value.target : undefined;
  const id = logicalIdIn(value);
  return id === undefined ? undefined : byLogicalId(Stack.of(resource), id);
}

/** Resolves a token outside of any property; references as `ReferenceTo`. */
export function resolveValue(scope: IConstruct, value: unknown): unknown {
  if (value === undefined || typeof value === 'boolean' || (typeof value === 'string' && isLiteral(value))) return value;
  try {
    const said = walk(scope, value);
    return said === ABSENT ? undefined : said;
  } catch {
    const [said, seen] = byCdk(scope, value); // its error says where in the value it is
    return revive(said, seen);
  }
}

/** What CDK leaves out of lists and objects. `AWS::NoValue` is undefined, and stays. */
const ABSENT = Symbol('nothing said');

/**
 * As CDK resolves it, without its bookkeeping at every level: most of what is read are literals and references. Whatever else
 * stands among them is left to CDK. (Measured in benchmarks/synth: a store's properties are read a dozen times.)
 */
function walk(scope: IConstruct, value: unknown): unknown {
  if (value === undefined) return ABSENT;
  if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Math.abs(value) < 1e287)) return value;
  if (typeof value === 'string') return isLiteral(value) ? value : walkText(scope, value);
  if (Array.isArray(value)) {
    if (value.some((v) => typeof v === 'string' && v.includes('#{Token['))) return left(scope, value);
    return value.map((v) => walk(scope, v)).filter((v) => v !== ABSENT);
  }
  if (value instanceof ReferenceTo) return value; // said by a token within a token
  if (Reference.isReference(value)) return new ReferenceTo(value.target, value.displayName);
  if (Tokenization.isResolvable(value)) return walkToken(scope, value);
  if (!isStruct(value)) return left(scope, value);
  if (value.Ref === 'AWS::NoValue') return undefined;
  const result: Json = {};
  for (const key of Object.keys(value)) {
    if (!isLiteral(key)) return left(scope, value);
    const said = walk(scope, value[key]);
    if (said !== ABSENT) result[key] = said;
  }
  return result;
}

/** No token of text, and no number written into a text that is one. */
function isLiteral(value: string): boolean {
  return !value.includes('Token[') && !value.includes('e+289');
}

/** Nobody's class, no construct. */
export function isStruct(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** As `DefaultTokenResolver` does. */
function walkToken(scope: IConstruct, token: IResolvable): unknown {
  let after: IPostProcessor | undefined;
  const context: IResolveContext = {
    scope, preparing: false, documentPath: [],
    registerPostProcessor: (postProcessor) => { after = postProcessor; },
    resolve: (value, options) => {
      if (options !== undefined) throw new Error('left to CDK');
      const said = walk(scope, value);
      return said === ABSENT ? undefined : said;
    },
  };
  const said = asking(token, context, () => walk(scope, token.resolve(context)));
  if (after === undefined) return said;
  const processed: unknown = after.postProcess(said === ABSENT ? undefined : said, context);
  return processed === undefined ? ABSENT : processed;
}

/** Marks that it is this reader who asks, and leaves what is lazy as it was. */
function asking<T>(token: IResolvable, context: IResolveContext, ask: () => T): T {
  Object.defineProperty(context, READING, { value: true });
  const lazy = ((token as { inner?: unknown }).inner ?? token) as { cache?: unknown; _cached?: unknown };
  const isFresh = lazy.cache === true && lazy._cached === undefined;
  try {
    return ask();
  } finally {
    if (isFresh) lazy._cached = undefined;
  }
}

/** References and pseudo parameters, alone or within a text. */
function walkText(scope: IConstruct, value: string): unknown {
  const known = TEXTS.get(value);
  if (known !== undefined) return known;
  const fragments = Tokenization.reverseString(value);
  const isFixed = fragments.tokens.every((t) => Reference.isReference(t) || isPseudo(t));
  if (fragments.length === 1 && fragments.firstToken !== undefined) return isFixed ? remembered(value, walk(scope, fragments.firstToken)) : walk(scope, fragments.firstToken);
  if (!isFixed) return left(scope, value);
  return remembered(value, fragments.mapTokens({ mapToken: (t) => (Reference.isReference(t) ? new ReferenceTo(t.target, t.displayName) : { Ref: (t as unknown as { value: { Ref: string } }).value.Ref }) }).join({ join: joinText }));
}

/**
 * Texts without anything lazy, as they were resolved: the same few ARNs stand in many policies, and every reader asks anew.
 * Not for ever: a process may make many apps.
 */
const TEXTS = new Map<string, unknown>();
const MANY = 20_000;

function remembered(text: string, said: unknown): unknown {
  if (TEXTS.size >= MANY) TEXTS.clear();
  TEXTS.set(text, frozen(said));
  return said;
}

/** Many readers hold it: whoever changed it for himself would change it for all. */
function frozen(said: unknown): unknown {
  if (isObject(said) || Array.isArray(said)) Object.values(Object.freeze(said)).forEach(frozen);
  return said;
}

function left(scope: IConstruct, value: unknown): unknown {
  const [said, seen] = byCdk(scope, value);
  return said === undefined ? ABSENT : revive(said, seen);
}

function byCdk(scope: IConstruct, value: unknown): [unknown, readonly Reference[]] {
  const seen: Reference[] = [];
  return [Tokenization.resolve(value, { scope, resolver: new KeepReferences(seen), preparing: false }), seen];
}

/** CloudFormation resources under a construct, itself included. */
export function resourcesIn(root: IConstruct): CfnResource[] {
  return root.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c));
}

/** A value for a message: paths of constructs, literals as they are, JSON for the rest. */
export function describe(value: unknown): string {
  if (value instanceof ReferenceTo) return value.toString();
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** The logical id in `{ Ref: 'Id' }`, `{ Fn::GetAtt: ['Id', 'GroupId'] }`, or the plain string itself. */
function logicalIdIn(value: unknown): string | undefined {
  if (typeof value === 'string') return /^[A-Za-z0-9]+$/.test(value) ? value : undefined; // not an address, not `sg-…`
  if (!isObject(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref.includes(':') ? undefined : value.Ref; // `AWS::Partition` is no resource, and nothing to look for
  const att = value['Fn::GetAtt'];
  if (Array.isArray(att) && typeof att[0] === 'string') return att[0];
  return typeof att === 'string' ? att.split('.')[0] : undefined;
}

function byLogicalId(stack: Stack, id: string): CfnResource | undefined {
  return resourcesIn(stack).find((r) => Stack.of(r) === stack && stack.resolve(r.logicalId) === id);
}

/** L1s name their properties in camelCase, templates in PascalCase: `vpcSecurityGroups`, `VPCSecurityGroups`. */
function keyOf(object: Json, segment: string): string | undefined {
  if (segment in object) return segment;
  return Object.keys(object).find((key) => key.toLowerCase() === segment.toLowerCase());
}

function descend(resource: CfnResource, start: unknown, segments: readonly string[], isEvaluated = false): unknown {
  if (segments.length === 0) return isEvaluated ? start : resolveValue(resource, start);
  const isEntered = isEvaluated || !isPlain(start);
  const value = isEntered && !isEvaluated ? resolveValue(resource, start) : start;
  if (value === undefined || value === null) return undefined;
  if (isIntrinsic(value)) throw new Unreadable(resource, segments.join('.'), `inside a value that is chosen at deployment by \`${describe(value)}\``);
  if (typeof value !== 'object') return undefined;
  const key = keyOf(value as Json, segments[0]);
  return key === undefined ? undefined : descend(resource, (value as Json)[key], segments.slice(1), isEntered);
}

/** A plain object or list can be entered without evaluating the tokens beside the one that is wanted. */
export function isPlain(value: unknown): value is Json {
  if (Array.isArray(value)) return !value.some((v) => typeof v === 'string');
  return typeof value === 'object' && value !== null && !Tokenization.isResolvable(value);
}

const NOTHING = Symbol('no override');

function overridesAt(resource: CfnResource, start: unknown, segments: readonly string[]): unknown {
  let value = start;
  for (const [depth, segment] of segments.entries()) {
    // An override above the path counts too, be it a token: what it says there is merged over, or takes the place of, the rest.
    if (Token.isUnresolved(value)) value = resolveValue(resource, value);
    if (isIntrinsic(value)) throw new Unreadable(resource, segments.join('.'), `inside an override that is chosen at deployment by \`${describe(value)}\``);
    if (typeof value !== 'object' || value === null) return depth === 0 ? NOTHING : undefined;
    if (!(segment in value)) return Array.isArray(value) ? undefined : NOTHING;
    value = (value as Json)[segment];
    if (value === undefined) return undefined; // a deletion
  }
  return start === undefined ? NOTHING : resolveValue(resource, value);
}

/** As CDK merges overrides into a template: objects by key, lists by index when the override is an object, else replaced. */
export function overlay(base: unknown, over: unknown): unknown {
  if (over === NOTHING) return base;
  if (!isObject(over) || isIntrinsic(over)) return over;
  const result: Json = Array.isArray(base) ? (base.slice() as unknown as Json) : isObject(base) && !isIntrinsic(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(over)) {
    const merged = overlay(result[key], value);
    if (merged === undefined) delete result[key];
    else result[key] = merged;
  }
  return result;
}

/** `Aws.PARTITION` and its like. */
export function isPseudo(token: IResolvable): boolean {
  const { value } = token as { value?: { Ref?: unknown } };
  return typeof value === 'object' && value !== null && typeof value.Ref === 'string' && value.Ref.startsWith('AWS::') && value.Ref !== 'AWS::NoValue';
}

const READING = Symbol('cdk-zero-trust.reading');

/** Whether a token is asked by this reader: then references are to be kept. */
export function isRead(context: IResolveContext): boolean {
  return READING in context;
}

const KEPT = 'ZeroTrust::Reference';

class KeepReferences extends DefaultTokenResolver {
  constructor(private readonly seen: Reference[]) {
    super({ join: (left, right) => joinText(left, right) });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    if (Reference.isReference(token)) return { [KEPT]: this.seen.push(token) - 1 };
    return asking(token, context, () => super.resolveToken(token, context, postProcessor));
  }
}

function joinText(left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return left ?? right;
  const parts = [...partsOf(left), ...partsOf(right)].reduce<unknown[]>((list, part) => {
    const last = list.length - 1;
    if (typeof part === 'string' && typeof list[last] === 'string') list[last] = `${list[last]}${part}`;
    else list.push(part);
    return list;
  }, []);
  return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : { 'Fn::Join': ['', parts] };
}

/** As CDK does: what was joined already is not joined once more. */
function partsOf(value: unknown): readonly unknown[] {
  const join = isObject(value) && Object.keys(value).length === 1 ? value['Fn::Join'] : undefined;
  return Array.isArray(join) && join[0] === '' && Array.isArray(join[1]) ? join[1] : [value];
}

/** What holds neither a reference nor `AWS::NoValue` is not copied. */
function revive(value: unknown, seen: readonly Reference[]): unknown {
  if (typeof value !== 'object' || value === null || value instanceof ReferenceTo) return value;
  const { [KEPT]: kept, Ref: ref } = value as Json;
  if (ref === 'AWS::NoValue') return undefined;
  if (typeof kept === 'number') return new ReferenceTo(seen[kept].target, seen[kept].displayName);
  let revived: Json | undefined;
  for (const key of Object.keys(value)) {
    const before = (value as Json)[key];
    const after = revive(before, seen);
    if (after === before) continue;
    revived ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Json;
    revived[key] = after;
  }
  return revived ?? value;
}
