/** The table of docs/signals.md, from the catalogue: `node -r ./scripts/ts.cjs test/layers/detection/signals-doc.ts` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { CATALOGUE, type Row } from '../../../lib/layers/detection/catalogue';

export const FILE = path.join(__dirname, '..', '..', '..', 'docs', 'signals.md');
const [BEGIN, END] = ['<!-- signals: begin -->', '<!-- signals: end -->'];

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function reads({ source }: Row): string {
  if (source.kind === 'metric') {
    const metric = `\`${source.namespace}\` \`${source.metric}\` (${source.dimensions.join(', ')})`;
    return source.math === undefined ? `${metric}, ${source.statistic}${source.isSparse ? ', sparse' : ''}` : `${metric}, \`${source.math.expression}\` of ${source.statistic}${source.math.second === undefined ? '' : ` and ${source.math.second}`}`;
  }
  if (source.kind === 'filter') return `log \`${source.log}\`${Object.keys(source.dimensions).length === 0 ? '' : ` by ${Object.keys(source.dimensions).join(', ')}`}: \`${source.pattern.length > 200 ? `${source.pattern.slice(0, 197)}...` : source.pattern}\``;
  return `events: \`${JSON.stringify(source.pattern)}\``;
}

function figures({ source, ceiling, band, period, datapoints, missing }: Row): string {
  if (source.kind === 'event' || ceiling === undefined) return 'each';
  const { sandbox, standard, high } = ceiling.value;
  const values = new Set([sandbox, standard, high]).size === 1 ? String(standard) : `${sandbox} / ${standard} / ${high}`;
  return `${ceiling.when === 'atLeast' ? 'at least' : 'less than'} ${values} in ${period} s, ${datapoints[0]} of ${datapoints[1]}${band === undefined ? '' : `; band of ${band}`}; missing: ${missing}`;
}

export function table(): string {
  const kinds = [...new Set(CATALOGUE.map((row) => row.subject))].sort();
  return kinds.map((kind) => [
    `## ${kind}`, '',
    '| signal | from | severity | reads | rings | why, and what to do first | source |', '|---|---|---|---|---|---|---|',
    ...CATALOGUE.filter((row) => row.subject === kind).map((row) => `| \`${row.id}\` | ${row.from === 'never' ? 'by name' : row.from} | ${row.severity} | ${cell(`${row.title}. ${reads(row)}`)} | ${figures(row)} | ${cell(`${row.why} ${row.first}`)} | ${cell(`${row.reference}${row.unverified === undefined ? '' : `. **Unverified:** ${row.unverified}`}`)} |`),
  ].join('\n')).join('\n\n');
}

/** The file with the table of today. */
export function withTable(text: string): string {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${FILE} has no place for the table`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table()}\n${text.slice(end)}`;
}

if (require.main === module) writeFileSync(FILE, withTable(readFileSync(FILE, 'utf8')));
