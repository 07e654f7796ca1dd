/**
 * The Lambda function behind `SignalBus.addChatWebhook`: asks Secrets Manager for the address, by the ARN in its environment, and posts. The SDK is the runtime's own.
 */
import { Addresses, type Answer, type Chat, postSignal } from './post';
import { CHAT_KINDS, type ChatKind } from './messages';

/** ARN of the secret; the secret itself is never in the environment. */
export const SECRET_VARIABLE = 'ZERO_TRUST_WEBHOOK_SECRET';
export const FIELD_VARIABLE = 'ZERO_TRUST_WEBHOOK_FIELD';
export const KIND_VARIABLE = 'ZERO_TRUST_WEBHOOK_KIND';

interface Sdk {
  readonly SecretsManagerClient: new (options: object) => { send(command: object): Promise<{ readonly SecretString?: string }> };
  readonly GetSecretValueCommand: new (input: { readonly SecretId: string }) => object;
}

const addresses = new Addresses();
let client: InstanceType<Sdk['SecretsManagerClient']> | undefined;

export async function handler(event: unknown): Promise<void> {
  await postSignal(event, chatOf(), addresses);
}

function chatOf(): Chat {
  const { [SECRET_VARIABLE]: arn = '', [FIELD_VARIABLE]: field, [KIND_VARIABLE]: said = '' } = process.env;
  const kind = CHAT_KINDS.find((k): k is ChatKind => k === said);
  if (!/^arn:[^:]+:secretsmanager:/.test(arn) || kind === undefined) throw new Error(`\`${SECRET_VARIABLE}\` or \`${KIND_VARIABLE}\` is not as SignalBus sets it`);
  return {
    kind, ...(field === undefined || field === '' ? {} : { field }),
    now: () => Date.now(),
    wait: (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); }),
    fetch: (url, init): Promise<Answer> => fetch(url, init),
    secret: async () => {
      const sdk = require('@aws-sdk/client-secrets-manager') as Sdk;
      client ??= new sdk.SecretsManagerClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000 } });
      return (await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }))).SecretString ?? '';
    },
  };
}
