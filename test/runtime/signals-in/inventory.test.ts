/** Inventories: what is read, every mistake by its line, and that reading never throws. */
import * as fc from 'fast-check';
import { readSignalsConfig } from '../../../lib/contract/access/signals-config';
import { readDevice } from '../../../lib/runtime/authorizer/stores/rows';
import { Doer } from '../../../lib/runtime/signals-in/commands';
import { readCsv } from '../../../lib/runtime/signals-in/inventory/csv';
import { commandsOf, readInventory } from '../../../lib/runtime/signals-in/inventory/inventory';
import { OTHER_THUMBPRINT } from '../authorizer/support/rows';
import { ISSUER, NOW } from '../authorizer/support/tokens';
import { MemoryTable } from '../state/support/table';
import { CONFIG } from './support/endpoint';

const THUMBPRINT = Buffer.alloc(32, 5).toString('base64url');
const HEX = Buffer.from(OTHER_THUMBPRINT, 'base64url').toString('hex').toUpperCase().replace(/(..)(?=.)/g, '$1:');

test('CSV and JSON of the same inventory are the same, and become rows', async () => {
  const csv = readInventory(`\uFEFFthumbprint,ceiling,id,subject\r\n${THUMBPRINT},MANAGED,"mdm, 1","ann bob"\r\n\r\n${HEX},KNOWN,,\r\n`, 'csv');
  const json = readInventory(JSON.stringify([{ thumbprint: THUMBPRINT, ceiling: 'MANAGED', id: 'mdm, 1', subjects: ['ann', 'bob'] }, { thumbprint: `SHA256 Fingerprint=${HEX}`, ceiling: 'KNOWN' }]), 'json');
  expect(csv).toEqual({ problems: [], devices: [{ line: 2, thumbprint: THUMBPRINT, ceiling: 'MANAGED', id: 'mdm, 1', subjects: ['ann', 'bob'] }, { line: 4, thumbprint: OTHER_THUMBPRINT, ceiling: 'KNOWN' }] });
  expect(json.problems).toEqual([]);
  expect(json.devices.map((one) => ({ ...one, line: 0 }))).toEqual(csv.devices.map((one) => ({ ...one, line: 0 })));
  const table = new MemoryTable();
  const doer = new Doer(table, CONFIG);
  for (const command of commandsOf(csv.devices, { provider: 'inventory', issuer: ISSUER, at: NOW })) expect(await doer.apply(command, NOW)).toBe('done');
  expect(readDevice(table.rows.get(`device#${THUMBPRINT}`), NOW).fact.value).toEqual({ tier: 'KNOWN', reportedAt: NOW, revoked: false, posture: {}, subjects: [`${ISSUER}#ann`, `${ISSUER}#bob`] });
});

test.each<[string, string, 'csv' | 'json', readonly string[]]>([
  ['all of a line at once', `thumbprint,ceiling\nx,GOLD\n${THUMBPRINT},KNOWN`, 'csv', ['2 thumbprint `x` is none', '2 ceiling `GOLD` is no tier']],
  ['a line of another length', `thumbprint,ceiling\n${THUMBPRINT}`, 'csv', ['2 1 fields, expected 2']],
  ['columns', 'thumbprint,tier,thumbprint\n', 'csv', ['1 column `tier` is unknown', '1 column `ceiling` is missing', '1 column `thumbprint` is there twice']],
  ['a device twice, in two spellings', `thumbprint,ceiling\n${OTHER_THUMBPRINT},KNOWN\n${HEX},KNOWN`, 'csv', ['3 the device is in line 2 already']],
  ['a line after one of two lines', `thumbprint,ceiling,id\n${THUMBPRINT},KNOWN,"a\nb"\nx,KNOWN,c`, 'csv', ['2 id `a\nb` is no text', '4 thumbprint `x` is none']],
  ['an open quote', `thumbprint,ceiling\n"${THUMBPRINT},KNOWN`, 'csv', ['2 a quote is opened and never closed']],
  ['something behind a quote', `thumbprint,ceiling\n"${THUMBPRINT}"x,KNOWN\n`, 'csv', ['2 after a closing quote', '2 1 fields']],
  ['empty', '', 'csv', ['1 column `thumbprint` is missing', '1 column `ceiling` is missing']],
  ['no JSON', '{', 'json', ['1 the inventory is no JSON']], ['no list', '{}', 'json', ['1 the inventory is no list']],
  ['entries that are none', '[1,{"thumbprint":["x"],"ceiling":"__proto__","subjects":[],"__proto__":1}]', 'json', ['1 thumbprint `` is none', '1 ceiling `` is no tier', '2 field `__proto__` is unknown', '2 thumbprint `["x"]`', '2 ceiling `__proto__`', '2 subjects are no list']],
])('mistakes: %s', (_, given, format, expected) => {
  const { problems } = readInventory(given, format);
  expect(problems.map(({ line, message }, i) => `${line} ${message}`.slice(0, expected[i]?.length ?? 200))).toEqual(expected);
});

test('reading never throws, and what it gives can be a row', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('thumbprint', 'ceiling', ',', '"', '\n', '\r', THUMBPRINT, 'KNOWN', '\0')).map((parts) => parts.join(''))), fc.constantFrom<'csv' | 'json'>('csv', 'json'), (given, format) => {
    for (const { thumbprint } of readInventory(given, format).devices) expect(thumbprint).toMatch(/^[A-Za-z0-9_-]{43}$/);
  }), { numRuns: 2_000, seed: 8 });
});

test('what was written with quotes is read again', () => {
  const field = fc.string({ maxLength: 8 }).map((one) => one.replace(/\r/g, ''));
  fc.assert(fc.property(fc.array(fc.tuple(field, field), { minLength: 1 }), (rows) => {
    const text = rows.map((fields) => fields.map((one) => `"${one.replace(/"/g, '""')}"`).join(',')).join('\r\n');
    expect(readCsv(text)).toEqual({ problems: [], rows: rows.map((fields) => expect.objectContaining({ fields })) });
  }), { numRuns: 300, seed: 8 });
});

test.each<[string, object | string, string]>([
  ['no JSON', '{', 'no JSON'], ['another version', { ...CONFIG, schema: 'x' }, 'schema'], ['an http address', { ...CONFIG, transmitters: [{ ...CONFIG.transmitters[0], jwksUri: 'http://x.example' }] }, 'jwksUri'],
  ['a tier that is none', { ...CONFIG, providers: { mdm: { maximumTier: 'GOLD', may: ['posture'] } } }, 'maximumTier'], ['a field too many', { ...CONFIG, secret: 'x' }, 'secret'],
  ['one name for two', { ...CONFIG, transmitters: [{ ...CONFIG.transmitters[0], name: 'mdm' }] }, '`mdm`'], ['devices of a stranger', { ...CONFIG, transmitters: [{ ...CONFIG.transmitters[0], devicesOf: 'jamf' }] }, '`jamf`'], ['one issuer for two', { ...CONFIG, transmitters: [CONFIG.transmitters[0], { ...CONFIG.transmitters[0], name: 'b' }] }, 'transmitters'],
])('a configuration with %s is refused', (_, given, words) => {
  expect(() => readSignalsConfig(typeof given === 'string' ? given : JSON.stringify(given))).toThrow(words);
  expect(readSignalsConfig(JSON.stringify(CONFIG))).toEqual(CONFIG);
});
