/**
 * Reading what came from outside: ``record(value)``, ``text(value, most)``. Own properties alone, no longer than they may be; anything else is undefined, and whoever
 * asked refuses.
 */

export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : undefined;
}

export function own(of: Json | undefined, name: string): unknown {
  return of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Not empty, and without control characters. */
export function text(value: unknown, most = 2_048): string | undefined {
  // eslint-disable-next-line no-control-regex
  return typeof value === 'string' && value !== '' && value.length <= most && !/[\u0000-\u001f\u007f]/.test(value) ? value : undefined;
}
