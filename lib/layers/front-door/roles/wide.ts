/**
 * Whether a statement permits more than anybody can have meant by name: ``widthOf(statement)``.
 *
 *   everything   `Action: *`, `s3:*`, `NotAction`, `NotResource`; `Resource: *` or `arn:aws:dynamodb:*:*:table/*` of an action that has resources
 *   family       `s3:GetObject*` on a bucket that is named, as grants of CDK write it
 *
 * A reference to a resource of the app names one, whatever stands behind it (`${Bucket.Arn}/*` are the objects of one bucket).
 */
import type { Json } from '../../network/members/read';
import { namesNoResource } from './no-resource';
import { flat } from './role-policies';

export type Width = 'everything' | 'family' | 'named';

export function widthOf(statement: Json): Width {
  if (statement.Effect !== 'Allow') return 'named';
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) return 'everything';
  const actions = texts(statement.Action);
  if (actions.length === 0 || actions.some((a) => a === '*' || /^[\w*?-]*:[*?]+$/.test(a) || /^[\w-]*[*?]/.test(a.split(':')[0]))) return 'everything';
  const resources = texts(statement.Resource);
  const isWide = resources.length === 0 || resources.some((r) => !names(r));
  // A pattern may be of actions that have resources.
  if (isWide && !actions.every(namesNoResource)) return 'everything';
  return actions.some((a) => /[*?]/.test(a)) ? 'family' : 'named';
}

/** Something of it, beside partition, service, region, account and the type of the resource, is not left open. */
export function names(resource: string): boolean {
  if (!/[*?]/.test(resource)) return true;
  if (resource.includes('${') && /\$\{(?!AWS\.)/.test(resource)) return true;
  const [, , service = '', , , ...rest] = resource.split(':');
  const parts = rest.join(':').split(/[/:]/);
  const own = parts.length > 1 && service !== 's3' ? parts.slice(1) : parts;
  return own.some((part) => part.replace(/[*?]/g, '').length > 0);
}

function texts(value: unknown): string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(flat);
}
