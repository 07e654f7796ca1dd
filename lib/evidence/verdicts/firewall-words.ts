/**
 * Web firewalls in sentences, the same in every format:
 *
 *   firewallLine(verdict)       // 'firewall Acl before stage prod of Api STOPS NOTHING'
 *   firewallSentence(verdict)   // 'Acl before stage prod of Api stops nothing'
 *   firewallNotes(file)         // ['firewall before stage prod of Api: counts until 2027-01-31, stops nothing yet']
 *
 * The questions are those of prover/exposure/firewalls.ts. A note is information: no figure counts it, and nothing fails of it.
 */
import type { VerdictData, VerdictFile } from '../../contract/verdicts';
import { compareText } from '../../intent';
import { some, words } from '../words';

interface Words {
  readonly asks: string;
  /** Of what the question is about. */
  readonly line: (about: string) => string;
  readonly sentence: (about: string) => string;
  /** After "whether". */
  readonly whether: (about: string) => string;
}

const WORDS: readonly Words[] = [
  { asks: 'entry without a firewall: ', line: (x) => `${x} has NO FIREWALL`, sentence: (x) => `requests of the internet reach ${x} past no web firewall`, whether: (x) => `${x} has no firewall` },
  { asks: 'firewall bypassed by another host: ', line: (x) => `firewall BYPASSED: ${x}`, sentence: (x) => x, whether: (x) => x },
  { asks: 'firewall in count past its date: ', line: (x) => `firewall ${x} COUNTS PAST ITS DATE`, sentence: (x) => `${x} counts past its date`, whether: (x) => `firewall ${x} counts past its date` },
  { asks: 'firewall that stops nothing: ', line: (x) => `firewall ${x} STOPS NOTHING`, sentence: (x) => `${x} stops nothing`, whether: (x) => `firewall ${x} stops nothing` },
  { asks: 'firewall without a log: ', line: (x) => `firewall ${x} is NOT LOGGED`, sentence: (x) => `${x} logs nothing of what it stops`, whether: (x) => `firewall ${x} is logged` },
];
/** `firewall before X: it stops, and no host leads round it`: true as it stands. */
const HOLDS = /^firewall before (.+): it (stops, and .+)$/;

export function isAboutFirewalls({ kind, question }: Pick<VerdictData, 'kind' | 'question'>): boolean {
  return kind === 'standing' && (HOLDS.test(question) || WORDS.some((w) => question.startsWith(w.asks)));
}

export function firewallLine({ question, verdict, baselined }: VerdictData): string {
  const [, before, holds] = HOLDS.exec(question) ?? [];
  const known = WORDS.find((w) => question.startsWith(w.asks));
  const about = question.slice(known?.asks.length ?? 0);
  const line = verdict === 'unknown' ? `UNKNOWN whether ${known?.whether(about) ?? (before === undefined ? question : `the firewall before ${before} ${holds}`)}` : verdict === 'violated' && known !== undefined ? known.line(about) : question;
  return baselined === true ? `${line}, accepted by the baseline` : line;
}

/** Of what is violated. */
export function firewallSentence({ question }: VerdictData): string {
  const known = WORDS.find((w) => question.startsWith(w.asks));
  return known?.sentence(question.slice(known.asks.length)) ?? question;
}

const MOST = 12;

/** Entries that nothing stands before are one sentence. */
export function firewallNotes({ firewalls = [] }: VerdictFile): string[] {
  const told = firewalls.filter((f) => f.note !== undefined);
  const bare = told.filter((f) => f.state === 'absent').map((f) => f.entry).sort(compareText);
  const others = told.filter((f) => f.state !== 'absent').flatMap((f) => f.note ?? []).sort(compareText);
  if (bare.length === 0) return others;
  return [...others, `no web firewall of these templates stands before ${bare.length > MOST ? some(bare, MOST) : words(bare, 'and')} (nothing fails of it; the guarantee \`firewalled\` asks for one)`];
}
