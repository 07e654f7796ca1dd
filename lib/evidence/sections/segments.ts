/**
 * Who is in an intent: segments and their members, what they offer, systems that can authenticate nothing, personas.
 */
import { connectionText, type MemberData, type SegmentData } from '../../intent';
import { assuranceText, count, some } from '../words';
import type { Section } from './context';

export const segments: Section = ({ page, permits, touched }) => {
  if (permits.segments.length === 0) return;
  page.heading('Segments');
  const table = page.lay({
    heads: ['SEGMENT', 'MEMBERS'],
    rows: permits.segments.map((s) => [{ text: nameOf(s), ...(s.crownJewel === undefined ? {} : { style: 'jewel' as const }) }, membersText(s.members)]),
    indent: 2,
  });
  page.rows(table, (i) => {
    const s = permits.segments[i];
    if (s.crownJewel !== undefined) page.prose(`crown jewel: ${s.crownJewel.classification}${s.crownJewel.because === undefined ? '' : `, because ${s.crownJewel.because}`}`, { indent: 6, hang: 2, style: 'jewel' });
    if (s.description !== undefined) page.prose(s.description, { indent: 6 });
    if (!touched.has(`${s.scope}#${s.id}`)) page.prose('closed in both directions: no flow names it', { indent: 6 });
    if (s.members.some(isImported)) page.prose('imported members keep their groups: what other rules of these permit is not listed here', { indent: 6, hang: 2, style: 'loud' });
  });
};

export const offers: Section = ({ page, permits, claims }) => {
  const all = permits.segments.flatMap((segment) => segment.offers.map((offer) => ({ segment, offer })));
  if (all.length === 0) return;
  page.heading('Offers', ': what owners are willing to accept; each opens when it is claimed, and nothing before');
  const table = page.lay({
    heads: ['SEGMENT', 'OFFER', 'ON', 'HOW', 'CLAIMED BY'],
    rows: all.map(({ segment: s, offer: o }) => [
      s.id, o.id, o.connections.map(connectionText).join(', '), assuranceText(o.authentication, o.encryption),
      some(claims.get(`${s.scope}#${s.id}/${o.id}`) ?? [], 6) || 'nobody in this assembly',
    ]),
    indent: 2,
  });
  page.rows(table, (i) => page.prose(all[i].offer.because, { indent: 6 }));
};

export const enclaves: Section = ({ page, permits }) => {
  if (permits.enclaves.length === 0) return;
  page.heading('Legacy enclaves', ': systems that can authenticate nothing');
  const table = page.lay({
    heads: ['ENCLAVE', 'ADDRESSES', 'OWNER', 'UNTIL'],
    rows: permits.enclaves.map((e) => [e.displayName === e.id ? e.id : `${e.id} (${e.displayName})`, e.cidrs.join(', '), e.owner, { text: e.until, style: 'loud' }]),
    indent: 2,
  });
  page.rows(table, (i) => page.prose(`compensation: ${permits.enclaves[i].compensation}`, { indent: 6, hang: 2 }));
};

export const personas: Section = ({ page, permits }) => {
  if (permits.personas.length === 0) return;
  page.heading('Personas', ': kinds of people, for routes; no network flow can name one');
  const table = page.lay({
    heads: ['PERSONA', 'GROUPS'],
    rows: permits.personas.map((p) => [p.displayName === p.id ? p.id : `${p.id} (${p.displayName})`, some(p.groups, 6)]),
    indent: 2,
  });
  page.rows(table, (i) => page.prose(permits.personas[i].description ?? '', { indent: 6 }));
};

function nameOf(s: SegmentData): string {
  return s.displayName === s.id ? s.id : `${s.id} (${s.displayName})`;
}

function membersText(members: readonly MemberData[]): string {
  if (members.length === 0) return 'none';
  const text = some(members.map((m) => `${m.path} (${isImported(m) ? 'imported' : m.type})`), 4);
  return members.length > 4 ? `${count(members.length, 'member')}: ${text}` : text;
}

function isImported(m: MemberData): boolean {
  return m.type === 'imported';
}
