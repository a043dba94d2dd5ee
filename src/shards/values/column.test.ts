import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { fetchColumns } from '../column-io'
import { readFooter, type Footer } from '../footer'
import { written } from '../tables.testing'
import { fileOf, parquet, problemOf } from '../testing'
import { codesOf } from './codes'
import { numbersOf } from './numbers'
import { matchingRows } from './texts'
import { containing } from './needle'

async function columnsOf(bytes: Uint8Array, change?: (footer: Footer) => void) {
  const file = fileOf(bytes)
  const footer = await readFooter(file)
  change?.(footer)
  const groups = footer.groups.map(({ index }) => index)
  return await fetchColumns(file, footer, groups, [...footer.columns.keys()])
}

/** A value as a filter by number takes it. */
const number = (value: unknown) => (value === null || value === undefined ? NaN : Number(value))

describe('a column decoded for filters', () => {
  it('has the numbers and texts of its table, for any file', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ table, bytes }) => {
        const columns = await columnsOf(bytes)
        for (const [index, expected] of [...table.values()].entries()) {
          const column = columns[index]
          if (!column) throw new Error('no column')
          if (column.leaf.element.type !== 'BYTE_ARRAY') {
            expect([...numbersOf(column)]).toEqual(expected.map(number))
            continue
          }
          const texts: string[] = []
          const codes = codesOf(column, (text) => texts.push(text) - 1, 65_535)
          const decoder = new TextDecoder()
          const wanted = expected.map((value) => (value instanceof Uint8Array ? decoder.decode(value) : value))
          expect([...codes].map((code) => (code === 65_535 ? null : texts[code]))).toEqual(wanted.map((value) => value ?? null))
          expect(matchingRows(column, containing('un'))).toEqual(
            wanted.flatMap((value, row) => (typeof value === 'string' && value.toLowerCase().includes('un') ? [row] : [])),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives codes to texts in the order of their rows, not of the dictionary', async () => {
    const [column] = await columnsOf(parquet({ columnData: [{ name: 't', type: 'STRING', data: ['b', null, 'a', 'b', 'c', 'a'] }] }))
    const asked: string[] = []
    expect(column && [...codesOf(column, (text) => asked.push(text), 0)]).toEqual([1, 0, 2, 1, 3, 2])
    expect(asked).toEqual(['b', 'a', 'c'])
  })

  it('takes unsigned numbers as such', async () => {
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'i', type: 'INT32', converted_type: 'UINT_32', repetition_type: 'REQUIRED' },
      { name: 'l', type: 'INT64', converted_type: 'UINT_64', repetition_type: 'REQUIRED' },
    ] as const
    const columnData = [
      { name: 'i', data: [2 ** 32 - 1, 1] },
      { name: 'l', data: [2n ** 64n - 1n, 1n] },
    ]
    const [int, long] = await columnsOf(parquet({ schema: [...schema], columnData }))
    expect(int && [...numbersOf(int)]).toEqual([2 ** 32 - 1, 1])
    expect(long && [...numbersOf(long)]).toEqual([2 ** 64, 1])
  })

  it('says LZO is unsupported, and what has too few or too many rows is damaged', async () => {
    const bytes = parquet({ codec: 'UNCOMPRESSED', columnData: [{ name: 'a', type: 'INT32', data: [1, 2, 3] }] })
    const problem = (change: (footer: Footer) => void) =>
      problemOf(columnsOf(bytes, change).then(([column]) => column && numbersOf(column)))
    expect(
      await problem((footer) => Object.assign(footer.metadata.row_groups[0]?.columns[0]?.meta_data ?? {}, { codec: 'LZO' })),
    ).toMatchObject({
      code: 'unsupported',
      detail: 'It is compressed with LZO.',
    })
    for (const rows of [2, 4])
      expect(await problem((footer) => Object.assign(footer.groups[0] ?? {}, { rows }))).toMatchObject({ code: 'truncated' })
    expect(await problem((footer) => Object.assign(footer.groups[0] ?? {}, { rows: 300_000_000 }))).toMatchObject({
      code: 'unsupported',
      detail: '300,000,000 rows in one row group are more than can be read at once. Written in smaller row groups, the file opens.',
    })
  })

  it('is read or refused, and never hangs, whatever is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), async ({ bytes }, changes) => {
        const columns = await columnsOf(bytes)
        const damaged = columns.map((column) => ({
          ...column,
          chunks: column.chunks.map((chunk) => {
            const copy = chunk.bytes.slice()
            for (const [at, byte] of changes) copy[at % Math.max(1, copy.length)] = byte
            return { ...chunk, bytes: copy }
          }),
        }))
        const started = performance.now()
        for (const column of damaged) {
          try {
            if (column.leaf.element.type === 'BYTE_ARRAY') codesOf(column, () => 1, 0)
            else numbersOf(column)
          } catch (error) {
            expect(error).toBeInstanceOf(ProblemError)
          }
        }
        expect(performance.now() - started).toBeLessThan(2000)
      }),
      { numRuns: 200 },
    )
  })
})
