/** The floor of a world: its text, parsed. */
import { readFileSync } from 'node:fs';
import { report, usage } from './usage';

const text = readFileSync(process.argv[2], 'utf8');
const before = usage().cpuMs;
const { Resources } = JSON.parse(text) as { Resources: object };
report({ workMs: usage().cpuMs - before, resources: Object.keys(Resources).length });
