/** A random world: templates, what they leave open, and what somebody might ask about them. */
import type { Template } from '../world-simulator';

export interface RandomWorld {
  readonly seed: number;
  /** By key: `App`, `Net`, `App/Nest`. */
  readonly templates: Readonly<Record<string, Template>>;
  readonly tokens: readonly Token[];
  /** What exists already, for values of tokens: a template with the key `outside`. */
  readonly outside: Template;
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** `KEY.LogicalId` of everything that sends or takes packets. */
  readonly actors: readonly string[];
  /** What somebody meant when the rules were written; most of it works. */
  readonly wishes: readonly Wish[];
  /** The templates decide everything but conditions, placement and addresses. */
  readonly isPlain: boolean;
  /** Conditions stand on what decides: values of these parameters are no tokens. */
  readonly hasConditions: boolean;
}

/** One thing that a person who deploys enters, and values worth trying. */
export interface Token {
  readonly kind: 'parameter' | 'import' | 'attribute';
  /** As in a valuation. */
  readonly name: string;
  readonly values: readonly string[];
  /** It only decides conditions. */
  readonly isChoice: boolean;
}

export interface Wish {
  /** `KEY.LogicalId`, `internet`, or a CIDR. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
}
