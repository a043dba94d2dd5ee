import { fetchWithin } from '../../dataset/reach'
import { Calls } from '../../flow/calls'
import { showLife } from '../../flow/life'
import { Limit } from '../../flow/limit'
import { getFile, type FileStores } from './files'
import { keptFiles } from './kept'
import { ENCODER_ERRORS, outcomeOf, type EncoderPage, type EncoderWorker, type Progress } from './protocol'
import { loadRuntime } from './runtime'
import { LoadedModel } from './loaded-model'

/** Between two reports of bytes: a fast download would flood the page. */
const REPORT_MS = 100

let loaded: LoadedModel | null = null
/** A graph runs once at a time. */
const turns = new Limit(1)

function inTurn<T>(job: (model: LoadedModel) => Promise<T>): Promise<T> {
  return turns.run(() => {
    if (!loaded) throw new Error('No model was started.')
    return job(loaded)
  })
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

showLife()
const page = new Calls<EncoderPage, EncoderWorker>(
  self,
  {
    start: (options) =>
      outcomeOf(async () => {
        const stores: FileStores = { fetch: fetchWithin(options.reach), kept: keptFiles }
        loaded = await LoadedModel.open(
          options,
          { getFile: (...of) => getFile(...of, stores), loadRuntime },
          sparing((progress) => page.tell('progress', progress)),
        )
        return null
      }),
    encode: (texts) => outcomeOf(() => inTurn((model) => model.encode(texts))),
    encodePicture: (picture) => outcomeOf(() => inTurn((model) => model.encodePicture(picture))),
  },
  ENCODER_ERRORS,
)
