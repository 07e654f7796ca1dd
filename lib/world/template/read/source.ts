/**
 * What reading gives to linking: the templates as they stand, where each comes from, and what could not be opened.
 */
import type { Unknown } from '../../facts';
import type { IntentFile, TemplateFile } from '../model';
import type { Body, Raw } from './body';

export interface Source {
  readonly file: TemplateFile;
  readonly body: Body;
  /** The name that it is deployed under, where a manifest says so. */
  readonly stackName?: string;
  /** The resource that makes this nested stack. */
  readonly parent?: { readonly key: string; readonly logicalId: string };
  /** Construct paths to metadata entries (`aws:cdk:logicalId`), read when somebody asks. Of the whole stack with its nested ones. */
  readonly metadata?: () => Raw;
}

export interface Sources {
  readonly sources: Source[];
  readonly intents: IntentFile[];
  readonly unknowns: Unknown[];
  /** Intents of an earlier synth, which were left out: their files. */
  readonly stale: string[];
  /** Templates that were made from an intent and named by themselves: their files. */
  readonly lone: string[];
}

/** What to do with an intent that is none of the synth that wrote the manifest. */
export type StaleIntents = 'refuse' | 'drop';
