/**
 * What a way in asks, in words: each check with whether it tells who asks.
 *
 *   cognito, scopes documents/read    yes       cognito without scopes    weak: the ID token of any client of the pool
 *   jwt, iam, client certificate      yes       Lambda authorizer         yes, if its code does: an assumption
 *   API key, address, VPC endpoint    no        nothing                   no
 */
import type { CheckData } from '../../contract/verdicts';
import type { Auth, Door, Host, Policy, Route } from '../../world/exposure/model';
import { shownText } from '../../world/exposure/text';

export function checksOf(door: Door, route: Route): CheckData[] {
  const out: CheckData[] = [...unique(route.auths.flatMap((a) => checkOf(a, door, route)))];
  const certificates = door.hosts.filter((h) => !h.certificate.may.isNever());
  if (certificates.length > 0) out.push(certificateCheck(door, certificates));
  out.push(...unique(door.policies.flatMap(policyChecks)));
  if (!route.apiKey.may.isNever()) out.push({ kind: 'api-key', identity: 'no', text: 'an API key, which counts requests and is no identity: everybody with the client has it' });
  return out.length > 1 ? out.filter((c) => c.kind !== 'none') : out;
}

function checkOf(auth: Auth, door: Door, { publicBecause }: Route): CheckData[] {
  const scopes = auth.scopes.map(shownText).join(', ');
  const label = auth.authorizer?.label ?? '';
  switch (auth.kind) {
    case 'none': return [publicBecause === undefined ? { kind: 'none', identity: 'no', text: 'nothing' } : { kind: 'public', identity: 'no', text: `nothing, on purpose: ${publicBecause}` }];
    case 'iam': return [{ kind: 'iam', identity: 'yes', text: door.kind === 'lattice' ? 'a signature, as far as the auth policy asks for one' : 'a signature (SigV4) of a principal that IAM lets in' }];
    case 'cognito': return [auth.scopes.length > 0 || door.kind !== 'rest' ? { kind: 'cognito', identity: 'yes', text: `a token of \`${label}\`${door.kind === 'rest' ? ` with scope ${scopes}` : ''}` } : { kind: 'cognito', identity: 'weak', text: `an ID token of \`${label}\`, of any client and any signed-in user: no scopes` }];
    case 'jwt': return [{ kind: 'jwt', identity: 'yes', text: `a JWT of \`${label}\`${scopes === '' ? '' : ` with scope ${scopes}`}` }];
    case 'lambda': return [{ kind: 'lambda-authorizer', identity: 'yes', text: `whatever the code of \`${label}\` asks${cacheText(auth)}` }];
    case 'unknown': return [{ kind: 'unknown', identity: 'unknown', text: 'it is not known what' }];
  }
}

function cacheText({ authorizer }: Auth): string {
  if (authorizer?.ttl === undefined) return ', for an unknown time';
  return authorizer.ttl === 0 ? ', anew for each request' : `, and keeps the answer for ${authorizer.ttl} s, for every method of the stage`;
}

function certificateCheck(door: Door, hosts: readonly Host[]): CheckData {
  const bypass = door.hosts.filter((h) => h.certificate.may.isNever() && !h.open.may.isNever());
  const text = `a client certificate of the truststore at ${hosts.map((h) => h.name).join(', ')}`;
  return bypass.length === 0 ? { kind: 'client-certificate', identity: 'yes', text } : { kind: 'client-certificate', identity: 'no', text: `${text}, and none at ${bypass.map((h) => h.name).join(', ')}` };
}

const IDENTITY = /^aws:(principal|userid|username)/i;

function policyChecks({ statements }: Policy): CheckData[] {
  const keys = [...new Set((statements ?? []).flatMap((s) => s.conditions.map((c) => c.key)))].sort();
  const named = (statements ?? []).some((s) => s.effect === 'Allow' && s.principals !== undefined && !s.principals.includes('*'));
  if (keys.length === 0) return statements === undefined ? [] : [{ kind: 'resource-policy', identity: named ? 'yes' : 'no', text: named ? 'a resource policy that names principals' : 'a resource policy without conditions' }];
  const tells = keys.some((k) => IDENTITY.test(k)) || named;
  return [{ kind: 'resource-policy', identity: tells ? 'yes' : 'no', text: `a resource policy by ${keys.join(', ')}${tells ? '' : ': where a request comes from, not who sends it'}` }];
}

export function assumptionsOfAuths(route: Route, door: Door): string[] {
  const out = new Set<string>();
  for (const { kind, authorizer } of route.auths) {
    if (kind === 'lambda') out.add(`the code of the authorizer \`${authorizer?.label ?? ''}\` lets nobody in whom it does not know`);
    if (kind === 'cognito' || kind === 'jwt') out.add(`\`${authorizer?.label ?? ''}\` and its issuer give tokens to those whom they are meant for; one that was revoked is good until it expires`);
  }
  if (door.hosts.some((h) => !h.certificate.may.isNever())) out.add(`the truststores of \`${door.label}\` hold certificate authorities that give certificates to known devices alone; nobody checks revocation`);
  if (door.kind === 'rest' || door.kind === 'http' || door.kind === 'websocket') out.add('each stage serves what its template says: a deployment is made anew whenever what it freezes changes');
  return [...out];
}

function unique(checks: readonly CheckData[]): CheckData[] {
  return [...new Map(checks.map((c) => [`${c.kind} ${c.text}`, c])).values()];
}
