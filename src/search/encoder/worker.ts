import { expose, transfer } from 'comlink'
import { getFile } from './files'
import { outcomeOf, type EncoderWorker, type Progress } from './protocol'
import { loadRuntime } from './runtime'
import { Station } from './station'

/** Between two reports of bytes: a fast download would flood the page. */
const REPORT_MS = 100

let station: Station | null = null
/** A graph runs once at a time. */
let last: Promise<unknown> = Promise.resolve()

function inTurn<T>(job: (station: Station) => Promise<T>): Promise<T> {
  const turn = last.then(() => {
    if (!station) throw new Error('No model was started.')
    return job(station)
  })
  last = turn.catch(() => undefined)
  return turn
}

function sparing(listener: (progress: Progress) => void): (progress: Progress) => void {
  let reported = -Infinity
  return (progress) => {
    if (progress.step === 'fetching' && progress.bytes > 0 && progress.bytes !== progress.total && performance.now() - reported < REPORT_MS)
      return
    reported = performance.now()
    listener(progress)
  }
}

const worker: EncoderWorker = {
  start: (order, listener) =>
    outcomeOf(async () => {
      station = await Station.open(order, { getFile, loadRuntime }, sparing(listener))
      return null
    }),
  encode: (texts) => outcomeOf(() => inTurn((here) => here.encode(texts))),
  async encodePicture(picture) {
    const outcome = await outcomeOf(() => inTurn((here) => here.encodePicture(picture)))
    return outcome.kind === 'answer' ? transfer(outcome, [outcome.value.buffer]) : outcome
  },
}

expose(worker)
