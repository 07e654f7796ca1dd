/**
 * The half of the layer that works on stores, loaded when the first is declared: ``later().kindOf(bucket)``.
 *
 * An app that declares none pays neither its hundred modules nor their time: with them synth of a small app took a third longer.
 */
type Loaded = typeof import('./loaded');

export function later(): Loaded {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./loaded') as Loaded;
}
