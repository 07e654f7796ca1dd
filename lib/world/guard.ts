/**
 * The conditions under which a part of a template exists, as an exact formula:
 *
 *   const both = ruleGuard.and(memberGuard);
 *   if (!both.isNever()) both.witness();     // Map { 'App.Stage' => 'prod' }
 *
 * A variable is a parameter or another symbol that a template compares with texts, by its qualified name; its values are
 * texts. A variable whose values are known (AllowedValues, a boolean) ranges over these alone, any other over all texts.
 *
 * Disjunctive normal form: a union of cubes, a cube fixes for some variables the texts they may or may not have. Templates
 * have few conditions; a formula of more than BUDGET cubes is given up for `Guard.UNSURE`, which may hold and is never
 * certain: whoever reads MAY takes it as true, whoever reads MUST as false (`isSure`).
 */

/** These texts, or with `except` all others. */
interface ValueSet {
  readonly except: boolean;
  readonly values: ReadonlySet<string>;
}

type Cube = ReadonlyMap<string, ValueSet>;

const BUDGET = 256;
const NO_DOMAINS: ReadonlyMap<string, ReadonlySet<string>> = new Map();

export class Guard {
  public static readonly ALWAYS = new Guard([new Map()], true);
  public static readonly NEVER = new Guard([], true);
  /** May hold, may not, and nobody can say when. */
  public static readonly UNSURE = new Guard([new Map()], false);

  /** The variable has one of these values; `domain` are all that it can have, where that is known. */
  public static oneOf(variable: string, values: Iterable<string>, domain?: Iterable<string>): Guard {
    const wanted = new Set(values);
    if (domain === undefined) return wanted.size === 0 ? Guard.NEVER : new Guard([new Map([[variable, { except: false, values: wanted }]])], true);
    const all = new Set(domain);
    const within = [...wanted].filter((v) => all.has(v));
    if (within.length === 0) return Guard.NEVER;
    return within.length === all.size ? Guard.ALWAYS : new Guard([new Map([[variable, { except: false, values: new Set(within) }]])], true, new Map([[variable, all]]));
  }

  private constructor(
    private readonly cubes: readonly Cube[],
    /** False: it holds at most where the cubes do, and whether it does there cannot be said. */
    public readonly isSure: boolean,
    private readonly domains: ReadonlyMap<string, ReadonlySet<string>> = NO_DOMAINS,
  ) {}

  /** Holds under no valuation: certain whatever `isSure` says. */
  public isNever(): boolean {
    return this.cubes.length === 0;
  }

  public isAlways(): boolean {
    if (!this.isSure || this.cubes.length === 0) return false;
    return this.cubes.some((c) => c.size === 0) || this.not().isNever();
  }

  public and(other: Guard): Guard {
    if (this === Guard.ALWAYS || other === Guard.NEVER) return other;
    if (other === Guard.ALWAYS || this === Guard.NEVER || this === other) return this;
    const domains = joined(this.domains, other.domains);
    const cubes: Cube[] = [];
    for (const a of this.cubes) {
      for (const b of other.cubes) {
        const both = meet(a, b, domains);
        if (both !== undefined) cubes.push(both);
      }
      if (cubes.length > BUDGET * 4) return Guard.UNSURE;
    }
    return Guard.of(cubes, this.isSure && other.isSure, domains);
  }

  public or(other: Guard): Guard {
    if (this === other || other === Guard.NEVER) return this;
    if (this === Guard.NEVER) return other;
    if (this === Guard.ALWAYS || other === Guard.ALWAYS) return Guard.ALWAYS;
    return Guard.of([...this.cubes, ...other.cubes], this.isSure && other.isSure, joined(this.domains, other.domains));
  }

  public not(): Guard {
    if (!this.isSure) return Guard.UNSURE;
    if (this === Guard.ALWAYS) return Guard.NEVER;
    let out: Guard = Guard.ALWAYS;
    for (const cube of this.cubes) {
      const sides: Cube[] = [];
      for (const [variable, set] of cube) {
        const rest = within({ except: !set.except, values: set.values }, this.domains.get(variable));
        if (!isEmpty(rest)) sides.push(new Map([[variable, rest]]));
      }
      out = out.and(Guard.of(sides, true, this.domains));
      if (!out.isSure) return Guard.UNSURE;
    }
    return out;
  }

  /** Certain: wherever this holds, the other does. */
  public implies(other: Guard): boolean {
    if (this.isNever() || other === Guard.ALWAYS || (this === other && this.isSure)) return true;
    return other.isSure && this.and(other.not()).isNever();
  }

  /** Wherever this may hold, the other may: for whoever reads MAY, where what is not sure counts as true. */
  public mayImply(other: Guard): boolean {
    return this.widest().implies(other.widest());
  }

  private widest(): Guard {
    return this.isSure ? this : Guard.of(this.cubes, true, this.domains);
  }

  /** A valuation under which it holds, sorted by variable; undefined where there is none. A variable that is free is left out. */
  public witness(): ReadonlyMap<string, string> | undefined {
    if (this.cubes.length === 0) return undefined;
    const [first] = this.cubes;
    return new Map([...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([variable, set]) => [variable, example(set, this.domains.get(variable))]));
  }

  /** Whether it holds under a valuation; a variable that is left out has a value that no formula names. */
  public holds(valuation: ReadonlyMap<string, string>): boolean {
    return this.cubes.some((cube) => [...cube].every(([variable, { except, values }]) => {
      const value = valuation.get(variable);
      return value === undefined ? except : values.has(value) !== except;
    }));
  }

  /** Names of the variables that it speaks of, sorted. */
  public variables(): string[] {
    return [...new Set(this.cubes.flatMap((c) => [...c.keys()]))].sort();
  }

  /** All texts that the variable can have, where this formula knows them. */
  public domainOf(variable: string): ReadonlySet<string> | undefined {
    return this.domains.get(variable);
  }

  /** The same text for the same cubes. */
  public toString(): string {
    if (!this.isSure) return 'unsure';
    const text = (cube: Cube): string => [...cube].map(([v, s]) => `${v}${s.except ? ' not in ' : ' in '}{${[...s.values].sort().join(', ')}}`).sort().join(' and ') || 'always';
    return this.cubes.length === 0 ? 'never' : this.cubes.map(text).sort().join(' or ');
  }

  private static of(cubes: readonly Cube[], isSure: boolean, domains: ReadonlyMap<string, ReadonlySet<string>>): Guard {
    const kept: Cube[] = [];
    for (const cube of cubes) {
      if (kept.some((k) => covers(k, cube))) continue;
      for (let i = kept.length - 1; i >= 0; i--) if (covers(cube, kept[i])) kept.splice(i, 1);
      kept.push(cube);
      if (kept.length > BUDGET) return Guard.UNSURE;
    }
    if (kept.length === 0) return Guard.NEVER;
    if (kept.length === 1 && kept[0].size === 0) return isSure ? Guard.ALWAYS : Guard.UNSURE;
    return new Guard(kept, isSure, domains);
  }
}

function joined(a: ReadonlyMap<string, ReadonlySet<string>>, b: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlySet<string>> {
  if (a === b || b.size === 0) return a;
  return a.size === 0 ? b : new Map([...a, ...b]);
}

function meet(a: Cube, b: Cube, domains: ReadonlyMap<string, ReadonlySet<string>>): Cube | undefined {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const out = new Map(a);
  for (const [variable, set] of b) {
    const mine = out.get(variable);
    const both = mine === undefined ? set : within(intersect(mine, set), domains.get(variable));
    if (isEmpty(both)) return undefined;
    out.set(variable, both);
  }
  return out;
}

function intersect(a: ValueSet, b: ValueSet): ValueSet {
  if (a.except && b.except) return { except: true, values: new Set([...a.values, ...b.values]) };
  if (a.except) return intersect(b, a);
  return { except: false, values: new Set([...a.values].filter((v) => b.values.has(v) !== b.except)) };
}

function within(set: ValueSet, domain: ReadonlySet<string> | undefined): ValueSet {
  if (domain === undefined || !set.except) return set;
  return { except: false, values: new Set([...domain].filter((v) => !set.values.has(v))) };
}

/** All texts but finitely many are never none. */
function isEmpty(set: ValueSet): boolean {
  return !set.except && set.values.size === 0;
}

/** Every valuation of `b` is one of `a`. */
function covers(a: Cube, b: Cube): boolean {
  for (const [variable, set] of a) {
    const other = b.get(variable);
    if (other === undefined) return false;
    if (other.except) {
      if (!set.except || [...set.values].some((v) => !other.values.has(v))) return false;
    } else if ([...other.values].some((v) => set.values.has(v) === set.except)) return false;
  }
  return true;
}

function example({ except, values }: ValueSet, domain: ReadonlySet<string> | undefined): string {
  if (!except) return [...values].sort()[0];
  const other = domain && [...domain].sort().find((v) => !values.has(v));
  if (other !== undefined) return other;
  let name = 'other';
  while (values.has(name)) name += '-';
  return name;
}
