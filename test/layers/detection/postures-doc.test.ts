/** docs/watch.md says what each posture switches on, of a typical app; `node -r ./scripts/ts.cjs test/layers/detection/postures-doc.ts` writes it. */
import { readFileSync } from 'node:fs';
import { FILE, withPostures } from './postures-doc';

jest.setTimeout(120_000);

test('the table of postures is that of today', () => {
  const text = readFileSync(FILE, 'utf8');
  expect(text).toBe(withPostures(text));
});
