/**
 * Why a file was refused:
 *
 *   DuplicateKey: `flows` stands twice, first in line 2; remove one (intent.yaml:9:1)
 *
 * One error holds all that was found, each with its place; a file is read whole or not at all.
 */
export interface DocumentProblem {
  /** Stable name of the mistake (docs/errors.md). */
  readonly code: string;
  readonly message: string;
  /** `intent.yaml:9:1`; empty for a file that could not be opened. */
  readonly where: string;
}

export class DocumentError extends Error {
  /** Of the first problem. */
  public readonly code: string;

  constructor(public readonly problems: readonly DocumentProblem[]) {
    super(problems.length === 1 ? formatProblem(problems[0]) : `${problems.length} mistakes in the file:\n${problems.map((p) => `  ${formatProblem(p)}`).join('\n')}`);
    this.name = 'DocumentError';
    this.code = problems[0].code;
  }
}

function formatProblem({ code, message, where }: DocumentProblem): string {
  return `${code}: ${message}${where === '' ? '' : ` (${where})`}`;
}
