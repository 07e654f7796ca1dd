/**
 * Cedar's `decimal`: up to four digits after the point, as a 64-bit count of ten-thousandths.
 *
 *   Decimal.parse('12.5').value   // 125000
 */
import { EvaluationError } from '../errors';
import { toLong, type Long } from '../long';

const failed = (why: string): EvaluationError => new EvaluationError(`error while evaluating \`decimal\` extension function: ${why}`);

export class Decimal {
  private constructor(public readonly value: Long) {}

  public static parse(text: string): Decimal {
    // Digits of any script, as Rust's `\d`: those of other scripts are no numbers, though.
    const parts = /^(-?)(\p{Nd}+)\.(\p{Nd}+)$/u.exec(text);
    if (parts === null) throw failed(`\`${text}\` is not a well-formed decimal value`);
    const [, sign, whole, fraction] = parts;
    const scaled = (digits: string): Long | undefined => (/^[0-9]{1,19}$/.test(digits) ? toLong(BigInt(`${sign}${digits}`)) : undefined);
    const significant = whole.replace(/^0+(?=[0-9])/, '');
    if (scaled(`${significant}0000`) === undefined) throw failed('overflow when converting to decimal');
    if (fraction.length > 4) throw failed(`too many digits after the decimal in \`${text}\``);
    const value = scaled(significant + fraction.padEnd(4, '0'));
    if (value === undefined) throw failed('overflow when converting to decimal');
    return new Decimal(value);
  }
}
