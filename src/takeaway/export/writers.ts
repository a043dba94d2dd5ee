import type { RowBatch } from '../../engine/rows'
import { placeText } from '../../engine/scanning/key'
import type { Chunks, FileSpec } from './protocol'

export interface Writer {
  write(batch: RowBatch): Chunks
  end(): Chunks
}

export function writerOf(spec: FileSpec): Writer {
  switch (spec.format) {
    case 'ids':
      return ids()
    default:
      throw new RangeError(`No writer of ${spec.format}.`)
  }
}

function ids(): Writer {
  const encoder = new TextEncoder()
  return {
    write: ({ keys }) => [encoder.encode(Array.from(keys, (key) => `${placeText(key)}\n`).join(''))],
    end: () => [],
  }
}
