/**
 * Every counterexample is replayed before anybody sees it: `replayed(world, proof)` gives the verdicts back, or throws.
 *
 * Beyond what the replay asks of the path, the witness that is shown has to be that path, and its last hop has to be about the
 * connection that the verdict is about.
 */
import { parseConnections } from '../algebra/connection-parse';
import { protocolName } from '../algebra/protocol';
import type { VerdictData, WitnessData } from '../contract/verdicts';
import type { NetworkWorld } from '../world/network/model';
import { DisagreementError } from './disagreement';
import type { ExposureWorld } from '../world/exposure/model';
import type { ExposurePath, ExposureProof } from './exposure';
import type { NetworkProof } from './network/model';
import type { Path } from './path';
import type { Judged } from './replay';

/** Violated by what is not there: no path could show it. */
const ABSENCES = ['permits', 'nothing-less'];

export type Replay = (world: NetworkWorld, path: Path) => Judged;

export function replayed(world: NetworkWorld, { verdicts, paths }: NetworkProof, replay: Replay): readonly VerdictData[] {
  for (const { id, kind, verdict, witness, subject } of verdicts) {
    if (verdict !== 'violated' || ABSENCES.includes(kind)) continue;
    if (witness === undefined) throw new DisagreementError(id, 'it is violated without a witness');
    replayWitness(world, id, witness, paths?.get(id), subject.over, replay);
  }
  return verdicts;
}

export function replayWitness(world: NetworkWorld, id: string, witness: WitnessData, path: Path | undefined, over: string, replay: Replay): void {
  if (path === undefined) throw new DisagreementError(id, 'the witness comes without the path that it shows');
  const judged = replay(world, path);
  if (!judged.accepted) throw new DisagreementError(id, judged.why);
  const different = difference(witness, path, over);
  if (different !== undefined) throw new DisagreementError(id, different);
}

/** The same for requests: every verdict with a witness has a way, and the replay takes it. `asked`: answers that must have one. */
export function replayedExposure(world: ExposureWorld, { verdicts, paths }: ExposureProof, replay: (world: ExposureWorld, path: ExposurePath) => Judged, asked: readonly string[] = []): readonly VerdictData[] {
  const wanted = [...asked, ...verdicts.filter((v) => v.verdict === 'violated' && (v.witness !== undefined || !ABSENCES.includes(v.kind))).map((v) => v.id)];
  const standing = new Set(verdicts.filter((v) => v.kind === 'standing').map((v) => v.id));
  const refused = new Map<string, string>();
  for (const id of wanted) {
    const path = paths.get(id);
    if (path === undefined) throw new DisagreementError(id, 'the witness comes without the request that it shows');
    const judged = replay(world, path);
    if (judged.accepted) continue;
    if (!standing.has(id)) throw new DisagreementError(id, judged.why);
    refused.set(id, judged.why);
  }
  return refused.size === 0 ? verdicts : verdicts.map((v) => unconfirmed(v, refused.get(v.id)));
}

/**
 * Standing questions are asked of any template, broken ones included, where the replay knows less of what is hidden than the prover.
 * What it does not confirm is not shown as a way in, and not passed either: nobody can say.
 */
function unconfirmed(verdict: VerdictData, why: string | undefined): VerdictData {
  if (why === undefined) return verdict;
  const { witness, ...rest } = verdict;
  return { ...rest, verdict: 'unknown', unknowns: [...verdict.unknowns, { token: 'replay', pointer: '', why: `a second reading of the template does not confirm the request (${why})` }] };
}

/** In what the witness that is shown is not the path that was replayed. */
function difference(witness: WitnessData, path: Path, over: string): string | undefined {
  if (witness.hops.length !== path.hops.length) return `the witness has ${witness.hops.length} hops, the path ${path.hops.length}`;
  for (const [i, shown] of witness.hops.entries()) {
    const { connection, sourcePort, via } = path.hops[i];
    if (shown.protocol !== (protocolName(connection.protocol) ?? `${connection.protocol}`) && shown.protocol !== `${connection.protocol}` && shown.protocol !== `ip/${connection.protocol}`) return `hop ${i + 1} shows protocol ${shown.protocol}, the path has ${connection.protocol}`;
    if (shown.port !== connection.port) return `hop ${i + 1} shows port ${shown.port}, the path has ${connection.port}`;
    if (shown.sourcePort !== undefined && shown.sourcePort !== sourcePort) return `hop ${i + 1} shows source port ${shown.sourcePort}, the path has ${sourcePort}`;
    if (shown.via !== via) return `hop ${i + 1} shows \`${shown.via}\`, the path has \`${via}\``;
  }
  const asked = parseConnections(over);
  const last = path.hops[path.hops.length - 1].connection;
  return asked.ok && !asked.value.contains(last) ? `the last hop is none of \`${over}\`` : undefined;
}
