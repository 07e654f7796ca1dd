/**
 * Makes an error kind: ``unknown segment `payment`; did you mean `payments`?``
 */

/** Nobody mistypes a name of this length, and comparing long texts with many names takes long. */
const LONGEST = 100;

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. Above `limit` it is only
 * known to be above: every mistyped name is compared with every name there is.
 */
export function editDistance(a: string, b: string, limit = Math.max(a.length, b.length)): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, last, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j), []];
  for (let i = 1; i <= a.length; i++) {
    // Cells further from the diagonal than the limit are above it.
    const [from, to] = [Math.max(1, i - limit), Math.min(b.length, i + limit)];
    row[from - 1] = from === 1 ? i : limit + 1;
    let least = row[from - 1];
    for (let j = from; j <= to; j++) {
      let distance = Math.min((last[j] ?? limit) + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, before[j - 2] + 1);
      row[j] = distance;
      if (distance < least) least = distance;
    }
    row.length = to + 1;
    if (least > limit + 1) return limit + 1; // a swap reaches back one row more
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[b.length], limit + 1);
}

/** The nearest candidate, or undefined where none is near enough to be meant. Ties go to the first in sorted order. */
export function nearest(got: string, candidates: Iterable<string>): string | undefined {
  if (got.length > LONGEST) return undefined;
  const wanted = got.toLowerCase();
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(Math.max(got.length, 3) / 2.5));
  for (const candidate of [...candidates].sort()) {
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    best = candidate;
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best;
}

/** `; did you mean `x`?` and the known names, ready to be appended to a message. */
export function didYouMean(got: string, candidates: Iterable<string>, kind: string): string {
  const known = [...candidates].sort();
  const near = nearest(got, known);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  if (known.length === 0) return `${hint}; there are no ${kind} yet`;
  const shown = known.slice(0, 12).map((k) => `\`${k}\``).join(', ');
  return `${hint}${hint === '' ? '; ' : ' '}known ${kind}: ${shown}${known.length > 12 ? `, and ${known.length - 12} more` : ''}`;
}
