import { describe, expect, it } from 'vitest'
import { fetchColumns } from './column-io'
import { readFooter } from './footer'
import { columnsBeside, planColumns } from './plan'
import { parquet, SpyFile } from './testing'

describe('a plan of columns', () => {
  it('fetches only their chunks, neighbours in one request', async () => {
    const wide = Array.from({ length: 20_000 }, (_, i) => `${i}`.padEnd(40, `${i * 7919}`))
    const numbers = { type: 'INT32' as const, data: wide.map((_, i) => i) }
    const columnData = [
      { name: 'a', ...numbers },
      { name: 'b', ...numbers },
      { name: 'wide', type: 'STRING' as const, data: wide },
      { name: 'z', ...numbers },
    ]
    const bytes = parquet({ codec: 'UNCOMPRESSED', columnData, rowGroupSize: 20_000 })
    const file = new SpyFile(bytes)
    const footer = await readFooter(file)
    const plan = planColumns(footer, [0], [0, 1, 3])
    file.reads.length = 0
    await fetchColumns(file, footer, [0], [0, 1, 3])
    expect(file.reads).toHaveLength(2)
    expect(file.bytesRead).toBe(plan.bytes)
    expect(plan.bytes).toBeLessThan(bytes.length / 2)
  })

  it('asks for columns and groups that exist', async () => {
    const footer = await readFooter(new SpyFile(parquet({ columnData: [{ name: 'a', type: 'INT32', data: [1] }] })))
    expect(() => planColumns(footer, [0], [1])).toThrow(RangeError)
    expect(() => planColumns(footer, [1], [0])).toThrow(RangeError)
    expect(() => columnsBeside(footer, 1)).toThrow(RangeError)
  })
})
