/**
 * A matcher of EventBridge event patterns, for tests: `matches(pattern, event)`. As the EventBridge user guide, "Event patterns" and "Comparison operators", says
 * it (read 2026-11-22): prefix, suffix, anything-but (also of prefixes), numeric, exists, wildcard, equals-ignore-case, `$or`, and lists of objects, of which one
 * must fit as a whole. What is not here throws: a test that did not understand its pattern would prove nothing.
 */
type Json = Readonly<Record<string, unknown>>;

export function matches(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((m) => one(m, leaves(event)));
  if (!isRecord(pattern)) throw new Error(`not a pattern: ${JSON.stringify(pattern)}`);
  if (Array.isArray(event)) return event.some((e) => matches(pattern, e));
  return Object.entries(pattern).every(([key, value]) => {
    if (key === '$or') return (value as unknown[]).some((alternative) => matches(alternative, event));
    return matches(value, isRecord(event) ? event[key] : undefined);
  });
}

function one(matcher: unknown, values: readonly unknown[]): boolean {
  if (!isRecord(matcher)) return values.includes(matcher);
  const [[operator, operand], ...more] = Object.entries(matcher);
  if (more.length > 0) throw new Error(`two operators: ${JSON.stringify(matcher)}`);
  const texts = values.filter((v): v is string => typeof v === 'string');
  switch (operator) {
    case 'exists': return operand === (values.length > 0);
    case 'prefix': return texts.some((t) => t.startsWith(operand as string));
    case 'suffix': return texts.some((t) => t.endsWith(operand as string));
    case 'equals-ignore-case': return texts.some((t) => t.toLowerCase() === (operand as string).toLowerCase());
    case 'wildcard': return texts.some((t) => new RegExp(`^${(operand as string).split('*').map((p) => p.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^]*')}$`).test(t));
    case 'anything-but': {
      if (isRecord(operand)) return values.some((v) => !one(operand, [v]));
      const not: unknown[] = Array.isArray(operand) ? operand : [operand];
      return values.some((v) => !not.includes(v));
    }
    case 'numeric': return values.some((v) => typeof v === 'number' && comparisons(operand as unknown[]).every(([sign, bound]) => holds(v, sign, bound)));
    default: throw new Error(`unknown operator \`${operator}\``);
  }
}

function* pairs(list: readonly unknown[]): Generator<readonly [string, number]> {
  for (let i = 0; i < list.length; i += 2) yield [list[i] as string, list[i + 1] as number];
}

const comparisons = (list: readonly unknown[]): (readonly [string, number])[] => [...pairs(list)];

function holds(value: number, sign: string, bound: number): boolean {
  switch (sign) {
    case '>=': return value >= bound;
    case '>': return value > bound;
    case '<=': return value <= bound;
    case '<': return value < bound;
    case '=': return value === bound;
    default: throw new Error(`unknown comparison \`${sign}\``);
  }
}

/** What stands at a leaf: a value, or each of a list. */
function leaves(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]).flatMap(leaves) : [value];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
