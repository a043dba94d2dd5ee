import { Calls, giveAway } from '../../flow/calls'
import { showLife } from '../../flow/life'
import type { Chunks, TableWriter } from '../formats/writer'
import { EXPORT_ERRORS, type ExportWorker } from './protocol'
import { writerOf } from './writers'

let writer: TableWriter | null = null

function opened(): TableWriter {
  if (!writer) throw new RangeError('No file is open.')
  return writer
}

/** Copies of parts of something larger that the writer keeps would be given away with it. */
function given(chunks: Chunks): Chunks {
  return giveAway(chunks.map((chunk) => (chunk.length === chunk.buffer.byteLength ? chunk : chunk.slice())))
}

showLife()
new Calls<object, ExportWorker>(
  self,
  {
    open(spec) {
      writer = writerOf(spec)
    },
    write: (batch) => given(opened().write(batch)),
    end: () => given(opened().end()),
  },
  EXPORT_ERRORS,
)
