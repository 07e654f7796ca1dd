/** docs/watch.md, docs/web-firewall.md, docs/signal-event.md and docs/account-baseline.md: their programs compile and synthesize as they stand. */
import { laidOut, programsOf, textOf } from './programs';

jest.setTimeout(120_000);

const PAGES = ['watch.md', 'web-firewall.md', 'signal-event.md', 'account-baseline.md'];
const programs = PAGES.flatMap((page) => programsOf(textOf('docs', page)).map((text, i) => ({ page, i, text })));
const { errors, run } = laidOut(programs.map((p) => p.text));

test('the programs compile', () => {
  expect(programs.map((p) => p.page)).toEqual(['watch.md', 'watch.md', 'web-firewall.md', 'web-firewall.md', 'signal-event.md', 'account-baseline.md']);
  expect(errors()).toStrictEqual([]);
});

test.each(programs.map((p, i) => [p.page, p.i, i] as const))('program of %s, %i, synthesizes, and prints nothing', (_, __, i) => {
  expect(run(i)).toStrictEqual({ status: 0, stdout: '', stderr: '' });
});
