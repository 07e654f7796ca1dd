import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { DocumentError, parseDocument } from '../../lib/document';
import { normaliseIntent } from '../../lib/intent';

const BYTES = readFileSync(path.join(__dirname, 'documents.yaml'));
const WITHOUT_MARKER = BYTES.subarray(0, BYTES.lastIndexOf('...\n'));

/** What a reader is told of a file: mistakes, warnings, or nothing. */
function told(content: Uint8Array, file: string): 'refused' | 'mistakes' | 'warned' | 'silent' {
  try {
    const { value, warnings } = parseDocument(content, file);
    if (normaliseIntent(value).findings.some((f) => f.level === 'error')) return 'mistakes';
    return warnings.length > 0 ? 'warned' : 'silent';
  } catch (error) {
    if (error instanceof DocumentError) return 'refused';
    throw error;
  }
}

test('the files are whole', () => {
  expect(told(BYTES, 'i.yaml')).toBe('silent');
  expect(told(WITHOUT_MARKER, 'i.yaml')).toBe('warned');
});

test('a file that is cut anywhere is never read in silence; inside a line it is always refused', () => {
  const seen = { refused: 0, mistakes: 0, warned: 0, silent: 0 };
  for (let end = 0; end < BYTES.length; end++) {
    const cut = BYTES.subarray(0, end);
    const answer = told(cut, 'i.yaml');
    seen[answer]++;
    const isAtLineBorder = end === 0 || BYTES[end - 1] === 0x0a;
    const isOnlyLineBreak = end === BYTES.length - 1; // the end marker is there
    if (answer === 'silent' && !isOnlyLineBreak) throw new Error(`cut at byte ${end}: silent`);
    if (answer !== 'refused' && !isAtLineBorder && !isOnlyLineBreak) throw new Error(`cut at byte ${end}, inside a line: ${answer}`);
  }
  // Lines at whose end a shorter valid intent is left are few, and each is warned of.
  expect(seen.silent).toBe(1);
  expect(seen.warned).toBeGreaterThan(0);
  expect(seen.warned).toBeLessThan(35);
});

test('JSON that is cut anywhere is refused as truncated', () => {
  const text = JSON.stringify(parseDocument(BYTES, 'i.yaml').value, undefined, 1);
  const bytes = Buffer.from(text);
  expect(told(bytes, 'i.json')).toBe('silent');
  for (let end = 1; end < bytes.length; end++) {
    try {
      parseDocument(bytes.subarray(0, end), 'i.json');
    } catch (error) {
      if ((error as DocumentError).code === 'DocumentTruncated') continue;
      throw new Error(`cut at byte ${end}: ${String(error)}`);
    }
    throw new Error(`cut at byte ${end} was read`);
  }
});

test('files that are changed at random are read or refused, and nothing else happens', () => {
  const text = BYTES.toString();
  const pieces = fc.constantFrom('\n', ' ', '\t', '-', ':', '{', '}', '[', ']', '"', '\'', '&a', '*a', '!', '%', '#', '|', '>', '...', '---', '<<: *no', '\u0000', '? ', ',', '@', '\r');
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(text.length), fc.nat(12), pieces), { minLength: 1, maxLength: 4 }), (edits) => {
    const changed = edits.reduce((t, [at, remove, insert]) => t.slice(0, at) + insert + t.slice(at + remove), text);
    told(Buffer.from(changed), 'i.yaml');
  }), runs(150));
});
