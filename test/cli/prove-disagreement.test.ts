/** Where prover and replay disagree, nobody is told a verdict: 70, and what to report. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { template } from './prove-support';

jest.doMock('../../lib/prover/replay', () => ({ replay: () => ({ accepted: false, why: 'the test\u001b[31m says no' }) }));
// Required, not imported: what is imported is loaded before the replay is replaced.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { run, folder } = require('./support') as typeof import('./support');

test('a counterexample that the replay refuses is a bug of ours', async () => {
  const cwd = folder({ 'app.yaml': template() });
  for (const argv of [['prove', 'app.yaml', '--baseline', 'b.json', '--update-baseline', '--out', 'answer'], ['ask', 'reach', 'app.yaml', '--source', 'internet', '--destination', 'Web']]) {
    const { code, stdout, stderr } = await run(argv, { cwd });
    expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
    expect(stderr).toMatch(/^zero-trust: this is a bug of zero-trust, not of your app\n[^]*the prover and its replay disagree about [^]*Please report these lines/);
    expect(stderr).not.toContain('\u001b');
  }
  expect(existsSync(path.join(cwd, 'b.json')) || existsSync(path.join(cwd, 'answer'))).toBe(false);
});
