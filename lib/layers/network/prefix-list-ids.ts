/**
 * The id of the prefix list that AWS keeps for a gateway service, where a rule must name it:
 *
 *   what the user gave, else the table by region, else a mapping over all regions (for a stack without one),
 *   else CDK's look-up. Never a guess: where none of these helps, it is a mistake that says what to give.
 */
import { CfnMapping, Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { type Construct } from 'constructs';
import { PREFIX_LISTS, prefixListId, prefixListName, type PrefixListService } from './catalogue';

export class PrefixListIds {
  /** Undefined where none is known, which was told. */
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly scope: Construct, private readonly given: Readonly<Record<string, string>>) {}

  /** The id for rules in `near`'s stack, or undefined after `refuse` was called. */
  public idOf(service: PrefixListService, near: Construct, refuse: (message: string) => void): string | undefined {
    const given = this.given[service];
    if (given !== undefined) return given;
    const stack = Stack.of(near);
    const key = `${stack.node.path} ${service}`;
    if (this.known.has(key)) return this.known.get(key);
    const id = this.resolve(service, stack);
    this.known.set(key, id);
    if (id === undefined) refuse(`the prefix list of \`${service}\` in region \`${stack.region}\` is not in the library's table, and a stack without a concrete account cannot look it up; give its id: \`prefixListIds: { '${service}': 'pl-...' }\``);
    return id;
  }

  private resolve(service: PrefixListService, stack: Stack): string | undefined {
    if (Token.isUnresolved(stack.region)) {
      const rows = PREFIX_LISTS.filter((row) => row.service === service);
      const id = `ZeroTrustPrefixList-${service}`; // one per stack, whatever the number of façades in it
      const mapping = (stack.node.tryFindChild(id) as CfnMapping | undefined) ?? new CfnMapping(stack, id, {
        mapping: Object.fromEntries(rows.map((row) => [row.region, { id: row.id }])),
      });
      return Fn.findInMap(mapping.logicalId, stack.region, 'id');
    }
    const row = prefixListId(service, stack.region);
    if (row !== undefined) return row.id;
    if (Token.isUnresolved(stack.account)) return undefined;
    const id = `PrefixList-${service}`;
    const looked = (this.scope.node.tryFindChild(id) as ec2.IPrefixList | undefined) ?? ec2.PrefixList.fromLookup(this.scope, id, { prefixListName: prefixListName(service, stack.region) });
    return looked.prefixListId;
  }
}
