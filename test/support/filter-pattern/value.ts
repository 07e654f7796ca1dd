/**
 * What a condition compares with: `"UpdateTrail"`, `123.123.*`, `%val.{2}%`, `1e+3`, `*`.
 * (Amazon CloudWatch Logs user guide, "Supported regular expressions (regex) syntax"; "Filter pattern syntax".)
 *
 * An asterisk stands for any text at the beginning and at the end of a value, and nowhere else: "`*Event` will match PutEvent and GetEvent. `Event*` will match EventId and
 * EventName. `Ev*ent` will only match the actual string Ev*ent." ("Filter and Pattern Syntax", awsdocs/amazon-cloudwatch-logs-user-guide@1487b94, 2023 or older.)
 */
import { PatternError, type Reader } from './read';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';

export interface Wanted {
  readonly text: string;
  readonly regex?: RegExp;
  /** Where it is a number, written without quotes. */
  readonly number?: number;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** Letters, digits, `:_#=@/;,-`, space for texts such as "shutting down", and the operators; no parentheses, no other sign. */
const REGEX_LETTERS = /^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+. ]*$/;

export function readOperator(r: Reader): Operator | undefined {
  return r.match(/!=|<=|>=|=|<|>/) as Operator | undefined;
}

export function readWanted(r: Reader, stop: RegExp): Wanted {
  const regex = r.match(/%[^%]*%/);
  if (regex !== undefined) return { text: regex, regex: toRegex(regex.slice(1, -1)) };
  const quoted = r.match(/"(?:[^"\\]|\\.)*"/);
  if (quoted !== undefined) return { text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') };
  const bare = r.need(stop, 'a value').trim();
  return { text: bare, ...(NUMBER.test(bare) ? { number: Number(bare) } : {}) };
}

export function toRegex(source: string): RegExp {
  if (!REGEX_LETTERS.test(source)) throw new PatternError(`\`%${source}%\` has a sign that filter patterns do not take`);
  return new RegExp(source.replace(/\{\s*(\d*)\s*,\s*(\d*)\s*\}/g, (_, m: string, n: string) => `{${m === '' ? '0' : m},${n}}`));
}

/** `got` is a text, a number, a truth value: what a field holds. */
export function compare(got: string | number | boolean, operator: Operator, wanted: Wanted): boolean {
  if (wanted.regex !== undefined) return wanted.regex.test(String(got)) === (operator === '=');
  if (operator === '=' || operator === '!=') return isEqual(got, wanted) === (operator === '=');
  const [left, right] = [typeof got === 'number' ? got : NUMBER.test(String(got)) ? Number(got) : Number.NaN, wanted.number ?? Number.NaN];
  return operator === '<' ? left < right : operator === '>' ? left > right : operator === '<=' ? left <= right : left >= right;
}

function isEqual(got: string | number | boolean, wanted: Wanted): boolean {
  if (wanted.number !== undefined && NUMBER.test(String(got))) return Number(got) === wanted.number;
  const [, before, text, after] = /^(\*?)([^]*?)(\*?)$/.exec(wanted.text)!;
  const said = String(got);
  if (before === '' && after === '') return said === text;
  return before === '' ? said.startsWith(text) : after === '' ? said.endsWith(text) : said.includes(text);
}
