import { editDistance, didYouMean, Findings, formatFinding, IntentError, mergeIntents, nearest, normaliseIntent, sortFindings } from '../../lib/intent';
import { accepted, expectStyle, intentOf, withFlows } from './support';

describe('the nearest name', () => {
  test.each([['paymnet', 'payment'], ['Payment', 'payment'], ['payments', 'payment'], ['pay', undefined], ['', undefined], ['docs', undefined], ['pyament', 'payment']])('%j is %s', (got, expected) => {
    expect(nearest(got, ['api', 'payment'])).toBe(expected);
  });

  test('is the first of equals, whatever the order', () => {
    expect(nearest('ax', ['az', 'ay'])).toBe('ay');
    expect(nearest('ax', ['ay', 'az'])).toBe('ay');
  });

  test.each([['', 'abc', 3], ['abc', 'abc', 0], ['ab', 'ba', 1], ['kitten', 'sitting', 3], ['abc', '', 3], ['ca', 'abc', 3]])('%j and %j are %d edits apart', (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  test('of a text that nobody mistyped is not looked for', () => {
    expect(nearest('x'.repeat(1e6), ['x'.repeat(1e6)])).toBeUndefined();
  });

  test('stands before what is known, which is cut', () => {
    expect(didYouMean('ap', ['api', 'web'], 'segments')).toBe('; did you mean `api`? known segments: `api`, `web`');
    expect(didYouMean('zzz', ['api'], 'segments')).toBe('; known segments: `api`');
    expect(didYouMean('zzz', [], 'segments')).toBe('; there are no segments yet');
    expect(didYouMean('zzz', Array.from({ length: 14 }, (_, i) => `s${String(i).padStart(2, '0')}`), 'segments')).toMatch(/`s11`, and 2 more$/);
  });
});

describe('a report', () => {
  const finding = (pointer: string, code = 'A', message = 'm', where = ''): Parameters<typeof sortFindings>[0][number] => ({ code, level: 'error', pointer, where, message });

  test('is sorted by place, numbers by value, then by code', () => {
    const sorted = [finding(''), finding('/claims/0'), finding('/flows'), finding('/flows/2', 'A'), finding('/flows/2', 'B'), finding('/flows/2/over'), finding('/flows/10'), finding('/flowsx')];
    expect(sortFindings([...sorted].reverse())).toEqual(sorted);
  });

  test('gives code, message and place', () => {
    expect(formatFinding(finding('/flows/0', 'UnknownSegment', 'who is `x`', 'app.ts:3'))).toBe('UnknownSegment: who is `x` (app.ts:3)');
    expect(formatFinding(finding('/flows/0', 'UnknownSegment', 'who is `x`'))).toBe('UnknownSegment: who is `x`');
  });

  test('is thrown whole, without warnings', () => {
    const findings = new Findings((p) => `i.yaml${p}`);
    findings.warning('W', '/0', 'careful');
    expect(() => findings.throwIfAny()).not.toThrow();
    findings.error('A', '/1', 'one');
    expect(() => findings.throwIfAny()).toThrow(new IntentError([finding('/1', 'A', 'one', 'i.yaml/1')]));
    findings.error('B', '/2', 'two');
    expect(() => findings.throwIfAny()).toThrow('2 mistakes in the intent:\n  A: one (i.yaml/1)\n  B: two (i.yaml/2)');
  });
});

describe('text of others in a report', () => {
  const messageOf = (source: string): string => normaliseIntent(withFlows({ source })).findings[0].message;

  test('moves no cursor, hides nothing and stays on its line', () => {
    expect(messageOf('a\u001b[2J\nb')).toContain('`a\\u001b[2J\\u000ab`');
    expect(messageOf('a\u202eb')).toContain('`a\\u202eb`');
    expect(messageOf('ap\u200bi')).toContain('`ap\\u200bi`');
    expectStyle(messageOf('a\r\nb'));
  });

  test('is cut', () => {
    const message = messageOf('x'.repeat(1e5));
    expect(message).toContain(`\`${'x'.repeat(117)}...\``);
    expect(message.length).toBeLessThan(1000);
  });

  test('names no token by its number', () => {
    for (const token of ['${Token[TOKEN.42]}', 'vpc-${Token[VPC.7]}', '#{Token[List.9]}']) {
      expect(messageOf(token)).toContain('<known only at deployment>');
      expect(messageOf(token)).not.toMatch(/Token\[/);
    }
  });
});

test('intents of one stage are merged in one order', () => {
  const [a, b] = ['A', 'B'].map((scope) => accepted(intentOf({ flows: withFlows({}).flows, guarantees: [{ identified: { target: 'F' } }] }), { scope }));
  expect(mergeIntents([b, a])).toEqual(mergeIntents([a, b]));
  expect(mergeIntents([b, a])).toMatchObject({
    schema: 'zero-trust/intent/1',
    scopes: [{ scope: 'A' }, { scope: 'B' }],
    flows: [{ scope: 'A' }, { scope: 'B' }],
    guarantees: [{ scope: 'A' }, { scope: 'B' }],
  });
  expect(mergeIntents([a]).segments).toEqual(a.segments);
});
