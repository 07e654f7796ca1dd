/**
 * The types that Cedar calls extensions, by one name: addresses, decimals, moments and spans of time.
 *
 *   readExtension({ __extn: { fn: 'ip', arg: '10.0.0.1' } }, true)
 *
 * Texts that do not parse are an `EvaluationError` inside a policy, and a malformed request where a fact says them.
 */
import { EvaluationError, PolicyRequestError } from '../errors';
import { Datetime, Duration } from './datetime';
import { Decimal } from './decimal';
import { IpAddress } from './ip';

export type Extension = Decimal | IpAddress | Datetime | Duration;

const CONSTRUCTORS: Readonly<Record<string, (text: string) => Extension>> = {
  decimal: (text) => Decimal.parse(text),
  ip: (text) => IpAddress.parse(text),
  datetime: (text) => Datetime.parse(text),
  duration: (text) => Duration.parse(text),
};

/** An instance as it is; else what `__extn` says. Undefined for an object that is neither. */
export function readExtension(raw: object, escaped: boolean): Extension | undefined {
  if (raw instanceof IpAddress || raw instanceof Datetime || raw instanceof Duration || raw instanceof Decimal) return raw;
  if (!escaped) return undefined;
  try {
    return fromCall((raw as { __extn: unknown }).__extn, 0);
  } catch (error) {
    if (error instanceof EvaluationError) throw new PolicyRequestError(error.message);
    throw error;
  }
}

function fromCall(call: unknown, depth: number): Extension {
  if (typeof call === 'object' && call !== null && Object.hasOwn(call, 'fn')) {
    const { fn } = call as { fn: unknown };
    const list: unknown = Object.hasOwn(call, 'args') ? (call as { args?: unknown }).args : Object.hasOwn(call, 'arg') ? [(call as { arg?: unknown }).arg] : undefined;
    const given: readonly unknown[] = Array.isArray(list) ? list : [];
    if (typeof fn === 'string' && Object.hasOwn(CONSTRUCTORS, fn) && given.length === 1 && typeof given[0] === 'string') return CONSTRUCTORS[fn](given[0]);
    // How Cedar itself writes moments: `offset(datetime("1970-01-01"), duration("5ms"))`.
    if (fn === 'offset' && given.length === 2 && depth < 8) {
      const [moment, span] = given.map((g) => nested(g, depth));
      if (moment instanceof Datetime && span instanceof Duration) return moment.offset(span);
    }
  }
  throw new PolicyRequestError('`__extn` is no call of `decimal`, `ip`, `datetime` or `duration` with one text, nor of `offset`');
}

function nested(raw: unknown, depth: number): Extension | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  if (Object.hasOwn(raw, '__extn')) return fromCall((raw as { __extn: unknown }).__extn, depth + 1);
  return readExtension(raw, false);
}

export { Datetime, Decimal, Duration, IpAddress };
