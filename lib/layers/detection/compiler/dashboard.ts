/**
 * One dashboard of an intent: what rings now, then segments, routes, top denied, firewall, and the rest. A widget a signal, a line a subject.
 *
 * At most 500 lines in all; what is left out is said in the last widget. Alarms watch it all the same.
 */
import { compareText } from '../../../intent';
import { QUOTAS } from '../catalogue/quotas';
import type { Properties, SubjectKind, WatchFacts } from '../model';
import { watchedOf } from './alarm';
import type { Chosen } from './choose';

const SECTIONS: readonly (readonly [title: string, kinds: readonly SubjectKind[]])[] = [
  ['Segments', ['segment', 'vpc', 'natGateway', 'endpoint', 'dnsFirewall', 'networkFirewall']],
  ['Routes', ['route', 'httpRoute', 'persona', 'httpPersona', 'restApi', 'httpApi', 'graphqlApi', 'loadBalancer', 'distribution']],
  ['Firewall', ['firewall', 'firewallRule', 'firewallLabel']],
  ['Sign-in and authorizers', ['userPool', 'appClient', 'authorizer', 'authorizerFunction']],
  ['Stores and keys', ['table', 'tableReader', 'bucket', 'bucketReader', 'database', 'queue', 'stream', 'key', 'keyUser']],
  ['Account, certificates, logs, functions', ['account', 'certificate', 'truststore', 'logGroup', 'function']],
];
/** Of an alarm widget. (Amazon CloudWatch API reference, "Dashboard body structure and syntax", alarm widget: "Array of up to 100 ARNs".) */
const ALARMS = 100;
const PER_WIDGET = 25;
const [WIDTH, HEIGHT] = [8, 6];

export function planDashboard(facts: WatchFacts, chosen: readonly Chosen[], pagers: readonly string[]): Properties {
  const region: Properties = facts.region === undefined ? {} : { region: facts.region };
  const widgets: Properties[] = states(facts, pagers, region);
  let room: number = QUOTAS.metricsPerDashboard;
  let left = 0;
  for (const [title, kinds] of SECTIONS) {
    const shown = chosen.filter((one) => kinds.includes(one.row.subject) && one.row.source.kind !== 'event');
    const denied = title === 'Routes' ? topDenied(facts, region) : [];
    if (shown.length + denied.length > 0) widgets.push(text(`## ${title}`));
    for (const [id, ones] of bySignal(shown)) {
      const fit = ones.slice(0, Math.min(PER_WIDGET, room));
      left += ones.length - fit.length;
      room -= fit.reduce((sum, one) => sum + metricsOf(one), 0);
      if (fit.length > 0) widgets.push(graph(facts, id, fit, region));
    }
    widgets.push(...denied);
  }
  if (left > 0) widgets.push(text(`${left} more ${left === 1 ? 'line is' : 'lines are'} not shown (${PER_WIDGET} a widget, ${QUOTAS.metricsPerDashboard} a dashboard); their alarms watch them all the same.`));
  return { widgets: widgets.slice(0, QUOTAS.widgetsPerDashboard) };
}

/** What rings now: the first question at night. What pages, those that ring first. */
function states({ alarmArn }: WatchFacts, pagers: readonly string[], region: Properties): Properties[] {
  if (alarmArn === undefined || pagers.length === 0) return [];
  const shown = pagers.slice(0, ALARMS);
  const rest = pagers.length - shown.length;
  return [{
    type: 'alarm', width: 3 * WIDTH, height: Math.min(12, 2 + Math.ceil(shown.length / 8)),
    properties: { ...region, title: `What pages: those that ring first${rest === 0 ? '' : ` (${rest} more are not shown)`}`, alarms: shown.map((name) => `${alarmArn}${name}`), sortBy: 'stateUpdatedTimestamp' },
  }];
}

/** Who is denied where, most first: what no metric can say without a dimension for each caller. */
function topDenied(facts: WatchFacts, region: Properties): Properties[] {
  const apis = [...facts.subjects].filter((s) => (s.kind === 'restApi' || s.kind === 'httpApi') && (s.logs.accessLog ?? '') !== '').sort((a, b) => compareText(a.id, b.id));
  return apis.map((api) => ({
    type: 'log', width: 3 * WIDTH, height: HEIGHT,
    properties: {
      ...region, title: `Top denied: ${api.title}`, view: 'table',
      query: `SOURCE '${api.logs.accessLog}' | filter status in ["401", "403"] | stats count(*) as denied by ${api.kind === 'restApi' ? 'httpMethod, resourcePath' : 'routeKey'}, sourceIp, subject | sort denied desc | limit 20`,
    },
  }));
}

function text(markdown: string): Properties {
  return { type: 'text', width: 3 * WIDTH, height: 1, properties: { markdown } };
}

function graph(facts: WatchFacts, id: string, ones: readonly Chosen[], region: Properties): Properties {
  const ceilings = [...new Set(ones.map((one) => one.ceiling))];
  const periods = ones.map((one) => one.period);
  return {
    type: 'metric', width: WIDTH, height: HEIGHT,
    properties: {
      ...region, title: `${ones[0].row.title} (${id})`, view: 'timeSeries', stacked: false, period: Math.max(...periods),
      metrics: ones.flatMap((one, i) => series(facts, one, i)),
      ...(ceilings.length === 1 ? { annotations: { horizontal: [{ label: ones[0].row.ceiling?.when === 'lessThan' ? 'floor' : 'ceiling', value: ceilings[0] }] } } : {}),
    },
  };
}

/** In a widget's own notation: namespace, name, names and values of dimensions, options. */
function series(facts: WatchFacts, one: Chosen, i: number): unknown[][] {
  const { namespace, name, dimensions, statistic, math } = watchedOf(facts, one);
  const label = one.subject.title;
  const line = (stat: string, more: Properties): unknown[] => [namespace, name, ...dimensions.flatMap((d) => [d.Name, d.Value]), { stat, ...more }];
  if (math === undefined) return [line(statistic, { label })];
  const expression = math.expression.replace(/\bm([12])\b/g, `m${i}x$1`);
  return [[{ expression, label, id: `e${i}` }], line(statistic, { id: `m${i}x1`, visible: false }), ...(math.second === undefined ? [] : [line(math.second, { id: `m${i}x2`, visible: false })])];
}

function metricsOf({ row: { source } }: Chosen): number {
  return source.kind === 'metric' && source.math?.second !== undefined ? 2 : 1;
}

function bySignal(chosen: readonly Chosen[]): [string, Chosen[]][] {
  const signals = new Map<string, Chosen[]>();
  for (const one of chosen) signals.set(one.row.id, [...(signals.get(one.row.id) ?? []), one]);
  return [...signals].sort(([a], [b]) => compareText(a, b));
}
