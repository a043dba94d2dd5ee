import type { AsyncDuckDB } from '@duckdb/duckdb-wasm'
import { ProblemError } from '../../dataset/problem'
import type { TextTableFormat } from '../../dataset/shard-kind'
import type { ShardFile } from '../file'
import { GrowingParquet } from '../growing'
import type { TableConverter } from '../tables/converted'
import { addressesConverter, jsonLinesConverter } from '../tables/lines'
import { TextPieces } from '../tables/pieces'
import { READ_BYTES } from '../tables/text'
import { CsvConverter } from '../../engine/duckdb/csv'
import type { Growth } from './growth'
import type { Traffic } from '../traffic'

const NO_ROWS: Readonly<Record<TextTableFormat, string>> = {
  csv: 'It has no row under its header.',
  jsonl: 'No line of it is a JSON object: a JSON Lines file has one on each line.',
  lines: 'No line of it is a web address: a list has one of a picture, or of a shard, on each line.',
}

export interface TextShardOptions {
  readonly format: TextTableFormat
  /** Reading takes requests. */
  readonly remote: boolean
  /** Converts separated values. */
  readonly database: () => Promise<AsyncDuckDB>
  readonly signal: AbortSignal
}

/** A text table as a shard: read once from its beginning to its end, its rows become Parquet piece by piece. */
export class TextShard implements Growth {
  complete = false
  problem: ProblemError | null = null
  junkRows = 0
  private readonly pieces: TextPieces
  private rows: GrowingParquet | null = null

  private constructor(
    private readonly file: ShardFile,
    private readonly remote: boolean,
    private readonly converter: TableConverter,
  ) {
    this.pieces = new TextPieces(file)
  }

  /** Reads the first piece. Rejects with ProblemError when there is no row in it. */
  static async open(file: ShardFile, { format, remote, database, signal }: TextShardOptions): Promise<TextShard> {
    const converter =
      format === 'csv' ? new CsvConverter(await database()) : format === 'jsonl' ? jsonLinesConverter() : addressesConverter()
    const shard = new TextShard(file, remote, converter)
    await shard.more(signal)
    if (!shard.rows) throw shard.problem ?? shard.fail('bad-format', NO_ROWS[format])
    return shard
  }

  /** The rows found so far, in the text's order. */
  get parquet(): GrowingParquet {
    if (!this.rows) throw new RangeError('not opened')
    return this.rows
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
      await this.append(rows, last, signal)
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

  private check(text: Uint8Array): void {
    if (text.length === 0) throw this.fail('empty')
    if (/^\s*<(?:!doctype|html|\?xml)/i.test(new TextDecoder().decode(text.subarray(0, 512))))
      throw this.fail('bad-format', 'The host sent a web page in its place, often a login or an error page.')
  }

  private fail(code: 'empty' | 'bad-format', detail?: string): ProblemError {
    return new ProblemError({ code, where: this.file.where, ...(detail !== undefined && { detail }) })
  }
}
