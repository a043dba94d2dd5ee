import type { ShardRef } from './dataset'

/** A webdataset's shard, told by its name. */
export function isTar(name: string): boolean {
  return /\.tar$/i.test(name)
}

/** Where a file lies, without its extension: `00000.parquet` and `00000.tar` of one folder have it in common. */
function stem(file: ShardRef): string {
  if (file.kind === 'local') return (file.file.webkitRelativePath || file.name).replace(/\.[^./]+$/, '')
  const { origin, pathname } = new URL(file.url)
  return origin + pathname.replace(/\.[^./]+$/, '')
}

/** img2dataset writes a tar and a Parquet file of the same name: the tar becomes where that shard's pictures are. Other tars stay shards. */
export function tarsBeside(shards: readonly ShardRef[]): ShardRef[] {
  const tars = new Map(shards.filter(({ name }) => isTar(name)).map((tar) => [stem(tar), tar]))
  if (tars.size === 0 || tars.size === shards.length) return [...shards]
  const joined = shards.filter(({ name }) => !isTar(name)).map((shard): ShardRef => {
    const tar = tars.get(stem(shard))
    return tar ? { ...shard, tar } : shard
  })
  const taken = new Set(joined.map(({ tar }) => tar))
  return shards.flatMap((shard) => (isTar(shard.name) ? (taken.has(shard) ? [] : [shard]) : (joined.shift() ?? [])))
}

/** A text table, told by its name: comma, tab or otherwise separated values, or a JSON object a line; either may be gzipped. */
export function textTableOf(name: string): 'csv' | 'jsonl' | null {
  const extension = /\.(csv|tsv|jsonl|ndjson)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase()
  if (extension === undefined) return null
  return extension === 'csv' || extension === 'tsv' ? 'csv' : 'jsonl'
}
