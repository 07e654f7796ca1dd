/**
 * What an expression of a template is worth, as far as the templates say it:
 *
 *   evaluate({ 'Fn::Sub': '${Vpc.CidrBlock}' })   // '10.0.0.0/16', or a Sym, or a Choice under conditions
 *
 * A value is plain JSON wherever the templates decide it; a `Sym` stands for one unknown value, a `Text` for a text with unknown
 * parts, a `Choice` for alternatives under conditions. Nothing here throws and nothing is substituted: a default of a parameter
 * is a suggestion, not a value.
 */
import type { Unknown } from '../facts';
import type { Guard } from '../guard';

export type Value = string | number | boolean | null | Sym | Text | Choice | Absent | readonly Value[] | ValueMap;

export interface ValueMap {
  readonly [key: string]: Value;
}

/** `AWS::NoValue`. */
export class Absent {
  public static readonly VALUE = new Absent();
  /** Without a member every value would have this type. */
  public readonly isAbsent = true;
  private constructor() {}
}

export type SymKind =
  /** `Ref` or `GetAtt` of a resource of these templates: `resource` and `attribute` (`Ref` for the former). */
  | 'attribute'
  /** A parameter that nobody sets here. */
  | 'parameter'
  /** An export, an output, an SSM parameter, a secret, a dynamic reference, a mapping key: not in these templates. */
  | 'outside'
  /** An intrinsic or macro that is not evaluated, or one that is written wrongly. */
  | 'unevaluated';

/** One value that the templates do not hold. Equal keys are equal values; different keys say nothing. */
export class Sym {
  constructor(
    public readonly kind: SymKind,
    public readonly key: string,
    /** `type` of a parameter, or of the resource. */
    public readonly type: string,
    public readonly unknown: Unknown,
    /** `STACK.LogicalId`, of an attribute. */
    public readonly resource?: string,
    public readonly attribute?: string,
  ) {}
}

/** A text with at least one unknown part. */
export class Text {
  constructor(public readonly parts: readonly (string | Sym)[]) {}
}

/** INVARIANT: the guards exclude each other and together always hold; no alternative is a Choice itself. */
export class Choice {
  constructor(public readonly alternatives: readonly { readonly guard: Guard; readonly value: Value }[]) {}
}
