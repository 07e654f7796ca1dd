/**
 * What the network prover is asked and what it answers. The prover reads a NetworkWorld and intents, nothing else: no file, no
 * CDK, no layer.
 *
 *   const proof = proveNetwork({ world, intents, guarantees: [], scope: 'declared' });
 *   proof.verdicts.every((v) => v.verdict === 'proved');
 */
import type { AnswerFile, EdgeData, Level, VerdictData } from '../../contract/verdicts';
import type { NetworkReport } from '../../contract/network-report';
import type { GuaranteeData, Intent } from '../../intent/model';
import type { Id, NetworkWorld } from '../../world/network/model';

/** An intent and what its names mean in the world. */
export interface BoundIntent {
  /** Path of the stage, for telling equal names of two stages apart. */
  readonly stage: string;
  readonly intent: Intent;
  /** Interface classes of each member: `SCOPE#SEGMENT` -> ids. */
  readonly members: ReadonlyMap<string, readonly Id[]>;
  /** Groups that imported members keep (their interfaces are not in the world): `SCOPE#SEGMENT` -> ids of groups. */
  readonly memberGroups: ReadonlyMap<string, readonly Id[]>;
  /** How each scope reaches AWS services: from the network report. */
  readonly network: readonly NetworkReport[];
  /** Members of which no interface was found: `unknown`, never silently left out. */
  readonly unbound: readonly { readonly segment: string; readonly path: string; readonly type: string; readonly template?: string; readonly logicalId?: string }[];
}

export interface NetworkQuestion {
  readonly world: NetworkWorld;
  readonly intents: readonly BoundIntent[];
  /** From a guarantees file, beside those of the intents. */
  readonly guarantees: readonly GuaranteeData[];
  /** `declared`: excess that touches no declared segment is a warning. */
  readonly scope: 'declared' | 'assembly';
}

export interface NetworkProof {
  /** Sorted by id. */
  readonly verdicts: readonly VerdictData[];
}

export interface ReachQuestion {
  readonly source: string;
  readonly destination: string;
  /** Canonical connections text; `all` by default. */
  readonly over: string;
  readonly level: Level;
}

/** Signatures of prover/network/index.ts. */
export interface NetworkProver {
  proveNetwork(question: NetworkQuestion): NetworkProof;
  /** Throws NameError (code, got, nearest names) where an end names nothing. */
  askReach(world: NetworkWorld, intents: readonly BoundIntent[], question: ReachQuestion): AnswerFile;
  /** Packet-level edges between named ends (segments where there are, else resources, `internet`, CIDRs), sorted. */
  edges(world: NetworkWorld, intents: readonly BoundIntent[]): readonly EdgeData[];
  /** The standing questions of `prove` without any intent: what the internet reaches, what reaches each data store, the widest rules. */
  standingQuestions(world: NetworkWorld): NetworkProof;
}
