import { csvWriter } from '../formats/csv'
import { idsWriter } from '../formats/ids'
import { jsonLinesWriter } from '../formats/json-lines'
import { parquetWriter } from '../formats/parquet'
import type { TableWriter } from '../formats/writer'
import type { FileSpec } from './protocol'

const ROWS_PER_GROUP = 100_000

/** What writes a file of this kind. */
export function writerOf({ format, columns, names, metadata }: FileSpec): TableWriter {
  const out = columns.map((column, i) => ({ name: names[i] ?? column.name, column }))
  switch (format) {
    case 'parquet':
    case 'img2dataset':
      return parquetWriter(out, { codec: 'snappy', rowsPerGroup: ROWS_PER_GROUP, metadata })
    case 'csv':
      return csvWriter(out)
    case 'jsonl':
      return jsonLinesWriter(out)
    case 'ids':
      return idsWriter()
  }
}
