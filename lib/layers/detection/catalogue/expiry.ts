/**
 * What ends, and what falls silent.
 *
 * No service tells when a certificate of a truststore ends. Its last day is known at synth, and metric math knows the time of a period:
 * `(last day - EPOCH(m1)) / 86400` counts the days down, on the requests of the API as its clock.
 */
import { atLeast, lessThan, metric, type Row, row } from './build';
import { guide } from './sources';

const DAYS = 86400;
const LOGS = `${guide('Amazon CloudWatch Logs user guide, "Monitoring with CloudWatch metrics"', 'amazon-cloudwatch-logs-user-guide@5bd7d24')}: every minute`;

export const EXPIRY: readonly Row[] = [
  // After the last day the metric ends: the alarm must stay as it is.
  row(metric('AWS/CertificateManager', 'DaysToExpiry', ['CertificateArn'], 'Minimum', { minimumPeriod: DAYS }), {
    id: 'certificate.expiring', subject: 'certificate', title: 'Days until a certificate expires', ceiling: lessThan(15, 30, 45), period: DAYS, missing: 'ignore', severity: 'high',
    why: 'When it expires nobody can connect, and people are asked to look away from warnings.', first: 'See in ACM why it was not renewed: most often its DNS record is gone, or it was imported.', from: 'standard',
    reference: `${guide('AWS Certificate Manager user guide, "Supported CloudWatch metrics"', 'aws-certificate-user-guide@3992ef1')}: until it expires; each 12 hours as somebody saw on an account (dev.classmethod.jp, July 2021)`,
  }),
  row(metric('AWS/ApiGateway', 'Count', ['ApiName?', 'ApiId?', 'Stage'], 'Sum', { math: { expression: '(<notAfterEpoch> - EPOCH(m1)) / 86400' } }), {
    id: 'truststore.expiring', subject: 'truststore', title: 'Days until the first certificate of a truststore expires', ceiling: lessThan(15, 30, 60), period: 3600, missing: 'ignore', severity: 'high',
    why: 'When it expires, devices whose certificates hang on it are shut out, in silence.', first: 'Add its successor to the truststore and deploy, then move the devices.', from: 'standard',
    reference: 'Amazon CloudWatch user guide, "Using math expressions with CloudWatch metrics", EPOCH: seconds since 1970 of each period, without gaps', unverified: 'no copy of the page was found, so EPOCH stands here from memory; and that an alarm evaluates EPOCH over periods without requests was not tried on an account',
  }),
  row(metric('AWS/Logs', 'IncomingLogEvents', ['LogGroupName'], 'Sum'), {
    id: 'logGroup.silent', subject: 'logGroup', title: 'Lines written to a log that should speak', ceiling: lessThan(1, 1, 1), period: 3600, datapoints: [2, 2], missing: 'breaching', severity: 'high',
    why: 'Whoever wants not to be seen stops the log first; every signal that reads it is blind.', first: 'See in CloudTrail who changed the log, its delivery or its permissions.', from: 'standard', reference: LOGS,
  }),
  row(metric('AWS/Logs', 'IncomingBytes', ['LogGroupName'], 'Sum'), {
    id: 'logGroup.flood', subject: 'logGroup', title: 'Bytes written to a log', ceiling: atLeast(20 * 1024 ** 3, 5 * 1024 ** 3, 2 * 1024 ** 3), band: 4, datapoints: [2, 3], severity: 'low',
    why: 'A flood of lines hides others, and is paid for.', first: 'See which lines, and who causes them.', from: 'high', reference: LOGS,
  }),
];
