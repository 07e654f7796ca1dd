/** docs/signals.md says what the catalogue says. */
import { readFileSync } from 'node:fs';
import { CATALOGUE, CATALOGUE_DATE, FLOW_LOG_FORMAT } from '../../../lib/layers/detection/catalogue';
import { FILE, withTable } from './signals-doc';

const TEXT = readFileSync(FILE, 'utf8');

test('the table is that of the catalogue', () => {
  expect(withTable(TEXT)).toBe(TEXT);
});

test('figures in its text are right', () => {
  expect(TEXT).toContain(`${CATALOGUE.length} signals`);
  expect(TEXT).toContain(CATALOGUE_DATE);
  expect(TEXT).toContain(FLOW_LOG_FORMAT);
});
