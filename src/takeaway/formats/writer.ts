import type { RowBatch, StoredColumn } from '../../engine/rows'

export type Chunks = readonly Uint8Array<ArrayBuffer>[]

/** One file, written front to back. */
export interface TableWriter {
  /** Bytes to append, perhaps none. */
  write(batch: RowBatch): Chunks
  end(): Chunks
}

/** A column of the source under its name in the file. */
export interface OutColumn {
  readonly name: string
  readonly column: StoredColumn
}

/** Whether its bytes are text in UTF-8. */
export function isText({ type }: StoredColumn): boolean {
  const { physical, converted, logical } = type
  if (physical !== 'BYTE_ARRAY') return false
  return converted === 'UTF8' || converted === 'JSON' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'JSON'
}
