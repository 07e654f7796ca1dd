/**
 * The prover and the replay do not agree about a counterexample. Nobody is told the verdict: the command line exits with 70.
 */
export class DisagreementError extends Error {
  constructor(public readonly verdictId: string, public readonly why: string) {
    super(`this is a bug of zero-trust, not of your app: the prover and its replay disagree about \`${verdictId}\` (${why}); please report it with the template`);
    this.name = 'DisagreementError';
  }
}
