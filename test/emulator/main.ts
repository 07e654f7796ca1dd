/**
 * The emulator suite: real `cdk bootstrap`, `deploy` and `destroy` against an emulator of AWS, then what stands there is read
 * back and compared with the intent. docs/emulator.md says what this proves and what it cannot.
 */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { Emulator } from './emulator';
import { bothWays } from './lives/both-ways';
import { dataApp } from './lives/data-app';
import { reference } from './lives/reference';
import { Project } from './project';
import { Abandoned, Report } from './report';

type LifeOf = (emulator: Emulator, scratch: string, report: Report) => Promise<void>;

const LIVES: Readonly<Record<string, LifeOf>> = { '00-reference': reference, '02-both-ways': bothWays, 'data-app': dataApp };

/** @param only names of lives; all where empty. Answers how many trials went well, and how many did not. */
export async function run(python: string, scratch: string, only: readonly string[] = []): Promise<{ readonly passed: number; readonly failed: number }> {
  const unknown = only.filter((name) => LIVES[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no life \`${unknown.join('`, `')}\`; expected ${Object.keys(LIVES).join(', ')}`);
  mkdirSync(scratch, { recursive: true });
  const reports: Report[] = [];
  const emulator = await Emulator.start(python, scratch);
  try {
    const bootstrap = new Report('bootstrap');
    reports.push(bootstrap);
    const ready = await bootstrap.check('cdk bootstrap makes the roles and the bucket that deploy', async () => {
      const { code, output } = await new Project(emulator, scratch, 'bootstrap', 'test/emulator', []).bootstrap();
      if (code !== 0) throw new Error(output.slice(-4000));
    });
    console.log(bootstrap.toString());
    if (ready) {
      await Promise.all(Object.entries(LIVES).filter(([name]) => only.length === 0 || only.includes(name)).map(async ([name, life]) => {
        const report = new Report(name);
        reports.push(report);
        await live(life, emulator, scratch, report);
        console.log(report.toString());
      }));
    }
  } finally {
    emulator.stop();
  }
  return { passed: reports.reduce((sum, r) => sum + r.passed, 0), failed: reports.reduce((sum, r) => sum + r.failed, 0) };
}

async function live(life: LifeOf, emulator: Emulator, scratch: string, report: Report): Promise<void> {
  try {
    await life(emulator, path.join(scratch), report);
  } catch (error) {
    if (error instanceof Abandoned) report.note(error.message);
    else await report.check('ends as expected', () => { throw error; });
  }
}
