import { describe, expect, it } from 'vitest'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import { ioOf, parquet } from '../../shards/testing'
import { npy } from './npy.testing'
import { openVectorFile } from './open'
import type { VectorRef } from './vector-set'

const local = (name: string, bytes: Uint8Array<ArrayBuffer>) =>
  ({ kind: 'local', name, file: new File([bytes], name, { lastModified: 1 }) }) as const
const matrix: VectorRef = { kind: 'npy', ref: local('img_emb_0.npy', npy(new Uint16Array(12), 4)) }
const open = (ref: VectorRef, width: number, rows: number | null) => openVectorFile(ref, { width, rows }, ioOf())

describe('opening vectors', () => {
  it('takes what is of the width and the count that the dataset has', async () => {
    expect(await open(matrix, 4, 3)).toMatchObject({ rows: 3, width: 4 })
    expect(await open(matrix, 4, null)).toMatchObject({ rows: 3, width: 4 })
  })

  it('refuses another width by both', async () => {
    await expect(open(matrix, 512, 3)).rejects.toHaveProperty('problem', {
      code: 'vectors',
      where: 'img_emb_0.npy',
      detail: expect.stringMatching(/vectors of 4 numbers, and 512 /) as string,
    })
  })

  it('refuses another count by both', async () => {
    await expect(open(matrix, 4, 1_000_448)).rejects.toHaveProperty('problem', {
      code: 'vectors',
      where: 'img_emb_0.npy',
      detail: expect.stringMatching(/ 3 vectors for 1,000,448 pairs/) as string,
    })
  })

  it('speaks of one vector as of one', async () => {
    const one: VectorRef = { kind: 'npy', ref: local('a.npy', npy(new Uint16Array(4), 4)) }
    await expect(open(one, 4, 2)).rejects.toMatchObject({
      problem: { detail: 'a.npy holds 1 vector for 2 pairs: it belongs to other shards.' },
    })
  })

  it('counts the rows of a column as its footer does, and names each column of a file apart', async () => {
    const data = [new Uint8Array(8), new Uint8Array(8)]
    const ref = local(
      'a.parquet',
      parquet({ columnData: ['img_emb', 'text_emb'].map((name) => ({ name, data, type: 'BYTE_ARRAY' as const })) }),
    )
    const footer = await readFooter(await openShard(ref, ioOf()))
    const image = await open({ kind: 'parquet', ref, footer, column: 'img_emb' }, 4, 2)
    const text = await open({ kind: 'parquet', ref, footer, column: 'text_emb' }, 4, 2)
    expect(image).toMatchObject({ rows: 2, width: 4 })
    expect(text.id).not.toBe(image.id)
    await expect(open({ kind: 'parquet', ref, footer, column: 'img_emb' }, 4, 5)).rejects.toHaveProperty('problem.code', 'vectors')
  })
})
