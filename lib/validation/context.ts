/**
 * The name and the context keys of the validator. On the command line values are texts, in cdk.json they are JSON: both are read.
 *
 *   cdk synth -c zero-trust:validate=false
 */
import type { IConstruct } from 'constructs';

/** CDK makes the first part of ids of acknowledgements from it: `ZeroTrust::nothing-more.1a2b3c`. */
export const PLUGIN_NAME = 'ZeroTrust';
/** `false`: nothing is proved. For unit tests of apps that are not about reachability. */
export const VALIDATE_CONTEXT = 'zero-trust:validate';
/** `{ reason, by, until }`: findings do not fail until then. */
export const BREAK_GLASS_CONTEXT = 'zero-trust:breakGlass';
/** The time, from the caller: an ISO-8601 instant. Library code reads no clock. */
export const NOW_CONTEXT = 'zero-trust:now';
/** Path of a baseline file. */
export const BASELINE_CONTEXT = 'zero-trust:baseline';

export function isSwitchedOff(root: IConstruct): boolean {
  const value: unknown = root.node.tryGetContext(VALIDATE_CONTEXT);
  return value === false || value === 'false';
}

/** A text, where there is one. */
export function contextText(root: IConstruct, key: string): string | undefined {
  const value: unknown = root.node.tryGetContext(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
