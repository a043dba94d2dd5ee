import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { jsonLinesConverter, linesOf } from './lines'

const encode = (text: string) => new TextEncoder().encode(text)
const signal = new AbortController().signal

describe('JSON Lines', () => {
  it('become a row each, junk lines too, which are counted', async () => {
    const { parquet, junkRows } = await jsonLinesConverter().convert(
      encode('{"url":"http://a/1","caption":"one"}\r\n\n{"url": broken\n[1]\n{"url":"http://a/2","similarity":NaN}'),
      true,
      signal,
    )
    expect(junkRows).toBe(2)
    expect(await parquetReadObjects({ file: parquet?.buffer ?? new ArrayBuffer() })).toEqual([
      { url: 'http://a/1', caption: 'one', extra: null },
      { url: null, caption: null, extra: '{"url": broken' },
      { url: null, caption: null, extra: '[1]' },
      { url: 'http://a/2', caption: null, extra: null },
    ])
  })

  it('are none where no line is an object', async () => {
    expect(await jsonLinesConverter().convert(encode('[\n 1\n]'), true, signal)).toEqual({ parquet: null, junkRows: 3 })
    expect(await jsonLinesConverter().convert(encode('{}\n{}'), true, signal)).toEqual({ parquet: null, junkRows: 0 })
  })

  it('are parted at line feeds, whatever the lines hold', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.jsonValue().map((value) => JSON.stringify(value)),
          { minLength: 1 },
        ),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (lines, feed) => {
          expect([...linesOf(encode(lines.join(feed)))]).toEqual(lines)
        },
      ),
    )
  })

  it('have the columns of the first piece in every other, with what does not fit them in one more', async () => {
    const converter = jsonLinesConverter()
    const rowsOf = async (text: string, last: boolean) =>
      parquetReadObjects({ file: (await converter.convert(encode(text), last, signal)).parquet?.buffer ?? new ArrayBuffer() })
    expect(await rowsOf('{"url":"http://a/1","width":3}\n', false)).toEqual([{ url: 'http://a/1', width: 3n, extra: null }])
    expect(await rowsOf('{"url":"http://a/2","width":"wide","height":4}\njunk\n', false)).toEqual([
      { url: 'http://a/2', width: null, extra: '{"width":"wide","height":4}' },
      { url: null, width: null, extra: 'junk' },
    ])
    expect(await converter.convert(encode('\n'), true, signal)).toEqual({ parquet: null, junkRows: 0 })
  })

  it('end when they are not wanted any more', async () => {
    await expect(
      jsonLinesConverter().convert(encode('{"url":"x"}\n'.repeat(9000)), true, AbortSignal.abort(new Error('enough'))),
    ).rejects.toThrow('enough')
  })
})
