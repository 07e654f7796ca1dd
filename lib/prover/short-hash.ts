/**
 * The short name of an edge in a verdict's id: `shortHash('web -> docs tcp/22')` is the same on every machine. FNV-1a, 32 bits of
 * UTF-16 code units, eight letters: names have to be told apart, not protected.
 */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
