/** The shared part alone: what is subtracted. */
import { base, usage } from './base';

base(Number(process.argv[2]), process.argv[3], ['zero-trust-']).app.synth();
process.stdout.write(usage());
