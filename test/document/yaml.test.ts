import { parseDocument } from '../../lib/document';
import { expectRefused, problemsOf, type Refused } from './support';

const REFUSED: readonly Refused[] = [
  ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', 'DuplicateKey 3:1', ['`a`', 'first in line 1', 'remove one']],
  ['a key that stands twice, deep and quoted', 'a:\n  - b: 1\n    "b": 2\n', 'DuplicateKey 3:5', ['`b`', 'line 2']],
  ['a key that stands twice, in JSON within YAML', '{ "a": 1, "a": 2 }\n', 'DuplicateKey 1:11', ['`a`']],
  ['a tab as indentation', 'a:\n\t- b\n', 'DocumentInvalid 2:1', ['tab', 'spaces']],
  ['a tag of CloudFormation', 'a: !Ref b\n', 'DocumentInvalid 1:4', ['`!Ref`', 'write the value']],
  ['a tag that would make another type', 'a: !!timestamp 2027-06-30\n', 'DocumentInvalid 1:4', ['tag']],
  ['a tag that YAML knows', 'a: !!str 5\n', 'DocumentInvalid 1:10', ['tag']],
  ['a tag on a list', 'a: !!set { b }\n', 'DocumentInvalid 1:4', ['tag']],
  ['YAML 1.1, where dates are objects and `yes` is true', '%YAML 1.1\n---\na: 2027-06-30\n', 'DocumentInvalid 1:1', ['directive', 'remove it']],
  ['a directive for tags', '%TAG !e! tag:example.com,2000:\n---\na: b\n', 'DocumentInvalid 1:1', ['directive']],
  ['several documents', 'a: 1\n---\nb: 2\n', 'DocumentInvalid 2:1', ['second document', '`---`']],
  ['text after the end marker', 'a: 1\n...\nb: 2\n', 'DocumentInvalid 3:1', ['second document', '`...`']],
  ['an anchor that is not there', 'a: *b\n', 'DocumentInvalid 1:4', ['`&b`', 'define it first']],
  ['an alias inside of what it repeats', 'a: &a [*a]\n', 'DocumentInvalid 1:8', ['`*a`', 'inside']],
  ['a merge key', 'a: &a { b: 1 }\nc: { <<: *a }\n', 'DocumentInvalid 2:6', ['`<<`', 'repeat the fields']],
  ['no text', '', 'DocumentEmpty 1:1', ['empty', '`segments`']],
  ['comments only', '# nothing yet\n', 'DocumentEmpty 1:1'],
  ['a null', 'null\n', 'DocumentEmpty 1:1'],
  ['a colon in bare text', 'because: reads: documents\n', 'DocumentInvalid 1:10', ['quotes']],
  ['a character that text cannot begin with', 'a: @b\n', 'DocumentInvalid 1:4', ['quotes']],
  ['a list entry that is indented one too few', 'a:\n  - b: 1\n   c: 2\n', 'DocumentInvalid 3:1'],
  ['a map as a key', '{ a: 1 }: 2\n', 'DocumentInvalid 1:1', ['not text']],
  ['quotes that never close', 'a: "b\nc: 1\n', 'DocumentTruncated 3:1', ['closing', 'truncated']],
  ['a bracket that never closes', 'a: [1,\n', 'DocumentTruncated 2:1', ['truncated', 'bracket']],
  ['a last line without line break', 'over: tcp/54', 'DocumentTruncated 1:13', ['line break', '`...`']],
  ['a field name without colon at the end', 'a: 1\nbecau', 'DocumentTruncated 2:1', ['too early']],
  ['a character that editors do not show', 'a: b\u0000\n', 'DocumentInvalid 1:5', ['U+0000', 'editors do not show']],
  ['text whose direction is reversed', 'a: 1\nsource: ap\u202ei\n', 'DocumentInvalid 2:11', ['U+202E']],
  ['lines that end as on old Macintoshes', 'a: 1\rb: 2\r', 'DocumentInvalid 1:5', ['carriage return']],
  ['a second byte order mark', '\ufeff\ufeffa: 1\n', 'DocumentInvalid 1:1', ['U+FEFF']],
  ['bytes that are not UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0x0a]), 'DocumentInvalid 1:4', ['not UTF-8', 'save it as UTF-8']],
  ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), 'DocumentInvalid 1:1', ['UTF-16']],
  ['a cut in the middle of a character', Buffer.from('a: ü').subarray(0, 4), 'DocumentTruncated 1:4', ['middle of a character']],
  ['lists in lists, a thousand deep', `${'['.repeat(1000)}${']'.repeat(1000)}\n`, 'DocumentInvalid 1:67', ['64 levels']],
  ['lists in lists that never close', '['.repeat(200_000), 'DocumentInvalid 1:67', ['64 levels']],
  ['maps in maps', `${Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')} 1\n`, 'DocumentInvalid 66:67', ['64 levels']],
  ['dashes in dashes', `${'- '.repeat(20_000)}\n`, 'DocumentInvalid 1:132', ['64 levels']],
  ['more aliases than anybody writes', `a: &a 1\nb: [${'*a, '.repeat(1001)}]\n`, 'DocumentInvalid 2:4005', ['1000 aliases']],
];

describe('refused, with code, line and column', () => {
  test.each(REFUSED)('%s', (...row) => expectRefused('intent.yaml', row as unknown as Refused));

  test('aliases that multiply, before they take any memory', () => {
    const level = (name: string, of: string): string => `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(', ')}]\n`;
    const bomb = level('a', 'x') + level('b', '*a') + level('c', '*b') + level('d', '*c') + level('e', '*d') + level('f', '*e');
    const started = process.memoryUsage().heapUsed;
    expectRefused('intent.yaml', ['', bomb, 'DocumentInvalid 1:1', ['1000 times']]);
    expect(process.memoryUsage().heapUsed - started).toBeLessThan(100e6);
  });

  test('all keys that stand twice and the first slip, in one report', () => {
    expect(problemsOf('a: 1\na: 2\nb: @x\nb: [\n').map((p) => `${p.code} ${p.where}`)).toEqual([
      'DuplicateKey intent.yaml:2:1',
      'DuplicateKey intent.yaml:4:1',
      'DocumentInvalid intent.yaml:3:4',
    ]);
  });
});

describe('read, and nothing becomes another type', () => {
  test.each([
    ['dates and instants stay text', 'until: 2027-06-30\nat: 2027-06-30T18:00:00Z\n', { until: '2027-06-30', at: '2027-06-30T18:00:00Z' }],
    ['words of YAML 1.1 stay text', 'a: yes\nb: off\nc: 12:30\nd: 1_000\n', { a: 'yes', b: 'off', c: '12:30', d: '1_000' }],
    ['addresses stay text', 'a: ::1/128\nb: [::/0, 2001:db8::/32]\nc: 10.0.0.0/8\n', { a: '::1/128', b: ['::/0', '2001:db8::/32'], c: '10.0.0.0/8' }],
    ['numbers are numbers, for the reader of the intent to refuse', 'account: 111122223333\nport: 0443\n', { account: 111122223333, port: 443 }],
    ['anchors and aliases repeat', 'a: &no { none: reason }\nb: *no\nc: [*no]\n', { a: { none: 'reason' }, b: { none: 'reason' }, c: [{ none: 'reason' }] }],
    ['an anchor that is set anew', 'a: &x 1\nb: &x 2\nc: *x\n', { a: 1, b: 2, c: 2 }],
    ['a byte order mark', '\ufeffa: 1\n', { a: 1 }],
    ['lines that end as on Windows', 'a: 1\r\nb:\r\n  - c\r\n', { a: 1, b: ['c'] }],
    ['JSON, with tabs', '{\n\t"a": 1,\n\t"b": [\n\t\t1\n\t]\n}\n', { a: 1, b: [1] }],
    ['what is hidden, as an escape', 'a: "b\\u202ec"\n', { a: 'b\u202ec' }],
    ['nesting to the limit', `${'['.repeat(64)}${']'.repeat(64)}\n`, JSON.parse(`${'['.repeat(64)}${']'.repeat(64)}`)],
  ])('%s', (_, text, expected) => expect(parseDocument(text, 'intent.yaml').value).toEqual(expected));

  test('a field named `__proto__` is a field', () => {
    const value = parseDocument('__proto__: { polluted: true }\n', 'intent.yaml').value as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('the end of a file', () => {
  const warningsOf = (text: string): string[] => parseDocument(text, 'intent.yaml').warnings.map((w) => `${w.code} ${w.where}`);

  test.each([
    ['the end marker', 'a: 1\n...\n'],
    ['the end marker without line break', 'a: 1\n...'],
    ['the end marker, then comments and empty lines', 'a: 1\n... # end\n\n# checked by CI\n\n'],
    ['the end marker on Windows', 'a: 1\r\n...\r\n'],
    ['brackets around everything', '{ a: 1 }'],
  ])('is certain with %s', (_, text) => expect(warningsOf(text)).toEqual([]));

  test.each([
    ['without a marker', 'a: 1\nb: 2\n\n', 'DocumentEndUnmarked intent.yaml:2:5'],
    ['where dots stand inside of text', 'a: >\n  b\n  ...\n', 'DocumentEndUnmarked intent.yaml:3:6'],
  ])('is mentioned %s', (_, text, expected) => expect(warningsOf(text)).toEqual([expected]));
});
