/** Mistakes in templates, names and questions, what a proof finds, and what stands in the way: each is really made, and told. */
import { BLOCKED, FINDINGS, POLICIES, PROVING } from './mistakes';
import type { ProvingMistake } from './proving';

jest.setTimeout(120_000);

describe.each<[string, readonly ProvingMistake[]]>([['in templates, names and questions', PROVING], ['in policies and bundles', POLICIES], ['that a proof finds', FINDINGS], ['that stand in the way', BLOCKED]])('mistakes %s', (_, mistakes) => {
  test.each(mistakes.map((m): [string, string, ProvingMistake] => [m.name, m.code, m]))('%s: %s', async (__, code, { words, tell }) => {
    const said = await tell();
    expect(said).toMatch(new RegExp(`^${code.replace(/\./g, '\\.')}: \\S`));
    for (const word of words) expect(said).toContain(word);
    expect(said).not.toContain('\n');
    expect(said).toMatch(/[^.\s]$|\.\.\.`$/);
  });
});
