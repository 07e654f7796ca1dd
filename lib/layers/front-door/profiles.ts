/**
 * How a door is reached, and what it can ask of who connects. API Gateway has no door that does both at once:
 *
 *   DoorProfile.DEVICE_CERTIFICATE   // a custom domain that asks for a certificate (mTLS), TLS 1.2
 *   DoorProfile.TLS13                // TLS 1.3 alone, the host must be the one of the handshake; no client certificates
 *   DoorProfile.TLS12                // TLS 1.2, of HTTP APIs, which have nothing newer
 *   DoorProfile.PRIVATE              // through interface endpoints of VPCs alone
 */

/** How a door is reached. Chosen before the first deployment. */
export enum DoorProfile {
  /** mTLS at a custom domain; the API's own host is off. TLS 1.2, because API Gateway excludes client certificates from anything newer. */
  DEVICE_CERTIFICATE = 'device-certificate',
  /** TLS 1.3 and nothing older, with or without a custom domain. */
  TLS13 = 'tls13',
  /** TLS 1.2, with or without a custom domain, no client certificates. For `DoorProtocol.HTTP` alone: REST APIs have TLS 1.3. */
  TLS12 = 'tls12',
  /** From interface endpoints for `execute-api` that are named, and from nowhere else. TLS 1.2. */
  PRIVATE = 'private',
}

/** What kind of API stands behind a door. */
export enum DoorProtocol {
  /** A REST API: everything that a door can do. */
  REST = 'rest',
  /** An HTTP API: cheaper, and without web firewall, request validation, resource policy, private endpoints, usage plans and TLS 1.3. */
  HTTP = 'http',
}

/** Where the methods of a door live. Choose before the first deployment. */
export class RoutesPlacement {
  /** All in the stack of the door: right for up to a hundred routes or so. */
  public static together(): RoutesPlacement {
    return new RoutesPlacement();
  }

  /**
   * Spread over nested stacks, by a hash of each route: for more than one stack may hold. The number never changes after the first
   * deployment: routes would be made in one stack before they are gone from another, which API Gateway refuses.
   */
  public static sharded(stacks: number): RoutesPlacement {
    return new RoutesPlacement(stacks);
  }

  /** Number of nested stacks; absent: none. */
  public readonly stacks?: number;

  private constructor(stacks?: number) {
    this.stacks = stacks;
  }
}
