import type { FoundFile } from './found-files'

export function isParquetFile(name: string): boolean {
  return /\.(?:parquet|pq|parq)$/i.test(name)
}

/** A webdataset's shard, told by its name. */
export function isTar(name: string): boolean {
  return /\.tar$/i.test(name)
}

/** `00000.parquet` and `00000.tar` of one folder have it in common. */
export function stem(path: string): string {
  return path.replace(/\.[^./]+$/, '')
}

/**
 * img2dataset writes a tar and a Parquet file of the same name: the tar becomes where that shard's pictures are. Other tars stay shards.
 */
export function tarsBeside(files: readonly FoundFile[]): FoundFile[] {
  const tars = new Map(files.filter(({ path }) => isTar(path)).map((tar) => [stem(tar.path), tar]))
  if (tars.size === 0 || tars.size === files.length) return [...files]
  const taken = new Set<FoundFile>()
  const joined = files.map((file): FoundFile => {
    const tar = isTar(file.path) ? undefined : tars.get(stem(file.path))
    if (!tar) return file
    taken.add(tar)
    return { path: file.path, ref: { ...file.ref, tar: tar.ref } }
  })
  return joined.filter((file) => !taken.has(file))
}

/** Comma, tab or otherwise separated values; a JSON object a line; or lines of addresses. */
export type TextTableFormat = 'csv' | 'jsonl' | 'lines'

const FORMATS: Readonly<Record<string, TextTableFormat>> = { csv: 'csv', tsv: 'csv', jsonl: 'jsonl', ndjson: 'jsonl', txt: 'lines' }

/** A text table, told by its name; any may be gzipped. */
export function textTableOf(name: string): TextTableFormat | null {
  const extension = /\.(csv|tsv|jsonl|ndjson|txt)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase()
  return FORMATS[extension ?? ''] ?? null
}
