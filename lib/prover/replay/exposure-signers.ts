/**
 * Whether IAM surely lets one signed request in: `maySign(world, moment, way, door, stage)` refuses where it is not certain.
 *
 * One request, one signer, one place: each statement surely applies, surely does not, or may. A denial that may apply denies; an Allow
 * has to apply for certain, and every boundary has to have one as well.
 */
import type { Condition, Door, ExposureWorld, Policy, Signer, Stage, Statement } from '../../world/exposure/model';
import type { OpenWay } from '../exposure/model';
import { type Answer, condition, every, flip, some } from './exposure-policy';
import type { Moment } from './moment';
import { refuse } from './refusal';
import { isToken, partsOf, wildcard } from './wildcard';

type SignerWay = OpenWay & { readonly kind: 'signer' };
type Where = Pick<Signer, 'account' | 'region'>;

interface Asked {
  readonly door: Door;
  readonly text: string;
  readonly way: SignerWay;
}

export function maySign(world: ExposureWorld, moment: Moment, way: SignerWay, door: Door, stage: Stage): void {
  const signer = world.signers.find((s) => s.id === way.signer);
  const isNamed = way.signer.startsWith('principal:');
  if (signer === undefined && !isNamed) refuse('signer', `there is no \`${way.signer}\``);
  if (signer !== undefined && !moment.surely(signer.guard)) refuse('signer', 'he need not be there');
  if (!isHimself(way)) refuse('signer', 'he is not who the conditions are asked about');
  const asked: Asked = { door, text: `\u0001api:${door.id}\u0002/${stage.name}/${way.method}${way.path}`, way };
  const own = signer === undefined ? 'no' : decide(moment, signer.policies, signer, asked);
  const whose = (s: Statement): Answer => means(s, way.signer, signer);
  const api = decide(moment, door.policies, door, asked, whose);
  if (own === 'denied' || api === 'denied') refuse('policy', 'something may deny it');
  const isHere = signer !== undefined && account(signer.account) === account(door.account);
  if (isHere ? own !== 'allowed' && api !== 'allowed' : isNamed ? api !== 'allowed' : own !== 'allowed' || api !== 'allowed') refuse('policy', 'nothing surely allows it');
  for (const boundary of signer?.boundaries ?? []) {
    if (!moment.possibly(boundary.guard) || (boundary.statements === undefined && boundary.unknowns.length === 0)) continue;
    if (decide(moment, [boundary], signer!, asked) !== 'allowed') refuse('boundary', 'it does not surely leave it');
  }
}

/** What a policy says of somebody by his name is asked of that name alone; of whoever these templates make nothing is. */
function isHimself({ signer, caller: { context } }: SignerWay): boolean {
  const name = signer.replace(/^principal:/, '');
  const [arn, owner, organisation] = ['arn', 'account', 'orgid'].map((k) => context[`aws:principal${k}`]);
  if (arn === undefined && owner === undefined && organisation === undefined) return true;
  if (name === signer || isToken(name)) return false;
  if (arn === name) return owner === partsOf(name)[4] && organisation === undefined;
  const [, , , , whose, role] = partsOf(arn ?? '');
  if (role !== 'role/somebody-else' || whose !== owner) return false;
  return organisation === name ? owner === '000000000000' : organisation === undefined && (owner === name || (/:root$/.test(name) && owner === partsOf(name)[4]));
}

function account(text: string | undefined): string {
  return text !== undefined && /^\d{12}$/.test(text) ? text : '';
}

function decide(moment: Moment, policies: readonly Policy[], where: Where, asked: Asked, whose?: (s: Statement) => Answer): 'allowed' | 'denied' | 'no' {
  let allowed = false;
  for (const policy of policies) {
    if (!moment.possibly(policy.guard)) continue;
    if (policy.statements === undefined && policy.unknowns.length > 0) return 'denied';
    for (const s of policy.statements ?? []) {
      const applies = every([acts(s), ...whose === undefined ? [] : [whose(s)], onResources(s, where, asked), ...s.conditions.map((c) => met(c, asked)), ...s.unknowns.length > 0 ? [undefined] : []]);
      if (s.effect !== 'Allow' && applies !== false) return 'denied';
      if (s.effect === 'Allow' && applies === true && moment.surely(policy.guard)) allowed = true;
    }
  }
  return allowed ? 'allowed' : 'no';
}

function acts({ actions, notActions }: Statement): Answer {
  const one = (p: string): Answer => (isToken(p) ? undefined : wildcard(p.toLowerCase(), 'execute-api:invoke'));
  return actions !== undefined ? some(actions.map(one)) : notActions !== undefined ? flip(some(notActions.map(one))) : false;
}

function met(c: Condition, { way }: Asked): Answer {
  return way.caller.context[c.key.toLowerCase()] === undefined && /^aws:(principal|userid|username|source(account|arn|org)|federatedprovider|multifactorauth)/.test(c.key.toLowerCase()) ? undefined : condition(c, way.caller.context);
}

/** Of the API's own policy. */
function means({ principals, notPrincipals }: Statement, id: string, signer: Signer | undefined): Answer {
  const one = (p: string): Answer => {
    if (p === '*' || p === `aws:\u0001res:${id}\u0002` || p === id.replace('principal:', 'aws:')) return true;
    if (!p.startsWith('aws:')) return false;
    return /^aws:arn:[^\u0001]*:iam:.*(role|user)\/[^\u0001]*$/.test(p) && signer?.names.some((n) => p.endsWith(n)) !== true ? false : undefined;
  };
  return principals !== undefined ? some(principals.map(one)) : notPrincipals === undefined ? false : flip(some(notPrincipals.map(one)));
}

function onResources({ resources, notResources }: Statement, where: Where, asked: Asked): Answer {
  const one = (p: string): Answer => onResource(p, where, asked);
  return resources !== undefined ? some(resources.map(one)) : notResources === undefined ? undefined : flip(some(notResources.map(one)));
}

function onResource(pattern: string, where: Where, { door, text }: Asked): Answer {
  if (pattern === '*') return true;
  if (isToken(pattern) || pattern.includes('${')) return undefined;
  if (pattern.startsWith('execute-api:/')) return wildcard(`\u0001api:${door.id}\u0002/${pattern.slice('execute-api:/'.length)}`, text);
  const parts = partsOf(pattern);
  if (parts[0] !== 'arn' || parts.length < 6) return undefined;
  const id = parts.slice(5).join(':');
  const abroad = /^(cn|us-gov)-/.exec(door.region ?? '')?.[1];
  const isHere = parts[1].startsWith('\u0001pseudo:') || wildcard(parts[1], abroad === undefined ? 'aws' : `aws-${abroad}`) ? true : /^[a-z]{2}(-[a-z]+)+-\d$/.test(door.region ?? '') ? false : undefined;
  const [service, region, owner] = [wildcard(parts[2], 'execute-api'), inPlace(parts[3], where.region, door.region), inPlace(parts[4], where.account, door.account)];
  // A part of an id, which nobody knows, may be this one's.
  const isMine = wildcard(id, text) ? true : /^[^/]*[*?]/.test(id) && !id.startsWith('*') ? undefined : false;
  return every([isHere, service, region, owner, isMine]);
}

function inPlace(pattern: string, mine: string | undefined, theirs: string | undefined): Answer {
  if (pattern === '*') return true;
  const own = pattern.includes('\u0001pseudo:') ? mine : pattern;
  const [a, b] = [own, theirs].map((v) => (v === undefined || v.startsWith('unknown-') ? undefined : v));
  if (pattern.includes('\u0001pseudo:') && a === undefined && b === undefined) return true;
  return a === undefined || b === undefined ? undefined : wildcard(a, b);
}
