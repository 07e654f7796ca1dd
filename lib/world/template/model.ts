/**
 * Templates as the readers of the world see them: linked, evaluated on demand, each part with its pointer.
 *
 *   const world = readTemplates(['cdk.out'], { cwd, assume: {} });      // files; throws InputError only for what is not a template
 *   for (const r of world.ofType('AWS::EC2::SecurityGroup')) for (const rule of r.items('SecurityGroupIngress')) rule.value;
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Value, ValueMap } from './value';

/** Reads and links what is named on the command line or by a validator. */
export interface TemplateWorld {
  readonly templates: readonly TemplateFile[];
  /** Every resource, sorted by id. */
  readonly resources: readonly Resource[];
  ofType(type: string): readonly Resource[];
  /** Every type that occurs, sorted. */
  readonly typeNames?: readonly string[];
  resource(id: string): Resource | undefined;
  /** Conditions by qualified name. */
  readonly conditions: ReadonlyMap<string, Guard>;
  /** Macros and transforms that may hide resources, nested templates that are missing, broken references. */
  readonly unknowns: readonly Unknown[];
  /** Conditions that are not evaluated: guards on them are unsure, and these say why. */
  readonly undecided: readonly Unknown[];
  /** Intents found beside the templates, by stage; not parsed further here. */
  readonly intents: readonly IntentFile[];
  /** Files of intents that an earlier synth left behind, where the reader was told to leave them out. */
  readonly stale?: readonly string[];
  /** Files of templates that were made from an intent and named without their assembly: what was declared is not known. */
  readonly lone?: readonly string[];
  /** An expression as that template evaluates it (`key` of TemplateFile), e.g. a reference that an intent keeps; a Sym where it cannot say. */
  evaluateIn?(template: string, expression: unknown): Value;
  /** Parameters and other names that `assume` may settle, sorted: for hints and for errors about unknown names. */
  readonly assumable: readonly string[];
}

export interface TemplateFile {
  /** Unique: the stack's name (artifact id), `STACK/NestedLogicalId` for nested ones, the file's base name for a template alone. */
  readonly key: string;
  /** Relative to what was read, with `/`. */
  readonly file: string;
  /** Path of the stage, empty for the app. */
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
}

export interface IntentFile {
  readonly stage: string;
  /** Directory of the stage relative to what was read; templates of members are relative to it. */
  readonly directory: string;
  readonly file: string;
  readonly intent: unknown;
  /** `zero-trust.network.json` beside it, where present. */
  readonly network?: unknown;
}

export interface Resource {
  /** `KEY.LogicalId` with the template's key. */
  readonly id: string;
  readonly logicalId: string;
  readonly type: string;
  readonly template: TemplateFile;
  /** Its `Condition`. */
  readonly guard: Guard;
  /** Name of that condition; of a nested stack's resource without one, nothing. */
  readonly condition?: string;
  /** At `/Resources/ID`. */
  readonly place: Place;
  /** Logical ids of its `DependsOn`, as they are written. What its properties refer to is not in here. */
  readonly dependsOn?: readonly string[];
  /**
   * The properties as they stand in the template, expressions and all; undefined where an expression stands for the whole. What is
   * not in here is not written; a number, a boolean or a text without `{{` is its own value; ask `value` for anything else.
   */
  readonly written?: Readonly<Record<string, unknown>>;
  /** The value at a path of property names; undefined where it is not written (or AWS::NoValue). */
  value(...path: string[]): Value | undefined;
  /** Alternatives of it: a Choice flattened, guards that include the resource's own; empty where absent under every condition. */
  alternatives(...path: string[]): readonly Alternative[];
  /** Items of a list, `Fn::If` inside lists flattened; a token where the list should stand is one item that is a Sym. */
  items(...path: string[]): readonly Alternative[];
  placeOf(...path: string[]): Place;
}

export interface Alternative {
  /** Includes the guard of the resource. */
  readonly guard: Guard;
  /** Never a Choice and never Absent at its top; deeper parts may be: use `alternativesIn`. */
  readonly value: Exclude<Value, { readonly alternatives: unknown }>;
  readonly place: Place;
}

export type { ValueMap };
