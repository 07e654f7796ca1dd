/**
 * What the network layer built, for people and tools: `zero-trust.network.json` beside the intent in the assembly.
 *
 * Sorted, without timestamps and paths of a machine. The prover does not read it: it judges templates.
 */
import type { Budget } from './compiler/budget';
import type { IdleCost } from './catalogue';

export const NETWORK_SCHEMA = 'zero-trust/network/1';
export const INTENT_FILE = 'zero-trust.intent.json';
export const NETWORK_FILE = 'zero-trust.network.json';

export interface NetworkReport {
  readonly scope: string;
  readonly rulesPlacement: string;
  readonly rules: number;
  readonly flowLogs: boolean;
  readonly endpoints: readonly { readonly service: string; readonly kind: string; readonly access: string; readonly zones: number; readonly flows: readonly string[] }[];
  readonly budgets: readonly Budget[];
  readonly idleCost: IdleCost & { readonly pricesAsOf: string; readonly region: string; readonly maximumUsd?: number };
  readonly aggregated: readonly string[];
  readonly impliedTable: string;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface NetworkFile {
  readonly schema: typeof NETWORK_SCHEMA;
  readonly scopes: readonly NetworkReport[];
}
