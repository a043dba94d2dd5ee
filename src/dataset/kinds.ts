/**
 * The kinds of files that Pairscope reads, by what they are called and how they begin. How each is opened stands in `shards/kinds/` (pairs)
 * and `search/vectors/` (vectors): whatever only has to know a file by its name needs no reader.
 */
export interface Kind {
  readonly id: KindId
  /** In lower case, without the dot. */
  readonly endings: readonly string[]
  /** Read from its beginning to its end, and gzipped or not: `.gz` may follow the ending. */
  readonly isText: boolean
  readonly holds: 'pairs' | 'vectors'
  /**
   * Of what lies in a folder, a bucket or a repository, the shards are the files of the lowest rank that occurs. Null: there it is prose or
   * notes about the others, and a table only when it is given by itself.
   */
  readonly rank: number | null
}

export type KindId = 'parquet' | 'tar' | 'csv' | 'jsonl' | 'json' | 'lines' | 'npy' | 'npz'

/** The register: a new format is one entry here, a file in `shards/kinds/`, and an entry in the register there. */
const KINDS: readonly Kind[] = [
  { id: 'parquet', endings: ['parquet', 'pq', 'parq'], isText: false, holds: 'pairs', rank: 1 },
  // A webdataset's shard; beside a Parquet file of its name, where that one's pictures are.
  { id: 'tar', endings: ['tar'], isText: false, holds: 'pairs', rank: 2 },
  { id: 'csv', endings: ['csv', 'tsv'], isText: true, holds: 'pairs', rank: 3 },
  { id: 'jsonl', endings: ['jsonl', 'ndjson'], isText: true, holds: 'pairs', rank: 3 },
  // An array of records, or our manifest: only its text tells.
  { id: 'json', endings: ['json'], isText: true, holds: 'pairs', rank: null },
  // Addresses of pictures, a line each, or of shards.
  { id: 'lines', endings: ['txt'], isText: true, holds: 'pairs', rank: null },
  { id: 'npy', endings: ['npy'], isText: false, holds: 'vectors', rank: null },
  { id: 'npz', endings: ['npz'], isText: false, holds: 'vectors', rank: null },
]

const BY_ENDING = new Map(
  KINDS.flatMap((kind) =>
    kind.endings.flatMap((ending): [string, Kind][] => [
      [ending, kind],
      ...(kind.isText ? [[`${ending}.gz`, kind] satisfies [string, Kind]] : []),
    ]),
  ),
)

/** Any ending of a kind, as the source of a regular expression; the dot before it is not part of it. */
export const ANY_ENDING = `(?:${[...BY_ENDING.keys()].map((ending) => ending.replace('.', '\\.')).join('|')})`

/** The kind that a file's name or path tells; null where it tells none. */
export function kindOf(name: string): Kind | null {
  const ending = /\.([^./]+(?:\.gz)?)$/i.exec(name)?.[1]?.toLowerCase()
  return BY_ENDING.get(ending ?? '') ?? null
}

export function isKind(id: KindId, name: string): boolean {
  return kindOf(name)?.id === id
}

export function holdsVectors(name: string): boolean {
  return kindOf(name)?.holds === 'vectors'
}

/** `00000.parquet` and `00000.tar` of one folder have it in common. */
export function stem(path: string): string {
  return path.replace(/\.[^./]+$/, '')
}
