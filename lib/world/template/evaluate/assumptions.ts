/**
 * What the user takes for granted: `--assume ClientCidr=10.0.0.0/8` makes a symbol a value.
 *
 * A name is a parameter (`ClientCidr`, or `App.ClientCidr` where several templates have it), a pseudo parameter (`AWS::Region`), the
 * name of an import, or the token of any symbol as a verdict prints it (`ImportValue Net-VpcId`, `GetAtt Db.Endpoint.Port`).
 * `VPC=flat` (or `flat:CIDR`) and `GATEWAY=propagates:CIDR` are for the reader of the network and settle nothing here.
 */
import { isFlatText } from '../../flat';
import { isPropagationText } from '../../propagation';
import { Sym, type Value } from '../value';
import { isListType } from './combine';
import type { Scope } from './scope';

export class Assumptions {
  private readonly values: ReadonlyMap<string, string>;

  constructor(assume: Readonly<Record<string, string>>, public readonly defaults: boolean) {
    this.values = new Map(Object.entries(assume).filter(([, value]) => !isFlatText(value) && !isPropagationText(value)));
  }

  /** Of this template alone: it wins over what a parent stack passes. */
  public qualified(scope: Scope, name: string): string | undefined {
    return this.values.size === 0 ? undefined : this.values.get(`${scope.key}.${name}`);
  }

  /** Of every template that nobody passes a value to. */
  public named(name: string): string | undefined {
    return this.values.size === 0 ? undefined : this.values.get(name) ?? this.values.get(`Ref ${name}`);
  }

  public imported(name: string): string | undefined {
    return this.values.size === 0 ? undefined : this.values.get(`ImportValue ${name}`) ?? this.values.get(name);
  }

  /** The symbol, or what is assumed of it. */
  public settle(sym: Sym): Value {
    if (this.values.size === 0) return sym;
    const value = this.values.get(sym.unknown.token) ?? this.values.get(sym.key);
    if (value === undefined) return sym;
    return isListType(sym.type) ? value.split(',').map((item) => item.trim()) : value;
  }
}
