/**
 * Per edge: who could abuse it, what stops them, what watches it. `nothing` is the word to look for.
 */
import { compareText, type Threat } from '../../intent';
import type { Section } from './context';

export const threats: Section = ({ page, permits }) => {
  const all = permits.threats;
  if (all === undefined) return;
  if (all.length === 0) {
    page.heading('Threats', ': no edge, so none');
    return;
  }
  const implied = new Set(permits.implied.map((f) => f.id));
  // Of one edge they come in one piece and in order; declared edges stand before implied ones.
  const ordered = [...all].sort((a, b) => Number(implied.has(a.flow)) - Number(implied.has(b.flow)) || compareText(a.flow, b.flow));
  const watched = new Set(all.map((t) => t.watchedBy));
  const [everywhere] = watched;
  page.heading('Threats', ': who could abuse an edge, and what stops them');
  if (watched.size === 1) page.prose(`Watched by ${everywhere}.`, { ...(everywhere.startsWith('nothing') ? { style: 'loud' as const } : {}) });
  const table = page.lay({
    heads: ['THREAT', 'WHO COULD ABUSE IT', 'WHAT STOPS THEM'],
    rows: ordered.map((t) => [t.kind, t.abuser, { text: t.stoppedBy, ...(isOpen(t) ? { style: 'loud' as const } : {}) }]),
    indent: 4,
  });
  page.add(table.head);
  ordered.forEach((t, i) => {
    if (t.flow !== ordered[i - 1]?.flow) page.prose(`${t.edge}${implied.has(t.flow) ? ` (implied: ${t.flow})` : ` (${t.flow})`}`, { hang: 4, style: 'title' });
    page.add(table.rows[i]);
    if (watched.size > 1) page.prose(`watched by ${t.watchedBy}`, { indent: 6, hang: 2 });
  });
};

function isOpen(t: Threat): boolean {
  return t.stoppedBy.startsWith('nothing');
}
