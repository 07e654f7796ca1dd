/**
 * The Lambda function behind the rules for alarms and findings. The SDK is the runtime's own. It fails where a signal could not be put, so that AWS tries again.
 */
import { type Bus, type PutEntry, type PutResult, relay } from './relay';

/** Name or ARN of the bus. */
export const BUS_VARIABLE = 'ZERO_TRUST_SIGNAL_BUS';

interface Sdk {
  readonly EventBridgeClient: new (options: object) => { send(command: object): Promise<PutResult> };
  readonly PutEventsCommand: new (input: { readonly Entries: readonly PutEntry[] }) => object;
}

let client: InstanceType<Sdk['EventBridgeClient']> | undefined;

export async function handler(event: unknown, context?: { readonly invokedFunctionArn?: string }): Promise<void> {
  const { put, unreadable } = await relay(event, busOf(context?.invokedFunctionArn ?? ''));
  if (unreadable > 0) console.warn(JSON.stringify({ relayed: put, unreadable, event: idOf(event) }));
}

function busOf(arn: string): Bus {
  const name = process.env[BUS_VARIABLE];
  if (name === undefined || name === '') throw new Error(`\`${BUS_VARIABLE}\` does not say which bus`);
  const [, , , region = process.env.AWS_REGION ?? 'us-east-1', account = '000000000000'] = arn.split(':');
  return {
    name, here: { account, region },
    now: () => new Date(),
    wait: (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); }),
    put: (entries) => {
      const sdk = require('@aws-sdk/client-eventbridge') as Sdk;
      // Two more tries of its own for each of ours; three seconds for each.
      client ??= new sdk.EventBridgeClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000 } });
      return client.send(new sdk.PutEventsCommand({ Entries: entries }));
    },
  };
}

function idOf(event: unknown): string {
  const id: unknown = (event as { readonly id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id.slice(0, 64) : '';
}
