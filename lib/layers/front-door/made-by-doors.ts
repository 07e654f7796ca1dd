/** Which resources a door wrote: ``rememberMade(resource)``, ``isMadeByDoor(resource)``. Of any door: what one made is no stray to another. */
import type { CfnResource } from 'aws-cdk-lib';

const MADE = new WeakSet<CfnResource>();

export function rememberMade(resource: CfnResource): void {
  MADE.add(resource);
}

export function isMadeByDoor(resource: CfnResource): boolean {
  return MADE.has(resource);
}
