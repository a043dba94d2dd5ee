import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { convertJsonLines, linesOf } from './lines'
import { unpacked } from './unpack'

const encode = (text: string) => new TextEncoder().encode(text)
const signal = new AbortController().signal

describe('JSON Lines', () => {
  it('become a row each, junk lines too, which are counted', async () => {
    const { parquet, junkRows } = await convertJsonLines(encode('{"url":"http://a/1","caption":"one"}\r\n\n{"url": broken\n[1]\n{"url":"http://a/2","similarity":NaN}'), signal)
    expect(junkRows).toBe(2)
    expect(await parquetReadObjects({ file: parquet?.buffer ?? new ArrayBuffer() })).toEqual([
      { url: 'http://a/1', caption: 'one', extra: null },
      { url: null, caption: null, extra: '{"url": broken' },
      { url: null, caption: null, extra: '[1]' },
      { url: 'http://a/2', caption: null, extra: null },
    ])
  })

  it('are none where no line is an object', async () => {
    expect(await convertJsonLines(encode('[\n 1\n]'), signal)).toEqual({ parquet: null, junkRows: 3 })
    expect(await convertJsonLines(encode('{}\n{}'), signal)).toEqual({ parquet: null, junkRows: 0 })
  })

  it('are parted at line feeds, whatever the lines hold', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue().map((value) => JSON.stringify(value)), { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\n\n'), (lines, feed) => {
        expect([...linesOf(encode(lines.join(feed)))]).toEqual(lines)
      }),
    )
  })

  it('end when they are not wanted any more', async () => {
    await expect(convertJsonLines(encode('{"url":"x"}\n'.repeat(9000)), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

describe('a text as it comes', () => {
  const text = 'url\nhttp://a/é한'

  it('is unpacked, and loses its byte order mark', async () => {
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const bytes of [encode(text), encode(`\ufeff${text}`), gzipSync(`\ufeff${text}`), utf16, Buffer.from(utf16).swap16()]) {
      expect(new TextDecoder().decode(await unpacked(Uint8Array.from(bytes), 'x'))).toBe(text)
    }
  })

  it('is said to be damaged when it does not unpack', async () => {
    await expect(unpacked(Uint8Array.from(gzipSync(text).subarray(0, 20)), 'x')).rejects.toMatchObject({ problem: { code: 'truncated' } })
  })
})
