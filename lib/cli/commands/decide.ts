/**
 * `zero-trust decide --bundle FILE --event FILE --now ISO`: would this request be let in, and why?
 *
 * Ends with 0 where it is, 1 where it is not or somebody has to sign in first.
 */
import type { decide as Decide } from '../decide/decide';
import type { decisionText as DecisionText } from '../decide/decision-text';
import { Exit } from '../exit';
import { answer } from '../io';
import { json } from '../json';
import { formatOption, outOption } from '../options';
import type { CommandAdder } from './command';

interface DecideOptions {
  readonly bundle: string;
  readonly event: string;
  readonly jwks?: string;
  readonly facts?: string;
  readonly now?: string;
  readonly format: 'text' | 'json';
  readonly out?: string;
}

export const addDecideCommand: CommandAdder = (program, { io, finish }) => program
  .command('decide')
  .summary('would this request be let in, and why?')
  .description('Decides one request by a policy bundle, with the code that runs in the authorizer: token, certificate, device, location, behaviour, time, policies. Nothing is fetched and no clock is read: keys, facts and the moment are given. Ends with 0 where it is let in, 1 where it is not or somebody has to sign in first.')
  .requiredOption('--bundle <file>', 'the bundle, as synth or `zero-trust bundle` writes it')
  .requiredOption('--event <file>', 'the event of the authorizer: REST (payload 1.0, REQUEST) or HTTP API (payload 2.0)')
  .option('--jwks <file>', 'the key set of the token\'s issuer; without it no signature can be checked, and the answer is no')
  .option('--facts <file>', 'what is known of devices, subjects and sessions; without it nothing is')
  .option('--now <moment>', 'when it is asked, e.g. 2026-11-22T12:00:00Z; there is no default')
  .addOption(formatOption(['text', 'json']))
  .addOption(outOption())
  .action(async ({ format, out, ...files }: DecideOptions) => {
    // Verifying tokens is loaded for nobody else.
    /* eslint-disable @typescript-eslint/no-require-imports */
    const { decide } = require('../decide/decide') as { readonly decide: typeof Decide };
    const { decisionText } = require('../decide/decision-text') as { readonly decisionText: typeof DecisionText };
    /* eslint-enable @typescript-eslint/no-require-imports */
    const decided = await decide({ ...files, cwd: io.cwd });
    answer(io, format === 'json' ? json(decided.file) : decisionText(decided), out);
    finish(decided.file.outcome === 'allow' ? Exit.DONE : Exit.NO);
  });
