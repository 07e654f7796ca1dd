/**
 * A posture sets defaults once; each property can still be overridden.
 */

/** How strict the defaults are. */
export enum Posture {
  /** For trials: AWS services through NAT instead of interface endpoints, flow logs go with the stack, `maxIdleCost` only warns. */
  SANDBOX = 'sandbox',
  /** Data retained, mistakes are errors, one endpoint per VPC and service. */
  STANDARD = 'standard',
  /**
   * As STANDARD; besides, every flow is encrypted, a flow without authentication has an end (`until`), no AWS service is
   * reached through NAT, and an enforcing DNS firewall is protected from change.
   */
  HIGH = 'high',
}
