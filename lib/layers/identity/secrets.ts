/**
 * Whether a text of a template is fetched from Secrets Manager when it is deployed: `isSecretReference(scope, value)`.
 *
 * A parameter that is not shown, a secure parameter of Systems Manager or an import is none: they stand in histories of stacks, or are not rotated.
 */
import type { IConstruct } from 'constructs';
import { isObject, ReferenceTo, resolveValue } from '../network/members/read';

export function isSecretReference(scope: IConstruct, value: unknown): boolean {
  const text = flat(resolveValue(scope, value));
  return text !== undefined && /^\{\{resolve:secretsmanager:[^{}]+\}\}$/.test(text);
}

/** With a letter for what only the deployment knows; undefined where the whole is unknown. */
function flat(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const join = isObject(value) ? value['Fn::Join'] : undefined;
  if (!Array.isArray(join) || !Array.isArray(join[1])) return undefined;
  return join[1].map((part: unknown) => (typeof part === 'string' ? part : part instanceof ReferenceTo || isObject(part) ? 'x' : '')).join(String(join[0]));
}
