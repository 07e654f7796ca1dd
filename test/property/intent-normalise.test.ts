import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { type Intent, normaliseIntent } from '../../lib/intent';
import { asInput, shuffled, validIntents } from '../intent/generate';
import type { Json } from '../intent/support';

const intentOf = (input: unknown): Intent => {
  const { intent, findings } = normaliseIntent(input);
  const errors = findings.filter((f) => f.level === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return intent;
};

test('the generator says something in every intent it makes', () => {
  const seen = new Set<string>();
  fc.assert(fc.property(validIntents, (input) => {
    const intent = intentOf(input);
    intent.flows.forEach((f) => seen.add(`${f.source.kind} -> ${f.destination.kind}`).add(f.claims ? 'claim' : f.withinSegment ? 'self' : 'flow').add(f.authentication.method));
    intent.guarantees.forEach((g) => seen.add(g.kind));
  }), runs(200));
  expect([...seen]).toEqual(expect.arrayContaining(['internet -> segment', 'segment -> service', 'enclave -> segment', 'account -> segment', 'claim', 'self', 'none', 'denies', 'permits', 'onlyVia', 'only', 'identified']));
});

test('the order in which things are declared does not matter, to the byte', () => {
  fc.assert(fc.property(validIntents, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (input, random) => {
    const other = shuffled(input, () => random.next().value);
    expect(JSON.stringify(intentOf(other))).toBe(JSON.stringify(intentOf(input)));
  }), runs(150));
});

test('what comes out is sorted, plain JSON', () => {
  fc.assert(fc.property(validIntents, (input) => {
    const intent = intentOf(input);
    expect(JSON.parse(JSON.stringify(intent))).toStrictEqual(intent);
    for (const list of [intent.segments, intent.enclaves, intent.personas, intent.flows]) {
      const ids = list.map((x) => x.id);
      expect(ids).toEqual([...ids].sort());
      expect(new Set(ids).size).toBe(ids.length);
    }
  }), runs(100));
});

test('what comes out, declared again, comes out again', () => {
  fc.assert(fc.property(validIntents, (input) => {
    const intent = intentOf(input);
    expect(intentOf(asInput(intent))).toEqual(intent);
  }), runs(150));
});

test('deny by default: each flow was declared or claimed, and each that was is there', () => {
  fc.assert(fc.property(validIntents, (input) => {
    const intent = intentOf(input);
    const declared = (input.flows as Json[]).length + (input.claims as Json[]).length;
    expect(intent.flows).toHaveLength(declared);
    // Without a line, its flow and no other is gone.
    const [first, ...rest] = input.flows as Json[];
    if (first === undefined) return;
    const fewer = intentOf({ ...input, flows: rest });
    expect(intent.flows.filter((f) => !fewer.flows.some((g) => g.id === f.id))).toHaveLength(1);
    expect(intent.flows).toEqual(expect.arrayContaining([...fewer.flows]));
  }), runs(100));
});

test('the input is left alone', () => {
  fc.assert(fc.property(validIntents, (input) => {
    const before = JSON.stringify(input);
    normaliseIntent(input);
    expect(JSON.stringify(input)).toBe(before);
  }), runs(50));
});
