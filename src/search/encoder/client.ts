import { ProblemError } from '../../dataset/problem'
import { callWorker } from '../../flow/calls'
import { deathSentence } from '../../flow/life'
import { Lru } from '../../flow/lru'
import type { Encoded, Encoder, EncoderSettings, EncoderStatus } from './encoder'
import { findGpu } from './gpu'
import type { TextModel } from './models'
import type { Connection } from './process'
import { ENCODER_ERRORS, type EncoderPage, type EncoderWorker, type Progress } from './protocol'
import { IDLE, Supervisor, type Host } from './supervisor'

/** Texts whose vectors are remembered: a query with all that was typed on the way to it. */
const REMEMBERED = 200
/** A phone makes a session in some 20 s. */
const SILENCE_MS = 60_000

const BROWSER: Host = { connect, gpu: findGpu, silenceMs: SILENCE_MS }

function connect(): Connection {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-encoder' })
  let heard: (progress: Progress) => void = () => undefined
  let died: (reason: string) => void = () => undefined
  const line = callWorker<EncoderWorker, EncoderPage>(worker, { progress: (progress) => heard(progress) }, ENCODER_ERRORS, {
    limitMs: SILENCE_MS,
    onDeath(death) {
      const reason = deathSentence(death)
      died(reason)
      return new ProblemError({ code: 'encoder', where: 'encoder worker', detail: reason })
    },
  })
  return {
    worker: {
      start(options, listener) {
        heard = listener
        return line.calls.ask('start', [options])
      },
      encode: (texts) => line.calls.ask('encode', [texts]),
      encodePicture: (picture) => line.calls.ask('encodePicture', [picture]),
    },
    onDeath: (listener) => (died = listener),
    end: () => line.end(new ProblemError({ code: 'encoder', where: 'encoder worker', detail: 'It was ended.' })),
  }
}

/** An encoder for one model. Its worker starts with the first text. */
export function createEncoder(model: TextModel, settings: EncoderSettings, host: Host = BROWSER): Encoder {
  const listeners = new Set<(status: EncoderStatus) => void>()
  const remembered = new Lru<Encoded>(REMEMBERED)
  let status = IDLE
  const supervisor = new Supervisor(model, settings, host, (next) => {
    status = next
    for (const listener of [...listeners]) listener(next)
  })
  return {
    model,
    status: () => status,
    subscribe(listener) {
      listeners.add(listener)
      listener(status)
      return () => listeners.delete(listener)
    },
    async encode(texts, signal) {
      signal?.throwIfAborted()
      const known = new Map(texts.map((text) => [text, remembered.get(text)]))
      const unknown = [...known].filter(([, encoded]) => !encoded).map(([text]) => text)
      if (unknown.length > 0) {
        const encoded = await supervisor.ask((worker) => worker.encode(unknown), signal)
        for (const [i, text] of unknown.entries()) {
          known.set(text, encoded[i])
          if (encoded[i]) remembered.set(text, encoded[i])
        }
      }
      return texts.flatMap((text) => known.get(text) ?? [])
    },
    encodePicture: (picture, signal) => supervisor.ask((worker) => worker.encodePicture(picture), signal),
    close() {
      supervisor.close()
      listeners.clear()
    },
  }
}
