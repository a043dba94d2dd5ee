import type { ConvertedPiece, TableConverter } from './converted'
import { recordTexts, wholeRecords } from './json-array'
import { parseRecord, type JsonRecord } from './json'
import { RecordColumns, type Field } from './records'
import { wholeLines } from './whole-rows'

/** Records read before others get a turn: some 20 ms. */
const RECORDS_A_TURN = 4000
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

/** Converts text of a record a line, or otherwise parted. What is no record becomes a row that holds its text and nothing else. */
class RecordsConverter implements TableConverter {
  private fields: readonly Field[] | null = null

  constructor(
    private readonly recordOf: (text: string) => JsonRecord | null,
    readonly wholeRows = wholeLines,
    private readonly textsOf = linesOf,
  ) {}

  async convert(rows: Uint8Array<ArrayBuffer>, last: boolean, signal: AbortSignal): Promise<ConvertedPiece> {
    const columns = new RecordColumns(this.fields)
    let junkRows = 0
    let records = 0
    for (const text of this.textsOf(rows)) {
      const record = this.recordOf(text)
      if (!record) junkRows += 1
      if (record) columns.add(record)
      else columns.addJunk(text)
      records += 1
      if (records % RECORDS_A_TURN === 0) {
        await new Promise((resolve) => setTimeout(resolve))
        signal.throwIfAborted()
      }
    }
    if (records === 0 || (this.fields === null && (junkRows === records || columns.fields().length === 0)))
      return { parquet: null, junkRows }
    this.fields ??= columns.fields(!last)
    return { parquet: columns.write(this.fields, GROUP_ROWS), junkRows }
  }
}

/** Of JSON Lines. */
export function jsonLinesConverter(): TableConverter {
  return new RecordsConverter(parseRecord)
}

/** Of an array of records. */
export function jsonArrayConverter(): TableConverter {
  return new RecordsConverter(parseRecord, wholeRecords, recordTexts)
}

/** Of a list of pictures' addresses, a line each: a table of the one column `url`. */
export function addressesConverter(): TableConverter {
  return new RecordsConverter((line) => (/^https?:\/\/\S+$/i.test(line) ? { url: line } : null))
}
