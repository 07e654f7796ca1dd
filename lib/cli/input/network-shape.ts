/**
 * The shape of `zero-trust.network.json`, held against its contract by the compiler.
 */
import {
  type BudgetReport, type EndpointReport, type IdleCostReport, type IdleLineReport, NETWORK_SCHEMA, type NetworkFile, type NetworkReport,
} from '../../contract/network-report';
import { anything, fields, figure, flag, list, oneOf, optional, text } from './shape';

const endpoint = fields<EndpointReport>({ service: text, kind: text, access: text, zones: figure, flows: list(text), addresses: optional(list(text)), group: optional(anything) });
const budget = fields<BudgetReport>({
  name: text,
  subject: text,
  used: figure,
  limit: figure,
  relief: text,
  flows: list(fields<BudgetReport['flows'][number]>({ flow: text, cost: figure })),
});
const line = fields<IdleLineReport>({ item: text, quantity: figure, why: text, monthlyUsd: figure, belief: flag, source: text });
const idleCost = fields<IdleCostReport>({ monthlyUsd: figure, lines: list(line), belief: flag, pricesAsOf: text, region: text, maximumUsd: optional(figure) });

const report = fields<NetworkReport>({
  scope: text,
  rulesPlacement: text,
  rules: figure,
  flowLogs: flag,
  endpoints: list(endpoint),
  budgets: list(budget),
  idleCost,
  aggregated: list(text),
  impliedTable: text,
  warnings: list(fields<NetworkReport['warnings'][number]>({ code: text, message: text })),
});

export const networkShape = fields<NetworkFile>({ schema: oneOf(NETWORK_SCHEMA), digest: optional(text), scopes: list(report) });
