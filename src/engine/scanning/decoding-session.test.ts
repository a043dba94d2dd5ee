import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { EMPTY_QUERY, withFilter } from '../../query/query'
import { parquet } from '../../shards/testing'
import { sessionsForTest } from './testing'

const { open } = sessionsForTest()

const ROWS = 1000
const URL = { name: 'url', type: 'STRING' as const, data: Array.from({ length: ROWS }, (_, row) => `https://example.com/${row}.jpg`) }
const atLeast0 = withFilter(EMPTY_QUERY, { kind: 'range', column: 'hash', min: 0, max: null, missing: false })

async function matching(bytes: Uint8Array, query = atLeast0): Promise<number> {
  const { session } = open({ a: { bytes } })
  await vi.waitFor(() => expect(session.status().phase).toBe('complete'), { timeout: 8000 })
  await session.passing(query, 0)
  return (await session.facets(query)).matching
}

describe('filters read what rows show', () => {
  it('in DELTA_BINARY_PACKED numbers whose first lies beyond 2^62', async () => {
    const hash = BigInt64Array.from({ length: ROWS }, (_, row) => BigInt.asIntN(64, 2n ** 62n + 0x9e3779b97f4a7c15n * BigInt(row)))
    const expected = hash.filter((value) => value >= 0n).length
    const bytes = parquet({ columnData: [URL, { name: 'hash', type: 'INT64', data: hash, encoding: 'DELTA_BINARY_PACKED' }] })
    expect(await matching(bytes)).toBe(expected)
  })

  it('in gzip of several members', async () => {
    const hash = Float64Array.from({ length: ROWS }, (_, row) => (row % 7) - 3)
    const members = (page: Uint8Array) => {
      const half = page.length >> 1
      return new Uint8Array(Buffer.concat([gzipSync(page.subarray(0, half)), gzipSync(page.subarray(half))]))
    }
    const column = { name: 'hash', type: 'DOUBLE' as const, data: hash, encoding: 'PLAIN' as const, codec: 'GZIP' as const }
    const bytes = parquet({ columnData: [URL, column], compressors: { GZIP: members } })
    expect(await matching(bytes)).toBe(hash.filter((value) => value >= 0).length)
  })

  it('in captions that are lists, by their first', async () => {
    const bytes = parquet({
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'url', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
        { name: 'captions', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
      columnData: [
        { name: 'url', data: ['a', 'b', 'c', 'd', 'e'] },
        { name: 'captions', data: [['A Boat', 'cat'], ['cat', 'boat'], [], null, [null, 'boat']] },
      ],
    })
    expect(await matching(bytes, withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'boat' }))).toBe(1)
  })
})
