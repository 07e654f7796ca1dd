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
import type { Place } from '../../world/facts';
import type { Id, NetworkWorld } from '../../world/network/model';
import type { Path } from '../path';

/** An intent and what its names mean in the world. */
export interface BoundIntent {
  /** Path of the stage, for telling equal names of two stages apart. */
  readonly stage: string;
  /** The file of the intent, as it was read. */
  readonly file?: string;
  readonly intent: Intent;
  /** Interface classes of each member: `SCOPE#SEGMENT` -> ids. */
  readonly members: ReadonlyMap<string, readonly Id[]>;
  /** Groups that imported members keep (their interfaces are not in the world): `SCOPE#SEGMENT` -> ids of groups. */
  readonly memberGroups: ReadonlyMap<string, readonly Id[]>;
  /** How each scope reaches AWS services: from the network report. */
  readonly network: readonly NetworkReport[];
  /**
   * What a raw value of the intent (`prefixListId`, a group, an entry of `resources`) is in the world, evaluated in the stack of
   * the façade: the id of a resource (`App.List`), `external:TEXT` for a literal, else the key of the symbol, which is the
   * `atom` of opaque rules. Equal texts are equal values; undefined: not to be said, so equal to nothing.
   */
  readonly symbol?: (scope: string, raw: unknown) => string | undefined;
  /** Members of which no interface was found: `unknown`, never silently left out. */
  readonly unbound: readonly { /** `SCOPE#SEGMENT`. */ readonly segment: string; readonly path: string; readonly type: string; readonly template?: string; readonly logicalId?: string; /** Why it certainly does not exist as it was declared. */ readonly lost?: string }[];
}

/** What doors explain (exposure/explained.ts): absent where nobody asked the exposure plane. */
export interface Explained {
  /** Functions outside of every VPC that answer doors and nothing else. */
  readonly handlers: ReadonlySet<Id>;
  /** Where integrations of declared routes are written, as `writtenAt` says it; with the construct path of the VPC link that the route names. */
  readonly doorways: ReadonlyMap<string, string>;
}

/** A resource by the template and the logical id of what is written in it. */
export function writtenAt({ template, resource }: Pick<Place, 'template' | 'resource'>): string {
  return `${template}#${resource}`;
}

export interface NetworkQuestion {
  readonly world: NetworkWorld;
  readonly intents: readonly BoundIntent[];
  /** From a guarantees file, beside those of the intents. */
  readonly guarantees: readonly GuaranteeData[];
  /** `declared`: excess that touches no declared segment is a warning. */
  readonly scope: 'declared' | 'assembly';
  readonly explained?: Explained;
}

export interface NetworkProof {
  /** Sorted by id. */
  readonly verdicts: readonly VerdictData[];
  /** The witness of each violated verdict that has hops, as the replay judges it: by verdict id. Every such verdict has one. */
  readonly paths?: ReadonlyMap<string, Path>;
}

export interface ReachQuestion {
  readonly source: string;
  readonly destination: string;
  /** Canonical connections text; `all` by default. */
  readonly over: string;
  readonly level: Level;
}

/** `path`: the witness of `reachable` as the replay judges it; it is taken off before anybody sees the answer. */
export interface ReachAnswer extends AnswerFile {
  readonly path?: Path;
}

/** Signatures of prover/network/index.ts. */
export interface NetworkProver {
  proveNetwork(question: NetworkQuestion): NetworkProof;
  /** Throws NameError (code, got, nearest names) where an end names nothing. */
  askReach(world: NetworkWorld, intents: readonly BoundIntent[], question: ReachQuestion): ReachAnswer;
  /** Packet-level edges between named ends (segments where there are, else resources, `internet`, CIDRs), sorted. */
  edges(world: NetworkWorld, intents: readonly BoundIntent[], explained?: Explained): readonly EdgeData[];
  /** The standing questions of `prove` without any intent: what the internet reaches, what reaches each data store, the widest rules. */
  standingQuestions(world: NetworkWorld): NetworkProof;
}
