/**
 * Where a command reads and writes; tests hand over their own.
 *
 * stdout carries the answer and nothing else. Everything else goes to stderr.
 */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { printable } from '../world/input-error';
import { Exit, UsageError } from './exit';

export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', notWritten);
  }
  return { stdout: process.stdout, stderr: process.stderr, env: process.env, cwd: process.cwd() };
}

/** A disk that is full, for one. It is told after the command has ended, so that its exit code is put right last. */
function notWritten(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return; // `zero-trust intent | head` closes the pipe early: that is no mistake of anybody
  process.once('exit', () => { process.exitCode = Exit.USAGE; });
  process.stderr.write(`zero-trust: the answer cannot be written (${error.code ?? error.message}); expected an output that takes it\n`);
}

/** How an answer is shown. A file and a pipe get the same bytes on every machine. */
export interface Look {
  readonly width: number;
  readonly colour: boolean;
}

const WIDTH = { least: 60, piped: 100, most: 120 };

export function lookOf({ stdout, env }: Io, outFile: string | undefined): Look {
  if (outFile !== undefined || stdout.isTTY !== true) return { width: WIDTH.piped, colour: false };
  return {
    width: Math.min(Math.max(stdout.columns ?? WIDTH.piped, WIDTH.least), WIDTH.most),
    colour: (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
  };
}

/** What somebody should know and that is no mistake, in one line. */
export function warn({ stderr }: Io, text: string): void {
  stderr.write(`zero-trust: warning: ${oneLine(text)}\n`);
}

/** Names are the user's or of a file: nothing in them moves the cursor. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, ' '));
}

/** The whole answer at once, so that a mistake halfway leaves no half of it. */
export function answer(io: Io, text: string, outFile: string | undefined): void {
  if (outFile === undefined) {
    io.stdout.write(text);
    return;
  }
  try {
    writeFileSync(path.resolve(io.cwd, outFile), text);
  } catch (error) {
    throw new UsageError(`file \`${outFile}\` cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected a file in a directory that exists`);
  }
}
