/** Whether CloudWatch can judge by these figures; what is wrong is told, and the signal left out. */
import type { Said } from '../../front-door/compiler/say';
import { QUOTAS } from '../catalogue/quotas';
import type { Chosen } from './choose';

const HIGH_RESOLUTION = [10, 20, 30];

export function checkFigures({ row, subject, ceiling, band, period, hasPeriodicSpikes }: Chosen, where: string, said: Said): boolean {
  if (row.source.kind === 'event') return true;
  const what = `signal \`${row.id}\` of \`${subject.id}\``;
  const before = said.all.length;
  if (row.ceiling === undefined) said.error(band === undefined ? 'CeilingMissing' : 'BandWithoutCeiling', where, `${what} has ${band === undefined ? 'no ceiling' : 'a band and no ceiling: while the band learns, and where a metric is published only when it is not zero, nothing would ring'}; give it a ceiling`);
  else if (!Number.isFinite(ceiling) || ceiling <= 0) said.error('CeilingInvalid', where, `ceiling of ${what} is \`${String(ceiling)}\`; expected a number above zero`);
  if (band !== undefined && (!Number.isFinite(band) || band <= 0)) said.error('BandInvalid', where, `band of ${what} is \`${String(band)}\`; expected standard deviations, a number above zero, e.g. 3`);
  if (band !== undefined && row.ceiling?.when === 'lessThan') said.error('BandOnSilence', where, `${what} rings when too little comes, and a band rings on its upper side; leave the band out`);
  if (hasPeriodicSpikes === true && band === undefined) said.error('OverrideWithoutEffect', where, `${what} has \`periodicSpikes\` and no band, which alone learns; set \`band\`, or leave it out`);
  checkPeriod(period, row.source.kind === 'metric' ? row.source.minimumPeriod : 60, row.datapoints, what, where, said);
  return said.all.length === before;
}

function checkPeriod(period: number, shortest: number, [some, of]: readonly [number, number], what: string, where: string, said: Said): void {
  if (!Number.isInteger(period) || period <= 0 || (period % 60 !== 0 && !HIGH_RESOLUTION.includes(period))) {
    said.error('PeriodInvalid', where, `period of ${what} is \`${String(period)}\`; expected a multiple of 60 seconds, or 10, 20 or 30 for a metric of high resolution`);
    return;
  }
  if (period < shortest) said.error('PeriodBelowMetric', where, `period of ${what} is ${period} seconds, and its metric comes every ${shortest} seconds: most periods would be empty; expected at least ${shortest}`);
  if (!Number.isInteger(some) || !Number.isInteger(of) || some < 1 || of < some) said.error('DatapointsInvalid', where, `${what} rings on ${some} of ${of} periods; expected at least one, and no more than there are`);
  const most = period < 3600 ? QUOTAS.evaluation : QUOTAS.longEvaluation;
  if (of * period > most) said.error('EvaluationTooLong', where, `${what} looks back ${of} times ${period} seconds; expected at most ${most} seconds in all (CloudWatch)`);
}
