/** Mutations of the text of a template: bytes lost, doubled, swapped or made up, a file that was cut, brackets that never close. */
import type { Random } from './random';

const PIECES = ['\u0000', '\u001b[2J', '\ufeff', '\ud800', '{', '}', '[', ']', '"', '\\', ':', ': ', '- ', '\n', '\t', '\r', '&a ', '*a', '<<: *a', '!Ref ', '!Sub ', '!!binary ', '!<x> ', '!GetAtt ', '? ', '| ', '---\n', '...\n', '%YAML 1.1\n', '#', '@', '`', '1e999', '0x', '"__proto__":1,', '2001-01-01', 'yes', '~', '{ { {', '[[[[[[[['];

export function mutateText(text: string, random: Random): string {
  let out = window(text, random);
  for (let n = 1 + random.below(3); n > 0; n--) out = once(out, random);
  return out;
}

/** A few thousand characters of a long text, from the beginning of a line, so that reading costs little. */
function window(text: string, random: Random): string {
  if (text.length < 4000 || random.chance(0.1)) return text;
  const resources = text.search(/^\s*"?Resources"?\s*:/m);
  const end = 1500 + random.below(2500);
  return `${text.slice(Math.max(resources, 0), Math.max(resources, 0) + end)}\n`;
}

function once(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = random.pick([1, 1, 1, 3, 20, 200]);
  const [before, part, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  switch (random.below(7)) {
    case 0: return before + after;
    case 1: return before + part + part + after;
    case 2: return before + random.pick(PIECES) + part + after;
    case 3: return before + random.pick(PIECES) + after;
    case 4: return before; // cut
    case 5: return before + String.fromCharCode(random.below(random.pick([128, 256, 65536]))) + after;
    default: {
      const lines = text.split('\n');
      const line = random.below(lines.length);
      const indent = random.pick(['', ' ', '  ', '\t', '        ']);
      lines[line] = random.chance(0.5) ? indent + lines[line].trimStart() : indent + lines[line];
      return lines.join('\n');
    }
  }
}
