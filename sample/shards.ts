import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer'
import { NSFW_CLASSES } from '../src/pair/pair'
import type { Embedded } from './embed'
import type { Picture } from './pictures'
import type { Row } from './rows'

/** One finished pair. */
export interface Entry {
  readonly row: Row
  readonly picture: Picture
  readonly embedded: Embedded
  /** `{shard}_{row}` of the images layout. */
  readonly key: string
}

const MISSING_SIMILARITY = -1

/** Cuts a list by shares, the last part taking the rest: shards are of unequal length, as in the real set. */
export function cut<T>(items: readonly T[], shares: readonly number[]): T[][] {
  const ends = shares.map((_, i) =>
    i === shares.length - 1 ? items.length : Math.round(items.length * shares.slice(0, i + 1).reduce((a, b) => a + b, 0)),
  )
  return ends.map((end, i) => items.slice(ends[i - 1] ?? 0, end))
}

function similarityOf({ row, embedded }: Entry): number {
  return row.withoutSimilarity ? MISSING_SIMILARITY : embedded.similarity
}

function write(columnData: ColumnSource[], rowGroupSize: number): Uint8Array<ArrayBuffer> {
  const columns = columnData.map((column) => ({ nullable: false, ...column }))
  return new Uint8Array(
    parquetWriteBuffer({ columnData: columns, codec: 'SNAPPY', pageSize: 65536, rowGroupSize, createdBy: 'pairscope sample' }),
  )
}

/** A shard of the TFDS config `laion400m/images`. */
export function imagesShard(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  return write(
    [
      { name: 'caption', type: 'STRING', data: entries.map(({ row }) => row.caption) },
      {
        name: 'image',
        type: 'BYTE_ARRAY',
        codec: 'UNCOMPRESSED',
        encoding: 'PLAIN',
        statistics: false,
        data: entries.map(({ picture }) => picture.png),
      },
      { name: 'license', type: 'STRING', data: entries.map(({ row }) => row.drawing.set.licence) },
      { name: 'nsfw', type: 'INT64', data: entries.map(({ row }) => BigInt(row.nsfw)) },
      { name: 'original_height', type: 'INT32', data: entries.map(({ picture }) => picture.height) },
      { name: 'original_width', type: 'INT32', data: entries.map(({ picture }) => picture.width) },
      { name: 'similarity', type: 'DOUBLE', data: entries.map(similarityOf) },
      { name: 'url', type: 'STRING', data: entries.map(({ row }) => row.url) },
    ],
    400,
  )
}

/** A shard of the metadata that goes with the embeddings. */
export function metadataShard(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  return write(
    [
      { name: 'caption', type: 'STRING', data: entries.map(({ row }) => row.caption) },
      { name: 'NSFW', type: 'STRING', data: entries.map(({ row }) => NSFW_CLASSES[row.nsfw]) },
      { name: 'similarity', type: 'DOUBLE', data: entries.map(similarityOf) },
      { name: 'LICENSE', type: 'STRING', data: entries.map(({ row }) => row.drawing.set.licence) },
      { name: 'url', type: 'STRING', data: entries.map(({ row }) => row.url) },
      { name: 'original_width', type: 'INT32', data: entries.map(({ picture }) => picture.width) },
      { name: 'original_height', type: 'INT32', data: entries.map(({ picture }) => picture.height) },
      { name: 'key', type: 'STRING', data: entries.map(({ key }) => key) },
    ],
    1000,
  )
}
