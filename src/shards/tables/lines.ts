import type { ConvertedTable } from './converted'
import { parseRecord, type JsonRecord } from './json'
import { RecordColumns } from './records'

/** Lines read before others get a turn: some 20 ms. */
const LINES_A_TURN = 4000
const GROUP_ROWS = 10_000
const LINE_FEED = 10

/** The lines of a text, without those that hold nothing. */
export function* linesOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder()
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, start)
    const end = feed < 0 ? bytes.length : feed
    const line = decoder.decode(bytes.subarray(start, end)).trim()
    if (line !== '') yield line
    start = end + 1
  }
}

/** Converts JSON Lines to Parquet. A line that is no JSON object becomes a row that holds its text and nothing else. */
export function convertJsonLines(bytes: Uint8Array, signal: AbortSignal): Promise<ConvertedTable> {
  return convertLines(bytes, parseRecord, signal)
}

/** Converts a list of pictures' addresses, a line each, to Parquet of the one column `url`. */
export function convertAddresses(bytes: Uint8Array, signal: AbortSignal): Promise<ConvertedTable> {
  return convertLines(bytes, (line) => (/^https?:\/\/\S+$/i.test(line) ? { url: line } : null), signal)
}

async function convertLines(bytes: Uint8Array, recordOf: (line: string) => JsonRecord | null, signal: AbortSignal): Promise<ConvertedTable> {
  const columns = new RecordColumns()
  let junkRows = 0
  let lines = 0
  for (const line of linesOf(bytes)) {
    const record = recordOf(line)
    if (!record) junkRows += 1
    if (record) columns.add(record)
    else columns.addJunk(line)
    lines += 1
    if (lines % LINES_A_TURN === 0) {
      await new Promise((resolve) => setTimeout(resolve))
      signal.throwIfAborted()
    }
  }
  const fields = columns.fields()
  return { parquet: junkRows === lines || fields.length === 0 ? null : columns.write(fields, GROUP_ROWS), junkRows }
}
