/** What an expression becomes, and what an operator may ask of whoever reads its operands. */
import type { Interests } from './interests';
import type { Facts } from './request';
import type { Value } from './value';

export type Run = (facts: Facts) => Value;

export interface Code {
  readonly run: Run;
  /** Of what depends on no request and did not fail. */
  readonly constant?: Value;
}

export interface Build {
  readonly interests: Interests;
  read(expression: unknown): Code;
  /** Computed at once where all parts are constant; `run` then gets no request, so it may look at none. */
  fold(parts: readonly Code[], run: Run): Code;
}
