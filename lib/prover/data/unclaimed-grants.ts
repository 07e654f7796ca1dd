/**
 * Roles that carry the tag of a store though no data flow of theirs says so: the store's policy admits them all the same.
 *
 *   a tag of a store that was given       violated
 *   a tag of a store that nobody knows    unknown: give the owner's assembly as well
 *   a tag whose value or key is a token   unknown, and not a pass where the store is a crown jewel
 *
 * A role of another account than the store's is passed over where both accounts are known: the policy refuses its tags.
 */
import { isWordHash } from '../../contract/guarded-tag';
import type { VerdictData } from '../../contract/verdicts';
import type { DataFlowData, StoreData } from '../../intent/model-data';
import type { TemplateWorld } from '../../world/template/model';
import { claimVerdict } from '../claims/claim-verdict';
import { unknownData } from '../judge-unknowns';
import type { BoundIntent } from '../network/model';
import { asksForTag, keyOfStore, ownStores, resourceIn, rolesBehind, saysLess, wordsOfFlow, wordsOfOffer } from './admitted';
import { type Role, rolesOf, type RoleTag } from './roles';

interface Known {
  readonly store: StoreData;
  readonly bound: BoundIntent;
  readonly account?: string;
}

export function unclaimedGrants(intents: readonly BoundIntent[], templates: TemplateWorld): VerdictData[] {
  if (intents.length === 0) return [];
  const stores = storesByKey(intents, templates);
  const declared = declaredByRole(intents, templates);
  return [...rolesOf(templates).values()].flatMap((role) => [
    ...byKey(role.tags).flatMap((tags) => judgeTag(role, tags, stores.get(tags[0].key) ?? [], declared.get(role.resource.id) ?? [])),
    ...judgeHidden(role, stores, templates),
  ]);
}

/** A condition may give a tag several values. */
function byKey(tags: readonly RoleTag[]): RoleTag[][] {
  const groups = new Map<string, RoleTag[]>();
  for (const tag of tags) groups.set(tag.key, [...groups.get(tag.key) ?? [], tag]);
  return [...groups.values()];
}

function storesByKey(intents: readonly BoundIntent[], templates: TemplateWorld): Map<string, Known[]> {
  const stores = new Map<string, Known[]>();
  for (const bound of intents) {
    for (const store of ownStores(bound)) {
      const key = keyOfStore({ scope: store.scope, store: store.id });
      const account = accountOf(resourceIn(bound, store, templates)?.template.account);
      stores.set(key, [...stores.get(key) ?? [], { store, bound, ...(account === undefined ? {} : { account }) }]);
    }
  }
  return stores;
}

function declaredByRole(intents: readonly BoundIntent[], templates: TemplateWorld): Map<string, DataFlowData[]> {
  const declared = new Map<string, DataFlowData[]>();
  for (const bound of intents) {
    for (const flow of bound.intent.dataFlows ?? []) {
      for (const { role } of rolesBehind(bound, flow, templates)) if (role !== undefined) declared.set(role.resource.id, [...declared.get(role.resource.id) ?? [], flow]);
    }
  }
  return declared;
}

function judgeTag({ resource }: Role, tags: readonly RoleTag[], owners: readonly Known[], flows: readonly DataFlowData[]): VerdictData[] {
  const [{ key, shown }] = tags;
  const mine = flows.filter((f) => keyOfStore(f.store) === key);
  const claimed = new Set(mine.flatMap(wordsOfFlow));
  const offered = new Set(owners.flatMap(({ store }) => store.offers.flatMap(wordsOfOffer)));
  const isClaimed = (word: string): boolean => claimed.has(word) || (isWordHash(word) && !offered.has(word) && mine.some(saysLess));
  const open = [...new Set(tags.flatMap((t) => t.words))].filter((w) => !isClaimed(w)).sort();
  const hidden = tags.flatMap((t) => t.unknowns);
  if (open.length === 0 && hidden.length === 0) return [];
  const account = accountOf(resource.template.account);
  const reached = owners.filter((o) => o.account === undefined || account === undefined || o.account === account);
  if (owners.length > 0 && reached.length === 0) return [];
  const name = resource.place.constructPath ?? resource.id;
  const store = reached[0]?.store.id ?? shown;
  const over = open.length > 0 ? open.join(', ') : 'what its tag says';
  return [claimVerdict({
    plane: 'data', key: ['grant', resource.template.stage, resource.id, key],
    question: `grant ${shown} of ${name}: a data flow declares it`,
    subject: { source: name, destination: store, over },
    ...(open.length > 0 && reached.length > 0 ? { wrong: [{ code: 'GRANT_NOT_CLAIMED', text: `\`${name}\` carries tag \`${shown}\` with ${open.map((w) => `\`${w}\``).join(' and ')}, by which the policy of store \`${store}\` admits it, and no data flow says so`, at: [resource] }] } : {}),
    unknowns: reached.length === 0
      ? [{ token: `tag ${shown}`, template: resource.place.template, pointer: resource.place.pointer, why: 'which store it admits to is not known; give the assembly of its owner as well: `zero-trust prove cdk.out OTHER/cdk.out`' }]
      : hidden.map(unknownData),
    strict: reached.some((o) => o.store.crownJewel !== undefined),
    fix: `declare it with \`addDataClaim\` or \`addDataFlow\`, or take the tag off \`${name}\``,
    at: resource,
  })];
}

/** A key that is a token may be that of any store whose policy asks for a tag. */
function judgeHidden({ resource, hidden }: Role, stores: ReadonlyMap<string, readonly Known[]>, templates: TemplateWorld): VerdictData[] {
  const asked = [...stores].filter(([key]) => asksForTag(templates, key)).flatMap(([, known]) => known);
  if (hidden.length === 0 || asked.length === 0) return [];
  const name = resource.place.constructPath ?? resource.id;
  return [claimVerdict({
    plane: 'data', key: ['grant', resource.template.stage, resource.id, ''],
    question: `tags of ${name}: a data flow declares each that admits to a store`,
    subject: { source: name, destination: asked[0].store.id, over: 'what its tag says' },
    unknowns: hidden.map(unknownData), strict: asked.some((o) => o.store.crownJewel !== undefined), at: resource,
  })];
}

function accountOf(account: string | undefined): string | undefined {
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}
