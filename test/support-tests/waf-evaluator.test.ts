/** The evaluator of web ACLs against AWS WAF's developer guide, by hand; each table has rows that must not match. */
import { type Conditions, NotModelled, type Outcome, WebAcl, type WafRequest } from '../support/waf-evaluator';
import { bytes } from '../support/waf-evaluator/request';
import { transformed } from '../support/waf-evaluator/transformations';
import type { Json } from '../support/waf-evaluator/unmodelled';

const NONE = [{ Priority: 0, Type: 'NONE' }];
const PATH = { UriPath: {} };
const text = (SearchString: string, FieldToMatch: Json = PATH, PositionalConstraint = 'CONTAINS'): Json => ({ ByteMatchStatement: { FieldToMatch, PositionalConstraint, SearchString, TextTransformations: NONE } });
const regex = (RegexString: string, FieldToMatch: Json = PATH): Json => ({ RegexMatchStatement: { FieldToMatch, RegexString, TextTransformations: NONE } });
const size = (FieldToMatch: Json, ComparisonOperator: string, Size: number): Json => ({ SizeConstraintStatement: { FieldToMatch, ComparisonOperator, Size, TextTransformations: NONE } });
const not = (Statement: Json): Json => ({ NotStatement: { Statement } });
const and = (...Statements: Json[]): Json => ({ AndStatement: { Statements } });
const or = (...Statements: Json[]): Json => ({ OrStatement: { Statements } });
const rule = (Name: string, Priority: number, Statement: Json, action: Json | string = 'Block', more: Json = {}): Json => ({ Name, Priority, Statement, Action: typeof action === 'string' ? { [action]: {} } : action, ...more });
const ask = (statement: Json, request: Partial<WafRequest>, conditions: Conditions = {}): Outcome => new WebAcl({ rules: [rule('r', 0, statement)] }, conditions).handle({ target: '/', ip: '192.0.2.1', ...request });
const isMatch = (statement: Json, request: Partial<WafRequest>, conditions: Conditions = {}): boolean => ask(statement, request, conditions).by === 'r';

test.each<[string, string, string]>([
  ['NONE', 'A%41+', 'A%41+'],
  ['LOWERCASE', 'ABCÄ', 'abcÄ'],
  ['URL_DECODE', '%41%2f+%zz%4', 'A/ %zz%4'],
  ['URL_DECODE_UNI', '%u0041%uff1c%42', 'A<B'],
  ['COMPRESS_WHITE_SPACE', 'a \t\n\r b', 'a b'],
  ['HTML_ENTITY_DECODE', '&lt;&#x41;&#66;&quot;&nope;', '<AB"&nope;'],
  ['CMD_LINE', 'C\'a"t ^ /etc, ;X  (Y', 'cat/etc x(y'],
  ['REPLACE_COMMENTS', 'a/* b */c/*d', 'a c '],
  ['REPLACE_COMMENTS', 'a*/b', 'a*/b'],
  ['REMOVE_NULLS', 'a\0b', 'ab'],
  ['REPLACE_NULLS', 'a\0b', 'a b'],
  ['NORMALIZE_PATH', '/a//b/./c/../d', '/a/b/d'],
  ['NORMALIZE_PATH', '../a/../b', '../b'],
  ['NORMALIZE_PATH', '/../../a', '/a'],
  ['NORMALIZE_PATH', '/a/b/..', '/a/'],
  ['NORMALIZE_PATH', '/a/b/', '/a/b/'],
  ['NORMALIZE_PATH', '//', '/'],
  ['NORMALIZE_PATH_WIN', '\\a\\..\\b', '/b'],
  ['HEX_DECODE', '414243', 'ABC'],
  ['SQL_HEX_DECODE', 'x 0x414243 y', 'x ABC y'],
  ['BASE64_DECODE', 'YWRtaW4=', 'admin'],
  ['BASE64_DECODE_EXT', 'YW.Rt-aW4=', 'admin'],
  ['CSS_DECODE', 'ja\\vascript\\3a 1', 'javascript:1'],
  ['JS_DECODE', '\\u0041\\x42\\103\\n\\uff1c', 'ABC\n<'],
  ['ESCAPE_SEQ_DECODE', '\\x41\\102\\n\\q', 'AB\n\\q'],
  ['UTF8_TO_UNICODE', 'aä日', 'a%u00e4%u65e5'],
])('%s: %j is %j', (Type, from, to) => {
  expect(transformed(bytes(from), [{ Priority: 0, Type }])).toBe(bytes(to));
});

test('transformations come in the order of their priorities; MD5 is raw; an unknown one is an error', () => {
  const types = [{ Priority: 5, Type: 'LOWERCASE' }, { Priority: 1, Type: 'URL_DECODE' }];
  expect(transformed('%41', types)).toBe('a');
  expect(Buffer.from(transformed('a', [{ Priority: 0, Type: 'MD5' }]), 'latin1').toString('hex')).toBe('0cc175b9c0f1b6a831c399e269772661');
  expect(() => transformed('a', [{ Priority: 0, Type: 'UPPERCASE' }])).toThrow(NotModelled);
});

test.each<[string, string, boolean]>([
  ['EXACTLY', '/admin', true], ['EXACTLY', '/admin/', false], ['EXACTLY', '/Admin', false],
  ['STARTS_WITH', '/admin/x', true], ['STARTS_WITH', '/x/admin', false],
  ['ENDS_WITH', '/x/admin', true], ['ENDS_WITH', '/admin/x', false],
  ['CONTAINS', '/x/admin/y', true], ['CONTAINS', '/adm/in', false],
])('/admin stands %s in %s: %s', (position, target, expected) => {
  expect(isMatch(text('/admin', PATH, position), { target })).toBe(expected);
});

test('a word stands alone; a text may be Base64, and is bytes', () => {
  const word = (target: string): boolean => isMatch(text('id', PATH, 'CONTAINS_WORD'), { target });
  expect(['/id', '/a-id.b', '/x/id/y', '/ids', '/my_id', '/void'].map(word)).toEqual([true, true, true, false, false, false]);
  expect(isMatch({ ByteMatchStatement: { FieldToMatch: PATH, PositionalConstraint: 'CONTAINS', SearchStringBase64: 'w6Q=', TextTransformations: NONE } }, { target: '/ä' })).toBe(true);
  expect(isMatch(text('ä'), { target: '/%C3%A4' })).toBe(false);
});

test.each<[string, string, boolean]>([
  ['^/a$', '/a', true], ['^/a$', '/a\n', true], ['^/a$', '/a\n\n', false], ['^/A', '/a', false], ['(?i)^/A', '/a', true], ['a.b', '/a\nb', false], ['[^]]x', '/]x', false], ['[]a]x', '/]x', true],
  ['\\s', '/\xa0', false], ['[\\s]', '/ ', true], ['[$.]', '/$', true], ['[$.]', '/a', false], ['\\$', '/$', true], ['\\xc3\\xa4', '/ä', true], ['ä', '/ä', true], ['[[]', '/[', true], ['a{2}', '/aa', true],
])('regular expression %j in %j: %s', (pattern, target, expected) => {
  expect(isMatch(regex(pattern), { target })).toBe(expected);
});

test.each(['a(?=b)', '(?<x>a)', 'a\\1', '[[:alpha:]]', '\\Aa', '\\Qa\\E', 'a(?i)b', '\\x{41}', '\\h'])('regular expression %s reads differently in JavaScript: an error', (pattern) => {
  expect(() => isMatch(regex(pattern), { target: '/a' })).toThrow(NotModelled);
});

const CONTINUE = { OversizeHandling: 'CONTINUE' };
const cookies = (MatchPattern: Json, MatchScope: string, OversizeHandling = 'CONTINUE'): Json => ({ Cookies: { MatchPattern, MatchScope, OversizeHandling } });
const headers = (MatchPattern: Json, MatchScope: string, OversizeHandling = 'CONTINUE'): Json => ({ Headers: { MatchPattern, MatchScope, OversizeHandling } });
const json = (MatchPattern: Json, MatchScope: string, InvalidFallbackBehavior = 'NO_MATCH'): Json => ({ JsonBody: { MatchPattern, MatchScope, InvalidFallbackBehavior, OversizeHandling: 'CONTINUE' } });
const FULL: Partial<WafRequest> = { method: 'PUT', target: '/p?Arg=qv1&arg=qv2&other=qv3#frag', headers: { 'Host': 'h.example', 'X-One': 'hv1', 'Cookie': 'ck=cv; Ck2=cv2' }, body: 'body-text', ja3: 'j3', ja4: 'j4' };

test.each<[string, Json, readonly string[], readonly string[]]>([
  ['method', { Method: {} }, ['PUT'], ['put', '/p']],
  ['path', PATH, ['/p'], ['qv1', 'frag']],
  ['query string', { QueryString: {} }, ['Arg=qv1&arg=qv2', 'qv3'], ['/p', 'frag', '?']],
  ['fragment', { UriFragment: { FallbackBehavior: 'NO_MATCH' } }, ['frag'], ['qv3', '#']],
  ['one argument, without capitals', { SingleQueryArgument: { Name: 'ARG' } }, ['qv1', 'qv2'], ['qv3']],
  ['all arguments', { AllQueryArguments: {} }, ['qv1', 'qv3'], ['other', 'Arg']],
  ['one header, without capitals', { SingleHeader: { Name: 'x-one' } }, ['hv1'], ['h.example']],
  ['all headers', headers({ All: {} }, 'ALL'), ['hv1', 'X-One', 'cv2'], ['body']],
  ['names of headers', headers({ All: {} }, 'KEY'), ['X-One'], ['hv1']],
  ['some headers', headers({ IncludedHeaders: ['HOST'] }, 'VALUE'), ['h.example'], ['hv1', 'Host']],
  ['other headers', headers({ ExcludedHeaders: ['host'] }, 'VALUE'), ['hv1'], ['h.example']],
  ['cookies', cookies({ All: {} }, 'VALUE'), ['cv2'], ['ck', 'Ck2', 'hv1']],
  ['some cookies, with capitals', cookies({ IncludedCookies: ['ck', 'ck2'] }, 'ALL'), ['cv', 'ck'], ['cv2', 'Ck2']],
  ['other cookies', cookies({ ExcludedCookies: ['ck'] }, 'KEY'), ['Ck2'], ['ck', 'cv2']],
  ['order of headers', { HeaderOrder: CONTINUE }, ['host:x-one:cookie'], ['Host', 'hv1']],
  ['body', { Body: CONTINUE }, ['body-text'], ['BODY']],
  ['JA3', { JA3Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, ['j3'], ['j4']],
  ['JA4', { JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, ['j4'], ['j3']],
])('part: %s', (_, field, yes, no) => {
  expect(yes.filter((one) => !isMatch(text(one, field), FULL))).toEqual([]);
  expect(no.filter((one) => isMatch(text(one, field), FULL))).toEqual([]);
});

test('a JSON body: keys, values, paths, and what is none', () => {
  const body = { body: '{"user": {"name": "Anna", "tags": ["t1", 7, true, null]}, "a/b": "slash"}' };
  const has = (one: string, field: Json): boolean => isMatch(text(one, field, 'EXACTLY'), body);
  const [keys, values] = [json({ All: {} }, 'KEY'), json({ All: {} }, 'VALUE')];
  expect(['user', 'name', 'tags', 'a/b', 'Anna', 't1'].map((one) => has(one, keys))).toEqual([true, true, true, true, false, false]);
  expect(['Anna', 't1', '7', 'true', 'null', 'slash', 'user', ''].map((one) => has(one, values))).toEqual([true, true, true, true, true, true, false, false]);
  expect([has('Anna', json({ IncludedPaths: ['/user/name'] }, 'VALUE')), has('slash', json({ IncludedPaths: ['/user/name'] }, 'VALUE')), has('slash', json({ IncludedPaths: ['/a~1b'] }, 'ALL')), has('t1', json({ IncludedPaths: ['/user/tags/0'] }, 'VALUE'))]).toEqual([true, false, true, true]);
  const broken = (word: string): boolean => isMatch(text('{"a"', json({ All: {} }, 'ALL', word)), { body: '{"a"' });
  expect(['MATCH', 'NO_MATCH', 'EVALUATE_AS_STRING'].map(broken)).toEqual([true, false, true]);
  // AWS does not say: neither a match nor none, so its negation is no match either.
  for (const statement of [text('x', values), not(text('x', values))]) expect(ask(statement, { body: '' })).toMatchObject({ by: 'default', notEvaluated: ['r'] });
  expect(ask(text('Anna', json({ IncludedPaths: ['/user'] }, 'VALUE')), body)).toMatchObject({ by: 'default', notEvaluated: ['r'] });
});

test('what is too long is not seen: it matches, does not, or its beginning counts', () => {
  const body = `${'x'.repeat(16_384)}evil`;
  const words = (field: (word: string) => Json, request: Partial<WafRequest>): boolean[] => ['MATCH', 'NO_MATCH', 'CONTINUE'].map((word) => isMatch(text('evil', field(word)), request));
  expect(words((OversizeHandling) => ({ Body: { OversizeHandling } }), { body })).toEqual([true, false, false]);
  expect(words((OversizeHandling) => ({ Body: { OversizeHandling } }), { body: `evil${'x'.repeat(16_384)}` })).toEqual([true, false, true]);
  expect(words((OversizeHandling) => ({ Body: { OversizeHandling } }), { body: body.slice(4) })).toEqual([true, true, true]);
  expect(isMatch(text('evil', { Body: CONTINUE }), { body: `${'x'.repeat(8192)}evil` }, { bodyLimit: 8192 })).toBe(false);
  expect(words((word) => headers({ All: {} }, 'VALUE', word), { headers: { 'a': 'x'.repeat(8192), 'b': 'evil' } })).toEqual([true, false, false]);
  expect(words((word) => cookies({ All: {} }, 'VALUE', word), { headers: { cookie: `${Array.from({ length: 200 }, (_, i) => `c${i}=1`).join('; ')}; z=evil` } })).toEqual([true, false, false]);
  expect(words((OversizeHandling) => ({ HeaderOrder: { OversizeHandling } }), { headers: { evil: 'x'.repeat(8192) } })).toEqual([true, false, true]);
});

test('a part that is not there matches nothing; a fallback answers for it', () => {
  const [none, fragment] = [{ SingleHeader: { Name: 'x' } }, (word: string): Json => ({ UriFragment: { FallbackBehavior: word } })];
  expect([size(none, 'GE', 0), not(size(none, 'GE', 0)), size({ QueryString: {} }, 'EQ', 0), size({ Body: CONTINUE }, 'EQ', 0)].map((s) => isMatch(s, {}))).toEqual([false, true, true, true]);
  expect(['MATCH', 'NO_MATCH'].map((word) => isMatch(text('f', fragment(word)), {}))).toEqual([true, false]);
  expect(isMatch(text('f', fragment('MATCH')), { target: '/#x' })).toBe(false);
});

test.each<[string, readonly boolean[]]>([['EQ', [false, true, false]], ['NE', [true, false, true]], ['LT', [true, false, false]], ['LE', [true, true, false]], ['GT', [false, false, true]], ['GE', [false, true, true]]])('sizes: %s 3', (operator, expected) => {
  expect(['/a', '/ab', '/ä%'].map((target) => isMatch(size(PATH, operator, 3), { target }))).toEqual(expected); // ä is two bytes
});

test('and, or, not; what AWS alone can judge is unknown, and decides nothing', () => {
  const [yes, no] = [text('/'), text('nope')];
  const unknown: Json = { SqliMatchStatement: { FieldToMatch: PATH, TextTransformations: NONE } };
  expect([and(yes, yes), and(yes, no), or(no, yes), or(no, no), not(no), not(yes), and(yes, not(or(no, no)))].map((s) => isMatch(s, {}))).toEqual([true, false, true, false, true, false, true]);
  const answers = (s: Json): string => { const { by, notEvaluated } = ask(s, {}); return by === 'r' ? 'yes' : notEvaluated.length > 0 ? 'unknown' : 'no'; };
  expect([unknown, not(unknown), and(yes, unknown), and(no, unknown), or(yes, unknown), or(no, unknown), { XssMatchStatement: {} }].map(answers)).toEqual(['unknown', 'unknown', 'unknown', 'no', 'yes', 'unknown', 'unknown']);
});

test('addresses, countries and networks: of who connects, or of a header', () => {
  const world: Conditions = { addresses: { set: ['198.51.100.0/24', '2001:db8::/32'] }, countryOf: (a) => (a === '198.51.100.7' ? 'CH' : 'BR'), asnOf: (a) => (a === '198.51.100.7' ? 64_500 : 0) };
  const set = (more: Json = {}): Json => ({ IPSetReferenceStatement: { Arn: 'set', ...more } });
  const via = (Position: string, FallbackBehavior = 'NO_MATCH'): Json => set({ IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior, Position } });
  expect(['198.51.100.7', '198.51.101.7', '2001:db8:1::1', '2001:db9::1'].map((ip) => isMatch(set(), { ip }, world))).toEqual([true, false, true, false]);
  const behind = (value: string, statement: Json): boolean => isMatch(statement, { headers: { 'x-forwarded-for': value } }, world);
  expect(['FIRST', 'LAST', 'ANY'].map((p) => behind('198.51.100.7, 192.0.2.1', via(p)))).toEqual([true, false, true]);
  expect(['FIRST', 'LAST', 'ANY'].map((p) => behind('192.0.2.1, 198.51.100.7', via(p)))).toEqual([false, true, true]);
  expect(behind(`198.51.100.7, ${Array(10).fill('192.0.2.1').join(', ')}`, via('ANY'))).toBe(false); // the last ten
  expect([behind('nobody', via('FIRST', 'MATCH')), behind('nobody', via('FIRST'))]).toEqual([true, false]);
  const geo = (more: Json = {}): Json => ({ GeoMatchStatement: { CountryCodes: ['CH'], ...more } });
  const asn = (more: Json = {}): Json => ({ AsnMatchStatement: { AsnList: [64_500], ...more } });
  const forwarded = { ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH' } };
  for (const one of [geo, asn]) {
    expect([isMatch(one(), { ip: '198.51.100.7' }, world), isMatch(one(), {}, world)]).toEqual([true, false]);
    expect([behind('198.51.100.7', one(forwarded)), behind('192.0.2.1, 198.51.100.7', one(forwarded)), behind('?', one(forwarded))]).toEqual([true, false, true]);
    // The header is not there: the rule is not asked, whatever else it says.
    for (const statement of [one(forwarded), not(one(forwarded)), or(text('/'), one(forwarded))]) expect(isMatch(statement, {}, world)).toBe(false);
    expect(isMatch(or(text('/'), one(forwarded)), {}, { ...world, missingHeader: 'statement' })).toBe(true);
  }
});

test('rules go by priority; allow and block end, count goes on, puzzles end for those who have not solved them', () => {
  const any = text('/');
  const handle = (rules: Json[], request: Partial<WafRequest> = {}, defaultAction?: Json): string => {
    const { action, by, counted } = new WebAcl({ rules, defaultAction }).handle({ target: '/', ip: '192.0.2.1', ...request });
    return `${action} ${by} ${counted.join()}`.trim();
  };
  expect(handle([rule('b', 2, any), rule('a', 1, any, 'Allow')])).toBe('allow a');
  expect(handle([rule('b', 1, any), rule('a', 2, any, 'Allow')])).toBe('block b');
  expect(handle([rule('c', 1, any, 'Count'), rule('no', 2, text('nope')), rule('b', 3, any)])).toBe('block b c');
  expect(handle([rule('c', 1, any, 'Count')])).toBe('allow default c');
  expect(handle([], {}, { Block: {} })).toBe('block default');
  for (const [action, solved, other] of [['Captcha', 'captcha', 'challenge'], ['Challenge', 'challenge', 'captcha']] as const) {
    const rules = [rule('p', 1, any, action), rule('b', 2, any)];
    expect([handle(rules), handle(rules, { solved: [other] }), handle(rules, { solved: [solved] })]).toEqual([`${solved} p`, `${solved} p`, 'block b p']);
  }
});

test('labels are seen by later rules alone, in full or as they were said here', () => {
  const label = (Key: string, Scope = 'LABEL'): Json => ({ LabelMatchStatement: { Scope, Key } });
  const put = (priority: number): Json => rule('put', priority, text('/'), 'Count', { RuleLabels: [{ Name: 'a:b' }] });
  const sees = (statement: Json, at = 1): boolean => new WebAcl({ rules: [put(1), rule('r', at + 1, statement)] }, { namespace: 'awswaf:1:webacl:X:' }).handle({ target: '/', ip: '192.0.2.1' }).by === 'r';
  expect([label('a:b'), label('awswaf:1:webacl:X:a:b'), label('b'), label('a'), label('A:b'), label('a:', 'NAMESPACE'), label('awswaf:1:webacl:X:', 'NAMESPACE'), label('b:', 'NAMESPACE'), label('awswaf:1:webacl:Y:a:b')].map((s) => sees(s))).toEqual([true, true, false, false, false, true, true, false, false]);
  expect(new WebAcl({ rules: [put(2), rule('r', 1, label('a:b'))] }).handle({ target: '/', ip: '192.0.2.1' })).toMatchObject({ by: 'default', labels: ['awswaf:111122223333:webacl:Test:a:b'] });
});

test('groups: overrides by rule keep labels, an override of the whole counts what it says, and a group that nobody knows is not evaluated', () => {
  const groups = { G: { namespace: 'awswaf:1:rulegroup:G:', rules: [rule('one', 1, text('/'), 'Count', { RuleLabels: [{ Name: 'seen' }] }), rule('two', 2, { LabelMatchStatement: { Scope: 'LABEL', Key: 'seen' } }, 'Block', { RuleLabels: [{ Name: 'two' }] })] } };
  const group = (statement: Json, override = 'None'): Outcome => new WebAcl({ rules: [{ Name: 'g', Priority: 1, Statement: statement, OverrideAction: { [override]: {} } }, rule('after', 2, { LabelMatchStatement: { Scope: 'LABEL', Key: 'awswaf:1:rulegroup:G:two' } })] }, { groups }).handle({ target: '/', ip: '192.0.2.1' });
  const managed = (more: Json = {}): Json => ({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'G', ...more } });
  for (const statement of [managed(), { RuleGroupReferenceStatement: { Arn: 'G' } }]) expect(group(statement)).toMatchObject({ action: 'block', by: 'g/two', counted: ['g/one'] });
  expect(group(managed({ RuleActionOverrides: [{ Name: 'two', ActionToUse: { Count: {} } }] }))).toMatchObject({ by: 'after', counted: ['g/one', 'g/two'] });
  expect(group(managed({ RuleActionOverrides: [{ Name: 'two', ActionToUse: { Allow: {} } }] }))).toMatchObject({ action: 'allow', by: 'g/two' });
  expect(group(managed(), 'Count')).toMatchObject({ by: 'after', counted: ['g/one', 'g'] });
  expect(group(managed({ ScopeDownStatement: text('nope') }))).toMatchObject({ by: 'default', counted: [] });
  expect(group({ RuleGroupReferenceStatement: { Arn: 'H' } })).toMatchObject({ by: 'default', notEvaluated: ['g'] });
});

test.each<[string, Json]>([
  ['a statement', { BotStatement: {} }], ['two statements in one', { ...text('a'), ...regex('a') }], ['a property', { ByteMatchStatement: { ...text('a').ByteMatchStatement, Extra: 1 } }], ['a part', text('a', { Trailer: {} })], ['a position', text('a', PATH, 'NEAR')],
  ['an operator', size(PATH, 'ABOUT', 1)], ['a set that nobody filled', { IPSetReferenceStatement: { Arn: 'x' } }], ['a set like a member of objects', { IPSetReferenceStatement: { Arn: 'constructor' } }], ['an ARN that is a token', { IPSetReferenceStatement: { Arn: { Ref: 'Set' } } }], ['a rate key', { RateBasedStatement: { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ Mood: {} }], Limit: 10 } }], ['nothing', {}],
])('%s that is not modelled is an error', (_, statement) => {
  expect(() => ask(statement, {})).toThrow(NotModelled);
});

test('two rules of one priority, an unknown property of a rule, an action that nobody knows, a header that comes twice: errors', () => {
  const handle = (rules: Json[], request: Partial<WafRequest> = {}) => (): Outcome => new WebAcl({ rules }).handle({ target: '/', ip: '192.0.2.1', ...request });
  expect(handle([rule('a', 1, text('x')), rule('b', 1, text('y'))])).toThrow(NotModelled);
  expect(handle([rule('a', 1, text('x'), 'Block', { Mystery: 1 })])).toThrow(NotModelled);
  expect(handle([rule('a', 1, text('/'), 'Shrug')])).toThrow(NotModelled);
  expect(handle([], { headers: { 'Host': 'a', 'host': 'b' } })).toThrow(NotModelled);
});
