/**
 * The Lambda function behind a user pool's pre-token hook. Its table stands in the environment, or beside it in a file where it is too
 * long for that. Where there is no table that can be read, or the event cannot be answered, it fails, and Cognito issues no token.
 */
import { readTokenTable, type TokenTable } from '../../contract/token-claims';
import { decide, responseOf } from './decide';

/** Where the table stands. */
export const TABLE_VARIABLE = 'ZERO_TRUST_TOKEN_TABLE';

let table: TokenTable | undefined;

export async function handler(event: Record<string, unknown>): Promise<unknown> {
  table ??= readTokenTable(tableText());
  const decision = decide(event, table);
  if (decision.outcome === 'refuse') throw new Error(decision.because);
  return { ...event, response: responseOf(decision) };
}

function tableText(): string {
  const text = process.env[TABLE_VARIABLE];
  if (text !== undefined) return text;
  return JSON.stringify(require('./token-table.json'));
}
