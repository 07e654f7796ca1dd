/**
 * Proves the app whenever it is synthesized, as a plugin of CDK's own validation:
 *
 *   ZeroTrustValidator.enable(app);                                     // any app; `ZeroTrust` does this by itself
 *   Validations.of(app).addPlugins(new ZeroTrustValidator({ ... }));    // the same, by hand
 *
 * CDK calls a plugin once per stage and group of account and region, with templates of that group only. Here the whole assembly
 * is judged, nested and cross-region stacks included, once; each finding is told once, whatever the number of façades, plugins
 * and calls. See docs/proof.md.
 */
import { Annotations, type IPolicyValidationContext, type IPolicyValidationPlugin, type PolicyValidationPluginReport, type PolicyViolation, Stage, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { assemblyHash } from './assembly-hash';
import { isSwitchedOff, PLUGIN_NAME, VALIDATE_CONTEXT } from './context';
import type { ProofProps } from './options';
import type { Judgements } from './report';

/** What is known of one app: its own validator, and what the calls of this synth have told. */
interface AppState {
  enabled?: ZeroTrustValidator;
  /** Templates of the calls of this synth, by validator. One that comes again is another synth, and so is another assembly. */
  calls: Map<ZeroTrustValidator, Set<string>>;
  hash?: string;
  told: Set<string>;
  /** Proof synthesizes: findings are for it, not for the terminal. */
  muted: boolean;
  /** While it was muted, CDK asked. */
  wasAsked: boolean;
  judgements?: Judgements;
}

const apps = new WeakMap<IConstruct, AppState>();

function stateOf(root: IConstruct): AppState {
  let state = apps.get(root);
  if (state === undefined) {
    state = { calls: new Map(), told: new Set(), muted: false, wasAsked: false };
    apps.set(root, state);
  }
  return state;
}

/** Fails synth where the assembly permits more or less than what was declared, with the path. */
export class ZeroTrustValidator implements IPolicyValidationPlugin {
  /**
   * Proves the app that the construct is in, whenever it is synthesized. Calling it again adds assumptions and makes it
   * stricter; it never registers twice.
   */
  public static enable(construct: IConstruct, props: ProofProps = {}): ZeroTrustValidator {
    const { root } = construct.node;
    const state = stateOf(root);
    if (state.enabled === undefined) {
      state.enabled = new ZeroTrustValidator();
      if (Stage.isStage(root)) Validations.of(root).addPlugins(state.enabled);
      // On the construct: the CDK CLI shows what is said in a stack.
      if (isSwitchedOff(root)) Annotations.of(construct).addWarningV2('cdk-zero-trust:ValidationSwitchedOff', `nothing is proved: the context \`${VALIDATE_CONTEXT}\` is false; it is meant for unit tests`);
    }
    state.enabled.merge(props);
    return state.enabled;
  }

  /** The name in reports and in the ids of acknowledgements. */
  public readonly name = PLUGIN_NAME;
  private readonly props: ProofProps[] = [];

  constructor(props: ProofProps = {}) {
    this.props.push(props);
  }

  /** Called by CDK. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const root = context.appConstruct;
    if (!Stage.isStage(root)) return { success: true, violations: [] };
    try {
      return this.judge(root, context);
    } catch (error) {
      // Not thrown on: of a plugin that throws CDK writes a report without violations, and the CDK CLI takes that for a success.
      return { success: false, violations: [failure(error)] };
    }
  }

  private judge(root: Stage, context: IPolicyValidationContext): PolicyValidationPluginReport {
    const state = stateOf(root);
    if (isSwitchedOff(root)) return { success: true, violations: state.enabled === undefined ? [SWITCHED_OFF] : [] };
    if (!this.isNew(state, context.templatePaths, assemblyHash(root.outdir))) return { success: true, violations: [] };
    if (state.muted) {
      state.wasAsked = true; // Proof judges by itself
      return { success: true, violations: [] };
    }
    const { report, fresh } = judgementsOf(root).report(this.props, state.told);
    for (const key of fresh) state.told.add(key);
    return report;
  }

  /** @internal */
  public get _props(): readonly ProofProps[] {
    return this.props;
  }

  private merge(props: ProofProps): void {
    this.props.push(props);
  }

  /** The first call of this validator in this synth. */
  private isNew(state: AppState, templates: readonly string[], hash: string): boolean {
    const known = state.calls.get(this);
    if (state.hash !== hash || templates.some((t) => known?.has(t))) {
      state.hash = hash;
      state.calls = new Map();
      state.told = new Set();
    }
    const mine = state.calls.get(this);
    state.calls.set(this, new Set([...mine ?? [], ...templates]));
    return mine === undefined;
  }
}

/** CDK shows nothing that is about no construct, and its command line only what is about the app or the stacks that were named. */
const AT_THE_APP = [{ constructPath: '', locations: [] }];

/** Of a validator that was added by hand; `enable` says it at the construct. */
const SWITCHED_OFF = { ruleName: 'switched-off', severity: 'warning', description: `nothing is proved: the context \`${VALIDATE_CONTEXT}\` is false; it is meant for unit tests`, violatingResources: AT_THE_APP };

/** `fatal`: of all severities the one that nobody can acknowledge. */
function failure(error: unknown): PolicyViolation {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  const text = message ?? String(error);
  return { ruleName: 'failed', severity: 'fatal', description: `nothing is proved: ${typeof code === 'string' && !text.startsWith(`${code}: `) ? `${code}: ` : ''}${text}`, violatingResources: AT_THE_APP };
}

/** @internal Judged as the last synth left it. The prover is loaded here, so that an app that is never synthesized does not pay for it. */
export function judgementsOf(root: IConstruct): Judgements {
  const state = stateOf(root);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Judgements } = require('./report') as typeof import('./report');
  state.judgements ??= new Judgements(root);
  return state.judgements;
}

/** @internal What the façades and validators of the app said. */
export function propsOf(root: IConstruct): readonly ProofProps[] {
  return stateOf(root).enabled?._props ?? [];
}

/** @internal Runs a synth that tells nothing, and says whether it would have: CDK keeps the assembly and does not ask again. */
export function mutely(root: IConstruct, synth: () => void): boolean {
  const state = stateOf(root);
  const before = state.muted;
  state.muted = true;
  state.wasAsked = false;
  try {
    synth();
  } finally {
    state.muted = before;
  }
  return state.wasAsked && judgementsOf(root).report(propsOf(root), new Set()).report.violations.length > 0;
}
