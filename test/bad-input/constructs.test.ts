import { basename } from 'node:path';
import { DOCUMENTS, FLOWS, MEMBERS, type Mistake, NETWORK, SEGMENTS } from './mistakes';
import { tell, type Told } from './world';

jest.setTimeout(60_000);

describe.each<[string, readonly Mistake[]]>([['flows', FLOWS], ['segments', SEGMENTS], ['members', MEMBERS], ['the network', NETWORK], ['intent files', DOCUMENTS]])('mistakes in %s', (_, mistakes) => {
  test.each(mistakes.map((m): [string, string, Mistake] => [m.name, m.code, m]))('%s: %s', (__, code, { level = 'error', words, where, many = false, isLate = false, build }) => {
    const { errors, warnings, files, stdout } = tell(build);
    const told: readonly Told[] = level === 'error' ? errors : warnings.filter((w) => w.code === code);
    // This one, once, and no other because of it.
    expect(many ? [...new Set(told.map((t) => t.code))] : told.map((t) => t.code)).toEqual([code]);
    const [{ message, where: place }] = told;
    for (const word of words) expect(message).toContain(word);
    expect(message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$|\.\.\.`$/);
    if (where !== undefined) expect(place).toMatch(where.includes(':') ? where : new RegExp(`^${where}:\\d+$`));
    expect(basename(place)).toBe(place);
    // Nothing is half written, nothing is printed.
    expect(files).toEqual(level === 'error' && !isLate ? [] : ['cdk.out/zero-trust.intent.json', 'cdk.out/zero-trust.network.json']);
    expect(errors.length > 0).toBe(level === 'error');
    expect(stdout).toBe('');
  });
});
