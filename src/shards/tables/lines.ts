import type { ConvertedPiece, TableConverter } from './converted'
import { parseRecord, type JsonRecord } from './json'
import { RecordColumns, type Field } from './records'
import { wholeLines } from './whole-rows'

/** Lines read before others get a turn: some 20 ms. */
const LINES_A_TURN = 4000
const GROUP_ROWS = 10_000
const LINE_FEED = 10

/** The lines of a text, without those that hold nothing. */
export function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder()
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start)
    const end = feed < 0 ? bytes.length : feed
    const line = decoder.decode(bytes.subarray(start, end)).trim()
    if (line !== '') yield line
    start = end + 1
  }
}

/** Converts text of a record a line. A line that holds none becomes a row that holds its text and nothing else. */
class LinesConverter implements TableConverter {
  readonly wholeRows = wholeLines
  private fields: readonly Field[] | null = null

  constructor(private readonly recordOf: (line: string) => JsonRecord | null) {}

  async convert(rows: Uint8Array<ArrayBuffer>, last: boolean, signal: AbortSignal): Promise<ConvertedPiece> {
    const columns = new RecordColumns(this.fields)
    let junkRows = 0
    let lines = 0
    for (const line of linesOf(rows)) {
      const record = this.recordOf(line)
      if (!record) junkRows += 1
      if (record) columns.add(record)
      else columns.addJunk(line)
      lines += 1
      if (lines % LINES_A_TURN === 0) {
        await new Promise((resolve) => setTimeout(resolve))
        signal.throwIfAborted()
      }
    }
    if (lines === 0 || (this.fields === null && (junkRows === lines || columns.fields().length === 0))) return { parquet: null, junkRows }
    this.fields ??= columns.fields(!last)
    return { parquet: columns.write(this.fields, GROUP_ROWS), junkRows }
  }
}

/** Of JSON Lines. */
export function jsonLinesConverter(): TableConverter {
  return new LinesConverter(parseRecord)
}

/** Of a list of pictures' addresses, a line each: a table of the one column `url`. */
export function addressesConverter(): TableConverter {
  return new LinesConverter((line) => (/^https?:\/\/\S+$/i.test(line) ? { url: line } : null))
}
