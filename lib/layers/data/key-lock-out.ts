/**
 * A key whose policy nobody may change stays as it is until AWS support helps:
 *
 *   locksOut(statements, '111122223333')   // 'no statement lets anybody of the account `kms:PutKeyPolicy`'
 *
 * Read as AWS's own lock-out check is, but stricter: some principal of the account must be allowed to put a new policy without
 * any condition, and no Deny may take that from everybody. What cannot be read counts for the lock-out.
 */
import { isObject, ReferenceTo } from '../network/members/read';
import { globMatches } from './guarded-statements';
import type { Statement } from './model';

const PUT = 'kms:PutKeyPolicy';

/** Why nobody could change the policy; undefined where somebody can. Accounts and principals may be intrinsic functions. */
export function locksOut(statements: readonly Statement[], account?: string): string | undefined {
  const keepers = statements.filter((s) => s.Effect === 'Allow' && isUnconditional(s) && allows(s) && namesOwner(s.Principal, account));
  if (keepers.length === 0) return `no statement lets anybody of the account \`${PUT}\` without a condition`;
  const deny = statements.find((s) => s.Effect === 'Deny' && denies(s));
  return deny === undefined ? undefined : `statement ${deny.Sid === undefined ? 'without a Sid' : `\`${deny.Sid}\``} denies \`${PUT}\` to everybody`;
}

function allows(statement: Statement): boolean {
  return 'Action' in statement && listOf(statement.Action).some((a) => (typeof a === 'string' && globMatches(a, PUT)));
}

/** `NotAction` and `NotPrincipal` are taken for the worst. */
function denies(statement: Statement & { NotAction?: unknown; NotPrincipal?: unknown }): boolean {
  const covers = statement.NotAction === undefined ? listOf(statement.Action).some((a) => (typeof a === 'string' && globMatches(a, PUT)) || typeof a !== 'string') : !listOf(statement.NotAction).some((a) => (typeof a === 'string' && globMatches(a, PUT)));
  if (!covers) return false;
  if (statement.NotPrincipal !== undefined) return !isUnconditional(statement) ? false : listOf(principals(statement.NotPrincipal)).length === 0;
  const everybody = listOf(principals(statement.Principal)).some((p) => p === '*' || isRoot(p));
  return everybody && !exceptsSomebody(statement.Condition);
}

/** A Deny with `ArnNotLike` a role leaves the role in. */
function exceptsSomebody(condition: Statement['Condition']): boolean {
  return Object.entries(condition ?? {}).some(([operator, keys]) => /^(ForAnyValue:|ForAllValues:)?(Arn|String)Not/.test(operator) && isObject(keys)
    && Object.entries(keys).some(([key, value]) => /^aws:principal/i.test(key) && listOf(value).length > 0));
}

function isUnconditional(statement: Statement): boolean {
  return statement.Condition === undefined || Object.keys(statement.Condition).length === 0;
}

function namesOwner(principal: unknown, account: string | undefined): boolean {
  return listOf(principals(principal)).some((p) => {
    if (p instanceof ReferenceTo) return true; // a role of the app
    const text = textOf(p);
    if (text === '*' || text === OWN) return true;
    const of = new RegExp(`^(?:arn:[^:]*:iam::)?(\\d{12}|${OWN})(?::|$)`).exec(text)?.[1];
    return of !== undefined && (of === OWN || account === undefined || of === account);
  });
}

const OWN = 'OWN';

/** An ARN whose parts are pseudo parameters, as text; anything else that only the deployment knows names nobody. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${AWS::AccountId}', OWN).replace(/\$\{Token\[AWS\.AccountId\.\d+\]\}/g, OWN);
  if (!isObject(value)) return '';
  if (value.Ref === 'AWS::AccountId') return OWN;
  if (typeof value.Ref === 'string') return 'X';
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map((part) => (part instanceof ReferenceTo ? 'X' : textOf(part))).join(String(join[0]));
  return typeof value['Fn::Sub'] === 'string' ? textOf(value['Fn::Sub']) : 'X';
}

/** `{ AWS: [...] }`, or `*`; services do not administer keys. */
function principals(principal: unknown): unknown {
  if (typeof principal === 'string') return principal;
  return isObject(principal) ? principal.AWS : undefined;
}

function isRoot(principal: unknown): boolean {
  return /^\d{12}$/.test(String(principal)) || JSON.stringify(principal)?.includes(':root') === true;
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
