/**
 * The serverless transform puts `Globals` into every function: a function without subnets of its own has those of `Globals`.
 *
 * Only what places a function in the network (`VpcConfig`) is put in; other globals change nothing there. As the transform does it,
 * lists are joined, the global one first. Where an expression stands in the way the function is left as it is, and said to be
 * unknown (macros.ts).
 */
import { isRaw, own, type Raw, type RawResource } from './body';

export const FUNCTION = 'AWS::Serverless::Function';

/** The function as the transform makes it; undefined where that cannot be said. */
export function withGlobals(resource: RawResource, globals: unknown): RawResource | undefined {
  const shared = globalVpc(globals);
  if (shared === undefined) return resource;
  const properties = isRaw(resource.Properties) ? resource.Properties : {};
  const mine = own(properties, 'VpcConfig');
  const merged = mine === undefined ? shared : joined(shared, mine);
  return merged === undefined ? undefined : { ...resource, Properties: { ...properties, VpcConfig: merged } };
}

export function globalVpc(globals: unknown): unknown {
  const section = isRaw(globals) ? own(globals, 'Function') : undefined;
  return isRaw(section) ? own(section, 'VpcConfig') : undefined;
}

function joined(shared: unknown, mine: unknown): Raw | undefined {
  if (!isRaw(shared) || !isRaw(mine)) return undefined;
  const names = [...new Set([...Object.keys(shared), ...Object.keys(mine)])];
  const result: Record<string, unknown> = {};
  for (const name of names) {
    const [a, b] = [own(shared, name), own(mine, name)];
    if (name === 'Ref' || name.startsWith('Fn::')) return undefined;
    if (a === undefined || b === undefined) result[name] = a ?? b;
    else if (Array.isArray(a) && Array.isArray(b)) result[name] = [...a as unknown[], ...b as unknown[]];
    else if (typeof a === 'object' || typeof b === 'object') return undefined;
    else result[name] = b;
  }
  return result;
}
