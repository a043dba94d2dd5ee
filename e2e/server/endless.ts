import { parquetWriteBuffer } from 'hyparquet-writer'

/**
 * A block of Zstandard whose 98,047 sequences each copy 65,539 bytes from one byte before: 9 bytes that no decoder without checks comes
 * back from in minutes.
 */
const BLOCK = [0x00, 0xff, 0xff, 0xff, 0x54, 0, 0, 52, 0x01]

/** In place of a page of `size` bytes: a frame that claims to unpack to it. */
function endlessFrame(size: number): Uint8Array {
  const said = [0, 8, 16, 24].map((shift) => (size >>> shift) & 0xff)
  // The last block, a compressed one.
  const header = (BLOCK.length << 3) | (2 << 1) | 1
  return Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...said, header & 0xff, (header >> 8) & 0xff, 0, ...BLOCK])
}

/** A shard no column of which can be unpacked in any time. */
export function endlessShard(rows: number): Uint8Array<ArrayBuffer> {
  const column = <T>(value: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => value(row))
  return new Uint8Array(
    parquetWriteBuffer({
      codec: 'ZSTD',
      compressors: { ZSTD: (page: Uint8Array) => endlessFrame(page.length) },
      columnData: [
        { name: 'URL', data: column((row) => `http://pictures.test/${row}.png`), type: 'STRING' },
        { name: 'TEXT', data: column((row) => `pair ${row}`), type: 'STRING' },
        { name: 'NSFW', data: column(() => 'UNLIKELY'), type: 'STRING' },
        { name: 'similarity', data: column((row) => row / rows), type: 'DOUBLE' },
      ],
    }),
  )
}
