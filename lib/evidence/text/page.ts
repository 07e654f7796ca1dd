/**
 * A text for people, filled from top to bottom:
 *
 *   const page = new Page(100, PLAIN);
 *   page.heading('Flows');
 *   page.prose('reads documents', { indent: 6 });
 *   page.text();
 */
import type { Paint } from './paint';
import { layTable, type Table, type TableInput } from './table';
import { clean, columns, paragraph, wrap } from './wrap';

export interface ProseOptions {
  readonly indent?: number;
  /** Further indent of the lines after the first. */
  readonly hang?: number;
  readonly style?: keyof Paint;
}

export class Page {
  private readonly lines: string[] = [];

  constructor(public readonly width: number, private readonly paint: Paint) {}

  public title(text: string): void {
    this.space();
    const lines = wrap(text, this.width);
    this.lines.push(...lines.map(this.paint.title), '='.repeat(Math.max(...lines.map(columns))));
  }

  /** A section. What follows on the line is in the same sentence. */
  public heading(text: string, rest = ''): void {
    this.space();
    const [first, ...others] = paragraph(`${text}${rest}`, this.width, 0, 2);
    const name = clean(text);
    this.lines.push(first.startsWith(name) ? this.paint.title(name) + first.slice(name.length) : first, ...others);
  }

  public prose(text: string, { indent = 2, hang = 0, style }: ProseOptions = {}): void {
    for (const line of paragraph(text, this.width, indent, hang)) {
      const start = line.length - line.trimStart().length;
      this.lines.push(style === undefined ? line : line.slice(0, start) + this.paint[style](line.slice(start)));
    }
  }

  public lay(input: Omit<TableInput, 'width' | 'paint'>): Table {
    return layTable({ ...input, width: this.width, paint: this.paint });
  }

  /** Rows of a table; `between` may say more below each. */
  public rows(table: Table, between: (row: number) => void = () => undefined): void {
    this.lines.push(...table.head);
    table.rows.forEach((lines, i) => {
      this.lines.push(...lines);
      between(i);
    });
  }

  /** Lines that are laid already. */
  public add(lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  public space(): void {
    if (this.lines.length > 0 && this.lines[this.lines.length - 1] !== '') this.lines.push('');
  }

  public text(): string {
    return `${this.lines.join('\n').trimEnd()}\n`;
  }
}
