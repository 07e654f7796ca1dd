/**
 * Makes it possible to write: `PatternSet.actions(granted).isSubsetOf(PatternSet.action('s3:Get*'))` and
 * `PatternSet.resource('*').difference(owned).witness()`, which is a resource that the policy should not reach.
 *
 * Exact languages of IAM patterns, decided by automata. Resource patterns tell upper from lower case; action patterns
 * do not, and are kept in lower case. The universe of resources is every string, of actions every
 * `service:name` with both parts non-empty. Does not model: which actions exist, policy variables, conditions, and
 * what `glob.ts` says about `*` inside an ARN segment.
 *
 * Building a set is cheap; `isEmpty`, `witness`, `isSubsetOf` and `equals` search, and throw `AlgebraBudgetError` after
 * `budget` states. INVARIANT: a caller turns that into `unknown`, never into `proved`.
 */
import { AlgebraError } from './errors';
import { asciiLowerCase, codePoints, globOfParts, parseGlob, PatternPart } from './glob';
import { DEFAULT_STATE_BUDGET, shortestMatch } from './pattern-automaton';
import { both, either, EVERYTHING, Expression, expressionText, holds, negation, NOTHING } from './pattern-expression';

export type PatternKind = 'resource' | 'action';

/** Something, the first colon, something: no AWS request has an action of another form. */
const ACTION_UNIVERSE = both([glob('?*:?*'), negation(glob(':*'))]);

export class PatternSet<K extends PatternKind = PatternKind> {
  public static none<K extends PatternKind>(kind: K): PatternSet<K> {
    return new PatternSet(kind, NOTHING);
  }

  public static all<K extends PatternKind>(kind: K): PatternSet<K> {
    return new PatternSet(kind, EVERYTHING);
  }

  public static resource(pattern: string): PatternSet<'resource'> {
    return new PatternSet('resource', glob(pattern));
  }

  /** The union of the patterns, as in `Resource: [...]`. */
  public static resources(patterns: Iterable<string>): PatternSet<'resource'> {
    return new PatternSet('resource', either([...patterns].map(glob)));
  }

  public static action(pattern: string): PatternSet<'action'> {
    return new PatternSet('action', glob(asciiLowerCase(pattern)));
  }

  /** The union of the patterns, as in `Action: [...]`. */
  public static actions(patterns: Iterable<string>): PatternSet<'action'> {
    return new PatternSet('action', either([...patterns].map((pattern) => glob(asciiLowerCase(pattern)))));
  }

  /** One pattern whose literal pieces are themselves even where they hold `*` or `?`: `${*}`, names from tokens. */
  public static ofParts<K extends PatternKind>(kind: K, parts: readonly PatternPart[]): PatternSet<K> {
    const fold = (part: PatternPart): PatternPart => (typeof part === 'string' ? part : { literal: asciiLowerCase(part.literal) });
    return new PatternSet(kind, { kind: 'glob', glob: globOfParts(kind === 'action' ? parts.map(fold) : parts) });
  }

  public static unionOf<K extends PatternKind>(kind: K, sets: Iterable<PatternSet<K>>): PatternSet<K> {
    return new PatternSet(kind, either([...sets].map((set) => sameKind(kind, set).expression)));
  }

  private constructor(
    public readonly kind: K,
    private readonly expression: Expression,
  ) {}

  public union(other: PatternSet<K>): PatternSet<K> {
    return new PatternSet(this.kind, either([this.expression, sameKind(this.kind, other).expression]));
  }

  public intersection(other: PatternSet<K>): PatternSet<K> {
    return new PatternSet(this.kind, both([this.expression, sameKind(this.kind, other).expression]));
  }

  public difference(other: PatternSet<K>): PatternSet<K> {
    return new PatternSet(this.kind, both([this.expression, negation(sameKind(this.kind, other).expression)]));
  }

  /** Relative to the universe of the kind: exactly what `NotAction` and `NotResource` cover. */
  public complement(): PatternSet<K> {
    return new PatternSet(this.kind, negation(this.expression));
  }

  /** @throws AlgebraBudgetError: the answer is unknown */
  public isSubsetOf(other: PatternSet<K>, budget = DEFAULT_STATE_BUDGET): boolean {
    return this.difference(other).isEmpty(budget);
  }

  /** @throws AlgebraBudgetError: the answer is unknown */
  public equals(other: PatternSet<K>, budget = DEFAULT_STATE_BUDGET): boolean {
    return this.isSubsetOf(other, budget) && other.isSubsetOf(this, budget);
  }

  /** @throws AlgebraBudgetError: the answer is unknown */
  public isEmpty(budget = DEFAULT_STATE_BUDGET): boolean {
    return this.witness(budget) === undefined;
  }

  /**
   * A shortest member. Characters that no pattern names are written as a letter that stands in none. Compare with
   * `undefined`: the shortest resource may be the empty string.
   *
   * @throws AlgebraBudgetError: the answer is unknown
   */
  public witness(budget = DEFAULT_STATE_BUDGET): string | undefined {
    return shortestMatch(this.kind === 'action' ? both([ACTION_UNIVERSE, this.expression]) : this.expression, budget);
  }

  /** Matches pattern by pattern, without the automaton. */
  public contains(member: string): boolean {
    if (this.kind === 'resource') return holds(this.expression, codePoints(member));
    const action = codePoints(asciiLowerCase(member));
    return holds(ACTION_UNIVERSE, action) && holds(this.expression, action);
  }

  /** Sorted; actions in lower case. Equal sets that were built differently may print differently. */
  public toString(): string {
    return expressionText(this.expression);
  }

  public toJSON(): string {
    return this.toString();
  }
}

function glob(pattern: string): Expression {
  return { kind: 'glob', glob: parseGlob(pattern) };
}

/** The types say it already; this is for callers whose kind was a variable. */
function sameKind<K extends PatternKind>(kind: K, set: PatternSet<K>): PatternSet<K> {
  if (set.kind === kind) return set;
  throw new AlgebraError({
    code: 'PatternKindsMixed',
    what: 'action and resource patterns are mixed',
    got: set.toString(),
    expected: `${kind} patterns`,
    fix: 'compare actions with actions and resources with resources',
  });
}
