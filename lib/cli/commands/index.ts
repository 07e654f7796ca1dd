/**
 * The commands of `zero-trust`, one file each, in the order of the help.
 */
import { addAskCommand } from './ask';
import { addBundleCommand } from './bundle';
import type { CommandAdder } from './command';
import { addDecideCommand } from './decide';
import { addDiffCommand } from './diff';
import { addIntentCommand } from './intent';
import { addProveCommand } from './prove';

export const COMMANDS: readonly CommandAdder[] = [addProveCommand, addAskCommand, addDiffCommand, addIntentCommand, addDecideCommand, addBundleCommand];
