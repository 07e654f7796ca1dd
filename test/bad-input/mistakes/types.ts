/**
 * One mistake that people make, through the public constructs or an intent file:
 *
 *   { name: 'port out of range', code: 'PortOutOfRange', words: ['70000', '65535'], build: (w) => flow(w, { port: ec2.Port.tcp(70000) }) }
 *
 * The first mistake of each code is also the example in docs/errors.md.
 */
import type { World } from '../world';

export interface Mistake {
  readonly name: string;
  readonly code: string;
  /** @default 'error' */
  readonly level?: 'error' | 'warning';
  /** Parts of the message that must be there: the value, the nearest match, the fix. */
  readonly words: readonly string[];
  /** Where it must be shown: text before the line number. @default - not looked at */
  readonly where?: string;
  /** One cause runs over several budgets: all of them are told. @default false */
  readonly many?: boolean;
  /** The mistake is made after a good synthesis, whose files are there. @default false */
  readonly isLate?: boolean;
  readonly build: (world: World) => void;
}
