/** What makes JSON of statements and actions, loaded when the first is asked for: an app without a firewall pays nothing for it. */
type Loaded = typeof import('./loaded');

export function later(): Loaded {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./loaded') as Loaded;
}
