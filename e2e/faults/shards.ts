import { parquet } from '../../src/shards/testing'
import { PICTURES } from '../shards/laion'

/** Rows of each shard here. */
export const ROWS = 2000
/** Rows of a row group. */
export const GROUP = 250

/** Uncompressed and with values of one length, so that two versions differ in their bytes and not in their size. */
function shard(rows: number, word: string, similarity: number): Uint8Array {
  const each = <T>(value: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => value(row))
  const name = (row: number): string => String(row).padStart(5, '0')
  return parquet({
    codec: 'UNCOMPRESSED',
    rowGroupSize: GROUP,
    columnData: [
      {
        name: 'url',
        type: 'STRING',
        data: each((row) => `${PICTURES}/pictures/${row}.png?w=64&h=64&padding=${name(row).repeat(12)}`),
        encoding: 'PLAIN',
      },
      { name: 'caption', type: 'STRING', data: each((row) => `${word} caption ${name(row)}`), encoding: 'PLAIN' },
      { name: 'nsfw', type: 'STRING', data: each(() => 'UNLIKELY') },
      { name: 'similarity', type: 'DOUBLE', data: each((row) => similarity + row / 1e5), encoding: 'PLAIN' },
    ],
  })
}

/** What a host has in the place of a file, by what it is. */
export const FILES = {
  good: shard(ROWS, 'first', 0.3),
  /** Other values in as many bytes. */
  same: shard(ROWS, 'later', 0.6),
  larger: shard(ROWS + GROUP, 'later', 0.6),
  smaller: shard(ROWS - GROUP, 'later', 0.6),
  /** Other columns altogether. */
  other: parquet({
    columnData: [
      { name: 'station', type: 'STRING', data: Array.from({ length: ROWS }, (_, row) => `station ${row}`) },
      { name: 'temperature', type: 'DOUBLE', data: Array.from({ length: ROWS }, (_, row) => row / 10) },
    ],
  }),
} as const satisfies Readonly<Record<string, Uint8Array>>

/** The path of a file of {@link FILES} on the server. */
export const pathOf = (name: keyof typeof FILES): string => `/faults/${name}.parquet`
