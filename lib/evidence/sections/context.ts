/** What every section of the text knows. */
import type { IdentityData } from '../../intent';
import type { ScopePermits } from '../permits';
import type { Page } from '../text/page';
import type { Jewels } from '../words';

export interface SectionContext {
  readonly page: Page;
  readonly permits: ScopePermits;
  readonly jewels: Jewels;
  /** Claims of every scope of the stage, by `SCOPE#SEGMENT/OFFER`: who makes them. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** Segments that flows of any scope of the stage name, as `SCOPE#SEGMENT`. */
  readonly touched: ReadonlySet<string>;
  /** Crown jewels among the stores of every scope of the stage, as `SCOPE#ID`. */
  readonly jewelStores: Jewels;
  /** Claims on stores of every scope of the stage, by `SCOPE#STORE/OFFER`: who makes them. */
  readonly dataClaims: ReadonlyMap<string, readonly string[]>;
  /** Stores that data flows of any scope of the stage name, as `SCOPE#ID`. */
  readonly used: ReadonlySet<string>;
  /** Whose tokens the doors of this scope take. */
  readonly identities: readonly IdentityData[];
  readonly allBudgets: boolean;
}

export type Section = (context: SectionContext) => void;
