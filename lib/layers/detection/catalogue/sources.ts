/**
 * Which copy of a page was read. No page was read live: what stands here is how old a fact may be, ``guide('RDS user guide', 'repo@commit')``.
 */

/** AWS's guides as it had them on GitHub until 2023: single pages are as old as 2018. */
export function guide(page: string, copy: string): string {
  return `${page} (awsdocs/${copy}: 2023 or older)`;
}

/** Of copies that others keep of docs.aws.amazon.com. */
export const MIRROR = 'stored copy without a date, 2024 or younger';

/** Metrics with the dimensions that are published together, of most services. */
export const TABLE = 'Amazon CloudWatch user guide, "Supported metrics for resource tags for telemetry" (stored copy without a date; it knows durable functions, so December 2025 or younger)';

/** The API's own models, as its clients carry them. */
export const API_MODELS = 'models of botocore 1.44.5 (2026-11-17)';

export const ACCESS_LOG = 'API Gateway developer guide, "Variables for access logging for API Gateway"; fields as lib/layers/front-door/access-log.ts has the stages write them';
