/**
 * Where data is kept, who may use it and how, and what owners of stores are willing to permit.
 */
import { compareText, type DataFlowData, type RowsData, sourceName, type StoreData } from '../../intent';
import { assuranceText, count, isUnassured, some } from '../words';
import type { Section, SectionContext } from './context';

export const stores: Section = ({ page, permits, used }) => {
  if (permits.stores.length === 0) return;
  page.heading('Stores', ': data at rest; each is closed, and data flows alone open it');
  const table = page.lay({
    heads: ['STORE', 'KIND', 'RESOURCE'],
    rows: permits.stores.map((s) => [{ text: nameOf(s), ...(s.crownJewel === undefined ? {} : { style: 'jewel' as const }) }, s.kind ?? 'unknown', resourceText(s)]),
    indent: 2,
  });
  page.rows(table, (i) => {
    const s = permits.stores[i];
    if (s.crownJewel !== undefined) page.prose(`crown jewel: ${s.crownJewel.classification}${s.crownJewel.because === undefined ? '' : `, because ${s.crownJewel.because}`}`, { indent: 6, hang: 2, style: 'jewel' });
    if (!used.has(`${s.scope}#${s.id}`)) page.prose(s.offers.length === 0 ? 'closed: no data flow names it' : 'no data flow names it; offers admit whoever carries their tag', { indent: 6 });
    for (const { closing, because } of s.exceptClosings ?? []) page.prose(`left open: ${closing}, because ${because}`, { indent: 6, hang: 2, style: 'loud' });
    if (s.type === 'imported') page.prose('imported: how it is closed is not known here', { indent: 6, style: 'loud' });
  });
};

export const dataFlows: Section = (context) => {
  const { page, permits: { dataFlows: all, stores: kept, scope } } = context;
  if (all.length === 0) {
    if (kept.length > 0) page.heading('Data flows', ': none is declared; nobody uses any data');
    return;
  }
  page.heading('Data flows', ': who may use which data');
  const declared = [...all].sort((a, b) => compareText(whoText(a, scope), whoText(b, scope)) || compareText(a.store.store, b.store.store) || compareText(a.id, b.id));
  const lay = (withId: boolean): ReturnType<typeof page.lay> => page.lay({
    heads: ['WHO', 'MAY', 'DATA OF', 'HOW', ...(withId ? ['FLOW'] : [])],
    rows: declared.map((f) => [
      whoText(f, scope),
      accessText(f),
      dataText(f, context),
      { text: assuranceText(f.authentication, f.encryption), ...(isUnassured(f) ? { style: 'loud' as const } : {}) },
      ...(withId ? [{ text: f.id, style: 'quiet' as const }] : []),
    ]),
    indent: 2,
  });
  const wide = lay(true);
  const table = wide.fits ? wide : lay(false);
  page.rows(table, (i) => {
    const flow = declared[i];
    page.prose(flow.because, { indent: 6 });
    const facts = [...(wide.fits ? [] : [`flow ${flow.id}`]), ...factsOf(flow)];
    if (facts.length > 0) page.prose(facts.join('; '), { indent: 6, hang: 2 });
    for (const line of weaknesses(flow)) page.prose(line, { indent: 6, hang: 2, style: 'loud' });
  });
};

export const dataOffers: Section = ({ page, permits, dataClaims }) => {
  const all = permits.stores.flatMap((store) => store.offers.map((offer) => ({ store, offer })));
  if (all.length === 0) return;
  page.heading('Data offers', ': what owners of stores permit to whoever claims it; a guarded tag on the role admits it');
  const table = page.lay({
    heads: ['STORE', 'OFFER', 'MAY', 'CLAIMED BY'],
    rows: all.map(({ store, offer }) => [store.id, offer.id, accessText(offer), some(dataClaims.get(`${store.scope}#${store.id}/${offer.id}`) ?? [], 6) || 'nobody in this assembly']),
    indent: 2,
  });
  page.rows(table, (i) => {
    const { offer } = all[i];
    page.prose(offer.because, { indent: 6 });
    if (offer.parts.length > 0) page.prose(`on ${some(offer.parts, 6)} only`, { indent: 6, hang: 2 });
  });
};

const MAY: Readonly<Record<string, string>> = { 'read': 'read', 'write': 'write', 'read-write': 'read, write' };
const RHYTHM: Readonly<Record<string, string>> = { 'disaster-recovery': 'used in disaster recovery only' };

function accessText({ access, actions }: Pick<DataFlowData, 'access' | 'actions'>): string {
  return MAY[access] ?? some(actions, 3);
}

function whoText({ source, scope: own }: DataFlowData, scope: string): string {
  if (source.kind === 'segment') return source.scope === scope ? source.segment : `${source.scope}#${source.segment}`;
  return own === scope ? sourceName(source) : source.path;
}

function dataText({ store }: DataFlowData, { permits, jewelStores }: SectionContext): string {
  const key = `${store.scope}#${store.store}`;
  const name = store.scope === permits.scope ? store.store : key;
  return jewelStores.has(key) ? `${name} (crown jewel)` : name;
}

function factsOf(flow: DataFlowData): string[] {
  return [
    ...(flow.parts.length === 0 ? [] : [`on ${some(flow.parts, 6)} only`]),
    ...(flow.rows === undefined ? [] : [rowsText(flow.rows)]),
    ...(flow.until === undefined ? [] : [`until ${flow.until}`]),
    ...(flow.cadence === 'continuous' ? [] : [RHYTHM[flow.cadence] ?? `used ${flow.cadence}`]),
    ...(flow.purpose === undefined ? [] : [`purpose: ${flow.purpose}`]),
    ...(flow.claims === undefined ? [] : [`claims the offer ${flow.claims.offer} of ${flow.claims.scope === flow.scope ? '' : `${flow.claims.scope}#`}${flow.claims.store}`]),
    ...(flow.source.kind === 'segment' && flow.principals.length > 0 ? [`${count(flow.principals.length, 'role')}: ${some(flow.principals.map((p) => p.path), 4)}`] : []),
  ];
}

/** `rows USER#${aws:PrincipalTag/sub}, TEAM#${aws:PrincipalTag/team}, and for reading PUBLIC` */
function rowsText({ ownerTag, prefix, shared, common }: RowsData): string {
  return [
    `rows ${prefix}\${aws:PrincipalTag/${ownerTag}}`,
    ...shared.map((s) => `${s.prefix}\${aws:PrincipalTag/${s.tag}}`),
    ...(common.length === 0 ? [] : [`and for reading ${some(common, 6)}`]),
  ].join(', ');
}

function weaknesses(flow: DataFlowData): string[] {
  return [
    ...(flow.authentication.method === 'none' ? [`not authenticated, because ${flow.authentication.because ?? '(no reason given)'}`] : []),
    ...(flow.encryption.method === 'none' ? [`not encrypted, because ${flow.encryption.because ?? '(no reason given)'}`] : []),
    ...(flow.principals.length === 0 ? ['no role is known for it: it grants nothing'] : []),
  ];
}

function nameOf(s: StoreData): string {
  return s.displayName === s.id ? s.id : `${s.id} (${s.displayName})`;
}

function resourceText({ path, type }: StoreData): string {
  return path === undefined ? type ?? 'not in this app' : `${path} (${type ?? 'unknown'})`;
}
