import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchWorker, type Death } from './life'

/** An EventTarget in place of a worker, which Node lacks. */
class FakeWorker extends EventTarget {
  readonly posted: unknown[] = []
  ended = 0
  postMessage(message: unknown): void {
    this.posted.push(message)
  }
  terminate(): void {
    this.ended += 1
  }
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

/** Locks of a browser: the first to ask holds one until it lets go. */
function fakeLocks() {
  const held = new Map<string, Promise<unknown>>()
  return {
    async request(name: string, options: { readonly signal: AbortSignal }, run: () => unknown) {
      await held.get(name)
      if (!options.signal.aborted) run()
    },
    hold(name: string): () => void {
      let release = (): void => undefined
      held.set(name, new Promise<void>((resolve) => (release = resolve)))
      return release
    },
  }
}

function watched(isWorking = () => true) {
  const worker = new FakeWorker()
  const deaths: Death[] = []
  const end = watchWorker(worker as unknown as Worker, { limitMs: 5000, isWorking, onDeath: (death) => deaths.push(death) })
  return { worker, deaths, end }
}

const ASKED = { life: 'alive?' }

describe('a watched worker', () => {
  const locks = fakeLocks()
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('navigator', { locks })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is known to be gone as soon as its lock is free, at work or not', async () => {
    const release = locks.hold('mine')
    const { worker, deaths } = watched(() => false)
    worker.say({ life: 'alive', lock: 'mine' })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(deaths).toEqual([])
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect(deaths).toEqual([{ kind: 'gone' }])
    expect(worker.ended).toBe(1)
  })

  it('that is ended on purpose is not gone', async () => {
    const release = locks.hold('ours')
    const { worker, deaths, end } = watched()
    worker.say({ life: 'alive', lock: 'ours' })
    end()
    release()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(deaths).toEqual([])
    expect(worker.posted).toEqual([])
  })

  it('is asked while it works and says nothing, and given up when it does not answer; without locks too', async () => {
    const { worker, deaths } = watched()
    worker.say({ life: 'alive', lock: null })
    await vi.advanceTimersByTimeAsync(4000)
    expect(worker.posted).toEqual([ASKED])
    worker.say({ life: 'alive', lock: null })
    await vi.advanceTimersByTimeAsync(4000)
    expect(deaths).toEqual([])
    await vi.advanceTimersByTimeAsync(5000)
    expect(deaths).toEqual([{ kind: 'silent', seconds: 5 }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(deaths).toHaveLength(1)
  })

  it('is asked nothing while there is no work, or while it talks', async () => {
    const idle = watched(() => false)
    const busy = watched()
    for (let second = 0; second < 60; second++) {
      busy.worker.say({ kind: 'answer' })
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect([...idle.worker.posted, ...busy.worker.posted, ...idle.deaths, ...busy.deaths]).toEqual([])
  })

  it('keeps talk about its life from those who listen later, and nothing else', () => {
    const { worker, end } = watched()
    const heard: unknown[] = []
    worker.addEventListener('message', (event) => heard.push((event as MessageEvent).data))
    worker.say({ life: 'alive', lock: null })
    worker.say({ kind: 'answer' })
    end()
    expect(heard).toEqual([{ kind: 'answer' }])
  })

  it('did not start where it failed without a word before it spoke; later that is an error', () => {
    const early = watched()
    early.worker.dispatchEvent(new Event('error'))
    expect(early.deaths).toEqual([{ kind: 'not-started' }])
    const late = watched()
    late.worker.say({ life: 'alive', lock: null })
    late.worker.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }))
    expect(late.deaths).toEqual([{ kind: 'error', message: 'out of memory' }])
  })
})
