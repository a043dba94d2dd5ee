import { writeFileSync } from 'node:fs'
import { schemaFromColumnData, parquetWriteBuffer, fileWriter, ParquetWriter } from 'hyparquet-writer'
import { cached } from './cache'
import { laionColumns, PICTURES, type LaionColumns } from './laion'

type Column = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number]

export interface LaionOptions {
  readonly rows: number
  readonly rowGroupRows?: number
  /** Parquet's OffsetIndex: which bytes hold which rows. LAION's own shards are older than it. */
  readonly pageIndex?: boolean
  /** Bytes of a page before compression. */
  readonly pageSize?: number
  readonly seed?: number
  readonly pictures?: string
}

const DEFAULTS = { rowGroupRows: 100_000, pageIndex: false, pageSize: 2 ** 20, seed: 1, pictures: PICTURES } as const

/** Those that several journeys share. */
export const SHARDS = {
  /** 100-row groups, as img2dataset writes. */
  small: { rows: 3000, rowGroupRows: 100 },
  million: { rows: 1_000_000, pageIndex: true },
} as const satisfies Readonly<Record<string, LaionOptions>>

function columnData(columns: LaionColumns, offsetIndex: boolean): Column[] {
  // What Spark would give up a dictionary for is plain at once, which also spares the attempt.
  return [
    { name: 'SAMPLE_ID', data: columns.SAMPLE_ID, type: 'INT64', nullable: true, encoding: 'PLAIN', offsetIndex },
    { name: 'URL', data: columns.URL, type: 'STRING', nullable: true, encoding: 'PLAIN', offsetIndex },
    { name: 'TEXT', data: columns.TEXT, type: 'STRING', nullable: true, encoding: 'PLAIN', offsetIndex },
    { name: 'HEIGHT', data: columns.HEIGHT, type: 'INT32', nullable: true, offsetIndex },
    { name: 'WIDTH', data: columns.WIDTH, type: 'INT32', nullable: true, offsetIndex },
    { name: 'LICENSE', data: columns.LICENSE, type: 'STRING', nullable: true, offsetIndex },
    { name: 'NSFW', data: columns.NSFW, type: 'STRING', nullable: true, offsetIndex },
    { name: 'similarity', data: columns.similarity, type: 'DOUBLE', nullable: true, encoding: 'PLAIN', offsetIndex },
  ]
}

/** The path of a generated shard in LAION-400M's raw schema. A million rows take some fifteen seconds, once. */
export function laionShard(options: LaionOptions): Promise<string> {
  const all = { ...DEFAULTS, ...options }
  return cached(`laion-${all.rows}-${all.rowGroupRows}-${all.pageIndex ? 'indexed' : 'plain'}-${all.seed}`, all, (path) => {
    const schema = schemaFromColumnData({ columnData: columnData(laionColumns(all.seed, 0, 1, all.pictures), all.pageIndex) })
    const writer = new ParquetWriter({ writer: fileWriter(path), schema, codec: 'SNAPPY' })
    // Group by group: ten million strings would not fit in memory at once.
    for (let first = 0; first < all.rows; first += all.rowGroupRows) {
      const columns = laionColumns(all.seed, first, Math.min(all.rowGroupRows, all.rows - first), all.pictures)
      void writer.write({ columnData: columnData(columns, all.pageIndex), rowGroupSize: all.rowGroupRows, pageSize: all.pageSize })
    }
    void writer.finish()
  })
}

/** A valid shard of LAION's schema without a row. */
export function emptyShard(): Promise<string> {
  return cached('empty', {}, (path) =>
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData: columnData(laionColumns(1, 0, 0), false) }))),
  )
}

/** Valid Parquet, but nothing that a pair could be made of. */
export function uselessShard(): Promise<string> {
  return cached('useless', {}, (path) => {
    const columns: Column[] = [
      { name: 'station', data: ['Kimpo', 'Jeju', 'Busan'], type: 'STRING' },
      { name: 'temperature', data: [11.5, 17.25, 14], type: 'DOUBLE' },
    ]
    writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData: columns })))
  })
}

/** Rows as they come, for what a test wants to say exactly. */
export interface HandRow {
  readonly url: string
  readonly caption: string
  readonly nsfw: string | null
  readonly similarity: number | null
  readonly licence?: string
  readonly width?: number
  readonly height?: number
}

/** A small shard with exactly these rows, in img2dataset's names. */
export function handShard(rows: readonly HandRow[]): Uint8Array {
  const columns: Column[] = [
    { name: 'url', data: rows.map((row) => row.url), type: 'STRING' },
    { name: 'caption', data: rows.map((row) => row.caption), type: 'STRING' },
    { name: 'NSFW', data: rows.map((row) => row.nsfw), type: 'STRING', nullable: true },
    { name: 'similarity', data: rows.map((row) => row.similarity), type: 'DOUBLE', nullable: true },
    { name: 'LICENSE', data: rows.map((row) => row.licence ?? '?'), type: 'STRING' },
    { name: 'original_width', data: Int32Array.from(rows, (row) => row.width ?? 320), type: 'INT32' },
    { name: 'original_height', data: Int32Array.from(rows, (row) => row.height ?? 240), type: 'INT32' },
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData: columns }))
}

/** A small shard that stores its pictures, as TFDS's `images` config does. */
export function imagesShard(
  pictures: readonly { readonly bytes: Uint8Array; readonly caption: string; readonly nsfw: number }[],
): Uint8Array {
  const columns: Column[] = [
    { name: 'image', data: pictures.map((picture) => picture.bytes), type: 'BYTE_ARRAY' },
    { name: 'caption', data: pictures.map((picture) => picture.caption), type: 'STRING' },
    { name: 'nsfw', data: BigInt64Array.from(pictures, (picture) => BigInt(picture.nsfw)), type: 'INT64' },
    { name: 'similarity', data: pictures.map((_, i) => 0.3 + i / 100), type: 'DOUBLE' },
    { name: 'license', data: pictures.map(() => 'CC0'), type: 'STRING' },
    { name: 'original_width', data: Int32Array.from(pictures, () => 320), type: 'INT32' },
    { name: 'original_height', data: Int32Array.from(pictures, () => 240), type: 'INT32' },
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData: columns }))
}
