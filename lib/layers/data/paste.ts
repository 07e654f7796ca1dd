/** Statements for people to paste where this app may not write: references as the paths of what they name, in angle brackets. */
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo, resolveValue } from '../network/members/read';

export function pasteable(near: IConstruct, statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: shown(resolveValue(near, statements)) });
}

function shown(value: unknown): unknown {
  if (value instanceof ReferenceTo) return `<${value.toString()}>`;
  if (Array.isArray(value)) return value.map(shown);
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === 'Ref') return `<${String(value.Ref)}>`;
  const join = value['Fn::Join'];
  if (keys.length === 1 && Array.isArray(join) && Array.isArray(join[1])) return join[1].map((p) => textOf(shown(p))).join(String(join[0]));
  if (keys.length === 1 && keys[0].startsWith('Fn::')) return `<${keys[0]}>`;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v)]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
