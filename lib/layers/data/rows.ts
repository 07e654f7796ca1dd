/**
 * Rows by owner: a session sees its own rows and those that are shared with it, whatever the application asks for.
 *
 *   rows: OwnerRows.byTag('sub', { prefix: 'USER#', shared: [{ tag: 'team', prefix: 'TEAM#' }], common: ['PUBLIC'] })
 *
 * In a table the partition key of a row names its owner (`dynamodb:LeadingKeys`), in a bucket the key's first part does
 * (`users/alice/...`). The session's tag says who it is: the role is assumed with `sts:TagSession`, by something that has checked
 * who asks. What cannot be narrowed to rows (Scan, streams, whole listings) is not granted. Not modelled: other kinds of store
 * (a relational database has its own row security), attributes within a row, and who may set the session's tags.
 */

/** Rows that a session shares with others. */
export interface SharedRows {
  /** Tag of the session whose value names the group, e.g. `team`. */
  readonly tag: string;
  /** Text before the group's name in the leading key or the prefix, e.g. `TEAM#`. It may not begin as another one does. */
  readonly prefix: string;
}

/** How rows are told apart. */
export interface OwnerRowsProps {
  /**
   * Text before the owner's name in the leading key or the prefix, e.g. `USER#` in a table, `users/` in a bucket.
   * @default - none: the key is the owner's name
   */
  readonly prefix?: string;
  /**
   * Groups of the session whose rows it shares: with the same access as its own.
   * @default - none
   */
  readonly shared?: SharedRows[];
  /**
   * Rows that everybody may read and nobody may write by this data flow: literal partition keys of a table; keys of a bucket, or
   * prefixes that end with `/`.
   * @default - none
   */
  readonly common?: string[];
}

/** Only the rows of the session's owner, those shared with it, and those of everybody. */
export class OwnerRows {
  /**
   * The value of a session tag owns rows, e.g. `sub` for `${aws:PrincipalTag/sub}`. Mistakes are told when the app is
   * synthesized: `RowsTagInvalid`, `RowsPrefixInvalid`, `RowsOverlap`, `RowsNotSupported`, `RowsNotLimited`.
   */
  public static byTag(ownerTag: string, props: OwnerRowsProps = {}): OwnerRows {
    return new OwnerRows({
      ownerTag,
      prefix: props.prefix ?? '',
      shared: (props.shared ?? []).map(({ tag, prefix }) => ({ tag, prefix })),
      common: [...(props.common ?? [])],
    });
  }

  /** The rows as plain data. */
  public readonly data: any;

  private constructor(data: any) {
    this.data = data;
  }
}
