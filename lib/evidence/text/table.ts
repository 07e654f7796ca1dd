/**
 * Columns that line up and cells that wrap:
 *
 *   const t = layTable({ heads: ['WHO', 'ON'], rows: [['web', 'tcp/443']], width: 80, indent: 2 });
 *   t.head; t.rows[0];   // lines; the caller may put others between them
 *
 * A table that does not fit takes the columns that it needs from its widest column first. Not modelled: cells over two columns.
 */
import type { Paint } from './paint';
import { columns, clean, wrap } from './wrap';

export interface Cell {
  readonly text: string;
  readonly style?: keyof Paint;
}

export interface TableInput {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (Cell | string)[])[];
  readonly width: number;
  readonly indent: number;
  readonly paint: Paint;
  /** Columns of figures, by index. */
  readonly right?: readonly number[];
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** No cell had to wrap. */
  readonly fits: boolean;
}

const GAP = 2;
const NARROWEST = 10;

export function layTable({ heads, rows, width, indent, paint, right = [] }: TableInput): Table {
  const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === 'string' ? { text: clean(cell) } : { ...cell, text: clean(cell.text) })));
  const natural = heads.map((head, i) => Math.max(columns(head), ...cells.map((row) => columns(row[i].text))));
  const widths = fit(natural, width - indent - GAP * (heads.length - 1));
  const lay = (row: readonly Cell[]): string[] => {
    const wrapped = row.map((cell, i) => wrap(cell.text, widths[i]));
    return Array.from({ length: Math.max(...wrapped.map((w) => w.length)) }, (_, n) => {
      const parts = row.map((cell, i) => {
        const text = wrapped[i][n] ?? '';
        const space = ' '.repeat(Math.max(0, widths[i] - columns(text)));
        const shown = cell.style === undefined ? text : paint[cell.style](text);
        return right.includes(i) ? space + shown : shown + space;
      });
      return `${' '.repeat(indent)}${parts.join(' '.repeat(GAP))}`.trimEnd();
    });
  };
  return {
    head: lay(heads.map((text) => ({ text, style: 'quiet' as const }))),
    rows: cells.map(lay),
    fits: natural.every((n, i) => n === widths[i]),
  };
}

function fit(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((a, b) => a + b, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest] <= NARROWEST) break;
    widths[widest] -= 1;
  }
  return widths;
}
