/**
 * What is wrong with policies: a stable code, the place, and Cedar's own words.
 *
 *   documents.cedar:3:12: PolicySyntax: unexpected token `}`: expected ...
 */
export type PolicyFindingCode =
  /** Cedar cannot read the policy. */
  | 'PolicySyntax'
  /** It does not fit the schema. */
  | 'PolicyInvalid'
  /** It has slots (`?principal`): a template, which somebody would have to link. */
  | 'PolicyTemplate'
  /** Cedar knows it, the compiled engine does not: `engine: 'cedar-wasm'` or `'verified-permissions'` decides it. */
  | 'PolicyUnsupported'
  /** Two policies have one id. */
  | 'PolicyIdDuplicate'
  /** Longer or more deeply nested than Cedar can read. */
  | 'PolicyTooLarge'
  /** The schema itself. */
  | 'PolicySchemaInvalid';

export interface PolicyFinding {
  readonly code: PolicyFindingCode;
  /** A warning of Cedar's validator does not stop anything. */
  readonly level: 'error' | 'warning';
  /** The name under which the text was given; `schema` of the schema. */
  readonly file: string;
  /** From 1, in characters as editors count them. */
  readonly line: number;
  readonly column: number;
  /** Of which policy, where that is known. */
  readonly policy?: string;
  readonly message: string;
}

/** `file:line:column: message` */
export function formatPolicyFinding({ file, line, column, message }: PolicyFinding): string {
  return `${file}:${line}:${column}: ${message}`;
}

export function sortPolicyFindings(findings: readonly PolicyFinding[]): PolicyFinding[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort((a, b) => text(a.file, b.file) || a.line - b.line || a.column - b.column || text(a.code, b.code) || text(a.message, b.message));
}
