import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { parseDocument } from '../../lib/document';
import { expectRefused, problemsOf, type Refused } from './support';

const REFUSED: readonly Refused[] = [
  ['a comma after the last entry', '{ "a": [1, 2,] }', 'DocumentInvalid 1:13', ['comma', 'remove it']],
  ['a comma after the last field', '{\n  "a": 1,\n}\n', 'DocumentInvalid 2:9', ['comma before `}`']],
  ['a key that stands twice', '{ "a": 1,\n  "b": { "c": 1, "c": 2 } }', 'DuplicateKey 2:18', ['`c`', 'first in line 2', 'remove one']],
  ['a key that stands twice, once as an escape', '{ "a": 1, "\\u0061": 2 }', 'DuplicateKey 1:11', ['`a`']],
  ['a comment', '{ // who may reach what\n}', 'DocumentInvalid 1:3', ['comments', 'YAML']],
  ['single quotes', '{ \'a\': 1 }', 'DocumentInvalid 1:3', ['double quotes']],
  ['a bare field name', '{ a: 1 }', 'DocumentInvalid 1:3', ['double quotes']],
  ['a bare word', '{ "a": yes }', 'DocumentInvalid 1:8', ['`yes`', 'expected a value']],
  ['a word that numbers have elsewhere', '{ "a": NaN }', 'DocumentInvalid 1:8', ['`NaN`']],
  ['a number with a leading zero', '{ "a": 0443 }', 'DocumentInvalid 1:9', ['`,` or `}`']],
  ['a missing comma', '{ "a": 1 "b": 2 }', 'DocumentInvalid 1:10', ['`,` or `}`']],
  ['a missing colon', '{ "a" 1 }', 'DocumentInvalid 1:7', ['`:`', '`a`']],
  ['the wrong bracket', '{ "a": 1 ]', 'DocumentInvalid 1:10', ['`]`']],
  ['a second document', '{}\n{}', 'DocumentInvalid 2:1', ['one object']],
  ['a line break in a text', '{ "a": "b\nc" }', 'DocumentInvalid 1:10', ['`\\n`']],
  ['an unknown escape', '{ "a": "\\x41" }', 'DocumentInvalid 1:9', ['escape']],
  ['no text', ' \n', 'DocumentEmpty 1:1', ['empty']],
  ['a cut in a list', '{ "a": [\n  1,', 'DocumentTruncated 2:5', ['the list that begins in line 1', 'truncated']],
  ['a cut in a text', '{ "a": "tcp/54', 'DocumentTruncated 1:15', ['the text that begins in line 1']],
  ['a cut in an escape', '{ "a": "\\u00', 'DocumentTruncated 1:13', ['the text']],
  ['a cut in a number', '{ "a": 54', 'DocumentTruncated 1:10', ['the object']],
  ['a cut after a field name', '{ "a"', 'DocumentTruncated 1:6', ['the object']],
  ['a cut in a word', '{ "a": tru', 'DocumentTruncated 1:11', ['the object']],
  ['lists in lists', `${'['.repeat(200_000)}`, 'DocumentInvalid 1:65', ['64 levels']],
  ['a character that editors do not show', '{ "a": "b\u200e" }'.replace('\u200e', '\u2067'), 'DocumentInvalid 1:10', ['U+2067']],
];

/** Refused for what they are, not for being no JSON. */
const HIDDEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/;

test.each(REFUSED)('refused: %s', (...row) => expectRefused('intent.json', row as unknown as Refused));

test('the same values as JSON.parse', () => {
  fc.assert(fc.property(fc.jsonValue({ depthSize: 'medium' }), fc.constantFrom('', ' ', '\t'), fc.constantFrom('', '\n', '\r\n '), (value, indent, around) => {
    const text = around + JSON.stringify(value, undefined, indent) + around;
    if (value === null || HIDDEN.test(text)) return;
    expect(parseDocument(text, 'intent.json').value).toEqual(JSON.parse(text));
  }), runs(300));
});

test('nothing that JSON.parse refuses', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom('"', '\\', ',', ':', '{', '}', '[', ']', '0', '-', 'e', '.', ' ', '\n', '/', 'n', 'u')), { minLength: 1, maxLength: 3 });
  let [accepted, refused] = [0, 0];
  fc.assert(fc.property(fc.json(), edits, (text, changes) => {
    const broken = changes.reduce((t, [at, remove, insert]) => t.slice(0, at % (t.length + 1)) + insert + t.slice((at % (t.length + 1)) + remove), text);
    const isRead = problemsOf(broken, 'intent.json').length === 0;
    isRead ? accepted++ : refused++;
    if (isRead) JSON.parse(broken); // throws, and fails the property, where JSON is stricter
  }), runs(1000));
  expect(Math.min(accepted, refused)).toBeGreaterThan(20);
});

test('a field named `__proto__` is a field', () => {
  expect(Object.keys(parseDocument('{ "__proto__": { "polluted": true } }', 'intent.json').value as object)).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
