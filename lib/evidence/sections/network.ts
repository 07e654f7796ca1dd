/**
 * What the intent takes: endpoints, limits of AWS and their margin, what bills while idle, what was merged, and what to look at.
 */
import type { BudgetReport, EndpointReport } from '../../contract/network-report';
import { compareText } from '../../intent';
import { count, some } from '../words';
import type { Section } from './context';

/** From this share on a budget says which flows cost most, as the warning about it does. */
const NEARLY = 0.8;
const TIGHTEST = 3;

const ACCESS: Readonly<Record<string, string>> = {
  create: 'made here',
  existing: 'existing: its policy belongs to others',
  sharedHub: 'shared hub: its policy belongs to others',
  nat: 'NAT: open to every IPv4 address',
};

export const endpoints: Section = ({ page, permits: { network } }) => {
  if (network === undefined) return;
  if (network.endpoints.length === 0) return;
  page.heading('Endpoints', ': how AWS services are reached');
  page.rows(page.lay({
    heads: ['SERVICE', 'ENDPOINT', 'ACCESS', 'FOR'],
    rows: network.endpoints.map((e) => [e.service, kindOf(e), { text: ACCESS[e.access] ?? e.access, ...(e.access === 'create' ? {} : { style: 'loud' as const }) }, some(e.flows, 3)]),
    indent: 2,
  }));
};

export const idle: Section = ({ page, permits: { network } }) => {
  if (network === undefined) return;
  const { idleCost } = network;
  const limit = idleCost.maximumUsd;
  const margin = limit === undefined ? '; no maximum is set (`maxIdleCost`)' : `; at most ${usd(limit)} by \`maxIdleCost\`: ${limit >= idleCost.monthlyUsd ? `${usd(limit - idleCost.monthlyUsd)} left` : `${usd(idleCost.monthlyUsd - limit)} too much`}`;
  page.heading('Idle cost', `: ${idleCost.belief ? '~' : ''}${usd(idleCost.monthlyUsd)} USD a month for what this scope adds${margin}`);
  if (idleCost.lines.length > 0) {
    page.rows(page.lay({
      heads: ['USD', 'QUANTITY', 'WHAT', 'FOR'],
      rows: idleCost.lines.map((l) => [`${l.belief ? '~' : ''}${usd(l.monthlyUsd)}`, String(l.quantity), l.item, brief(l.why)]),
      indent: 2,
      right: [0, 1],
    }));
    page.prose(`List prices of ${idleCost.region}, ${idleCost.pricesAsOf}, for 730 hours, without traffic.${idleCost.lines.some((l) => l.belief) ? ' ~ is a belief: the price was not read in a price file.' : ''}`, { style: 'quiet' });
  }
  if (network.endpoints.some((e) => e.access === 'nat')) page.prose('NAT gateways belong to the VPC and are not counted.', { style: 'quiet' });
};

export const budgets: Section = ({ page, permits: { network }, allBudgets }) => {
  if (network === undefined) return;
  if (network.budgets.length === 0) return;
  const kinds = [...new Set(network.budgets.map((b) => b.name))].sort(compareText);
  const shown = kinds.flatMap((kind) => tightest(network.budgets.filter((b) => b.name === kind), allBudgets ? Infinity : TIGHTEST));
  page.heading('Budgets', shown.length === network.budgets.length ? ': limits of AWS' : `: limits of AWS, the ${TIGHTEST} tightest of each kind; \`--budgets\` shows all ${network.budgets.length}`);
  const table = page.lay({
    heads: ['', 'USED', 'LIMIT', 'LEFT'],
    rows: shown.map((b) => [b.subject, String(b.used), String(b.limit), { text: String(b.limit - b.used), ...(isNear(b) ? { style: 'loud' as const } : {}) }]),
    indent: 4,
    right: [1, 2, 3],
  });
  page.add(table.head);
  shown.forEach((b, i) => {
    if (b.name !== shown[i - 1]?.name) page.prose(b.name, { style: 'title' });
    page.add(table.rows[i]);
    if ((allBudgets || isNear(b)) && b.flows.length > 0) page.prose(`dearest: ${b.flows.map((f) => `${f.flow} (${f.cost})`).join(', ')}`, { indent: 6, hang: 2 });
    if (isNear(b)) page.prose(b.relief, { indent: 6, hang: 2, style: 'loud' });
  });
};

export const aggregation: Section = ({ page, permits: { network } }) => {
  if (network === undefined) return;
  if (network.aggregated.length === 0) return;
  page.heading('Aggregation', `: ${count(network.aggregated.length, 'merger')} of rules, none of them wider than what it stands for`);
  for (const sentence of network.aggregated) page.prose(sentence, { hang: 4 });
};

export const warnings: Section = ({ page, permits: { network } }) => {
  if (network === undefined) return;
  if (network.warnings.length === 0) return;
  page.heading(`Warnings (${network.warnings.length})`);
  for (const { code, message } of network.warnings) page.prose(`${code}: ${message}`, { hang: 4, style: 'loud' });
};

function kindOf(e: EndpointReport): string {
  if (e.access === 'nat') return 'none';
  return e.kind === 'interface' && e.zones > 0 ? `interface, ${count(e.zones, 'zone')}` : e.kind;
}

function tightest(all: readonly BudgetReport[], most: number): BudgetReport[] {
  return [...all].sort((a, b) => b.used / b.limit - a.used / a.limit || compareText(a.subject, b.subject)).slice(0, most);
}

function isNear(b: BudgetReport): boolean {
  return b.used >= b.limit * NEARLY;
}

/** Exact to the cent: the file holds cents. */
function usd(amount: number): string {
  return amount.toFixed(2);
}

/** An endpoint may serve hundreds of flows; all are in the JSON. */
function brief(why: string): string {
  return why.length <= 120 ? why : `${why.slice(0, why.lastIndexOf(',', 117) + 1)} ...`;
}
