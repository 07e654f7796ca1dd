/**
 * Whether a function URL that wants a signature takes none but those of distributions of its own templates and of its own account: `onlySigned(context, door)`.
 *
 * By the statements of the function's policy: one for everybody, or for CloudFront on behalf of whoever asks, lets any account sign, so that an origin access control
 * is no shelter. Statements for another account make it unsure. What roles of the account may do is not asked: requests of theirs are not of the internet.
 * Source: CloudFront developer guide, "Restrict access to an AWS Lambda function URL origin" (2026-11).
 */
import type { Unknown } from '../facts';
import type { Context } from './context';
import { ALWAYS, anyOf, not, perhaps, when } from './holds';
import type { Door, Holds, Permission } from './model';
import { fieldsOf, isOpaque, shownText } from './text';

const CALLS = /^(\*|lambda:(\*|Invoke\*|InvokeFunctionUrl))$/i;
const CLOUDFRONT = 'cloudfront.amazonaws.com';

export function onlySigned(context: Context, door: Door): Holds {
  const functions = new Set(door.routes.flatMap((r) => r.targets).flatMap((t) => (t.target.kind === 'function' ? [t.target.id] : [])));
  const mine = context.permissions.filter((p) => p.target.kind === 'function' && functions.has(p.target.id) && (CALLS.test(p.action) || isOpaque(p.action)) && p.urlAuthType !== 'NONE');
  return not(anyOf(mine.map(lets)));
}

/** It lets somebody sign who is none of the account's. */
function lets(permission: Permission): Holds {
  const { principal, sourceArn, sourceAccount, organisation, guard, account, place, unknowns } = permission;
  const unsure = (): Holds => perhaps(guard, ...unknowns, { token: `principal ${shownText(principal)}`, template: place.template, pointer: place.pointer, why: 'who may sign requests by this statement is not known' } satisfies Unknown);
  if (unknowns.length > 0) return unsure();
  const narrowed = sourceAccount !== undefined || organisation !== undefined || (sourceArn !== undefined && !(fieldsOf(sourceArn)[4] ?? '').includes('*') && sourceArn !== '*');
  if (principal === '*' || principal === CLOUDFRONT) return narrowed ? NOBODY_ELSE : when(guard);
  const owner = /^\d{12}$/.test(principal) ? principal : fieldsOf(principal)[4] ?? '';
  return owner === account || /^\u0001pseudo:AWS::AccountId\u0002$/.test(owner) ? NOBODY_ELSE : unsure();
}

const NOBODY_ELSE = not(ALWAYS);
