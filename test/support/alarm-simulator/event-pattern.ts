/**
 * EventBridge's event patterns, for tests. (Amazon EventBridge user guide, "Comparison operators for use in event patterns".)
 * Read: exact values, `prefix`, `anything-but`, `numeric`, `exists`, lists in the event, nested objects. Anything else throws.
 */
export function matchesEvent(pattern: unknown, event: unknown): boolean {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern)) throw new Error('a pattern is an object');
  const events = Array.isArray(event) ? event : [event];
  return events.some((one) => Object.entries(pattern).every(([name, wanted]) => {
    const got = (one as Record<string, unknown> | null)?.[name];
    return Array.isArray(wanted) ? wanted.some((w) => fits(w, got)) : got !== undefined && matchesEvent(wanted, got);
  }));
}

function fits(wanted: unknown, got: unknown): boolean {
  const values = Array.isArray(got) ? got : [got];
  if (wanted === null || typeof wanted !== 'object') return values.includes(wanted);
  const [[operator, operand]] = Object.entries(wanted);
  if (operator === 'exists') return (got !== undefined) === operand;
  return values.some((value) => {
    if (operator === 'prefix') return typeof value === 'string' && value.startsWith(operand as string);
    if (operator === 'anything-but') return value !== undefined && !(operand as unknown[]).includes(value);
    if (operator === 'numeric') return typeof value === 'number' && pairs(operand as unknown[]).every(([op, limit]) => number(op, value, limit));
    throw new Error(`unread operator \`${operator}\``);
  });
}

function pairs(list: readonly unknown[]): [string, number][] {
  return list.flatMap((op, i) => (i % 2 === 0 ? [[op as string, list[i + 1] as number] as [string, number]] : []));
}

function number(op: string, value: number, limit: number): boolean {
  return op === '=' ? value === limit : op === '<' ? value < limit : op === '<=' ? value <= limit : op === '>' ? value > limit : value >= limit;
}
