/**
 * A segment as it is declared, and the edges that it offers:
 *
 *   { id: docs, crownJewel: { classification: restricted }, offers: [{ id: read, over: tcp/443, authentication: mtls, because: ... }] }
 *
 * Members are constructs: they come in from the layers, already checked there, and cannot stand in a file.
 */
import { checkOffersOfJewel } from './check-jewels';
import { compareText, type Findings } from './finding';
import type { MemberData, OfferData, SegmentData } from './model';
import { readAssurances, readConnections } from './read-how';
import { list, ObjectReader } from './reader';
import { readId } from './terms';

export function readSegment(value: unknown, scope: string, pointer: string, membersOf: (id: string) => readonly MemberData[], findings: Findings): SegmentData | undefined {
  const r = new ObjectReader(value, pointer, labelOf('segment', value), findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'segment', 'a name', findings);
  const displayName = r.optionalText('displayName');
  const description = r.optionalText('description');
  const crownJewel = r.has('crownJewel') ? readJewel(r.raw('crownJewel'), r, findings) : undefined;
  const offers = readOffers(r, findings);
  const implied = readImplied(r, findings);
  if (r.has('members')) findings.error('UnknownField', r.at('members'), `${r.what} has an unknown field \`members\`; members are constructs: add them in code with \`addMember\``);
  r.done();
  if (id === undefined) return undefined;
  const segment: SegmentData = {
    scope,
    id,
    displayName: displayName ?? id,
    ...(description === undefined ? {} : { description }),
    ...(crownJewel === undefined ? {} : { crownJewel }),
    offers: [...offers].map(([, { offer }]) => offer).sort((a, b) => compareText(a.id, b.id)),
    members: [...membersOf(id)].sort((a, b) => compareText(a.path, b.path)),
    implied,
  };
  checkOffersOfJewel(segment, (offer) => offers.get(offer)?.pointer ?? pointer, findings);
  return segment;
}

/** ``segment `api` ``, as far as it has a name. */
export function labelOf(kind: string, value: unknown): string {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? `${kind} \`${id.trim()}\`` : `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function readJewel(value: unknown, segment: ObjectReader, findings: Findings): SegmentData['crownJewel'] {
  const r = new ObjectReader(value, segment.at('crownJewel'), `the crown jewel of ${segment.what}`, findings);
  if (!r.isObject) return undefined;
  const classification = r.text('classification', 'how bad its loss would be, e.g. `restricted`');
  const because = r.optionalText('because');
  r.done();
  return classification === undefined ? undefined : { classification, ...(because === undefined ? {} : { because }) };
}

function readImplied(segment: ObjectReader, findings: Findings): SegmentData['implied'] {
  const r = new ObjectReader(segment.has('implied') ? segment.raw('implied') : {}, segment.at('implied'), `\`implied\` of ${segment.what}`, findings);
  const leaveOut = r.texts('leaveOut').sort();
  const add = r.texts('add').sort();
  r.done();
  const both = leaveOut.filter((name) => add.includes(name));
  if (both.length > 0) findings.error('ImpliedContradicted', r.pointer, `${segment.what} both adds and leaves out ${list(both)}; name each once`);
  return { leaveOut, add };
}

function readOffers(segment: ObjectReader, findings: Findings): Map<string, { readonly offer: OfferData; readonly pointer: string }> {
  const offers = new Map<string, { readonly offer: OfferData; readonly pointer: string }>();
  segment.items('offers').forEach((value, i) => {
    const pointer = `${segment.at('offers')}/${i}`;
    const offer = readOffer(value, pointer, segment, findings);
    if (offer === undefined) return;
    if (offers.has(offer.id)) findings.error('NameTaken', `${pointer}/id`, `offer \`${offer.id}\` of ${segment.what} is declared twice; choose another id`);
    else offers.set(offer.id, { offer, pointer });
  });
  return offers;
}

function readOffer(value: unknown, pointer: string, segment: ObjectReader, findings: Findings): OfferData | undefined {
  const r = new ObjectReader(value, pointer, `${labelOf('offer', value)} of ${segment.what}`, findings);
  if (!r.isObject) return undefined;
  const id = readId(r, 'offer', 'a name that consumers claim', findings);
  const connections = readConnections(r, undefined, findings);
  const because = r.text('because', 'what the offer is for');
  const { authentication, encryption } = readAssurances(r, false, findings);
  r.done();
  if (id === undefined || connections.length === 0 || because === undefined || !authentication || !encryption) return undefined;
  return { id, connections, authentication, encryption, because };
}
