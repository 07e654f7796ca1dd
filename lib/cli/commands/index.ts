/**
 * The commands of `zero-trust`, one file each, in the order of the help.
 */
import { addAskCommand } from './ask';
import type { CommandAdder } from './command';
import { addDiffCommand } from './diff';
import { addIntentCommand } from './intent';
import { addProveCommand } from './prove';

export const COMMANDS: readonly CommandAdder[] = [addProveCommand, addAskCommand, addDiffCommand, addIntentCommand];
