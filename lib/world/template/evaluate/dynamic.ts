/**
 * Dynamic references: `{{resolve:ssm:/net/vpc}}` is a value that somebody keeps outside; the same text is the same value.
 */
import { Sym, Text, type Value } from '../value';
import { concat, type Flat } from './combine';
import { keyOf } from '../walk';
import type { Scope } from './scope';

export const RESOLVE = '{{resolve:';

const REFERENCE = /\{\{resolve:([^}]*)\}\}/;

export function dynamicReferences(scope: Scope, text: string, pointer: string): Value {
  const pieces = text.split(REFERENCE).map((piece, i): Flat => (i % 2 === 0 ? piece : outside(scope, piece, pointer) as Flat));
  return concat(pieces, (why) => scope.unevaluated('resolve', pointer, why));
}

/** A text that was put together may hold a reference of which parts are unknown: then all of it is one unknown value. */
export function resolved(scope: Scope, value: Value, pointer: string): Value {
  if (typeof value === 'string') return value.includes(RESOLVE) ? dynamicReferences(scope, value, pointer) : value;
  if (!(value instanceof Text) || !value.parts.some((p) => typeof p === 'string' && p.includes(RESOLVE))) return value;
  const key = keyOf(value);
  return new Sym('outside', `resolve:${place(scope)}:${key}`, '', { token: `resolve ${value.parts.map((p) => (typeof p === 'string' ? p : `<${p.unknown.token}>`)).join('')}`, template: scope.file.file, pointer, why: 'it is kept outside of the templates' });
}

function outside(scope: Scope, reference: string, pointer: string): Value {
  return scope.symbol('outside', `resolve:${place(scope)}:${reference}`, '', `resolve:${reference}`, pointer, 'it is kept outside of the templates', `resolve:${reference}=<value>`);
}

/** The same name is another value in another account or region. */
export function place(scope: Scope): string {
  const { account, region } = scope.root.file;
  return account === undefined || region === undefined ? scope.root.key : `${account}/${region}`;
}

