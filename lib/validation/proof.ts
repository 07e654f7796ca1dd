/**
 * Questions about a synthesized app, for unit tests:
 *
 *   const proof = Proof.of(stack);
 *   expect(proof.denies({ source: Endpoint.INTERNET, destination: docs }).violations).toEqual([]);
 *   expect(proof.exactly().violations).toEqual([]);
 *   expect(proof.firewalled({ target: door }).violations).toEqual([]);
 *
 *   assert proof.permits(source=web, destination=docs, port=ec2.Port.POSTGRES).holds    # pytest
 *
 * The prover runs directly, on all that is deployed together with the construct: its app, or its stage. `Template.fromStack`
 * judges nothing within a stage, and elsewhere throws at the first finding.
 */
import { Stage } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import type { ReachLevel } from '../layers/declaration/people';
import type { VerdictData } from '../contract/verdicts';
import type { GuaranteeData } from '../intent';
import { effectiveProps } from './effective';
import type { ProofProps } from './options';
import type { Expected } from './proof-edges';
import { endName, targetName } from './proof-ends';
import { ProofAnswer, ProofResult } from './proof-result';
import type { Trial } from './trial';
import { judgementsOf, mutely, propsOf } from './validator';

/** From whom to whom a question is asked. */
export interface ProofQuestion {
  /**
   * A segment, an endpoint, a construct, or a text: `internet`, a CIDR, the id of a segment, `Stack.LogicalId`, `tag:app=web`.
   */
  readonly source: any;
  /** The same. */
  readonly destination: any;
  /**
   * Protocol and port at the destination.
   * @default - every protocol and port
   */
  readonly port?: ec2.Port;
  /**
   * In one hop, or by way of compromised and forwarding workloads as well.
   * @default - PACKET for `permits` and `exactly`, PIVOT for all others
   */
  readonly level?: ReachLevel;
}

/** The same, with the only way that is allowed. */
export interface ProofViaQuestion extends ProofQuestion {
  /** Segments or constructs through which alone the way may lead. */
  readonly via: any[];
}

/** What is asked about. */
export interface ProofTargetQuestion {
  /**
   * What is entered: a construct (whatever stands below it is meant with it), a segment for its functions, or a text as in `zero-trust ask invoke`: a construct path,
   * `Stack.LogicalId`.
   */
  readonly target: any;
}

/** What a synthesized app permits on the network, and who gets in. */
export class Proof {
  /**
   * Synthesizes the app (or the stage) that the construct is in, and opens it to questions.
   */
  public static of(construct: IConstruct, props: ProofProps = {}): Proof {
    const stage = Stage.isStage(construct) ? construct : Stage.of(construct);
    if (stage === undefined) throw new TypeError(`EndNotNamed: \`${construct.node.path}\` is in no app; expected an app, a stage, or a construct in one`);
    const { root } = construct.node;
    const hasFindings = mutely(root, () => stage.synth());
    // The gate was silent for this synth only: CDK must not hand out an assembly with findings as if it had passed.
    if (hasFindings) (stage as unknown as { assembly?: unknown }).assembly = undefined;
    return new Proof(judgementsOf(root).trial(effectiveProps([...propsOf(root), props]), stage.outdir));
  }

  private constructor(private readonly trial: Trial) {}

  /** The way from the source to the destination is open, whatever the templates leave open. */
  public permits(question: ProofQuestion): ProofResult {
    return this.guaranteed('permits', question);
  }

  /** No way leads from the source to the destination. */
  public denies(question: ProofQuestion): ProofResult {
    return this.guaranteed('denies', question);
  }

  /** Every way from the source to the destination leads through one of `via`. */
  public onlyVia(question: ProofViaQuestion): ProofResult {
    return this.guaranteed('onlyVia', question, question.via.map((v) => endName(v, 'via')));
  }

  /** Whoever enters the target shows an identity. */
  public identified(question: ProofTargetQuestion): ProofResult {
    return this.entered('identified', question);
  }

  /** Every request of the internet to the target passes a web firewall that stops something. */
  public firewalled(question: ProofTargetQuestion): ProofResult {
    return this.entered('firewalled', question);
  }

  /**
   * Nothing more and nothing less is permitted than these; without any, than what `ZeroTrust` was told. Edges that nobody wrote
   * and compute needs to boot need not be listed.
   */
  public exactly(flows?: ProofQuestion[]): ProofResult {
    if (flows !== undefined) {
      const expected = flows.map((f): Expected => ({ source: endName(f.source, 'source'), destination: endName(f.destination, 'destination'), over: words().connectionOf(f.port) }));
      return ProofResult._of('exactly the listed flows', words().unequal(expected, this.trial.edges(), this.trial.intents));
    }
    const { intents, file } = this.trial;
    if (intents.length === 0) throw new Error('NothingDeclared: no intent is declared here, so there is nothing to be equal to; add a `ZeroTrust`, or list the flows: `exactly([...])`');
    return resultOf('exactly what is declared', file.verdicts.filter((v) => EXACTLY.includes(v.kind) && v.severity === 'error'));
  }

  /** Whether some way leads from the source to the destination. */
  public reaches(question: ProofQuestion): ProofAnswer {
    const { source, destination, port, level } = question;
    const answer = this.trial.ask({ source: endName(source, 'source'), destination: endName(destination, 'destination'), over: words().connectionOf(port), level: level ?? 'pivot' });
    return ProofAnswer._of(answer.answer, words().answerText(answer));
  }

  /** Every edge that is permitted in one hop, as lines for a snapshot: `web => docs : tcp/5432`. */
  public edges(): string[] {
    return this.trial.edges().map(words().edgeLine);
  }

  private guaranteed(kind: 'permits' | 'denies' | 'onlyVia', question: ProofQuestion, via?: readonly string[]): ProofResult {
    const guarantee: GuaranteeData = {
      scope: '',
      kind,
      source: endName(question.source, 'source'),
      destination: endName(question.destination, 'destination'),
      over: words().connectionOf(question.port),
      level: question.level ?? (kind === 'permits' ? 'packet' : 'pivot'),
      ...(via === undefined ? {} : { via }),
    };
    return this.checked(guarantee, `${kind} ${guarantee.source} -> ${guarantee.destination} ${guarantee.over}`);
  }

  private entered(kind: 'identified' | 'firewalled', question: ProofTargetQuestion): ProofResult {
    const target = targetName(question?.target);
    return this.checked({ scope: '', kind, target }, `${kind} ${target}`);
  }

  private checked(guarantee: GuaranteeData, question: string): ProofResult {
    const verdicts = this.trial.check([guarantee]);
    if (verdicts.length === 0) throw new Error('a question was not answered; this is a mistake of cdk-zero-trust');
    return resultOf(question, verdicts);
  }
}

/** Kinds of verdicts that together say: no more and no less. */
const EXACTLY = ['nothing-more', 'nothing-less', 'claim', 'member'];

/** Loaded when a test asks: an app that is only synthesized does not need it. */
function words(): typeof import('./proof-words') & typeof import('./proof-edges') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return { ...require('./proof-words') as typeof import('./proof-words'), ...require('./proof-edges') as typeof import('./proof-edges') };
}

function resultOf(question: string, verdicts: readonly VerdictData[]): ProofResult {
  return ProofResult._of(question, verdicts.filter((v) => v.verdict !== 'proved').map(words().proofViolation));
}
