import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { DocumentError, parseDocument, readDocument } from '../../lib/document';
import { didYouMean } from '../../lib/intent';

let directory: string;
beforeAll(() => { directory = mkdtempSync(path.join(tmpdir(), 'document-')); });
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string, content?: string | Uint8Array): string => {
  const full = path.join(directory, name);
  if (content !== undefined) writeFileSync(full, content);
  return full;
};
const refusal = (name: string): string => {
  try {
    readDocument(name);
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  return 'was read';
};

describe('a file that cannot be read', () => {
  test('does not exist, with what is there', () => {
    for (const name of ['intent.yaml', 'team.yaml', 'notes.txt']) file(name, 'flows: []\n...\n');
    expect(refusal(file('intnet.yaml'))).toBe(`FileUnreadable: file \`${file('intnet.yaml')}\` does not exist; its folder holds \`intent.yaml\`, \`team.yaml\`; expected a YAML or JSON file`);
    expect(refusal(path.join(directory, 'nowhere', 'a.yaml'))).toContain('does not exist; expected');
  });

  test('is a directory', () => {
    mkdirSync(file('folder.yaml'));
    expect(refusal(file('folder.yaml'))).toBe(`FileUnreadable: file \`${file('folder.yaml')}\` is a directory; expected a YAML or JSON file`);
  });

  test('is too large, without being read', () => {
    expect(refusal(file('large.yaml', Buffer.alloc(9 * 1024 * 1024, ' ')))).toContain('is larger than 8 MiB');
  });

  test('is a device without end', () => {
    expect(refusal('/dev/null')).toContain('DocumentEmpty');
  });
});

test('a file is read by its bytes, and named without its folders', () => {
  const document = readDocument(file('deep.yaml', Buffer.from('\ufeffsegments:\r\n  - id: Zürich\r\n...\r\n')));
  expect(document.value).toEqual({ segments: [{ id: 'Zürich' }] });
  expect(document.where('/segments/0')).toBe('deep.yaml:2:5');
  expect(document.warnings).toEqual([]);
  expect(readDocument(file('any.JSON', '{ "a": 1 }')).value).toEqual({ a: 1 });
});

describe('the top of a file', () => {
  const top = (text: string, use: (document: ReturnType<typeof parseDocument>) => unknown, name = 'intent.yaml'): string => {
    try {
      use(parseDocument(text, name));
    } catch (error) {
      return (error as Error).message;
    }
    return 'was read';
  };

  test('all unknown fields at once, each with its place, and the nearest for whoever knows it', () => {
    expect(top('flow: []\nsegments: []\nenclave: []\n', (d) => d.object(['segments', 'flows', 'enclaves']))).toBe([
      '2 mistakes in the file:',
      '  UnknownField: the file has an unknown field `flow`; known fields: `enclaves`, `flows`, `segments` (intent.yaml:1:1)',
      '  UnknownField: the file has an unknown field `enclave`; known fields: `enclaves`, `flows`, `segments` (intent.yaml:3:1)',
    ].join('\n'));
    expect(top('flow: []\n', (d) => d.object(['flows'], didYouMean))).toBe('UnknownField: the file has an unknown field `flow`; did you mean `flows`? known fields: `flows` (intent.yaml:1:1)');
  });

  test('a field whose name holds a slash has its own place', () => {
    expect(top('{ "a": 1, "x/y": 2 }', (d) => d.object(['a']), 'i.json')).toContain('(i.json:1:11)');
  });

  test.each([
    ['- a\n', 'WrongType: the file is not an object; expected fields `flows` (intent.yaml:1:1)'],
    ['just text\n', 'WrongType: the file is not an object; expected fields `flows` (intent.yaml:1:1)'],
  ])('what is no object: %j', (text, expected) => expect(top(text, (d) => d.object(['flows']))).toBe(expected));

  test.each([
    ['flows:\n', 'WrongType: `flows` is empty; expected entries that begin with `-`, or `[]` (intent.yaml:1:1)'],
    ['a: 1\nflows: { b: 1 }\n', 'WrongType: `flows` is not a list; expected entries that begin with `-`, or `[]` (intent.yaml:2:1)'],
  ])('what is no list: %j', (text, expected) => expect(top(text, (d) => d.list('flows'))).toBe(expected));

  test('another schema', () => {
    expect(top('a: 1\nschema: zero-trust/intent/2\n', (d) => d.expectText('/schema', 'zero-trust/intent/1'))).toBe('SchemaUnknown: `schema` is `zero-trust/intent/2`; expected `zero-trust/intent/1` (intent.yaml:2:1)');
    expect(top('schema: zero-trust/intent/1\n', (d) => d.expectText('/schema', 'zero-trust/intent/1'))).toBe('was read');
  });
});
