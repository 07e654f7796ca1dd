/** What a command is given: where to write, and how to say how it ended. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit';
import type { Io } from '../io';

export interface CommandContext {
  readonly io: Io;
  readonly finish: (code: ExitCode) => void;
}

/** Adds itself to the program and gives itself back, so that the options of all commands can follow. */
export type CommandAdder = (program: Command, context: CommandContext) => Command;
