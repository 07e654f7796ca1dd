/**
 * Whom an API's own policy means who is nobody of these templates: `namedIn(door, world)`.
 *
 *   Principal: { AWS: 'arn:aws:iam::222222222222:role/Batch' }                     that role
 *   Principal: '*', Condition: ArnEquals aws:PrincipalArn .../role/Batch           that role
 *   Principal: '*', Condition: StringEquals aws:PrincipalOrgID o-abc               whoever is of that organisation
 *
 * Each value of a condition about the signer stands for one of those who have it, in a denial too: it may spare him. What the other
 * conditions say of him is known as far as his name tells it (`contextOf`); whether he gets in is asked in signers.ts.
 */
import type { Condition, Door, ExposureWorld, Signer } from '../../world/exposure/model';
import { fieldsOf, isOpaque, shownText } from '../../world/exposure/text';
import { OF_SIGNERS } from './conditions';

export const markOf = ({ id }: Signer): string => `\u0001res:${id}\u0002`;

export const OWN = '\u0001pseudo:AWS::AccountId\u0002';
/** Of none that a policy spells out: each of those stands for himself. */
const ELSE = 'somebody-else';

/** An account as a principal stands for those whom its administrators permit. */
export function namedIn(door: Door, { signers }: ExposureWorld): Signer[] {
  const known = new Set(signers.map(markOf));
  const found = door.policies.flatMap((p) => {
    const one = (text: string, label = shownText(text)): Signer => ({ id: `principal:${text}`, label, names: [text], guard: p.guard, place: p.place, policies: [], boundaries: [] });
    return (p.statements ?? []).flatMap((s): Signer[] => [
      ...s.effect === 'Deny' ? [] : (s.principals ?? []).flatMap((text) => {
        const who = text.replace(/^aws:/, '');
        return !text.startsWith('aws:') || known.has(who) || isOwnAccount(who, door) ? [] : [one(who)];
      }),
      ...s.conditions.filter((c) => OF_SIGNERS.test(c.key.toLowerCase())).flatMap((c) => c.values.filter((v) => !known.has(v)).map((v) => one(nameOf(c, v), labelOf(c, v)))),
    ]);
  });
  return [...new Map(found.map((s): [string, Signer] => [s.id, s])).values()];
}

function isOwnAccount(who: string, { account }: Door): boolean {
  const id = /^arn:[^:]*(?:\u0001[^\u0002]*\u0002)?[^:]*:iam::(.*):root$/s.exec(who)?.[1] ?? who;
  return id === OWN || (account !== undefined && id === account);
}

/** What tells the whole stands for itself; else the key is part of the name, and nothing else is known of him. */
function nameOf({ key }: Condition, value: string): string {
  return /^aws:principal(arn|account|orgid)$/.test(key.toLowerCase()) && !isOpaque(value) && !/[*?]/.test(value) ? value : `${key.toLowerCase()} ${value}`;
}

function labelOf({ key }: Condition, value: string): string {
  return /^aws:principalarn$/i.test(key) ? shownText(value) : `whoever has ${key} ${shownText(value)}`;
}

/** What is known of somebody by his name alone. */
export function contextOf({ id }: Signer): Readonly<Record<string, string>> {
  if (!id.startsWith('principal:')) return {};
  const name = id.slice('principal:'.length);
  if (isOpaque(name) || name.includes(' ')) return {};
  const fields = fieldsOf(name);
  if (fields[0] === 'arn' && /^(role|user)\//.test(fields[5] ?? '')) return { 'aws:principalarn': name, 'aws:principalaccount': fields[4] };
  const account = /:root$/.test(name) ? fields[4] : name;
  if (/^\d{12}$/.test(account) || account === OWN) return { 'aws:principalaccount': account, 'aws:principalarn': `arn:aws:iam::${account}:role/${ELSE}` };
  return /^o-[a-z0-9]+$/.test(name) ? { 'aws:principalorgid': name, 'aws:principalaccount': '000000000000', 'aws:principalarn': `arn:aws:iam::000000000000:role/${ELSE}` } : {};
}

/** A literal that both say; where one does not, they may be two. */
export function sameAccount(a: string | undefined, b: string | undefined): boolean | undefined {
  const [x, y] = [a, b].map((v) => (v !== undefined && /^\d{12}$/.test(v) ? v : undefined));
  return x === y ? true : x === undefined || y === undefined ? undefined : false;
}
