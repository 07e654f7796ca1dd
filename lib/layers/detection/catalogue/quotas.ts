/**
 * Limits of CloudWatch and CloudWatch Logs, looked up on 2026-11-22 in the models of botocore 1.44.5 (of 2026-11-17: `[API]`) and in stored
 * copies of pages, whose age is said. Those that AWS raises on request are judged all the same: it must be asked first.
 *
 * The number of alarms has none: "No limit on the total number of alarms per account" (Amazon CloudWatch user guide, "CloudWatch service
 * quotas", awsdocs@0117619, 2023 or older, and an undated copy of docs.amazonaws.cn; pages of 2018 said 5,000).
 */
export const QUOTAS = {
  /** The same page, both copies: anomaly detection models in a region of an account. */
  bandsPerRegion: 500,
  /** [API] PutMetricAlarm, AlarmName. */
  alarmName: 255,
  /** [API] PutMetricAlarm, AlarmDescription. */
  alarmDescription: 1024,
  /** [API] PutCompositeAlarm, AlarmRule: alarms and characters; 500 elements with parentheses, which that many alarms do not reach. */
  childrenPerComposite: 100,
  compositeRule: 10240,
  /** [API] PutMetricFilter: fixed (Amazon CloudWatch Logs user guide, "CloudWatch Logs quotas", awsdocs@270607e, 2023 or older). */
  filtersPerLogGroup: 100,
  /** [API] PutMetricFilter, filterPattern. */
  filterPattern: 1024,
  /** [API] PutMetricFilter: filters with a regular expression, per log group, and expressions in a pattern. */
  regexFiltersPerLogGroup: 5,
  regexPerPattern: 2,
  /** Amazon CloudWatch Logs user guide, "Filter pattern syntax" (undated copy, 2023 or younger): wildcard selectors in a pattern, one a selector. */
  wildcardSelectorsPerPattern: 3,
  /** [API] MetricTransformation, dimensions. */
  dimensionsPerFilter: 3,
  /** "CloudWatch service quotas", as above: 500 widgets a dashboard; 500 metrics a widget and 2,500 a dashboard, of which this library takes 500. */
  widgetsPerDashboard: 500,
  metricsPerDashboard: 500,
  /** [API] PutMetricAlarm, Period: EvaluationPeriods times Period, in seconds, for periods below and from an hour. */
  evaluation: 86400,
  longEvaluation: 7 * 86400,
  /** AWS CloudFormation guide, "Understand CloudFormation quotas". Unverified: the copy found (awsdocs@003871d) is older than October 2020 and says 200. */
  resourcesPerStack: 500,
} as const;
