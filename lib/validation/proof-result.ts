/**
 * What a test is told: whether it holds, and if not, why, in words.
 */

/** One reason why it does not hold. */
export interface ProofViolation {
  /** Rule and a short hash of the edge. */
  readonly id: string;
  /** `violated`, or `unknown` where the templates do not say it. */
  readonly verdict: string;
  /** What is permitted, or not, and the path, hop by hop. */
  readonly text: string;
}

/** What became of a question. */
export class ProofResult {
  /** @internal */
  public static _of(question: string, violations: ProofViolation[]): ProofResult {
    return new ProofResult(question, violations);
  }

  /** Whether it is proved, for every value of every token and condition. Unknown does not hold. */
  public readonly holds: boolean;
  /** Why not. Empty where it holds. */
  public readonly violations: ProofViolation[];
  /** The same as one text. */
  public readonly text: string;

  private constructor(question: string, violations: ProofViolation[]) {
    this.holds = violations.length === 0;
    this.violations = violations;
    this.text = this.holds ? `proved: ${question}` : [`not proved: ${question}`, ...violations.map((v) => v.text)].join('\n\n');
  }

  /** Throws, with the text, where it does not hold. */
  public mustHold(): void {
    if (!this.holds) throw new Error(this.text);
  }
}

/** Whether something is reachable. */
export class ProofAnswer {
  /** @internal */
  public static _of(answer: string, text: string): ProofAnswer {
    return new ProofAnswer(answer, text);
  }

  /** `reachable`, `unreachable`, or `unknown` where the templates do not say it. */
  public readonly answer: string;
  /** The path, or what blocks it, or what would have to be known. */
  public readonly text: string;

  private constructor(answer: string, text: string) {
    this.answer = answer;
    this.text = text;
  }
}
