/** Patterns of IAM for the replay: `*` is any text, `?` one character. By recursion over the text, unlike the algebra's. */
export function wildcard(pattern: string, text: string): boolean {
  const seen = new Map<string, boolean>();
  const at = (i: number, j: number): boolean => {
    const key = `${i} ${j}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const answer = i === pattern.length ? j === text.length : pattern[i] === '*' ? at(i + 1, j) || (j < text.length && at(i, j + 1)) : j < text.length && (pattern[i] === '?' || pattern[i] === text[j]) && at(i + 1, j + 1);
    seen.set(key, answer);
    return answer;
  };
  return at(0, 0);
}

/** Holds a mark of something of which no more than its name is known. */
export function isToken(text: string): boolean {
  return text.includes('\u0001?');
}

/** The parts of an ARN; what stands between marks is one. */
export function partsOf(arn: string): string[] {
  const out = [''];
  let inMark = false;
  for (const c of arn) {
    if (c === '\u0001') inMark = true;
    if (c === '\u0002') inMark = false;
    if (c === ':' && !inMark) out.push('');
    else out[out.length - 1] += c;
  }
  return out;
}
