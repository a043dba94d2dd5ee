import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { encodeNpy } from '../../../sample/npy'
import type { Problem } from '../../dataset/problem'
import { pairKey } from '../../engine/scanning/key'
import { readFooter } from '../../shards/footer'
import { fakeHost, fileOf, ioOf, parquet } from '../../shards/testing'
import { createKernel } from '../kernel/create'
import { Int8Resident } from '../kernel/int8-resident'
import { parquetOfVectors } from '../vectors/parquet.testing'
import { memoryFiles } from '../vectors/private-files'
import { floatToHalf, halfToFloat } from '../vectors/half'
import { VectorStore } from '../vectors/store'
import type { VectorSet, VectorShard } from '../vectors/vector-set'
import { FileSource } from './file-source'

const WIDTH = 16
const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, '..', 'kernel', 'kernel.wasm')))
const signal = new AbortController().signal

/** Row r has a one in place r, so that every row is told from every other. */
function npy(rows: number): Uint8Array {
  const halves = new Uint16Array(rows * WIDTH)
  for (let row = 0; row < rows; row++) halves[row * WIDTH + (row % WIDTH)] = floatToHalf(1)
  return encodeNpy({ rows, width: WIDTH, halves })
}

const at = (name: string) => ({ kind: 'remote', name, url: `https://host.example/${name}` }) as const
const shard = (index: number, image: string | null, text: string | null = null, rows: number | null = null): VectorShard => ({
  name: image ?? text ?? '',
  image: image === null ? null : { kind: 'npy', ref: at(image) },
  text: text === null ? null : { kind: 'npy', ref: at(text) },
  rows,
  pairs: { kind: 'position', firstKey: pairKey(index, 0) },
})

/** Twenty vectors whose numbers are all `value`. */
function vectorColumn(value: number): Uint8Array<ArrayBuffer> {
  return parquetOfVectors(
    'embedding',
    Array.from({ length: 20 }, () => new Array<number>(WIDTH).fill(value)),
  )
}

afterEach(() => vi.unstubAllGlobals())

function open(
  files: Readonly<Record<string, Uint8Array>>,
  shards: readonly VectorShard[],
  memoryBytes = 1e6,
  store = new VectorStore(memoryFiles(), 1e9),
) {
  const hosts = new Map(Object.entries(files).map(([name, bytes]) => [name, fakeHost({ bytes })]))
  vi.stubGlobal(
    'fetch',
    (input: string, init?: RequestInit) =>
      hosts.get(new URL(input).pathname.slice(1))?.fetch(input, init) ?? Promise.reject(new TypeError('no such file')),
  )
  const set: VectorSet = { width: WIDTH, shards }
  const make = () =>
    new FileSource(
      set.shards,
      WIDTH,
      ioOf(),
      store,
      new Int8Resident(createKernel(module, WIDTH), memoryBytes),
      () => new Int8Resident(createKernel(module, WIDTH), memoryBytes),
    )
  const failures: Problem[] = []
  const source = make()
  return {
    source,
    store,
    make,
    failures,
    plan: (sides: readonly ('image' | 'text')[]) => source.plan(sides, (_, problem) => failures.push(problem), signal),
  }
}

describe('vectors as a ranking reads them', () => {
  it('cost their bytes once, and then are in memory and kept', async () => {
    const { source, plan } = open({ 'a.npy': npy(20) }, [shard(0, 'a.npy')])
    const [unit] = await plan(['image'])
    expect(unit).toEqual({ shard: 0, block: 0, firstRow: 0, rows: 20, from: 'remote', bytes: 20 * WIDTH * 2, requests: 1 })
    if (!unit) return
    const halves = await source.read(unit, 'image', signal)
    expect(halfToFloat(halves[3 * WIDTH + 3] ?? 0)).toBe(1)
    const { bytesFetched } = source
    const [again] = await plan(['image'])
    expect(again).toMatchObject({ from: 'memory', bytes: 0, requests: 0 })
    expect([...((await source.readRows(unit, 'image', Uint32Array.of(2, 5))) ?? [])].map(halfToFloat).indexOf(1)).toBe(2)
    const rough = await source.roughScores(
      unit,
      'image',
      Float32Array.from({ length: WIDTH }, (_, i) => (i === 4 ? 1 : 0)),
    )
    expect(rough?.scores[4]).toBeCloseTo(1, 2)
    expect(source.bytesFetched).toBe(bytesFetched)
  })

  it('are kept without a copy where memory is short', async () => {
    const { source, plan } = open({ 'a.npy': npy(20) }, [shard(0, 'a.npy')], 0)
    const [unit] = await plan(['image'])
    if (unit) await source.read(unit, 'image', signal)
    expect((await plan(['image']))[0]).toMatchObject({ from: 'kept', bytes: 0 })
  })

  it('that do not belong to their pairs are told, and the other shards go on', async () => {
    const { plan, failures } = open({ 'a.npy': npy(20), 'b.npy': npy(3), 'c.npy': npy(4) }, [
      shard(0, 'a.npy', null, 21),
      shard(1, 'b.npy', null, 3),
      shard(2, 'c.npy', 'missing.npy'),
    ])
    expect((await plan(['image'])).map((unit) => unit.shard)).toEqual([1, 2])
    expect(failures[0]?.detail).toContain('20 vectors for 21 pairs')
    failures.length = 0
    await plan(['text'])
    expect(failures.map(({ detail }) => detail).slice(0, 2)).toEqual(['It has no text embeddings.', 'It has no text embeddings.'])
  })

  it('are found for one pair, for the bytes of its row alone', async () => {
    const { source } = open({ 'a.npy': npy(20), 'b.npy': npy(20) }, [shard(0, 'a.npy'), shard(1, 'b.npy')])
    const vector = await source.vectorOf(pairKey(1, 7), 'image', signal)
    expect([...(vector ?? [])].map(halfToFloat).indexOf(1)).toBe(7)
    expect(source.bytesFetched).toBeLessThan(npy(20).length + 3 * WIDTH * 2)
    expect(await source.vectorOf(pairKey(9, 0), 'image', signal)).toBeNull()
  })

  it('belong to the pairs that a key column names', async () => {
    const metadata = parquet({ columnData: [{ name: 'key', type: 'STRING', data: ['2_5', 'junk', '0_1'] }] })
    const keyed: VectorShard = { ...shard(0, 'a.npy'), pairs: { kind: 'key-column', metadata: at('m.parquet'), column: 'key' } }
    const { source } = open({ 'a.npy': npy(3), 'm.parquet': metadata }, [keyed])
    const pairOf = await source.pairOf(0)
    expect([0, 1, 2].map(pairOf)).toEqual([pairKey(2, 5), NaN, pairKey(0, 1)])
    expect([...((await source.vectorOf(pairKey(0, 1), 'image', signal)) ?? [])].map(halfToFloat).indexOf(1)).toBe(2)
  })

  it('of a shard whose file changed are never those kept of the file before it', async () => {
    const files: Record<string, Uint8Array> = { 'a.parquet': vectorColumn(1), 'b.parquet': vectorColumn(1) }
    const columns = async (name: string, version: number): Promise<VectorShard> => {
      const footer = await readFooter(fileOf(files[name] ?? new Uint8Array()))
      const ref = { kind: 'parquet', ref: at(name), footer, column: 'embedding', ...(version > 0 && { version }) } as const
      const index = name === 'a.parquet' ? 0 : 1
      return { name, image: ref, text: null, rows: 20, pairs: { kind: 'position', firstKey: pairKey(index, 0, version) } }
    }
    const first = open(files, [await columns('a.parquet', 0), await columns('b.parquet', 0)])
    for (const unit of await first.plan(['image'])) await first.source.read(unit, 'image', signal)
    // As long as before, so that its kept vectors go by the same name.
    files['a.parquet'] = vectorColumn(2)
    expect(files['a.parquet']).toHaveLength(vectorColumn(1).length)
    const next = open(files, [await columns('a.parquet', 1), await columns('b.parquet', 0)], 1e6, first.store)
    const [a, b] = await next.plan(['image'])
    expect([a?.from, b?.from]).toEqual(['remote', 'kept'])
    if (a) expect(halfToFloat((await next.source.read(a, 'image', signal))[0] ?? 0)).toBe(2)
    expect(await next.source.pairOf(0).then((of) => of(3))).toBe(pairKey(0, 3, 1))
    expect((await next.plan(['image'])).map(({ from }) => from)).not.toContain('remote')
  })
})
