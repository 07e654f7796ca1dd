/**
 * How a command ends: the codes of CONTRACTS.md, "The command line".
 */
export const Exit = {
  /** Nothing violated, and nothing unknown that must not be. */
  DONE: 0,
  /** The answer is no. */
  NO: 1,
  /** A usage error, or an input that cannot be read. */
  USAGE: 2,
  /** Nothing violated, but something unknown that must not be. */
  UNKNOWN: 3,
  /** A bug of ours. */
  BUG: 70,
} as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** What the user can put right: one line that names the file and the place, and what was expected. */
export class UsageError extends Error {
  /** `code` where the mistake has one: docs/errors.md explains it. */
  constructor(message: string, public readonly code?: string) {
    super(message);
    this.name = 'UsageError';
  }
}
