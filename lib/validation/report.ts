/**
 * From an assembly to the report that CDK shows: verdicts, less what the baseline accepts, as findings that acknowledgements and
 * break-glass may calm.
 *
 *   new Judgements(app).report([{ scope: ProofScope.ASSEMBLY }], new Set());
 *
 * What fails: whatever is violated; what cannot be decided about a written guarantee or a crown jewel, or about anything with
 * `failOnUnknown`. In the SANDBOX posture and while the glass is broken the same findings are warnings.
 */
import { existsSync, readFileSync } from 'node:fs';
import { type PolicyValidationPluginReport, Stack, type Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BaselineFile, VerdictData } from '../contract/verdicts';
import { summaryText } from '../evidence/verdicts/proof-text';
import { readBaseline } from '../prover/baseline';
import { Acknowledgements } from './acknowledgements';
import { assemblyHash } from './assembly-hash';
import { accept } from './baseline';
import { readBreakGlass } from './break-glass';
import { BASELINE_CONTEXT, contextText, NOW_CONTEXT, PLUGIN_NAME } from './context';
import { ConstructIndex } from './construct-index';
import { type EffectiveProps, effectiveProps } from './effective';
import { type Finding, findingId, findingOf, type Severity, undecidedOf, violationOf } from './findings';
import { readInstant } from './instant';
import { baselineFindings, breakGlassFindings, failingFinding, idleFindings, notice, staleFindings } from './notices';
import type { ProofProps } from './options';
import { isSandbox, scopePathOf } from './postures';
import { openTrial, type Trial } from './trial';

/** Unknown verdicts that fail nothing and are told one by one. */
const MOST_ALONE = 3;

interface Judged {
  readonly hash: string;
  readonly trial: Trial;
}

export class Judgements {
  private readonly judged = new Map<string, Judged>();

  constructor(private readonly root: IConstruct) {}

  /** The assembly as the last synth left it, judged once for equal options while it stays the same. */
  public trial({ assume, scope }: EffectiveProps, outdir: string): Trial {
    const now = contextText(this.root, NOW_CONTEXT);
    const key = JSON.stringify([outdir, scope, now, Object.entries(assume)]);
    const hash = assemblyHash(outdir);
    const known = this.judged.get(key);
    if (known?.hash === hash) return known.trial;
    const trial = openTrial(outdir, { assume, scope, ...now === undefined ? {} : { now } });
    this.judged.set(key, { hash, trial });
    return trial;
  }

  private baselines({ baselineFiles }: EffectiveProps): BaselineFile[] {
    const fromContext = contextText(this.root, BASELINE_CONTEXT);
    const files = baselineFiles.length > 0 || fromContext === undefined ? baselineFiles : [fromContext];
    return files.map((file) => {
      if (!existsSync(file)) throw new Error(`BaselineUnreadable: file \`${file}\` does not exist; write it with \`zero-trust prove --baseline FILE --update-baseline\``);
      return readBaseline(jsonOf(readFileSync(file, 'utf8'), file), file);
    });
  }

  /** Undefined where nobody says it; what is no time at all must not make entries last for ever. */
  private now(): number | undefined {
    const given: unknown = this.root.node.tryGetContext(NOW_CONTEXT);
    const instant = readInstant(given);
    if (instant === undefined && given !== undefined && given !== null) throw new Error(`TimeInvalid: context \`${NOW_CONTEXT}\` is \`${String(given)}\`; expected an ISO-8601 instant: \`-c ${NOW_CONTEXT}=$(date -u +%FT%TZ)\``);
    return instant;
  }

  /** Findings that are not in `told`, and what to add to it. */
  public report(props: readonly ProofProps[], told: ReadonlySet<string>): { readonly report: PolicyValidationPluginReport; readonly fresh: readonly string[] } {
    const { outdir } = this.root as Stage;
    const effective = effectiveProps(props);
    const trial = this.trial(effective, outdir);
    if (trial.pending > 0) return pending(trial.pending, new Acknowledgements(this.root, PLUGIN_NAME), told);
    const baselines = this.baselines(effective);
    const accepted = accept(trial.file, baselines, baselines.length === 0 ? undefined : this.now());
    const glass = readBreakGlass(this.root);
    const unproved = accepted.file.verdicts.filter((v) => v.verdict !== 'proved');
    const open = unproved.filter((v) => v.baselined !== true);
    const constructs = new ConstructIndex(this.root, outdir);
    const acknowledgements = new Acknowledgements(this.root, PLUGIN_NAME);
    const idOf = (v: VerdictData): string => findingId(v, (id) => acknowledgements.has(id));
    const isQuiet = (v: VerdictData): boolean => v.verdict === 'unknown' && !v.strict && !effective.failOnUnknown && !acknowledgements.has(v.id) && !acknowledgements.has(idOf(v));
    const quiet = open.filter(isQuiet);
    const together = quiet.length > MOST_ALONE ? [undecidedOf(quiet, scopePathOf(quiet[0], trial.intents, constructs))] : [];
    const findings = open.filter((v) => together.length === 0 || !isQuiet(v))
      .map((v) => findingOf(v, idOf(v), severityOf(v, trial, effective, glass.is === 'open'), { outdir, constructs, fallback: scopePathOf(v, trial.intents, constructs) }));
    const all = [...findings, ...together, ...baselineFindings(accepted), ...breakGlassFindings(glass, acknowledgements), ...staleFindings(trial.stale), ...idleFindings(acknowledgements, new Set([...unproved.map(idOf), ...together.map((f) => f.id)]))];
    const fresh = all.filter((f) => !isTold(f, told));
    const failing = fresh.filter((f) => f.severity === 'error' && acknowledgements.of(f.id, f.at.constructPath).is !== 'here');
    const violations = [
      ...fresh.map((f) => visible(f, acknowledgements)),
      // Of all severities CDK hides every one but `fatal`.
      ...hasOneStack(this.root) ? [] : failingFinding(failing).map((f) => violationOf(f, 'fatal')),
    ];
    return {
      fresh: fresh.map(keyOf),
      report: {
        violations,
        success: violations.every((v) => v.severity !== 'error' && v.severity !== 'fatal'),
        metadata: {
          summary: summaryText(accepted.file),
          ...(glass.is === 'open' ? { breakGlass: `${glass.reason}; by ${glass.by}, until ${glass.until}, at ${glass.now}` } : {}),
        },
      },
    };
  }
}

/** The CDK CLI looks up and synthesizes again; failing before it does would keep it from doing so. Nobody acknowledges it away. */
function pending(count: number, acknowledgements: Acknowledgements, told: ReadonlySet<string>): ReturnType<Judgements['report']> {
  const finding = notice(acknowledgements.unacknowledged('pending'), 'warning', `nothing is proved yet: ${count === 1 ? 'a look-up' : `${count} look-ups`} of context (VPCs, prefix lists, ...) ${count === 1 ? 'is' : 'are'} still to be made`, 'synthesize with the CDK CLI and credentials, or commit cdk.context.json');
  if (isTold(finding, told)) return { report: { success: true, violations: [] }, fresh: [] };
  return { report: { success: true, violations: [violationOf(finding)] }, fresh: [keyOf(finding)] };
}

/** Nobody can ask for another one. */
function hasOneStack(root: IConstruct): boolean {
  return root.node.findAll().filter((c) => Stack.isStack(c) && c.nestedStackParent === undefined).length < 2;
}

function keyOf({ id, at, severity }: Finding): string {
  return `${severity} ${id} ${at.templatePath ?? ''} ${at.resourceLogicalId ?? at.constructPath}`;
}

/** As bad, or worse: what one validator warned of may fail by another. */
function isTold(finding: Finding, told: ReadonlySet<string>): boolean {
  return SEVERITIES.slice(0, SEVERITIES.indexOf(finding.severity) + 1).some((severity) => told.has(keyOf({ ...finding, severity })));
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function severityOf(v: VerdictData, trial: Trial, { failOnUnknown }: EffectiveProps, isGlassBroken: boolean): Severity {
  const fails = v.severity === 'error' && (v.verdict === 'violated' || v.strict || failOnUnknown);
  return fails && !isGlassBroken && !isSandbox(v, trial.intents) ? 'error' : 'warning';
}

/** CDK would hide what is acknowledged anywhere: what is not acknowledged on a construct that contains it stays in sight. */
function visible(finding: Finding, acknowledgements: Acknowledgements): ReturnType<typeof violationOf> {
  const ack = acknowledgements.of(finding.id, finding.at.constructPath);
  if (ack.is !== 'elsewhere') return violationOf(finding);
  const description = `${finding.description}\n  acknowledged on \`${ack.at === '' ? 'the app' : ack.at}\`, which does not contain it: acknowledge it on \`${finding.at.constructPath}\` or on what contains that`;
  // Of all severities CDK hides every one but `fatal`.
  return finding.severity === 'error' ? violationOf({ ...finding, description }, 'fatal') : violationOf({ ...finding, id: acknowledgements.unacknowledged(finding.id), description });
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new Error(`BaselineUnreadable: file \`${file}\` is no JSON: ${(error as Error).message}`);
  }
}
