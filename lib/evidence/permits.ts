/**
 * What an assembly permits: the declared intent of each stage, joined with what the network layer built from it, if there is one.
 *
 *   const permits = joinPermits([{ stage: '', intent, network }], { threats: false });
 *   permits.stages[0].scopes[0].flows;      // what somebody wrote
 *   permits.stages[0].scopes[0].implied;    // what compute needs to boot
 *
 * This is the answer of `zero-trust intent --format json`, and what the text is made of. Not in here: whether a template
 * keeps to it. Guarantees are carried along, not judged.
 */
import type { NetworkFile, NetworkReport } from '../contract/network-report';
import {
  compareText, type DataFlowData, type DoorData, type EnclaveData, type FlowData, type GuaranteeData, type IdentityData, type Intent, type PersonaData, type Posture, type RouteData, type SegmentData,
  type StoreData, type Threat, threatTable,
} from '../intent';

export const PERMITS_SCHEMA = 'zero-trust/permits/1';

/** One façade. */
export interface ScopePermits {
  readonly scope: string;
  readonly posture: Posture;
  readonly segments: readonly SegmentData[];
  readonly enclaves: readonly EnclaveData[];
  readonly personas: readonly PersonaData[];
  /** Written by somebody, claims included. */
  readonly flows: readonly FlowData[];
  /** Written by nobody: what compute needs to boot. */
  readonly implied: readonly FlowData[];
  readonly guarantees: readonly GuaranteeData[];
  /** Data at rest. */
  readonly stores: readonly StoreData[];
  /** Who may use it; claims included. */
  readonly dataFlows: readonly DataFlowData[];
  /** Front doors, and who may call what behind them. Absent where there are none. */
  readonly doors?: readonly DoorData[];
  readonly routes?: readonly RouteData[];
  /** Absent where a data layer or a front door stands alone. */
  readonly network?: Omit<NetworkReport, 'scope'>;
  /** Only where they were asked for. */
  readonly threats?: readonly Threat[];
}

export interface StagePermits {
  /** Path of the stage in the app; empty for the app itself. */
  readonly stage: string;
  readonly scopes: readonly ScopePermits[];
  /** Who issues tokens, for whatever scopes. Absent where nobody is known. */
  readonly identities?: readonly IdentityData[];
}

export interface Permits {
  readonly schema: typeof PERMITS_SCHEMA;
  /** Guarantees are recorded here; `zero-trust prove` judges them. */
  readonly guaranteesJudged: false;
  readonly stages: readonly StagePermits[];
}

/** Both files of one stage. */
export interface StageFiles {
  readonly stage: string;
  readonly intent: Intent;
  readonly network: NetworkFile;
}

/** INVARIANT: every flow, data flow and route of every intent is in exactly one list of exactly one scope. `scopesApart` is empty for what is joined. */
export function joinPermits(stages: readonly StageFiles[], options: { readonly threats: boolean }): Permits {
  return {
    schema: PERMITS_SCHEMA,
    guaranteesJudged: false,
    stages: [...stages].sort((a, b) => compareText(a.stage, b.stage)).map(({ stage, intent, network }) => ({
      stage,
      ...((intent.identities ?? []).length === 0 ? {} : { identities: intent.identities }),
      scopes: [...intent.scopes].sort((a, b) => compareText(a.scope, b.scope)).map(({ scope, posture }) => {
        const report = network.scopes.find((s) => s.scope === scope);
        if (report === undefined && !standsAlone(intent, scope)) throw new Error(`scope ${scope} has no network report: it was to be checked before`);
        const own = <T extends { readonly scope: string }>(items: readonly T[]): T[] => items.filter((item) => item.scope === scope);
        const flows = own(intent.flows);
        const [doors, routes] = [own(intent.doors ?? []), own(intent.routes ?? [])];
        return {
          scope,
          posture,
          segments: own(intent.segments),
          enclaves: own(intent.enclaves),
          personas: own(intent.personas),
          flows: flows.filter((f) => f.implied === undefined),
          implied: flows.filter((f) => f.implied !== undefined),
          guarantees: own(intent.guarantees),
          stores: own(intent.stores ?? []),
          dataFlows: own(intent.dataFlows ?? []),
          ...(doors.length + routes.length === 0 ? {} : { doors, routes }),
          ...(report === undefined ? {} : { network: withoutScope(report) }),
          ...(options.threats && (report !== undefined || routes.length > 0) ? { threats: threatsOf({ ...intent, flows, routes }, report) } : {}),
        };
      }),
    })),
  };
}

/** Scopes that only one of the two files knows, or that an entry names though no façade has them: then nothing can be joined. */
export function scopesApart({ intent, network }: Pick<StageFiles, 'intent' | 'network'>): { readonly file: 'intent' | 'network'; readonly pointer: string; readonly scope: string }[] {
  const declared = new Set(intent.scopes.map((s) => s.scope));
  const built = new Set(network.scopes.map((s) => s.scope));
  const apart: { file: 'intent' | 'network'; pointer: string; scope: string }[] = [];
  intent.scopes.forEach(({ scope }, i) => { if (!built.has(scope) && !standsAlone(intent, scope)) apart.push({ file: 'intent', pointer: `/scopes/${i}/scope`, scope }); });
  network.scopes.forEach(({ scope }, i) => { if (!declared.has(scope)) apart.push({ file: 'network', pointer: `/scopes/${i}/scope`, scope }); });
  for (const section of ['segments', 'enclaves', 'personas', 'flows', 'guarantees', 'stores', 'dataFlows', 'doors', 'routes'] as const) {
    intent[section]?.forEach(({ scope }, i) => { if (!declared.has(scope)) apart.push({ file: 'intent', pointer: `/${section}/${i}/scope`, scope }); });
  }
  return apart;
}

/** A data layer, a front door or an identity without a network has nothing that a network report would be about. */
function standsAlone(intent: Intent, scope: string): boolean {
  const has = (items: readonly { readonly scope: string }[] = []): boolean => items.some((item) => item.scope === scope);
  const isIdentity = (intent.identities ?? []).length > 0 && has(intent.personas);
  return (isIdentity || [intent.stores, intent.dataFlows, intent.doors, intent.routes].some(has)) && ![intent.segments, intent.enclaves, intent.flows].some(has);
}

function withoutScope({ scope: _, ...built }: NetworkReport): Omit<NetworkReport, 'scope'> {
  return built;
}

/** Jewels of all scopes are known to it, flows of this one only. */
function threatsOf(intent: Intent, report: NetworkReport | undefined): Threat[] {
  return threatTable(intent, { flowLogs: report?.flowLogs ?? false, serviceAccess: Object.fromEntries((report?.endpoints ?? []).map((e) => [e.service, e.access])) });
}
