import { createEncoder } from '../../src/search/encoder/client'
import type { EncoderStatus } from '../../src/search/encoder/encoder'
import type { Precision } from '../../src/search/encoder/models'
import { loadModel } from '../../src/search/encoder/load-model'

export interface EncodeRun {
  /** From the files being there to the known answers being right. */
  readonly startMs: number
  /** Tokens of each text, and how long it took. */
  readonly short: readonly TimedText[]
  readonly long: readonly TimedText[]
}

export interface TimedText {
  readonly tokens: number
  readonly ms: number
}

/** One token each, so that texts differ and are of one length. */
const WORDS = [
  'cat',
  'dog',
  'car',
  'sun',
  'sea',
  'tree',
  'house',
  'bird',
  'horse',
  'train',
  'boat',
  'cake',
  'flower',
  'river',
  'chair',
  'clock',
]

/** The encoder in its worker on the CPU, as the app uses it, with weights of one precision. */
export async function measureEncoder(modelUrl: string, precision: Precision, repeat: number): Promise<EncodeRun> {
  const whole = await loadModel(modelUrl, fetch, new AbortController().signal)
  const file = whole.text[precision]
  if (!file) throw new Error(`The model has no ${precision} weights.`)
  const encoder = createEncoder(
    { ...whole, text: { [precision]: file } },
    { location: { kind: 'default' }, reach: 'everything', backend: 'wasm', allowSoftwareGpu: false },
  )
  let [starting, ready] = [0, 0]
  encoder.subscribe(({ phase }: EncoderStatus) => {
    if (phase === 'starting') starting = performance.now()
    if (phase === 'ready') ready = performance.now()
  })
  const timed = async (text: string): Promise<TimedText> => {
    const before = performance.now()
    const [encoded] = await encoder.encode([text])
    return { tokens: encoded?.tokens ?? 0, ms: performance.now() - before }
  }
  const each = async (textOf: (word: string) => string): Promise<TimedText[]> => {
    const runs: TimedText[] = []
    for (const word of WORDS.slice(0, repeat)) runs.push(await timed(textOf(word)))
    return runs
  }
  await timed('a first one')
  const startMs = ready - starting
  const short = await each((word) => `a red ${word} in snow`)
  const long = await each((word) => `${word} `.repeat(100))
  encoder.close()
  return { startMs, short, long }
}
