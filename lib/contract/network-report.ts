/**
 * What the network layer built, for people and tools: `zero-trust.network.json`, beside the intent in the assembly of each stage.
 *
 *   const network: NetworkFile = JSON.parse(readFileSync(path.join(assembly, NETWORK_FILE), 'utf8'));
 *   network.scopes.map((s) => s.idleCost.monthlyUsd);
 *
 * Sorted, without timestamps and paths of a machine. Plain shapes, so that readers need not know the layer that wrote them.
 * Not in here: who may reach what (the intent says that), and any judgement: the prover judges templates.
 */
export const INTENT_FILE = 'zero-trust.intent.json';
export const NETWORK_FILE = 'zero-trust.network.json';
export const NETWORK_SCHEMA = 'zero-trust/network/1';
/**
 * The artifact of the manifest that names the intent of its stage. CDK clears no directory: files of an earlier synth, by an app
 * that declared something here, are told from those of this one by the digest that both have.
 */
export const INTENT_ARTIFACT = 'cdk-zero-trust/intent';

/** One endpoint, as far as flows of this scope use it. */
export interface EndpointReport {
  readonly service: string;
  /** `gateway` or `interface`. */
  readonly kind: string;
  /** `create`, `existing`, `sharedHub` or `nat`. */
  readonly access: string;
  /** Of an interface endpoint that this scope made; 0 else. */
  readonly zones: number;
  /** Ids of flows, implied ones included. */
  readonly flows: readonly string[];
  /** Of `sharedHub`: where it is entered, as CIDRs. */
  readonly addresses?: readonly string[];
  /** Of `existing`: the group of the endpoint, as it stands in a template. */
  readonly group?: unknown;
}

/** A limit of AWS and how much of it is used. */
export interface BudgetReport {
  readonly name: string;
  /** Whose budget, in the user's words. */
  readonly subject: string;
  readonly used: number;
  readonly limit: number;
  /** The property to turn, or the thing to do, when it runs out. */
  readonly relief: string;
  /** Flows by what they cost, dearest first, five at most. */
  readonly flows: readonly { readonly flow: string; readonly cost: number }[];
}

export interface IdleLineReport {
  readonly item: string;
  readonly quantity: number;
  readonly why: string;
  readonly monthlyUsd: number;
  /** The price was not read in a price file. */
  readonly belief: boolean;
  readonly source: string;
}

/** What bills while nothing happens. */
export interface IdleCostReport {
  readonly monthlyUsd: number;
  readonly lines: readonly IdleLineReport[];
  /** Any line that costs something is a belief. */
  readonly belief: boolean;
  readonly pricesAsOf: string;
  readonly region: string;
  readonly maximumUsd?: number;
}

export interface NetworkReport {
  readonly scope: string;
  readonly rulesPlacement: string;
  readonly rules: number;
  /** A flow log of the VPC stands in the app. */
  readonly flowLogs: boolean;
  readonly endpoints: readonly EndpointReport[];
  readonly budgets: readonly BudgetReport[];
  readonly idleCost: IdleCostReport;
  /** What aggregation merged, one sentence each. */
  readonly aggregated: readonly string[];
  /** Date of the table of implied flows. */
  readonly impliedTable: string;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface NetworkFile {
  readonly schema: typeof NETWORK_SCHEMA;
  /** Of the intent and of this report; the manifest of the same synth has it too. Absent in files that nobody synthesized. */
  readonly digest?: string;
  readonly scopes: readonly NetworkReport[];
}
