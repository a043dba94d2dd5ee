import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { parseRecord, type JsonRecord } from './json'
import { RecordColumns } from './records'

async function rowsOf(records: readonly JsonRecord[], groupRows = 1000): Promise<Record<string, unknown>[]> {
  const columns = new RecordColumns()
  for (const record of records) columns.add(record)
  return await parquetReadObjects({ file: columns.write(columns.fields(), groupRows).buffer })
}

describe('a JSON record', () => {
  it('is read as Python writes it', () => {
    expect(
      parseRecord('{"similarity": NaN, "a": -Infinity, "caption": "NaN \\" 1234567890123456789", "hash": -6034512345678901234, "x": 1.5}'),
    ).toEqual({
      similarity: null,
      a: null,
      caption: 'NaN " 1234567890123456789',
      hash: '-6034512345678901234',
      x: 1.5,
    })
  })

  it('is none when it is a list, a text or junk', () => {
    for (const text of ['', '[1]', '"x"', 'null', '{', '{"a":1}}']) expect(parseRecord(text)).toBeNull()
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        expect(parseRecord(JSON.stringify(record))).not.toBeNull()
      }),
    )
  })
})

describe('columns of records', () => {
  it('are the union of their fields, each of one type', async () => {
    expect(
      await rowsOf([{ url: 'a', width: 3, similarity: 1, tags: ['x', 'y'], ok: true }, {}, { url: 7, similarity: 0.5, exif: { a: 1 } }]),
    ).toEqual([
      { url: 'a', width: 3n, similarity: 1, tags: ['x', 'y'], ok: true, exif: null },
      { url: null, width: null, similarity: null, tags: undefined, ok: null, exif: null },
      { url: '7', width: null, similarity: 0.5, tags: undefined, ok: null, exif: '{"a":1}' },
    ])
  })

  it('lose nothing, whatever the records hold', async () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.dictionary(fc.constantFrom('a', 'b', 'c.d', '__proto__', ''), scalar, { noNullPrototype: true }), {
            minLength: 1,
            maxLength: 20,
          })
          .filter((records) => records.some((record) => Object.keys(record).length > 0)),
        async (records) => {
          const rows = await rowsOf(records, 7)
          expect(rows).toHaveLength(records.length)
          for (const [i, record] of records.entries()) {
            for (const [name, value] of Object.entries(record)) {
              const found = name === '' ? (JSON.parse(String(rows[i]?.extra)) as JsonRecord)[name] : rows[i]?.[name]
              expect(
                name === '__proto__' ||
                  String(found) === String(value) ||
                  String(found) === JSON.stringify(value) ||
                  Object.is(Number(found), value),
              ).toBe(true)
            }
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('put what fits no fixed column into one more', async () => {
    const first = new RecordColumns()
    first.add({ width: 3, caption: 'one' })
    const fields = first.fields(true)
    const later = new RecordColumns(fields)
    later.add({ width: 'wide', caption: 5, more: [1] })
    later.add({ width: 4 })
    expect(await parquetReadObjects({ file: later.write(fields, 10).buffer })).toEqual([
      { width: null, caption: '5', extra: '{"width":"wide","more":[1]}' },
      { width: 4n, caption: null, extra: null },
    ])
  })

  it('do not become as many as hostile keys are', () => {
    const columns = new RecordColumns()
    for (let i = 0; i < 5000; i++) columns.add({ [`key${i}`]: i })
    expect(columns.fields().length).toBeLessThan(500)
    expect(columns.rows).toBe(5000)
  })
})
