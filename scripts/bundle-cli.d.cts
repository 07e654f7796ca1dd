import type { Metafile } from 'esbuild';
export function bundleCli(outdir?: string): Promise<{ readonly entry: Metafile; readonly main: Metafile }>;
