import type { VectorRef } from './vector-set'

/** Consecutive rows that are read, kept and scored together. */
export interface Block {
  readonly index: number
  readonly firstRow: number
  readonly rows: number
  /** To fetch, when it is not kept. */
  readonly bytes: number
  readonly requests: number
}

/** An opened file of vectors: its header or footer is read and checked, nothing else. */
export interface VectorFile {
  readonly ref: VectorRef
  /** Tells this file's content from any other's: what the store keeps blocks under. */
  readonly id: string
  readonly rows: number
  readonly width: number
  readonly blocks: readonly Block[]
  /**
   * Float16 bits, row after row; missing rows are zeros. Rejects with ProblemError (`vectors`, or what reading gives), or the signal's
   * reason.
   */
  read(block: number, signal?: AbortSignal): Promise<Uint16Array<ArrayBuffer>>
  /** One row as float16 bits, for as few bytes as the layout allows. */
  readRow(row: number, signal?: AbortSignal): Promise<Uint16Array<ArrayBuffer>>
}
