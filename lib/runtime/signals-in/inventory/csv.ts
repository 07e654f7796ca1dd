/**
 * CSV as RFC 4180 has it: ``readCsv(text)`` -> rows, each with the line that it begins on, or what is wrong and where.
 *
 * Fields in quotes may hold commas, quotes (doubled) and line ends; lines end with LF or CRLF; a mark of byte order is passed over. Nothing is guessed: no other separators.
 */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvProblem {
  readonly line: number;
  readonly message: string;
}

export function readCsv(text: string): { readonly rows: readonly CsvRow[]; readonly problems: readonly CsvProblem[] } {
  const [rows, problems]: [CsvRow[], CsvProblem[]] = [[], []];
  let [at, line] = [text.startsWith('\uFEFF') ? 1 : 0, 1];
  while (at < text.length) {
    const start = line;
    const fields: string[] = [];
    for (let isLast = false; !isLast;) {
      let field = '';
      if (text[at] === '"') {
        const end = closing(text, at);
        if (end < 0) {
          problems.push({ line: start, message: 'a quote is opened and never closed' });
          return { rows, problems };
        }
        field = text.slice(at + 1, end).replace(/""/g, '"');
        line += text.slice(at, end).split('\n').length - 1;
        at = end + 1;
        if (at < text.length && !/^(?:,|\r?\n)/.test(text.slice(at, at + 2))) {
          problems.push({ line, message: 'after a closing quote stands something else than a comma or the end of the line' });
          at = endOfLine(text, at);
        }
      } else {
        const [plain] = /^[^,\n]*/.exec(text.slice(at, at + 100_000)) as RegExpExecArray;
        field = plain.replace(/\r$/, '');
        if (field.includes('"')) problems.push({ line, message: 'a quote inside a field that does not begin with one' });
        at += plain.endsWith('\r') ? plain.length - 1 : plain.length;
      }
      fields.push(field);
      isLast = text[at] !== ',';
      at += isLast ? (text[at] === '\r' ? 2 : 1) : 1;
    }
    line += 1;
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: start, fields });
  }
  return { rows, problems };
}

function closing(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return -1;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
