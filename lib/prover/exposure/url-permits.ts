/**
 * Whether a function's policy lets everybody use its URL: `urlPermits(world, target, 'NONE')`.
 *
 * `NONE`: a statement for `*` that is not for signed calls alone. `AWS_IAM`: one for `*` lets every principal of every account in.
 * Without such a statement a URL answers nobody from outside the account; for `NONE` somebody else may add one. A statement with an
 * organisation, a source or an account is about callers that are known.
 */
import { ALWAYS, allOf, anyOf, either, NEVER, perhaps } from '../../world/exposure/holds';
import type { ExposureWorld, Holds, Permission, Target } from '../../world/exposure/model';
import { isOpaque } from '../../world/exposure/text';
import { Guard } from '../../world/guard';
import { asHolds, isAbout, isInvoke, permissionsOf, sameQualifier } from './permits';

/** Without a type: whether anybody at all may use it; a signed caller of the account needs no statement. */
export function urlPermits(world: ExposureWorld, target: Target, type: 'NONE' | 'AWS_IAM' | undefined): Holds {
  if (type === undefined) return ALWAYS;
  const granted = anyOf(permissionsOf(world, target).map((p) => opens(p, target, type)));
  if (type === 'AWS_IAM') return granted;
  const place = world.functions.get(target.id)?.place;
  return either(granted, perhaps(Guard.ALWAYS, { token: `permission to use the URL of ${target.label}`, template: place?.template ?? '', pointer: place?.pointer ?? '', why: 'no statement of these templates surely lets everybody use it, and somebody else may add one' }));
}

function opens(p: Permission, target: Target, type: 'NONE' | 'AWS_IAM'): Holds {
  if (p.organisation !== undefined || p.sourceArn !== undefined || p.sourceAccount !== undefined || p.eventToken !== undefined) return NEVER;
  const authType = p.urlAuthType === undefined ? true : isOpaque(p.urlAuthType) ? undefined : p.urlAuthType === type;
  const principal = isOpaque(p.principal) ? undefined : p.principal === '*';
  return allOf([isAbout(p, target), asHolds(isInvoke(p.action, 'InvokeFunctionUrl'), p.guard, ...p.unknowns), asHolds(principal, p.guard, ...p.unknowns), asHolds(authType, p.guard, ...p.unknowns), asHolds(sameQualifier(p.target, target), p.guard, ...p.unknowns)]);
}
