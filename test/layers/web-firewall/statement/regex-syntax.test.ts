/** Which regular expressions are refused before WAF refuses them. */
import * as fc from 'fast-check';
import { regexProblem } from '../../../../lib/layers/web-firewall/statement/regex-syntax';
import { runs } from '../../../algebra/support';

test.each([
  ['joe(?!ann|jen)', 'looks ahead or behind with `(?!`'], // https://stackoverflow.com/questions/59783687
  ['a(?=b)', '`(?=`'], ['(?<=a)b', '`(?<=`'], ['(?<!a)b', '`(?<!`'],
  ['(a)\\1', '`\\1`'], ['(a)\\g1', '`\\g`'], ['(a)\\g{-1}', '`\\g`'], ['(?:a)\\k<n>', '`\\k`'], ['a(?P=n)', '`(?P=`'],
  ['(?<n>a)', 'captures by name'], ['(?P<n>a)', 'captures by name'], ['(?\'n\'a)', 'captures by name'], ['(?|a|b)', 'by branch'],
  ['(a|(?R))', 'calls a group or itself with `(?R`'], ['(a(?1))', '`(?1`'], ['(a(?-1))', '`(?-1`'], ['(?&n)', '`(?&`'], ['(?P>n)', '`(?P>`'], ['a\\g<1>', 'calls a group'],
  ['(?(1)a|b)', 'condition'], ['(*UTF8)a', 'control verb'], ['a(*SKIP)b', 'control verb'],
  ['a\\Cb', '`\\C`'], ['a\\Rb', '`\\R`'], ['a\\Kb', '`\\K`'],
  ['a(?C1)', 'callout or code'], ['a(?{x})', 'callout or code'],
  ['(?>a)', 'atomic'], ['a*+', 'possessive'], ['a++b', 'possessive'], ['a?+', 'possessive'], ['a{2,3}+', 'possessive'],
])('WAF does not take %s', (pattern, what) => {
  expect(regexProblem(pattern)).toMatchObject({ code: 'RegexUnsupported', what: expect.stringContaining(what) });
});

test.each([
  ['(a', '`(` without'], ['a)', '`)` too many'], ['[a', '`[` without'], ['[]', '`[` without'], ['[\\]', '`[` without'], ['a\\', 'ends with'], ['[a\\', '`[` without'],
  ['*a', 'nothing to repeat'], ['a|*', 'nothing to repeat'], ['(?:+a)', 'nothing to repeat'], ['^*', 'nothing to repeat'], ['$*', 'nothing to repeat'], ['\\b+', 'nothing to repeat'], ['a**', 'nothing to repeat'],
  ['a{3,2}', 'the wrong way round'], ['[z-a]', 'the wrong way round'], ['[a-c9-0]', 'the wrong way round'], ['a{65536}', 'repetitions'], ['a{1,70000}', 'repetitions'],
  ['\\u0041', '`\\u`'], ['[\\u0041]', '`\\u`'], ['(?y)a', 'begins with `(?y`'],
])('%s is no regular expression', (pattern, what) => {
  expect(regexProblem(pattern)).toMatchObject({ code: 'RegexInvalid', what: expect.stringContaining(what) });
});

test.each([
  '^/api/(?:v1|v2)/users/\\d+$', '(a|b)+?c', 'a{2}', 'a{2,}', 'a{2,65535}', 'a{,3}', 'a{x}', '{', '}', ']', '[]a]', '[^]a]', '[a-z-9]', '[\\w.-]', '[[:alpha:]_-]', '[(?=*+]', '\\(\\?=', '\\\\1', '\\x{41}+', '\\p{Lu}*',
  '(?i)select', '(?i:a)b', '(?-i)a', '(?s-i:a)', '(?#note: (?=)a', '\\Q(?=a\\E+', '\\Q((', '\\bselect\\b', '\\A\\d\\z', '.*', 'ü+', '',
])('%s passes', (pattern) => expect(regexProblem(pattern)).toBeUndefined());

test('any text gets an answer, and a quoted one always passes', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[()[\]{}*+?|\\^$a0-9,:<=!#-]{0,30}$/)), (text) => {
    const problem = regexProblem(text);
    if (problem !== undefined) expect(problem.what).toMatch(/^(has|refers|calls|looks|captures|ends) /);
    expect(regexProblem(text.replace(/[\\^$.|?*+()[\]{}#-]/g, '\\$&'))).toBeUndefined();
    if (!text.includes('\\E')) expect(regexProblem(`\\Q${text}\\E`)).toBeUndefined();
  }), runs(2000));
});
