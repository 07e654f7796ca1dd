/**
 * Bytes of a template become text, and an offset in it becomes the place that a person can go to:
 *
 *   throw new TemplateText(bytes, 'app.yaml').refusal('NotYaml', 17, 'a tab indents the line; expected spaces');
 *
 * Places are counted only when something is refused: reading costs no positions. Text that editors do not show is taken as it is
 * (CloudFormation takes it); it never reaches a terminal, see `printable`.
 */
import { InputError } from '../../input-error';

export class TemplateText {
  public readonly text: string;

  constructor(content: string | Uint8Array, public readonly name: string) {
    this.text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decode(content, name);
    if (this.text.includes('\0')) throw notText(name);
    if (this.text.trim() === '') throw new InputError('NotATemplate', `file \`${name}\`: the file is empty; expected a CloudFormation template with \`Resources\``);
  }

  /** One line: file, place, what is wrong and what was expected. */
  public refusal(code: string, offset: number | undefined, message: string): InputError {
    return new InputError(code, `file \`${this.name}\`${offset === undefined ? '' : ` (${this.place(offset)})`}: ${message}`);
  }

  /** `3:1`, both from one; columns count UTF-16 code units, as editors do. */
  private place(offset: number): string {
    const before = this.text.slice(0, Math.max(0, offset));
    const lastBreak = before.lastIndexOf('\n');
    return `${before.split('\n').length}:${before.length - lastBreak}`;
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notText(name);
  }
}

function notText(name: string): InputError {
  return new InputError('NotATemplate', `file \`${name}\`: the file is not text in UTF-8; expected a CloudFormation template in JSON or YAML`);
}
