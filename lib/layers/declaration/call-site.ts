/**
 * Where a declaration was written, for the report of its mistakes: `app.ts:12`.
 *
 * Only the file's own name and line are shown, so that no path of a machine gets into output. It is the nearest frame that is
 * neither this library nor a package: in a helper of the user's own, the helper. Calls that come through another language's
 * jsii runtime have no such frame; their mistakes are reported without a place.
 */
import * as path from 'node:path';

const LIBRARY = path.resolve(__dirname, '..', '..') + path.sep;
/** Façade, layer, declaration, and what of the user's own stands before the call. */
const FRAMES = 6;

/** Cheap: V8 formats the stack only when somebody asks. */
export class CallSite {
  private readonly holder: { stack?: string } = {};

  constructor() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    Error.captureStackTrace(this.holder, CallSite);
    Error.stackTraceLimit = limit;
  }

  public toString(): string {
    return placeIn(this.holder.stack ?? '', LIBRARY);
  }
}

/** The program that runs JavaScript for Python, Java, .NET and Go, wherever these languages unpack it. */
const JSII = /[\\/](lib[\\/]program|bin[\\/]jsii-runtime)\.js$/;

/** The first frame of a stack outside of `library`, of packages and of Node itself; empty where there is none. */
export function placeIn(stack: string, library: string): string {
  for (const line of stack.split('\n')) {
    const frame = /^\s*at (.*)$/.exec(line)?.[1];
    const m = frame === undefined ? null : /^(.+):(\d+):\d+$/.exec(locationOf(frame));
    if (m === null) continue;
    const file = m[1].startsWith('file://') ? decodeURIComponent(m[1].slice('file://'.length)) : m[1];
    const isOther = file.startsWith('node:') || file.startsWith('<') || file.startsWith(library) || /[\\/]node_modules[\\/]/.test(file) || JSII.test(file);
    if (!isOther) return `${file.split(/[\\/]/).pop()}:${m[2]}`;
  }
  return '';
}

/** `name (place)`, `async name (place)`, or the place alone. Code in `eval` has no file. */
function locationOf(frame: string): string {
  const open = frame.indexOf(' (');
  const place = frame.endsWith(')') && open >= 0 ? frame.slice(open + 2, -1) : frame.replace(/^async /, '');
  return place.startsWith('eval at ') ? '' : place;
}
