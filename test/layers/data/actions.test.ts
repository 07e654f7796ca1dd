/** The table of IAM actions is what its source says today. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { actionFacts } from '../../../lib/layers/data/actions';

test('the table is what scripts/make-data-actions.mjs writes', () => {
  const root = path.join(__dirname, '..', '..', '..');
  expect(() => execFileSync(process.execPath, [path.join(root, 'scripts', 'make-data-actions.mjs'), '--check'], { cwd: root, stdio: 'pipe' })).not.toThrow();
});

test('facts: levels, resources, and the keys by which rows are told apart', () => {
  expect(actionFacts('dynamodb:Query')).toEqual({ name: 'dynamodb:Query', levels: ['read'], resources: ['index', 'table'], keys: ['leading-keys'] });
  expect(actionFacts('DYNAMODB:scan')).toMatchObject({ name: 'dynamodb:Scan', keys: [] });
  expect(actionFacts('s3:ListBucket')!.keys).toEqual(['prefix']);
  expect([actionFacts('s3:NoSuchThing'), actionFacts('lambda:InvokeFunction'), actionFacts('toString:x')]).toEqual([undefined, undefined, undefined]);
});
