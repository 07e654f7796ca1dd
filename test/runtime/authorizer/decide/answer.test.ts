/** What API Gateway is told: never wider than what was asked for, and never an allow by a mistake of ours. */
import * as fc from 'fast-check';
import { type Answer, answerOf, type Told, Unauthorized } from '../../../../lib/runtime/authorizer/decide/answer';
import { AuditLog, subjectHash } from '../../../../lib/runtime/authorizer/decide/audit';
import type { DecisionRecord } from '../../../../lib/contract/access/decision';

const ARN = 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/GET/documents/42';
const told = (more: Partial<Told> = {}): Told => ({ isAllowed: true, principal: 'ann', context: { sub: 'ann' }, ...more });
const statement = (answer: Answer): { Effect: string; Resource: string } => (answer as { policyDocument: { Statement: readonly { Effect: string; Resource: string }[] } }).policyDocument.Statement[0];

test('an allow of a REST API is for the one method and path', () => {
  expect(answerOf('rest', ARN, told())).toEqual({ principalId: 'ann', context: { sub: 'ann' }, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: ARN }] } });
});

test('what a policy would read as a pattern, or not take, is cut, never widened beyond method and stage', () => {
  for (const [path, resource] of [['a*b', 'documents/a*'], ['a?b', 'documents/a*'], ['${aws:username}', 'documents/*'], ['x'.repeat(600), `documents/${'x'.repeat(511 - ARN.length + 2)}*`]]) {
    const { Resource } = statement(answerOf('rest', ARN.replace('42', path), told()));
    expect(Resource).toBe(ARN.replace('documents/42', resource));
    expect(Resource.length).toBeLessThanOrEqual(512);
  }
});

test('without an ARN, or with one that has no method before its pattern, nothing is allowed', () => {
  for (const arn of [undefined, '*', 'arn:aws:execute-api:eu-west-1:1:*/prod/GET/', 'x?']) expect(statement(answerOf('rest', arn, told())).Effect).toBe('Deny');
});

test('a challenge of a REST API is thrown, any other refusal denies everything', () => {
  expect(() => answerOf('rest', ARN, told({ isAllowed: false, answer: 'challenge' }))).toThrow(new Unauthorized());
  for (const answer of ['refuse', 'step-up', undefined] as const) expect(statement(answerOf('rest', ARN, told({ isAllowed: false, answer })))).toMatchObject({ Effect: 'Deny', Resource: '*' });
});

test('an HTTP API is told yes or no', () => {
  for (const isAllowed of [true, false]) for (const answer of ['challenge', 'refuse', 'step-up', undefined] as const) expect(answerOf('http', undefined, told({ isAllowed, answer }))).toEqual({ isAuthorized: isAllowed, context: { sub: 'ann' } });
});

test('a step-up says what is missing, in the words of RFC 9470', () => {
  const { context } = answerOf('rest', ARN, told({ isAllowed: false, answer: 'step-up', stepUp: { maxAge: 900, acrValues: ['phr', 'a"b'] } })) as { context: Record<string, string> };
  expect(context.challenge).toBe('Bearer error="insufficient_user_authentication", error_description="a more recent or stronger sign-in is required", acr_values="phr ab", max_age="900"');
});

test('no refusal becomes an allow, whatever is told', () => {
  fc.assert(fc.property(fc.constantFrom('rest', 'http') as fc.Arbitrary<'rest' | 'http'>, fc.option(fc.string(), { nil: undefined }), fc.constantFrom('challenge', 'refuse', 'step-up', undefined), (kind, arn, answer) => {
    let answered: Answer | undefined;
    try {
      answered = answerOf(kind, arn, told({ isAllowed: false, ...(answer === undefined ? {} : { answer: answer as 'refuse' }) }));
    } catch (error) {
      expect(error).toBeInstanceOf(Unauthorized);
      return;
    }
    if (kind === 'http') expect(answered).toMatchObject({ isAuthorized: false });
    else expect(statement(answered).Effect).toBe('Deny');
  }));
});

const decision: DecisionRecord = {
  schema: 'zero-trust/decision/1', outcome: 'deny', reasons: ['tier-too-low'], policies: [], tier: 'BASIC', score: 10, subject: 'h:x', device: null, action: 'GET /documents/{id}', resource: 'documents/42', purpose: null,
  facts: {}, bundle: 'sha256:0', stepUp: null, mode: 'enforce',
};

test('lines count up and carry their own metrics', () => {
  const lines: string[] = [];
  const log = new AuditLog({ door: 'App/Door', source: 's-1', write: (line) => { lines.push(line); } });
  for (const requestId of ['r-1', 'r-2']) log.record(decision, { requestId, nowMs: 1_795_348_800_123, tookMs: 1.2345 });
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ ...decision, requestId: 'r-1', sequence: 1, source: 's-1', at: '2026-11-22T12:00:00.123Z', door: 'App/Door', reason: 'tier-too-low', Decisions: 1, Milliseconds: 1.23 });
  expect(second).toMatchObject({ requestId: 'r-2', sequence: 2 });
  // Every dimension and every metric stands in the line itself: else CloudWatch drops them without a word.
  const { CloudWatchMetrics: [{ Dimensions, Metrics }] } = first._aws as { CloudWatchMetrics: [{ Dimensions: string[][]; Metrics: { Name: string }[] }] };
  for (const name of [...Dimensions.flat(), ...Metrics.map((m) => m.Name)]) expect(first).toHaveProperty(name);
  expect(lines.every((line) => !line.includes('\n'))).toBe(true);
});

test('a subject is a hash that the key makes, and another issuer is another subject', () => {
  const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const all = [subjectHash(a, 'x', 'ann'), subjectHash(b, 'x', 'ann'), subjectHash(a, 'y', 'ann'), subjectHash(a, 'x', 'bob')];
  expect(new Set(all).size).toBe(4);
  expect(all.every((h) => /^h:[A-Za-z0-9_-]{22}$/.test(h))).toBe(true);
});
