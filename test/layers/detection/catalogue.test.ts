/** What the catalogue promises of all its rows. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ClosedVpc } from 'cdk-zero-trust';
import { FINDING_SIGNALS } from '../../../lib/contract/finding-signals';
import { CATALOGUE, FLOW_LOG_FORMAT, metricsOf, type Row, shortestPeriod } from '../../../lib/layers/detection/catalogue';
import { QUOTAS } from '../../../lib/layers/detection/catalogue/quotas';
import { HTTP_LOG_FIELDS } from '../../../lib/layers/front-door/compiler/http-stage';
import { accessLogFormat } from '../../../lib/layers/front-door/access-log';
import { PatternError, readPattern } from '../../support/filter-pattern';
import { ACCESS_FIELDS } from './recorded';
import { VALUES } from './subjects';

const METRICS = CATALOGUE.filter((row) => row.source.kind === 'metric');
const FILTERS = CATALOGUE.filter((row) => row.source.kind === 'filter');

/** What is wrong with a row, in words; nothing where it is sound. */
function wrong(row: Row): string[] {
  const { source, ceiling, band } = row;
  const all: string[] = [];
  if (source.kind === 'event') return ceiling === undefined && band === undefined ? [] : ['an event has no figures'];
  if (ceiling === undefined) all.push('no ceiling');
  if (band !== undefined && ceiling === undefined) all.push('a band without a ceiling');
  if (band !== undefined && (band < 2 || ceiling?.when === 'lessThan')) all.push('a band that rings on its lower side, or always');
  const { sandbox, standard, high } = ceiling?.value ?? { sandbox: 0, standard: 0, high: 0 };
  if (!(sandbox > 0 && standard > 0 && high > 0)) all.push('a ceiling of nothing');
  if (ceiling?.when === 'atLeast' ? !(sandbox >= standard && standard >= high) : !(sandbox <= standard && standard <= high)) all.push('a stricter posture is laxer');
  const shortest = source.kind === 'metric' ? source.minimumPeriod : 60;
  if (row.period % 60 !== 0 || row.period < shortest) all.push('a period below the metric\'s');
  if (row.datapoints[0] > row.datapoints[1] || row.datapoints[1] * row.period > (row.period < 3600 ? QUOTAS.evaluation : QUOTAS.longEvaluation)) all.push('it looks back too long');
  if ((row.missing === 'breaching') !== row.id.endsWith('.silent')) all.push('missing data breaches where silence is no alarm');
  if (ceiling?.when === 'lessThan' && row.missing === 'notBreaching') all.push('silence reads as fine');
  if (ceiling?.when === 'atLeast' && row.missing !== 'notBreaching') all.push('an alarm that never ends');
  // An asterisk stands for any text at the ends of a value alone.
  if (source.kind === 'filter' && [...source.pattern.matchAll(/"([^"]*)"/g)].some(([, value]) => value.replace(/^\*|\*$/g, '').includes('*'))) all.push('an asterisk within a value');
  return all;
}

test('every row is sound', () => {
  expect(CATALOGUE.flatMap((row) => wrong(row).map((w) => `${row.id}: ${w}`))).toEqual([]);
});

test('the test can fail', () => {
  const [row] = METRICS;
  expect(wrong({ ...row, ceiling: undefined, band: 3 } as unknown as Row)).toContain('a band without a ceiling');
  expect(wrong({ ...row, period: 30 } as Row)).toContain('a period below the metric\'s');
  expect(wrong({ ...row, missing: 'ignore' } as Row)).toContain('an alarm that never ends');
  expect(wrong({ ...row, source: { kind: 'filter', log: 'cloudTrail', pattern: '{ $.a = "b*c" }', value: '1', dimensions: {} } } as Row)).toContain('an asterisk within a value');
  expect(wrong({ ...row, missing: 'breaching' } as Row)).toContain('missing data breaches where silence is no alarm');
});

test('ids are unique, and begin with what they are about', () => {
  expect(new Set(CATALOGUE.map((row) => row.id)).size).toBe(CATALOGUE.length);
  // Findings go by the names under which they stand on the bus.
  const services = Object.values(FINDING_SIGNALS).map((s) => s.services[0]);
  for (const { id, subject, source } of CATALOGUE) expect([source.kind === 'event' ? services.includes(id.split('.')[0] as never) : id.split('.')[0], id.split('.').length]).toEqual([source.kind === 'event' ? true : subject, 2]);
  expect(CATALOGUE.filter((row) => row.source.kind === 'event').map((row) => row.id)).toEqual(Object.keys(FINDING_SIGNALS).sort());
});

test('every kind of subject is watched', () => {
  expect([...new Set(CATALOGUE.map((row) => row.subject))].sort()).toEqual(Object.keys(VALUES).sort());
});

test('words are sentences that fit', () => {
  for (const { id, title, why, first, reference } of CATALOGUE) {
    expect([id, /^[A-Z].*[^.]$/.test(title), /\.$/.test(why), /\.$/.test(first), reference.length > 10, why.length + first.length + title.length < 500]).toEqual([id, true, true, true, true, true]);
  }
});

test('patterns are read by the syntax and keep its quotas', () => {
  for (const { id, source } of FILTERS) {
    if (source.kind !== 'filter') continue;
    expect(() => readPattern(source.pattern.replaceAll('$=', 'dstport='))).not.toThrow(PatternError);
    const regex = source.pattern.match(/%[^%]+%/g) ?? [];
    expect([id, source.pattern.length + 200 < QUOTAS.filterPattern, regex.length <= QUOTAS.regexPerPattern, (source.pattern.match(/\[\*\]/g) ?? []).length <= QUOTAS.wildcardSelectorsPerPattern]).toEqual([id, true, true, true]);
    const dimensions = Object.values(source.dimensions);
    expect([id, dimensions.length <= QUOTAS.dimensionsPerFilter, dimensions.every((selector) => source.pattern.includes(`(${selector} = "*")`))]).toEqual([id, true, true]);
  }
});

test('filters of one log stay below its quota of expressions', () => {
  for (const log of ['accessLog', 'cloudTrail', 'firewallLog']) {
    // Of an access log only one of the two kinds of API.
    const with_ = FILTERS.filter(({ subject, source }) => source.kind === 'filter' && source.log === log && source.pattern.includes('%') && subject !== 'httpRoute');
    expect(with_.length).toBeLessThanOrEqual(QUOTAS.regexFiltersPerLogGroup);
  }
});

test('fields of access logs are those that doors write', () => {
  const names = (format: string): string[] => Object.keys(JSON.parse(format) as object);
  expect(ACCESS_FIELDS).toEqual({ rest: names(accessLogFormat()), http: names(accessLogFormat(HTTP_LOG_FIELDS)) });
  for (const { id, subject, source } of FILTERS) {
    if (source.kind !== 'filter' || source.log !== 'accessLog') continue;
    const fields = subject.startsWith('http') ? ACCESS_FIELDS.http : ACCESS_FIELDS.rest;
    const read = [...source.pattern.matchAll(/\$\.([A-Za-z]+)/g)].map(([, name]) => name);
    expect([id, read.filter((name) => !fields.includes(name))]).toEqual([id, []]);
  }
});

test('the flow log is that of ClosedVpc', () => {
  const stack = new Stack(new App(), 'Stack');
  new ClosedVpc(stack, 'Network');
  const [log] = Object.values(Template.fromStack(stack).findResources('AWS::EC2::FlowLog')) as { Properties: { LogFormat: string } }[];
  expect(FLOW_LOG_FORMAT).toBe(log.Properties.LogFormat);
});

test('metrics are published under their names', () => {
  for (const { id, source } of METRICS) {
    if (source.kind !== 'metric') continue;
    expect([id, metricsOf(source.namespace)?.has(source.metric), source.minimumPeriod >= shortestPeriod(source.namespace, source.metric)]).toEqual([id, true, true]);
  }
});

// aws-cdk-lib carries names of metrics for some services: another hand wrote them down.
const CANNED: Readonly<Record<string, string>> = {
  'AWS/ApiGateway': 'apigateway apigatewayv2', 'AWS/ApplicationELB': 'elasticloadbalancingv2', 'AWS/AppSync': 'appsync', 'AWS/CloudFront': 'cloudfront', 'AWS/Cognito': 'cognito', 'AWS/DynamoDB': 'dynamodb', 'AWS/KMS': 'kms',
  'AWS/Kinesis': 'kinesis', 'AWS/Lambda': 'lambda', 'AWS/Logs': 'logs', 'AWS/RDS': 'rds', 'AWS/Route53Resolver': 'route53resolver', 'AWS/S3': 's3', 'AWS/SQS': 'sqs',
};

test.each(Object.entries(CANNED))('%s: every metric that aws-cdk-lib knows is known here', (namespace, services) => {
  const names = services.split(' ').flatMap((service) => {
    const file = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), `aws-${service}`, 'lib', `${service}-canned-metrics.generated.js`);
    if (!existsSync(file)) throw new Error(`aws-cdk-lib has no ${file}`);
    return [...readFileSync(file, 'utf8').matchAll(/namespace:"([^"]+)",metricName:"([^"]+)"/g)].flatMap(([, ns, name]) => (ns === namespace ? [name] : []));
  });
  expect(names.length).toBeGreaterThan(0);
  expect([...new Set(names)].filter((name) => !metricsOf(namespace)?.has(name))).toEqual([]);
});

test('the filters of CloudWatch.1 to 14 are there', () => {
  const rows = CATALOGUE.filter((row) => /CloudWatch\.\d+$/.test(row.reference));
  expect(rows.map((row) => Number(row.reference.split('CloudWatch.')[1])).sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
});
