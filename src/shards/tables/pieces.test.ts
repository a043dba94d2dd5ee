import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import type { ByteRange } from '../ranges'
import { fileOf, SpyFile } from '../testing'
import { TextPieces } from './pieces'
import { TextReader } from './text'
import { wholeLines } from './whole-rows'

const { signal } = new AbortController()
const encode = (text: string) => new TextEncoder().encode(text)
const LINES = encode(Array.from({ length: 1_200_000 }, (_, i) => `http://a.example/${i}.jpg\ta caption of number ${i}\n`).join(''))

async function allOf(pieces: TextPieces): Promise<Uint8Array<ArrayBuffer>[]> {
  const found: Uint8Array<ArrayBuffer>[] = []
  for (;;) {
    const { rows, last } = await pieces.next(wholeLines, signal)
    found.push(rows)
    if (last) return found
  }
}

describe('a text of many rows', () => {
  it('comes in pieces of whole rows, the first of them soon, and no byte twice', async () => {
    const file = new SpyFile(LINES)
    const pieces = new TextPieces(file)
    const first = await pieces.next(wholeLines, signal)
    expect(file.bytesRead).toBe(8e6)
    expect([first.last, first.rows.length > 7.9e6, first.rows.at(-1)]).toEqual([false, true, 10])
    expect(pieces.bytesLeft).toBe(LINES.length - 8e6)
    const rest = await allOf(pieces)
    expect(Buffer.compare(Buffer.concat([first.rows, ...rest]), LINES)).toBe(0)
    expect(rest.slice(0, -1).every((rows) => rows.at(-1) === 10)).toBe(true)
    expect([file.bytesRead, pieces.bytesLeft]).toEqual([LINES.length, 0])
  })

  it('is unpacked as it comes, of several gzip files after one another too', async () => {
    const half = LINES.length / 2
    const packed = Buffer.concat([gzipSync(LINES.subarray(0, half), { level: 1 }), gzipSync(LINES.subarray(half), { level: 1 })])
    const file = new SpyFile(packed)
    expect(Buffer.compare(Buffer.concat(await allOf(new TextPieces(file))), LINES)).toBe(0)
    expect(file.bytesRead).toBe(packed.length)
  })

  it('goes on where a read failed', async () => {
    class Unreliable extends SpyFile {
      private asked = 0
      override read(range: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
        return ++this.asked === 3 ? Promise.reject(new ProblemError({ code: 'unreachable', where: 'x' })) : super.read(range)
      }
    }
    const file = new Unreliable(LINES)
    const pieces = new TextPieces(file)
    const found = [(await pieces.next(wholeLines, signal)).rows]
    await expect(pieces.next(wholeLines, signal)).rejects.toMatchObject({ problem: { code: 'unreachable' } })
    found.push(...(await allOf(pieces)))
    expect(Buffer.compare(Buffer.concat(found), LINES)).toBe(0)
    expect(file.bytesRead).toBe(LINES.length)
  })

  it('without an end of a row is no table', async () => {
    const pieces = new TextPieces(fileOf(new Uint8Array(140e6).fill(120)))
    await expect(pieces.next(wholeLines, signal)).rejects.toMatchObject({
      problem: { code: 'bad-format', detail: expect.stringContaining('No row of it ends') as string },
    })
  })

  it('ends when it is not wanted any more', async () => {
    await expect(new TextPieces(fileOf(LINES)).next(wholeLines, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

describe('a text as it comes', () => {
  const text = 'url\nhttp://a/é한'

  it('is unpacked, and loses its byte order mark', async () => {
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const bytes of [
      encode(text),
      encode(`\ufeff${text}`),
      gzipSync(`\ufeff${text}`),
      utf16,
      Buffer.from(utf16).swap16(),
      gzipSync(utf16),
    ]) {
      const { rows, last } = await new TextPieces(fileOf(bytes)).next(wholeLines, signal)
      expect([new TextDecoder('utf-8', { ignoreBOM: true }).decode(rows), last]).toEqual([text, true])
    }
  })

  it('is said to be damaged when it does not unpack, each time it is asked for', async () => {
    const reader = new TextReader(fileOf(gzipSync(LINES.subarray(0, 1e6)).subarray(0, 50_000)))
    const readAll = async () => {
      while (await reader.next(signal));
    }
    await expect(readAll()).rejects.toMatchObject({ problem: { code: 'truncated' } })
    await expect(readAll()).rejects.toMatchObject({ problem: { code: 'truncated' } })
  })
})
