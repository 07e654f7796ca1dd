/**
 * Offers and claims on data, over all assemblies that were given together: `dataClaimVerdicts(intents, templates)`.
 *
 *   a claim whose owner does not offer it, or on other terms      violated
 *   a claim that the consumer's own template does not grant       violated
 *   a claim whose owner is in none of the assemblies              unknown: give the owner's assembly as well
 *   an offer that nobody in two or more assemblies claims         violated: it admits whoever carries its tag
 *   a role that carries the tag of a store without a data flow    violated (data/unclaimed-grants.ts)
 *
 * An offer is a standing grant: the store's policy admits roles that carry the offer's tag. With one assembly alone nobody can say
 * who else claims, so that question is asked from two on. Not here: what policies in the templates permit altogether.
 */
import type { UnknownData, VerdictData } from '../contract/verdicts';
import type { DataFlowData, DataOfferData, StoreData } from '../intent/model-data';
import { didYouMean } from '../intent/nearest';
import type { TemplateWorld } from '../world/template/model';
import { claimVerdict } from './claims/claim-verdict';
import { assemblyOf, ofStage, ownersOf } from './claims/owners';
import { asksForTag, keyOfStore, ownStores, resourceIn } from './data/admitted';
import { grantOf } from './data/missing-grant';
import { unclaimedGrants } from './data/unclaimed-grants';
import type { BoundIntent } from './network/model';

type Claim = NonNullable<DataFlowData['claims']>;

export function dataClaimVerdicts(intents: readonly BoundIntent[], templates: TemplateWorld): VerdictData[] {
  const claims = intents.flatMap((own) => (own.intent.dataFlows ?? []).flatMap((flow) => (flow.claims === undefined ? [] : [judgeClaim(flow, flow.claims, own, intents, templates)])));
  const assemblies = new Set(intents.map(assemblyOf));
  return [...claims, ...(assemblies.size < 2 ? [] : intents.flatMap((own) => unclaimed(own, intents, templates))), ...unclaimedGrants(intents, templates)];
}

function judgeClaim(flow: DataFlowData, claim: Claim, own: BoundIntent, intents: readonly BoundIntent[], templates: TemplateWorld): VerdictData {
  const owners = ownersOf(claim.scope, own, intents);
  const refused = owners.map((owner) => ({ owner, why: unmatched(flow, claim, owner) })).find((o) => o.why !== undefined);
  const grant = grantOf(own, flow, templates, asksForTag(templates, keyOfStore(flow.store)));
  const source = flow.source.kind === 'segment' ? flow.source.segment : flow.source.path;
  const absent: UnknownData = { token: `offer ${claim.offer} of ${claim.store}`, pointer: '', why: `\`${claim.scope}\` is in none of the given assemblies; give the assembly of its owner as well: \`zero-trust prove cdk.out OTHER/cdk.out\`` };
  return claimVerdict({
    plane: 'data', key: [own.stage, flow.scope, flow.id],
    question: `claim ${flow.id}: ${source} uses \`${claim.offer}\` of ${claim.store}`,
    subject: { source, destination: claim.store, over: wordOf(flow) },
    wrong: [...(refused === undefined ? [] : [{ code: 'CLAIM_NOT_OFFERED', text: `${refused.why ?? ''}${ofStage(refused.owner, owners)}` }]), ...grant.wrong],
    unknowns: [...(owners.length === 0 ? [absent] : []), ...grant.unknowns],
    assumptions: grant.assumptions,
    fix: refused === undefined ? `synthesize the app of \`${source}\` again, and leave its policies and tags as they are` : `ask the owner of \`${claim.store}\` to offer it, or drop the claim`,
    flows: [flow.id],
    ...(grant.at === undefined ? {} : { at: grant.at }),
  });
}

/** Why this owner has not agreed. */
function unmatched(flow: DataFlowData, claim: Claim, owner: BoundIntent): string | undefined {
  const stores = ownStores(owner).filter((s) => s.scope === claim.scope);
  const store = stores.find((s) => s.id === claim.store);
  if (store === undefined) return `store \`${claim.store}\` of \`${claim.scope}\` is in none of the given assemblies${didYouMean(claim.store, stores.map((s) => s.id), 'stores')}`;
  const offer = store.offers.find((o) => o.id === claim.offer);
  return offer === undefined ? `store \`${claim.store}\` does not offer \`${claim.offer}\`${didYouMean(claim.offer, store.offers.map((o) => o.id), 'offers')}` : exceeds(flow, offer);
}

function exceeds(flow: DataFlowData, offer: DataOfferData): string | undefined {
  const more = flow.actions.filter((a) => !offer.actions.includes(a));
  if (more.length > 0) return `offer \`${offer.id}\` permits ${wordOf(offer)}, and the claim wants ${more.map((a) => `\`${a}\``).join(', ')} as well`;
  const parts = flow.parts.filter((p) => !offer.parts.includes(p));
  if (offer.parts.length > 0 && (parts.length > 0 || flow.parts.length === 0)) return `offer \`${offer.id}\` is on ${offer.parts.map((p) => `\`${p}\``).join(', ')} alone, and the claim on ${flow.parts.length === 0 ? 'all of the store' : parts.map((p) => `\`${p}\``).join(', ')}`;
  return undefined;
}

function unclaimed(own: BoundIntent, intents: readonly BoundIntent[], templates: TemplateWorld): VerdictData[] {
  return ownStores(own).flatMap((store) => store.offers.filter((offer) => !isClaimed(store, offer, own, intents)).map((offer): VerdictData => {
    const at = resourceIn(own, store, templates);
    return claimVerdict({
      plane: 'data', key: ['offer', own.stage, store.scope, store.id, offer.id],
      question: `offer ${offer.id} of ${store.id}: somebody claims it`,
      subject: { source: 'anybody with its tag', destination: store.id, over: wordOf(offer) },
      wrong: [{ code: 'OFFER_NOT_CLAIMED', text: `nobody in the given assemblies claims \`${offer.id}\`, and the store's policy admits every role that carries its tag`, ...(at === undefined ? {} : { at: [at] }) }],
      fix: 'drop the offer, or give the assembly of whoever claims it',
      ...(at === undefined ? {} : { at }),
    });
  }));
}

/** By a claim that means this owner. */
function isClaimed(store: StoreData, offer: DataOfferData, own: BoundIntent, intents: readonly BoundIntent[]): boolean {
  return intents.some((b) => (b.intent.dataFlows ?? []).some(({ claims }) => claims?.scope === store.scope && claims.store === store.id && claims.offer === offer.id && ownersOf(store.scope, b, intents).includes(own)));
}

function wordOf({ access, actions }: Pick<DataOfferData, 'access' | 'actions'>): string {
  return access === 'actions' ? actions.join(', ') : access;
}
