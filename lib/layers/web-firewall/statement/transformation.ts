/**
 * What is done to a part of a request before it is looked at, in the order in which it is written:
 *
 *   transformations: [TextTransformation.URL_DECODE, TextTransformation.LOWERCASE]
 *
 * The 21 that CloudFormation takes (`AWS::WAFv2::WebACL TextTransformation`, read 2026-11-22; WAF's API has ten newer ones, which CloudFormation
 * refuses). Texts of https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-transformation.html.
 */
import { didYouMean, type Findings } from '../../../intent';

/** A transformation of a part of a request. Each costs 10 capacity units, but for `NONE`. */
export enum TextTransformation {
  /** Nothing: the part as it came. The same as no transformation at all. */
  NONE = 'NONE',
  /** Decodes Base64. */
  BASE64_DECODE = 'BASE64_DECODE',
  /** Decodes Base64 and passes over characters that are none. */
  BASE64_DECODE_EXT = 'BASE64_DECODE_EXT',
  /** Undoes the disguises of commands of an operating system: quotes, carets, several spaces, capitals. */
  CMD_LINE = 'CMD_LINE',
  /** Makes one space of several, and of tabs and line breaks. */
  COMPRESS_WHITE_SPACE = 'COMPRESS_WHITE_SPACE',
  /** Decodes escapes of CSS. */
  CSS_DECODE = 'CSS_DECODE',
  /** Decodes escapes of ANSI C. */
  ESCAPE_SEQ_DECODE = 'ESCAPE_SEQ_DECODE',
  /** Decodes hexadecimal digits. */
  HEX_DECODE = 'HEX_DECODE',
  /** Decodes entities of HTML. */
  HTML_ENTITY_DECODE = 'HTML_ENTITY_DECODE',
  /** Decodes escapes of JavaScript. */
  JS_DECODE = 'JS_DECODE',
  /** Makes small letters of the capitals A to Z. */
  LOWERCASE = 'LOWERCASE',
  /** The MD5 hash, raw. */
  MD5 = 'MD5',
  /** Takes `//`, `.` and `..` out of a path. */
  NORMALIZE_PATH = 'NORMALIZE_PATH',
  /** The same, with `\` for `/`. */
  NORMALIZE_PATH_WIN = 'NORMALIZE_PATH_WIN',
  /** Removes NUL bytes. */
  REMOVE_NULLS = 'REMOVE_NULLS',
  /** Makes a space of each comment of C. */
  REPLACE_COMMENTS = 'REPLACE_COMMENTS',
  /** Makes spaces of NUL bytes. */
  REPLACE_NULLS = 'REPLACE_NULLS',
  /** Decodes hexadecimal data of SQL: `0x414243`. */
  SQL_HEX_DECODE = 'SQL_HEX_DECODE',
  /** Decodes `%2F`. */
  URL_DECODE = 'URL_DECODE',
  /** Decodes `%2F`, and `%u002F` of Microsoft. */
  URL_DECODE_UNI = 'URL_DECODE_UNI',
  /** Makes Unicode of UTF-8. */
  UTF8_TO_UNICODE = 'UTF8_TO_UNICODE',
}

/** Fixed quota «maximum number of text transformations per rule statement», https://docs.aws.amazon.com/waf/latest/developerguide/limits.html, read 2026-11-22. Years ago it was 3. */
const MOST = 10;
const KNOWN: readonly string[] = Object.values(TextTransformation);

export interface TransformationFacts {
  /** `TextTransformations`. */
  readonly json: readonly { readonly Priority: number; readonly Type: string }[];
  /** Those that cost. */
  readonly count: number;
  readonly types: readonly string[];
}

export function transformationFacts(said: readonly string[] | undefined, findings: Findings): TransformationFacts {
  const list = Array.isArray(said) ? said.map(String) : [];
  for (const [i, type] of list.entries()) {
    if (!KNOWN.includes(type)) findings.error('TransformationInvalid', `/TextTransformations/${i}`, `\`${type}\` is no text transformation${didYouMean(type, KNOWN, 'transformations')}; use a member of \`TextTransformation\``);
  }
  const types = list.filter((type) => type !== TextTransformation.NONE);
  if (types.length > 0 && types.length < list.length) findings.error('TransformationInvalid', '/TextTransformations', `\`NONE\` stands beside ${types.map((type) => `\`${type}\``).join(', ')}; expected it alone, because it says that nothing is transformed; remove it`);
  if (list.length > MOST) findings.error('TransformationsTooMany', '/TextTransformations', `got ${list.length} text transformations; expected at most ${MOST}, which is what WAF takes of a statement; leave some out`);
  const written = types.length === 0 ? [TextTransformation.NONE] : types;
  return { json: written.map((Type, Priority) => ({ Priority, Type })), count: types.length, types };
}
