import { decoding } from '../../../shards/values/at-work'
import { pagesOf, type ChunkBytes } from '../../../shards/values/column'
import type { Leaf } from '../../../shards/values/leaf'
import type { Page } from '../../../shards/values/page'
import type { ColumnBuilder } from './builder'

/** Entries of a chunk of lists that are gone through: a few bytes can claim any number. */
const MAX_ENTRIES = 2 ** 31

/**
 * Goes through the rows of one column chunk, forwards, a page in memory at a time: rows that are asked for in order are decoded once,
 * however many batches they are asked for in.
 */
export class ChunkCursor {
  private readonly pages: Iterator<Page>
  private page: Page | null = null
  /** The next entry of the page, and the next of its values. */
  private entry = 0
  private value = 0
  /** The row of the next entry that begins one. */
  row = 0
  /** The definition level of an entry that is in a list at all; 0 outside lists. */
  private readonly inList: number

  constructor(
    chunk: ChunkBytes,
    private readonly leaf: Leaf,
    private readonly where: string,
  ) {
    this.pages = pagesOf(chunk.bytes, leaf, chunk.codec, leaf.maxRepetition > 0 ? MAX_ENTRIES : chunk.rows)
    const steps = leaf.path.slice(1)
    const repeated = steps.findIndex(({ element }) => element.repetition_type === 'REPEATED')
    this.inList = steps.slice(0, repeated + 1).filter(({ element }) => element.repetition_type !== 'REQUIRED').length
  }

  /** Gives some rows, ascending, none before {@link row}. Throws Error on damage. */
  read(rows: Uint32Array, builder: ColumnBuilder): void {
    for (const wanted of rows) {
      while (this.row < wanted) this.step(null)
      this.step(builder)
    }
  }

  /** Goes past one row, and gives it. */
  private step(builder: ColumnBuilder | null): void {
    if (this.leaf.maxRepetition > 0) this.stepList(builder)
    else {
      const page = this.present()
      const at = this.take(page)
      if (at === null) builder?.missing()
      else builder?.value(page.stored, at)
    }
    this.row += 1
  }

  private stepList(builder: ColumnBuilder | null): void {
    let page: Page | null = this.present()
    for (let first = true; page && (first || page.repetitions?.[this.entry] !== 0); first = false) {
      const level = page.definitions ? (page.definitions[this.entry] ?? 0) : this.leaf.maxDefinition
      const at = this.take(page)
      if (first) {
        if (page.repetitions?.[this.entry - 1] !== 0) throw new Error('a list begins in its middle')
        if (level < this.inList - 1) builder?.missing()
        else builder?.list()
      }
      if (level >= this.inList) builder?.element(page.stored, at)
      page = this.upcoming()
    }
  }

  /** The place of the next entry's value; null where it has none. */
  private take({ definitions, codes }: Page): number | null {
    const there = !definitions || definitions[this.entry] === this.leaf.maxDefinition
    this.entry += 1
    if (!there) return null
    const at = this.value++
    return codes ? (codes[at] ?? 0) : at
  }

  private present(): Page {
    const page = this.upcoming()
    if (!page) throw new Error('a column has too few rows')
    return page
  }

  /** The page of the next entry; null at the end. */
  private upcoming(): Page | null {
    while (!this.page || this.entry >= this.page.count) {
      const next = decoding(this.where, () => this.pages.next())
      if (next.done) return null
      this.page = next.value
      this.entry = 0
      this.value = 0
    }
    return this.page
  }
}
