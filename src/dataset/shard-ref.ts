/** One shard as the person gave it. `file` is set for dropped files, `url` for remote ones. */
export type ShardRef = (
  | { readonly kind: 'remote'; readonly name: string; readonly url: string }
  | { readonly kind: 'local'; readonly name: string; readonly file: File }
) & {
  /** The tar beside a Parquet shard that holds its rows' pictures, joined on `key`: img2dataset's output. */
  readonly tar?: ShardRef
}
