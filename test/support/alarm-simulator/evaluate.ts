/**
 * How CloudWatch judges an alarm, for tests: `evaluate([null, 3, 7], { breaches, ... })`.
 *
 * After the Amazon CloudWatch user guide, "Evaluating an alarm" and "How alarm state is evaluated when data is missing", whose two
 * tables are its test. The number of periods that CloudWatch looks back beyond N is two there, and here. Not modelled: bands (their
 * maths is AWS's), delays, percentiles of few samples.
 */
export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Treatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Rule {
  readonly breaches: (value: number) => boolean;
  /** M of N. */
  readonly datapoints: number;
  readonly periods: number;
  readonly missing: Treatment;
}

/** Beyond N. */
export const LOOK_BACK = 2;

/** Of the newest periods, oldest first; null is a period without data. */
export function evaluate(range: readonly (number | null)[], { breaches, datapoints, periods, missing }: Rule, current: State): State {
  const real = range.filter((v): v is number => v !== null);
  if (real.length >= periods) return real.slice(-periods).filter(breaches).length >= datapoints ? 'ALARM' : 'OK';
  const breaching = real.filter(breaches).length;
  if (missing === 'breaching') return breaching + (periods - real.length) >= datapoints ? 'ALARM' : 'OK';
  if (breaching >= datapoints) return 'ALARM';
  if (missing === 'notBreaching' || breaching < real.length) return 'OK';
  if (missing === 'ignore') return current;
  // All that is there breaches, and is too little: only where the oldest does is that an alarm.
  return real.length > 0 && range[0] !== null ? 'ALARM' : 'INSUFFICIENT_DATA';
}
