/** What makes and judges resources, loaded when the first firewall, rule group or addition is made: an app without one pays nothing for it. */
type Loaded = typeof import('./loaded');

export function later(): Loaded {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./loaded') as Loaded;
}
