// Two programs in turn, each in a process of its own, several times; what is compared is the median of the pairs' ratios.
import { execFileSync } from 'node:child_process';

export function program(file, args = [], env = {}) {
  const text = execFileSync(process.execPath, [file, ...args], { env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(text);
}

/** Who goes first alternates, so that a machine that gets busier or idler favours neither. */
export function pairsOf(count, ours, floor) {
  const out = [];
  for (let p = 0; p < count; p++) {
    const pair = {};
    for (const side of p % 2 === 0 ? ['ours', 'floor'] : ['floor', 'ours']) pair[side] = side === 'ours' ? ours() : floor();
    out.push(pair);
  }
  return out;
}

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const medianOf = (pairs, side, key) => median(pairs.map((p) => p[side][key]));
export const ratioOf = (pairs, key) => median(pairs.map((p) => p.ours[key] / p.floor[key]));

export function table(title, rows) {
  const keys = Object.keys(rows[0]);
  const widths = keys.map((k) => Math.max(k.length, ...rows.map((r) => String(r[k]).length)));
  console.log(`\n${title}`);
  console.log(keys.map((k, i) => (i === 0 ? k.padEnd(widths[i]) : k.padStart(widths[i]))).join('  '));
  for (const row of rows) console.log(keys.map((k, i) => (i === 0 ? String(row[k]).padEnd(widths[i]) : String(row[k]).padStart(widths[i]))).join('  '));
}
