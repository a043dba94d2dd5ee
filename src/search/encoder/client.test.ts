import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { OPEN_NET } from '../../dataset/reach'
import { createEncoder } from './client'
import type { Encoded, EncoderSettings, EncoderStatus } from './encoder'
import { TEST_MODEL } from './model.testing'
import type { Gpu } from './plan'
import type { EncoderCalls } from './process'
import type { Outcome, Progress, StartOptions } from './protocol'

const SETTINGS: EncoderSettings = { location: { kind: 'default' }, reach: OPEN_NET, backend: null, allowSoftwareGpu: false }
const GOOD: Gpu = { real: true, shaderF16: true }
const NEVER = new Promise<never>(() => undefined)

function answer<T>(value: T): Outcome<T> {
  return { kind: 'answer', value }
}

function encodedOf(texts: readonly string[]): Outcome<readonly Encoded[]> {
  return answer(texts.map((text) => ({ vector: Float32Array.of(text.length, 0, 0), cut: false, tokens: 1 })))
}

/** What the workers do, by the attempt they run: `start` of “webgpu fp16”, `encode` of the third worker, and so on. */
interface Script {
  start?: (attempt: string, nth: number, listener: (progress: Progress) => void) => Outcome<null> | Promise<Outcome<null>>
  encode?: (attempt: string, nth: number, texts: readonly string[]) => Outcome<readonly Encoded[]> | Promise<Outcome<readonly Encoded[]>>
}

function stage(
  { start = () => answer(null), encode = (_attempt, _nth, texts) => encodedOf(texts) }: Script,
  gpu: Gpu | null = GOOD,
  settings = SETTINGS,
) {
  const attempts: string[] = []
  const ended: number[] = []
  const deaths: ((reason: string) => void)[] = []
  const asked: (readonly string[])[] = []
  const encoder = createEncoder(TEST_MODEL, settings, {
    silenceMs: 60_000,
    gpu: () => Promise.resolve(gpu),
    connect() {
      const nth = deaths.length
      let attempt = ''
      const worker: EncoderCalls = {
        async start({ attempt: { backend, precision } }: StartOptions, listener) {
          attempt = `${backend} ${precision}`
          attempts.push(attempt)
          return await start(attempt, nth, listener)
        },
        async encode(texts) {
          asked.push(texts)
          return await encode(attempt, nth, texts)
        },
        encodePicture: () => Promise.resolve(answer(Float32Array.of(1, 0, 0))),
      }
      return { worker, onDeath: (listener) => deaths.push(listener), end: () => ended.push(nth) }
    },
  })
  const phases: string[] = []
  encoder.subscribe(({ phase }: EncoderStatus) => {
    if (phases.at(-1) !== phase) phases.push(phase)
  })
  return { encoder, attempts, ended, deaths, asked, phases }
}

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ProblemError)) throw new Error(`No problem: ${String(error)}`)
  return error.problem
}

const broken = (reason: string) => ({ kind: 'broken', reason }) as const

describe('an encoder', () => {
  it('starts nothing before the first text', async () => {
    const { encoder, attempts } = stage({})
    expect(encoder.status().phase).toBe('idle')
    expect(attempts).toEqual([])
    await encoder.encode(['dog'])
    expect(attempts).toEqual(['webgpu fp16'])
    expect(encoder.status()).toMatchObject({ phase: 'ready', running: { backend: 'webgpu', precision: 'fp16' }, dropped: [] })
  })

  it('starts one worker for questions asked at once', async () => {
    const { encoder, attempts } = stage({})
    const [[a], [b]] = await Promise.all([encoder.encode(['a']), encoder.encode(['bb'])])
    expect([a?.vector[0], b?.vector[0]]).toEqual([1, 2])
    expect(attempts).toHaveLength(1)
  })

  it('asks for the same text once', async () => {
    const { encoder, asked } = stage({})
    await encoder.encode(['dog', 'cat', 'dog'])
    const again = await encoder.encode(['cat', 'bird', 'dog'])
    expect(asked).toEqual([['dog', 'cat'], ['bird']])
    expect(again.map(({ vector }) => vector[0])).toEqual([3, 4, 3])
  })

  it('drops a GPU that gives wrong answers and goes on with the CPU, in a new worker', async () => {
    const { encoder, attempts, ended } = stage({
      start: (attempt) => (attempt.startsWith('webgpu') ? broken('For “dog” it gave another vector.') : answer(null)),
    })
    await encoder.encode(['dog'])
    expect(attempts).toEqual(['webgpu fp16', 'wasm fp16'])
    expect(ended).toEqual([0])
    expect(encoder.status()).toMatchObject({
      phase: 'ready',
      running: { backend: 'wasm', precision: 'fp16' },
      dropped: [{ backend: 'webgpu', precision: 'fp16', reason: 'For “dog” it gave another vector.' }],
    })
  })

  it('goes on with the CPU when the device is lost in mid-work, and the asker notices nothing', async () => {
    const { encoder, attempts } = stage({
      encode: (attempt, _nth, texts) =>
        attempt.startsWith('webgpu') && texts.includes('cat') ? broken('Device was lost') : encodedOf(texts),
    })
    await encoder.encode(['dog'])
    const both = await Promise.all([encoder.encode(['cat']), encoder.encode(['cat', 'horse'])])
    expect(both.map((encoded) => encoded.map(({ vector }) => vector[0]))).toEqual([[3], [3, 5]])
    expect(attempts).toEqual(['webgpu fp16', 'wasm fp16'])
    expect(encoder.status().dropped.map(({ reason }) => reason)).toEqual(['Device was lost'])
  })

  it('tries weights of another precision when the host has none of the first', async () => {
    const missing = { kind: 'missing', problem: { code: 'model', where: '', detail: 'There is no such file.' } } as const
    const { encoder, attempts } = stage({ start: (attempt) => (attempt.endsWith('fp16') ? missing : answer(null)) })
    await encoder.encode(['dog'])
    expect(attempts).toEqual(['webgpu fp16', 'wasm uint8'])
    expect(await problemOf(stage({ start: () => missing }).encoder.encode(['dog']))).toEqual(missing.problem)
  })

  it('does not fetch other weights when those on the CPU fail', async () => {
    const { encoder, attempts } = stage({ start: () => broken('out of memory') }, null)
    expect(await problemOf(encoder.encode(['dog']))).toMatchObject({ code: 'encoder', detail: 'out of memory' })
    expect(attempts).toEqual(['wasm uint8'])
    expect(encoder.status().phase).toBe('failed')
  })

  it('reports what is wrong with the files, and starts anew with the next question', async () => {
    let mended = false
    const problem = { code: 'model', where: 'x', detail: 'The file is cut off.' } as const
    const { encoder } = stage({ start: () => (mended ? answer(null) : { kind: 'problem', problem }) })
    expect(await problemOf(encoder.encode(['dog']))).toEqual(problem)
    expect(encoder.status()).toMatchObject({ phase: 'failed', problem })
    mended = true
    await encoder.encode(['dog'])
    expect(encoder.status()).toMatchObject({ phase: 'ready', problem: null, dropped: [] })
  })

  it('tells how the download goes', async () => {
    const seen: EncoderStatus[] = []
    const { encoder, phases } = stage({
      start(_attempt, _nth, listener) {
        listener({ step: 'fetching', bytes: 0, total: null })
        listener({ step: 'fetching', bytes: 5, total: 10 })
        listener({ step: 'starting' })
        return answer(null)
      },
    })
    encoder.subscribe((status) => seen.push(status))
    await encoder.encode(['dog'])
    expect(phases).toEqual(['idle', 'starting', 'downloading', 'starting', 'ready'])
    expect(seen.find(({ phase }) => phase === 'downloading')).toMatchObject({ bytes: 5, totalBytes: 10 })
  })

  it('ends the download when nobody waits for it any more', async () => {
    const { encoder, ended } = stage({ start: () => NEVER })
    const [first, second] = [new AbortController(), new AbortController()]
    const asked = [encoder.encode(['dog'], first.signal), encoder.encode(['cat'], second.signal)].map((promise) =>
      promise.catch((error: unknown) => (error as Error).name),
    )
    await vi.waitFor(() => expect(encoder.status().phase).toBe('starting'))
    first.abort()
    expect(await asked[0]).toBe('AbortError')
    expect(ended).toEqual([])
    second.abort()
    expect(await asked[1]).toBe('AbortError')
    await vi.waitFor(() => expect(ended).toEqual([0]))
    expect(encoder.status().phase).toBe('idle')
  })

  it('replaces a worker that dies, once for a question', async () => {
    const { encoder, attempts, deaths } = stage({ encode: (_attempt, nth, texts) => (nth === 0 ? NEVER : encodedOf(texts)) }, null)
    const asked = encoder.encode(['dog'])
    await vi.waitFor(() => expect(encoder.status().phase).toBe('ready'))
    deaths[0]?.('out of memory')
    await asked
    expect(attempts).toEqual(['wasm uint8', 'wasm uint8'])
    const dying = stage({ encode: () => NEVER }, null)
    const hopeless = problemOf(dying.encoder.encode(['dog']))
    for (const nth of [0, 1]) {
      await vi.waitFor(() => expect([dying.deaths.length, dying.encoder.status().phase]).toEqual([nth + 1, 'ready']))
      dying.deaths[nth]?.('out of memory')
    }
    expect(await hopeless).toMatchObject({ code: 'encoder', detail: 'out of memory' })
  })

  it('rejects what is under attempt when it is closed', async () => {
    const { encoder } = stage({ encode: () => NEVER })
    const asked = problemOf(encoder.encode(['dog']))
    await vi.waitFor(() => expect(encoder.status().phase).toBe('ready'))
    encoder.close()
    expect((await asked).code).toBe('encoder')
  })
})

describe('the watchdog', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('replaces a worker that hangs by one on the CPU', async () => {
    const { encoder, attempts, ended } = stage({ encode: (_attempt, nth, texts) => (nth === 0 ? NEVER : encodedOf(texts)) })
    const asked = encoder.encode(['dog'])
    await vi.advanceTimersByTimeAsync(59_000)
    expect(attempts).toEqual(['webgpu fp16'])
    await vi.advanceTimersByTimeAsync(2000)
    await asked
    expect(attempts).toEqual(['webgpu fp16', 'wasm fp16'])
    expect(ended).toEqual([0])
    expect(encoder.status().dropped[0]?.reason).toBe('It gave no sign of life for 60 s.')
  })

  it('lets a download take as long as it takes, and starting not', async () => {
    let tell: (progress: Progress) => void = () => undefined
    const { encoder, attempts } = stage({
      start(_attempt, nth, listener) {
        tell = listener
        listener({ step: 'fetching', bytes: 0, total: null })
        return nth === 0 ? NEVER : answer(null)
      },
    })
    const asked = encoder.encode(['dog'])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(attempts).toEqual(['webgpu fp16'])
    tell({ step: 'starting' })
    await vi.advanceTimersByTimeAsync(61_000)
    await asked
    expect(attempts).toEqual(['webgpu fp16', 'wasm fp16'])
  })

  it('says so when the second one hangs too', async () => {
    const { encoder } = stage({ start: () => NEVER })
    const asked = problemOf(encoder.encode(['dog']))
    await vi.advanceTimersByTimeAsync(125_000)
    expect(await asked).toMatchObject({ code: 'encoder', detail: 'It gave no sign of life for 60 s.' })
  })
})
