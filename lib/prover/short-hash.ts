/**
 * The short name of an edge in a verdict's id: `shortHash('web -> docs tcp/22')` is the same on every machine, 16 letters.
 *
 * 64 bits, so that what is accepted today is not by accident, nor by a short search, the name of something else tomorrow. Two
 * lanes of 32 bits over UTF-16 code units that are mixed at the end: names have to be told apart, not protected.
 */
export function shortHash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    a ^= a >>> 15;
    b = Math.imul(b ^ unit, 1597334677);
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return hex(b) + hex(a);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
