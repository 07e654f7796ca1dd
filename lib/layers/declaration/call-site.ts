/**
 * Where a declaration was written, for the report of its mistakes: `app.ts:12`.
 *
 * Only the file's own name and line are shown, so that no path of a machine gets into output. Calls that come through
 * another language's jsii runtime have no such frame; their mistakes are reported without a place.
 */
import * as path from 'node:path';

const LIBRARY = path.resolve(__dirname, '..', '..') + path.sep;

/** Cheap: V8 formats the stack only when somebody asks. */
export class CallSite {
  private readonly holder: { stack?: string } = {};

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 6;
    Error.captureStackTrace(this.holder, CallSite);
    Error.stackTraceLimit = limit;
  }

  public toString(): string {
    for (const line of (this.holder.stack ?? '').split('\n').slice(1)) {
      const m = /\(?((?:file:\/\/)?[^()\s][^()]*):(\d+):\d+\)?$/.exec(line.trim().replace(/^at /, ''));
      if (!m || m[1].startsWith('node:')) continue;
      const file = m[1].slice(m[1].lastIndexOf('(') + 1).replace(/^file:\/\//, '');
      if (file.startsWith(LIBRARY) || file.includes(`${path.sep}node_modules${path.sep}`)) continue;
      return `${path.basename(file.split(' ').pop() ?? file)}:${m[2]}`;
    }
    return '';
  }
}
