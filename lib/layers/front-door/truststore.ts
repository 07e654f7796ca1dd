/**
 * Who may issue certificates of devices: the truststore of a domain.
 *
 *   truststore: Truststore.fromFile('certificates/devices.pem')                        // looked at when the app is synthesized
 *   truststore: Truststore.fromS3('s3://bucket/devices.pem', { version: 'a1B2c3' })    // yours; what is in it nobody looks at here
 *
 * A file is uploaded beside the app's other assets under the hash of what is in it, so that a change of the file is a change of the
 * domain: API Gateway loads a truststore when its name or version changes, and never else.
 */

/** The version of a truststore. */
export interface TruststoreS3Options {
  /** Version of the object. Without it API Gateway keeps what it loaded first, whatever is uploaded later. */
  readonly version: string;
}

/** Certificate authorities of devices. */
export class Truststore {
  /** A PEM file of this repository, relative to the working directory or absolute. */
  public static fromFile(path: string): Truststore {
    return new Truststore({ file: path });
  }

  /** An object of a bucket that keeps versions. */
  public static fromS3(uri: string, options: TruststoreS3Options): Truststore {
    return new Truststore({ uri, version: (options as TruststoreS3Options | undefined)?.version, isInS3: true });
  }

  /** @internal */
  public readonly _source: any;

  private constructor(source: any) {
    this._source = source;
  }
}

/** Behind `_source`. @internal */
export interface TruststoreSource {
  readonly file?: string;
  readonly uri?: string;
  readonly version?: string;
  /** Of S3, whatever was passed for it. */
  readonly isInS3?: boolean;
}
