/**
 * The Lambda function that keeps rows of subjects up to date, behind a subscription of the audit log.
 *
 *   ZERO_TRUST_TABLE    name of the table of devices, subjects and sessions
 *
 * The event source has to have `ReportBatchItemFailures`, or what failed is taken for done. (Lambda developer guide, "Configuring partial batch response with Kinesis Data
 * Streams and Lambda".)
 */
import { DynamoClient } from '../authorizer/stores/client';
import { readCredentials, readEndpoint } from '../authorizer/stores/environment';
import { type BatchAnswer, Scorer } from './score';

const TIMEOUT_MS = 3_000;

let scorer: Scorer | undefined;

export async function handler(event: unknown): Promise<BatchAnswer> {
  const { ZERO_TRUST_TABLE: table = '' } = process.env;
  if (table === '') throw new Error('`ZERO_TRUST_TABLE` does not say which table');
  scorer ??= new Scorer({
    table: new DynamoClient({ table, endpoint: readEndpoint(process.env), credentials: () => readCredentials(process.env), timeoutMs: TIMEOUT_MS }),
    write: (line) => { process.stdout.write(`${line}\n`); },
  });
  return scorer.handle(event, Date.now() / 1_000);
}
