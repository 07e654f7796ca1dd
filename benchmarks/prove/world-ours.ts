/** From the file to who can get to whom, by however many steps. */
import * as path from 'node:path';
import { allPairs } from './all-pairs';
import { readNetwork } from '../../lib/world/network';
import { readTemplates } from '../../lib/world/template';
import { report, usage } from './usage';

const file = path.resolve(process.argv[2]);
const before = usage().cpuMs;
const lap: number[] = [];
const templates = readTemplates([path.basename(file)], { cwd: path.dirname(file) });
lap.push(usage().cpuMs);
const world = readNetwork(templates, { assume: {} });
lap.push(usage().cpuMs);
const { pairs, certain } = allPairs(world);
lap.push(usage().cpuMs);
report({ workMs: lap[2] - before, readMs: lap[0] - before, networkMs: lap[1] - lap[0], pairsMs: lap[2] - lap[1], pairs, certain: certain() });
