/** The whole analysis of every template of the corpus, each alone: read, network, standing questions, replay. */
import { readdirSync } from 'node:fs';
import { openTemplates } from '../../lib/prover';
import { readTemplates } from '../../lib/world/template';
import { report } from './usage';

const [directory] = process.argv.slice(2);
const failures: string[] = [];
let [files, verdicts, violated] = [0, 0, 0];
for (const name of readdirSync(directory).sort()) {
  if (!/\.(ya?ml|json)$/.test(name)) continue;
  files++;
  try {
    const { summary } = openTemplates(readTemplates([name], { cwd: directory })).judge();
    verdicts += summary.proved + summary.violated + summary.unknown;
    violated += summary.violated;
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}
report({ files, failures, verdicts, violated });
