/**
 * A store's own policy allows nobody who is everybody:
 *
 *   noPublicPolicy({ id: 'sqs.no-public-policy', home, ... })
 *
 * An Allow for all principals is public unless a condition names who: an organization, an account, a source ARN, a VPC or its
 * endpoint, with a value that is no wildcard. Others' statements are never rewritten: such a store is refused.
 */
import { CfnParameter, CfnResource } from 'aws-cdk-lib';
import { describe, isIntrinsic, isObject, ReferenceTo } from '../../network/members/read';
import type { Closing, ClosingContext } from '../kind';
import type { Statement, StoreResource } from '../model';
import { literalParts } from './keys';
import { type ResourceHome, statementsOf } from './policy-home';
import { CLOSED, closing, type Row } from './rows';
import { statementsAt } from './statements';

/** Condition keys that tell who asks (IAM guide, "The meaning of public": S3 and Lambda name the same). */
const WHO = new Set([
  'aws:principalaccount', 'aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths',
  'aws:sourceowner', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:userid', 'kms:calleraccount', 's3:dataaccesspointaccount', 's3:dataaccesspointarn',
]);
const POSITIVE = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

export interface PublicRow extends Omit<Row, 'value' | 'aspect'> {
  readonly property: string;
  readonly store: (resource: CfnResource) => StoreResource;
  readonly home: ResourceHome | string;
  /** A statement that is meant, and told elsewhere. */
  readonly isIgnored?: (statement: Statement, resource: CfnResource, context: ClosingContext) => boolean;
}

export function noPublicPolicy(row: PublicRow): Closing {
  return closing({ ...row, aspect: 'public-access', value: 'no Allow for everybody' }, (resource, context) => {
    const statements = typeof row.home === 'string' ? statementsAt(resource, row.home) : statementsOf(row.home, row.store(resource));
    const unread = statements.find((s) => isIntrinsic(s) || isIntrinsic(s.Effect) || (s.Effect === 'Allow' && isIntrinsic(s.Principal)));
    const open = statements.find((s) => isPublic(s) && row.isIgnored?.(s, resource, context) !== true);
    if (open === undefined) return unread === undefined ? CLOSED : { is: 'unknown', got: `a statement of its policy is \`${describe(unread)}\`` };
    return {
      is: 'refused', code: 'StorePolicyPublic', got: `its policy allows everybody (${open.Sid === undefined ? `\`${describe(open.Action ?? '*')}\`` : `statement \`${open.Sid}\``})`,
      expected: 'principals by name', fix: 'remove the statement and declare a data flow, or add a condition that names the account, organization or source',
    };
  });
}

export function isPublic(statement: Statement): boolean {
  const raw = statement as unknown as Record<string, unknown>;
  if (statement.Effect !== 'Allow') return false;
  return (raw.NotPrincipal !== undefined || hasEverybody(statement.Principal)) && !namesWho(statement.Condition);
}

function hasEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  return isObject(principal) && !isIntrinsic(principal) && Object.values(principal).some((who) => who === '*' || (Array.isArray(who) && who.includes('*')));
}

/** Conditions are joined by AND: one that names somebody is enough. `ForAllValues:` is true of nobody, so it names nobody. */
function namesWho(condition: Statement['Condition']): boolean {
  return Object.entries(condition ?? {}).some(([operator, keys]) => POSITIVE.test(operator) && isObject(keys)
    && Object.entries(keys).some(([key, value]) => WHO.has(key.toLowerCase()) && (Array.isArray(value) ? value : [value]).every((one) => isSomebody(one, operator))));
}

/**
 * Values are joined by OR: all have to name somebody. In an ARN that is its account, or a resource where it has none; elsewhere a
 * wildcard may only stand behind an id (`AROA...:*`, `o-1/r-1/*`). What a reference of this app is, is somebody; a parameter may hold a wildcard.
 */
function isSomebody(value: unknown, operator: string): boolean {
  const isPattern = !/Equals(IgnoreCase)?$/.test(operator) || operator.endsWith('ArnEquals'); // ArnEquals takes wildcards as ArnLike does
  if (value instanceof ReferenceTo) return !isPattern || !CfnParameter.isCfnElement(value.target) || CfnResource.isCfnResource(value.target);
  if (typeof value !== 'string') {
    const text = literalParts(value);
    return text === undefined ? !isPattern && isIntrinsic(value) : isSomebody(text, operator);
  }
  if (value === '' || value.includes('${')) return false;
  if (!isPattern) return true;
  const [, , , , account, ...resource] = value.split(':');
  if (value.startsWith('arn:')) return account === '' ? /^[^*?]/.test(resource.join(':')) : account !== undefined && !/[*?]/.test(account);
  return !/[*?]/.test(value) || /^[^*?]*[:/]/.test(value);
}
