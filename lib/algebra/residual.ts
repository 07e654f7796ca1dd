/**
 * Makes it possible to write: "what is left to match after reading this character", the states of the automaton that
 * decides `PatternSet`.
 *
 * A residual is a boolean combination of what remains of each pattern (a Brzozowski derivative), with negations only
 * on patterns. Residuals that are written the same are one object, and combinations are simplified as they are made: a
 * pattern that can no longer match, or that matches whatever follows, drops out. That, not the product of all patterns,
 * is why the automaton stays small. Does not model: equality of languages; two residuals may be equal and distinct,
 * which costs states but never changes an answer.
 */
import { ANY, ONE, Token } from './glob';

/** Any character that no literal names at this point. */
export const OTHER = -3;
const END = -4;

/** The end of a pattern from one token on; equal ends are one object, whatever patterns they end. */
interface Suffix {
  readonly id: number;
  readonly token: Token | typeof END;
  readonly next?: Suffix;
  readonly length: number;
  /** The residual that is at this end only. */
  alone?: Residual;
}

export interface Residual {
  readonly id: number;
  readonly kind: 'everything' | 'nothing' | 'pattern' | 'not' | 'and' | 'or';
  /** Whether the text may end here. */
  readonly nullable: boolean;
  /** The characters that matter next; every other one acts like `OTHER`. */
  readonly letters: ReadonlySet<number>;
  /** Of a pattern: the ends it may be at, longest first. */
  readonly suffixes: readonly Suffix[];
  /** Of `not`, the pattern; of `and` and `or`, at least two, by id. */
  readonly operands: readonly Residual[];
  /** Derivatives computed so far, of all but single literals, which are computed as fast as looked up. */
  readonly next?: Map<number, Residual>;
}

type Shape = Pick<Residual, 'kind' | 'nullable'> & Partial<Pick<Residual, 'suffixes' | 'operands'>>;

export class Residuals {
  public readonly nothing: Residual;
  public readonly everything: Residual;
  private readonly known = new Map<string, Residual>();
  private readonly suffixes = new Map<string, Suffix>();
  private readonly singleLetters = new Map<Token, ReadonlySet<number>>();
  private ids = 0;
  private readonly end: Suffix = { id: 0, token: END, length: 0 };

  constructor() {
    this.nothing = this.intern('nothing', { kind: 'nothing', nullable: false });
    this.everything = this.intern('everything', { kind: 'everything', nullable: true });
  }

  public pattern(tokens: readonly Token[]): Residual {
    return this.ofSuffixes([tokens.reduceRight((next, token) => this.suffix(token, next), this.end)]);
  }

  /** INVARIANT: the operand of a `not` is a pattern, so the negations of a state stand side by side in its `and`. */
  public not(operand: Residual): Residual {
    switch (operand.kind) {
      case 'nothing':
        return this.everything;
      case 'everything':
        return this.nothing;
      case 'not':
        return operand.operands[0];
      case 'and':
      case 'or':
        return this.combination(operand.kind === 'and' ? 'or' : 'and', operand.operands.map((part) => this.not(part)));
      case 'pattern':
        return this.intern(`!${operand.id}`, { kind: 'not', nullable: !operand.nullable, operands: [operand] });
    }
  }

  public and(operands: readonly Residual[]): Residual {
    return this.combination('and', operands);
  }

  public or(operands: readonly Residual[]): Residual {
    return this.combination('or', operands);
  }

  /** What is left after this character. */
  public after(state: Residual, character: number): Residual {
    const letter = state.letters.has(character) ? character : OTHER;
    const known = state.next?.get(letter);
    if (known) return known;
    const next = this.derivative(state, letter);
    state.next?.set(letter, next);
    return next;
  }

  private derivative(state: Residual, letter: number): Residual {
    switch (state.kind) {
      case 'everything':
      case 'nothing':
        return state;
      case 'not':
        return this.not(this.after(state.operands[0], letter));
      case 'and':
      case 'or':
        return this.combination(state.kind, state.operands.map((operand) => this.after(operand, letter)));
      case 'pattern':
        return this.ofSuffixes(
          state.suffixes.flatMap((suffix) => {
            if (suffix.token === ANY) return [suffix];
            return suffix.token === ONE || suffix.token === letter ? [suffix.next!] : [];
          }),
        );
    }
  }

  /** INVARIANT: all suffixes end one pattern, so their lengths tell them apart. */
  private ofSuffixes(suffixes: readonly Suffix[]): Residual {
    if (suffixes.length === 0) return this.nothing;
    if (suffixes.length === 1 && suffixes[0].token !== ANY) return (suffixes[0].alone ??= this.atEnd(suffixes[0]));
    const byLength = new Map<number, Suffix>();
    let latestStar = Infinity;
    for (let suffix of suffixes) {
      byLength.set(suffix.length, suffix);
      while (suffix.token === ANY) {
        latestStar = Math.min(latestStar, suffix.length);
        suffix = suffix.next!; // a `*` may be empty: what follows it is current as well
        byLength.set(suffix.length, suffix);
      }
    }
    // Once past a `*`, earlier positions add nothing: whatever they still accept, the `*` accepts too.
    const current = [...byLength.values()].filter((suffix) => suffix.length <= latestStar).sort((a, b) => b.length - a.length);
    if (current[0].token === ANY && current[0].next === this.end) return this.everything;
    const nullable = current[current.length - 1] === this.end;
    return this.intern(`?${current.map((suffix) => suffix.id).join()}`, { kind: 'pattern', nullable, suffixes: current });
  }

  /** Thousands of ARNs are read literal by literal: no sets and no keys of their own. */
  private atEnd(suffix: Suffix): Residual {
    const letters = this.singleLetters.get(suffix.token) ?? new Set(suffix.token >= 0 ? [suffix.token] : []);
    this.singleLetters.set(suffix.token, letters);
    return { id: this.ids++, kind: 'pattern', nullable: suffix === this.end, letters, suffixes: [suffix], operands: [] };
  }

  /** `and` and `or` are one function seen from two sides: neutral and absorbing element change places. */
  private combination(kind: 'and' | 'or', raw: readonly Residual[]): Residual {
    const dual = kind === 'and' ? 'or' : 'and';
    const [neutral, absorbing] = kind === 'and' ? [this.everything, this.nothing] : [this.nothing, this.everything];
    const operands = new Set<Residual>();
    for (const operand of raw) {
      if (operand === absorbing) return absorbing;
      if (operand.kind === kind) operand.operands.forEach((part) => operands.add(part));
      else if (operand !== neutral) operands.add(operand);
    }
    const isOpposite = (part: Residual): boolean => (part.kind === 'not' ? operands.has(part.operands[0]) : negated.has(part));
    const negated = new Set<Residual>();
    for (const operand of operands) if (operand.kind === 'not') negated.add(operand.operands[0]);
    for (const pattern of negated) if (operands.has(pattern)) return absorbing;
    for (const operand of operands) {
      if (operand.kind !== dual) continue;
      if (operand.operands.some((part) => operands.has(part))) {
        operands.delete(operand); // x and (x or y) is x
      } else if (operand.operands.some(isOpposite)) {
        operands.delete(operand); // x and (not x or y) is x and y
        return this.combination(kind, [...operands, this.combination(dual, operand.operands.filter((part) => !isOpposite(part)))]);
      }
    }
    const list = [...operands].sort((a, b) => a.id - b.id);
    if (list.length <= 1) return list[0] ?? neutral;
    const nullable = kind === 'and' ? list.every((operand) => operand.nullable) : list.some((operand) => operand.nullable);
    return this.intern(`${kind}${list.map((operand) => operand.id).join()}`, { kind, nullable, operands: list });
  }

  private suffix(token: Token, next: Suffix): Suffix {
    const key = `${token},${next.id}`;
    const known = this.suffixes.get(key);
    if (known) return known;
    const suffix: Suffix = { id: this.suffixes.size + 1, token, next, length: next.length + 1 };
    this.suffixes.set(key, suffix);
    return suffix;
  }

  private intern(key: string, { kind, nullable, suffixes = [], operands = [] }: Shape): Residual {
    const known = this.known.get(key);
    if (known) return known;
    const letters = new Set<number>();
    for (const { token } of suffixes) if (token >= 0) letters.add(token);
    for (const operand of operands) operand.letters.forEach((letter) => letters.add(letter));
    const residual = { id: this.ids++, kind, nullable, letters, suffixes, operands, next: new Map<number, Residual>() };
    this.known.set(key, residual);
    return residual;
  }
}

/** Past a `*`, a pattern never dies: such alternatives are worth following one by one. */
export function isPastStar(state: Residual): boolean {
  return state.kind === 'pattern' && state.suffixes[0].token === ANY;
}

/** Sufficient, not necessary: all that is left of `a` is left of `b`, or lies behind a `*` that `b` is past. */
export function isPatternWithin(a: Residual, b: Residual): boolean {
  return a === b || (a.kind === 'pattern' && b.kind === 'pattern' && a.suffixes.every((suffix) => b.suffixes.some((other) => isSuffixWithin(suffix, other))));
}

function isSuffixWithin(suffix: Suffix, other: Suffix): boolean {
  if (suffix === other) return true;
  if (other.token !== ANY) return false;
  let rest: Suffix | undefined = suffix;
  while (rest && rest.length > other.length) rest = rest.next;
  return rest === other;
}
