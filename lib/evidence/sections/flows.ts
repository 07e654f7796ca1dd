/**
 * Who may reach what, how, why, until when: each declared flow once, and what opens wider than it reads.
 */
import { compareText, connectionText, endpointText, type FlowData } from '../../intent';
import { assuranceText, endText, isJewel, isUnassured, some, valueText } from '../words';
import type { Section, SectionContext } from './context';

export const flows: Section = (context) => {
  const { page, permits: { flows: all, scope, network }, jewels } = context;
  if (network === undefined) return;
  if (all.length === 0) {
    page.heading('Flows', ': none is declared; nobody reaches anything');
    return;
  }
  page.heading('Flows', ': who may reach what');
  const declared = [...all].sort((a, b) => compareText(endpointText(a.source, scope), endpointText(b.source, scope)) || compareText(endpointText(a.destination, scope), endpointText(b.destination, scope)) || compareText(a.id, b.id));
  const lay = (withId: boolean): ReturnType<typeof page.lay> => page.lay({
    heads: ['WHO', 'MAY REACH', 'ON', 'HOW', ...(withId ? ['FLOW'] : [])],
    rows: declared.map((f) => [
      endText(f.source, scope, jewels),
      { text: endText(f.destination, scope, jewels), ...(isJewel(f.destination, jewels) ? { style: 'jewel' as const } : {}) },
      f.connections.map(connectionText).join(', '),
      { text: assuranceText(f.authentication, f.encryption), ...(isUnassured(f) ? { style: 'loud' as const } : {}) },
      ...(withId ? [{ text: f.id, style: 'quiet' as const }] : []),
    ]),
    indent: 2,
  });
  // The id is on the line where there is room on every line, and below it else.
  const wide = lay(true);
  const table = wide.fits ? wide : lay(false);
  page.rows(table, (i) => {
    const flow = declared[i];
    page.prose(flow.because, { indent: 6 });
    const facts = [...(wide.fits ? [] : [`flow ${flow.id}`]), ...factsOf(flow)];
    if (facts.length > 0) page.prose(facts.join('; '), { indent: 6, hang: 2 });
    for (const line of weaknesses(flow, context)) page.prose(line, { indent: 6, hang: 2, style: 'loud' });
  });
};

const RHYTHM: Readonly<Record<string, string>> = { 'disaster-recovery': 'used in disaster recovery only' };

function factsOf(flow: FlowData): string[] {
  const end = flow.destination;
  return [
    ...(flow.until === undefined ? [] : [`until ${flow.until}`]),
    ...(flow.cadence === 'continuous' ? [] : [RHYTHM[flow.cadence] ?? `used ${flow.cadence}`]),
    ...(flow.purpose === undefined ? [] : [`purpose: ${flow.purpose}`]),
    ...(flow.withinSegment === true ? ['among members of the segment itself'] : []),
    ...(flow.claims === undefined ? [] : [`claims the offer ${flow.claims.offer} of ${flow.claims.scope === flow.scope ? '' : `${flow.claims.scope}#`}${flow.claims.segment}`]),
    ...(end.kind === 'service' && (end.actions.length > 0 || end.resources.length > 0) ? [`for ${serviceText(end.actions, end.resources)}`] : []),
  ];
}

function serviceText(actions: readonly string[], resources: readonly unknown[]): string {
  return `${actions.length === 0 ? 'any action' : some(actions, 12)}${resources.length === 0 ? '' : ` on ${some(resources.map(valueText), 6)}`}`;
}

function weaknesses(flow: FlowData, { permits }: SectionContext): string[] {
  const out: string[] = [];
  if (flow.authentication.method === 'none') out.push(`not authenticated, because ${flow.authentication.because ?? '(no reason given)'}`);
  if (flow.encryption.method === 'none') out.push(`not encrypted, because ${flow.encryption.because ?? '(no reason given)'}`);
  const { destination } = flow;
  if (destination.kind === 'service') {
    const access = permits.network?.endpoints.find((e) => e.service === destination.service)?.access;
    if (access === 'nat') out.push(`goes through NAT: its rule opens ${flow.connections.map(connectionText).join(', ')} to every IPv4 address`);
    else if (access === 'existing' || access === 'sharedHub') out.push('goes through an endpoint that this intent does not own: its policy may permit more');
  }
  return out;
}
