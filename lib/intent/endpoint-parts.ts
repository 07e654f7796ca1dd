/**
 * Ends of a flow that are not segments, one reader each: addresses, another account, a prefix list, an AWS service.
 *
 * Not judged here: whether AWS has a service of that name (the network layer's catalogue knows), or what a list holds.
 */
import { parseCidr } from '../algebra/cidr';
import { isToken } from './clean';
import { type Findings } from './finding';
import type { EndpointData } from './model';
import { type ObjectReader, typeName } from './reader';

/** No network of one owner is wider: 10.0.0.0/8 and fd00::/8 are the widest private ones. */
export const WIDEST_MASK = 8;

/** Everybody is `internet`, in words: `0.0.0.0/0` is accepted and becomes that, so that no report hides it. */
export function readCidr(text: string, what: string, pointer: string, findings: Findings): Extract<EndpointData, { kind: 'internet' | 'cidr' }> | undefined {
  const parsed = parseCidr(text);
  if (!parsed.ok) {
    const { code, what: wrong, expected, fix } = parsed.error;
    findings.error(`Cidr${code}`, pointer, `${what} is \`${text}\`: ${wrong}; expected ${expected}; ${fix}`);
    return undefined;
  }
  const { text: cidr, prefixLength, family } = parsed.value;
  return prefixLength === 0 ? { kind: 'internet', ipVersions: [family] } : { kind: 'cidr', cidr };
}

/** Half of the internet is not the internet in words, and hides as well. */
export function warnIfWide(cidr: string, what: string, pointer: string, findings: Findings): void {
  const mask = Number(cidr.split('/')[1]);
  if (mask >= WIDEST_MASK) return;
  findings.warning('CidrVeryWide', pointer, `${what} is \`${cidr}\`, 1/${2 ** mask} of all addresses; name the network that is meant, or \`internet\` if everybody is`);
}

export function readAccount(accountId: string | undefined, securityGroupId: string | undefined, cidr: string | undefined, pointer: string, findings: Findings): EndpointData | undefined {
  const refuse = (message: string): undefined => { findings.error('AccountInvalid', pointer, message); };
  if (accountId === undefined) return undefined;
  if (!/^\d{12}$/.test(accountId)) return refuse(`account \`${accountId}\` is not an account id; expected 12 digits, e.g. \`account:111122223333/sg-0abc1234\``);
  if ((securityGroupId === undefined) === (cidr === undefined || cidr === '')) {
    return refuse(`account \`${accountId}\` names ${securityGroupId === undefined ? 'nothing' : 'both a group and addresses'} there; expected one security group (of a peered VPC) or one CIDR, e.g. \`account:${accountId}/10.8.0.0/16\``);
  }
  if (securityGroupId !== undefined) {
    if (/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(securityGroupId)) return { kind: 'account', accountId, securityGroupId };
    return refuse(`security group \`${securityGroupId}\` of account \`${accountId}\` is not an id; expected \`sg-\` and 8 or 17 hexadecimal digits`);
  }
  const read = readCidr(cidr as string, `account \`${accountId}\``, pointer, findings);
  if (read?.kind === 'internet') return refuse(`account \`${accountId}\` is named with \`${cidr}\`, which is everybody; expected the addresses of that account, or \`internet\` as the end`);
  if (read !== undefined) warnIfWide(read.cidr, `account \`${accountId}\``, pointer, findings);
  return read && { kind: 'account', accountId, cidr: read.cidr };
}

/** A name stands for the list in ids of rules, so that the list's own id may be a token. */
export function readPrefixList(id: unknown, givenName: string | undefined, maxEntries: unknown, what: string, pointer: string, findings: Findings): EndpointData | undefined {
  const refuse = (code: string, message: string): undefined => { findings.error(code, pointer, message); };
  const literal = typeof id === 'string' && !isToken(id) ? id.trim() : undefined;
  if (literal === undefined && !isDeferred(id)) return refuse('WrongType', `the prefix list of ${what} is ${typeName(id)}; expected an id such as \`pl-0123456789abcdef0\``);
  if (literal !== undefined && !/^pl-([0-9a-f]{8}|[0-9a-f]{17})$/.test(literal)) {
    const byName = literal.startsWith('com.amazonaws') ? '; look its id up by this name, e.g. with `ec2.PrefixList.fromLookup`' : '';
    return refuse('PrefixListInvalid', `prefix list \`${literal}\` of ${what} is not an id; expected \`pl-\` and 8 or 17 hexadecimal digits${byName}`);
  }
  const name = givenName ?? literal;
  if (name === undefined) return refuse('MissingField', `${what} is a prefix list whose id is known only at deployment, without a \`name\`; expected a name that stays the same, because ids of rules are made from it`);
  if (maxEntries !== undefined && !(Number.isInteger(maxEntries) && (maxEntries as number) >= 1 && (maxEntries as number) <= 1000)) {
    return refuse('WrongType', `\`maxEntries\` of ${what} is ${typeName(maxEntries)}; expected a whole number from 1 to 1000`);
  }
  return { kind: 'prefixList', name, prefixListId: literal ?? id, ...(maxEntries === undefined ? {} : { maxEntries: maxEntries as number }) };
}

export function readService(service: string, r: ObjectReader | undefined, what: string, pointer: string, findings: Findings): EndpointData | undefined {
  const actions = r?.texts('actions') ?? [];
  const resources = r?.items('resources') ?? [];
  if (!/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(service)) {
    findings.error('EndpointInvalid', pointer, `${what} names the AWS service \`${service}\`; expected the name of its VPC endpoint, e.g. \`service:s3\``);
    return undefined;
  }
  actions.forEach((action, i) => {
    if (!/^[a-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) findings.error('ActionInvalid', `${pointer}/actions/${i}`, `action \`${action}\` of ${what} cannot be read; expected \`service:Action\`, e.g. \`s3:GetObject\``);
  });
  resources.forEach((resource, i) => {
    if (!isArn(resource)) findings.error('ResourceInvalid', `${pointer}/resources/${i}`, `a resource of ${what} is ${typeName(resource)}; expected an ARN, because an endpoint policy names resources by ARN`);
  });
  return { kind: 'service', service, actions: [...actions].sort(), resources: sorted(resources) };
}

/** Literals in order and once; tokens as they were written, because their text says when they were made and nothing else. */
function sorted(resources: readonly unknown[]): unknown[] {
  const isLiteral = (v: unknown): boolean => typeof v === 'string' && !isToken(v);
  const literals = new Set((resources.filter(isLiteral) as string[]).map((v) => v.trim()));
  return [...[...literals].sort(), ...resources.filter((v) => !isLiteral(v))];
}

function isArn(resource: unknown): boolean {
  return typeof resource === 'string' ? isToken(resource) || resource.trim() === '*' || /^arn:\S+$/.test(resource.trim()) : isDeferred(resource);
}

/** A token of CDK, or an intrinsic function such as `{ Ref: List }`. */
function isDeferred(value: unknown): boolean {
  if (typeof value === 'string') return isToken(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (typeof (value as { resolve?: unknown }).resolve === 'function') return true;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}
