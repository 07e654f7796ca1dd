/**
 * Reads one plain object strictly: every field is known, required ones are there, and each has the right type.
 *
 *   const r = new ObjectReader(value, '/flows/2', 'a flow', findings);
 *   const because = r.text('because', 'the reason why this is permitted');
 *   r.done();                                             // whatever was not asked for until now is an unknown field
 *
 * A field that is wrong gives one finding and `undefined`; nothing is guessed and nothing throws.
 */
import { isToken } from './clean';
import { compareText, type Findings } from './finding';
import { nearest } from './nearest';

/** What people write first, from firewalls, Terraform and Kubernetes, and what it is called here. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  from: 'source', src: 'source', to: 'destination', dst: 'destination', target: 'destination', port: 'over', ports: 'over', protocol: 'over',
  reason: 'because', justification: 'because', why: 'because', auth: 'authentication', tls: 'encryption', expires: 'until', end: 'until',
  name: 'id', cidr: 'cidrs', group: 'groups', title: 'displayName', jewel: 'crownJewel',
};

export class ObjectReader {
  public readonly value: Readonly<Record<string, unknown>>;
  public readonly isObject: boolean;
  private readonly seen = new Set<string>();

  constructor(value: unknown, public readonly pointer: string, public readonly what: string, private readonly findings: Findings) {
    this.isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.value = this.isObject ? (value as Record<string, unknown>) : {};
    if (!this.isObject) findings.error('WrongType', pointer, `${what} is ${typeName(value)}; expected an object with fields`);
  }

  public at(field: string): string {
    return `${this.pointer}/${field.replace(/~/g, '~0').replace(/\//g, '~1')}`;
  }

  /** A field that is empty in a file (`until:`) is there, and wrong: somebody meant to write something, or the rest is cut off. */
  public has(field: string): boolean {
    this.seen.add(field);
    return this.value[field] !== undefined;
  }

  /** Any value, for fields that are read elsewhere. */
  public raw(field: string): unknown {
    this.seen.add(field);
    return this.value[field];
  }

  public optionalText(field: string): string | undefined {
    return this.has(field) ? this.checkedText(this.value[field], this.at(field), `\`${field}\` of ${this.what}`) : undefined;
  }

  public text(field: string, why: string): string | undefined {
    if (this.has(field)) return this.optionalText(field);
    this.findings.error('MissingField', this.pointer, `${this.what} has no \`${field}\`; expected ${why}`);
    return undefined;
  }

  public oneOf(field: string, allowed: readonly string[]): string | undefined {
    const v = this.optionalText(field);
    if (v === undefined || allowed.includes(v)) return v;
    this.findings.error('UnknownValue', this.at(field), `\`${field}\` of ${this.what} is \`${v}\`${meant(nearest(v, allowed))}; expected one of ${list(allowed)}`);
    return undefined;
  }

  public flag(field: string): boolean {
    if (!this.has(field)) return false;
    const v = this.value[field];
    if (typeof v === 'boolean') return v;
    this.findings.error('WrongType', this.at(field), `\`${field}\` of ${this.what} is ${typeName(v)}; expected \`true\` or \`false\``);
    return false;
  }

  public items(field: string): readonly unknown[] {
    if (!this.has(field)) return [];
    const v = this.value[field];
    if (Array.isArray(v)) return v;
    this.findings.error('WrongType', this.at(field), `\`${field}\` of ${this.what} is ${typeName(v)}; expected a list`);
    return [];
  }

  /** Texts of a list, each once, in the order that they were written. */
  public texts(field: string): string[] {
    return [...this.textsAt(field).keys()];
  }

  /** The same, with the pointer of each. */
  public textsAt(field: string): Map<string, string> {
    const out = new Map<string, string>();
    this.items(field).forEach((item, i) => {
      const text = this.checkedText(item, `${this.at(field)}/${i}`, `an entry of \`${field}\` of ${this.what}`);
      if (text !== undefined && !out.has(text)) out.set(text, `${this.at(field)}/${i}`);
    });
    return out;
  }

  /** Reports every field that nobody read. */
  public done(): void {
    for (const field of Object.keys(this.value)) {
      if (this.seen.has(field)) continue;
      const other = Object.hasOwn(OTHER_WORDS, field) ? OTHER_WORDS[field] : undefined;
      const near = other !== undefined && this.seen.has(other) ? other : nearest(field, this.seen);
      this.findings.error('UnknownField', this.at(field), `${this.what} has an unknown field \`${field}\`${meant(near)}; known fields: ${list([...this.seen].sort(compareText))}`);
    }
  }

  private checkedText(v: unknown, pointer: string, name: string): string | undefined {
    if (v === null || (typeof v === 'string' && v.trim() === '')) {
      this.findings.error('EmptyText', pointer, `${name} is empty; expected text (a field that is optional may be left out)`);
    } else if (typeof v !== 'string') {
      const quote = typeof v === 'number' || typeof v === 'boolean' ? `, in a file with quotes: \`"${String(v)}"\`` : '';
      this.findings.error('WrongType', pointer, `${name} is ${typeName(v)}; expected text${quote}`);
    } else if (isToken(v)) {
      this.findings.error('ValueNotLiteral', pointer, `${name} is \`${v}\`; expected the value itself, because ids of rules and reports are made from it`);
    } else {
      return v.trim();
    }
    return undefined;
  }
}

export function meant(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

export function typeName(v: unknown): string {
  if (v === null || v === undefined) return 'empty';
  if (Array.isArray(v)) return 'a list';
  if (typeof v === 'object') return 'an object';
  if (typeof v === 'function') return 'a function';
  return `the ${typeof v} \`${String(v)}\``;
}

export function list(names: readonly string[]): string {
  return names.map((n) => `\`${n}\``).join(', ');
}
