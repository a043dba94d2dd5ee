import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fromHalf } from '../../sample/float16'
import { decodeNpy } from '../../sample/npy'
import { ioOf } from '../shards/testing'
import { createKernel } from './kernel/create'
import { Int8Resident } from './kernel/int8-resident'
import { TopK } from './kernel/top-k'
import { openVectorFile } from './vectors/open'

const FILE = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'clip-vectors', 'img_emb_0.npy')
const [ROWS, WIDTH] = [7, 512]
const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'kernel', 'kernel.wasm')))

describe.skipIf(!existsSync(FILE))(`real CLIP vectors (skipped where ${FILE} is not there)`, () => {
  it('rank as their cosines, computed plainly from the file, say', async () => {
    const bytes = readFileSync(FILE)
    const { halves: stored } = decodeNpy(bytes)
    const numbers = Float64Array.from(stored, fromHalf)
    const row = (index: number) => numbers.subarray(index * WIDTH, (index + 1) * WIDTH)
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
    const cosine = (a: number, b: number) => dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)))

    const file = await openVectorFile(
      { kind: 'npy', ref: { kind: 'local', name: 'img_emb_0.npy', file: new File([bytes], 'img_emb_0.npy') } },
      { width: WIDTH, rows: ROWS },
      ioOf(),
    )
    const halves = await file.read(0)
    const kernel = createKernel(module, WIDTH)
    const resident = new Int8Resident(createKernel(module, WIDTH), 1e6)
    resident.add('real', halves, ROWS)
    for (let query = 0; query < ROWS; query++) {
      const vector = Float32Array.from(row(query))
      kernel.setQuery(vector)
      resident.setQuery(vector)
      const top = new TopK(ROWS)
      for (let at = 0; at < ROWS; at++) top.push(kernel.exactHalves(halves, at), at)
      const expected = Array.from({ length: ROWS }, (_, at) => at).sort((a, b) => cosine(query, b) - cosine(query, a) || a - b)
      const { keys, scores } = top.sorted()
      expect([...keys]).toEqual(expected)
      for (const [i, at] of expected.entries()) expect(scores[i]).toBeCloseTo(cosine(query, at), 12)

      const [float32, rough, errors] = [new Float32Array(ROWS), new Float32Array(ROWS), new Float32Array(ROWS)]
      kernel.scoreHalves(halves, ROWS, float32)
      await resident.score('real', rough, errors)
      for (let at = 0; at < ROWS; at++) {
        expect(float32[at]).toBeCloseTo(cosine(query, at), 5)
        expect(Math.abs((rough[at] ?? NaN) - cosine(query, at))).toBeLessThanOrEqual(errors[at] ?? NaN)
      }
    }
  })
})
