import { afterEach, describe, expect, it, vi } from 'vitest'
import { pairKey } from '../../engine/scanning/key'
import { Meter } from '../../shards/meter'
import { fakeHost, ioOf, parquet, problemOf } from '../../shards/testing'
import { pairsOfVectors } from './pairs'
import type { PairsOfVectors, VectorShard } from './vector-set'

const shardOf = (pairs: PairsOfVectors): VectorShard => ({ name: 'img_emb_0.npy', image: null, text: null, rows: null, pairs })
const metadata = { kind: 'remote', name: 'metadata_0.parquet', url: 'https://host.test/metadata_0.parquet' } as const
const byKeys = shardOf({ kind: 'key-column', metadata, column: 'key' })

/** A metadata file whose captions are far larger than its keys. */
function host(keys: readonly unknown[], name = 'key') {
  const caption = keys.map((_, i) => `${i} ${'x'.repeat(2000)}`)
  const bytes = parquet({
    columnData: [
      { name: 'caption', data: caption, type: 'STRING' },
      { name, data: [...keys], type: 'STRING', nullable: true },
    ],
    codec: 'UNCOMPRESSED',
    rowGroupSize: 100,
  })
  vi.stubGlobal('fetch', fakeHost({ bytes }).fetch)
  return bytes
}

afterEach(() => vi.unstubAllGlobals())

describe('the pairs of vectors', () => {
  it('that follow one another need no reading', async () => {
    const meter = new Meter()
    expect(await pairsOfVectors(shardOf({ kind: 'position', firstKey: pairKey(3, 0) }), 10, ioOf(meter))).toEqual({
      firstKey: pairKey(3, 0),
    })
    expect(meter.requests).toBe(0)
  })

  it('are named by the key column, which alone is read, row groups in order', async () => {
    const keys = Array.from({ length: 450 }, (_, row) => `${row % 5}_${449 - row}`)
    const bytes = host(keys)
    const meter = new Meter()
    expect(await pairsOfVectors(byKeys, 450, ioOf(meter))).toEqual(
      Float64Array.from({ length: 450 }, (_, row) => pairKey(row % 5, 449 - row)),
    )
    expect(meter.bytes).toBeLessThan(bytes.length / 4)
  })

  it('are none where a key is missing or no key', async () => {
    host(['0_1', null, '', '1-2', '00000_3', '0_99999999999', '<b>', '2_7'])
    expect(await pairsOfVectors(byKeys, 8, ioOf())).toEqual(
      Float64Array.of(pairKey(0, 1), NaN, NaN, NaN, pairKey(0, 3), NaN, NaN, pairKey(2, 7)),
    )
  })

  it('must be as many as the vectors', async () => {
    host(['0_1', '0_2'])
    expect(await problemOf(pairsOfVectors(byKeys, 3, ioOf()))).toMatchObject({
      code: 'vectors',
      detail: expect.stringMatching(/ 3 vectors.* 2 rows/) as string,
    })
  })

  it('need the column that names them', async () => {
    host(['0_1', '0_2'], 'id')
    expect(await problemOf(pairsOfVectors(byKeys, 2, ioOf()))).toMatchObject({
      code: 'vectors',
      detail: expect.stringContaining('“key”') as string,
    })
  })
})
