/**
 * Mistakes are collected and reported once:
 *
 *   findings.error('UnknownSegment', '/flows/2/destination', 'destination of flow `web-to-pai` is the unknown segment ...');
 *   findings.throwIfAny();
 *
 * A finding has a stable code (docs/errors.md), the place in the declaration, and one sentence that says what,
 * what was got, what was expected and how to fix it.
 */
import { cleanText } from './clean';

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
    this.add('error', code, pointer, message);
  }

  public warning(code: string, pointer: string, message: string): void {
    this.add('warning', code, pointer, message);
  }

  public append(others: readonly Finding[]): void {
    this.list.push(...others);
  }

  /** A second place in a message, e.g. of the twin of a duplicate: ` (app.ts:12)`, or nothing where it is not known. */
  public at(pointer: string): string {
    const where = this.locate(pointer);
    return where === '' ? '' : ` (${where})`;
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

  private add(level: Finding['level'], code: string, pointer: string, message: string): void {
    this.list.push({ code, level, pointer, where: this.locate(pointer), message: cleanText(message) });
  }
}

export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => comparePointers(a.pointer, b.pointer) || compareText(a.code, b.code) || compareText(a.message, b.message) || compareText(a.where, b.where),
  );
}

/** Part by part, list entries by number: `/flows/2` stands before `/flows/10`. Independent of the machine's locale. */
function comparePointers(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]];
    const numbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    const order = (numbers ? Number(x) - Number(y) : 0) || compareText(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
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
