import { describe, expect, it } from 'vitest'
import { readFooter } from './footer'
import { planSlice } from './plan'
import { buildSlice } from './slice'
import { fileOf, parquet } from './testing'
import { engineReads } from './transcode'

describe('what the engine reads', () => {
  // Each line was tried in @duckdb/duckdb-wasm 1.28.0 with a file of that codec or encoding.
  it.each([
    ['UNCOMPRESSED', 'PLAIN', 'INT32', true],
    ['SNAPPY', 'PLAIN', 'BYTE_ARRAY', true],
    ['GZIP', 'RLE_DICTIONARY', 'BYTE_ARRAY', true],
    ['ZSTD', 'DELTA_BYTE_ARRAY', 'BYTE_ARRAY', true],
    ['SNAPPY', 'DELTA_LENGTH_BYTE_ARRAY', 'BYTE_ARRAY', true],
    ['SNAPPY', 'DELTA_BINARY_PACKED', 'INT64', true],
    ['SNAPPY', 'RLE', 'BOOLEAN', true],
    ['SNAPPY', 'BYTE_STREAM_SPLIT', 'DOUBLE', true],
    ['SNAPPY', 'BYTE_STREAM_SPLIT', 'INT32', false],
    ['BROTLI', 'PLAIN', 'INT32', false],
    ['LZ4', 'PLAIN', 'INT32', false],
    ['LZ4_RAW', 'PLAIN', 'INT32', false],
    ['LZO', 'PLAIN', 'INT32', false],
  ] as const)('%s %s %s: %s', (codec, encoding, type, reads) => {
    expect(engineReads({ codec, encodings: [encoding], type })).toBe(reads)
  })
})

describe('a chunk that the engine cannot read', () => {
  const bytes = parquet({ codec: 'UNCOMPRESSED', columnData: [{ name: 'a', type: 'INT32', data: [1, 2, 3] }] })

  it('of LZO is told as unsupported', async () => {
    const file = fileOf(bytes)
    const footer = await readFooter(file)
    Object.assign(footer.metadata.row_groups[0]?.columns[0]?.meta_data ?? {}, { codec: 'LZO' })
    expect(() => buildSlice(planSlice(footer, [0], ['a']), [bytes.slice(4)])).toThrow('unsupported: a (It is compressed with LZO.)')
  })

  it('and is damaged is told as truncated', async () => {
    const footer = await readFooter(fileOf(bytes))
    Object.assign(footer.metadata.row_groups[0]?.columns[0]?.meta_data ?? {}, { codec: 'LZ4_RAW' })
    expect(() => buildSlice(planSlice(footer, [0], ['a']), [bytes.slice(4)])).toThrow('truncated: a')
  })
})
