/**
 * Which type a value has, and the errors that say it in Cedar's words.
 *
 *   throw wrongType('bool', 1)   // type error: expected bool, got long
 */
import { EvaluationError } from './errors';
import { Datetime, Decimal, IpAddress } from './extension';
import { CedarRecord, CedarSet, EntityRef, type Value } from './value';

export const ANY_ENTITY = '(entity of type `any_entity_type`)';

export function kindOf(value: Value): string {
  switch (typeof value) {
    case 'string': return 'string';
    case 'boolean': return 'bool';
    case 'number':
    case 'bigint': return 'long';
    default:
      if (value instanceof EntityRef) return `(entity of type \`${value.type}\`)`;
      if (value instanceof CedarSet) return 'set';
      if (value instanceof CedarRecord) return 'record';
      if (value instanceof Decimal) return 'decimal';
      if (value instanceof IpAddress) return 'ipaddr';
      return value instanceof Datetime ? 'datetime' : 'duration';
  }
}

export function wrongType(expected: string, got: Value): EvaluationError {
  return new EvaluationError(`type error: expected ${expected}, got ${kindOf(got)}`);
}

export function wrongTypeOf(expected: readonly string[], got: Value): EvaluationError {
  return wrongType(`one of [${expected.join(', ')}]`, got);
}

const ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0', '\'': '\\\'', '"': '\\"', '\\': '\\\\' };

/** `User::"ada"`. */
export function showEntity(entity: EntityRef): string {
  // eslint-disable-next-line no-control-regex
  return `${entity.type}::"${entity.id.replace(/[\u0000-\u001f'"\\\u007f-\u009f]/g, (c) => (Object.hasOwn(ESCAPES, c) ? ESCAPES[c] : `\\u{${c.charCodeAt(0).toString(16)}}`))}"`;
}
