/**
 * A row and a subject -> what CloudWatch is asked: dimensions, pattern, expression, with the subject's values in them.
 *
 * Values may be tokens: nothing is read from those, and no name is made of them, since their text depends on the order of things.
 */
import { isToken } from '../../../intent/clean';
import { idHash } from '../../front-door/compiler/shard';
import type { FilterSource, MetricSource, SubjectFacts } from '../model';

export interface Dimension {
  readonly Name: string;
  readonly Value: string;
}

/** Names of values that the subject lacks. */
export function missingValues(source: MetricSource | FilterSource, subject: SubjectFacts): string[] {
  const lacks = (name: string): boolean => (Object.hasOwn(subject.values, name) ? subject.values[name] : '') === '';
  if (source.kind === 'filter') return [...Object.keys(source.dimensions), ...placeholders(source.pattern)].filter(lacks);
  const asked = source.dimensions.filter((d) => !d.includes('='));
  const missing = [...asked.filter((d) => !d.endsWith('?')), ...placeholders(source.math?.expression ?? '')].filter(lacks);
  const optional = asked.filter((d) => d.endsWith('?')).map((d) => d.slice(0, -1));
  // Of a metric whose dimensions are all optional, none at all would be another metric.
  const isWithout = optional.length > 0 && optional.every(lacks) && !asked.some((d) => !d.endsWith('?') && d !== 'Stage');
  return isWithout ? [...missing, optional[0]] : missing;
}

/** Fields of its log that the subject is known not to write, as selectors. */
export function lackingFields(source: MetricSource | FilterSource, { lacks = {} }: SubjectFacts): string[] {
  return source.kind === 'filter' ? [...new Set([...source.pattern.matchAll(/\$\.[A-Za-z][A-Za-z0-9]*/g)].map(([selector]) => selector))].filter((selector) => Object.hasOwn(lacks, selector)) : [];
}

/** Values that would say something else inside a pattern. */
export function unfitValues(source: MetricSource | FilterSource, subject: SubjectFacts): string[] {
  // eslint-disable-next-line no-control-regex
  const unfit = source.kind === 'filter' ? /["*%\\\x00-\x1f]/ : /[^0-9]/;
  const text = source.kind === 'filter' ? source.pattern : source.math?.expression ?? '';
  return placeholders(text).filter((name) => {
    const value = subject.values[name] ?? '';
    // What only the deployment knows cannot be encoded.
    return isToken(value) ? text.includes(`<${name}%>`) : unfit.test(value);
  });
}

export function dimensionsOf(source: MetricSource | FilterSource, subject: SubjectFacts): Dimension[] {
  if (source.kind === 'filter') return Object.keys(source.dimensions).sort().map((Name) => ({ Name, Value: subject.values[Name] }));
  return source.dimensions.flatMap((dimension) => {
    const at = dimension.indexOf('=');
    if (at >= 0) return [{ Name: dimension.slice(0, at), Value: dimension.slice(at + 1) }];
    const Name = dimension.replace(/\?$/, '');
    const Value = subject.values[Name];
    return Value === undefined || Value === '' ? [] : [{ Name, Value }];
  });
}

/** `<name>` is the value as it is; `<name%>` percent-encoded, as flow logs write values of tags: all but letters and digits. */
const PLACEHOLDER = /<([A-Za-z][A-Za-z ]*)(%?)>/g;

export function fill(text: string, subject: SubjectFacts): string {
  return text.replace(PLACEHOLDER, (_, name: string, encoded: string) => {
    const value = subject.values[name] ?? '';
    return encoded === '' ? value : percentEncoded(value);
  });
}

function percentEncoded(value: string): string {
  return [...new TextEncoder().encode(value)].map((byte) => {
    const letter = String.fromCharCode(byte);
    return /[A-Za-z0-9]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]))];
}

/** Which log it is, without reading a token. */
export function logIdentity(log: FilterSource['log'], subject: SubjectFacts): string {
  const name = subject.logs[log] ?? '';
  return subject.logIds?.[log] ?? (isToken(name) ? `${log} of ${subject.id}` : name);
}

/** Equal for subjects that can share one metric filter. */
export function filterKey(signal: string, source: FilterSource, subject: SubjectFacts): string {
  const values = placeholders(source.pattern).map((name) => (isToken(subject.values[name]) ? `of ${subject.id}` : subject.values[name]));
  return `${signal}-${idHash(JSON.stringify([logIdentity(source.log, subject), source.pattern, values]))}`;
}
