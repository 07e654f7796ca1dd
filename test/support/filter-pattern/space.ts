/** Patterns of lines whose fields are parted by spaces: `[..., request=*.html*, status_code=404 || status_code=410, bytes]`. */
import { PatternError, Reader } from './read';
import { compare, readOperator, readWanted } from './value';

interface Field {
  readonly name: string;
  readonly isEllipsis: boolean;
  readonly fits: (value: string) => boolean;
}

/** Names and values of the fields, or undefined where the line does not match. */
export function readSpacePattern(pattern: string): (message: string) => Readonly<Record<string, string>> | undefined {
  const r = new Reader(pattern);
  r.expect('[');
  const fields: Field[] = [];
  do fields.push(readField(r)); while (r.take(','));
  r.expect(']');
  if (!r.isDone) throw new PatternError(`more follows the end of \`${pattern}\``);
  return (message) => {
    const values = split(message);
    const found = assign(fields, values);
    return found === undefined ? undefined : Object.fromEntries(found);
  };
}

function readField(r: Reader): Field {
  if (r.take('...')) return { name: '', isEllipsis: true, fits: () => true };
  const any: ((value: string) => boolean)[][] = [[]];
  let name: string | undefined;
  do {
    do {
      const said = r.need(/[A-Za-z_][A-Za-z0-9_]*/, 'the name of a field');
      name ??= said;
      if (said.toLowerCase() !== name.toLowerCase()) throw new PatternError(`\`${said}\` stands in the place of \`${name}\``);
      const operator = readOperator(r);
      if (operator === undefined) continue;
      const wanted = readWanted(r, /[^\s,&|\]]+/);
      any[any.length - 1].push((value) => compare(value, operator, wanted));
    } while (r.take('&&'));
  } while (r.take('||') && any.push([]) > 0);
  return { name, isEllipsis: false, fits: (value) => any.some((all) => all.every((fits) => fits(value))) };
}

/** What stands in brackets or quotes is one field. */
function split(message: string): string[] {
  return [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(([, bracket, quoted, bare]) => bracket ?? quoted ?? bare);
}

/** An ellipsis takes as many as are needed; a last field without a condition takes the rest of the line (`[w1=ERROR, w2]`). */
function assign(fields: readonly Field[], values: readonly string[]): [string, string][] | undefined {
  const ellipsis = fields.findIndex((f) => f.isEllipsis);
  if (ellipsis < 0) {
    if (values.length < fields.length) return undefined;
    const [head, rest] = [values.slice(0, fields.length - 1), values.slice(fields.length - 1).join(' ')];
    const isExact = values.length === fields.length;
    if (!isExact && !isIndicator(fields[fields.length - 1])) return undefined;
    return fit(fields, [...head, rest]);
  }
  const [before, after] = [fields.slice(0, ellipsis), fields.slice(ellipsis + 1)];
  if (after.some((f) => f.isEllipsis)) throw new PatternError('one ellipsis is enough');
  if (values.length < before.length + after.length) return undefined;
  const [left, right] = [fit(before, values.slice(0, before.length)), fit(after, values.slice(values.length - after.length))];
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function isIndicator(field: Field): boolean {
  return /^w\d+$/i.test(field.name);
}

function fit(fields: readonly Field[], values: readonly string[]): [string, string][] | undefined {
  return fields.every((f, i) => f.fits(values[i])) ? fields.map((f, i) => [f.name, values[i]]) : undefined;
}
