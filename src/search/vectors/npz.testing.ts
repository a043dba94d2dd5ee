/** Test helpers: `.npz` archives in memory. Not part of the app. */

/**
 * A zip of uncompressed files as `numpy.savez` writes it: ZIP64 fields in every local header; `large`: in the directory and at the end
 * too. `padding`: bytes before each file.
 */
export function npz(
  files: Readonly<Record<string, Uint8Array>>,
  { large = false, comment = '', padding = 0 } = {},
): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, bytes] of Object.entries(files)) {
    const title = Buffer.from(`${name}.npy`)
    // Only has to differ.
    const sum = bytes.reduce((sum, byte) => (sum + byte) >>> 0, 0)
    const pad = padding > 0 ? Buffer.concat([numbers([0xcafe, 2], [padding - 4, 2]), Buffer.alloc(padding - 4)]) : Buffer.alloc(0)
    const local = Buffer.concat([
      numbers(
        [0x04034b50, 4],
        [45, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0x21, 2],
        [sum, 4],
        [0xffffffff, 4],
        [0xffffffff, 4],
        [title.length, 2],
        [20 + pad.length, 2],
      ),
      title,
      numbers([1, 2], [16, 2], [bytes.length, 8], [bytes.length, 8]),
      pad,
    ])
    const far = large ? numbers([1, 2], [24, 2], [bytes.length, 8], [bytes.length, 8], [at, 8]) : Buffer.alloc(0)
    const short = (value: number): [number, number] => [large ? 0xffffffff : value, 4]
    entries.push(
      Buffer.concat([
        numbers(
          [0x02014b50, 4],
          [45, 2],
          [45, 2],
          [0, 2],
          [0, 2],
          [0, 2],
          [0x21, 2],
          [sum, 4],
          short(bytes.length),
          short(bytes.length),
          [title.length, 2],
          [far.length, 2],
          [0, 2],
          [0, 2],
          [0, 2],
          [0, 4],
          short(at),
        ),
        title,
        far,
      ]),
    )
    parts.push(local, Buffer.from(bytes))
    at += local.length + bytes.length
  }
  const directory = Buffer.concat(entries)
  const count = entries.length
  const end64 = numbers(
    [0x06064b50, 4],
    [44, 8],
    [45, 2],
    [45, 2],
    [0, 4],
    [0, 4],
    [count, 8],
    [count, 8],
    [directory.length, 8],
    [at, 8],
    [0x07064b50, 4],
    [0, 4],
    [at + directory.length, 8],
    [1, 4],
  )
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [large ? 0xffff : count, 2],
    [large ? 0xffff : count, 2],
    [large ? 0xffffffff : directory.length, 4],
    [large ? 0xffffffff : at, 4],
    [comment.length, 2],
  )
  return Uint8Array.from(Buffer.concat([...parts, directory, ...(large ? [end64] : []), end, Buffer.from(comment)]))
}

function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(8)
      buffer.writeBigUInt64LE(BigInt(value))
      return buffer.subarray(0, bytes)
    }),
  )
}
