/**
 * What a watch bills while nothing happens, US dollars a month, us-east-1, list price. Alarms and dashboards: lib/layers/network/catalogue/prices.ts.
 *
 * Not in it: log volume, data points of high resolution, free tiers (ten alarms, ten custom metrics, three dashboards).
 */
import { monthlyUsdOf, priceOf, PRICES_DATE } from '../../network/catalogue/prices';

export { PRICES_DATE };

export interface WatchPrice {
  readonly item: string;
  readonly cents: number;
  readonly source: string;
  /** Not read in a price file. */
  readonly belief?: true;
}

/** The stored copies of aws.amazon.com/cloudwatch/pricing end before their prices. */
const LISTED = 'belief: AWS\'s Price List API as public notes transcribe it';
const COMPOSITE = `${LISTED}: \`CW:CompositeAlarmMonitorUsage\`, 0.50 in us-east-2 and in ap-northeast-2; c3x.dev says the same`;
const METRIC = `${LISTED}: \`CW:MetricMonitorUsage\`, 0.30 for the first 10,000`;

function listed(item: string): WatchPrice {
  const price = priceOf(item)!;
  return { item, cents: Math.round(monthlyUsdOf(price) * 100), source: price.source };
}

/** An alarm is billed by the metrics that it reads; a band reads three, and three times as much at high resolution. */
export const WATCH_PRICES = {
  alarmMetric: listed('alarm'),
  dashboard: listed('dashboard'),
  highResolutionMetric: { item: 'high-resolution-alarm', cents: 30, source: 'AWS price files, 2026-08 (reference/aws-layers.md, 5)' },
  composite: { item: 'composite-alarm', cents: 50, source: COMPOSITE, belief: true },
  customMetric: { item: 'custom-metric', cents: 30, source: METRIC, belief: true },
} as const satisfies Readonly<Record<string, WatchPrice>>;
