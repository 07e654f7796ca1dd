/** docs/members.md says what the tables say. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

test('docs/members.md is what scripts/members-doc.cjs makes of the tables', () => {
  const root = path.join(__dirname, '..', '..');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { text } = require(path.join(root, 'scripts', 'members-doc.cjs')) as { text: string };
  expect(readFileSync(path.join(root, 'docs', 'members.md'), 'utf8')).toBe(text);
});

test('the README counts the member types as the table does', () => {
  const root = path.join(__dirname, '..', '..');
  const rows = readFileSync(path.join(root, 'docs', 'members.md'), 'utf8').split('\n').filter((l) => l.startsWith('| `AWS::')).length;
  expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(`[${rows} resource types](docs/members.md)`);
});
