/**
 * Makes an error kind: ``unknown segment `payment`; did you mean `payments`?``
 */

/** Nobody mistypes a name of this length, and comparing long texts with many names takes long. */
const LONGEST = 100;

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** The nearest candidate, or undefined where none is near enough to be meant. Ties go to the first in sorted order. */
export function nearest(got: string, candidates: Iterable<string>): string | undefined {
  if (got.length > LONGEST) return undefined;
  const limit = Math.max(1, Math.floor(Math.max(got.length, 3) / 2.5));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of [...candidates].sort()) {
    if (Math.abs(candidate.length - got.length) >= bestDistance) continue;
    const distance = editDistance(got.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
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
