import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { codesInLib, findingsInLib, reasonsInLib } from './codes-in-lib';
import { errorsDoc } from './errors-doc';

jest.setTimeout(120_000);

test('docs/errors.md holds every code of the library and no other, with what its users are told; `node scripts/errors-doc.mjs` writes it', async () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8')).toBe(await errorsDoc());
});

test.each([
  ['an argument', 'UntilNotIso', 'lib/intent/terms.ts'],
  ['an argument that depends', 'CidrMaskNotANumber', 'lib/algebra/cidr.ts'],
  ['the value of a `code`', 'UserOwnedGroup', 'lib/layers/network/members/imported.ts'],
  ['a row of a list', 'UnknownField', 'lib/document/document.ts'],
  ['an argument behind the message', 'DuplicateKey', 'lib/document/yaml.ts'],
  ['the first word of an error', 'UnknownSegment', 'lib/layers/network/microsegmentation.ts'],
  ['the first argument of an error', 'NotAnAssembly', 'lib/world/template/read/assembly.ts'],
  ['the id of an annotation', 'ValidationSwitchedOff', 'lib/validation/validator.ts'],
])('a code is found where it is %s', (_, code, file) => expect(codesInLib().get(code)).toContain(file));

test('findings and reasons are found, too', () => {
  expect([...findingsInLib()]).toEqual(expect.arrayContaining(['nothing-more', 'onlyVia', 'failed', 'switched-off', 'pending', 'unknown', 'baseline.idle', 'baseline.ended', 'break-glass.open', 'break-glass.refused']));
  expect([...reasonsInLib()]).toEqual(expect.arrayContaining(['NO_PATH', 'SG_HAS_NO_RULES', 'CLAIM_NOT_OFFERED']));
});
