import fc from 'fast-check'
import { zipSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { Meter } from '../../shards/meter'
import { fakeHost, ioOf, problemOf } from '../../shards/testing'
import { floatToHalf } from './half'
import { npy } from './npy.testing'
import { openNpz, type Expected } from './npz-file'
import { npz } from './npz.testing'
import type { Side } from './vector-set'

const WIDTH = 512
const ROWS = 8192 + 10
const halves = (rows: number, width: number, seed = 31) => Uint16Array.from({ length: rows * width }, (_, i) => (i * seed) & 0x3bff)

/** As DataComp has them. */
const ARRAYS = {
  l14_img: halves(ROWS, 768, 7),
  b32_img: halves(ROWS, WIDTH, 31),
  l14_txt: halves(ROWS, 768, 11),
  b32_txt: halves(ROWS, WIDTH, 17),
}
const FILES = {
  l14_img: npy(ARRAYS.l14_img, 768),
  b32_img: npy(ARRAYS.b32_img, WIDTH),
  l14_txt: npy(ARRAYS.l14_txt, 768),
  b32_txt: npy(ARRAYS.b32_txt, WIDTH),
}
const STORED = npz(FILES)
const deflated = (files: Readonly<Record<string, Uint8Array>>) =>
  Uint8Array.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.npy`, bytes]))))

async function open(bytes: Uint8Array, side: Side = 'image', expected: Expected = { width: WIDTH, rows: ROWS }) {
  const host = fakeHost({ bytes })
  vi.stubGlobal('fetch', host.fetch)
  const meter = new Meter()
  const file = await openNpz(
    { kind: 'npz', ref: { kind: 'remote', name: '0a1b.npz', url: 'https://host.test/0a1b.npz' }, side },
    expected,
    ioOf(meter),
  )
  return { file, meter, gets: () => host.requests.filter(({ method }) => method === 'GET').length }
}

async function openLocal(bytes: Uint8Array, side: Side = 'image', expected: Expected = { width: 4, rows: null }) {
  return await openNpz(
    { kind: 'npz', ref: { kind: 'local', name: 'a.npz', file: new File([Uint8Array.from(bytes)], 'a.npz') }, side },
    expected,
    ioOf(),
  )
}

afterEach(() => vi.unstubAllGlobals())

/** The archive with another size of the unpacked array in its directory. */
function withSize(archive: Uint8Array, size: number): Uint8Array {
  const bytes = archive.slice()
  const view = new DataView(bytes.buffer)
  const entry = view.getUint32(bytes.length - 22 + 16, true)
  view.setUint32(entry + 24, size, true)
  return bytes
}

describe('an archive whose directory lies', () => {
  const array = npy(halves(10, 4), 4)
  const claims = npy(halves(40, 4), 4).length

  it('of the size of an array is refused, so that no other bytes are taken for vectors', async () => {
    // The header of the array itself promises more rows than its bytes hold.
    const short = npz({ a_img: npy(halves(40, 4), 4).slice(0, array.length), b_other: new Uint8Array(5000) })
    expect((await problemOf(openLocal(withSize(short, claims)))).detail).toMatch(/of another size/)
  })

  it('of what a packed array unpacks to is refused before room is made for it', async () => {
    const large = 400 * 2 ** 20
    expect((await problemOf(openLocal(withSize(deflated({ a_img: array }), large)))).detail).toMatch(/of another size/)
  })
})

describe('an .npz archive of embeddings', () => {
  it('gives the array whose name speaks of the side and whose width is the model’s, for its directory and its headers alone', async () => {
    const { file, meter, gets } = await open(STORED)
    expect(file).toMatchObject({ rows: ROWS, width: WIDTH })
    expect(gets()).toBe(2)
    expect(meter.bytes).toBeLessThan(10_000)
    expect(await file.readRow(ROWS - 1)).toEqual(ARRAYS.b32_img.slice(-WIDTH))
    const { file: text } = await open(STORED, 'text')
    expect(await text.readRow(3)).toEqual(ARRAYS.b32_txt.slice(3 * WIDTH, 4 * WIDTH))
    const { file: wide } = await open(STORED, 'image', { width: 768, rows: null })
    expect(await wide.readRow(3)).toEqual(ARRAYS.l14_img.slice(3 * 768, 4 * 768))
    expect(new Set([file.id, text.id, wide.id]).size).toBe(3)
  })

  it('is read in the blocks that a .npy file has, each for exactly its bytes', async () => {
    const { file, meter, gets } = await open(STORED)
    expect(file.blocks.map(({ rows, requests }) => [rows, requests])).toEqual([
      [8192, 1],
      [10, 1],
    ])
    const before = [meter.bytes, gets()] as const
    expect(await file.read(1)).toEqual(ARRAYS.b32_img.slice(8192 * WIDTH))
    expect([meter.bytes - before[0], gets() - before[1]]).toEqual([file.blocks[1]?.bytes, 1])
  })

  it('that is packed comes in one block, for its packed bytes', async () => {
    const packed = deflated({ b32_img: FILES.b32_img })
    const { file, meter } = await open(packed)
    expect(file.blocks).toHaveLength(1)
    expect(file.blocks[0]?.bytes).toBeLessThan(packed.length)
    const before = meter.bytes
    expect(Buffer.compare(Buffer.from((await file.read(0)).buffer), Buffer.from(ARRAYS.b32_img.buffer))).toBe(0)
    expect(meter.bytes - before).toBe(file.blocks[0]?.bytes)
    expect(await file.readRow(7)).toEqual(ARRAYS.b32_img.slice(7 * WIDTH, 8 * WIDTH))
  })

  it('is another file when its content is another, of the same size too', async () => {
    const { file } = await open(STORED)
    expect((await open(STORED.slice())).file.id).toBe(file.id)
    const { file: other } = await open(npz({ ...FILES, b32_img: FILES.b32_img.map((byte, i) => (i === 5000 ? byte ^ 1 : byte)) }))
    expect(other.id).not.toBe(file.id)
  })

  it('may be large, have a comment, and hold float32', async () => {
    const small = { image_embeddings: npy(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4) }
    const expected = Uint16Array.of(5, 6, 7, 8).map(floatToHalf)
    for (const bytes of [
      npz(small),
      npz(small, { large: true }),
      npz(small, { comment: 'made by hand'.repeat(1000) }),
      npz(small, { padding: 4096 }),
      deflated(small),
    ]) {
      expect(await (await openLocal(bytes)).readRow(1)).toEqual(expected)
    }
  })

  it('without an array of the side says which it has', async () => {
    expect((await problemOf(openLocal(npz({ scores: npy(halves(2, 4), 4), b32_txt: npy(halves(2, 4), 4) })))).detail).toBe(
      'a.npz holds no image embeddings by their names: it holds scores, b32_txt.',
    )
    expect((await problemOf(openLocal(npz({})))).detail).toContain('it is empty')
  })

  it.each<[string, Uint8Array, string]>([
    ['a web page', new TextEncoder().encode('<!doctype html><title>Sign in</title>'.repeat(9)), 'is not a .npz archive'],
    ['nothing', new Uint8Array(0), 'is not a .npz archive'],
    ['a part of one', npz({ img: npy(halves(90, 4), 4) }).slice(0, 500), 'cut off'],
    ['one of other things', npz({ img: new TextEncoder().encode('hello') }), 'has an array img that is not a .npy file'],
    ['a cut array', npz({ img: npy(halves(90, 4), 4).slice(0, -1) }), 'has an array img that is cut off'],
    [
      'integers',
      npz({ img: npy(halves(2, 4), 4).map((byte, i, all) => (all[i - 1] === 0x3c && byte === 0x66 ? 0x69 : byte)) }),
      'has an array img that holds numbers of type <i2',
    ],
  ])('%s in its place is refused with a sentence', async (_, bytes, sentence) => {
    expect((await problemOf(openLocal(bytes))).detail).toContain(sentence)
  })

  it('cut anywhere or changed anywhere is read or refused, never thrown on otherwise', async () => {
    const small = { b32_img: npy(halves(5, 4), 4), b32_txt: npy(halves(5, 4), 4) }
    const archives = [npz(small), npz(small, { large: true }), deflated(small)]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...archives),
        fc.nat(),
        fc.boolean(),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        async (archive, cut, whole, changes) => {
          const bytes = archive.slice()
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte
          const given = whole ? bytes : bytes.subarray(0, cut % bytes.length)
          try {
            const file = await openLocal(given)
            for (const { index } of file.blocks.slice(0, 3))
              expect(await file.read(index)).toHaveLength((file.blocks[index]?.rows ?? 0) * file.width)
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemError)
          }
        },
      ),
      { numRuns: 600 },
    )
  })
})
