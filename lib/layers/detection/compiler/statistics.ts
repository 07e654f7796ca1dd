/** What CloudWatch can make of the values of a period: ``isStatistic('p99')``. (Amazon CloudWatch user guide, "CloudWatch statistics definitions"; API, PutMetricAlarm, Statistic and ExtendedStatistic: models of botocore 1.44.5, 2026-11-17.) */

/** Of `Statistic`; all others are of `ExtendedStatistic`. */
export const PLAIN_STATISTICS: readonly string[] = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];
const SHARE = String.raw`(?:100(?:\.0{1,10})?|\d{1,2}(?:\.\d{1,10})?)`;
/** `p99.9`; trimmed and winsorized means, counts and sums in percent; the same between bounds, which are percents or values. */
const SHORT = new RegExp(`^(?:p|tm|tc|ts|wm)${SHARE}$`);
const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const PERCENTS = new RegExp(`^(?:TM|TC|TS|WM)\\((?:${SHARE}%)?:(?:${SHARE}%)?\\)$`);
const VALUES = new RegExp(`^(?:TM|TC|TS|WM|PR)\\((?:${NUMBER})?:(?:${NUMBER})?\\)$`);

export function isStatistic(text: string): boolean {
  if (PLAIN_STATISTICS.includes(text) || text === 'IQM' || SHORT.test(text)) return true;
  return (PERCENTS.test(text) || VALUES.test(text)) && !/\(:\)$/.test(text);
}
