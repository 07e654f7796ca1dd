/**
 * Offers and claims on data, over all assemblies that were given together: `dataClaimVerdicts(intents)`.
 *
 *   a claim whose owner does not offer it, or on other terms      violated
 *   a claim whose owner is in none of the assemblies              unknown: give the owner's assembly as well
 *   an offer that nobody in two or more assemblies claims         violated: it admits whoever carries its tag
 *
 * An offer is a standing grant: the store's policy admits roles that carry the offer's tag. With one assembly alone nobody can say
 * who else claims, so the last question is asked from two on. Not here: what policies in the templates really permit.
 */
import type { VerdictData } from '../contract/verdicts';
import type { DataFlowData, DataOfferData, StoreData } from '../intent/model-data';
import { didYouMean } from '../intent/nearest';
import type { BoundIntent } from './network/model';
import { shortHash } from './short-hash';

type Claim = NonNullable<DataFlowData['claims']>;

export function dataClaimVerdicts(intents: readonly BoundIntent[]): VerdictData[] {
  const claims = intents.flatMap((own) => (own.intent.dataFlows ?? []).flatMap((flow) => (flow.claims === undefined ? [] : [judgeClaim(flow, flow.claims, own, intents)])));
  const assemblies = new Set(intents.map(assemblyOf));
  return [...claims, ...(assemblies.size < 2 ? [] : intents.flatMap((own) => unclaimed(own, intents)))];
}

function judgeClaim(flow: DataFlowData, claim: Claim, own: BoundIntent, intents: readonly BoundIntent[]): VerdictData {
  const near = [own, ...intents.filter((b) => b !== own)];
  // What a claimant says of a store of another repository is no offer of its owner's.
  const stores = near.flatMap((b) => (b.intent.stores ?? []).filter((s) => s.scope === claim.scope && b.intent.scopes.some((x) => x.scope === s.scope)));
  const owner = stores.find((s) => s.id === claim.store);
  const offer = owner?.offers.find((o) => o.id === claim.offer);
  const why = owner === undefined
    ? `store \`${claim.store}\` of \`${claim.scope}\` is in none of the given assemblies${didYouMean(claim.store, stores.map((s) => s.id), 'stores')}`
    : offer === undefined ? `store \`${claim.store}\` does not offer \`${claim.offer}\`${didYouMean(claim.offer, owner.offers.map((o) => o.id), 'offers')}` : exceeds(flow, offer);
  const isUnknown = owner === undefined && stores.length === 0;
  const source = flow.source.kind === 'segment' ? flow.source.segment : flow.source.path;
  return {
    id: `claim.${shortHash(['data', own.stage, flow.scope, flow.id].join('\n'))}`,
    question: `claim ${flow.id}: ${source} uses \`${claim.offer}\` of ${claim.store}`,
    plane: 'data', level: 'packet', verdict: why === undefined ? 'proved' : isUnknown ? 'unknown' : 'violated', kind: 'claim', severity: 'error', strict: !isUnknown,
    subject: { source, destination: claim.store, over: wordOf(flow) },
    ...(why === undefined || isUnknown ? {} : { blockedBy: [{ code: 'CLAIM_NOT_OFFERED', text: why, because: [] }], fix: `ask the owner of \`${claim.store}\` to offer it, or drop the claim` }),
    unknowns: isUnknown ? [{ token: `offer ${claim.offer} of ${claim.store}`, pointer: '', why: `${why ?? ''}; give the assembly of its owner as well: \`zero-trust prove cdk.out OTHER/cdk.out\`` }] : [],
    assumptions: [], flows: [flow.id],
  };
}

function exceeds(flow: DataFlowData, offer: DataOfferData): string | undefined {
  const more = flow.actions.filter((a) => !offer.actions.includes(a));
  if (more.length > 0) return `offer \`${offer.id}\` permits ${wordOf(offer)}, and the claim wants ${more.map((a) => `\`${a}\``).join(', ')} as well`;
  const parts = flow.parts.filter((p) => !offer.parts.includes(p));
  if (offer.parts.length > 0 && (parts.length > 0 || flow.parts.length === 0)) return `offer \`${offer.id}\` is on ${offer.parts.map((p) => `\`${p}\``).join(', ')} alone, and the claim on ${flow.parts.length === 0 ? 'all of the store' : parts.map((p) => `\`${p}\``).join(', ')}`;
  return undefined;
}

function unclaimed(own: BoundIntent, intents: readonly BoundIntent[]): VerdictData[] {
  const scopes = new Set(own.intent.scopes.map((s) => s.scope));
  return (own.intent.stores ?? []).filter((s) => scopes.has(s.scope)).flatMap((store) => store.offers.filter((offer) => !isClaimed(store, offer, intents)).map((offer): VerdictData => ({
    id: `unclaimed.${shortHash(['data', own.stage, store.scope, store.id, offer.id].join('\n'))}`,
    question: `offer ${offer.id} of ${store.id}: somebody claims it`,
    plane: 'data', level: 'packet', verdict: 'violated', kind: 'claim', severity: 'error', strict: true,
    subject: { source: 'anybody with its tag', destination: store.id, over: wordOf(offer) },
    blockedBy: [{ code: 'OFFER_NOT_CLAIMED', text: `nobody in the given assemblies claims \`${offer.id}\`, and the store's policy admits every role that carries its tag`, because: [] }],
    unknowns: [], assumptions: [], fix: `drop the offer, or give the assembly of whoever claims it`,
    ...(store.template === undefined || store.logicalId === undefined ? {} : { at: { template: store.template, resource: store.logicalId, ...(store.path === undefined ? {} : { constructPath: store.path }) } }),
  })));
}

function isClaimed(store: StoreData, offer: DataOfferData, intents: readonly BoundIntent[]): boolean {
  return intents.some((b) => (b.intent.dataFlows ?? []).some(({ claims }) => claims?.scope === store.scope && claims.store === store.id && claims.offer === offer.id));
}

/** Stages of one app are one assembly. */
function assemblyOf({ file = '' }: BoundIntent): string {
  return file.replace(/(assembly-[^/]+\/)*[^/]*$/, '');
}

function wordOf({ access, actions }: Pick<DataOfferData, 'access' | 'actions'>): string {
  return access === 'actions' ? actions.join(', ') : access;
}
