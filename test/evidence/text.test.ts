import { layTable } from '../../lib/evidence/text/table';
import { COLOUR, PLAIN } from '../../lib/evidence/text/paint';
import { clean, columns, paragraph, wrap } from '../../lib/evidence/text/wrap';
import { count, some, valueText, words } from '../../lib/evidence/words';

describe('wrap', () => {
  test.each([
    ['breaks at spaces', 'reads documents; until then', 16, ['reads documents;', 'until then']],
    ['fills a line to the last column', 'abcd efgh', 9, ['abcd efgh']],
    ['breaks a long word after a separator', 'segment/with-a-name', 14, ['segment/with-', 'a-name']],
    ['breaks a long word anywhere else', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['counts wide characters twice', '文書を読む', 4, ['文書', 'を読', 'む']],
    ['keeps nothing for nothing', '', 10, ['']],
  ])('%s', (_, text, width, lines) => expect(wrap(text, width)).toEqual(lines));
});

test.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['a\nb\r\tc', 'a b c'],
  ['\u202Eabc', '\\u202eabc'],
  ['a\u200bb', 'a\\u200bb'],
  ['\u{e0041}', '\\ue0041'],
  ['naïve 文書', 'naïve 文書'],
])('%j is shown as %s', (text, shown) => expect(clean(text)).toBe(shown));

test('columns counts what a terminal shows', () => {
  expect([columns('abc'), columns('文書'), columns('é'), columns('😀')]).toEqual([3, 4, 1, 2]);
});

test('a paragraph hangs', () => {
  expect(paragraph('one two three', 9, 2, 2)).toEqual(['  one two', '    three']);
  expect(paragraph('', 9, 2)).toEqual([]);
});

describe('a table', () => {
  const lay = (rows: string[][], width: number) => layTable({ heads: ['A', 'B'], rows, width, indent: 2, paint: PLAIN });

  test('lines up, and says that it fits', () => {
    const table = lay([['x', 'long'], ['longer', 'y']], 80);
    expect([table.head, ...table.rows]).toEqual([['  A       B'], ['  x       long'], ['  longer  y']]);
    expect(table.fits).toBe(true);
  });

  test('takes room from its widest column', () => {
    const table = lay([['short', 'one two three four five']], 24);
    expect(table.rows[0]).toEqual(['  short  one two three', '         four five']);
    expect(table.fits).toBe(false);
  });

  test('puts figures to the right', () => {
    expect(layTable({ heads: ['N'], rows: [['7'], ['19']], width: 80, indent: 0, paint: PLAIN, right: [0] }).rows).toEqual([[' 7'], ['19']]);
  });

  test('lines up in colour as without', () => {
    const table = layTable({ heads: ['A', 'B'], rows: [[{ text: 'x', style: 'loud' }, 'y'], ['long', 'z']], width: 80, indent: 0, paint: COLOUR });
    expect(table.rows[0]).toEqual(['\u001b[31mx\u001b[39m     y']);
  });
});

test.each([
  ['arn:aws:s3:::x', 'arn:aws:s3:::x'],
  [{ Ref: 'Bucket' }, '${Bucket}'],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '${Bucket.Arn}'],
  [{ 'Fn::GetAtt': 'Bucket.Arn' }, '${Bucket.Arn}'],
  [{ 'Fn::ImportValue': 'S:Arn' }, '${import S:Arn}'],
  [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::x' }, 'arn:${AWS::Partition}:s3:::x'],
  [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::x']] }, 'arn:${AWS::Partition}:s3:::x'],
  [{ 'Fn::Select': [0, ['a']] }, '{"Fn::Select":[0,["a"]]}'],
  [{ a: 1, b: 2 }, '{"a":1,"b":2}'],
  [['a'], '["a"]'],
  [undefined, 'undefined'],
])('the value %j is shown as %s', (value, text) => expect(valueText(value)).toBe(text));

test('small words', () => {
  expect([count(1, 'rule'), count(2, 'rule'), count(0, 'entry', 'entries')]).toEqual(['1 rule', '2 rules', '0 entries']);
  expect([words([], 'or'), words(['a'], 'or'), words(['a', 'b', 'c'], 'or')]).toEqual(['', 'a', 'a, b or c']);
  expect([some(['a', 'b'], 2), some(['a', 'b', 'c'], 2)]).toEqual(['a, b', 'a, b and 1 more']);
});
