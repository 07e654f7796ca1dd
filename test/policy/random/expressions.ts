/**
 * Random expressions of Cedar as texts, of a wanted type most of the time: every operator, every function, and mistakes that only evaluation finds.
 */
import type { Random } from '../../fuzz/random';
import { extensionText, FIELDS, KINDS, longOf, NAMES, quote, textOf, TYPES, uid, uidText, type Kind } from './values';

const SET_OF: Readonly<Record<string, Kind>> = { sets: 'string', setl: 'long', sete: 'entity', seti: 'ip' };
const COMPARE = ['<', '<=', '>', '>='] as const;

export class Expressions {
  constructor(private readonly random: Random) {}

  public of(kind: Kind, depth: number): string {
    const { random } = this;
    // A mistake that Cedar meets when it gets there.
    const wanted = random.chance(0.015) ? random.pick(KINDS) : kind;
    if (wanted === 'bool') return depth <= 0 || random.chance(0.08) ? this.smallTruth() : this.truth(depth);
    if (depth > 0 && random.chance(0.08)) return `(if ${this.of('bool', depth - 1)} then ${this.of(wanted, depth - 1)} else ${this.of(wanted, depth - 1)})`;
    if (random.chance(0.35)) return this.field(wanted, depth);
    if (random.chance(0.04)) return `${this.entity(depth)}.getTag(${random.chance(0.8) ? '"t"' : this.of('string', depth - 1)})`;
    return this.made(wanted, depth);
  }

  /** A literal, a call or a sum. */
  private made(kind: Kind, depth: number): string {
    const { random } = this;
    switch (kind) {
      case 'long':
        if (depth <= 0 || random.chance(0.5)) return this.long();
        if (random.chance(0.15)) return `(-${this.of('long', depth - 1)})`;
        if (random.chance(0.25)) return `${this.of('duration', depth - 1)}.${random.pick(['toMilliseconds', 'toSeconds', 'toMinutes', 'toHours', 'toDays'])}()`;
        return `(${this.of('long', depth - 1)} ${random.pick(['+', '-', '*'])} ${this.of('long', depth - 1)})`;
      case 'string': return quote(textOf(random));
      case 'entity': return this.entity(depth);
      case 'record': return random.chance(0.4) ? 'context' : `{${random.chance(0.8) ? `n: ${this.of('long', depth - 1)}, ` : ''}"s": ${this.of('string', depth - 1)}, "__proto__": ${this.of('long', depth - 1)}}`;
      case 'decimal':
      case 'ip': return this.parsed(kind, depth);
      case 'datetime':
        if (depth > 0 && random.chance(0.3)) return random.chance(0.5) ? `${this.of('datetime', depth - 1)}.offset(${this.of('duration', depth - 1)})` : `${this.of('datetime', depth - 1)}.toDate()`;
        return this.parsed(kind, depth);
      case 'duration':
        if (depth > 0 && random.chance(0.3)) return random.chance(0.5) ? `${this.of('datetime', depth - 1)}.durationSince(${this.of('datetime', depth - 1)})` : `${this.of('datetime', depth - 1)}.toTime()`;
        return this.parsed(kind, depth);
      case 'bool': return this.smallTruth();
      default: return `[${Array.from({ length: random.below(4) }, () => this.of(SET_OF[kind], depth - 1)).join(', ')}]`;
    }
  }

  private parsed(kind: 'decimal' | 'ip' | 'datetime' | 'duration', depth: number): string {
    return `${kind}(${this.random.chance(0.05) ? this.of('string', depth - 1) : quote(extensionText(this.random, kind, 0.06))})`;
  }

  private long(): string {
    const long = longOf(this.random);
    return long < 0n ? `(${long})` : `${long}`;
  }

  public entity(depth: number): string {
    const { random } = this;
    if (depth > 0 && random.chance(0.1)) return this.field('entity', depth);
    return random.chance(0.75) ? random.pick(['principal', 'principal', 'resource', 'action']) : uidText(uid(random));
  }

  private base(depth: number): string {
    const { random } = this;
    if (random.chance(0.45)) return 'context';
    if (depth > 0 && random.chance(0.12)) return this.of(random.chance(0.5) ? 'entity' : 'record', depth - 1);
    return random.pick(['principal', 'principal', 'resource']);
  }

  private field(kind: Kind, depth: number): string {
    return this.access(this.base(depth), this.random.pick(NAMES[kind]));
  }

  private access(base: string, name: string): string {
    return /^[a-z]+$/i.test(name) && name !== 'in' && this.random.chance(0.8) ? `${base}.${name}` : `${base}[${quote(name)}]`;
  }

  private smallTruth(): string {
    return this.random.pick(['true', 'true', 'context.b', '(context has b)', 'false', '(principal has n)', 'resource.b']);
  }

  private truth(depth: number): string {
    const { random } = this;
    const less = depth - 1;
    const some = (kind: Kind): string => this.of(kind, less);
    const choices: (() => string)[] = [
      () => `(${some('bool')} && ${some('bool')})`,
      () => `(${some('bool')} || ${some('bool')})`,
      () => `(${some('bool')} || ${some('bool')} || ${some('bool')} && ${some('bool')})`,
      () => `!(${some('bool')})`,
      () => `(if ${some('bool')} then ${some('bool')} else ${some('bool')})`,
      () => this.guarded(less),
      () => this.guarded(less),
      () => {
        const kind = random.pick(KINDS);
        return `(${some(kind)} ${random.pick(['==', '==', '!='])} ${some(random.chance(0.9) ? kind : random.pick(KINDS))})`;
      },
      () => {
        const kind = random.pick(['long', 'long', 'long', 'datetime', 'duration'] as const);
        return `(${some(kind)} ${random.pick(COMPARE)} ${some(random.chance(0.97) ? kind : random.pick(KINDS))})`;
      },
      () => `(${this.entity(less)} in ${random.chance(0.6) ? this.entity(less) : random.chance(0.5) ? `[${this.entity(less)}, ${this.entity(less)}]` : some('sete')})`,
      () => `(${this.entity(less)} is ${random.pick(TYPES)})`,
      () => `(${this.entity(less)} is ${random.pick(TYPES)} in ${random.chance(0.7) ? this.entity(less) : some('sete')})`,
      () => `(${this.base(less)} has ${random.chance(0.5) ? quote(random.pick(Object.keys(FIELDS))) : random.pick(['n', 's', 'r.n', 'r.r.s', 'e.n', 'r', 'zz', 'e.r.b'])})`,
      () => `(${some('string')} like ${random.pick(['"*"', '"a*"', '"*b"', '"a*b"', '"a\\*b"', '""', '"*a*a*"', '"é"', '"*x"', '"**"', '"a"'])})`,
      () => {
        const set = random.pick(['sets', 'setl', 'sete', 'seti'] as const);
        return `${some(set)}.contains(${some(random.chance(0.95) ? SET_OF[set] : random.pick(KINDS))})`;
      },
      () => {
        const set = random.pick(['sets', 'setl', 'sete', 'seti'] as const);
        return `${some(set)}.${random.pick(['containsAll', 'containsAny'])}(${some(random.chance(0.97) ? set : random.pick(KINDS))})`;
      },
      () => `${some(random.pick(['sets', 'setl', 'sete', 'seti'] as const))}.isEmpty()`,
      () => `${this.entity(less)}.hasTag(${random.chance(0.8) ? random.pick(['"t"', '"u"', '"__proto__"']) : some('string')})`,
      () => `${some('ip')}.${random.pick(['isIpv4', 'isIpv6', 'isLoopback', 'isMulticast'])}()`,
      () => `${some('ip')}.isInRange(${some('ip')})`,
      () => `${some('decimal')}.${random.pick(['lessThan', 'lessThanOrEqual', 'greaterThan', 'greaterThanOrEqual'])}(${some('decimal')})`,
    ];
    return random.pick(choices)();
  }

  /** As people write it: asked for before it is read. */
  private guarded(depth: number): string {
    const { random } = this;
    const base = random.pick(['principal', 'resource', 'context']);
    const kind = random.pick(KINDS);
    const name = random.pick(NAMES[kind]);
    const value = this.access(base, name);
    return `(${base} has ${quote(name)} && ${kind === 'bool' ? value : `${value} ${random.chance(0.5) ? '==' : '!='} ${this.of(kind, depth)}`})`;
  }
}
