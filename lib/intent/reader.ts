/**
 * Reads one plain object strictly: every field is known, required ones are there, and each has the right type.
 *
 *   const r = new ObjectReader(value, '/flows/2', 'a flow', findings);
 *   const because = r.text('because');
 *   r.done(['source', 'destination', ...]);
 *
 * A field that is wrong gives one finding and `undefined`; nothing is guessed and nothing throws.
 */
import { compareText, type Findings } from './finding';
import { nearest } from './nearest';

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

  public has(field: string): boolean {
    this.seen.add(field);
    return this.value[field] !== undefined && this.value[field] !== null;
  }

  /** Any value, for fields that are read elsewhere. */
  public raw(field: string): unknown {
    this.seen.add(field);
    return this.value[field];
  }

  public optionalText(field: string): string | undefined {
    if (!this.has(field)) return undefined;
    const v = this.value[field];
    if (typeof v !== 'string') {
      this.findings.error('WrongType', this.at(field), `\`${field}\` of ${this.what} is ${typeName(v)}; expected text`);
      return undefined;
    }
    if (v.trim() === '') {
      this.findings.error('EmptyText', this.at(field), `\`${field}\` of ${this.what} is empty; expected text, or leave the field out`);
      return undefined;
    }
    return v.trim();
  }

  public text(field: string, why: string): string | undefined {
    if (this.has(field)) return this.optionalText(field);
    this.findings.error('MissingField', this.pointer, `${this.what} has no \`${field}\`; expected ${why}`);
    return undefined;
  }

  public oneOf(field: string, allowed: readonly string[]): string | undefined {
    const v = this.optionalText(field);
    if (v === undefined || allowed.includes(v)) return v;
    const near = nearest(v, allowed);
    this.findings.error(
      'UnknownValue',
      this.at(field),
      `\`${field}\` of ${this.what} is \`${v}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}; expected one of ${list(allowed)}`,
    );
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

  public texts(field: string): string[] {
    const out: string[] = [];
    this.items(field).forEach((item, i) => {
      if (typeof item === 'string' && item.trim() !== '') out.push(item.trim());
      else this.findings.error('WrongType', `${this.at(field)}/${i}`, `an entry of \`${field}\` of ${this.what} is ${typeName(item)}; expected text`);
    });
    return out;
  }

  /** Reports every field that nobody read. */
  public done(): void {
    for (const field of Object.keys(this.value)) {
      if (this.seen.has(field)) continue;
      const near = nearest(field, this.seen);
      this.findings.error(
        'UnknownField',
        this.at(field),
        `${this.what} has an unknown field \`${field}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}; known fields: ${list([...this.seen].sort(compareText))}`,
      );
    }
  }
}

export function typeName(v: unknown): string {
  if (v === null || v === undefined) return 'empty';
  if (Array.isArray(v)) return 'a list';
  if (typeof v === 'object') return 'an object';
  return `the ${typeof v} \`${String(v)}\``;
}

export function list(names: readonly string[]): string {
  return names.map((n) => `\`${n}\``).join(', ');
}
