/**
 * Strangers: whoever has an AWS account. `strangersOf(statements)` makes those that a policy's own words may let in.
 *
 *   ArnLike aws:PrincipalArn arn:aws:iam::*:role/admin    =>    { 'aws:principalarn': 'arn:aws:iam::999999999999:role/admin', ... }
 *
 * Of each key that the policy names: what it says itself, filled in where it has wildcards, the usual, and nothing where a principal
 * may be without it. Nothing is proved by them: they only show whom a policy surely lets in.
 */
import type { Statement } from '../../world/exposure/model';
import { fieldsOf, isOpaque } from '../../world/exposure/text';
import type { Caller } from './model';
import { OF_SIGNERS, operatorOf } from './conditions';

type Who = Readonly<Record<string, string>>;

/** Of whom nothing is known but that he is no one of the owner's. */
export const SOMEBODY = { is: 'stranger', somebody: true } as const satisfies Partial<Caller>;
export const STRANGER_ACCOUNT = '999999999999';

const MOST = 96;
const [SESSION, ORGANISATION] = ['AROASTRANGER', 'o-stranger0000'];

export function strangersOf(statements: readonly Statement[]): readonly Who[] {
  const conditions = statements.flatMap((s) => s.conditions).map((c) => ({ ...c, key: c.key.toLowerCase() })).filter((c) => OF_SIGNERS.test(c.key));
  const values = conditions.flatMap((c) => c.values.filter((v) => !isOpaque(v)));
  const taken = values.join(' ');
  const account = accountOf(taken);
  const usual: Who = { 'aws:principalaccount': account, 'aws:principalarn': `arn:aws:iam::${account}:role/stranger`, 'aws:principalorgid': ORGANISATION, 'aws:principaltype': 'AssumedRole', 'aws:userid': `${SESSION}:session` };
  let made: Who[] = [{}];
  for (const key of [...new Set(conditions.map((c) => c.key))].sort()) {
    const own = conditions.filter((c) => c.key === key && operatorOf(c.operator)?.plain !== 'Null').flatMap((c) => c.values).filter((v) => !isOpaque(v));
    const choices = [...new Set([usual[key], ...own.flatMap((v) => filled(key, v, account)), ...MAY_LACK.test(key) ? [undefined] : []])];
    made = made.flatMap((who) => choices.map((value): Who => ({ ...who, [key]: value ?? '' }))).slice(0, MOST);
  }
  return made.map((who) => whole({ ...usual, ...who }, taken)).filter((who): who is Who => who !== undefined);
}

const MAY_LACK = /^aws:(principal(orgid|orgpaths|tag\/.*)|username|federatedprovider|multifactorauth.*)$/;

/** One that no policy names: then it is nobody's in particular. */
function accountOf(taken: string): string {
  for (let n = 0; n < 100; n++) {
    const account = String(Number(STRANGER_ACCOUNT) - n);
    if (!taken.includes(account)) return account;
  }
  return STRANGER_ACCOUNT;
}

/** What a stranger may have that the pattern covers. */
function filled(key: string, pattern: string, account: string): string[] {
  const text = pattern.replace(/\*/g, 'x').replace(/\?/g, 'x');
  if (/tag\/|username|principaltype|multifactor/.test(key)) return [text];
  if (key === 'aws:principalaccount') return /[*?]/.test(pattern) ? [digits(pattern)].flatMap((d) => d ?? []) : [];
  if (key === 'aws:userid') return pattern.startsWith('*') ? [`${SESSION}${pattern.startsWith('*:') ? '' : ':'}${text.slice(1)}`] : [];
  if (key === 'aws:federatedprovider') return text.includes(':') ? [] : [text];
  if (key === 'aws:principalorgid') return /^o-\*$/.test(pattern) ? [ORGANISATION] : [];
  if (key !== 'aws:principalarn') return [];
  const fields = fieldsOf(pattern);
  if (fields.length < 6) return [`arn:aws:iam::${account}:role/${text.replace(/[^\w+=,.@-]/g, 'x')}`];
  if (!/^[*?]+$/.test(fields[4])) return [];
  const resource = fields.slice(5).join(':').replace(/[*?]/g, 'x');
  return [`arn:aws:iam::${account}:${/^(role|user)\//.test(resource) ? resource : `role/${resource.replace(/[^\w+=,.@-]/g, 'x')}`}`];
}

function digits(pattern: string): string | undefined {
  const rest = pattern.replace(/\*/g, '');
  const text = pattern.replace('*', '0'.repeat(Math.max(0, 12 - rest.length))).replace(/\*/g, '').replace(/\?/g, '0');
  return /^\d{12}$/.test(text) ? text : undefined;
}

/** Undefined: the account that it fell to is somebody's. */
function whole(who: Who, taken: string): Who | undefined {
  const account = who['aws:principalaccount'];
  if (taken.includes(account)) return undefined;
  const arn = who['aws:principalarn'].replace(/^(arn:aws:iam::)\d{12}:/, `$1${account}:`);
  return Object.fromEntries(Object.entries({ ...who, 'aws:principalarn': arn }).filter(([, value]) => value !== ''));
}
