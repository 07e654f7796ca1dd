/**
 * The tag by which a store's policy knows roles of other stacks and repositories, as its writers and its readers spell it:
 *
 *   guardedTagKey('App/Data', 'documents')      // 'zero-trust:App.Data.documents'
 *   tagValue(['write', 'read'])                 // '/read/write/'
 *   wordsOfTag('/read/write/')                  // ['read', 'write']
 *
 * The data layer tags roles and writes policies; the prover reads both from templates. Not here: who may set a tag.
 */
import { createHash } from 'node:crypto';

/** Keys of the library's own tags; nothing else may begin so. */
export const GUARDED_PREFIX = 'zero-trust:';
/** Of a tag's key, and of its value. (IAM user guide, "Rules for tagging in IAM and AWS STS".) */
export const LONGEST_TAG_KEY = 128;
export const LONGEST_TAG_VALUE = 256;

/**
 * Of a store, by its façade and id: two apps of one account may each have a store `documents`. `/` becomes a dot, so a scope with a
 * dot of its own is told apart by a hash.
 */
export function guardedTagKey(scope: string, storeId: string): string {
  const key = `${GUARDED_PREFIX}${[scope, storeId].filter((t) => t !== '').join('.').replace(/[^A-Za-z0-9_.=+\-@]+/g, '.')}`;
  if (key.length <= LONGEST_TAG_KEY && /^[A-Za-z0-9_=+\-@/]*$/.test(`${scope}${storeId}`)) return key;
  return `${key.slice(0, LONGEST_TAG_KEY - 9)}.${wordHash(`${scope}#${storeId}`)}`;
}

/** One that the service control policy of the docs keeps from everybody but the deployer. */
export function isGuardedKey(key: string): boolean {
  return key.startsWith(GUARDED_PREFIX) && key.length <= LONGEST_TAG_KEY;
}

/** IAM tells keys of tags apart without regard to case, so whoever compares them does. */
export function sameTagKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The words of a tag's value for an access: exact actions, or less than all that a word stands for, are a hash of the actions; what is
 * limited to parts, rows or a time is a hash of its own, so that a policy can hold the role to it.
 */
export function accessWords(access: 'read' | 'write' | 'read-write' | 'actions', actions: readonly string[], isWhole: boolean, limits: Limits = {}): string[] {
  const limited = limitsText(limits);
  if (limited !== '') return [wordHash(`${actions.join(' ')} ${limited}`)];
  if (access === 'actions' || !isWhole) return [wordHash(actions.join(' '))];
  return access === 'read-write' ? ['read', 'write'] : [access];
}

/** What narrows an access beside its actions. */
export interface Limits {
  readonly parts?: readonly string[];
  readonly until?: string;
  /** Plain data. */
  readonly rows?: unknown;
}

function limitsText({ parts = [], until, rows }: Limits): string {
  return parts.length === 0 && until === undefined && rows === undefined ? '' : JSON.stringify([[...parts].sort(), until ?? '', rows ?? '']);
}

/** Of all that a role may do with a store. */
export function tagValue(words: Iterable<string>): string {
  return `/${[...new Set(words)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join('/')}/`;
}

/** What a policy asks the tag's value to be like. */
export function patternOfWord(word: string): string {
  return `*/${word}/*`;
}

/** Every word that such a pattern finds in a value, whoever wrote it. */
export function wordsOfTag(value: string): string[] {
  return [...new Set(value.split('/').slice(1, -1).filter((w) => w !== ''))];
}

/** Eight letters that are the same on every machine. */
export function wordHash(text: string): string {
  let word = WORDS.get(text);
  if (word === undefined) WORDS.set(text, (word = createHash('sha256').update(text).digest('hex').slice(0, 8)));
  return word;
}

/** The same few lists of actions name the statements of hundreds of policies. */
const WORDS = new Map<string, string>();

export function isWordHash(word: string): boolean {
  return /^[0-9a-f]{8}$/.test(word);
}
