/**
 * A plain value that CDK writes as it stands, without looking for tokens in it.
 *
 * CDK resolves every resource several times per synth. Metadata of thousands of rules holds no tokens, and searching it
 * anyway was measured at a seventh of the whole synth (benchmarks/synth).
 */
import { type IPostProcessor, type IResolvable, type IResolveContext } from 'aws-cdk-lib';

export class Verbatim implements IResolvable, IPostProcessor {
  public readonly creationStack: string[] = [];
  public readonly typeHint = undefined;

  constructor(private readonly value: unknown) {}

  public resolve(context: IResolveContext): any {
    context.registerPostProcessor(this);
    return 0; // what stands here is not looked at: `postProcess` has the last word
  }

  public postProcess(): any {
    return this.value;
  }

  public toString(): string {
    return JSON.stringify(this.value);
  }

  public toJSON(): unknown {
    return this.value;
  }
}
