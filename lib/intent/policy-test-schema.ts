/**
 * The rows of policy tests as JSON schema (draft 7 and later), for the schema of intent files: what an editor checks while they are written.
 *
 *   { properties: { policyTests: { type: 'array', items: POLICY_TEST_SCHEMA } } }
 *
 * read-policy-test.ts reads them and says it in sentences; what this refuses, that refuses.
 */
const text = { type: 'string', pattern: '\\S' };
const texts = { type: 'array', items: text };
const upTo = (maximum: number): object => ({ type: 'integer', minimum: 0, maximum });
const seconds = upTo(1_000_000_000);
const object = (properties: Readonly<Record<string, object>>, required: readonly string[] = []): object => ({ type: 'object', additionalProperties: false, required, properties });

export const POLICY_TEST_SCHEMA: object = object({
  it: { ...text, description: 'A sentence: what the row is about.' },
  who: {
    ...object({
      kind: { enum: ['user', 'service'] }, subject: text, client: text, personas: texts, groups: texts, scopes: texts, amr: texts, acr: text,
      tokenAge: { ...seconds, description: 'Seconds since the token was issued.' }, signedIn: { ...seconds, description: 'Seconds since sign-in. Absent: the token does not say.' },
    }, ['subject']),
    description: 'Whose token it is.',
  },
  device: {
    ...object({ tier: { enum: ['BASIC', 'KNOWN', 'MANAGED', 'HARDENED'] }, reported: { ...seconds, description: 'Seconds since it reported.' }, posture: { type: 'object', additionalProperties: { type: ['string', 'integer', 'boolean'] } } }, ['tier']),
    description: 'Absent: none that anybody knows.',
  },
  when: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$', description: 'An instant: 2026-11-23T10:00:00Z.' },
  where: object({ address: text, country: { type: 'string', pattern: '^[A-Z]{2}$' } }),
  behaviour: object({ riskScore: upTo(100), velocity: seconds, recentDenials: seconds, newDevice: { type: 'boolean' }, travelSpeed: seconds }),
  score: upTo(100),
  purpose: text,
  what: { type: 'string', pattern: '^[A-Z]+ /[^\\s?#]*$', description: 'As a client sends it: GET /documents/42.' },
  expect: { enum: ['allow', 'deny', 'step-up'] },
}, ['it', 'who', 'when', 'what', 'expect']);
