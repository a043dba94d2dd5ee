import { fileTypeOf, TELLING_BYTES, type FileType } from '../../dataset/file-type'
import { ProblemError, type ProblemCode } from '../../dataset/problem'
import type { ShardFile } from '../file'
import { GrowingParquet } from '../growing'
import type { TableConverter } from '../tables/converted'
import { addressesConverter, jsonArrayConverter, jsonLinesConverter } from '../tables/lines'
import { TextPieces } from '../tables/pieces'
import { READ_BYTES } from '../tables/text'
import type { Traffic } from '../traffic'
import type { Growth } from './growth'
import type { OpenKindOptions, ShardKind } from './kind'

/** Comma, tab or otherwise separated values. */
export const csv = textTable(({ csv }) => csv(), 'It has no row under its header.')
/** A JSON object a line. */
export const jsonl = textTable(jsonLinesConverter, 'No line of it is a JSON object: a JSON Lines file has one on each line.')
/** An array of JSON objects. */
export const json = textTable(jsonArrayConverter, 'There is no JSON object in it: a table of JSON is a list of them.', [
  'text',
  'jsonArray',
  'jsonObject',
])
/** Addresses of pictures, a line each. */
export const lines = textTable(
  addressesConverter,
  'No line of it is a web address: a list has one of a picture, or of a shard, on each line.',
)

/** A kind of text table. `noRows`: what is wrong with one that has none; `types`: how its text may begin. */
function textTable(
  converter: (options: OpenKindOptions) => TableConverter | Promise<TableConverter>,
  noRows: string,
  types: readonly FileType[] = ['text', 'jsonObject'],
): ShardKind {
  return {
    open: async (file, options) => {
      const shard = new TextShard(file, options.remote, await converter(options), types)
      await shard.more(options.signal)
      if (!shard.rows) throw shard.problem ?? shard.fail('bad-format', noRows)
      return { parquet: shard.rows, footer: shard.rows.footer, growth: shard, pictures: null }
    },
    countRows: null,
    costIsKnown: true,
  }
}

/** A text table as a shard: read once from its beginning to its end, its rows become Parquet piece by piece. */
class TextShard implements Growth {
  complete = false
  problem: ProblemError | null = null
  junkRows = 0
  /** Those found so far, in the text's order; null: none. */
  rows: GrowingParquet | null = null
  private readonly pieces: TextPieces

  constructor(
    private readonly file: ShardFile,
    private readonly remote: boolean,
    private readonly converter: TableConverter,
    private readonly types: readonly FileType[],
  ) {
    this.pieces = new TextPieces(file)
  }

  get left(): Traffic {
    const bytes = this.complete || !this.remote ? 0 : this.pieces.bytesLeft
    return { bytes, requests: Math.ceil(bytes / READ_BYTES) }
  }

  get shareFound(): number {
    return this.complete ? 1 : 1 - Math.max(1, this.pieces.bytesLeft) / this.file.byteLength
  }

  async more(signal: AbortSignal): Promise<void> {
    this.problem = null
    let isRead = false
    try {
      const { rows, last } = await this.pieces.next((text) => this.converter.wholeRows(text), signal)
      isRead = true
      // What is read is converted, even if nobody waits for it any more: it does not come again.
      await this.append(rows, last, new AbortController().signal)
      this.complete = last
    } catch (error) {
      signal.throwIfAborted()
      this.problem = error instanceof ProblemError ? error : this.fail('bad-format', String(error))
      // A piece that was read and could not be converted does not come again.
      this.complete = isRead
    }
  }

  private async append(text: Uint8Array<ArrayBuffer>, last: boolean, signal: AbortSignal): Promise<void> {
    if (!this.rows) this.check(text)
    const { parquet, junkRows } = await this.converter.convert(text, last, signal)
    this.junkRows += junkRows
    if (this.rows && parquet) this.rows.append(parquet)
    else if (parquet) this.rows = new GrowingParquet(this.file.where, parquet)
  }

  /** That it is none of another kind by its name. */
  private check(text: Uint8Array): void {
    if (this.file.byteLength > 0 && text.length === 0) throw this.fail('empty')
    const type = fileTypeOf(text.subarray(0, TELLING_BYTES), '')
    if (type !== null && !this.types.includes(type)) throw this.fail('other-kind', type)
  }

  fail(code: ProblemCode, detail?: string): ProblemError {
    return new ProblemError({ code, where: this.file.where, ...(detail !== undefined && { detail }) })
  }
}
