/**
 * A counterexample, hop by hop, with what lets each hop through and where it is written:
 *
 *   1. internet => Alb : tcp/443
 *      8.8.8.8:49152 -> 10.0.0.7:443
 *      - ingress rule of App/Alb/SecurityGroup, flow web-to-api
 *        App.template.json#/Resources/AlbSg/Properties/SecurityGroupIngress/0
 *
 * A way in instead of a path, with the request that needs no identity:
 *
 *   GET /documents of Api, which calls Fn
 *      GET https://{the execute-api host of Api}/prod/documents without a token, a signature
 *      it asks for: nothing
 *
 * And what blocks one, and what would have to be known.
 */
import type { BecauseData, BlockedBy, CheckData, RequestData, UnknownData, WitnessData } from '../../contract/verdicts';
import type { Page } from '../text/page';
import { some } from '../words';
import { assumeText, checkText, connectionOf, edgeText, onwardText, packetOf, placeText, requestText, ruleText, unique, unknownText, whenText } from './terms';

/** Blocking reasons and unknowns beyond these are counted. */
const MOST = 8;
/** On a page of many verdicts, of which several wait for the same. */
export const FEW = 3;

export function drawPath(page: Page, witness: WitnessData, indent: number): void {
  if (witness.entry !== undefined) drawWay(page, witness, indent);
  witness.hops.forEach((hop, i) => {
    const onward = onwardText(hop);
    page.prose(`${i + 1}. ${edgeText({ ...hop, over: connectionOf(hop) })}${onward === undefined ? '' : ` (${onward})`}`, { indent, hang: 3 });
    const packet = packetOf(hop);
    if (packet !== undefined) page.prose(packet, { indent: indent + 3, hang: 2, style: 'quiet' });
    for (const because of shownOnce(hop.because)) drawRule(page, because, indent + 3);
  });
  const when = whenText(witness);
  if (when !== '') page.prose(`when ${when}`, { indent, hang: 2 });
}

function drawWay(page: Page, { entry = '', target = '', request, checks = [], because = [] }: WitnessData, indent: number): void {
  page.prose(`${entry}${target === '' ? '' : `, which calls ${target}`}`, { indent, hang: 3 });
  drawRequest(page, request, indent + 3);
  drawChecks(page, checks, indent + 3);
  for (const b of shownOnce(because)) drawRule(page, b, indent + 3);
}

export function drawRequest(page: Page, request: RequestData | undefined, indent: number): void {
  if (request !== undefined) page.prose(requestText(request), { indent, hang: 2, style: 'quiet' });
}

export function drawChecks(page: Page, checks: readonly CheckData[], indent: number): void {
  for (const c of checks) page.prose(checkText(c), { indent, hang: 2 });
}

/** A place inside of another one that says the same of the same resource: the narrower one is enough. */
export function shownOnce(because: readonly BecauseData[]): BecauseData[] {
  return because.filter((b, i) => !because.some((other, j) => i !== j && other.what === b.what && other.template === b.template
    && (other.pointer.startsWith(`${b.pointer}/`) || (other.pointer === b.pointer && j < i))));
}

export function drawRule(page: Page, because: BecauseData, indent: number): void {
  const flows = because.flows ?? [];
  page.prose(`- ${ruleText(because)}${flows.length === 0 ? '' : `, ${flows.length === 1 ? 'flow' : 'flows'} ${flows.join(', ')}`}`, { indent, hang: 2 });
  const place = placeText(because);
  if (place !== '') page.prose(place, { indent: indent + 2, hang: 2, style: 'quiet' });
}

export function drawBlocks(page: Page, blockedBy: readonly BlockedBy[], indent: number): void {
  for (const { code, text, because } of blockedBy.slice(0, MOST)) {
    page.prose(`blocked: ${text} (${code})`, { indent, hang: 2 });
    for (const b of because) drawRule(page, b, indent + 2);
  }
  if (blockedBy.length > MOST) page.prose(`and ${blockedBy.length - MOST} more reasons`, { indent });
}

/** What `told` has was said further up on the page: its name is enough. */
export function drawUnknowns(page: Page, unknowns: readonly UnknownData[], indent: number, most = MOST, told = new Set<string>()): void {
  const keyOf = (u: UnknownData): string => `${u.template ?? ''} ${u.pointer} ${u.token}`;
  const known = unknowns.filter((u) => told.has(keyOf(u)));
  const fresh = unknowns.filter((u) => !told.has(keyOf(u)));
  for (const unknown of fresh.slice(0, most)) {
    told.add(keyOf(unknown));
    page.prose(`not known: ${unknownText(unknown)}`, { indent, hang: 2 });
    const place = placeText(unknown);
    if (place !== '') page.prose(place, { indent: indent + 2, hang: 2, style: 'quiet' });
    if (unknown.assume !== undefined) page.prose(`settled by ${assumeText(unknown.assume)}`, { indent: indent + 2, hang: 2 });
  }
  if (known.length > 0) page.prose(`not known, as said above: ${some(unique(known.map((u) => u.token)), most)}`, { indent, hang: 2 });
  if (fresh.length > most) page.prose(`and ${fresh.length - most} more; all are in --format json`, { indent });
}
