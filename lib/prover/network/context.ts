/**
 * What every question of one proof shares: the prepared world, the names, the declared relation, and the verdicts so far.
 */
import type { NetworkWorld } from '../../world/network/model';
import { Declared } from './declared';
import type { BoundIntent, Explained } from './model';
import { Names } from './names';
import { prepare, type Prepared } from './prepare';
import { Verdicts } from './verdict';
import { Works } from './works';

export class Context {
  public readonly world: Prepared;
  public readonly names: Names;
  public readonly works: Works;
  public readonly verdicts = new Verdicts();
  private made: Declared | undefined;

  constructor(network: NetworkWorld, intents: readonly BoundIntent[], public readonly explained?: Explained) {
    this.world = prepare(network);
    this.names = new Names(this.world, intents);
    this.works = new Works(this.names);
  }

  public get declared(): Declared {
    return (this.made ??= new Declared(this.names, this.explained));
  }
}
