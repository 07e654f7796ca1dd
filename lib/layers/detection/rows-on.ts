/** Rows that are on in a watch, before any is turned off: ``rowsOn(watch)``. */
import { CATALOGUE } from './catalogue';
import type { SignalRow } from './model';
import type { Watch } from './watch';

const RANK = { sandbox: 0, standard: 1, high: 2 } as const;

export function rowsOn(watch: Pick<Watch, '_props' | '_rows' | '_posture'>): readonly SignalRow[] {
  const asked = watch._props.signals ?? [];
  return [...CATALOGUE, ...watch._rows.map((r) => r.said)].filter((r) => asked.includes(r.id) || (r.from !== 'never' && RANK[r.from] <= RANK[watch._posture]));
}
