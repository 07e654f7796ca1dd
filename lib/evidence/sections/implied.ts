/**
 * What nobody wrote and compute needs to boot, apart from what was written, with the way to leave it out.
 */
import { compareText, connectionText, type FlowData } from '../../intent';
import { endText, words } from '../words';
import type { Section } from './context';

export const implied: Section = ({ page, permits, jewels }) => {
  const left = permits.segments.filter((s) => s.implied.leaveOut.length > 0);
  if (permits.network === undefined || (permits.implied.length === 0 && left.length === 0)) return;
  page.heading('Implied flows', `: what compute needs to boot, by the table of ${permits.network.impliedTable}; nobody wrote them`);
  if (permits.implied.length > 0) {
    const sorted = [...permits.implied].sort((a, b) => compareText(segmentOf(a), segmentOf(b)) || compareText(nameOf(a), nameOf(b)) || compareText(a.id, b.id));
    const table = page.lay({
      heads: ['SEGMENT', 'NAME', 'MAY REACH', 'ON', 'FLOW'],
      rows: sorted.map((f) => [segmentOf(f), nameOf(f), endText(f.destination, permits.scope, jewels), f.connections.map(connectionText).join(', '), { text: f.id, style: 'quiet' as const }]),
      indent: 2,
    });
    page.rows(table, (i) => page.prose(sorted[i].because, { indent: 6 }));
    const [first] = sorted;
    page.prose(`Leave out by name: addSegment('${segmentOf(first)}', { withoutImplied: ['${nameOf(first)}'] })`, { hang: 2, style: 'quiet' });
    page.prose(`in an intent file: implied: { leaveOut: [${nameOf(first)}] }`, { hang: 2, style: 'quiet' });
  }
  for (const s of left) page.prose(`left out of ${s.id}: ${words(s.implied.leaveOut, 'and')}`, { hang: 2 });
};

function segmentOf(flow: FlowData): string {
  return flow.implied?.segment ?? '';
}

function nameOf(flow: FlowData): string {
  return flow.implied?.name ?? '';
}
