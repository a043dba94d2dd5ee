import { describe, expect, it } from 'vitest'
import { unpackZstd } from './zstd'

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd]
const bytesOf = (text: string) => [...new TextEncoder().encode(text)]
const block = (text: string, isLast: boolean) => [(text.length << 3) | Number(isLast), 0, 0, ...bytesOf(text)]
const repeated = (byte: number, times: number) => [((times << 3) & 0xff) | 3, (times >> 5) & 0xff, times >> 13, byte]

/** A frame of one segment that says its size. */
const sized = (text: string) => [...MAGIC, 0x20, text.length, ...block(text, true)]
/** A frame of two blocks that says a window, here 1 KB times 2 to the power `window`, and no size. */
const streamed = (first: string, second: string, window = 0) => [...MAGIC, 0, window << 3, ...block(first, false), ...block(second, true)]
const skippable = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]
const checked = [...MAGIC, 0x24, 2, ...block('ab', true), 1, 2, 3, 4]

const unpacked = (frames: readonly (readonly number[])[], size: number) =>
  new TextDecoder().decode(unpackZstd(Uint8Array.from(frames.flat()), size))

describe('Zstandard', () => {
  it('of several frames is all of them, those passed over that hold nothing', () => {
    expect(unpacked([sized('one '), skippable, sized('two '), checked, sized('three')], 15)).toBe('one two abthree')
  })

  it('that does not say its size is read to its end', () => {
    expect(unpacked([streamed('one ', 'two ')], 8)).toBe('one two ')
    expect(unpacked([skippable, streamed('one ', 'two '), streamed('three ', 'four', 16), skippable], 18)).toBe('one two three four')
  })

  it('is refused where its frames hold more or fewer bytes than the page', () => {
    expect(() => unpacked([sized('one '), sized('two ')], 7)).toThrow('8 bytes or more, not to 7')
    expect(() => unpacked([streamed('one ', 'two ')], 7)).toThrow('8 bytes or more, not to 7')
    expect(() => unpacked([streamed('one ', 'two ')], 9)).toThrow('unpacks to 8 bytes, not to 9')
    expect(() => unpacked([sized('one ')], 9)).toThrow('unpacks to 4 bytes, not to 9')
  })

  it('is refused where a block is longer than any, or what follows is no frame', () => {
    expect(() => unpacked([[...MAGIC, 0x20, 5, ...repeated(7, 200_000)]], 5)).toThrow('longer than any')
    expect(() => unpacked([sized('one '), [1, 2, 3, 4]], 4)).toThrow('no Zstandard')
    expect(() => unpacked([sized('one ').slice(0, -1)], 4)).toThrow('ends too early')
  })
})
