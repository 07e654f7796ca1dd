/**
 * Makes it possible to write: `const r = parseCidr(text); if (!r.ok) report(r.error.code, r.error.suggestion)` and
 * `catch (e) { if (e instanceof AlgebraBudgetError) return unknown('budget') }`.
 *
 * Text that users wrote is parsed to a `Parsed` value and never throws; factories that take the same text throw an
 * `AlgebraError` made of the same refusal. Does not model: severity, source positions (the caller knows the file), or
 * several refusals of one text (the first one is told).
 */

/** Stable: codes are part of what users' scripts may match on, so they are never renamed. */
export type AlgebraErrorCode =
  | 'NotAnAddress'
  | 'LeadingZeros'
  | 'ZoneId'
  | 'MaskUnexpected'
  | 'MaskMissing'
  | 'MaskNotANumber'
  | 'MaskOutOfRange'
  | 'HostBitsSet'
  | 'RangeReversed'
  | 'FamiliesMixed'
  | 'PortOutOfRange'
  | 'IcmpOutOfRange'
  | 'ProtocolOutOfRange'
  | 'ProtocolUnknown'
  | 'ProtocolWithoutPorts'
  | 'PortsMissing'
  | 'ConnectionsUnreadable'
  | 'PatternKindsMixed'
  | 'StateBudgetExceeded';

/** Why a text was refused, in the parts a message, a report and a fix-it need. */
export interface Refusal {
  readonly code: AlgebraErrorCode;
  /** What is wrong, as a fragment: `cidr has host bits set`. */
  readonly what: string;
  /** The user's own text, unquoted. */
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
  /** A text that would be accepted and most likely is what was meant: to show, never to apply unasked. */
  readonly suggestion?: string;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refusal };

export class AlgebraError extends Error {
  public readonly code: AlgebraErrorCode;

  constructor(public readonly refusal: Refusal) {
    super(`${refusal.what}: got ${quote(refusal.got)}, expected ${refusal.expected}; ${refusal.fix}`);
    this.name = 'AlgebraError';
    this.code = refusal.code;
  }
}

/**
 * A question was given up because its automaton grew past the budget.
 *
 * INVARIANT: a caller turns this into the verdict `unknown`. It says nothing about the answer: it must never become
 * `proved`, `isEmpty: true` or `isSubsetOf: true`.
 */
export class AlgebraBudgetError extends AlgebraError {
  constructor(
    public readonly budget: number,
    question: string,
  ) {
    super({
      code: 'StateBudgetExceeded',
      what: `the question needs more than ${budget} automaton states`,
      got: question,
      expected: 'patterns with fewer `?` after a `*`, or fewer overlapping patterns with several `*`',
      fix: 'answer `unknown`, simplify the patterns, or raise the budget',
    });
    this.name = 'AlgebraBudgetError';
  }
}

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(error: Refusal): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error };
}

/** The value, or the refusal thrown: for text that the programmer wrote. */
export function orThrow<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new AlgebraError(parsed.error);
  return parsed.value;
}

/** The user's words in backticks, on one line and of bounded length whatever they typed. */
function quote(text: string): string {
  const oneLine = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `\`${oneLine.length > 120 ? `${oneLine.slice(0, 117)}...` : oneLine}\``;
}
