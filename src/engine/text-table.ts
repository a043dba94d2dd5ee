import { ProblemError } from '../dataset/problem'
import type { TextTableFormat } from '../dataset/shard-kind'
import { formatBytes } from '../pair/format'
import { MemoryShard, type ShardFile } from '../shards/file'
import { convertCsv } from './duckdb/csv'
import { convertAddresses, convertJsonLines } from '../shards/tables/lines'
import type { OpenShardOptions } from './opened-shard'
import { MOST_TEXT_BYTES, unpacked } from '../shards/tables/unpack'

const NO_ROWS: Readonly<Record<TextTableFormat, string>> = {
  csv: 'It has no row under its header.',
  jsonl: 'No line of it is a JSON object: a JSON Lines file has one on each line.',
  lines: 'No line of it is a web address: a list has one of a picture, or of a shard, on each line.',
}

/** Text that is read without asking. */
const UNASKED_BYTES = 64e6

/** Reads a text table whole and converts it to Parquet in memory. Rejects with ProblemError: `whole-file` where that has to be agreed to first. */
export async function readTextTable(file: ShardFile, format: TextTableFormat, { database, wholeFile, signal }: OpenShardOptions): Promise<{ readonly file: ShardFile; readonly junkRows: number }> {
  if (!wholeFile && file.byteLength > UNASKED_BYTES) throw new ProblemError({ code: 'whole-file', where: file.where, detail: formatBytes(file.byteLength) })
  if (file.byteLength > MOST_TEXT_BYTES) throw new ProblemError({ code: 'too-large', where: file.where })
  const bytes = await unpacked(await file.read({ start: 0, end: file.byteLength }, signal), file.where)
  signal.throwIfAborted()
  if (bytes.length === 0) throw new ProblemError({ code: 'empty', where: file.where })
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(new TextDecoder().decode(bytes.subarray(0, 512)))) throw new ProblemError({ code: 'bad-format', where: file.where, detail: 'The host sent a web page in its place, often a login or an error page.' })
  const { parquet, junkRows } = format === 'csv' ? await convertCsv(await database(), bytes) : await (format === 'jsonl' ? convertJsonLines : convertAddresses)(bytes, signal)
  if (!parquet) throw new ProblemError({ code: 'bad-format', where: file.where, detail: NO_ROWS[format] })
  return { file: new MemoryShard(file.where, '', parquet), junkRows }
}
