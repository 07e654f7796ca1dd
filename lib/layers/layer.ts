/**
 * What all layers do alike. A new one has a construct, a pure compiler, and these four lines:
 *
 *   constructor(...) {                                                             // last, when all fields stand
 *     compiledAtSynth(this, () => this._build(), (built) => verifyDoor(this, built));
 *     if (shared === undefined) standsAlone(this);                                 // only a layer with an intent of its own
 *   }
 *   _build(): BuiltDoor { return this.built ??= told(this, buildDoor(this)); }     // once; may be asked for at any time
 *   buildDoor(door) { const { intent, findings, isRefused } = intentOf(door); ... }
 *
 * Mistakes are findings, never thrown: all of them end the synth together. Beside any error nothing is made; `verify` is asked only
 * beside none, when every aspect has run, whether what was written still stands. Warnings are annotations of the layer.
 *
 * Loaded by every app, so it imports little. Not here: how a layer waits for others (`_beforeBuild`), and what loads late (data/later.ts).
 */
import { Annotations, AspectPriority, Aspects, attachCustomSynthesis, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { type Finding, formatFinding, type Intent } from '../intent';
import { type Declaration, registerFacade } from './declaration/declaration';
import { type StageFacade, writeStageFiles } from './network/write-files';

export interface Built {
  /** In the order of `Findings.all()`. */
  readonly findings: readonly Finding[];
}

/**
 * Builds once all is said, then judges: `build` is called by whoever comes first and must remember its result; `verify` sees it at the end.
 * `build` can still make constructs, and what it makes is seen by all later aspects; in `verify`, which sees what those did, it is too late.
 */
export function compiledAtSynth<B extends Built>(layer: Construct, build: () => B, verify: (built: B) => readonly Finding[]): void {
  Aspects.of(layer).add({ visit: (node: IConstruct) => { if (node === layer) build(); } }, { priority: AspectPriority.MUTATING });
  layer.node.addValidation({ validate: () => {
    const built = build();
    const errors = built.findings.filter((f) => f.level === 'error');
    return (errors.length > 0 ? errors : verify(built)).map(formatFinding);
  } });
}

/** Of a layer without a façade: its intent is the stage's, or a part of it, and is written for `prove` and `evidence`. */
export function standsAlone(layer: StageFacade): void {
  registerFacade(layer);
  attachCustomSynthesis(layer, { onSynthesize: (session) => writeStageFiles(layer, session) });
}

/** The same, whose warnings were told. */
export function told<B extends Built>(layer: IConstruct, built: B): B {
  warn(layer, built.findings);
  return built;
}

/** Tells the warnings among them but for those that somebody accepted, and passes over errors. */
export function warn(layer: IConstruct, findings: readonly Finding[]): void {
  for (const f of findings) {
    const id = `cdk-zero-trust:${f.code}`;
    if (f.level === 'warning' && !isAccepted(layer, id) && !isHushed(layer, id)) Annotations.of(layer).addWarningV2(id, formatFinding(f));
  }
}

/** By `Validations.of(scope).acknowledge({ id, reason })`, on the construct or above it. Without a reason nothing is accepted. */
export function isAccepted(construct: IConstruct, id: string): boolean {
  return construct.node.scopes.some(({ node }) => node.metadata.some(({ type, data }) => {
    if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY || typeof data !== 'object' || data === null) return false;
    // CDK puts its own name before one of ours; its case has changed between versions.
    return Object.entries(data).some(([key, reason]) => key.replace(/^annotation::/i, '') === id && typeof reason === 'string' && reason.trim() !== '');
  }));
}

/**
 * By `Annotations.of(scope).acknowledgeWarning(id)` on the construct itself or on the app, before the warning: CDK looks for those at
 * what is between the two alone (aws-cdk-lib 2.263 to 2.276, `Acknowledgements.searchPaths`). Where CDK keeps them elsewhere, it is told.
 * Kept by path as a set of ids, or (newer) as a map from an id to its records, of which one with `where` is about another's context.
 */
function isHushed({ node: { root, path } }: IConstruct, id: string): boolean {
  const { acks } = ((root as unknown as Record<symbol, unknown>)[Symbol.for('@aws-cdk/core.Acknowledgements')] ?? {}) as { acks?: unknown };
  return acks instanceof Map && ['', path].some((at) => isAmong(acks.get(at), id));
}

function isAmong(accepted: unknown, id: string): boolean {
  if (accepted instanceof Set) return accepted.has(id);
  const records: unknown = accepted instanceof Map ? accepted.get(id) : undefined;
  return Array.isArray(records) && records.some((r: { where?: object } | undefined) => Object.keys(r?.where ?? {}).length === 0);
}

export interface Declared {
  readonly _declaration: Declaration;
  /** The network of the same façade, which normalises the intent for all, and reports what is wrong with it. */
  readonly _network?: StageFacade;
}

/**
 * The intent, and what is wrong with it that nobody else reports. `isRefused`: the network found errors and ends the synth; build nothing, say nothing.
 * From now on nothing can be declared.
 */
export function intentOf({ _declaration: declaration, _network: network }: Declared): { readonly intent: Intent; readonly findings: readonly Finding[]; readonly isRefused: boolean } {
  if (network === undefined) {
    declaration.close();
    return { ...declaration.normalise(), isRefused: false };
  }
  const { intent, findings } = network._build();
  return { intent, findings: [], isRefused: findings.some((f) => f.level === 'error') };
}
