/**
 * One valuation of everything that conditions leave open, and what exists under it:
 *
 *   const moment = new Moment(world, path.valuation);
 *   moment.surely(rule.guard);      // it is there
 *   moment.possibly(entry.guard);   // it may be there: for what stands in the way
 *
 * A variable that the path leaves out does not matter, says the path; so the replay picks one value that it can have, and the
 * path has to hold under that.
 */
import type { Guard } from '../../world/guard';
import { refuse } from './refusal';

export class Moment {
  private readonly values: Map<string, string>;

  constructor(world: { readonly conditions: ReadonlyMap<string, Guard> }, valuation: ReadonlyMap<string, string>) {
    this.values = new Map(valuation);
    for (const guard of world.conditions.values()) this.settle(guard);
  }

  public surely(guard: Guard): boolean {
    return this.possibly(guard) && guard.isSure;
  }

  public possibly(guard: Guard): boolean {
    this.settle(guard);
    return guard.holds(this.values);
  }

  private settle(guard: Guard): void {
    for (const variable of guard.variables()) {
      const domain = guard.domainOf(variable);
      if (domain === undefined) continue;
      const value = this.values.get(variable);
      if (value === undefined) this.values.set(variable, [...domain].sort()[0]);
      else if (!domain.has(value)) refuse('valuation', `\`${variable}\` cannot be \`${value}\``);
    }
  }
}
