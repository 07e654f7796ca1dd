/**
 * Statements that look for something in a part of requests: a text, a pattern, a size, SQL, scripts.
 *
 * Limits: https://docs.aws.amazon.com/waf/latest/developerguide/limits.html, fixed quotas, read 2026-11-22. WAF's API would take patterns of 512
 * characters, and the quota of 200 refuses them (hashicorp/terraform-provider-aws#33626).
 */
import type { aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import { compareText, Findings } from '../../../intent';
import type { FirewallScopeName, Properties } from '../model';
import { matchCapacity, wcu } from './capacity';
import { ANY, listOf, type Shape } from '../../declaration/options';
import { typeName } from '../../../intent/reader';
import { type Draft, isLate, leaf, type Unsure } from './draft';
import { byArn, checkSetId, existing, isArn } from './existing-set';
import type { PartFacts } from './part-facts';
import { readArgument, readPart, STATEMENT_OPTIONS } from './options';
import { PlannedSet } from './planned-set';
import { regexProblem } from './regex-syntax';
import { RequestPart } from './request-part';
import { type ByteMatchProps, type PartMatchProps, PositionalConstraint, type RegexPatternsProps, SizeComparison, type SizeProps, type SqlInjectionProps, SqlInjectionSensitivity } from './statement-props';
import { TextTransformation, transformationFacts, type TransformationFacts } from './transformation';

/** Entries are judged one by one. */
const PATTERNS = listOf(ANY, 'a list of regular expressions');
/** `/^a/i`, `/a$/`; a path such as `/api/i` may be meant as it stands. */
const SLASHED = /^\/(?:\^.*|.*(?<!\\)\$)\/[dgimsuvy]*$/;
const LONGEST_TEXT = 200;
const LONGEST_PATTERN = 200;
const MOST_PATTERNS = 10;
/** `Size` of the API. */
const LARGEST_SIZE = 21_474_836_480;
const LOWERING: readonly string[] = [TextTransformation.LOWERCASE, TextTransformation.CMD_LINE];

interface Looked {
  readonly part: PartFacts;
  readonly transformed: TransformationFacts;
  readonly told: Findings;
}

/** `said`: what is right of the options; what is not is told. */
function look<T extends PartMatchProps>(props: T, shape: Shape, what: string, unsure: Unsure): Looked & { readonly said: Partial<T>; readonly wrong: ReadonlySet<string> } {
  const told = new Findings();
  const { options: said, wrong } = readPart<T>(props, shape, `\`${what}\``, told);
  const inPart = new Findings();
  const facts = (said.part ?? RequestPart.uriPath())._facts(unsure, inPart);
  told.append(inPart.all().map((f) => ({ ...f, pointer: `/FieldToMatch${f.pointer}` })));
  return { part: facts, transformed: transformationFacts(said.transformations, told), told, said, wrong };
}

function looking(name: string, base: number, { part, transformed, told }: Looked, properties: Properties, only?: FirewallScopeName): Draft {
  if (part.fingerprint !== undefined && (name !== 'ByteMatchStatement' || properties.PositionalConstraint !== 'EXACTLY')) {
    told.error('FingerprintInvalid', '/FieldToMatch', `the part is the fingerprint \`${part.kind}\`, which WAF compares as a whole alone; expected \`byteMatch\` with \`PositionalConstraint.EXACTLY\`; use that`);
  }
  return leaf(name, { FieldToMatch: part.json, ...properties, TextTransformations: transformed.json }, matchCapacity(base, part, transformed.count), told, { only, onlyFor: part.onlyFor });
}

export function byteMatch(props: ByteMatchProps, unsure: Unsure): Draft {
  const looked = look(props, STATEMENT_OPTIONS.ByteMatchProps, 'byteMatch', unsure);
  const { said: { text, base64, position = PositionalConstraint.EXACTLY }, wrong } = looked;
  if (wrong.has('text') || wrong.has('base64') || wrong.has('position')) return looking('ByteMatchStatement', 0, looked, { PositionalConstraint: 'EXACTLY' });
  if ((text === undefined) === (base64 === undefined)) looked.told.error('SearchTextInvalid', '', `\`byteMatch\` has ${text === undefined ? 'neither' : 'both'} of \`text\` and \`base64\`; expected one of them; say what is looked for`);
  else if (text !== undefined) checkText(text, position, looked);
  else checkBase64(base64, looked.told);
  return looking('ByteMatchStatement', wcu(`byteMatch.${position}`), looked, { PositionalConstraint: position, ...(base64 === undefined ? { SearchString: text ?? '' } : { SearchStringBase64: base64 }) });
}

function checkText(text: unknown, position: PositionalConstraint, { part, transformed, told }: Looked): void {
  if (isLate(text)) return;
  const refuse = (message: string): void => told.error('SearchTextInvalid', '/SearchString', message);
  const size = typeof text === 'string' ? Buffer.byteLength(text) : 0;
  if (typeof text !== 'string' || size === 0 || size > LONGEST_TEXT) return refuse(`the text that is looked for has ${size} bytes; expected 1 to ${LONGEST_TEXT}, which is what WAF takes; ${size === 0 ? 'say it' : 'look for a part of it, or for several parts with `allOf`'}`);
  if (position === 'CONTAINS_WORD' && !/^\w+$/.test(text)) refuse(`\`${text}\` is no word; expected letters, digits and \`_\` alone with \`CONTAINS_WORD\`; use \`CONTAINS\``);
  if (part.fingerprint !== undefined && text.length !== part.fingerprint) told.error('FingerprintInvalid', '/SearchString', `\`${text}\` is no \`${part.kind}\`: it has ${text.length} characters; expected ${part.fingerprint}; copy it out of the firewall's log`);
  const last = transformed.types.at(-1) ?? '';
  if (LOWERING.includes(last) && /[A-Z]/.test(text)) refuse(`\`${text}\` has capitals, and \`${last}\` leaves none in what it is compared with, so it never matches; expected small letters; write \`${text.toLowerCase()}\``);
}

function checkBase64(base64: unknown, told: Findings): void {
  if (isLate(base64)) return;
  const text = typeof base64 === 'string' ? base64 : '';
  const isRead = text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
  const size = Buffer.from(text, 'base64').length;
  if (!isRead) told.error('SearchTextInvalid', '/SearchStringBase64', `\`${String(base64)}\` is no Base64; expected it with its \`=\` at the end, e.g. \`YWRtaW4=\`; encode it anew, or say \`text\``);
  else if (size > LONGEST_TEXT) told.error('SearchTextInvalid', '/SearchStringBase64', `the bytes that are looked for are ${size}; expected at most ${LONGEST_TEXT}, which is what WAF takes; look for a part of them`);
}

export function regex(pattern: string, match: PartMatchProps, unsure: Unsure): Draft {
  const looked = look(match, STATEMENT_OPTIONS.PartMatchProps, 'regex', unsure);
  checkPattern(pattern, '/RegexString', looked.told);
  return looking('RegexMatchStatement', wcu('regex'), looked, { RegexString: pattern });
}

function checkPattern(pattern: unknown, pointer: string, told: Findings): void {
  if (isLate(pattern)) return;
  if (pattern instanceof RegExp) return told.error('RegexInvalid', pointer, `regular expression \`${String(pattern)}\` is an object of JavaScript; expected text, because WAF has a syntax of its own and no flags; write its source as text, \`${pattern.source}\`${pattern.flags.includes('i') ? ', and for any capitals transform the part by `LOWERCASE`' : ''}`);
  if (typeof pattern !== 'string' && pattern !== undefined) return told.error('RegexInvalid', pointer, `a regular expression is ${typeName(pattern)}; expected text; write its source`);
  if (typeof pattern !== 'string' || pattern === '') return told.error('RegexInvalid', pointer, 'the regular expression is empty; expected at least a character; an empty one matches everything');
  if (pattern.length > LONGEST_PATTERN) told.error('RegexTooLong', pointer, `regular expression \`${pattern}\` has ${pattern.length} characters; expected at most ${LONGEST_PATTERN}, a quota of WAF that cannot be raised; split it at its \`|\` and use \`regexPatterns\` or \`anyOf\``);
  if (SLASHED.test(pattern)) return told.error('RegexInvalid', pointer, `regular expression \`${pattern}\` begins and ends with the \`/\` of JavaScript, which WAF looks for in the request, where nothing comes before \`^\` or after \`$\`, so that it never matches; expected the text between them; leave the slashes and flags out${/i[a-z]*$/.test(pattern) ? ', and for any capitals transform the part by `LOWERCASE`' : ''}`);
  const problem = regexProblem(pattern);
  if (problem !== undefined) told.error(problem.code, pointer, `regular expression \`${pattern}\` ${problem.what}${problem.code === 'RegexUnsupported' ? ', which WAF does not take' : ''}; expected the syntax of PCRE as WAF knows it; ${problem.fix}`);
}

export function regexPatterns(patterns: readonly string[], props: RegexPatternsProps, unsure: Unsure): Draft {
  const looked = look(props, STATEMENT_OPTIONS.RegexPatternsProps, 'regexPatterns', unsure);
  const { id } = looked.said;
  if (!isLate(patterns) && readArgument(patterns, PATTERNS, 'patterns of `regexPatterns`', looked.told) === undefined) return looking('RegexPatternSetReferenceStatement', 0, looked, {});
  const values = Array.isArray(patterns) && !isLate(patterns) ? [...new Set(patterns)] : [];
  if (isLate(patterns) || values.some(isLate)) looked.told.error('ValueNotLiteral', '/Arn', 'a regular expression of `regexPatterns` is known only at deployment; expected the text itself, because the name of the set is made from it; write it, or make an `AWS::WAFv2::RegexPatternSet` and use `regexSet`');
  else if (values.length === 0 || values.length > MOST_PATTERNS) looked.told.error('RegexSetInvalid', '/Arn', `\`regexPatterns\` has ${values.length} patterns; expected 1 to ${MOST_PATTERNS}, which is what a set of WAF holds; ${values.length === 0 ? 'add one' : 'split them over two statements in `anyOf`'}`);
  values.forEach((pattern, i) => checkPattern(pattern, `/Arn/${i}`, looked.told));
  checkSetId(id, looked.told);
  return looking('RegexPatternSetReferenceStatement', wcu('regexSet'), looked, { Arn: new PlannedSet('regex', values.filter((v) => !isLate(v)).sort(compareText), id) });
}

/** A construct, or an ARN. */
export function regexSet(set: waf.IRegexPatternSetRef | { readonly arn: string }, match: PartMatchProps, unsure: Unsure): Draft {
  const looked = look(match, STATEMENT_OPTIONS.PartMatchProps, 'regexSet', unsure);
  const found = isArn(set) ? byArn('RegexPatternSet', set.arn, looked.told) : existing('RegexPatternSet', set, looked.told);
  found.values.forEach((pattern, i) => checkPattern(pattern, `/Arn/${i}`, looked.told));
  if (found.values.length > MOST_PATTERNS) looked.told.error('RegexSetInvalid', '/Arn', `set \`${found.path}\` has ${found.values.length} patterns; expected at most ${MOST_PATTERNS}, which is what a set of WAF holds; split it`);
  return looking('RegexPatternSetReferenceStatement', wcu('regexSet'), looked, { Arn: found.arn }, found.scope);
}

export function size(props: SizeProps, unsure: Unsure): Draft {
  const looked = look(props, STATEMENT_OPTIONS.SizeProps, 'size', unsure);
  const { bytes = 0, operator = SizeComparison.GE } = looked.said;
  if (!isLate(bytes) && !(Number.isInteger(bytes) && bytes >= 0 && bytes <= LARGEST_SIZE)) looked.told.error('SizeInvalid', '/Size', `got size \`${String(bytes)}\`; expected a whole number of bytes from 0 to ${LARGEST_SIZE}, which is what WAF takes; correct it`);
  return looking('SizeConstraintStatement', wcu('size'), looked, { ComparisonOperator: operator, Size: bytes });
}

export function sqlInjection(props: SqlInjectionProps, unsure: Unsure): Draft {
  const looked = look(props, STATEMENT_OPTIONS.SqlInjectionProps, 'sqlInjection', unsure);
  const { sensitivity = SqlInjectionSensitivity.HIGH } = looked.said;
  return looking('SqliMatchStatement', wcu(`sqlInjection.${sensitivity}`), looked, { SensitivityLevel: sensitivity });
}

export function crossSiteScripting(match: PartMatchProps, unsure: Unsure): Draft {
  return looking('XssMatchStatement', wcu('xss'), look(match, STATEMENT_OPTIONS.PartMatchProps, 'crossSiteScripting', unsure), {});
}
