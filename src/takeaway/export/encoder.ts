import { ProblemError } from '../../dataset/problem'
import type { ColumnValues, RowBatch } from '../../engine/rows'
import { callWorker, giveAway } from '../../flow/calls'
import { deathSentence } from '../../flow/life'
import type { Encoder } from './job'
import { EXPORT_ERRORS, type ExportWorker, type FileSpec } from './protocol'

/** Packing a row group of wide texts takes a slow device some seconds. */
const SILENCE_MS = 60_000

/** Encodes a file in a worker of its own, since a row group takes longer than a page may be held up. */
export function encodeInWorker(spec: FileSpec): Encoder<RowBatch> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-export' })
  const line = callWorker<ExportWorker>(worker, {}, EXPORT_ERRORS, {
    limitMs: SILENCE_MS,
    onDeath: (death) => new ProblemError({ code: 'engine', where: 'export worker', detail: `The export stopped. ${deathSentence(death)}` }),
  })
  const opened = line.calls.ask('open', [spec])
  // Told by the first write.
  opened.catch(() => undefined)
  return {
    async write(batch) {
      await opened
      return line.calls.ask('write', [giveAway(batch, batch.columns.flatMap(arraysOf))])
    },
    async end() {
      await opened
      return line.calls.ask('end', [])
    },
    close: () => line.end(new ProblemError({ code: 'engine', where: 'export worker', detail: 'The export is over.' })),
  }
}

function arraysOf({ values, present, starts, elements }: ColumnValues): readonly ArrayBufferView[] {
  const ofValues = values.kind === 'numbers' ? [values.numbers] : [values.bytes, values.offsets]
  return [...ofValues, present, starts, elements].filter((array) => array !== null && array !== undefined)
}
