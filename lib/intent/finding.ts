/**
 * Mistakes are collected and reported once:
 *
 *   findings.add('UnknownSegment', '/flows/2/destination', 'flow `web-to-pai` ends at ...');
 *   findings.throwIfAny();
 *
 * A finding has a stable code (docs/errors.md), the place in the declaration, and one sentence that says what,
 * what was got, what was expected and how to fix it.
 */
export interface Finding {
  /** Stable name of the mistake. Never renamed: scripts and acknowledgements rely on it. */
  readonly code: string;
  /** An error stops synth; a warning is shown. */
  readonly level: 'error' | 'warning';
  /** JSON pointer into the declaration, e.g. `/flows/2/over`. */
  readonly pointer: string;
  /** Where a person finds it: `intent.yaml:12:5` or `app.ts:40`; empty where that is not known. */
  readonly where: string;
  readonly message: string;
}

export type Locate = (pointer: string) => string;

export class Findings {
  private readonly list: Finding[] = [];

  constructor(private readonly locate: Locate = () => '') {}

  public error(code: string, pointer: string, message: string): void {
    this.list.push({ code, level: 'error', pointer, where: this.locate(pointer), message });
  }

  public warning(code: string, pointer: string, message: string): void {
    this.list.push({ code, level: 'warning', pointer, where: this.locate(pointer), message });
  }

  public append(others: readonly Finding[]): void {
    this.list.push(...others);
  }

  /** Sorted by place (numbers in pointers by value), then code: the same declaration always gives the same report. */
  public all(): Finding[] {
    return sortFindings(this.list);
  }

  public errors(): Finding[] {
    return this.all().filter((f) => f.level === 'error');
  }

  public throwIfAny(): void {
    const errors = this.errors();
    if (errors.length > 0) throw new IntentError(errors);
  }
}

export function sortFindings(findings: readonly Finding[]): Finding[] {
  const order = new Intl.Collator('en', { numeric: true });
  return [...findings].sort(
    (a, b) => order.compare(a.pointer, b.pointer) || compareText(a.code, b.code) || compareText(a.message, b.message),
  );
}

/** Plain code-unit order: independent of the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function formatFinding(f: Finding): string {
  return `${f.code}: ${f.message}${f.where === '' ? '' : ` (${f.where})`}`;
}

/** All mistakes of one declaration. */
export class IntentError extends Error {
  constructor(public readonly findings: readonly Finding[]) {
    super(
      findings.length === 1
        ? formatFinding(findings[0])
        : `${findings.length} mistakes in the intent:\n${findings.map((f) => `  ${formatFinding(f)}`).join('\n')}`,
    );
    this.name = 'IntentError';
  }
}
