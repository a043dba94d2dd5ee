import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Meter } from '../../shards/meter'
import { fakeHost, ioOf, problemOf, type HostRules } from '../../shards/testing'
import { floatToHalf, halfToFloat } from './half'
import { npy } from './npy.testing'
import { openNpy } from './npy-file'

const WIDTH = 512
const BLOCK = 8192
const HEAD = 128

const halves = (rows: number) => Uint16Array.from({ length: rows * WIDTH }, (_, i) => (i * 31) & 0x3bff)

async function open(bytes: Uint8Array, rules: HostRules = {}) {
  const host = fakeHost({ bytes, ...rules })
  vi.stubGlobal('fetch', host.fetch)
  const meter = new Meter()
  const file = await openNpy(
    { kind: 'npy', ref: { kind: 'remote', name: 'img_emb_0.npy', url: 'https://host.test/img_emb_0.npy?sig=secret' } },
    ioOf(meter),
  )
  return { file, meter, requests: host.requests }
}

async function openLocal(bytes: Uint8Array<ArrayBuffer>) {
  return await openNpy(
    { kind: 'npy', ref: { kind: 'local', name: 'a.npy', file: new File([bytes], 'a.npy', { lastModified: 1 }) } },
    ioOf(),
  )
}

afterEach(() => vi.unstubAllGlobals())

describe('a .npy file of vectors', () => {
  it('is opened by its first bytes alone', async () => {
    const { file, meter, requests } = await open(npy(halves(BLOCK + 10), WIDTH))
    expect(file).toMatchObject({ rows: BLOCK + 10, width: WIDTH })
    expect(requests.filter(({ range }) => range === 'bytes=0-4095')).toHaveLength(1)
    expect(requests.length).toBeLessThanOrEqual(2)
    expect(meter.bytes).toBeLessThan(8192)
  })

  it('is cut into blocks of whole rows, and the last is shorter', async () => {
    const { file } = await open(npy(halves(2 * BLOCK + 10), WIDTH))
    expect(file.blocks).toEqual([
      { index: 0, firstRow: 0, rows: BLOCK, bytes: BLOCK * WIDTH * 2, requests: 1 },
      { index: 1, firstRow: BLOCK, rows: BLOCK, bytes: BLOCK * WIDTH * 2, requests: 1 },
      { index: 2, firstRow: 2 * BLOCK, rows: 10, bytes: 10 * WIDTH * 2, requests: 1 },
    ])
  })

  it('gives a block for exactly one request and its bytes', async () => {
    const all = halves(BLOCK + 10)
    const { file, meter, requests } = await open(npy(all, WIDTH))
    const [requestsBefore, bytesBefore] = [requests.length, meter.bytes]
    expect(await file.read(1)).toEqual(all.slice(BLOCK * WIDTH))
    const start = HEAD + BLOCK * WIDTH * 2
    expect(requests.slice(requestsBefore).map(({ range }) => range)).toEqual([`bytes=${start}-${start + 10 * WIDTH * 2 - 1}`])
    expect(meter.bytes - bytesBefore).toBe(file.blocks[1]?.bytes)
  })

  it('gives one row for the bytes of one row', async () => {
    const all = halves(300)
    const { file, meter } = await open(npy(all, WIDTH))
    const before = meter.bytes
    expect(await file.readRow(299)).toEqual(all.slice(299 * WIDTH))
    expect(meter.bytes - before).toBe(WIDTH * 2)
  })

  it('of float32 comes as the nearest float16, in the same blocks', async () => {
    const numbers = Float32Array.from({ length: 20 * WIDTH }, (_, i) => Math.sin(i) / 20)
    const { file } = await open(npy(numbers, WIDTH))
    expect(await file.read(0)).toEqual(Uint16Array.from(numbers, floatToHalf))
    expect(await file.readRow(7)).toEqual(Uint16Array.from(numbers.slice(7 * WIDTH, 8 * WIDTH), floatToHalf))
    expect(file.blocks[0]).toMatchObject({ rows: 20, bytes: 20 * WIDTH * 4 })
  })

  it('may have bytes after its numbers, which are left alone', async () => {
    const bytes = npy(halves(3), WIDTH)
    const longer = new Uint8Array(bytes.length + 100).fill(0xff)
    longer.set(bytes)
    const { file } = await open(longer)
    expect(file.rows).toBe(3)
    expect(await file.read(0)).toEqual(halves(3))
  })

  it('may have no rows', async () => {
    const { file } = await open(npy(new Uint16Array(0), 1))
    expect(file.blocks).toEqual([])
  })

  it('that was cut off is refused by the bytes promised and there', async () => {
    const bytes = npy(halves(10), WIDTH).slice(0, -1)
    expect(await problemOf(open(bytes))).toMatchObject({
      code: 'vectors',
      detail: 'img_emb_0.npy is cut off: its header promises 10,368 bytes, and there are 10,367.',
    })
  })

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a web page', new TextEncoder().encode('<!doctype html><title>Sign in</title>')],
    [
      'a header that promises more rows than numbers can count',
      npy(new Uint16Array(512), 512).map((byte, at) => (at >= 60 && at < 66 ? 0x39 : byte)),
    ],
  ])('%s in its place is refused with a sentence', async (_, bytes) => {
    expect(await problemOf(open(bytes))).toMatchObject({
      code: 'vectors',
      detail: expect.stringMatching(/^img_emb_0\.npy .*\.$/) as string,
    })
  })

  it('that is not there says so', async () => {
    expect(await problemOf(open(new Uint8Array(0), { failures: [404, 404] }))).toMatchObject({ code: 'not-found' })
  })

  it('stops reading when the reader leaves', async () => {
    const { file } = await open(npy(halves(10), WIDTH))
    const reason = new Error('left')
    await expect(file.read(0, AbortSignal.abort(reason))).rejects.toBe(reason)
  })

  it('of this computer reads the same', async () => {
    const file = await openLocal(npy(halves(40), WIDTH))
    expect(await file.read(0)).toEqual(halves(40))
    expect(await file.readRow(39)).toEqual(halves(40).slice(39 * WIDTH))
  })

  it('has a name by its address and size that does not show the address', async () => {
    const { file: first } = await open(npy(halves(10), WIDTH))
    const { file: again } = await open(npy(halves(10), WIDTH))
    const { file: longer } = await open(npy(halves(11), WIDTH))
    const local = await openLocal(npy(halves(10), WIDTH))
    expect(first.id).toMatch(/^[0-9a-f]{32,64}$/)
    expect(again.id).toBe(first.id)
    expect(new Set([first.id, longer.id, local.id]).size).toBe(3)
  })
})

const REAL = '../shared/data/clip-vectors/img_emb_0.npy'

describe('real vectors', () => {
  it.skipIf(!existsSync(REAL))(`of CLIP are 7 x 512 and of length 1 (skipped where ${REAL} is not there)`, async () => {
    const file = await openLocal(new Uint8Array(readFileSync(REAL)))
    expect(file).toMatchObject({ rows: 7, width: 512 })
    const numbers = Float64Array.from(await file.read(0), halfToFloat)
    for (let row = 0; row < 7; row++) {
      const length = Math.hypot(...numbers.subarray(row * 512, (row + 1) * 512))
      expect(length).toBeGreaterThan(0.9999)
      expect(length).toBeLessThan(1.00035)
    }
  })

  const sample = ['img_emb_0', 'img_emb_1', 'text_emb_0'].map((name) => `public/sample/embeddings/${name}.npy`)
  it.skipIf(!sample.every((path) => existsSync(path)))(
    'of the built sample are of length 1, or zeros (skipped before `npm run sample`)',
    async () => {
      for (const path of sample) {
        const file = await openLocal(new Uint8Array(readFileSync(path)))
        const numbers = Float64Array.from(await file.read(0), halfToFloat)
        const rows = file.blocks[0]?.rows ?? 0
        for (let row = 0; row < rows; row++) {
          const length = Math.hypot(...numbers.subarray(row * file.width, (row + 1) * file.width))
          if (length !== 0 && Math.abs(length - 1) > 0.002) throw new Error(`row ${row} of ${path} has length ${length}`)
        }
      }
    },
  )
})
