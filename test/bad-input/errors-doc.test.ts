import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { codesInLib } from './codes-in-lib';
import { errorsDoc } from './errors-doc';

jest.setTimeout(120_000);

test('docs/errors.md holds every code of the library and no other, with what its users are told; `node scripts/errors-doc.mjs` writes it', () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8')).toBe(errorsDoc());
});

test.each([
  ['an argument', 'UntilNotIso', 'lib/intent/terms.ts'],
  ['an argument that depends', 'CidrMaskNotANumber', 'lib/algebra/cidr.ts'],
  ['the value of a `code`', 'UserOwnedGroup', 'lib/layers/network/members/imported.ts'],
  ['a row of a list', 'UnknownField', 'lib/document/document.ts'],
  ['an argument behind the message', 'DuplicateKey', 'lib/document/yaml.ts'],
  ['the first word of an error', 'UnknownSegment', 'lib/layers/network/microsegmentation.ts'],
])('a code is found where it is %s', (_, code, file) => expect(codesInLib().get(code)).toContain(file));
