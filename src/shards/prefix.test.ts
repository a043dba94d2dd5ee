import fc from 'fast-check'
import { snappyUncompress } from 'hyparquet'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import { describe, expect, it } from 'vitest'
import { decodePage, pageDecoder } from './decode'
import { chunkOf, readFooter } from './footer'
import { emptyDirectory, walk } from './pages'
import { decodePrefix, snappyPrefix } from './prefix'
import { written } from './tables.testing'
import { comparable, fileOf } from './testing'

describe('the front of a Snappy block', () => {
  const data = fc
    .array(
      fc.oneof(fc.uint8Array({ maxLength: 90 }), fc.constantFrom(new Uint8Array(70), Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4))),
    )
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

  it('decompresses to the front of the data, all of it to all', () => {
    fc.assert(
      fc.property(data, fc.nat(), (bytes, cut) => {
        const block = snappyCompress(bytes)
        expect(snappyPrefix(block)).toEqual(bytes)
        const front = snappyPrefix(block.subarray(0, cut % (block.length + 1)))
        expect(front).toEqual(bytes.slice(0, front.length))
      }),
    )
  })

  it('agrees with hyparquet on long literals and copies', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i % 70_000 < 300 ? i * 31 : (i * i) >> 3))
    const block = snappyCompress(bytes)
    const output = new Uint8Array(bytes.length)
    snappyUncompress(block, output)
    expect(snappyPrefix(block)).toEqual(output)
  })

  it('refuses a copy from nowhere', () => {
    expect(() => snappyPrefix(Uint8Array.of(10, 0b101, 9))).toThrow(RangeError)
  })
})

describe('the front of a page', () => {
  it('gives its first values, or says that it cannot', async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.nat(), async ({ bytes }, cut) => {
        const footer = await readFooter(fileOf(bytes))
        for (const column of footer.columns.keys()) {
          const { meta, range } = chunkOf(footer, 0, column)
          const decoder = pageDecoder(footer, column, meta)
          const chunk = { range, rows: footer.groups[0]?.rows ?? 0 }
          const { pages, dictionary } = walk(emptyDirectory(chunk), chunk, {
            start: range.start,
            bytes: bytes.subarray(range.start, range.end),
          })
          const page = pages[0]
          if (!page || dictionary) continue
          const whole = bytes.subarray(page.offset, page.offset + page.size)
          const expected = Array.from(decodePage(whole, undefined, decoder, page.rows).values, comparable)
          const all = decodePrefix(whole, decoder, page.rows)
          if (!all) continue
          expect(Array.from(all.values, comparable)).toEqual(expected)
          const front = decodePrefix(whole.subarray(0, 40 + (cut % whole.length)), decoder, page.rows)
          expect(Array.from(front?.values ?? [], comparable)).toEqual(expected.slice(0, front?.values.length))
        }
      }),
      { numRuns: 100 },
    )
  })
})
