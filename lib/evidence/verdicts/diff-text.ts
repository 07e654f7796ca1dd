/**
 * What a change opens and closes, for people:
 *
 *   + internet => web : tcp/443    NOT DECLARED
 *       - ingress rule of App/Web/SecurityGroup
 *         App.template.json#/Resources/WebSg/Properties/SecurityGroupIngress/0
 *   + anybody => Read : GET /docs of Api at the execute-api host    NOT DECLARED
 */
import type { DiffFile, EdgeData } from '../../contract/verdicts';
import { Page } from '../text/page';
import { COLOUR, PLAIN } from '../text/paint';
import { drawRule, drawUnknowns } from './path-text';
import { edgeText, isUndeclared } from './terms';

export function diffText(diff: DiffFile, { width, colour }: { readonly width: number; readonly colour: boolean }): string {
  const page = new Page(width, colour ? COLOUR : PLAIN);
  page.title(diffSummary(diff));
  edges(page, 'Opens', '+', [...diff.added.filter(isUndeclared), ...diff.added.filter((e) => !isUndeclared(e))]);
  edges(page, 'Closes', '-', diff.removed);
  if (diff.unknowns.length > 0) {
    page.heading('What is not known', ': the change may open or close more');
    drawUnknowns(page, diff.unknowns, 2);
  }
  return page.text();
}

/** `opens 2 edges and 1 way in (1 not declared) and closes none`. */
export function diffSummary({ added, removed, summary: { undeclared } }: DiffFile): string {
  if (added.length + removed.length === 0) return 'no network edge and no way in is opened or closed';
  return `opens ${counted(added)}${undeclared === 0 ? '' : ` (${undeclared} not declared)`} and closes ${counted(removed)}`;
}

/** `2 edges and 1 way in`. */
function counted(list: DiffFile['added']): string {
  const ways = list.filter((e) => e.plane === 'exposure').length;
  const edge = list.length - ways;
  return [...edge === 0 ? [] : [`${edge} ${edge === 1 ? 'edge' : 'edges'}`], ...ways === 0 ? [] : [`${ways} ${ways === 1 ? 'way in' : 'ways in'}`]].join(' and ') || 'none';
}

/** What a reader must know of an edge beside its ends: `NOT DECLARED`, `implied`, `only possible`. */
export function marksOf({ declared, implied, certain, flows }: EdgeData): string[] {
  const how = implied === true ? 'implied' : declared ? `declared${flows.length === 0 ? '' : ` by ${flows.join(', ')}`}` : 'NOT DECLARED';
  return [how, ...(certain ? [] : ['possible: a token decides'])];
}

function edges(page: Page, heading: string, sign: string, list: readonly EdgeData[]): void {
  if (list.length === 0) return;
  page.heading(heading);
  for (const edge of list) {
    page.prose(`${sign} ${edgeText(edge)}  ${marksOf(edge).join(', ')}`, { hang: 4, ...(sign === '+' && isUndeclared(edge) ? { style: 'loud' as const } : {}) });
    for (const because of edge.because) drawRule(page, because, 6);
  }
}
