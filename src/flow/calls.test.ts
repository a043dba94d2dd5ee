import { afterEach, describe, expect, it } from 'vitest'
import { Calls, callWorker, giveAway, type ErrorsAsValues, type Offer } from './calls'
import { deathSentence } from './life'

interface Kitchen {
  cook(dish: string, minutes: number): { readonly dish: string; readonly minutes: number }
  wait(): string
  burn(): never
  eat(bytes: Uint8Array<ArrayBuffer>): number
  fetch(): { readonly bytes: Uint8Array<ArrayBuffer> } | null
  order(dish: string): string
  say(word: string): void
}

interface Guest {
  taste(dish: string): string
  hear(word: string): void
}

class Burnt extends Error {}

const errors: ErrorsAsValues = {
  toValue: (error) => ({ burnt: error instanceof Burnt, says: error instanceof Error ? error.message : '' }),
  toError: (value) => {
    const { burnt, says } = value as { burnt: boolean; says: string }
    return burnt ? new Burnt(says) : new Error(says)
  },
}

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function line(heard: string[] = []) {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const bytes = Uint8Array.of(1, 2, 3)
  const stopped: unknown[] = []
  const offer: Offer<Kitchen> = {
    cook: (dish, minutes) => ({ dish, minutes }),
    wait: ({ signal }) => new Promise(() => signal.addEventListener('abort', () => stopped.push('stopped'))),
    burn: () => {
      throw new Burnt('too hot')
    },
    eat: (given) => given.byteLength,
    fetch: () => giveAway({ bytes }),
    order: (dish) => kitchen.ask('taste', [dish]),
    say: (word) => kitchen.tell('hear', word.toUpperCase()),
  }
  const kitchen = new Calls<Guest, Kitchen>(port1, offer, errors)
  const guest = new Calls<Kitchen, Guest>(port2, { taste: (dish) => `good ${dish}`, hear: (word) => void heard.push(word) }, errors)
  port1.start()
  port2.start()
  return { guest, bytes, stopped }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('calls', () => {
  it('cross with their arguments and come back with their answers, each to its own', async () => {
    const { guest } = line()
    expect(await Promise.all([guest.ask('cook', ['soup', 5]), guest.ask('cook', ['stew', 50])])).toEqual([
      { dish: 'soup', minutes: 5 },
      { dish: 'stew', minutes: 50 },
    ])
  })

  it('are answered both ways, also while one is being answered', async () => {
    const { guest } = line()
    expect(await guest.ask('order', ['soup'])).toBe('good soup')
  })

  it('may have no answer', async () => {
    const heard: string[] = []
    line(heard).guest.tell('say', 'hello')
    await soon()
    expect(heard).toEqual(['HELLO'])
  })

  it('fail with the error of the other end', async () => {
    const { guest } = line()
    await expect(guest.ask('burn', [])).rejects.toThrow(new Burnt('too hot'))
    await expect(guest.ask('burn', [])).rejects.toBeInstanceOf(Burnt)
  })

  it('fail when what is asked is not offered, or cannot be cloned', async () => {
    const { guest } = line()
    await expect(guest.ask('nothing' as 'burn', [])).rejects.toThrow('“nothing”')
    await expect(guest.ask('cook', [(() => undefined) as never, 1])).rejects.toThrow(/could not be cloned/)
    expect(await guest.ask('cook', ['soup', 1])).toEqual({ dish: 'soup', minutes: 1 })
  })

  it('are cancelled: here at once, there by the signal', async () => {
    const { guest, stopped } = line()
    const controller = new AbortController()
    const asked = guest.ask('wait', [], controller.signal)
    await soon()
    controller.abort(new Error('not hungry'))
    await expect(asked).rejects.toThrow('not hungry')
    await soon()
    expect(stopped).toEqual(['stopped'])
    await expect(guest.ask('wait', [], controller.signal)).rejects.toThrow('not hungry')
  })

  it('give arrays away only when told to', async () => {
    const { guest, bytes } = line()
    const mine = Uint8Array.of(1, 2)
    expect([await guest.ask('eat', [mine]), mine.byteLength]).toEqual([2, 2])
    expect([await guest.ask('eat', [giveAway(mine)]), mine.byteLength]).toEqual([2, 0])
    expect([(await guest.ask('fetch', []))?.bytes, bytes.byteLength]).toEqual([Uint8Array.of(1, 2, 3), 0])
  })

  it('reject all that wait, and all later ones, once the line has ended', async () => {
    const { guest } = line()
    const waiting = [guest.ask('wait', []), guest.ask('wait', [])]
    guest.end(new Error('closed'))
    guest.end(new Error('closed twice'))
    for (const asked of [...waiting, guest.ask('cook', ['soup', 1])]) await expect(asked).rejects.toThrow(/^closed$/)
    guest.tell('say', 'lost')
  })
})

describe('a worker', () => {
  /** An EventTarget in place of a worker, which Node lacks. */
  class FakeWorker extends EventTarget {
    readonly posted: unknown[] = []
    postMessage(message: unknown): void {
      this.posted.push(message)
    }
    terminate(): void {
      this.posted.push('terminated')
    }
  }

  it.each([
    ['error', Object.assign(new Event('error'), { message: 'out of memory' }), 'died: out of memory'],
    ['messageerror', new Event('messageerror'), 'died: A message could not be read.'],
  ])('that ends by itself (%s) fails what it was asked', async (_, event, says) => {
    const worker = new FakeWorker()
    const { calls } = callWorker<Kitchen>(worker as unknown as Worker, {}, errors, {
      limitMs: 1000,
      onDeath: (death) => new Error(`died: ${deathSentence(death)}`),
    })
    const asked = calls.ask('burn', [])
    worker.dispatchEvent(event)
    await expect(asked).rejects.toThrow(says)
    await expect(calls.ask('burn', [])).rejects.toThrow(says)
    expect(worker.posted.slice(1)).toEqual(['terminated'])
  })
})
