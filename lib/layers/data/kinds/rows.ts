/**
 * Makes it possible to write a closing as a row:
 *
 *   property({ id: 'efs.encrypted', types: ['AWS::EFS::FileSystem'], path: 'Encrypted', isClosed: isTrue, write: true, replaces: true, ... })
 *   customerKey({ id: 'efs.key', path: 'KmsKeyId', ... }), retained({ id: 'efs.retained', ... })
 *
 * Reading leaves lazy values lazy and judges what the template will say; a token, an intrinsic or a value that cannot be read is
 * `unknown`. Closing writes one override and nothing beside it. Not modelled: `Fn::Transform`, and macros that rewrite a template.
 */
import { type CfnResource, Tokenization } from 'aws-cdk-lib';
import type { Posture } from '../../../intent';
import { describe, isIntrinsic, read, Unreadable } from '../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../kind';
import { whoseKey } from './keys';
import { branches, valuesAt } from './values';

export const ALL_POSTURES: readonly Posture[] = ['sandbox', 'standard', 'high'];
/** Where data is worth keeping. */
export const LASTING: readonly Posture[] = ['standard', 'high'];
export const STRICTEST: readonly Posture[] = ['high'];

export const CLOSED: Judgement = { is: 'closed' };
export const NOT_ASKED: Judgement = { is: 'not-asked' };

/** The words of a row; `postures` is all of them unless said. */
export interface Row {
  readonly id: string;
  readonly types: readonly string[];
  readonly aspect: Closing['aspect'];
  /** For people, where it differs from the path. */
  readonly property?: string;
  readonly value: string;
  readonly replaces?: boolean;
  readonly postures?: readonly Posture[];
  readonly says: string;
  readonly source: string;
}

/** Any row: asked for by posture (a type that is not the row's is not asked either), and never an exception. */
export function closing(row: Row & { readonly property: string }, judge: Closing['judge']): Closing {
  const { replaces = false, postures = ALL_POSTURES } = row;
  return {
    id: row.id, types: row.types, aspect: row.aspect, property: row.property, value: row.value, replaces, postures, says: row.says, source: row.source,
    judge: (resource, context) => {
      if (!row.types.includes(resource.cfnResourceType) || !postures.includes(context.posture)) return NOT_ASKED;
      return guarded(() => judge(resource, context));
    },
  };
}

/** What cannot be read is unknown: never closed, never an exception. */
export function guarded(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    if (error instanceof Unreadable) return { is: 'unknown', got: `\`${error.path}\` ${error.got}` };
    return { is: 'unknown', got: `not readable (${error instanceof Error ? error.message : String(error)})` };
  }
}

export interface PropertyRow extends Row {
  /** Path from `Properties`, PascalCase, without `[]`; read, and written unless `writeTo` names another. */
  readonly path: string;
  /** Of a literal, or undefined where absent. A function may answer a sentence: open, in these words. */
  readonly isClosed: (value: unknown, resource: CfnResource, context: ClosingContext) => boolean;
  /** Literal, or made from the resource. */
  readonly write: unknown;
  /** The row has nothing to say about this resource, e.g. an engine that has no such thing. */
  readonly notAsked?: (resource: CfnResource, context: ClosingContext) => boolean;
  /** Where the value is open and the library must not choose: a refusal instead of a write. */
  readonly refuse?: (resource: CfnResource, got: string, context: ClosingContext) => Judgement | undefined;
}

/** One property with the value that it has to have. */
export function property(row: PropertyRow): Closing {
  return closing({ ...row, property: row.property ?? row.path }, (resource, context) => {
    if (row.notAsked?.(resource, context)) return NOT_ASKED;
    const values = branches(read(resource, row.path));
    const token = values.find(hasIntrinsic);
    if (token !== undefined) return { is: 'unknown', got: `\`${row.path}\` is \`${describe(token)}\`` };
    const at = values.findIndex((one) => !row.isClosed(one, resource, context));
    if (at < 0) return CLOSED;
    const value = values[at];
    const got = value === undefined ? `no \`${row.path}\`` : `\`${row.path}\` \`${describe(value)}\``;
    return row.refuse?.(resource, got, context) ?? { is: 'open', got, close: () => override(resource, row.path, typeof row.write === 'function' ? row.write(resource, context) : row.write) };
  });
}

/**
 * Written last, over what an L2 renders; list indexes and parents that are absent are no trouble. A single value is set on the
 * typed L1 too: aspects of others (cdk-nag) look there, and never at overrides. What is a token or a list there stays as it is.
 */
export function override(resource: CfnResource, path: string, value: unknown): void {
  resource.addPropertyOverride(path, value);
  if (typeof value === 'object') return;
  if (path.includes('.')) mirrorWithin(resource, path.split('.'), value);
  else mirror(resource, path, value);
}

/** The same value in the words of the typed L1, where there is one: what the template says is the override's. */
export function mirror(resource: CfnResource, name: string, value: unknown): void {
  const key = typedName(resource, name);
  if (key !== undefined) (resource as unknown as Record<string, unknown>)[key] = value;
}

const TYPED = new WeakMap<object, Map<string, string>>();

/** The settable property of the L1's class, whatever its capitals. */
function typedName(resource: CfnResource, name: string): string | undefined {
  const prototype = Object.getPrototypeOf(resource) as object;
  let names = TYPED.get(prototype);
  if (names === undefined) {
    names = new Map(Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, d]) => d.set !== undefined).map(([key]) => [key.toLowerCase(), key]));
    TYPED.set(prototype, names);
  }
  return names.get(name.toLowerCase());
}

function mirrorWithin(resource: CfnResource, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.some((key) => !/^[A-Za-z]+$/.test(key))) return; // a place in a list, the key of a map
  const key = typedName(resource, first);
  const now = key === undefined ? null : (resource as unknown as Record<string, unknown>)[key];
  if (now === undefined || isStruct(now)) mirror(resource, first, within(now ?? {}, rest, value));
}

function within(struct: object, [name, ...rest]: readonly string[], value: unknown): object {
  const key = Object.keys(struct).find((k) => k.toLowerCase() === name.toLowerCase()) ?? camelCase(name);
  if (rest.length === 0) return { ...struct, [key]: value };
  const inner = (struct as Record<string, unknown>)[key];
  return inner === undefined || isStruct(inner) ? { ...struct, [key]: within(inner ?? {}, rest, value) } : struct;
}

function isStruct(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Tokenization.isResolvable(value);
}

/** As CDK spells typed properties: `EnforceHTTPS` is `enforceHttps`, `SSEEnabled` is `sseEnabled`. */
function camelCase(name: string): string {
  const words = name.replace(/[A-Z]+(?=[A-Z][a-z]|$)/g, (capitals) => capitals[0] + capitals.slice(1).toLowerCase());
  return words[0].toLowerCase() + words.slice(1);
}

/** A value of which some part only the deployment knows. */
export function hasIntrinsic(value: unknown): boolean {
  if (isIntrinsic(value)) return true;
  if (Array.isArray(value)) return value.some(hasIntrinsic);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasIntrinsic);
}

/** CloudFormation takes `"true"` for `true`. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

export function isFalse(value: unknown): boolean {
  return value === false || value === 'false';
}

/** True for numbers, also those in quotes, of at least `least`. */
export function atLeast(least: number): (value: unknown) => boolean {
  return (value) => (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) && Number(value) >= least;
}

export interface KeyRow extends Row {
  /** Where the key stands. */
  readonly path: string;
  /** Writes the key and whatever must stand beside it (`Encrypted: true`). */
  readonly write: (resource: CfnResource, keyArn: string) => void;
  /** The service encrypts with a key of its own where none is named, and that is enough for what is no jewel. Else a key is asked of all. */
  readonly hasDefault: boolean;
  readonly notAsked?: PropertyRow['notAsked'];
  /** What else has to be right where the key is one's own, e.g. `SSEEnabled`, which alone is written then; undefined: it is. */
  readonly alsoOpen?: (resource: CfnResource, context: ClosingContext) => Judgement | undefined;
}

/** Encrypted with a key of the customer's own, whose policy says who may use it. */
export function customerKey(row: KeyRow): Closing {
  return closing({ ...row, property: row.property ?? row.path }, (resource, context) => {
    if (row.notAsked?.(resource, context)) return NOT_ASKED;
    const values = valuesAt(resource, row.path);
    const owners = values.map((one) => whoseKey(resource, one, context.keyArn));
    const at = Math.max(0, ...(['own', 'aws', 'none', 'unknown'] as const).map((o) => owners.indexOf(o)).filter((i) => i >= 0).slice(-1));
    const [value, whose] = [values[at], owners[at]]; // the worst that may be chosen
    if (whose === 'unknown') return { is: 'unknown', got: `\`${row.path}\` is \`${describe(value)}\`` };
    const also = whose === 'own' ? row.alsoOpen?.(resource, context) : undefined;
    if (whose === 'own') return also ?? CLOSED;
    // What is no jewel may be encrypted with a key of AWS's.
    if (!context.isJewel && (row.hasDefault || whose === 'aws') && context.keyArn === undefined) return NOT_ASKED;
    const got = whose === 'none' ? `no \`${row.path}\`` : `\`${row.path}\` \`${describe(value)}\`, a key of AWS`;
    const { keyArn } = context;
    if (keyArn !== undefined) return { is: 'open', got, close: () => row.write(resource, keyArn) };
    return {
      is: 'refused', code: context.isJewel ? 'JewelNeedsKey' : 'StoreNeedsKey', got, expected: 'a KMS key of your own, whose policy says who may use the data',
      fix: 'set it on the resource, or pass `key`',
    };
  });
}

const KEPT = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

/**
 * `DeletionPolicy` and `UpdateReplacePolicy`: the data outlives its resource. What people said counts, `RemovalPolicy.DESTROY`
 * included: it is open, and closed by this row.
 */
export function retained(row: Omit<Row, 'property' | 'value' | 'aspect'>, write: 'Retain' | 'Snapshot' = 'Retain'): Closing {
  const words: Row & { property: string } = { ...row, postures: row.postures ?? LASTING, aspect: 'deletion', property: 'DeletionPolicy, UpdateReplacePolicy', value: write };
  return closing(words, (resource) => {
    const open = (['DeletionPolicy', 'UpdateReplacePolicy'] as const).map((name) => [name, policyOf(resource, name)] as const);
    const token = open.find(([, value]) => value !== undefined && typeof value !== 'string');
    if (token !== undefined) return { is: 'unknown', got: `\`${token[0]}\` is \`${describe(token[1])}\`` };
    const bad = open.filter(([name, value]) => !KEPT.includes(value as string) || (name === 'UpdateReplacePolicy' && value === 'RetainExceptOnCreate'));
    if (bad.length === 0) return CLOSED;
    return {
      is: 'open', got: bad.map(([name, value]) => (value === undefined ? `no \`${name}\`` : `\`${name}\` \`${String(value)}\``)).join(', '),
      close: () => bad.forEach(([name]) => resource.addOverride(name, write)),
    };
  });
}

/** As in the template: an override is the last word. */
export function policyOf(resource: CfnResource, name: 'DeletionPolicy' | 'UpdateReplacePolicy'): unknown {
  const { rawOverrides } = resource as unknown as { rawOverrides?: Record<string, unknown> };
  if (rawOverrides !== undefined && name in rawOverrides) return rawOverrides[name];
  return name === 'DeletionPolicy' ? resource.cfnOptions.deletionPolicy : resource.cfnOptions.updateReplacePolicy;
}
