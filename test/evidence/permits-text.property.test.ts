/** What holds for the text of any intent. */
import * as fc from 'fast-check';
import { joinPermits } from '../../lib/evidence';
import { columns } from '../../lib/evidence/text/wrap';
import { connectionText, endpointText, type Intent } from '../../lib/intent';
import { randomIntent, render, stageOf } from './support';

jest.setTimeout(60_000);

const runs = { numRuns: 40 };
const textOf = (intent: Intent, width: number, colour = false) => render(joinPermits([stageOf(intent)], { threats: true }), { width, colour });

/** Rows of all tables of declared flows: on a page this wide, a row is a line and its cells stand two spaces apart. */
function flowRows(text: string): string[] {
  let inside = false;
  return text.split('\n').filter((line) => {
    if (/^\S/.test(line)) inside = line.startsWith('Flows');
    return inside && /^ {2}\S/.test(line) && !line.startsWith('  WHO');
  }).map((line) => line.trim().split(/ {2,}/).map((cell) => cell.replace(/ \((crown jewel|legacy)\)$/, '')).join(' | '));
}

test('the intents that are tried have flows', () => {
  const sizes = fc.sample(randomIntent, { numRuns: 60, seed: 7 }).map((i) => i.flows.length);
  expect(sizes.reduce((a, b) => a + b, 0) / sizes.length).toBeGreaterThan(4);
});

test('every declared flow is exactly one row: who, what, on, how, id', () => {
  fc.assert(fc.property(randomIntent, (intent) => {
    const how = (f: Intent['flows'][number]) => {
      const names: Record<string, string> = { mtls: 'mTLS', sigv4: 'SigV4', token: 'token', tls: 'TLS' };
      return `${names[f.authentication.method] ?? 'NOT AUTHENTICATED'}, ${names[f.encryption.method] ?? 'NOT ENCRYPTED'}`;
    };
    const expected = intent.flows.map((f) => [endpointText(f.source, f.scope), endpointText(f.destination, f.scope), f.connections.map((c) => connectionText(c)).join(', '), how(f), f.id].join(' | '));
    expect(flowRows(textOf(intent, 1000)).sort()).toEqual(expected.sort());
  }), runs);
});

test('every reason is there exactly once, at every width', () => {
  fc.assert(fc.property(randomIntent, fc.integer({ min: 60, max: 120 }), (intent, width) => {
    const text = textOf(intent, width);
    const marks = [...text.matchAll(/^ +(R\d+\.)/gm)].map((m) => m[1]);
    expect(marks.sort()).toEqual(intent.flows.map((f) => f.because.split(' ')[0]).sort());
  }), runs);
});

test('no line is wider than the page, ends in spaces, or moves the cursor', () => {
  fc.assert(fc.property(randomIntent, fc.integer({ min: 60, max: 120 }), (intent, width) => {
    const text = textOf(intent, width);
    expect(text.split('\n').filter((line) => columns(line) > width || line !== line.trimEnd())).toEqual([]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(text).not.toMatch(/\n{3}/);
    expect(text).toMatch(/[^\n]\n$/);
  }), runs);
});

test('colour adds nothing but colour', () => {
  fc.assert(fc.property(randomIntent, fc.integer({ min: 60, max: 120 }), (intent, width) => {
    const coloured = textOf(intent, width, true);
    expect(coloured).toContain('\u001b[1m');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '').split('\n').map((l) => l.trimEnd()).join('\n')).toBe(textOf(intent, width));
  }), runs);
});

test('the order in which files list flows, scopes, stages and budgets does not show', () => {
  const budgets = [['a', 3], ['b', 3], ['c', 1], ['d', 2]].map(([subject, used]) => ({ name: 'rules', subject: String(subject), used: Number(used), limit: 60, relief: '', flows: [] }));
  fc.assert(fc.property(randomIntent, randomIntent, (one, two) => {
    const there = joinPermits([stageOf(one, { budgets }), stageOf(two, {}, 'Prod')], { threats: true });
    const turned = (i: Intent): Intent => ({ ...i, flows: [...i.flows].reverse(), scopes: [...i.scopes].reverse() });
    const back = joinPermits([stageOf(turned(two), {}, 'Prod'), stageOf(turned(one), { budgets: [...budgets].reverse() })], { threats: true });
    expect(render(back)).toBe(render(there));
  }), runs);
});
