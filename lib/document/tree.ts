/**
 * What a parser gives back: a value, and where each part of it stands.
 */
export interface Tree {
  readonly value: unknown;
  /** Of a field the place of its name, of a list entry its begin; the nearest parent where there is no such part. */
  readonly offsetOf: (pointer: string) => number;
}

export function childPointer(pointer: string, key: string): string {
  return `${pointer}/${key.includes('/') || key.includes('~') ? key.replace(/~/g, '~0').replace(/\//g, '~1') : key}`;
}

export function pointerParts(pointer: string): string[] {
  return pointer.split('/').slice(1).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}
