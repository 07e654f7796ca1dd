/**
 * A request as the engine judges it, whichever API Gateway sent it: read once from the authorizer's event, never again from anywhere else.
 *
 * INVARIANT: `route` is what API Gateway matched (`resource` of REST, `routeKey` of HTTP APIs), never a reading of the path by us; header names are lower-case and
 * every value that came is in its list; nothing here was said by the client about where it comes from, but `headers`.
 */

export interface ClientCertificate {
  readonly pem: string;
  readonly subjectDn: string;
  readonly issuerDn: string;
  /** Hex, lower-case, without colons or leading zeros. */
  readonly serialNumber: string;
}

export interface AccessRequest {
  readonly kind: 'rest' | 'http';
  readonly apiId: string;
  readonly stage: string;
  readonly requestId: string;
  /** Upper-case. */
  readonly method: string;
  /** `GET /documents/{id}`: a key of the bundle's routes; `ANY /files/{proxy+}` where that is what the API matched. */
  readonly route: string;
  /** As the client sent it, decoded by nobody. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Lower-case, without a port. */
  readonly host: string;
  /** As API Gateway saw it: the address of whoever connected. */
  readonly sourceIp: string;
  /** Only from the event's own field, never from a header. */
  readonly certificate?: ClientCertificate;
  /** What the answer has to name: of REST APIs. */
  readonly methodArn?: string;
}
