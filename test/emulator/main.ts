/**
 * The emulator suite: real `cdk bootstrap`, `deploy` and `destroy` against an emulator of AWS, then what stands there is read
 * back and compared with the intent. docs/emulator.md says what this proves and what it cannot.
 */
import { mkdirSync } from 'node:fs';
import { Emulator } from './emulator';
import { bothWays } from './lives/both-ways';
import { dataApp } from './lives/data-app';
import { doorApp } from './lives/door-app';
import { firewallApp } from './lives/firewall-app';
import type { World } from './lives/life';
import { reference } from './lives/reference';
import { watchApp } from './lives/watch-app';
import { Project } from './project';
import { Abandoned, Report } from './report';
import { SecondOpinion } from './second-opinion';

type LifeOf = (world: World) => Promise<void>;

/** What the suite runs with. */
export interface Tools {
  /** A Python that has the emulator. */
  readonly python: string;
  /** `moto_server`; absent where it is not installed. */
  readonly moto?: string;
  /** A folder for all files of the run. */
  readonly scratch: string;
}

const LIVES: Readonly<Record<string, LifeOf>> = { '00-reference': reference, '02-both-ways': bothWays, 'data-app': dataApp, 'door-app': doorApp, 'watch-app': watchApp, 'firewall-app': firewallApp };

/** @param only names of lives; all where empty. Answers how many trials went well, and how many did not. */
export async function run({ python, moto, scratch }: Tools, only: readonly string[] = []): Promise<{ readonly passed: number; readonly failed: number }> {
  const unknown = only.filter((name) => LIVES[name] === undefined);
  if (unknown.length > 0) throw new Error(`there is no life \`${unknown.join('`, `')}\`; expected ${Object.keys(LIVES).join(', ')}`);
  mkdirSync(scratch, { recursive: true });
  const reports: Report[] = [];
  const emulator = await Emulator.start(python, scratch);
  let opinion: SecondOpinion | undefined;
  try {
    opinion = moto === undefined ? undefined : await SecondOpinion.start(moto, scratch);
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
        await live(life, { emulator, scratch, report, opinion });
        console.log(report.toString());
      }));
    }
  } finally {
    emulator.stop();
    opinion?.stop();
  }
  return { passed: reports.reduce((sum, r) => sum + r.passed, 0), failed: reports.reduce((sum, r) => sum + r.failed, 0) };
}

async function live(life: LifeOf, world: World): Promise<void> {
  try {
    await life(world);
  } catch (error) {
    if (error instanceof Abandoned) world.report.note(error.message);
    else await world.report.check('ends as expected', () => { throw error; });
  }
}
