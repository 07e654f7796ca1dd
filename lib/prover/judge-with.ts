/**
 * Judges what templates permit, with a prover and a reader of networks that are given: `judge.ts` gives the real ones.
 *
 *   const trial = openWith(tools, templates, { assume: {} });
 *   trial.judge({ scope: 'declared' }).verdicts;
 *   trial.ask({ source: 'internet', destination: 'docs', over: 'tcp/5432', level: 'pivot' });
 */
import { parseConnections } from '../algebra/connection-parse';
import { type AnswerFile, type EdgeData, type VerdictData, type VerdictFile, VERDICTS_SCHEMA } from '../contract/verdicts';
import type { GuaranteeData } from '../intent/model';
import { InputError, printable } from '../world/input-error';
import type { ExposureWorld } from '../world/exposure/model';
import type { NetworkWorld } from '../world/network/model';
import type { IntentFile, TemplateWorld } from '../world/template/model';
import { bindIntent } from './bind';
import { checkNames, correctable, guaranteesByPlane, laterVerdicts, ownGuarantees } from './guarantees';
import { claimVerdicts } from './judge-claims';
import { dataClaimVerdicts } from './judge-data-claims';
import type { askInvoke, checkIdentified, explainedOf, ExposurePath, ExposureProof, firewallsOf, Known, proveExposure } from './exposure';
import { type Replay, replayed, replayedExposure, replayWitness } from './judge-replay';
import type { Judged } from './replay';
import { failClosed, unknownData } from './judge-unknowns';
import type { BoundIntent, Explained, NetworkProof, NetworkProver, ReachQuestion } from './network/model';
import { summaryOf } from './summary';

export interface Tools {
  readonly prover: NetworkProver;
  readonly readNetwork: (templates: TemplateWorld, options: { readonly assume: Readonly<Record<string, string>> }) => NetworkWorld;
  readonly replay: Replay;
  /** Who gets in. Absent in tests of the network alone. */
  readonly exposure?: ExposureTools;
}

export interface ExposureTools {
  readonly read: (templates: TemplateWorld) => ExposureWorld;
  /** Names of types are enough to say no. */
  readonly hasWaysIn: (templates: TemplateWorld) => boolean;
  readonly prove: typeof proveExposure;
  readonly check: typeof checkIdentified;
  readonly ask: typeof askInvoke;
  /** What doors explain to the judge of the network. */
  readonly explained?: typeof explainedOf;
  /** What stands before each entry, and whether there is anything to ask of it. */
  readonly firewalls?: { readonly of: typeof firewallsOf; readonly has: (templates: TemplateWorld) => boolean; readonly may: (templates: TemplateWorld) => boolean };
  readonly replay: (world: ExposureWorld, path: ExposurePath) => Judged;
}

export interface JudgeOptions {
  /** From a guarantees file, as intent/read-guarantee reads them; those of the intents are judged in any case. */
  readonly guarantees?: readonly GuaranteeData[];
  /** @default 'declared' */
  readonly scope?: 'declared' | 'assembly';
  /** ISO-8601, from the caller: firewalls that count past their date are judged by it. @default - dates are not judged, and it is said */
  readonly now?: string;
}

export interface WorldOptions {
  /** What `readTemplates` was given; the network takes `VPC=flat` from it. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Intents to hold against the templates, where not those beside them. */
  readonly intents?: readonly IntentFile[];
}

/** Templates before the prover: read once, open to any number of questions. Every witness that it hands out was replayed. */
export interface Trial {
  readonly templates: TemplateWorld;
  readonly world: NetworkWorld;
  readonly intents: readonly BoundIntent[];
  judge(options?: JudgeOptions): VerdictFile;
  /** Verdicts about these guarantees alone. */
  check(guarantees: readonly GuaranteeData[]): readonly VerdictData[];
  /** InputError where an end names nothing. */
  ask(question: Partial<ReachQuestion> & Pick<ReachQuestion, 'source' | 'destination'>): AnswerFile;
  /** Every way into a function, and what each asks; InputError where the name is nobody's. */
  invoke(target: string, now?: string): AnswerFile;
  edges(): readonly EdgeData[];
  /** Ways in, for who compares them; undefined where there are none, or nobody reads them. */
  waysIn(): Known | undefined;
}

export function openWith({ prover, readNetwork, replay, exposure }: Tools, templates: TemplateWorld, { assume = {}, intents: files = templates.intents }: WorldOptions = {}): Trial {
  const world = readNetwork(templates, { assume });
  const intents = files.map((file) => bindIntent(file, templates, world));

  // Whoever reads a proof reads what it was told: what is assumed can make anything hold.
  const told = Object.entries(assume).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => printable(`\`${name}\` is \`${value}\` (assumed)`));
  const assumed = (v: VerdictData): VerdictData => (told.length === 0 ? v : { ...v, assumptions: [...v.assumptions, ...told] });

  /** Read when somebody asks, and once. */
  let known: Known | undefined;
  const ways = ({ read }: ExposureTools): Known => (known ??= { world: read(templates), templates, intents });
  const hasDoors = intents.some((b) => (b.intent.doors ?? []).length + (b.intent.routes ?? []).length > 0);
  const explained = (): { readonly explained?: Explained } => (intents.length > 0 && exposure?.explained !== undefined && (hasDoors || exposure.hasWaysIn(templates)) ? { explained: exposure.explained(ways(exposure)) } : {});

  /** Without an intent nothing is declared, and the standing questions are asked as well. */
  const prove = (guarantees: readonly GuaranteeData[], scope: 'declared' | 'assembly'): VerdictData[] => {
    const proofs: NetworkProof[] = intents.length === 0 ? [prover.standingQuestions(world)] : [];
    if (intents.length > 0 || guarantees.length > 0) proofs.push(correctable(() => prover.proveNetwork({ world, intents, guarantees, scope, ...explained() })));
    return proofs.flatMap((proof) => replayed(world, proof, replay));
  };
  const exposed = (tools: ExposureTools, run: (known: Known) => ExposureProof): readonly VerdictData[] => correctable(() => replayedExposure(ways(tools).world, run(ways(tools)), tools.replay));
  const proveWays = (guarantees: readonly GuaranteeData[], scope: 'declared' | 'assembly', now: string | undefined): readonly VerdictData[] => {
    if (exposure === undefined) return laterVerdicts(guarantees);
    if (guarantees.length === 0 && !hasDoors && !exposure.hasWaysIn(templates) && exposure.firewalls?.has(templates) !== true) return [];
    return exposed(exposure, (k) => exposure.prove({ ...k, guarantees, scope, ...now === undefined ? {} : { now } }));
  };

  const accepted = (guarantees: readonly GuaranteeData[]): ReturnType<typeof guaranteesByPlane> => {
    checkNames(guarantees, world, intents);
    return guaranteesByPlane(guarantees);
  };

  return {
    templates, world, intents,
    judge: ({ guarantees = [], scope = 'declared', now } = {}) => {
      const { network, exposure: identified, later } = accepted(guarantees);
      const declared = guaranteesByPlane(ownGuarantees(intents));
      const verdicts = [...failClosed(prove(network, scope), world, intents), ...proveWays([...declared.exposure, ...identified], scope, now), ...claimVerdicts(intents), ...dataClaimVerdicts(intents, templates), ...laterVerdicts([...declared.later, ...later])];
      const hasIntent = intents.length > 0;
      const isAsked = exposure?.firewalls?.may(templates) === true || (hasIntent && exposure?.firewalls?.has(templates) === true);
      const firewalls = isAsked ? exposure?.firewalls?.of(ways(exposure).world, now, hasIntent) : undefined;
      return { ...fileOf(verdicts.map(assumed), world), ...firewalls === undefined ? {} : { firewalls } };
    },
    check: (guarantees) => {
      const { network, exposure: identified, later } = accepted(guarantees);
      const ofWays = identified.length === 0 ? [] : exposure === undefined ? laterVerdicts(identified) : exposed(exposure, (k) => exposure.check(identified, k));
      const bare = intents.map((b) => ({ ...b, intent: { ...b.intent, guarantees: [] } }));
      const proof = network.length === 0 ? { verdicts: [] } : prover.proveNetwork({ world, intents: bare, guarantees: network, scope: 'declared' });
      const verdicts = replayed(world, proof, replay).filter((v) => GUARANTEES.includes(v.kind));
      return sorted([...failClosed(verdicts, world, intents).filter((v) => v.kind !== 'member'), ...ofWays, ...laterVerdicts(later)].map(assumed));
    },
    ask: ({ source, destination, over = 'all', level = 'packet' }) => {
      const asked = { source, destination, over: canonical(over), level };
      const { path, ...answer } = correctable(() => prover.askReach(world, intents, asked));
      if (answer.answer === 'reachable') replayWitness(world, answer.question, answer.witness ?? { hops: [], conditions: {} }, path, asked.over, replay);
      // What a macro hides may be the way there.
      if (answer.answer === 'unreachable' && world.unknowns.length > 0) return { ...answer, assumptions: [...answer.assumptions, ...told], answer: 'unknown', unknowns: [...answer.unknowns, ...world.unknowns.map(unknownData)] };
      return { ...answer, assumptions: [...answer.assumptions, ...told] };
    },
    invoke: (target, now) => {
      if (exposure === undefined) throw new Error('who gets in is not read here');
      const { path, ...answer } = correctable(() => exposure.ask(target, ways(exposure), now));
      if (answer.answer === 'unidentified') replayedExposure(ways(exposure).world, { verdicts: [], paths: new Map(path === undefined ? [] : [[answer.question, path]]) }, exposure.replay, [answer.question]);
      return { ...answer, assumptions: [...answer.assumptions, ...told] };
    },
    edges: () => prover.edges(world, intents, explained().explained),
    waysIn: () => (exposure === undefined || (!exposure.hasWaysIn(templates) && exposure.firewalls?.may(templates) !== true) ? undefined : ways(exposure)),
  };
}

const GUARANTEES = ['denies', 'permits', 'onlyVia'];

function canonical(over: string): string {
  const parsed = parseConnections(over.trim());
  if (parsed.ok) return parsed.value.toString();
  const { what, got, expected, fix } = parsed.error;
  throw new InputError('ConnectionInvalid', `\`${over}\`: ${what} in \`${got}\`; expected ${expected}; ${fix}`);
}

function fileOf(verdicts: readonly VerdictData[], { coverage }: NetworkWorld): VerdictFile {
  const all = sorted(verdicts);
  return {
    schema: VERDICTS_SCHEMA,
    summary: summaryOf(all),
    coverage: { resources: coverage.resources, modelled: coverage.modelled, notModelled: coverage.notModelled.map(({ type, count, effect }) => ({ type, count, effect })) },
    verdicts: all,
  };
}

const WORST = ['violated', 'unknown', 'proved'];

/** By id; what two sources ask alike stands once, as the worse of the two. */
function sorted(verdicts: readonly VerdictData[]): VerdictData[] {
  const out = new Map<string, VerdictData>();
  for (const v of verdicts) {
    const key = `${v.id}\n${v.question}`;
    const known = out.get(key);
    if (known === undefined || WORST.indexOf(v.verdict) < WORST.indexOf(known.verdict)) out.set(key, v);
  }
  return [...out].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);
}
