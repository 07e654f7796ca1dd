/**
 * A small IAM evaluator for tests, written from the IAM user guide and from nothing of the library:
 *
 *   may({ principal, action, resource, context }, { identity, policy, delegates })
 *
 * An explicit deny wins; within the account one allow is enough, of the role's own policies or of the resource's. A resource policy
 * that names an account hands the question to that account's IAM. Operators that it does not know throw, so that nothing passes
 * unseen. Not modelled: boundaries, session policies, control policies of an organization.
 */
export interface Principal {
  /** Of the role, user or root; absent for anonymous requests and AWS services. */
  readonly arn?: string;
  readonly account?: string;
  /** Tags of the role and of its session. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The AWS service itself. */
  readonly service?: string;
}

export interface Request {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** Keys of the request; absent is absent. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface PlainStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Policies {
  /** Of who asks. */
  readonly identity: readonly PlainStatement[];
  /** Of what is asked for. */
  readonly policy: readonly PlainStatement[];
  /** Account of what is asked for. */
  readonly account: string;
  /** Key policies: IAM counts only where the policy hands it over. */
  readonly needsDelegation?: boolean;
}

export function may(request: Request, { identity, policy, account, needsDelegation = false }: Policies): boolean {
  const context = contextOf(request);
  const holds = (s: PlainStatement): boolean => covers(s, request, context);
  const ofResource = policy.filter((s) => holds(s) && namesPrincipal(s.Principal, request.principal));
  const ofIdentity = identity.filter(holds);
  if ([...ofIdentity, ...ofResource].some((s) => s.Effect === 'Deny')) return false;
  const allowed = ofIdentity.some((s) => s.Effect === 'Allow');
  const allows = ofResource.filter((s) => s.Effect === 'Allow');
  const directly = allows.some((s) => !handsOver(s.Principal, request.principal));
  const handed = allows.some((s) => handsOver(s.Principal, request.principal));
  if (request.principal.account !== account && request.principal.service === undefined) return (directly || handed) && allowed;
  return directly || (allowed && (handed || !needsDelegation));
}

type Context = ReadonlyMap<string, readonly string[]>;

function contextOf({ principal, context = {} }: Request): Context {
  const keys = new Map<string, readonly string[]>();
  const set = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) keys.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  };
  const signed = principal.arn !== undefined || principal.service !== undefined;
  set('aws:PrincipalArn', principal.arn);
  set('aws:PrincipalAccount', principal.account);
  if (signed) set('aws:PrincipalIsAWSService', String(principal.service !== undefined));
  for (const [key, value] of Object.entries(principal.tags ?? {})) set(`aws:PrincipalTag/${key}`, value);
  for (const [key, value] of Object.entries(context)) set(key, value);
  return keys;
}

function covers(s: PlainStatement, { action, resource }: Request, context: Context): boolean {
  if (!list(s.Action).some((a) => like(a.toLowerCase(), action.toLowerCase()))) return false;
  const matches = (patterns: unknown): boolean => list(patterns).some((r) => {
    const pattern = substitute(r, context);
    return pattern !== undefined && like(pattern, resource);
  });
  if (s.Resource !== undefined && !matches(s.Resource)) return false;
  if (s.NotResource !== undefined && matches(s.NotResource)) return false;
  return Object.entries(s.Condition ?? {}).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => condition(operator, key, list(values), context)));
}

function condition(operator: string, key: string, values: readonly string[], context: Context): boolean {
  const present = context.get(key.toLowerCase());
  const [, set, base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return values.every((v) => (v === 'true') === (present === undefined || present.length === 0));
  if (ifExists !== undefined && present === undefined) return true;
  const wanted = values.map((v) => substitute(v, context));
  // A variable that cannot be resolved makes the statement one that matches nothing.
  if (wanted.some((w) => w === undefined)) return false;
  const negated = /^(StringNot|ArnNot|DateNot)/.test(base);
  const one = (got: string): boolean => {
    const hit = (wanted as string[]).some((w) => compare(base.replace('Not', ''), got, w));
    return negated ? !hit : hit;
  };
  if (set === 'ForAllValues') return (present ?? []).every(one);
  if (set === 'ForAnyValue') return (present ?? []).some(one);
  if (present === undefined) return negated;
  return present.length === 1 && one(present[0]);
}

function compare(operator: string, got: string, wanted: string): boolean {
  switch (operator) {
    case 'StringEquals': return got === wanted;
    case 'StringLike': return like(wanted, got);
    case 'ArnEquals': case 'ArnLike': return like(wanted, got);
    case 'Bool': return got.toLowerCase() === wanted.toLowerCase();
    case 'DateGreaterThanEquals': return Date.parse(got) >= Date.parse(wanted);
    case 'DateLessThan': return Date.parse(got) < Date.parse(wanted);
    case 'NumericLessThan': return Number(got) < Number(wanted);
    default: throw new Error(`operator \`${operator}\` is not modelled`);
  }
}

/** Undefined where a variable has no value. */
function substitute(text: string, context: Context): string | undefined {
  let isKnown = true;
  const result = text.replace(/\$\{([^}]+)\}/g, (_, key: string) => {
    const value = context.get(key.toLowerCase());
    if (value === undefined || value.length !== 1) isKnown = false;
    return value?.[0] ?? '';
  });
  return isKnown ? result : undefined;
}

function namesPrincipal(principal: unknown, { arn, account, service }: Principal): boolean {
  if (principal === '*') return true;
  const { AWS, Service } = principal as { AWS?: unknown; Service?: unknown };
  if (service !== undefined) return list(AWS).includes('*') || list(Service).includes(service);
  return list(AWS).some((p) => p === '*' || p === arn || p === account || p === `arn:aws:iam::${account}:root`);
}

function handsOver(principal: unknown, { arn, account, service }: Principal): boolean {
  if (principal === '*' || service !== undefined || arn === `arn:aws:iam::${account}:root`) return false;
  return list((principal as { AWS?: unknown }).AWS).every((p) => p !== '*' && p !== arn);
}

function list(value: unknown): string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function like(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
