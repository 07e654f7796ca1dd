import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseDocument } from '../../lib/document';
import { normaliseIntent } from '../../lib/intent';

const YAML = readFileSync(path.join(__dirname, 'documents.yaml'), 'utf8');

describe('line and column of what a pointer names', () => {
  const { where } = parseDocument(YAML, '/anywhere/documents.yaml');

  test.each([
    ['', '2:1'],
    ['/schema', '2:1'],
    ['/segments', '3:1'],
    ['/segments/0', '4:5'],
    ['/segments/1/displayName', '6:5'],
    ['/segments/1/crownJewel/classification', '7:19'],
    ['/segments/1/offers/0', '9:9'],
    ['/segments/1/offers/0/because', '9:62'],
    ['/enclaves/0/cidrs/1', '12:26'],
    ['/flows/0/over/1', '25:22'],
    ['/flows/1/because', '34:5'],
    ['/guarantees/0/denies/destination', '36:33'],
    // What an alias repeats stands at its anchor; what is not there, at its nearest parent.
    ['/flows/1/encryption', '33:5'],
    ['/flows/1/encryption/none', '32:27'],
    ['/flows/1/until', '29:5'],
    ['/flows/9/over', '22:1'],
    ['/nothing/at/all', '2:1'],
  ])('%s', (pointer, expected) => expect(where(pointer)).toBe(`documents.yaml:${expected}`));

  test('every place holds the name or the begin of what is asked for', () => {
    const lines = YAML.split('\n');
    const walk = (value: unknown, pointer: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        const [, line, column] = where(`${pointer}/${key}`).split(':').map(Number);
        const rest = lines[line - 1].slice(column - 1);
        if (!Array.isArray(value)) expect(rest.startsWith(key)).toBe(true);
        else if (typeof inner === 'string') expect(rest.replace(/^["']/, '').startsWith(inner)).toBe(true);
        walk(inner, `${pointer}/${key}`);
      }
    };
    walk(parseDocument(YAML, 'documents.yaml').value, '');
  });

  test('are the same on Windows and behind a byte order mark', () => {
    const other = parseDocument(`\ufeff${YAML.replace(/\n/g, '\r\n')}`, 'documents.yaml');
    for (const pointer of ['/segments/1/displayName', '/flows/0/over/1', '/guarantees/0/denies']) expect(other.where(pointer)).toBe(where(pointer));
  });
});

describe('of JSON', () => {
  const { where } = parseDocument('{ "segments": [\n    { "id": "api" },\n    { "a/b": { "c~d": [1,\n  [2]] } }\n] }\n', 'intent.json');

  test.each([
    ['', '1:1'], ['/segments', '1:3'], ['/segments/0', '2:5'], ['/segments/0/id', '2:7'], ['/segments/1/a~1b/c~0d', '3:16'],
    ['/segments/1/a~1b/c~0d/1/0', '4:4'], ['/segments/0/over', '2:5'], ['/flows/0', '1:1'],
  ])('%s', (pointer, expected) => expect(where(pointer)).toBe(`intent.json:${expected}`));
});

test('mistakes in the content stand where they were written', () => {
  const text = YAML.replace('over: tcp/1414', 'over: tcp/99999').replace('source: api', 'source: apu').replace('    owner', '    ovner').replace('id: employee', 'id: api');
  const document = parseDocument(text, 'intent.yaml');
  const { findings } = normaliseIntent(document.value, { locate: document.where });
  expect(findings.map((f) => `${f.code} ${f.where}`)).toEqual([
    'MissingField intent.yaml:11:5',
    'UnknownField intent.yaml:13:5',
    'UnknownSegment intent.yaml:23:5',
    'PortOutOfRange intent.yaml:31:5',
    'NameTaken intent.yaml:19:5',
  ]);
  expect(findings[1].message).toContain('did you mean `owner`?');
  expect(findings[2].message).toContain('did you mean `api`?');
  expect(findings[4].message).toContain('first in `segments` (intent.yaml:4:5)');
});
