import type { FileType } from '../../dataset/file-type'
import { kindOf, type KindId } from '../../dataset/kinds'
import type { ShardKind } from './kind'
import { parquet } from './parquet'
import { tar } from './tar'
import { csv, json, jsonl, lines } from './text-table'

/** How shards of each kind are opened; vectors are no shards. */
const SHARD_KINDS: Readonly<Record<Exclude<KindId, 'npy' | 'npz'>, ShardKind>> = { parquet, tar, csv, jsonl, json, lines }

/** The kind of a shard, by its name. What no name tells is read as Parquet, as Spark leaves it. */
export function shardKindOf(name: string): ShardKind {
  const id = kindOf(name)?.id ?? 'parquet'
  return id === 'npy' || id === 'npz' ? parquet : SHARD_KINDS[id]
}

/** Shards that are known by their first bytes too. */
const BY_TYPE: { readonly [T in FileType]?: ShardKind } = { tar, jsonArray: json, jsonObject: jsonl, text: csv }

/** The kind of a shard whose name tells none, by what its first bytes say; null where that opens as no shard. */
export function shardKindOfType(name: string, type: FileType): ShardKind | null {
  return kindOf(name) === null ? (BY_TYPE[type] ?? null) : null
}
