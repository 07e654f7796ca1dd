/**
 * Whether a firewall acts, or counts what it would do:
 *
 *   mode: FirewallMode.observe('2027-01-31')   // every rule counts, with its labels and metrics; an error from then on
 *   mode: FirewallMode.ENFORCE
 */
import type { ModeFacts } from './model';

/** Whether the rules of a firewall act. */
export class FirewallMode {
  /** Rules act. */
  public static readonly ENFORCE = new FirewallMode({ kind: 'enforce' });

  /**
   * Rules count, and nothing is stopped: to learn what would be. Each rule counts by itself, of managed groups too, so that labels and metrics stay.
   *
   * @param until an ISO-8601 date (its end, UTC) or instant with an offset; synth fails from then on, where context `zero-trust:now` says the time.
   */
  public static observe(until: string): FirewallMode {
    return new FirewallMode({ kind: 'observe', until: String(until) }); // in JavaScript it may be left out: told as no date
  }

  private constructor(
    /** @internal */
    public readonly _facts: ModeFacts,
  ) {}
}
