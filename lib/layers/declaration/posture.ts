/**
 * A posture sets defaults once; each property can still be overridden.
 */

/** How strict the defaults are. */
export enum Posture {
  /** Destroyable, warnings instead of a few errors, no interface endpoints (AWS services through NAT). */
  SANDBOX = 'sandbox',
  /** Data retained, errors, one endpoint per VPC and service. */
  STANDARD = 'standard',
  /** As STANDARD, and stricter where that costs money or convenience. */
  HIGH = 'high',
}
