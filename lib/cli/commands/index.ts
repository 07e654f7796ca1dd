/**
 * The commands of `zero-trust`, one file each, in the order of the help.
 */
import type { CommandAdder } from './command';
import { addIntentCommand } from './intent';

export const COMMANDS: readonly CommandAdder[] = [addIntentCommand];
