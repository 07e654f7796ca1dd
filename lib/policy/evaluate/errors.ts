/**
 * Three ways to fail, told apart by what has to follow:
 *
 *   EvaluationError      one policy could not be evaluated: Cedar skips it, strictness denies where it forbids
 *   PolicyRequestError   the request itself is malformed: nobody decides anything on it, whoever asked has to deny
 *   PolicyTableError     the table is not one that lib/policy/compile makes: nothing starts
 *
 * INVARIANT: only an `EvaluationError` is ever caught here. Anything else that is thrown (a stack that is used up, a bug of ours) leaves the evaluator as it is,
 * because a forbid that is skipped for such a reason would be a hole.
 */

/** No `Error`: a stack trace costs more than the policy, and nobody reads it. */
export class EvaluationError {
  constructor(public readonly message: string) {}
}

export class PolicyRequestError extends Error {
  public readonly code = 'PolicyRequestInvalid';

  constructor(message: string) {
    super(message);
    this.name = 'PolicyRequestError';
  }
}

export class PolicyTableError extends Error {
  public readonly code = 'PolicyTableInvalid';

  constructor(public readonly problems: readonly string[]) {
    super(`the policy table cannot be loaded: ${problems.slice(0, 10).join('; ')}${problems.length > 10 ? `; and ${problems.length - 10} more` : ''}`);
    this.name = 'PolicyTableError';
  }
}

/** In a table that is loaded: the sentence that goes into its error. */
export class ExpressionProblem {
  constructor(public readonly message: string) {}
}
