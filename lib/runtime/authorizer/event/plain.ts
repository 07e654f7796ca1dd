/**
 * Reading what came from outside: ``record(value)``, ``text(value, most)``. Own properties alone, no longer than they may be; anything else is undefined, and whoever
 * asked refuses.
 */
import { isRecord } from '../../../contract/token-claims';

export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined;
}

export function own<T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return of !== undefined && Object.hasOwn(of, name) ? of[name] : undefined;
}

/** Not empty, and without control characters. */
export function text(value: unknown, most = 2_048): string | undefined {
  // eslint-disable-next-line no-control-regex
  return typeof value === 'string' && value !== '' && value.length <= most && !/[\u0000-\u001f\u007f]/.test(value) ? value : undefined;
}
