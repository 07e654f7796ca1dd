// JSON with whole numbers of any size: `bigint` where a number is no safe integer. For texts that programs write: letters of the mark stand in them as they are, never as \u escapes.
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const LONG = /^-?\d{16,}$/;

/** Letters that do not occur in the text, so that nothing in it can be taken for them. */
function markFor(text) {
  let mark = 'q';
  while (text.includes(mark)) mark += 'q';
  return mark;
}

function parse(text) {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const mark = markFor(text);
  const marked = text.replace(TOKEN, (token) => (LONG.test(token) && !Number.isSafeInteger(Number(token)) ? `"${mark}${token}"` : token));
  return JSON.parse(marked, (_, value) => (typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value));
}

function stringify(value) {
  let long = false;
  const plain = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? ((long = true), '') : v));
  if (!long) return plain;
  const mark = markFor(plain);
  return JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? `${mark}${v}` : v)).replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}

module.exports = { parse, stringify };
