import { afterEach, describe, expect, it, vi } from 'vitest'
import { openShard } from '../../shards/file'
import { readFooter } from '../../shards/footer'
import { fakeHost, ioOf, parquet, problemOf } from '../../shards/testing'
import { floatToHalf } from './half'
import { npy } from './npy.testing'
import { npz } from './npz.testing'
import type { VectorRef, VectorShard } from './vector-set'
import { findWidth, widthInFooter } from './width'

const WIDTH = 24
const vectors = Array.from({ length: 40 }, (_, row) => Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(row * WIDTH + i + 1) / 5))
const io = () => ioOf()

function host(bytes: Uint8Array, name: string) {
  vi.stubGlobal('fetch', fakeHost({ bytes }).fetch)
  return { kind: 'remote', name, url: `https://host.test/${name}` } as const
}

function shardOf(image: VectorRef): VectorShard {
  return { name: image.ref.name, image, text: null, rows: null, pairs: { kind: 'position', firstKey: 0 } }
}

async function column(data: readonly unknown[], list: boolean): Promise<Extract<VectorRef, { kind: 'parquet' }>> {
  const bytes = parquet({
    columnData: [{ name: 'embedding', data: [...data] }],
    schema: list
      ? [
          { name: 'root', num_children: 1 },
          { name: 'embedding', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
          { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
          { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
        ]
      : [
          { name: 'root', num_children: 1 },
          { name: 'embedding', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY' },
        ],
  })
  const ref = host(bytes, 'a.parquet')
  return { kind: 'parquet', ref, footer: await readFooter(await openShard(ref, io())), column: 'embedding' }
}

afterEach(() => vi.unstubAllGlobals())

describe('the width of vectors that nothing names', () => {
  it('is what a matrix’s header says', async () => {
    const flat = Float32Array.from(vectors.flatMap((vector) => [...vector]))
    const ref = host(npy(flat, WIDTH), 'a.npy')
    expect(await findWidth([shardOf({ kind: 'npy', ref })], io())).toBe(WIDTH)
    const archive = host(npz({ b32_txt: npy(flat, 12), b32_img: npy(flat, WIDTH) }), 'a.npz')
    expect(await findWidth([shardOf({ kind: 'npz', ref: archive, side: 'image' })], io())).toBe(WIDTH)
  })

  it('of lists is in the footer, or in the first row that has one', async () => {
    const whole = await column(
      vectors.map((vector) => [...vector]),
      true,
    )
    expect(widthInFooter(whole.footer, 'embedding')).toBe(WIDTH)
    const holes = await column(
      vectors.map((vector, row) => (row % 3 === 0 ? null : [...vector])),
      true,
    )
    expect(widthInFooter(holes.footer, 'embedding')).toBeNull()
    expect(await findWidth([shardOf(holes)], io())).toBe(WIDTH)
  })

  it.each([
    ['float32', (vector: Float32Array) => new Uint8Array(vector.slice().buffer)],
    ['float16', (vector: Float32Array) => new Uint8Array(Uint16Array.from(vector, floatToHalf).buffer)],
  ])('of bytes is told by what they are as %s', async (_, bytes) => {
    expect(await findWidth([shardOf(await column(vectors.map(bytes), false))], io())).toBe(WIDTH)
  })

  it('is asked of the next file where the first cannot be read, and is a problem where none can', async () => {
    const bad = shardOf({ kind: 'npy', ref: { kind: 'remote', name: 'b.npy', url: 'nowhere:' } })
    const good = shardOf(
      await column(
        vectors.map((vector) => [...vector]),
        true,
      ),
    )
    expect(await findWidth([bad, good], io())).toBe(WIDTH)
    const empty = shardOf(await column([null, null], true))
    expect(await problemOf(findWidth([empty], io()))).toMatchObject({ code: 'vectors' })
  })
})
