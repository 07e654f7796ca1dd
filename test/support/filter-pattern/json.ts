/**
 * JSON patterns: `{ ($.user.id = 1) && ($.users[0].email = "a@b") }`, `IS NULL`, `NOT EXISTS`, `$.items[*]`, `$.['cluster.name']`.
 *
 * What the page leaves open is settled as follows, and no row of the catalogue hangs on it: a field that is not there fulfils neither `=`
 * nor `!=`; a field that is a list or an object does not, either (said of old pages). `EXISTS` alone is refused, as the page says.
 */
import { PatternError, Reader } from './read';
import { compare, readOperator, readWanted } from './value';

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };
type Condition = (event: Json) => boolean;
type Step = string | number | '*';

export interface JsonReading {
  /** What `!=` says of a field that is not there. */
  readonly missingIsDifferent?: boolean;
}

export function readJsonPattern(pattern: string, reading: JsonReading = {}): (message: string) => boolean {
  const r = new Reader(pattern);
  r.expect('{');
  const condition = readAny(r, reading);
  r.expect('}');
  if (!r.isDone) throw new PatternError(`more follows the end of \`${pattern}\``);
  return (message) => {
    const event = parse(message);
    return event !== undefined && condition(event);
  };
}

/** The value at a selector, as a metric filter takes values and dimensions from it. */
export function select(message: string, selector: string): string | number | boolean | undefined {
  const r = new Reader(selector);
  const [found] = at(parse(message) ?? null, readSelector(r));
  return found === null || typeof found === 'object' ? undefined : found;
}

function parse(message: string): Json | undefined {
  try {
    const value = JSON.parse(message) as Json;
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `()` before `&&` before `||`. */
function readAny(r: Reader, reading: JsonReading): Condition {
  const all = [readAll(r, reading)];
  while (r.take('||')) all.push(readAll(r, reading));
  return (event) => all.some((condition) => condition(event));
}

function readAll(r: Reader, reading: JsonReading): Condition {
  const all = [readOne(r, reading)];
  while (r.take('&&')) all.push(readOne(r, reading));
  return (event) => all.every((condition) => condition(event));
}

function readOne(r: Reader, reading: JsonReading): Condition {
  if (r.take('(')) {
    const inner = readAny(r, reading);
    r.expect(')');
    return inner;
  }
  const steps = readSelector(r);
  if (r.takeWord('NOT')) {
    if (!r.takeWord('EXISTS')) throw new PatternError('expected `EXISTS` behind `NOT`');
    return (event) => at(event, steps).length === 0;
  }
  if (r.takeWord('IS')) {
    const word = (['NULL', 'TRUE', 'FALSE'] as const).find((w) => r.takeWord(w));
    if (word === undefined) throw new PatternError('expected `NULL`, `TRUE` or `FALSE` behind `IS`');
    const wanted = { NULL: null, TRUE: true, FALSE: false }[word];
    return (event) => at(event, steps).some((value) => value === wanted);
  }
  const operator = readOperator(r);
  if (operator === undefined) throw new PatternError('expected an operator, `IS` or `NOT EXISTS`; `EXISTS` and `IS NOT` are not supported');
  const wanted = readWanted(r, /[^\s()&|}]+/);
  return (event) => {
    const found = at(event, steps);
    if (found.length === 0) return operator === '!=' && reading.missingIsDifferent === true;
    return found.some((value) => value !== null && typeof value !== 'object' && compare(value, operator, wanted));
  };
}

function readSelector(r: Reader): Step[] {
  r.expect('$');
  const steps: Step[] = [];
  for (;;) {
    const index = r.match(/\.?\[(\d+|\*)\]/);
    if (index !== undefined) {
      steps.push(index.includes('*') ? '*' : Number(index.replace(/\D/g, '')));
      continue;
    }
    const quoted = r.match(/\.?\[(?:'[^']*'|"[^"]*")\]/);
    if (quoted !== undefined) {
      steps.push(quoted.replace(/^\.?\[.|.\]$/g, ''));
      continue;
    }
    const name = r.match(/\.(?:[A-Za-z0-9_-]+|\*)/);
    if (name === undefined) break;
    steps.push(name.slice(1));
  }
  if (steps.length === 0) throw new PatternError('expected `$.` and a name');
  if (steps.filter((s) => s === '*').length > 1) throw new PatternError('a selector takes one wildcard');
  return steps;
}

function at(value: Json, [step, ...rest]: readonly Step[]): Json[] {
  if (step === undefined) return [value];
  if (value === null || typeof value !== 'object') return [];
  if (step === '*') return Object.values(value).flatMap((inner) => at(inner, rest));
  const inner = Array.isArray(value) ? (typeof step === 'number' ? value[step] : undefined) : Object.hasOwn(value, step) ? value[String(step)] : undefined;
  return inner === undefined ? [] : at(inner, rest);
}
