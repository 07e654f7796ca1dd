/** Questions over a world, and their verdicts. */
export { applyBaseline, expiredEntries, readBaseline, UNASSIGNED, updateBaseline } from './baseline';
export { DisagreementError } from './disagreement';
export { ask, diff, type DiffOptions, judge, type Judgement, openTemplates } from './judge';
export type { JudgeOptions, Tools, Trial, WorldOptions } from './judge-with';
export type { BoundIntent, NetworkProof, NetworkProver, NetworkQuestion, ReachAnswer, ReachQuestion } from './network/model';
export type { HopEnd, Path, PathHop } from './path';
export { type Judged, replay } from './replay';
export { exitCodeOf, exitCodeOfDiff, type FailOn } from './summary';
