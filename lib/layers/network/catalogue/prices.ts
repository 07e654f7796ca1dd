/**
 * Makes it possible to fail synth with `maxIdleCost` and to list what bills while nothing happens:
 * `idleCost([{ item: 'interface-endpoint', quantity: 12, why: 'secretsmanager, logs, ... in 2 zones' }])`.
 *
 * US dollars per month of 730 hours, us-east-1, list price. Does not cover: other regions (some cost half as much again), data and
 * request charges, free tiers, discounts, taxes. `belief`: not read in a price file. A report prints the date and the belief flags.
 */
import { didYouMean } from '../../../intent/nearest';

/** Date of the price files. */
export const PRICES_DATE = '2026-08';
export const HOURS_PER_MONTH = 730;

export interface Price {
  readonly item: string;
  /** What one is: `endpoint and zone`. */
  readonly per: string;
  /** Exactly one of the two is the list price; `monthlyUsdOf` gives the month. */
  readonly hourlyUsd?: number;
  readonly flatMonthlyUsd?: number;
  readonly source: string;
  readonly belief?: true;
}

const FILE = 'AWS price files, 2026-08 (reference/aws-layers.md, 1.3, 4 and 9)';
const RULES = 'AWS DNS Firewall guidance, 2026-08 (reference/aws-layers.md, 1.3)';
const WAF = 'AWS WAF pricing, 2026-08 (lib/layers/web-firewall/managed/table.ts)';
const WATCH = 'lib/layers/detection/catalogue/prices.ts';
const LATTICE = 'aws.amazon.com/vpc/lattice/pricing';

export const PRICES: readonly Price[] = [
  { item: 'alarm', per: 'standard metric alarm', flatMonthlyUsd: 0.1, source: FILE },
  { item: 'anomaly-alarm', per: 'alarm on a standard anomaly band (three metrics)', flatMonthlyUsd: 0.3, source: FILE },
  { item: 'application-load-balancer', per: 'load balancer', hourlyUsd: 0.0225, source: FILE, belief: true },
  { item: 'composite-alarm', per: 'composite alarm', flatMonthlyUsd: 0.5, source: WATCH, belief: true },
  { item: 'custom-metric', per: 'metric that a filter writes', flatMonthlyUsd: 0.3, source: WATCH, belief: true },
  { item: 'dashboard', per: 'dashboard', flatMonthlyUsd: 3, source: FILE },
  { item: 'dns-firewall-advanced', per: 'rule group with an advanced rule', hourlyUsd: 0.16, source: RULES },
  { item: 'dns-firewall-domain', per: 'domain in a list of your own', flatMonthlyUsd: 0.0005, source: RULES },
  { item: 'firewall-anti-ddos', per: 'subscription of the anti-DDoS group of a web ACL', flatMonthlyUsd: 20, source: WAF },
  { item: 'firewall-intelligent-group', per: 'subscription of Bot Control, account takeover or creation prevention of a web ACL', flatMonthlyUsd: 10, source: WAF },
  { item: 'firewall-rule', per: 'rule of a web ACL', flatMonthlyUsd: 1, source: WAF },
  { item: 'flow-log', per: 'flow log (bills by volume)', flatMonthlyUsd: 0, source: 'CloudWatch pricing, vended logs', belief: true },
  { item: 'gateway-endpoint', per: 'endpoint', flatMonthlyUsd: 0, source: 'AWS PrivateLink guide, "Gateway endpoints": no additional charge' },
  { item: 'gateway-load-balancer-endpoint', per: 'endpoint and zone', hourlyUsd: 0.01, source: 'aws.amazon.com/privatelink/pricing', belief: true },
  { item: 'high-resolution-alarm', per: 'metric that an alarm reads more often than once a minute', flatMonthlyUsd: 0.3, source: WATCH },
  { item: 'interface-endpoint', per: 'endpoint and zone', hourlyUsd: 0.01, source: FILE },
  { item: 'internet-gateway', per: 'gateway', flatMonthlyUsd: 0, source: 'Amazon VPC pricing', belief: true },
  { item: 'kms-key', per: 'customer managed key', flatMonthlyUsd: 1, source: FILE },
  { item: 'log-group', per: 'log group (bills by volume)', flatMonthlyUsd: 0, source: FILE },
  { item: 'nat-gateway', per: 'gateway, without its address', hourlyUsd: 0.045, source: FILE },
  { item: 'network-acl', per: 'access control list', flatMonthlyUsd: 0, source: 'Amazon VPC pricing', belief: true },
  { item: 'network-firewall-endpoint', per: 'firewall and zone', hourlyUsd: 0.395, source: FILE },
  { item: 'network-load-balancer', per: 'load balancer', hourlyUsd: 0.0225, source: FILE },
  { item: 'prefix-list', per: 'customer-managed prefix list', flatMonthlyUsd: 0, source: 'Amazon VPC pricing', belief: true },
  { item: 'public-ipv4', per: 'address, in use or idle', hourlyUsd: 0.005, source: FILE },
  { item: 'resolver-endpoint-interface', per: 'network interface of a Route 53 Resolver endpoint', hourlyUsd: 0.125, source: 'Amazon Route 53 pricing', belief: true },
  { item: 'secret', per: 'secret', flatMonthlyUsd: 0.4, source: 'reference/aws-layers.md, 12' },
  { item: 'security-group', per: 'group', flatMonthlyUsd: 0, source: 'Amazon VPC pricing', belief: true },
  { item: 'transit-gateway-attachment', per: 'attachment', hourlyUsd: 0.05, source: FILE },
  { item: 'verified-access-application', per: 'HTTP application', hourlyUsd: 0.27, source: 'AWS Verified Access pricing', belief: true },
  { item: 'vpc-block-public-access', per: 'account and region', flatMonthlyUsd: 0, source: 'Amazon VPC pricing', belief: true },
  { item: 'vpc-encryption-control', per: 'VPC that is not empty', hourlyUsd: 0.15, source: 'Amazon VPC pricing', belief: true },
  { item: 'vpc-lattice-service', per: 'service', hourlyUsd: 0.025, source: LATTICE },
  { item: 'web-acl', per: 'web ACL', flatMonthlyUsd: 5, source: WAF },
];

export interface IdleItem {
  readonly item: string;
  readonly quantity: number;
  /** Shown beside the figure: which endpoint, for whom. */
  readonly why: string;
}

export interface IdleLine extends IdleItem {
  readonly monthlyUsd: number;
  readonly belief: boolean;
  readonly source: string;
}

export interface IdleCost {
  /** The sum of the lines as shown, so that a report adds up. */
  readonly monthlyUsd: number;
  /** Dearest first, then by item and why: the order in which constructs were made does not show. */
  readonly lines: readonly IdleLine[];
  /** True where any line that costs something is a belief. */
  readonly belief: boolean;
}

export function priceOf(item: string): Price | undefined {
  return PRICES.find((price) => price.item === item);
}

/** One unit for one month, to the cent. */
export function monthlyUsdOf(price: Price): number {
  return cents(price, 1) / 100;
}

export function idleCost(items: Iterable<IdleItem>): IdleCost {
  const lines = [...items].map((entry): IdleLine & { readonly cents: number } => {
    const { item, quantity, why } = entry;
    const price = priceOf(item);
    if (price === undefined) throw new Error(`unknown price item \`${item}\`${didYouMean(item, PRICES.map((p) => p.item), 'items')}`);
    if (!Number.isSafeInteger(quantity) || quantity < 0) throw new Error(`quantity of \`${item}\` is not a whole number of 0 or more: got ${quantity}`);
    const amount = cents(price, quantity);
    return { item, quantity, why, monthlyUsd: amount / 100, belief: price.belief === true, source: price.source, cents: amount };
  });
  lines.sort((a, b) => b.cents - a.cents || compare(a.item, b.item) || compare(a.why, b.why) || b.quantity - a.quantity);
  const total = lines.reduce((sum, line) => sum + line.cents, 0);
  return { monthlyUsd: total / 100, lines: lines.map(({ cents: _, ...line }) => line), belief: lines.some((line) => line.belief && line.cents > 0) };
}

/** Whole cents, half up, by way of whole millionths: no figure depends on binary fractions or on the order of addition. */
function cents(price: Price, quantity: number): number {
  const millionths = price.hourlyUsd !== undefined ? Math.round(price.hourlyUsd * 1e6) * HOURS_PER_MONTH : Math.round((price.flatMonthlyUsd ?? 0) * 1e6);
  return Math.floor((millionths * quantity + 5000) / 10000);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
